"""Get-ExecutionPolicy and Set-ExecutionPolicy."""

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import host_of, machine_of, parameter
from fake_agent.windows.execution_policies import KEYS, PROCESS_VARIABLE, UNDEFINED, by_scope, effective, spelled

SCOPED = "System.Management.Automation.ExecutionPolicyScope"
_SCOPE = parameter("Scope", "string", 0)
_SECURITY = "Microsoft.PowerShell.Security"

register_view(SCOPED, TableView((Column("Scope", 13, RIGHT), Column("ExecutionPolicy", 15, RIGHT))))


@cmdlet("Get-ExecutionPolicy", _SCOPE, *switches("List"), module=_SECURITY)
def get_execution_policy(call: Call) -> None:
    """Get-ExecutionPolicy: the extension starts PowerShell with ``-ExecutionPolicy Unrestricted``."""
    policies = by_scope(machine_of(call), host_of(call).environment)
    if call.switch("List"):
        for scope, policy in policies.items():
            call.write(PSObject.of({"Scope": scope, "ExecutionPolicy": policy}, SCOPED))
    elif call.has("Scope"):
        wanted = call.text("Scope").casefold()
        call.write(next((policy for scope, policy in policies.items() if scope.casefold() == wanted), UNDEFINED))
    else:
        call.write(effective(policies))


@cmdlet(
    "Set-ExecutionPolicy",
    parameter("ExecutionPolicy", "string", 0, mandatory=True),
    parameter("Scope", "string", 1),
    *switches("Force"),
    module=_SECURITY,
)
def set_execution_policy(call: Call) -> None:
    """Set-ExecutionPolicy: a script is not asked; it is told where a scope that comes first says otherwise."""
    policy, scope = spelled(call.text("ExecutionPolicy")), call.text("Scope", "LocalMachine").casefold()
    if not policy:
        raise call.failure(
            f"Cannot bind parameter 'ExecutionPolicy'. Cannot convert value \"{call.text('ExecutionPolicy')}\" to type "
            '"Microsoft.PowerShell.ExecutionPolicy".',
            "CannotConvertArgumentNoMessage",
            "InvalidArgument",
            exception="System.Management.Automation.ParameterBindingException",
        )
    environment, machine = host_of(call).environment, machine_of(call)
    if scope == "process":
        environment[PROCESS_VARIABLE] = "" if policy == UNDEFINED else policy
        return
    key = next((key for name, key in KEYS.items() if name.casefold() == scope), None)
    if key is None:
        raise call.failure(
            "Cannot set execution policy. Execution policies at the MachinePolicy or UserPolicy scopes must be set "
            "through Group Policy.",
            "CantSetGroupPolicy",
            "InvalidOperation",
            exception="System.InvalidOperationException",
        )
    machine.registry.write(key, "ExecutionPolicy", policy)
    counts = effective(by_scope(machine, environment))
    if policy not in {counts, UNDEFINED}:
        raise call.failure(
            "Windows PowerShell updated your execution policy successfully, but the setting is overridden by a policy "
            "defined at a more specific scope.  Due to the override, your shell will retain its current effective "
            f'execution policy of {counts}. Type "Get-ExecutionPolicy -List" to view your execution policy settings. '
            'For more information please see "Get-Help Set-ExecutionPolicy".',
            "ExecutionPolicyOverride",
            "PermissionDenied",
            exception="System.Security.SecurityException",
        )
