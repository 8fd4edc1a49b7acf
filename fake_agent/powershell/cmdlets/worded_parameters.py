"""Parameters that take the words of an enumeration, or of a set, and refuse others, as documented for version 5.1.

The cmdlets get the words as text: an abbreviation that only one word begins with is that word.
"""

from dataclasses import replace

from fake_agent.powershell.dotnet.types import define_enum
from fake_agent.powershell.runtime.parameters import ParameterSpec, Validation

_CIM = "Microsoft.PowerShell.Cmdletization.GeneratedTypes"
_METHOD = "Microsoft.PowerShell.Commands.WebRequestMethod"
_RULES = "New-NetFirewallRule Set-NetFirewallRule Get-NetFirewallRule"

define_enum("System.Diagnostics.ProcessWindowStyle", "Normal Hidden Minimized Maximized")
define_enum("Microsoft.PowerShell.ExecutionPolicyScope", "Process CurrentUser LocalMachine UserPolicy MachinePolicy")
define_enum(
    "Microsoft.PowerShell.ExecutionPolicy",
    {
        "Unrestricted": 0,
        "RemoteSigned": 1,
        "AllSigned": 2,
        "Restricted": 3,
        "Default": 3,
        "Bypass": 4,
        "Undefined": 5,
    },
)
define_enum(_METHOD, "Default Get Head Post Put Delete Trace Options Merge Patch")

_ENUMERATIONS = (
    ("System.ServiceProcess.ServiceStartMode", "Set-Service New-Service", "StartupType"),
    ("System.Diagnostics.ProcessWindowStyle", "Start-Process", "WindowStyle"),
    ("System.ConsoleColor", "Write-Host", "ForegroundColor BackgroundColor"),
    ("Microsoft.PowerShell.ExecutionPolicy", "Set-ExecutionPolicy", "ExecutionPolicy"),
    ("Microsoft.PowerShell.ExecutionPolicyScope", "Set-ExecutionPolicy Get-ExecutionPolicy", "Scope"),
    (_METHOD, "Invoke-WebRequest Invoke-RestMethod", "Method"),
    (f"{_CIM}.NetSecurity.Direction", _RULES, "Direction"),
    (f"{_CIM}.NetSecurity.Action", _RULES, "Action"),
    (f"{_CIM}.NetSecurity.Enabled", _RULES, "Enabled"),
    (f"{_CIM}.NetSecurity.GpoBoolean", "Set-NetFirewallProfile", "Enabled LogAllowed LogBlocked NotifyOnListen"),
    (f"{_CIM}.NetSecurity.Action", "Set-NetFirewallProfile", "DefaultInboundAction DefaultOutboundAction"),
    (f"{_CIM}.NetConnectionProfile.NetworkCategory", "Set-NetConnectionProfile", "NetworkCategory"),
    (f"{_CIM}.NetTCPConnection.State", "Get-NetTCPConnection", "State"),
)
_SETS = (
    ("Running Stopped Paused", "Set-Service", "Status"),
    ("Error Information FailureAudit SuccessAudit Warning", "Get-EventLog", "EntryType"),
)
_RANGES = (
    (2**31 - 1, "Select-Object", "First Last Skip SkipLast"),
    ((2**31 - 1) // 1000, "Start-Sleep", "Seconds"),
    (2**31 - 1, "Start-Sleep", "Milliseconds"),
)

WORDS = {
    (command.lower(), parameter.lower()): type_name
    for type_name, commands, parameters in _ENUMERATIONS
    for command in commands.split()
    for parameter in parameters.split()
}
RULES = {
    (command.lower(), parameter.lower()): Validation("validateset", words.split())
    for words, commands, parameters in _SETS
    for command in commands.split()
    for parameter in parameters.split()
} | {
    (command.lower(), parameter.lower()): Validation("validaterange", (0, highest))
    for highest, command, parameters in _RANGES
    for parameter in parameters.split()
}


def with_words(command: str, parameter: ParameterSpec) -> ParameterSpec:
    """The parameter, told what it takes."""
    key = (command.lower(), parameter.name.lower())
    words, rule = WORDS.get(key, ""), RULES.get(key)
    if words:
        parameter = replace(parameter, words=words)
    return replace(parameter, validations=(*parameter.validations, rule)) if rule else parameter
