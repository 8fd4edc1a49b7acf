"""Adapters, addresses, name servers, routes: the cmdlets of NetAdapter, NetTCPIP and DnsClient."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt16, UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    ask,
    chosen,
    cim_object,
    fits,
    machine_of,
    natives,
    not_found,
    parameter,
)
from fake_agent.windows.network import Adapter, Route

NAMESPACE = "ROOT/StandardCimv2"
ADAPTER, ADDRESS, ROUTE, NAME_SERVERS, CONFIGURATION = (
    "MSFT_NetAdapter",
    "MSFT_NetIPAddress",
    "MSFT_NetRoute",
    "MSFT_DNSClientServerAddress",
    "NetIPConfiguration",
)
AZURE_NAME_SERVER = "168.63.129.16"
BOTH_FAMILIES = ("IPv4", "IPv6")


def _type(class_name: str) -> str:
    return f"{CIM_INSTANCE}#{NAMESPACE}/{class_name}"


register_view(
    _type(ADAPTER),
    TableView(
        (
            Column("Name", 25),
            Column("InterfaceDescription", 39),
            Column("ifIndex", 7, RIGHT),
            Column("Status", 12),
            Column("MacAddress", 17),
            Column("LinkSpeed", 14, RIGHT),
        )
    ),
)
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
            Column("Interface Index", 9, RIGHT, "InterfaceIndex"),
            Column("Address Family", 7, source="Family"),
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
            Column("NetProfile.Name", source="ProfileName"),
            Column("IPv4Address", source="IPv4Text"),
            Column("IPv6DefaultGateway", source="IPv6Gateway"),
            Column("IPv4DefaultGateway", source="GatewayText"),
            Column("DNSServer", source="ServersText"),
        )
    ),
)


def adapter_object(adapter: Adapter) -> PSObject:
    """An adapter as scripts see it."""
    up = adapter.enabled
    values: dict[str, Any] = {
        "MacAddress": adapter.mac_address,
        "Status": "Up" if up else "Disabled",
        "LinkSpeed": adapter.link_speed if up else "0 bps",
        "MediaType": "802.3",
        "PhysicalMediaType": "Unspecified",
        "AdminStatus": "Up" if up else "Down",
        "MediaConnectionState": "Connected" if up else "Unknown",
        "DriverInformation": "Driver Date 2006-06-21 Version 10.0.20348.2849 NDIS 6.85",
        "DriverVersion": "10.0.20348.2849",
        "Name": adapter.name,
        "ifIndex": UInt32(adapter.index),
        "InterfaceIndex": UInt32(adapter.index),
        "InterfaceAlias": adapter.name,
        "ifAlias": adapter.name,
        "InterfaceDescription": adapter.description,
        "ifDesc": adapter.description,
        "InterfaceGuid": adapter.identifier,
        "MtuSize": UInt32(1500),
        "Virtual": False,
        "HardwareInterface": True,
        "State": UInt32(2 if up else 3),
        "SystemName": "",
    }
    return cim_object(NAMESPACE, ADAPTER, values, native=adapter, key="Name")


_ADAPTER_PARAMETERS = (
    parameter("Name", "string[]", 0, aliases=("ifAlias", "InterfaceAlias"), by_property=True),
    parameter("InterfaceDescription", "string[]", aliases=("ifDesc",)),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",)),
    parameter("InputObject", "object[]", by_value=True),
    *switches("IncludeHidden Physical PassThru AsJob"),
    *named("object", "CimSession ThrottleLimit"),
)


def _adapters(call: Call) -> list[Adapter]:
    """The adapters that the call names; an unknown name is an error."""
    network = machine_of(call).network
    given = natives(call, "InputObject", Adapter)
    if given:
        return [network.adapter(adapter.index) for adapter in given]
    if call.has("InterfaceIndex"):
        wanted = {int(index) for index in call.get("InterfaceIndex")}
        return [adapter for adapter in network.adapters() if adapter.index in wanted]
    if call.has("InterfaceDescription"):
        return [found for found in network.adapters() if fits(found.description, call.strings("InterfaceDescription"))]
    return chosen(
        call.strings("Name"), network.adapters(), lambda adapter: adapter.name, _missing(call, ADAPTER, "Name")
    )


def _missing(call: Call, class_name: str, name: str) -> Callable[[str], None]:
    """Reports that no CIM instance has the value."""
    return lambda value: call.write_error(not_found(call, class_name, name, value).record)


@cmdlet("Get-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def get_net_adapter(call: Call) -> None:
    """Get-NetAdapter."""
    for adapter in _adapters(call):
        call.write(adapter_object(adapter))


def _switch_adapters(call: Call, *, enabled: bool) -> None:
    for adapter in _adapters(call):
        if call.should_process(adapter.name, call.name):
            changed = machine_of(call).network.change(adapter.index, enabled=enabled)
            if call.switch("PassThru"):
                call.write(adapter_object(changed))


@cmdlet("Disable-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def disable_net_adapter(call: Call) -> None:
    """Disable-NetAdapter: asks first, unless ``-Confirm:$false``."""
    ask(call)
    _switch_adapters(call, enabled=False)


@cmdlet("Enable-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def enable_net_adapter(call: Call) -> None:
    """Enable-NetAdapter."""
    _switch_adapters(call, enabled=True)


@cmdlet("Restart-NetAdapter", *_ADAPTER_PARAMETERS, module="NetAdapter")
def restart_net_adapter(call: Call) -> None:
    """Restart-NetAdapter: the way out is shut for some seconds."""
    _switch_adapters(call, enabled=False)
    call.host.sleep(5.0)
    _switch_adapters(call, enabled=True)


@cmdlet(
    "Rename-NetAdapter", *_ADAPTER_PARAMETERS, parameter("NewName", "string", 1, mandatory=True), module="NetAdapter"
)
def rename_net_adapter(call: Call) -> None:
    """Rename-NetAdapter."""
    for adapter in _adapters(call):
        machine_of(call).network.change(adapter.index, name=call.text("NewName"))


def _fits_adapter(call: Call, adapter: Adapter) -> bool:
    if call.has("InterfaceIndex") and adapter.index not in {int(index) for index in call.get("InterfaceIndex")}:
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
                "ProfileName": "Network",
                "IPv4Text": adapter.address,
                "IPv6Gateway": None,
                "GatewayText": adapter.gateway,
                "ServersText": "\n".join(adapter.name_servers),
            }
            call.write(PSObject.of(values, CONFIGURATION))


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
    destination = str(ip_network(call.text("DestinationPrefix"), strict=False))
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
            _missing(call, ROUTE, "DestinationPrefix")(destination)


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
        for family in BOTH_FAMILIES:
            if fits(family, call.strings("AddressFamily")):
                values = {
                    "InterfaceAlias": adapter.name,
                    "InterfaceIndex": UInt32(adapter.index),
                    "AddressFamily": UInt16(2 if family == "IPv4" else 23),
                    "Family": family,
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
