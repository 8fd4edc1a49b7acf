"""Whether a session is what the ``#requires`` lines of a script ask for."""

from fake_agent.powershell.cmdlets.module_table import installed_modules, known_modules
from fake_agent.powershell.errors import PowerShellError, failure
from fake_agent.powershell.providers.paths import leaf
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.session import VERSION
from fake_agent.powershell.runtime.source import Source
from fake_agent.powershell.syntax.findings import find_requirements

_EDITION = "Desktop"
_EXCEPTION = "System.Management.Automation.ScriptRequiresException"


def require(context: Context, source: Source) -> None:
    """Raise the error of the first requirement of a script that the session does not meet; nothing of it runs then.

    Scripts of the guest run as its system account or as a member of its administrators: elevated.
    """
    if "#requires" not in source.text.lower():
        return
    asked = find_requirements(source.text)
    name = leaf(source.path)
    if asked.version and _numbers(asked.version) > _numbers(VERSION):
        raise _unmet(
            name,
            f'contained a "#requires" statement for Windows PowerShell {asked.version}. The version of Windows '
            "PowerShell that is required by the script does not match the currently running version of Windows "
            f"PowerShell {VERSION}.",
            "ScriptRequiresUnmatchedPSVersion",
        )
    if asked.editions and _EDITION.lower() not in {edition.lower() for edition in asked.editions}:
        editions = ", ".join(asked.editions)
        raise failure(
            f"The script '{name}' cannot be run because it contained a \"#requires\" statement for PowerShell editions "
            f"'{editions}'. The edition of PowerShell that is required by the script does not match the currently "
            f"running PowerShell {_EDITION} edition.",
            "ScriptRequiresUnmatchedPSEdition",
            "NotSpecified",
            target=name,
        )
    for words, listed, error_id in (
        ("snap-ins", asked.snap_ins, "ScriptRequiresMissingPSSnapIns"),
        ("modules", _missing(context, asked.modules), "ScriptRequiresMissingModules"),
    ):
        if listed:
            raise _unmet(
                name,
                f'the following {words} that are specified by the "#requires" statements of the script are missing: '
                f"{', '.join(listed)}.",
                error_id,
                "because",
            )


def _missing(context: Context, modules: list[str]) -> list[str]:
    """The first module that is not there: the real one does not look further."""
    there = {*known_modules(), *installed_modules(context.host)}
    return [name for name in modules if leaf(name).lower() not in there][:1]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _unmet(name: str, text: str, error_id: str, why: str = "because it") -> PowerShellError:
    return failure(
        f"The script '{name}' cannot be run {why} {text}",
        error_id,
        "ResourceUnavailable",
        target=name,
        exception=_EXCEPTION,
    )
