"""Scripts with what Windows PowerShell prints for them.

A file of ``behaviours`` holds scripts under headings (``#### sentence``). ``#> `` lines are the expected output, blank
lines and blanks at line ends apart; ``#! `` lines are pieces of the error text, in order, line ends apart. A script
without ``#! `` writes no error.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from test_language import EXPRESSIONS  # type: ignore[import-not-found]  # found beside this file

from fake_agent.powershell import ScriptResult
from fake_agent.powershell.syntax.findings import find_faults

FOLDER = Path(__file__).parent / "behaviours"


def behaviours() -> list[tuple[str, str]]:
    """Every heading with what stands below it."""
    found: list[tuple[str, str]] = []
    for path in sorted(FOLDER.glob("*.ps1")):
        for part in re.split(r"^#### ", path.read_text(), flags=re.MULTILINE)[1:]:
            heading, _, body = part.partition("\n")
            found.append((f"{path.stem}: {heading}", body))
    return found


def marked(body: str, mark: str) -> list[str]:
    """The lines that begin with the mark, without it."""
    return [
        line[len(mark) :].strip() if mark == "#!" else line[len(mark) + 1 :].rstrip()
        for line in body.splitlines()
        if line.startswith(mark)
    ]


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in behaviours()])
def test_a_script_prints_what_windows_powershell_prints(run: Callable[..., ScriptResult], body: str) -> None:
    script = "\n".join(line for line in body.splitlines() if not line.startswith(("#>", "#!")))
    result = run(script, interactive=False)
    text = " ".join(result.stderr.split())
    pieces = [" ".join(piece.split()) for piece in marked(body, "#!")]
    assert [line.rstrip() for line in result.stdout.splitlines() if line.strip()] == marked(body, "#>")
    for piece in pieces:
        assert piece in text
        text = text[text.index(piece) + len(piece) :]
    assert pieces or not text


@pytest.mark.parametrize("script", [pytest.param(script, id=script[:30]) for script, _ in EXPRESSIONS])
def test_the_checker_accepts_what_runs(script: str) -> None:
    assert find_faults(script) == []


def test_a_gap_of_the_grammar_is_the_simulators_and_not_a_syntax_error(run: Callable[..., ScriptResult]) -> None:
    result = run("'never'\nelse ++")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "The simulator's grammar cannot read 'else ++', though it is valid PowerShell." in result.stderr
    assert "script0.ps1:2 char:1" in result.stderr


@pytest.mark.parametrize(
    "script", ["", "# nothing but a comment", "<# block #>", "param($x)", "param(\n[string]$x = 'y'\n)\n"]
)
def test_a_script_that_does_nothing_runs(run: Callable[..., ScriptResult], script: str) -> None:
    assert run(script) == ScriptResult("", "", 0)
