"""Cmdlets that ask other computers. Nothing ever leaves the simulator: stubs and rules answer, else nobody does."""

import json
import ntpath
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import host_of, machine_of, parameter
from fake_agent.windows.instance_metadata import METADATA_ADDRESS, answer
from fake_agent.windows.machine import Machine
from fake_agent.windows.names import resolve

CONNECTION_RESULT = "TestNetConnectionResult"
NAME_RECORD = "Microsoft.DnsClient.Commands.DnsRecord_A"
WEB_RESPONSE = "Microsoft.PowerShell.Commands.HtmlWebResponseObject"
CONNECT_SECONDS = 21.0
"""How long a connection that nobody answers takes to fail (Windows' three tries)."""

register_view(
    CONNECTION_RESULT,
    ListView(
        tuple(
            Column(name)
            for name in (
                "ComputerName",
                "RemoteAddress",
                "RemotePort",
                "InterfaceAlias",
                "SourceAddress",
                "TcpTestSucceeded",
            )
        )
    ),
)
register_view(
    NAME_RECORD,
    TableView(
        (
            Column("Name", 46),
            Column("Type", 6),
            Column("TTL", 5, RIGHT),
            Column("Section", 10),
            Column("IPAddress"),
        )
    ),
)
register_view(
    WEB_RESPONSE,
    ListView(tuple(Column(name) for name in ("StatusCode", "StatusDescription", "Content", "RawContentLength"))),
)

_OWN_PORTS = {135: "RpcSs", 445: "LanmanServer", 5985: "WinRM"}


def reachable(machine: Machine, address: str, port: int) -> bool:
    """Whether a TCP connection gets an answer: own services, Azure's own addresses, and HTTPS while the way is open."""
    parsed = ip_address(address)
    if parsed.is_loopback or address == machine.address:
        if port == machine.remote_desktop_port:
            return machine.services.running("TermService")
        return port in _OWN_PORTS and machine.services.running(_OWN_PORTS[port])
    if machine.network.primary is None or not machine.firewall.allows_out(port):
        return False
    azure = address in {METADATA_ADDRESS, "168.63.129.16"}
    return azure or (machine.network.reaches_outside and not parsed.is_private and port in {80, 443, 1688})


@cmdlet(
    "Test-NetConnection",
    parameter("ComputerName", "string", 0, aliases=("RemoteAddress", "cn"), by_value=True),
    parameter("CommonTCPPort", "string", 1),
    parameter("Port", "int", aliases=("RemotePort",)),
    parameter("InformationLevel", "string"),
    *switches("TraceRoute DiagnoseRouting"),
    *named("int", "Hops"),
    aliases=("TNC",),
    module="NetTCPIP",
)
def test_net_connection(call: Call) -> None:
    """Test-NetConnection."""
    machine = machine_of(call)
    name = call.text("ComputerName", "internetbeacon.msedge.net")
    common = {"HTTP": 80, "RDP": 3389, "SMB": 445, "WINRM": 5985}
    port = call.number("Port") or common.get(call.text("CommonTCPPort").upper(), 0)
    address = resolve(machine, name)
    if address is None:
        call.say("Warning", f"Name resolution of {name} failed")
    succeeded = address is not None and port > 0 and reachable(machine, address, port)
    if address is not None and port and not succeeded:
        call.host.sleep(CONNECT_SECONDS)
        call.say("Warning", f"TCP connect to ({address} : {port}) failed")
    if call.text("InformationLevel").casefold() == "quiet":
        call.write(succeeded if port else address is not None)
        return
    adapter = machine.network.primary
    values: dict[str, Any] = {
        "ComputerName": name,
        "RemoteAddress": address,
        "RemotePort": port,
        "InterfaceAlias": adapter.name if adapter else None,
        "SourceAddress": adapter.address if adapter else None,
        "TcpTestSucceeded": succeeded,
        "NameResolutionSucceeded": address is not None,
        "PingSucceeded": False,
    }
    call.write(PSObject.of(values, CONNECTION_RESULT))


@cmdlet(
    "Test-Connection",
    parameter("ComputerName", "string[]", 0, aliases=("CN", "IPAddress", "Destination"), mandatory=True),
    parameter("Count", "int"),
    *switches("Quiet AsJob"),
    *named("object", "BufferSize Delay TimeToLive Source Credential"),
)
def test_connection(call: Call) -> None:
    """Test-Connection: the own network answers a ping, others don't."""
    machine = machine_of(call)
    for name in call.strings("ComputerName"):
        address = resolve(machine, name)
        parsed = ip_address(address) if address else None
        answers = parsed is not None and (parsed.is_loopback or (parsed.is_private and not parsed.is_link_local))
        if call.switch("Quiet"):
            call.write(answers)
        elif answers:
            for _ in range(call.number("Count", 4)):
                values = {"Address": name, "IPV4Address": address, "ResponseTime": 0, "StatusCode": 0}
                call.write(PSObject.of(values, "System.Management.ManagementObject#root\\cimv2\\Win32_PingStatus"))
        else:
            call.error(
                f"Testing connection to computer '{name}' failed: "
                + ("No such host is known" if address is None else "Error due to lack of resources"),
                "TestConnectionException",
                "ResourceUnavailable",
                target=name,
                exception="System.Net.NetworkInformation.PingException",
            )


