"""What came with PowerShell 6 and 7 is unknown here, as in Windows PowerShell 5.1."""

from collections.abc import Callable

import pytest

from fake_agent.powershell import ScriptResult

LATER_PARAMETERS = [
    "'{}' | ConvertFrom-Json -AsHashtable",
    "'{}' | ConvertFrom-Json -Depth 3",
    "1 | ConvertTo-Json -AsArray",
    "1 | ConvertTo-Json -EnumsAsStrings",
    "1 | ForEach-Object -Parallel { 1 }",
    "1 | Sort-Object -Top 1",
    "1 | Measure-Object -AllStats",
    "Split-Path C:\\a.txt -Extension",
    "Split-Path C:\\a.txt -LeafBase",
    "Get-Date -AsUTC",
    "Get-Content C:\\a.txt -AsByteStream",
    "Get-ChildItem C:\\ -FollowSymlink",
    "1 | ConvertTo-Csv -UseQuotes Never",
    "'a' | Select-String a -Raw",
    "Start-Sleep -Duration 1",
]
LATER_COMMANDS = ["Get-Error", "Join-String", "Test-Json '{}'", "Get-Uptime", "Remove-Service x"]


@pytest.mark.parametrize("line", LATER_PARAMETERS)
def test_a_parameter_of_a_later_edition_cannot_be_found(line: str, run: Callable[..., ScriptResult]) -> None:
    assert "A parameter cannot be found that matches parameter name" in " ".join(run(line).stderr.split())


@pytest.mark.parametrize("line", LATER_COMMANDS)
def test_a_command_of_a_later_edition_is_not_recognized(line: str, run: Callable[..., ScriptResult]) -> None:
    assert "is not recognized as the name of a cmdlet" in " ".join(run(line).stderr.split())
