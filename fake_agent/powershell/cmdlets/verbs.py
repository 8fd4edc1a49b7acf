"""Get-Verb, and what an interactive session would remember: Get-History, Clear-History."""

from fake_agent.powershell.cmdlets.registry import CORE, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.values.objects import PSObject

_GROUPS = {
    "Common": "Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo "
    "Remove Rename Reset Resize Search Select Set Show Skip Split Step Switch Undo Unlock Watch",
    "Data": "Backup Checkpoint Compare Compress Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import "
    "Initialize Limit Merge Mount Out Publish Restore Save Sync Unpublish Update",
    "Lifecycle": "Approve Assert Complete Confirm Deny Disable Enable Install Invoke Register Request Restart Resume "
    "Start Stop Submit Suspend Uninstall Unregister Wait",
    "Diagnostic": "Debug Measure Ping Repair Resolve Test Trace",
    "Communications": "Connect Disconnect Read Receive Send Write",
    "Security": "Block Grant Protect Revoke Unblock Unprotect",
    "Other": "Use",
}


@cmdlet("Get-Verb", Parameter("verb", "string[]", 0, by_value=True), module="")
def get_verb(call: Call) -> None:
    """The approved verbs, by the groups they are of."""
    tests = [wildcard(pattern) for pattern in call.strings("verb") or ["*"]]
    for group, verbs in _GROUPS.items():
        for verb in verbs.split():
            if any(test.match(verb) for test in tests):
                made = PSObject.of({"Verb": verb, "Group": group})
                made.type_names.insert(0, "Selected.Microsoft.PowerShell.Commands.MemberDefinition")
                call.write(made)


@cmdlet(
    "Get-History",
    Parameter("Id", "long[]", 0, by_value=True),
    Parameter("Count", "int", 1),
    aliases=("ghy", "h", "history"),
    module=CORE,
)
def get_history(_call: Call) -> None:
    """Nothing: a script is no line that somebody typed."""


@cmdlet(
    "Clear-History",
    Parameter("Id", "int[]", 0),
    Parameter("Count", "int", 1),
    *named("string[]", "CommandLine"),
    *switches("Newest"),
    aliases=("clhy",),
    module=CORE,
)
def clear_history(_call: Call) -> None:
    """Nothing to forget."""
