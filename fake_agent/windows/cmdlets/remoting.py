"""Enable-PSRemoting, Test-WSMan: what makes a machine reachable from afar; sessions, of which there never are any."""

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import execution_of, machine_of, parameter
from fake_agent.windows.remote_settings import set_up


@cmdlet("Enable-PSRemoting", *switches("Force SkipNetworkProfileCheck"), module="Microsoft.PowerShell.Core")
def enable_ps_remoting(call: Call) -> None:
    """Enable-PSRemoting: the service runs and its rules are on; without ``-Force`` it asks."""
    if not call.switch("Force"):
        call.host.wait_for_input("Are you sure you want to perform this action?")
    done, managed = set_up(machine_of(call), execution_of(call).services)
    if done:
        lines = ["WinRM has been updated to receive requests.", *done, ""]
    else:
        lines = ["WinRM is already set up to receive requests on this computer."]
    if managed:
        lines += ["WinRM has been updated for remote management.", *managed, ""]
    else:
        lines += ["WinRM is already set up for remote management on this computer."]
    for line in lines:
        call.write(line)


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


@cmdlet(
    "Get-PSSession",
    *named("string[]", "ComputerName Name InstanceId"),
    parameter("Id", "int[]", 0),
    module="Microsoft.PowerShell.Core",
)
def get_session(_call: Call) -> None:
    """Get-PSSession: a script without New-PSSession has none."""


@cmdlet(
    "Remove-PSSession",
    parameter("Session", "object[]", 0, by_value=True),
    *named("string[]", "ComputerName Name InstanceId"),
    parameter("Id", "int[]"),
    module="Microsoft.PowerShell.Core",
)
def remove_session(_call: Call) -> None:
    """Remove-PSSession: of none."""
