"""Enable-PSRemoting, Test-WSMan: what makes a machine reachable from afar."""

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import execution_of, machine_of, parameter


@cmdlet("Enable-PSRemoting", *switches("Force SkipNetworkProfileCheck"), module="Microsoft.PowerShell.Core")
def enable_ps_remoting(call: Call) -> None:
    """Enable-PSRemoting: the service runs and its rules are on; without ``-Force`` it asks."""
    if not call.switch("Force"):
        call.host.wait_for_input("Are you sure you want to perform this action?")
    machine = machine_of(call)
    execution_of(call).services.start("WinRM")
    rules = machine.firewall.in_group("Windows Remote Management")
    machine.firewall.change([rule.name for rule in rules], enabled=True)


@cmdlet(
    "Test-WSMan",
    parameter("ComputerName", "string", 0),
    *named("object", "Authentication Credential Port"),
    *switches("UseSSL"),
)
def test_wsman(call: Call) -> None:
    """Test-WSMan."""
    if not machine_of(call).services.running("WinRM"):
        raise call.failure(
            "The client cannot connect to the destination specified in the request. Verify that the service on the "
            "destination is running and is accepting requests.",
            "WsManError,Microsoft.WSMan.Management.TestWSManCommand",
            "InvalidOperation",
            target="localhost",
        )
    values = {
        "wsmid": "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd",
        "ProtocolVersion": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
        "ProductVendor": "Microsoft Corporation",
        "ProductVersion": "OS: 0.0.0 SP: 0.0 Stack: 3.0",
    }
    call.write(PSObject.of(values))
