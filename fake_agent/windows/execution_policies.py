"""PowerShell's execution policies by scope: where they are kept, and which one counts."""

from collections.abc import Mapping

from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import LOCAL_MACHINE

PROCESS_VARIABLE = "PSExecutionPolicyPreference"
"""What ``-ExecutionPolicy`` of powershell.exe sets; child processes inherit it."""

GROUP_POLICY_KEY = rf"{LOCAL_MACHINE}\SOFTWARE\Policies\Microsoft\Windows\PowerShell"
"""Group policy; it comes before ``-ExecutionPolicy`` (documented)."""

_SHELL = r"SOFTWARE\Microsoft\PowerShell\1\ShellIds\Microsoft.PowerShell"
KEYS = {"CurrentUser": rf"HKEY_CURRENT_USER\{_SHELL}", "LocalMachine": rf"{LOCAL_MACHINE}\{_SHELL}"}

UNDEFINED = "Undefined"
OF_SERVERS = "RemoteSigned"
"""What holds on Windows Server where nobody has chosen."""

POLICIES = ("Unrestricted", "RemoteSigned", "AllSigned", "Restricted", "Default", "Bypass", UNDEFINED)


def spelled(policy: str) -> str:
    """The policy as PowerShell writes it; ``""`` for what is none."""
    return next((one for one in POLICIES if one.casefold() == policy.casefold()), "")


def by_scope(machine: Machine, environment: Mapping[str, str]) -> dict[str, str]:
    """The policy of each scope; those that come first count first."""
    registry = machine.registry
    enabled = registry.read(GROUP_POLICY_KEY, "EnableScripts")
    group = spelled(registry.read_text(GROUP_POLICY_KEY, "ExecutionPolicy")) if enabled else ""
    kept = {scope: spelled(registry.read_text(key, "ExecutionPolicy")) for scope, key in KEYS.items()}
    return {
        "MachinePolicy": UNDEFINED if enabled is None else group or "Restricted",
        "UserPolicy": UNDEFINED,
        "Process": spelled(environment.get(PROCESS_VARIABLE, "")) or UNDEFINED,
        "CurrentUser": kept["CurrentUser"] or UNDEFINED,
        "LocalMachine": kept["LocalMachine"] or OF_SERVERS,
    }


def effective(policies: Mapping[str, str]) -> str:
    """The policy that counts."""
    return next((policy for policy in policies.values() if policy != UNDEFINED), "Restricted")
