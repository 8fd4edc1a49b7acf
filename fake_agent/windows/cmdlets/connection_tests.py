"""Test-NetConnection, Test-Connection, Resolve-DnsName: who answers. Nothing ever leaves the simulator."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.adapters import NAMESPACE, adapter_object
from fake_agent.windows.cmdlets.support import cim_object, machine_of, parameter
from fake_agent.windows.machine import Machine
from fake_agent.windows.names import resolve
from fake_agent.windows.reach import CONNECT_SECONDS, LOOPBACK, LOOPBACK_ALIAS, answers_ping, reachable

RESULT = "TestNetConnectionResult"
NAME_RECORD = "Microsoft.DnsClient.Commands.DnsRecord"
PING = "System.Management.ManagementObject#root\\cimv2\\Win32_PingStatus"
PING_SECONDS = 4.0
"""How long a ping that nobody answers takes to fail (the default of .NET's Ping)."""

_PORTS = {"HTTP": 80, "RDP": 3389, "SMB": 445, "WINRM": 5985}
_PLAIN = ("ComputerName", "RemoteAddress", "RemotePort", "InterfaceAlias", "SourceAddress")
_DETAILED = (
    "ComputerName",
    "RemoteAddress",
    "RemotePort",
    "NameResolutionResults",
    "MatchingIPsecRules",
    "NetworkIsolationContext",
    "InterfaceAlias",
    "SourceAddress",
    "NetRoute (NextHop)",
)
_SOURCES = {
    "SourceAddress": lambda found: found.native.source,
    "NetRoute (NextHop)": lambda found: found.native.next_hop,
    "NameResolutionResults": lambda found: found.get("RemoteAddress"),
}


@dataclass(frozen=True, slots=True)
class _Way:
    """How a connection leaves the machine."""

    alias: str | None = None
    source: str | None = None
    next_hop: str | None = None


def _view(*, port: bool, pinged: bool, detailed: bool) -> ListView:
    names = [name for name in (_DETAILED if detailed else _PLAIN) if port or name != "RemotePort"]
    columns = [Column(name, source=_SOURCES.get(name, name)) for name in names]
    if pinged:
        columns += [Column("PingSucceeded"), Column("PingReplyDetails (RTT)", source=lambda _: "0 ms")]
    return ListView([*columns, Column("TcpTestSucceeded")] if port else columns)


_FORMS = [(port, pinged, detailed) for port in (True, False) for pinged in (True, False) for detailed in (True, False)]
for _port, _pinged, _detailed in _FORMS:
    register_view(f"{RESULT}#{_port}{_pinged}{_detailed}", _view(port=_port, pinged=_pinged, detailed=_detailed))
register_view(
    f"{RESULT}#Unresolved",
    ListView(
        [Column(name, source=_SOURCES.get(name, name)) for name in _PLAIN if name != "RemotePort"]
        + [Column("PingSucceeded")]
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
    PING,
    TableView(
        (
            Column("Source", 13, source="__SERVER"),
            Column("Destination", 15, source="Address"),
            Column("IPV4Address", 16),
            Column("IPV6Address", 40),
            Column("Bytes", 8, source="BufferSize"),
            Column("Time(ms)", 8, source="ResponseTime"),
        )
    ),
)


def _way(machine: Machine, address: str) -> _Way:
    if ip_address(address).is_loopback:
        return _Way(LOOPBACK_ALIAS, address, "::" if ":" in address else "0.0.0.0")
    adapter = machine.network.primary
    if adapter is None:
        return _Way()
    near = ip_address(address).is_private and address.rpartition(".")[0] == adapter.address.rpartition(".")[0]
    return _Way(adapter.name, adapter.address, "0.0.0.0" if near else adapter.gateway)


def _addresses(machine: Machine, name: str) -> list[str]:
    """The addresses that are tried, in their order."""
    address = resolve(machine, name)
    if address is None:
        return []
    return [LOOPBACK, address] if name.casefold() == "localhost" else [address]


def _connect(call: Call, addresses: list[str], port: int) -> str | None:
    """The first address that takes the connection; a warning for each that does not."""
    for address in addresses:
        if reachable(machine_of(call), address, port):
            return address
        call.host.sleep(2.0 if ip_address(address).is_loopback else CONNECT_SECONDS)
        call.say("Warning", f"TCP connect to ({address} : {port}) failed")
    return None


@cmdlet(
    "Test-NetConnection",
    parameter("ComputerName", "string", 0, aliases=("RemoteAddress", "cn"), by_value=True),
    parameter("CommonTCPPort", "string", 1),
    parameter("Port", "int", aliases=("RemotePort",)),
    parameter("InformationLevel", "string"),
    *switches("TraceRoute DiagnoseRouting"),
    *named("int", "Hops"),
    *named("string", "ConstrainSourceAddress"),
    aliases=("TNC",),
    module="NetTCPIP",
)
def test_net_connection(call: Call) -> None:
    """Test-NetConnection: a TCP connection where a port is given, and a ping where that fails or none is given."""
    if call.switch("TraceRoute") or call.switch("DiagnoseRouting"):
        raise MissingFeature(f"Test-NetConnection -{'TraceRoute' if call.switch('TraceRoute') else 'DiagnoseRouting'}")
    machine = machine_of(call)
    name = call.text("ComputerName", "internetbeacon.msedge.net")
    port = call.number("Port") or _PORTS.get(call.text("CommonTCPPort").upper(), 0)
    addresses = _addresses(machine, name)
    if not addresses:
        call.say("Warning", f"Name resolution of {name} failed")
    connected = _connect(call, addresses, port) if port else None
    pinged = bool(addresses) and connected is None
    remote = connected or (addresses[0] if addresses else None)
    answered = pinged and remote is not None and answers_ping(machine, remote)
    if pinged and not answered:
        call.host.sleep(PING_SECONDS)
        call.say("Warning", f"Ping to {remote} failed with status: TimedOut")
    if call.text("InformationLevel").casefold() == "quiet":
        call.write(connected is not None if port else answered)
        return
    way = _way(machine, remote) if remote else _Way()
    detailed = call.text("InformationLevel").casefold() == "detailed"
    adapter = machine.network.find(way.alias) if way.alias else None
    values: dict[str, Any] = {
        "ComputerName": name,
        "RemoteAddress": remote,
        "ResolvedAddresses": addresses,
        "PingSucceeded": answered,
        "PingReplyDetails": None,
        "TcpClientSocket": None,
        "TcpTestSucceeded": connected is not None,
        "RemotePort": UInt32(port),
        "TraceRoute": None,
        "Detailed": detailed,
        "InterfaceAlias": way.alias,
        "InterfaceIndex": UInt32(adapter.index if adapter else 1 if way.alias else 0),
        "InterfaceDescription": adapter.description if adapter else way.alias,
        "NetAdapter": adapter_object(adapter) if adapter else None,
        "NetRoute": cim_object(NAMESPACE, "MSFT_NetRoute", {"NextHop": way.next_hop}) if way.next_hop else None,
        "SourceAddress": cim_object(NAMESPACE, "MSFT_NetIPAddress", {"IPAddress": way.source}) if way.source else None,
        "NameResolutionSucceeded": bool(addresses),
        "NameResolutionResults": addresses,
        "IsAdmin": True,
        "NetworkIsolationContext": _context(remote),
        "MatchingIPsecRules": None,
    }
    made = PSObject.of(values, RESULT, native=way)
    made.type_names.insert(1, f"{RESULT}#{f'{bool(port)}{pinged}{detailed}' if addresses or port else 'Unresolved'}")
    call.write(made)


def _context(address: str | None) -> str | None:
    if address is None:
        return None
    parsed = ip_address(address)
    if parsed.is_loopback:
        return "Loopback"
    return "Private Network" if parsed.is_private else "Internet"


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
        answers = address is not None and answers_ping(machine, address)
        if call.switch("Quiet"):
            call.write(answers)
        elif answers:
            for _ in range(call.number("Count", 4)):
                call.write(_reply(machine, name, str(address)))
        else:
            call.error(
                f"Testing connection to computer '{name}' failed: "
                + ("No such host is known" if address is None else "Error due to lack of resources"),
                "TestConnectionException",
                "ResourceUnavailable",
                target=name,
                exception="System.Net.NetworkInformation.PingException",
            )


def _reply(machine: Machine, name: str, address: str) -> PSObject:
    values = {
        "__SERVER": machine.computer_name,
        "Address": name,
        "BufferSize": UInt32(32),
        "IPV4Address": address,
        "IPV6Address": None,
        "ProtocolAddress": address,
        "ReplySize": UInt32(32),
        "ResponseTime": UInt32(0),
        "ResponseTimeToLive": UInt32(128),
        "StatusCode": UInt32(0),
        "TimeToLive": UInt32(80),
        "Timeout": UInt32(4000),
        "PSComputerName": machine.computer_name,
    }
    return PSObject.of(values, PING)


@cmdlet(
    "Resolve-DnsName",
    parameter("Name", "string", 0, mandatory=True, by_value=True),
    parameter("Type", "string", 1),
    *named("string[]", "Server"),
    *switches("DnsOnly NoHostsFile CacheOnly QuickTimeout LlmnrOnly NoRecursion TcpOnly"),
    class_name="Microsoft.DnsClient.Commands.ResolveDnsName",
    module="DnsClient",
)
def resolve_dns_name(call: Call) -> None:
    """Resolve-DnsName: addresses; what else there may be of a name is not known here."""
    name, kind = call.text("Name"), call.text("Type", "A_AAAA").upper()
    if kind not in {"A", "AAAA", "A_AAAA", "ALL", "ANY"}:
        raise MissingFeature(f"Resolve-DnsName -Type {call.text('Type')}", "construct")
    address = resolve(machine_of(call), name)
    if address is None:
        raise call.failure(
            f"{name} : DNS name does not exist",
            "DNS_ERROR_RCODE_NAME_ERROR,Microsoft.DnsClient.Commands.ResolveDnsName",
            "ResourceUnavailable",
            target=name,
            exception="System.ComponentModel.Win32Exception",
        )
    local = ip_address(address).is_loopback
    section, seconds = ("Question", 1200) if local else ("Answer", 300)
    found = [("AAAA", LOOPBACK)] if local and kind != "A" else []
    found += [("A", address)] if kind != "AAAA" else []
    for record, one in found:
        values = {
            "Name": name,
            "Type": record,
            "CharacterSet": "Unicode",
            "Section": section,
            "DataLength": 4 if record == "A" else 16,
            "TTL": UInt32(seconds),
            "Address": one,
            "IPAddress": one,
            "QueryType": record,
            "IP4Address" if record == "A" else "IP6Address": one,
        }
        made = PSObject.of(values, f"{NAME_RECORD}_{record}")
        made.type_names.insert(1, NAME_RECORD)
        call.write(made)
