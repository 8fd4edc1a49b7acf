"""``#requires``: a script that asks for what the session is not runs nothing."""

from collections.abc import Callable

import pytest

from fake_agent.powershell import ScriptResult
from fake_agent.powershell.syntax.findings import find_faults, find_requirements

Run = Callable[..., ScriptResult]
CANNOT = "The script 'script0.ps1' cannot be run because "
UNMET = [
    pytest.param(
        "#Requires -Version 7.0",
        'it contained a "#requires" statement for Windows PowerShell 7.0. The version of Windows PowerShell that is '
        "required by the script does not match the currently running version of Windows PowerShell 5.1.20348.2227.",
        "ResourceUnavailable",
        "ScriptRequiresUnmatchedPSVersion",
    ),
    pytest.param(
        "#requires -Modules Storage, ActiveThings",
        'the following modules that are specified by the "#requires" statements of the script are missing: '
        "ActiveThings.",
        "ResourceUnavailable",
        "ScriptRequiresMissingModules",
    ),
    pytest.param(
        "#requires -PSEdition Core",
        "it contained a \"#requires\" statement for PowerShell editions 'Core'. The edition of PowerShell that is "
        "required by the script does not match the currently running PowerShell Desktop edition.",
        "NotSpecified",
        "ScriptRequiresUnmatchedPSEdition",
    ),
]


@pytest.mark.parametrize(("line", "message", "category", "error_id"), UNMET)
def test_nothing_runs_where_a_requirement_is_not_met(
    run: Run, line: str, message: str, category: str, error_id: str
) -> None:
    result = run(f"'never'\n{line}")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert " ".join(result.stderr.split()) == (
        f"{CANNOT}{message} + CategoryInfo : {category}: (script0.ps1:String) [], ParentContainsErrorRecordException "
        f"+ FullyQualifiedErrorId : {error_id}"
    )


@pytest.mark.parametrize(
    "line",
    [
        "#Requires -Version 5",
        "#requires -version 5.1 -modules Storage -runasadministrator",
        "#Requires -RunAsAdministrator",
        "#requires -modules @{ ModuleName = 'Storage'; ModuleVersion = '1.0' }",
        "#requires -psedition Desktop",
        "# requires -version 7 is only a comment with a blank",
        "'#requires -version 7'",
    ],
)
def test_a_script_whose_requirements_are_met_runs(run: Run, line: str) -> None:
    assert run(f"{line}\n'ran'").stdout.endswith("ran\n")


def test_a_script_that_another_one_calls_fails_alone(run: Run) -> None:
    result = run("Set-Content C:\\other.ps1 '#requires -version 7'\nC:\\other.ps1\n'after'")
    assert (result.stdout, result.exit_code) == ("after\n", 0)
    assert result.stderr.startswith("C:\\other.ps1 : The script 'other.ps1' cannot be run because it contained a")
    assert (
        "CategoryInfo          : ResourceUnavailable: (other.ps1:String) [], ScriptRequiresException" in result.stderr
    )


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("#requires -version x", ("RequiresVersionInvalid", 19, 1)),
        ("#requires -version $x", ("RequiresArgumentMustBeConstant", 19, 2)),
        ("#requires -foo bar", ("ScriptRequiresInvalidFormat", 10, 4)),
        ("#requires bar", ("ScriptRequiresInvalidFormat", 10, 3)),
        ("#requiresfoo", ("ScriptRequiresInvalidFormat", 1, 11)),
        ("#requires -modules", ("ParameterRequiresArgument", 10, 8)),
        ("#requires -runasadministrator x", ("ParameterCannotHaveArgument", 10, 19)),
        ("#requires -psedition Other", ("RequiresPSEditionInvalid", 21, 5)),
        ("#requires -psedition Core,core", ("RequiresPSEditionValueIsAlreadySpecified", 21, 9)),
        ("#requires -shellid 5", ("RequiresInvalidStringArgument", 19, 1)),
    ],
)
def test_a_line_that_cannot_be_read_is_a_syntax_error(run: Run, line: str, finding: tuple[str, int, int]) -> None:
    assert [(one.error_id, one.position, one.length) for one in find_faults(line)] == [finding]
    assert f"FullyQualifiedErrorId : {finding[0]}" in run(line).stderr


def test_requirements_of_several_lines_come_together() -> None:
    found = find_requirements("#requires -modules A\nfunction f {\n    #requires -modules B, C -version 4\n}")
    assert (found.modules, found.version) == (["A", "B", "C"], "4.0")
