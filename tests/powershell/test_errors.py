"""How errors are caught, noted and told."""

from collections.abc import Callable

from fake_agent.powershell import ScriptResult


def joined(text: str) -> str:
    """The text without line ends and runs of blanks, as the console's width puts them anywhere."""
    return " ".join(text.split())


def test_a_failed_cast_can_be_caught_as_the_exception_within(run: Callable[..., ScriptResult]) -> None:
    result = run("try { [int]'x' } catch [System.InvalidCastException] { $_.Exception.GetType().Name }")
    assert result.stdout == "RuntimeException\n"


def test_a_functions_error_variable_gets_what_happens_in_it(run: Callable[..., ScriptResult]) -> None:
    script = (
        "function F { [CmdletBinding()] param() Write-Error 'e'; Write-Warning 'w'; 'out' }\n"
        "F -ErrorVariable e -WarningVariable w -OutVariable o -ErrorAction SilentlyContinue 3>$null\n"
        '"$e|$w|$o"'
    )
    assert run(script).stdout == "out\ne|w|out\n"


def test_should_process_says_what_it_would_do_with_what_if(run: Callable[..., ScriptResult]) -> None:
    script = (
        "function Remove-It { [CmdletBinding(SupportsShouldProcess)] param($P)\n"
        "if ($PSCmdlet.ShouldProcess($P, 'Delete')) { \"deleting $P\" } }\nRemove-It file -WhatIf; Remove-It file"
    )
    assert run(script).stdout == 'What if: Performing the operation "Delete" on target "file".\ndeleting file\n'
