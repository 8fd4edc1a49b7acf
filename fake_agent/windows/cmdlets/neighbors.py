"""Get-NetNeighbor, Get-DnsClient, Get-DnsClientCache, Get-NetAdapterStatistics: what the machine knows of its link."""

from ipaddress import ip_interface

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.values.numbers import UInt16, UInt32, UInt64
from fake_agent.windows.cmdlets.adapters import NAMESPACE
from fake_agent.windows.cmdlets.support import CIM_INSTANCE, cim_object, fits, machine_of, numbers, parameter
from fake_agent.windows.network import Adapter
from fake_agent.windows.reach import LOOPBACK_ALIAS

NEIGHBOR, DNS_CLIENT, STATISTICS = "MSFT_NetNeighbor", "MSFT_DNSClient", "MSFT_NetAdapterStatisticsSettingData"
_GATEWAY = "12-34-56-78-9A-BC"
"""The link-layer address that Azure's gateways answer with."""


def _type(class_name: str) -> str:
    return f"{CIM_INSTANCE}#{NAMESPACE}/{class_name}"


register_view(
    _type(NEIGHBOR),
    TableView(
        (
            Column("ifIndex", 7),
            Column("IPAddress", 50),
            Column("LinkLayerAddress", 21),
            Column("State", 11),
            Column("PolicyStore", 11),
        )
    ),
)
register_view(
    _type(DNS_CLIENT),
    TableView(
        (
            Column("InterfaceAlias", 20),
            Column("Interface\nIndex    ", 9, RIGHT, "InterfaceIndex"),
            Column("ConnectionSpecificSuffix", 24),
            Column("ConnectionSpecificSuffix\nSearchList", 24, source="ConnectionSpecificSuffixSearchList"),
            Column("RegisterThisConn\nectionsAddress", 16, source="RegisterThisConnectionsAddress"),
            Column("UseSuffixWhen\nRegistering", 13, source="UseSuffixWhenRegistering"),
        )
    ),
)
register_view(
    _type(STATISTICS),
    TableView(
        (
            Column("Name", 32),
            Column("ReceivedBytes", 13, RIGHT),
            Column("ReceivedUnicastPackets", 22, RIGHT),
            Column("SentBytes", 13, RIGHT),
            Column("SentUnicastPackets", 18, RIGHT),
        )
    ),
)
_INTERFACES = (
    parameter("InterfaceAlias", "string[]", aliases=("ifAlias",), by_property=True),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",), by_property=True),
)


def _fits(call: Call, index: int, alias: str) -> bool:
    wanted = numbers(call, "InterfaceIndex")
    return fits(alias, call.strings("InterfaceAlias")) and (not wanted or index in wanted)


def _neighbors(adapter: Adapter) -> list[tuple[str, str, str]]:
    """Addresses with their link-layer addresses and states: multicast and broadcast are known from the start."""
    rows = [("ff02::1:ff00:1", "33-33-FF-00-00-01", "Permanent"), ("ff02::16", "33-33-00-00-00-16", "Permanent")]
    rows += [("224.0.0.252", "01-00-5E-00-00-FC", "Permanent"), ("224.0.0.22", "01-00-5E-00-00-16", "Permanent")]
    if adapter.address:
        broadcast = ip_interface(f"{adapter.address}/{adapter.prefix_length}").network.broadcast_address
        rows += [(str(broadcast), "FF-FF-FF-FF-FF-FF", "Permanent"), (adapter.gateway, _GATEWAY, "Reachable")]
    return rows


@cmdlet(
    "Get-NetNeighbor",
    parameter("IPAddress", "string[]", 0),
    *_INTERFACES,
    *named("string[]", "LinkLayerAddress State AddressFamily PolicyStore"),
    module="NetTCPIP",
)
def get_net_neighbor(call: Call) -> None:
    """Get-NetNeighbor."""
    for adapter in machine_of(call).network.adapters():
        if not adapter.enabled or not _fits(call, adapter.index, adapter.name):
            continue
        for address, link_layer, state in _neighbors(adapter):
            family = "IPv6" if ":" in address else "IPv4"
            asked = {"IPAddress": address, "LinkLayerAddress": link_layer, "State": state, "AddressFamily": family}
            if all(fits(value, call.strings(name)) for name, value in asked.items()):
                values = {
                    "ifIndex": UInt32(adapter.index),
                    "InterfaceIndex": UInt32(adapter.index),
                    "InterfaceAlias": adapter.name,
                    **asked,
                    "PolicyStore": "ActiveStore",
                }
                call.write(cim_object(NAMESPACE, NEIGHBOR, values, key="IPAddress"))


@cmdlet("Get-DnsClient", *_INTERFACES, *named("string[]", "ConnectionSpecificSuffix"), module="DnsClient")
def get_dns_client(call: Call) -> None:
    """Get-DnsClient."""
    rows = [(one.index, one.name, one.dns_suffix) for one in machine_of(call).network.adapters()]
    for index, alias, suffix in [*rows, (1, LOOPBACK_ALIAS, "")]:
        if _fits(call, index, alias) and fits(suffix, call.strings("ConnectionSpecificSuffix")):
            values = {
                "InterfaceAlias": alias,
                "InterfaceIndex": UInt32(index),
                "ConnectionSpecificSuffix": suffix,
                "ConnectionSpecificSuffixSearchList": [],
                "RegisterThisConnectionsAddress": True,
                "UseSuffixWhenRegistering": False,
                "Suffix": suffix,
            }
            call.write(cim_object(NAMESPACE, DNS_CLIENT, values, key="InterfaceAlias"))


@cmdlet(
    "Get-DnsClientCache",
    parameter("Entry", "string[]", 0),
    *named("string[]", "Name Data DataLength Section Status TimeToLive Type"),
    module="DnsClient",
)
def get_dns_client_cache(_call: Call) -> None:
    """Get-DnsClientCache: nothing is remembered."""


@cmdlet(
    "Get-NetAdapterStatistics",
    parameter("Name", "string[]", 0, aliases=("ifAlias", "InterfaceAlias"), by_property=True),
    *named("string[]", "InterfaceDescription"),
    *switches("IncludeHidden"),
    module="NetAdapter",
)
def get_net_adapter_statistics(call: Call) -> None:
    """Get-NetAdapterStatistics: grows with the time that the machine is up."""
    machine = machine_of(call)
    up = int(machine.clock() - machine.booted_at)
    for adapter in machine.network.adapters():
        if adapter.enabled and fits(adapter.name, call.strings("Name")):
            values = {
                "Name": adapter.name,
                "InterfaceDescription": adapter.description,
                "ReceivedBytes": UInt64(41_220_318 + 2_116 * up),
                "ReceivedUnicastPackets": UInt64(48_112 + 9 * up),
                "SentBytes": UInt64(18_904_451 + 1_740 * up),
                "SentUnicastPackets": UInt64(39_276 + 8 * up),
                "ReceivedDiscardedPackets": UInt64(0),
                "ReceivedPacketErrors": UInt64(0),
                "OutboundDiscardedPackets": UInt64(0),
                "OutboundPacketErrors": UInt64(0),
                "SupportedStatistics": UInt16(4163),
            }
            call.write(cim_object(NAMESPACE, STATISTICS, values, key="Name"))
