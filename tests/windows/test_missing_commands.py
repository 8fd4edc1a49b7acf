"""What Windows has and the simulator lacks: named loudly, and told apart from what Windows lacks too."""

import re

import pytest
from windows.windows_workbench import Workbench

from fake_agent.powershell.cmdlets.known import KNOWN_ALIASES, known_commands


def error_id(bench: Workbench, script: str) -> str:
    """The id of the script's first error, ``""`` without one."""
    found = re.search(r"FullyQualifiedErrorId : (\S+)", bench.powershell(script).stderr.decode())
    return found[1] if found else ""


def test_every_known_name_is_a_verb_and_a_noun() -> None:
    assert [
        name for name in known_commands().values() if not re.fullmatch(r"[A-Z][A-Za-z]*-[A-Z][A-Za-z0-9]*", name)
    ] == []


def test_every_known_alias_stands_for_a_known_command() -> None:
    assert [target for target in KNOWN_ALIASES.values() if target.lower() not in known_commands()] == []


@pytest.mark.parametrize(
    "script",
    [
        "Get-Printer",
        "Get-ADUser -Filter *",
        "Get-VM",
        "Get-Website",
        "Get-StorageJob",
        "1 | ogv",
        "ii C:\\Windows",
        "if (Get-Command Get-Printer -ErrorAction SilentlyContinue) { 'has it' }",
        "try { Get-Printer } catch { 'caught' }",
        "auditpol /s x.txt",
    ],
)
def test_what_windows_has_ends_the_script_loudly(bench: Workbench, script: str) -> None:
    outcome = bench.powershell(f"{script}\n'never said'")
    assert (outcome.stdout, outcome.exit_code) == (b"", 1)
    assert b"FullyQualifiedErrorId : NotSimulated" in outcome.stderr


@pytest.mark.parametrize("script", ["Get-Uptime", "Get-NoSuchThing", "Get-AzVM", "choco install git", "Get-Error"])
def test_what_a_fresh_windows_lacks_is_an_ordinary_error(bench: Workbench, script: str) -> None:
    assert error_id(bench, script) == "CommandNotFoundException"


@pytest.mark.parametrize("name", ["Get-VM", "Get-ADUser", "Get-Website", "az", "Get-NoSuchThing"])
def test_get_command_does_not_find_what_a_role_brings(bench: Workbench, name: str) -> None:
    assert bench.shown(f"[bool](Get-Command {name} -ErrorAction SilentlyContinue)") == "False\n"
