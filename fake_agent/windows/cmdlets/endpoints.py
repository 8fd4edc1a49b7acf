"""Ends of connections, interfaces and network profiles: more of NetTCPIP, and NetConnection."""

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt16, UInt32
from fake_agent.windows.cmdlets.adapters import NAMESPACE
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    cim_object,
    fits,
    machine_of,
    natives,
    not_found,
    numbers,
    parameter,
)
from fake_agent.windows.endpoints import Endpoint, endpoints
from fake_agent.windows.network import Adapter
from fake_agent.windows.reach import LOOPBACK_ALIAS
from fake_agent.windows.registry import LOCAL_MACHINE

CONNECTION, UDP_ENDPOINT, INTERFACE, PROFILE = (
    "MSFT_NetTCPConnection",
    "MSFT_NetUDPEndpoint",
    "MSFT_NetIPInterface",
    "MSFT_NetConnectionProfile",
)
CATEGORIES = ("Public", "Private", "DomainAuthenticated")
"""Categories of networks, by their numbers in the registry."""

_PROFILES = (
    rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows NT\CurrentVersion\NetworkList\Profiles"
    r"\{7B1D2C0E-5A3F-4E61-9C27-0D8A4B6F1E35}"
)


def _type(class_name: str) -> str:
    return f"{CIM_INSTANCE}#{NAMESPACE}/{class_name}"


register_view(
    _type(CONNECTION),
    TableView(
        (
            Column("LocalAddress", 35),
            Column("LocalPort", 9),
            Column("RemoteAddress", 35),
            Column("RemotePort", 10),
            Column("State", 11),
            Column("AppliedSetting", 14),
            Column("OwningProcess", 13),
        )
    ),
)
register_view(_type(UDP_ENDPOINT), TableView((Column("LocalAddress", 40), Column("LocalPort", 9))))
register_view(
    _type(INTERFACE),
    TableView(
        (
            Column("ifIndex", 7),
            Column("InterfaceAlias", 31),
            Column("AddressFamily", 13),
            Column("NlMtu(Bytes)", 12, RIGHT, "NlMtu"),
            Column("InterfaceMetric", 15, RIGHT),
            Column("Dhcp", 8),
            Column("ConnectionState", 15),
            Column("PolicyStore", 11),
        )
    ),
)
register_view(
    _type(PROFILE),
    ListView(
        (
            Column("Name"),
            Column("InterfaceAlias"),
            Column("InterfaceIndex"),
            Column("NetworkCategory"),
            Column("DomainAuthenticationKind"),
            Column("IPv4Connectivity"),
            Column("IPv6Connectivity"),
        )
    ),
)


def _fits_endpoint(call: Call, one: Endpoint) -> bool:
    ports, processes = numbers(call, "LocalPort"), numbers(call, "OwningProcess")
    return (
        fits(one.address, call.strings("LocalAddress"))
        and (not ports or one.port in ports)
        and (not processes or one.process in processes)
    )


@cmdlet(
    "Get-NetTCPConnection",
    parameter("LocalAddress", "string[]", 0, aliases=("IPAddress",)),
    parameter("LocalPort", "uint16[]", 1),
    *named("string[]", "RemoteAddress State AppliedSetting"),
    *named("uint16[]", "RemotePort"),
    *named("uint32[]", "OwningProcess"),
    module="NetTCPIP",
)
def get_net_tcp_connection(call: Call) -> None:
    """Get-NetTCPConnection."""
    found = False
    for one in endpoints(machine_of(call)):
        state = "Listen" if one.listens else "Established"
        ports = numbers(call, "RemotePort")
        if (
            one.protocol == "TCP"
            and _fits_endpoint(call, one)
            and fits(state, call.strings("State"))
            and fits(one.remote_address, call.strings("RemoteAddress"))
            and (not ports or one.remote_port in ports)
        ):
            found = True
            values = {
                "LocalAddress": one.address,
                "LocalPort": UInt16(one.port),
                "RemoteAddress": one.remote_address,
                "RemotePort": UInt16(one.remote_port),
                "State": state,
                "AppliedSetting": "" if one.listens else "Internet",
                "OwningProcess": UInt32(one.process),
                "CreationTime": None,
            }
            call.write(cim_object(NAMESPACE, CONNECTION, values, key="LocalPort"))
    if not found and call.has("LocalPort"):
        raise not_found(call, CONNECTION, "LocalPort", numbers(call, "LocalPort")[0])


@cmdlet(
    "Get-NetUDPEndpoint",
    parameter("LocalAddress", "string[]", 0, aliases=("IPAddress",)),
    parameter("LocalPort", "uint16[]", 1),
    *named("uint32[]", "OwningProcess"),
    module="NetTCPIP",
)
def get_net_udp_endpoint(call: Call) -> None:
    """Get-NetUDPEndpoint."""
    for one in endpoints(machine_of(call)):
        if one.protocol == "UDP" and _fits_endpoint(call, one):
            values = {
                "LocalAddress": one.address,
                "LocalPort": UInt16(one.port),
                "OwningProcess": UInt32(one.process),
            }
            call.write(cim_object(NAMESPACE, UDP_ENDPOINT, values, key="LocalPort"))


