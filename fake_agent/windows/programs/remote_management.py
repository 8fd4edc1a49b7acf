"""winrm: the listeners and settings of Windows Remote Management."""

import re

from fake_agent.powershell.host import ProgramResult, ServiceStatus, StartType
from fake_agent.windows.programs.registry import Call, failed, printed, program
from fake_agent.windows.remote_settings import PORTS, RemoteSettings, set_up

_PAIR = re.compile(r"""([A-Za-z0-9]+)\s*=\s*("[^"]*"|'[^']*'|[^;}\s]+)""")
"""A setting in the braces behind ``winrm set``: ``@{Basic="true";Kerberos="false"}``."""

CANNOT_CONNECT = 0x80338012


@program("winrm")
def winrm(call: Call) -> ProgramResult:
    """``winrm quickconfig | enumerate | create | delete | get | set``."""
    verb = (call.words[:1] or [""])[0].casefold()
    if verb in {"quickconfig", "qc"}:
        return _set_up(call)
    if not call.machine.services.running("WinRM"):
        number = "Error number:  -2144108526 0x80338012"
        return failed("WSManFault", f"    Message = {_NO_ANSWER}", "", number, _NO_ANSWER, exit_code=CANNOT_CONNECT)
    match verb:
        case "create":
            return _create(call)
        case "delete":
            return _delete(call)
        case "enumerate" | "e":
            listeners = RemoteSettings(call.machine.registry).listeners()
            return printed(*(line for transport in listeners for line in _listener(call, transport)))
    container = _container(call)
    if container is None or verb not in {"get", "g", "set", "s"}:
        raise call.lacks()
    return _set(call, container) if verb.startswith("s") else _get(call, container)


_NO_ANSWER = (
    "The client cannot connect to the destination specified in the request. Verify that the service on the destination "
    "is running and is accepting requests. Consult the logs and documentation for the WS-Management service running "
    "on the destination, most commonly IIS or WinRM. If the destination is the WinRM service, run the following "
    'command on the destination to analyze and configure the WinRM service: "winrm quickconfig".'
)
_EXISTS = "The WS-Management service cannot create the resource because it already exists."


def _set_up(call: Call) -> ProgramResult:
    """``winrm quickconfig``: it says what it would change, and without ``-quiet`` asks whether it may."""
    service = call.machine.services.get("WinRM")
    wanted = [
        *(["Set the WinRM service type to auto start."] if service.start_type is not StartType.AUTOMATIC else []),
        *(["Start the WinRM service."] if service.status is not ServiceStatus.RUNNING else []),
    ]
    if wanted:
        plan = ["WinRM is not set up to receive requests on this machine.", "The following changes must be made:", ""]
        if not {"/q", "/quiet", "/force"} & set(call.options):
            call.execution.wait_for_ever()
        done, managed = set_up(call.machine, call.execution.services)
        return printed(*plan, *wanted, "", "WinRM has been updated to receive requests.", "", *done, *managed)
    _, managed = set_up(call.machine, call.execution.services)
    return printed(
        "WinRM service is already running on this machine.",
        *(managed or ["WinRM is already set up for remote management on this computer."]),
    )


def _transport(call: Call) -> str:
    return "HTTPS" if "transport=https" in call.tail.casefold() else "HTTP"


def _container(call: Call) -> str | None:
    """The container of the settings that the second word names: ``winrm/config/service/auth``."""
    path = (call.words[1:2] or [""])[0].casefold().replace("/", "\\")
    return RemoteSettings(call.machine.registry).container(path.removeprefix("winrm\\config").strip("\\"))


def _get(call: Call, container: str) -> ProgramResult:
    return printed(*_shown(RemoteSettings(call.machine.registry), container, 0))


def _set(call: Call, container: str) -> ProgramResult:
    settings = RemoteSettings(call.machine.registry)
    for name, value in _PAIR.findall(call.tail.partition("{")[2].rpartition("}")[0]):
        setting = settings.setting(rf"{container}\{name}".strip("\\"))
        if setting is None:
            return failed("WSManFault", f"    Message = The parameter is incorrect: {name}")
        settings.write(*setting, value.strip("\"'"))
    return _get(call, container)


def _shown(settings: RemoteSettings, container: str, depth: int) -> list[str]:
    """A container as ``winrm get`` prints it, with those below it."""
    indent = "    " * depth
    lines = [f"{indent}{container.rpartition(chr(92))[2] or 'Config'}"]
    lines += [f"{indent}    {name} = {value}".rstrip() for name, value in settings.values(container).items()]
    for name in settings.containers(container):
        lines += _shown(settings, f"{container}\\{name}".strip("\\"), depth + 1)
    return lines if depth else [*lines, ""]


def _delete(call: Call) -> ProgramResult:
    if RemoteSettings(call.machine.registry).remove_listener(_transport(call)):
        return printed("")
    return failed("WSManFault", "    Message = The service cannot find the resource identified by the resource URI.")


def _create(call: Call) -> ProgramResult:
    settings, transport = RemoteSettings(call.machine.registry), _transport(call)
    if transport in settings.listeners():
        return failed(
            "WSManFault",
            "    Message",
            "        ProviderFault",
            "            WSManFault",
            f"                Message = {_EXISTS} ",
            "",
            "Error number:  -2144108493 0x80338033",
            _EXISTS,
            exit_code=0x80338033,
        )
    values = dict(_PAIR.findall(call.tail.partition("{")[2].rpartition("}")[0]))
    settings.add_listener(transport, values.get("CertificateThumbprint", "").strip("\"'"))
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
    thumbprint = RemoteSettings(call.machine.registry).thumbprint(transport)
    return [
        "Listener",
        "    Address = *",
        f"    Transport = {transport}",
        f"    Port = {PORTS[transport]}",
        "    Hostname",
        "    Enabled = true",
        "    URLPrefix = wsman",
        f"    CertificateThumbprint = {thumbprint}" if thumbprint else "    CertificateThumbprint",
        f"    ListeningOn = {call.machine.address}, 127.0.0.1, ::1",
        "",
    ]
