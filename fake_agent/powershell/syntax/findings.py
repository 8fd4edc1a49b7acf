"""What Windows PowerShell finds wrong with a script before it runs any of it."""

from fake_agent.powershell.dotnet.types import find_type
from fake_agent.powershell.syntax.checking.statements import StatementReader
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem
from fake_agent.powershell.syntax.semantics import Scene, check_meaning, define_types, requirements


def find_requirements(source: str) -> requirements.Requirements:
    """What the ``#requires`` lines of a script that is in order ask for."""
    reader = StatementReader(source)
    reader.script_block(None)
    return requirements.read(Scene(source, reader.report, find_type), reader.requirements())


def find_faults(source: str) -> list[SyntaxFault]:
    """The findings in Windows PowerShell's order; nothing where it accepts the script.

    Types that the script defines are made only of a script that is in order otherwise, so what is wrong with them is
    told then only.
    """
    reader = StatementReader(source)
    try:
        tree = reader.script_block(None).adopt()
    except SyntaxProblem as problem:
        return list(problem.faults)
    scene = Scene(source, reader.report, find_type)
    requirements.read(scene, reader.requirements())
    check_meaning(scene, tree)
    if not reader.faults:
        define_types(scene, tree)
    return reader.faults
