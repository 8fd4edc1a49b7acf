"""Addresses, name servers, routes: the cmdlets of NetTCPIP and DnsClient."""

from ipaddress import ip_network

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt16, UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.adapters import NAMESPACE, adapter_object
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    ask,
    cim_object,
    fits,
    machine_of,
    natives,
    not_found,
    numbers,
    parameter,
)
from fake_agent.windows.network import Adapter, Route

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
    _type(ROUTE),
    TableView(
        (
            Column("ifIndex", 7),
            Column("DestinationPrefix", 46),
            Column("NextHop", 40),
            Column("RouteMetric", 11, RIGHT),
            Column("ifMetric", 8),
            Column("PolicyStore", 11),
        )
    ),
)
register_view(
    _type(NAME_SERVERS),
    TableView(
        (
            Column("InterfaceAlias", 28),
            Column("Interface\nIndex", 9, RIGHT, "InterfaceIndex"),
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


_INTERFACE_PARAMETERS = (
    parameter("InterfaceAlias", "string[]", aliases=("ifAlias",), by_property=True),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",), by_property=True),
)


@cmdlet(
    "Get-NetIPAddress",
    parameter("IPAddress", "string[]", 0),
    *_INTERFACE_PARAMETERS,
    parameter("AddressFamily", "string[]"),
    *named("string[]", "PrefixOrigin AddressState Type PolicyStore"),
    module="NetTCPIP",
)
def get_net_ip_address(call: Call) -> None:
    """Get-NetIPAddress."""
    rows: list[tuple[Adapter, str, str, int]] = []
    for adapter in machine_of(call).network.adapters():
        if adapter.enabled and _fits_adapter(call, adapter):
            rows.append((adapter, adapter.ipv6_address, "IPv6", 64))
            rows.append((adapter, adapter.address, "IPv4", adapter.prefix_length))
    for adapter, address, family, length in rows:
        if fits(address, call.strings("IPAddress")) and fits(family, call.strings("AddressFamily")):
            origin = "WellKnown" if family == "IPv6" else "Dhcp" if adapter.uses_dhcp else "Manual"
            values = {
                "IPAddress": address,
                "InterfaceIndex": UInt32(adapter.index),
                "InterfaceAlias": adapter.name,
                "AddressFamily": family,
                "Type": "Unicast",
                "PrefixLength": length,
                "PrefixOrigin": origin,
                "SuffixOrigin": "Link" if family == "IPv6" else origin,
                "AddressState": "Preferred",
                "ValidLifetime": "Infinite ([TimeSpan]::MaxValue)",
                "PreferredLifetime": "Infinite ([TimeSpan]::MaxValue)",
                "SkipAsSource": False,
                "PolicyStore": "ActiveStore",
                "IPv4Address": address if family == "IPv4" else None,
                "IPv6Address": address if family == "IPv6" else None,
            }
            call.write(cim_object(NAMESPACE, ADDRESS, values, key="IPAddress"))


@cmdlet(
    "Get-NetIPConfiguration",
    *_INTERFACE_PARAMETERS,
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
    "Get-NetRoute",
    parameter("DestinationPrefix", "string[]", 0),
    *_INTERFACE_PARAMETERS,
    *named("string[]", "AddressFamily NextHop PolicyStore"),
    module="NetTCPIP",
)
def get_net_route(call: Call) -> None:
    """Get-NetRoute."""
    network = machine_of(call).network
    for route in network.routes():
        adapter = network.adapter(route.adapter)
        wanted = fits(route.destination, call.strings("DestinationPrefix")) and fits(
            route.next_hop, call.strings("NextHop")
        )
        if wanted and _fits_adapter(call, adapter) and fits("IPv4", call.strings("AddressFamily")):
            call.write(route_object(route, adapter))


def route_object(route: Route, adapter: Adapter) -> PSObject:
    """A route as scripts see it."""
    values = {
        "ifIndex": UInt32(adapter.index),
        "InterfaceIndex": UInt32(adapter.index),
        "InterfaceAlias": adapter.name,
        "AddressFamily": "IPv4",
        "DestinationPrefix": route.destination,
        "NextHop": route.next_hop,
        "RouteMetric": UInt16(route.metric),
        "ifMetric": UInt32(adapter.metric),
        "InterfaceMetric": UInt32(adapter.metric),
        "PolicyStore": "ActiveStore",
        "Protocol": "NetMgmt",
    }
    return cim_object(NAMESPACE, ROUTE, values, native=route, key="DestinationPrefix")


@cmdlet(
    "New-NetRoute",
    parameter("DestinationPrefix", "string", 0, mandatory=True),
    parameter("InterfaceAlias", "string", aliases=("ifAlias",)),
    parameter("InterfaceIndex", "uint32", aliases=("ifIndex",)),
    *named("string", "NextHop AddressFamily PolicyStore"),
    parameter("RouteMetric", "uint16"),
    module="NetTCPIP",
)
def new_net_route(call: Call) -> None:
    """New-NetRoute."""
    network = machine_of(call).network
    adapter = network.find(call.text("InterfaceAlias")) if call.has("InterfaceAlias") else network.primary
    if call.has("InterfaceIndex"):
        adapter = next((found for found in network.adapters() if found.index == call.number("InterfaceIndex")), None)
    if adapter is None:
        raise call.failure("The system cannot find the file specified. ", "Windows System Error 2", "ObjectNotFound")
    try:
        destination = str(ip_network(call.text("DestinationPrefix"), strict=False))
    except ValueError as error:
        raise call.failure("The parameter is incorrect. ", "Windows System Error 87", "InvalidArgument") from error
    route = Route(destination, call.text("NextHop", "0.0.0.0"), adapter.index, call.number("RouteMetric"))  # noqa: S104  # on link
    network.add_route(route)
    call.write(route_object(route, adapter))


@cmdlet(
    "Remove-NetRoute",
    parameter("DestinationPrefix", "string[]", 0),
    parameter("InputObject", "object[]", by_value=True),
    *_INTERFACE_PARAMETERS,
    parameter("NextHop", "string"),
    module="NetTCPIP",
)
def remove_net_route(call: Call) -> None:
    """Remove-NetRoute: asks first, unless ``-Confirm:$false``."""
    ask(call)
    network = machine_of(call).network
    for route in natives(call, "InputObject", Route):
        network.remove_routes(route.destination, route.next_hop)
    for destination in call.strings("DestinationPrefix"):
        if not network.remove_routes(destination, call.text("NextHop")):
            call.write_error(not_found(call, ROUTE, "DestinationPrefix", destination).record)


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
        if not _fits_adapter(call, adapter):
            continue
        for number, family in _FAMILIES.items():
            if fits(family, call.strings("AddressFamily")):
                values = {
                    "InterfaceAlias": adapter.name,
                    "InterfaceIndex": UInt32(adapter.index),
                    "AddressFamily": UInt16(number),
                    "ServerAddresses": list(adapter.name_servers) if family == "IPv4" else [],
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
