"""What on a machine keeps a script from running: execution policy, AppLocker, and the antimalware scan (AMSI)."""

import re
from collections.abc import Iterator

from fake_agent.powershell.formatting.errors import parser_error_text, wrap
from fake_agent.powershell.runtime.source import Source
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem
from fake_agent.windows.description import APPLOCKER_KEY
from fake_agent.windows.environment import expand
from fake_agent.windows.execution_policies import GROUP_POLICY_KEY
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import LOCAL_MACHINE

DEFENDER_KEYS = (
    rf"{LOCAL_MACHINE}\SOFTWARE\Policies\Microsoft\Windows Defender\Real-Time Protection",
    rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows Defender\Real-Time Protection",
)
"""Where the real-time scan is switched off, by policy or by hand."""

TEST_SIGNATURES = (
    "AMSI Test Sample: 7e72c3ce/861b/4339/8740/0ac1484c1386".replace("/", "-"),
    "EICAR/STANDARD/ANTIVIRUS/TEST/FILE!".replace("/", "-"),
)
"""The texts by which every scanner is tested (documented); spelled so here that no scanner finds this file."""

_SYSTEM_IDENTITIES = frozenset(("S-1-5-18", "S-1-1-0", "S-1-5-11", "S-1-5-32-544"))
"""Whose rules hold for System: its own, Everyone, Authenticated Users, Administrators."""

_RULE_VARIABLES = {
    "OSDRIVE": "C:",
    "WINDIR": r"C:\Windows",
    "SYSTEM32": r"C:\Windows\System32",
    "PROGRAMFILES": r"C:\Program Files",
}

_HELP = "about_Execution_Policies at https:/go.microsoft.com/fwlink/?LinkID=135170."
_DISABLED = (
    "File {path} cannot be loaded because running scripts is disabled on this system. For more information, see "
    f"{_HELP}"
)
_UNSIGNED = (
    "File {path} cannot be loaded. The file {path} is not digitally signed. You cannot run this script on the current "
    f"system. For more information about running scripts and setting execution policy, see {_HELP}"
)
_BLOCKED = (
    "File {path} cannot be loaded because its operation is blocked by software restriction policies, such as those "
    "created by using Group Policy."
)
_MALICIOUS = "This script contains malicious content and has been blocked by your antivirus software."


def refusal(machine: Machine, path: str, width: int) -> str:
    """What PowerShell says of a script file that may not run, as its console of that width shows it; else nothing."""
    sentence, reason = _execution_policy(machine), "ParentContainsErrorRecordException"
    if not sentence and not _allowed_by_applocker(machine, path):
        sentence, reason = _BLOCKED, "PSSecurityException"
    if not sentence:
        return ""
    details = (
        f"    + CategoryInfo          : SecurityError: (:) [], {reason}",
        "    + FullyQualifiedErrorId : UnauthorizedAccess",
    )
    return "\n".join((*wrap(sentence.format(path=path), width), *details, " ", ""))


def found_malicious(machine: Machine, script: str, path: str, width: int) -> str:
    """What PowerShell says of a script that the antimalware scan blocks; nothing where it finds no harm."""
    if not _scans(machine) or not any(signature in script for signature in _signatures(machine)):
        return ""
    source = Source(script.replace("\r\n", "\n"), path)
    fault = SyntaxFault(0, max(1, len(source.text.rstrip())), _MALICIOUS, "ScriptContainedMaliciousContent")
    return parser_error_text(SyntaxProblem(fault), source, width)


def _execution_policy(machine: Machine) -> str:
    """The sentence by which group policy keeps a script that nobody has signed from running."""
    enabled = machine.registry.read(GROUP_POLICY_KEY, "EnableScripts")
    policy = machine.registry.read_text(GROUP_POLICY_KEY, "ExecutionPolicy").casefold()
    if enabled is None:
        return ""
    if not enabled or policy == "restricted":
        return _DISABLED
    return _UNSIGNED if policy == "allsigned" else ""


def _allowed_by_applocker(machine: Machine, path: str) -> bool:
    """Whether the rules for scripts let System run the file: none are enforced, or one allows it and none denies."""
    if not machine.services.running("AppIDSvc") or machine.registry.read(APPLOCKER_KEY, "EnforcementMode") != 1:
        return True
    rules = list(_applocker_rules(machine))
    if not rules:
        return True
    actions = {action for action, pattern in rules if pattern.fullmatch(path)}
    return "Allow" in actions and "Deny" not in actions


def _applocker_rules(machine: Machine) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The action and the paths of each rule that is for System. Those by publisher or hash fit no unsigned script."""
    for name in machine.registry.subkeys(APPLOCKER_KEY):
        xml = machine.registry.read_text(rf"{APPLOCKER_KEY}\{name}", "Value")
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', xml))
        for_system = attributes.get("UserOrGroupSid", "").upper() in _SYSTEM_IDENTITIES
        path = attributes.get("Path", "") if for_system and "<FilePathRule" in xml else ""
        pattern = re.escape(expand(path, _RULE_VARIABLES)).replace(r"\*", ".*").replace(r"\?", ".")
        yield attributes.get("Action", ""), re.compile(pattern, re.IGNORECASE)


def _scans(machine: Machine) -> bool:
    """Whether Microsoft Defender runs and its real-time scan is on."""
    switches = ("DisableRealtimeMonitoring", "DisableScriptScanning")
    off = any(machine.registry.read(key, name) == 1 for key in DEFENDER_KEYS for name in switches)
    return machine.services.running("WinDefend") and not off


def _signatures(machine: Machine) -> tuple[str, ...]:
    return (*TEST_SIGNATURES, *machine.settings.get("signatures", ()))