_INTERFACE_PARAMETERS = (
    parameter("InterfaceAlias", "string[]", 0, aliases=("ifAlias",), by_property=True),
    parameter("InterfaceIndex", "uint32[]", aliases=("ifIndex",), by_property=True),
)


def _adapters(call: Call) -> list[Adapter]:
    wanted = numbers(call, "InterfaceIndex")
    return [
        adapter
        for adapter in machine_of(call).network.adapters()
        if adapter.enabled
        and (not wanted or adapter.index in wanted)
        and fits(adapter.name, call.strings("InterfaceAlias"))
    ]


@cmdlet("Get-NetIPInterface", *_INTERFACE_PARAMETERS, *named("string[]", "AddressFamily Dhcp"), module="NetTCPIP")
def get_net_ip_interface(call: Call) -> None:
    """Get-NetIPInterface: the adapters', and the machine's own."""
    rows = [
        (one.index, one.name, 1500, one.metric, one.uses_dhcp)
        for one in machine_of(call).network.adapters()
        if one.enabled
    ]
    rows.append((1, LOOPBACK_ALIAS, 0xFFFF_FFFF, 75, False))
    wanted = numbers(call, "InterfaceIndex")
    for family in ("IPv6", "IPv4"):
        for index, name, mtu, metric, uses_dhcp in rows:
            dhcp = "Enabled" if uses_dhcp else "Disabled"
            if (
                fits(family, call.strings("AddressFamily"))
                and fits(dhcp, call.strings("Dhcp"))
                and fits(name, call.strings("InterfaceAlias"))
                and (not wanted or index in wanted)
            ):
                values = {
                    "ifIndex": UInt32(index),
                    "InterfaceIndex": UInt32(index),
                    "InterfaceAlias": name,
                    "AddressFamily": family,
                    "NlMtu": UInt32(mtu),
                    "InterfaceMetric": UInt32(metric),
                    "Dhcp": dhcp,
                    "ConnectionState": "Connected",
                    "PolicyStore": "ActiveStore",
                    "Forwarding": "Disabled",
                    "AutomaticMetric": "Enabled",
                    "RouterDiscovery": "Enabled" if family == "IPv6" else "Dhcp",
                }
                call.write(cim_object(NAMESPACE, INTERFACE, values))


def _category(call: Call) -> int:
    found = machine_of(call).registry.read(_PROFILES, "Category")
    return found if isinstance(found, int) and 0 <= found < len(CATEGORIES) else 0


@cmdlet(
    "Get-NetConnectionProfile",
    *_INTERFACE_PARAMETERS,
    *named("string[]", "Name NetworkCategory"),
    module="NetConnection",
)
def get_net_connection_profile(call: Call) -> None:
    """Get-NetConnectionProfile."""
    category = CATEGORIES[_category(call)]
    for adapter in _adapters(call):
        if fits("Network", call.strings("Name")) and fits(category, call.strings("NetworkCategory")):
            values = {
                "Name": "Network",
                "InterfaceAlias": adapter.name,
                "InterfaceIndex": UInt32(adapter.index),
                "NetworkCategory": category,
                "DomainAuthenticationKind": "None",
                "IPv4Connectivity": "Internet" if machine_of(call).network.reaches_outside else "LocalNetwork",
                "IPv6Connectivity": "NoTraffic",
            }
            call.write(cim_object(NAMESPACE, PROFILE, values, native=adapter, key="Name"))


@cmdlet(
    "Set-NetConnectionProfile",
    *_INTERFACE_PARAMETERS,
    parameter("InputObject", "object[]", by_value=True),
    *named("string", "Name NetworkCategory"),
    *switches("PassThru"),
    module="NetConnection",
)
def set_net_connection_profile(call: Call) -> None:
    """Set-NetConnectionProfile: a network is public or private; only a domain makes it a domain's."""
    wanted = call.text("NetworkCategory").capitalize()
    if not natives(call, "InputObject", Adapter) and not _adapters(call):
        raise not_found(call, PROFILE, "InterfaceAlias", ", ".join(call.strings("InterfaceAlias")))
    if wanted not in CATEGORIES[:2]:
        raise call.failure(
            "Unable to set NetworkCategory to 'DomainAuthenticated'.  This NetworkCategory type will be set "
            "automatically when authenticated to a domain network.",
            f"InvalidArgument,{call.name}",
            "InvalidArgument",
            exception="System.Exception",
        )
    machine_of(call).registry.write(_PROFILES, "Category", CATEGORIES.index(wanted))
    if call.switch("PassThru"):
        get_net_connection_profile(call)
