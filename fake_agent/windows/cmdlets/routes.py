"""Routes: Get-NetRoute, New-NetRoute, Remove-NetRoute."""

from ipaddress import ip_network

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.values.numbers import UInt16, UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.adapters import NAMESPACE
from fake_agent.windows.cmdlets.network import INTERFACE_PARAMETERS, ROUTE
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
from fake_agent.windows.reach import LOOPBACK_ALIAS

register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{ROUTE}",
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


@cmdlet(
    "Get-NetRoute",
    parameter("DestinationPrefix", "string[]", 0),
    *INTERFACE_PARAMETERS,
    *named("string[]", "AddressFamily NextHop PolicyStore"),
    module="NetTCPIP",
)
def get_net_route(call: Call) -> None:
    """Get-NetRoute: IPv4 before IPv6, the longest way down first as Windows lists them."""
    machine = machine_of(call)
    adapters = [one for one in machine.network.adapters() if one.enabled]
    rows = [(route, machine.network.adapter(route.adapter)) for route in machine.network.routes()]
    links = [(one.index, one.name, one.metric) for one in adapters] + [(1, LOOPBACK_ALIAS, 75)]
    shown = [route_object(route, adapter) for route, adapter in rows]
    for prefix in _EVERYWHERE:
        shown += [_link_route(prefix, *link) for link in links]
    shown += [_link_route(prefix, *links[-1]) for prefix in _OWN]
    for one in adapters:
        address = one.ipv6_address.partition("%")[0]
        shown += [_link_route(prefix, one.index, one.name, one.metric) for prefix in ("fe80::/64", f"{address}/128")]
    shown.sort(key=lambda route: _order(route.get("DestinationPrefix")), reverse=True)
    wanted = numbers(call, "InterfaceIndex")
    for route in shown:
        asked = ("DestinationPrefix", "NextHop", "AddressFamily", "InterfaceAlias")
        if all(fits(to_text(route.get(name)), call.strings(name)) for name in asked) and (
            not wanted or int(route.get("ifIndex")) in wanted
        ):
            call.write(route)


_EVERYWHERE = ("255.255.255.255/32", "224.0.0.0/4", "ff00::/8")
_OWN = ("127.255.255.255/32", "127.0.0.1/32", "127.0.0.0/8", "::1/128")
"""Routes of every interface, and those of the machine itself."""


def _order(prefix: str) -> tuple[bool, int, int]:
    network = ip_network(prefix)
    return network.version == 4, int(network.network_address), network.prefixlen


def _link_route(prefix: str, index: int, alias: str, metric: int) -> PSObject:
    """A route to what needs no gateway."""
    return _route(prefix, "::" if ":" in prefix else "0.0.0.0", 256, (index, alias, metric))


def _route(
    prefix: str, next_hop: str, metric: int, link: tuple[int, str, int], native: Route | None = None
) -> PSObject:
    index, alias, link_metric = link
    values = {
        "ifIndex": UInt32(index),
        "InterfaceIndex": UInt32(index),
        "InterfaceAlias": alias,
        "AddressFamily": "IPv6" if ":" in prefix else "IPv4",
        "DestinationPrefix": prefix,
        "NextHop": next_hop,
        "RouteMetric": UInt16(metric),
        "ifMetric": UInt32(link_metric),
        "InterfaceMetric": UInt32(link_metric),
        "PolicyStore": "ActiveStore",
        "Protocol": "NetMgmt",
        "Publish": "No",
        "Store": "ActiveStore",
        "TypeOfRoute": UInt16(3),
    }
    return cim_object(NAMESPACE, ROUTE, values, native=native, key="DestinationPrefix")


def route_object(route: Route, adapter: Adapter) -> PSObject:
    """A route as scripts see it."""
    link = (adapter.index, adapter.name, adapter.metric)
    return _route(route.destination, route.next_hop, route.metric, link, route)


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
    route = Route(destination, call.text("NextHop", "0.0.0.0"), adapter.index, call.number("RouteMetric"))
    network.add_route(route)
    call.write(route_object(route, adapter))


@cmdlet(
    "Remove-NetRoute",
    parameter("DestinationPrefix", "string[]", 0),
    parameter("InputObject", "object[]", by_value=True),
    *INTERFACE_PARAMETERS,
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
