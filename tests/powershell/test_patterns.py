"""No regular expression of a script keeps the simulator busy."""

from collections.abc import Callable

import pytest

from fake_agent.powershell import ScriptResult
from fake_agent.powershell.operators import patterns

ENDLESS = "'1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28' * 2"
PATTERN = "(.*?,){25}P"


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "LONGEST_MATCH", 0.02)


@pytest.mark.parametrize(
    "expression",
    [
        f"($text -match '{PATTERN}')",
        f"($text -replace '{PATTERN}', 'x')",
        f"($text -split '{PATTERN}')",
        f"$(switch -Regex ($text) {{ '{PATTERN}' {{ 'x' }} }})",
        f"($text | Select-String '{PATTERN}')",
        f"$([regex]::Match($text, '{PATTERN}').Success)",
    ],
)
def test_a_search_without_end_is_an_error(run: Callable[..., ScriptResult], expression: str) -> None:
    result = run(f"$text = {ENDLESS}\n{expression}\n'after'")
    assert result.stdout == "after\n"
    assert (
        "The RegEx engine has timed out while trying to match a pattern to an input string."
        in result.stderr.replace("\n", "")
    )
    assert "fault of the simulator" not in result.stderr


def test_the_error_is_caught_by_its_type(run: Callable[..., ScriptResult]) -> None:
    script = f"try {{ ({ENDLESS}) -match '{PATTERN}' }} catch [System.TimeoutException] {{ $_.FullyQualifiedErrorId }}"
    assert run(script).stdout == "System.Text.RegularExpressions.RegexMatchTimeoutException\n"
