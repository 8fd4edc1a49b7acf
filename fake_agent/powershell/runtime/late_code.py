"""Code that is read while a script already runs: other script files, and text that is run as code."""

from typing import Any

from fake_agent.powershell.compiler.functions import compile_script
from fake_agent.powershell.compiler.unit import Unit
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.errors import problem_text
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.runtime.source import Source
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values.objects import ErrorRecord, InvocationInfo, NetException

PARSE_EXCEPTION = "System.Management.Automation.ParseException"


class LateSyntaxError(PowerShellError):
    """Code that cannot be read; the script that wanted to run it goes on after this error."""


def late_block(context: Any, source: Source, name: str = "") -> ScriptBlock:
    """Code as a script block.

    Raises LateSyntaxError for bad syntax: a ParseException whose message shows each finding with its place.
    """
    try:
        return ScriptBlock(compile_script(Unit(source)), context, name=name)
    except SyntaxProblem as problem:
        raise syntax_error(problem, source) from None


def syntax_error(problem: SyntaxProblem, source: Source) -> LateSyntaxError:
    """What a running script sees of the syntax errors of other code."""
    exception = NetException(PARSE_EXCEPTION, problem_text(problem, source))
    # The message tells the places; where the running script was is not shown.
    return LateSyntaxError(
        ErrorRecord(exception, problem.faults[0].error_id, "ParserError", invocation=InvocationInfo())
    )
