"""winrm: the listeners and settings of Windows Remote Management."""

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.registry import Call, failed, printed, program
from fake_agent.windows.registry import LOCAL_MACHINE

LISTENERS = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Listener"
"""Where Windows keeps listeners: a key for each, named ``*+HTTPS`` and the like."""

CANNOT_CONNECT = 0x80338012


@program("winrm")
def winrm(call: Call) -> ProgramResult:
    """``winrm quickconfig | enumerate | create | delete | get | set``."""
    verb = (call.words[:1] or [""])[0].casefold()
    if not call.machine.services.running("WinRM"):
        return failed(
            "WSManFault",
            "    Message = The client cannot connect to the destination specified in the request. Verify that the "
            "service on the destination is running and is accepting requests.",
            "",
            "Error number:  -2144108526 0x80338012",
            exit_code=CANNOT_CONNECT,
        )
    match verb:
        case "quickconfig" | "qc":
            return printed(
                "WinRM service is already running on this machine.",
                "WinRM is already set up for remote management on this computer.",
            )
        case "create":
            return _create(call)
        case "delete":
            return _delete(call)
        case "enumerate" | "e":
            return printed(*(line for transport in _transports(call) for line in _listener(call, transport)))
    return printed("")


def _transport(call: Call) -> str:
    return "HTTPS" if "transport=https" in call.tail.casefold() else "HTTP"


def _transports(call: Call) -> list[str]:
    """The transports with a listener; the one over HTTP is there from the start."""
    registry = call.machine.registry
    added = registry.subkeys(LISTENERS) if registry.exists(LISTENERS) else []
    return ["HTTP", *(name.partition("+")[2] for name in added)]


def _delete(call: Call) -> ProgramResult:
    key = rf"{LISTENERS}\*+{_transport(call)}"
    if not call.machine.registry.exists(key):
        return failed(
            "WSManFault", "    Message = The service cannot find the resource identified by the resource URI."
        )
    call.machine.registry.delete(key)
    return printed("")


def _create(call: Call) -> ProgramResult:
    transport = _transport(call)
    if transport in _transports(call):
        return failed(
            "WSManFault",
            "    Message",
            "        ProviderFault",
            "            WSManFault",
            "                Message = The WS-Management service cannot create the resource because it already exists.",
            "",
            "Error number:  -2144108493 0x80338033",
            exit_code=0x80338033,
        )
    call.machine.registry.write(rf"{LISTENERS}\*+{transport}", "Port", 5986 if transport == "HTTPS" else 5985)
    return printed(
        "ResourceCreated",
        "    Address = http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
        "    ReferenceParameters",
        "        ResourceURI = http://schemas.microsoft.com/wbem/wsman/1/config/listener",
        "        SelectorSet",
        f"            Selector: Address = *, Transport = {transport}",
        "",
    )


def _listener(call: Call, transport: str) -> list[str]:
    return [
        "Listener",
        "    Address = *",
        f"    Transport = {transport}",
        f"    Port = {5986 if transport == 'HTTPS' else 5985}",
        "    Hostname",
        "    Enabled = true",
        "    URLPrefix = wsman",
        "    CertificateThumbprint",
        f"    ListeningOn = {call.machine.address}, 127.0.0.1, ::1",
        "",
    ]
