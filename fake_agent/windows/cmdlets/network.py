"""Addresses and name servers: the cmdlets of NetTCPIP and DnsClient."""

from collections.abc import Mapping, Sequence

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import Byte, UInt16, UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.adapters import NAMESPACE, adapter_object
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    cim_object,
    fits,
    machine_of,
    numbers,
    parameter,
)
from fake_agent.windows.network import Adapter
from fake_agent.windows.reach import LOOPBACK_ALIAS

ADDRESS, ROUTE, NAME_SERVERS, CONFIGURATION = (
    "MSFT_NetIPAddress",
    "MSFT_NetRoute",
    "MSFT_DNSClientServerAddress",
    "NetIPConfiguration",
)
AZURE_NAME_SERVER = "168.63.129.16"
_FAMILIES = {2: "IPv4", 23: "IPv6"}
"""Winsock's numbers."""


def _type(class_name: str) -> str:
    return f"{CIM_INSTANCE}#{NAMESPACE}/{class_name}"


register_view(
    _type(ADDRESS),
    ListView(
        tuple(
            Column(name)
            for name in [
                "IPAddress",
                "InterfaceIndex",
                "InterfaceAlias",
                "AddressFamily",
                "Type",
                "PrefixLength",
                "PrefixOrigin",
                "SuffixOrigin",
                "AddressState",
                "ValidLifetime",
                "PreferredLifetime",
                "SkipAsSource",
                "PolicyStore",
            ]
        )
    ),
)
register_view(
    _type(ADDRESS),
    TableView(
        (
            Column("ifIndex", 7),
            Column("IPAddress", 47),
            Column("PrefixLength", 12, RIGHT),
            Column("PrefixOrigin", 12),
            Column("SuffixOrigin", 12),
            Column("AddressState", 12),
            Column("PolicyStore", 11),
        )
    ),
)
register_view(
    _type(NAME_SERVERS),
    TableView(
        (
            Column("InterfaceAlias", 28),
            Column("Interface\nIndex    ", 9, RIGHT, "InterfaceIndex"),
            Column("Address\nFamily", 7, source=lambda found: _FAMILIES[int(found.get("AddressFamily"))]),
            Column("ServerAddresses"),
        )
    ),
)
register_view(
    CONFIGURATION,
    ListView(
        (
            Column("InterfaceAlias"),
            Column("InterfaceIndex"),
            Column("InterfaceDescription"),
            Column("NetProfile.Name", source=lambda _: "Network"),
            Column("IPv4Address", source=lambda found: found.native.address),
            Column("IPv6DefaultGateway"),
            Column("IPv4DefaultGateway", source=lambda found: found.native.gateway),
            Column("DNSServer", source=lambda found: "\n".join(found.native.name_servers)),
        )
    ),
)


def _fits_adapter(call: Call, adapter: Adapter) -> bool:
    if call.has("InterfaceIndex") and adapter.index not in numbers(call, "InterfaceIndex"):
        return False
    return fits(adapter.name, call.strings("InterfaceAlias"))


INTERFACE_PARAMETERS = (
    parameter("InterfaceAlias", "string[]", aliases=("ifAlias",), by_property=True),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",), by_property=True),
)


@cmdlet(
    "Get-NetIPAddress",
    parameter("IPAddress", "string[]", 0),
    *INTERFACE_PARAMETERS,
    parameter("AddressFamily", "string[]"),
    *named("string[]", "PrefixOrigin AddressState Type PolicyStore"),
    module="NetTCPIP",
)
def get_net_ip_address(call: Call) -> None:
    """Get-NetIPAddress: those of the adapters, and the machine's own."""
    for one in _addresses(call):
        index, alias, address, family, length, origin = one
        if fits(address, call.strings("IPAddress")) and fits(family, call.strings("AddressFamily")):
            values = {
                "IPAddress": address,
                "InterfaceIndex": UInt32(index),
                "ifIndex": UInt32(index),
                "InterfaceAlias": alias,
                "AddressFamily": family,
                "Type": "Unicast",
                "PrefixLength": Byte(length),
                "PrefixOrigin": origin,
                "SuffixOrigin": "Link" if address.startswith("fe80") else origin,
                "AddressState": "Preferred",
                "ValidLifetime": "Infinite ([TimeSpan]::MaxValue)",
                "PreferredLifetime": "Infinite ([TimeSpan]::MaxValue)",
                "SkipAsSource": False,
                "PolicyStore": "ActiveStore",
                "IPv4Address": address if family == "IPv4" else None,
                "IPv6Address": address if family == "IPv6" else None,
            }
            if fits(origin, call.strings("PrefixOrigin")) and fits("Preferred", call.strings("AddressState")):
                call.write(cim_object(NAMESPACE, ADDRESS, values, key="IPAddress"))


