"""What Windows PowerShell finds wrong with scripts before it runs them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_host import FakeHost, Hung, Runaway  # type: ignore[import-not-found]  # found beside this file
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_agent.powershell import ScriptResult, run_file
from fake_agent.powershell.syntax.findings import find_faults

Run = Callable[..., ScriptResult]
ROWS = [
    line.replace("⏎", "\n").split(" → ")
    for line in (Path(__file__).parent / "findings.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("# ")
]
FIRST = re.compile(r"using|param\b|\[int\] param|begin|process")
"""What nothing can stand before."""
WORDS = """
if else elseif while for foreach in switch default do until try catch finally trap function filter param begin process
end return throw break continue exit class enum static hidden data using namespace from workflow $a $b $_ ${c} $env:x
$a.b $a[0] @h @( $( ( ) { } [ ] [int] [ref] [void] [Parameter()] @{ k=1 ; | , = += + - * / % .. -eq -not ! -f -and
-split ++ -- & && || . :: : 1 2.5 0x1F 1kb 1e9 'y' "x" "$a" "$(1)" " ' Write-Output -Name -x: a b 2>&1 > < $null @ $ `
--% # <# #> \u2018 \u2013
"""
PIECES = [*WORDS.split(), "\n", '@"\nq\n"@', "@'\nq\n'@"]
SOUP = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " "])), max_size=14).map(
    lambda parts: "".join(word + blank for word, blank in parts)
)


@pytest.mark.parametrize(("script", "findings"), [pytest.param(*row, id=row[0]) for row in ROWS])
def test_the_findings_of_a_script_and_where_they_are(script: str, findings: str) -> None:
    found = [f"{one.error_id} {one.position}-{one.position + one.length}" for one in find_faults(script)]
    assert (", ".join(found) or "nothing") == findings


@pytest.mark.parametrize(("script", "findings"), [pytest.param(*row, id=row[0]) for row in ROWS])
def test_nothing_of_a_script_with_findings_runs(run: Run, script: str, findings: str) -> None:
    result = run(script if FIRST.match(script) else f"'runs'\n{script}")
    if findings == "nothing":
        assert "ParserError" not in result.stderr
        return
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "+ CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException" in result.stderr


def test_findings_stand_one_after_the_other_with_what_they_mark_underlined(run: Run) -> None:
    assert run('if ($x -eq 1 {\n    "a"\n}\n').stderr.splitlines() == [
        "At C:\\Scripts\\script0.ps1:1 char:14",
        "+ if ($x -eq 1 {",
        "+              ~",
        "Unexpected token '{' in expression or statement.",
        "At C:\\Scripts\\script0.ps1:1 char:14",
        "+ if ($x -eq 1 {",
        "+              ~",
        "Missing closing ')' after expression in 'if' statement.",
        "    + CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException",
        "    + FullyQualifiedErrorId : UnexpectedToken",
        " ",
    ]


def test_what_is_missing_at_the_end_is_told_one_character_behind_it(run: Run) -> None:
    assert run("$list = @(\n    1\n").stderr.splitlines()[:3] == [
        "At C:\\Scripts\\script0.ps1:3 char:2",
        "+ ",
        "Missing closing ')' in subexpression.",
    ]
    assert run("$list = @(\n    1").stderr.splitlines()[:4] == [
        "At C:\\Scripts\\script0.ps1:2 char:7",
        "+     1",
        "+       ~",
        "Missing closing ')' in subexpression.",
    ]


def test_a_string_without_its_end_is_underlined_to_the_end_of_its_line(run: Run) -> None:
    assert run("Write-Host 'done\nnext line").stderr.splitlines()[:4] == [
        "At C:\\Scripts\\script0.ps1:1 char:12",
        "+ Write-Host 'done",
        "+            ~~~~~",
        "The string is missing the terminator: '.",
    ]


def test_of_more_than_ten_findings_ten_are_shown(run: Run) -> None:
    stderr = run("\n".join(f"{number} )" for number in range(11))).stderr
    assert stderr.count("Unexpected token ')' in expression or statement.") == 10
    assert "\nNot all parse errors were reported.  Correct the reported errors and try again.\n    + Cat" in stderr
    assert "Not all" not in run("\n".join(f"{number} )" for number in range(10))).stderr


def test_findings_of_code_that_is_read_late_have_blank_lines_between_them(run: Run) -> None:
    result = run("try { Invoke-Expression '1 ) )' } catch { $_.Exception.Message }")
    token = "Unexpected token ')' in expression or statement."
    assert result.stdout == (
        f"At line:1 char:3\n+ 1 ) )\n+   ~\n{token}\n\nAt line:1 char:5\n+ 1 ) )\n+     ~\n{token}\n"
    )


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_the_checker_reads_any_text_to_its_end(script: str) -> None:
    for fault in find_faults(script):
        assert 0 <= fault.position <= len(script) + 1
        assert fault.length >= 1


@settings(max_examples=200, deadline=None)
@given(SOUP)
def test_no_tokens_make_the_interpreter_itself_fail(script: str) -> None:
    try:
        result = run_file(script, "C:\\Scripts\\script0.ps1", [], FakeHost(budget=20_000), interactive=False)
    except (Runaway, Hung):
        return
    assert "fault of the simulator" not in " ".join(result.stderr.split())