@cmdlet(
    "Resolve-DnsName",
    parameter("Name", "string", 0, mandatory=True, by_value=True),
    parameter("Type", "string", 1),
    *named("string[]", "Server"),
    *switches("DnsOnly NoHostsFile CacheOnly QuickTimeout LlmnrOnly"),
    module="DnsClient",
)
def resolve_dns_name(call: Call) -> None:
    """Resolve-DnsName."""
    name = call.text("Name")
    address = resolve(machine_of(call), name)
    if address is None:
        raise call.failure(
            f"{name} : DNS name does not exist",
            "DNS_ERROR_RCODE_NAME_ERROR,Microsoft.DnsClient.Commands.ResolveDnsName",
            "ResourceUnavailable",
            target=name,
            exception="System.ComponentModel.Win32Exception",
        )
    values = {"Name": name, "Type": "A", "TTL": 300, "Section": "Answer", "IPAddress": address, "IP4Address": address}
    call.write(PSObject.of(values, NAME_RECORD))


_WEB = (
    parameter("Uri", "string", 0, mandatory=True),
    parameter("Method", "string"),
    parameter("Headers", "object"),
    parameter("Body", "object", by_value=True),
    parameter("OutFile", "string"),
    parameter("TimeoutSec", "int"),
    *named(
        "object",
        "ContentType Credential Proxy UserAgent WebSession MaximumRedirection Certificate TransferEncoding InFile",
    ),
    *switches("UseBasicParsing UseDefaultCredentials PassThru DisableKeepAlive"),
)


def _headers(call: Call) -> dict[str, str]:
    given = call.get("Headers")
    if not isinstance(given, Hashtable):
        return {}
    return {to_text(name).casefold(): to_text(value) for name, value in given.items()}


def _request(call: Call) -> str:
    """The body of the answer. Only the instance metadata service answers; everything else is a WebException."""
    machine = machine_of(call)
    uri = call.text("Uri")
    parts = urlsplit(uri if "://" in uri else f"http://{uri}")
    host = parts.hostname or ""
    address = resolve(machine, host)
    if address is None:
        raise _web_error(call, f"The remote name could not be resolved: '{host}'")
    if address == METADATA_ADDRESS and reachable(machine, address, 80):
        status, body = answer(machine, parts.path, parts.query, _headers(call))
        if status == 200:  # noqa: PLR2004  # OK
            return body
        raise _web_error(call, f"The remote server returned an error: ({status}) Bad Request.")
    call.host.sleep(float(call.number("TimeoutSec") or CONNECT_SECONDS))
    host_of(call).execution.note("web request has no stub", uri=uri)
    raise _web_error(call, "Unable to connect to the remote server")


def _web_error(call: Call, text: str) -> PowerShellError:
    return call.failure(
        text,
        f"WebCmdletWebResponseException,Microsoft.PowerShell.Commands.{call.name.replace('-', '')}Command",
        "InvalidOperation",
        target=f"System.Net.HttpWebRequest:{call.text('Uri')}",
        exception="System.Net.WebException",
    )


@cmdlet("Invoke-WebRequest", *_WEB, aliases=("iwr", "curl", "wget"), module="Microsoft.PowerShell.Utility")
def invoke_web_request(call: Call) -> None:
    """Invoke-WebRequest."""
    body = _request(call)
    if call.has("OutFile"):
        machine_of(call).files.write(ntpath.join(call.context.location, call.text("OutFile")), body.encode())
        return
    values = {
        "StatusCode": 200,
        "StatusDescription": "OK",
        "Content": body,
        "RawContent": f"HTTP/1.1 200 OK\n\n{body}",
        "RawContentLength": len(body),
        "Headers": Hashtable([("Content-Type", "application/json; charset=utf-8")]),
    }
    call.write(PSObject.of(values, WEB_RESPONSE))


@cmdlet("Invoke-RestMethod", *_WEB, aliases=("irm",), module="Microsoft.PowerShell.Utility")
def invoke_rest_method(call: Call) -> None:
    """Invoke-RestMethod: JSON becomes objects."""
    body = _request(call)
    if call.has("OutFile"):
        machine_of(call).files.write(ntpath.join(call.context.location, call.text("OutFile")), body.encode())
        return
    try:
        call.write_all(_object(json.loads(body)))
    except json.JSONDecodeError:
        call.write(body)


def _object(value: Any) -> Any:
    if isinstance(value, dict):
        return PSObject.of({name: _object(item) for name, item in value.items()})
    return [_object(item) for item in value] if isinstance(value, list) else value


@cmdlet(
    "Start-BitsTransfer",
    parameter("Source", "string[]", 0, mandatory=True),
    parameter("Destination", "string[]", 1),
    *named("object", "DisplayName Description Priority TransferType Credential RetryInterval"),
    *switches("Asynchronous"),
    module="BitsTransfer",
)
def start_bits_transfer(call: Call) -> None:
    """Start-BitsTransfer: nobody answers."""
    call.host.sleep(CONNECT_SECONDS)
    raise call.failure(
        "The server name or address could not be resolved",
        "StartBitsTransferCOMException,Microsoft.BackgroundIntelligentTransfer.Management.NewBitsTransferCommand",
        "InvalidOperation",
        target=call.text("Source"),
        exception="System.Exception",
    )