def _addresses(call: Call) -> list[tuple[int, str, str, str, int, str]]:
    """Interface, its name, address, family, length of the prefix, and where the address comes from; IPv6 first."""
    adapters = [one for one in machine_of(call).network.adapters() if one.enabled and _fits_adapter(call, one)]
    wanted = numbers(call, "InterfaceIndex")
    own = fits(LOOPBACK_ALIAS, call.strings("InterfaceAlias")) and (not wanted or 1 in wanted)
    rows = [(one.index, one.name, one.ipv6_address, "IPv6", 64, "WellKnown") for one in adapters]
    rows += [(1, LOOPBACK_ALIAS, "::1", "IPv6", 128, "WellKnown")] if own else []
    rows += [
        (one.index, one.name, one.address, "IPv4", one.prefix_length, "Dhcp" if one.uses_dhcp else "Manual")
        for one in adapters
        if one.address
    ]
    return rows + ([(1, LOOPBACK_ALIAS, "127.0.0.1", "IPv4", 8, "WellKnown")] if own else [])


@cmdlet(
    "Get-NetIPConfiguration",
    *INTERFACE_PARAMETERS,
    *switches("All Detailed AllCompartments"),
    aliases=("gip",),
    module="NetTCPIP",
)
def get_net_ip_configuration(call: Call) -> None:
    """Get-NetIPConfiguration."""
    for adapter in machine_of(call).network.adapters():
        if adapter.enabled and _fits_adapter(call, adapter):
            address = cim_object(
                NAMESPACE, ADDRESS, {"IPAddress": adapter.address, "PrefixLength": adapter.prefix_length}
            )
            gateway = cim_object(NAMESPACE, ROUTE, {"NextHop": adapter.gateway, "DestinationPrefix": "0.0.0.0/0"})
            servers = cim_object(NAMESPACE, NAME_SERVERS, {"ServerAddresses": list(adapter.name_servers)})
            values = {
                "InterfaceAlias": adapter.name,
                "InterfaceIndex": adapter.index,
                "InterfaceDescription": adapter.description,
                "IPv4Address": [address],
                "IPv4DefaultGateway": [gateway],
                "IPv6DefaultGateway": None,
                "DNSServer": [servers],
                "NetAdapter": adapter_object(adapter),
            }
            call.write(PSObject.of(values, CONFIGURATION, native=adapter))


@cmdlet(
    "Get-DnsClientServerAddress",
    parameter("InterfaceAlias", "string[]", 0, aliases=("ifAlias",)),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",)),
    parameter("AddressFamily", "string[]"),
    module="DnsClient",
)
def get_dns_client_server_address(call: Call) -> None:
    """Get-DnsClientServerAddress."""
    for adapter in machine_of(call).network.adapters():
        if _fits_adapter(call, adapter):
            _write_servers(call, adapter.name, adapter.index, {2: adapter.name_servers, 23: ()}, adapter)
    wanted = numbers(call, "InterfaceIndex")
    if fits(LOOPBACK_ALIAS, call.strings("InterfaceAlias")) and (not wanted or 1 in wanted):
        _write_servers(call, LOOPBACK_ALIAS, 1, {2: (), 23: _SITE_LOCAL_SERVERS}, None)


_SITE_LOCAL_SERVERS = tuple(f"fec0:0:0:ffff::{number}" for number in (1, 2, 3))
"""Where IPv6 looks for name servers if nobody tells it."""


def _write_servers(
    call: Call, name: str, index: int, servers: Mapping[int, Sequence[str]], adapter: Adapter | None
) -> None:
    for number, family in _FAMILIES.items():
        if fits(family, call.strings("AddressFamily")):
            values = {
                "InterfaceAlias": name,
                "InterfaceIndex": UInt32(index),
                "AddressFamily": UInt16(number),
                "Address": list(servers[number]),
                "ServerAddresses": list(servers[number]),
                "ElementName": name,
                "Name": str(index),
            }
            call.write(cim_object(NAMESPACE, NAME_SERVERS, values, native=adapter))


@cmdlet(
    "Set-DnsClientServerAddress",
    parameter("InterfaceAlias", "string[]", 0, aliases=("ifAlias",)),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",), by_property=True),
    parameter("InputObject", "object[]", by_value=True),
    parameter("ServerAddresses", "string[]"),
    *switches("ResetServerAddresses PassThru Validate"),
    module="DnsClient",
)
def set_dns_client_server_address(call: Call) -> None:
    """Set-DnsClientServerAddress."""
    servers = tuple(server.strip() for text in call.strings("ServerAddresses") for server in text.split(","))
    for adapter in machine_of(call).network.adapters():
        if _fits_adapter(call, adapter):
            machine_of(call).network.change(adapter.index, name_servers=servers or (AZURE_NAME_SERVER,))


@cmdlet("Clear-DnsClientCache", module="DnsClient")
def clear_dns_client_cache(_call: Call) -> None:
    """Clear-DnsClientCache: there is none."""
