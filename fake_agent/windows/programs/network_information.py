"""Programs that show the network: ipconfig, getmac, arp, route, netstat."""

from datetime import datetime
from ipaddress import IPv4Network

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.endpoints import endpoints
from fake_agent.windows.network import Adapter, Route
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program

_LABEL_WIDTH = 34


def _field(label: str, value: str) -> str:
    """A line of ipconfig: dots at every other column up to the colon."""
    dots = "".join("." if column % 2 == 0 else " " for column in range(_LABEL_WIDTH))
    return f"   {label}{dots[len(label) :]}: {value}"


def mask(prefix_length: int) -> str:
    """The subnet mask of a prefix length."""
    return str(IPv4Network(f"0.0.0.0/{prefix_length}").netmask)


@program("ipconfig")
def ipconfig(call: Call) -> ProgramResult:
    """``ipconfig [/all | /release | /renew | /flushdns | /registerdns | /displaydns]``."""
    title = ["", "Windows IP Configuration", ""]
    match call.options[:1]:
        case []:
            body = [line for adapter in call.machine.network.adapters() for line in _short(adapter)]
        case ["/all"]:
            body = _all(call)
        case ["/flushdns"]:
            body = ["Successfully flushed the DNS Resolver Cache."]
        case ["/registerdns"]:
            body = [
                (
                    "Registration of the DNS resource records for all adapters of this computer has been initiated. "
                    "Any errors will be reported in the Event Viewer in 15 minutes."
                )
            ]
        case ["/displaydns"]:
            body = []
        case ["/renew" | "/release" | "/renew6" | "/release6"]:
            call.execution.wait(2.0)
            body = [line for adapter in call.machine.network.adapters() for line in _short(adapter)]
        case _:
            return failed("", "Error: unrecognized or incomplete command line.")
    return printed(*title, *body)


def _short(adapter: Adapter) -> list[str]:
    heading = ["", f"Ethernet adapter {adapter.name}:", ""]
    if not adapter.enabled:
        return []
    return [
        *heading,
        _field("Connection-specific DNS Suffix ", adapter.dns_suffix),
        _field("Link-local IPv6 Address", adapter.ipv6_address),
        _field("IPv4 Address", adapter.address),
        _field("Subnet Mask", mask(adapter.prefix_length)),
        _field("Default Gateway", adapter.gateway),
    ]


def _all(call: Call) -> list[str]:
    machine = call.machine
    suffixes = [adapter.dns_suffix for adapter in machine.network.adapters() if adapter.enabled and adapter.dns_suffix]
    found = [
        _field("Host Name", machine.host_name),
        _field("Primary Dns Suffix ", ""),
        _field("Node Type", "Hybrid"),
        _field("IP Routing Enabled", "No"),
        _field("WINS Proxy Enabled", "No"),
        *([_field("DNS Suffix Search List", suffixes[0])] if suffixes else []),
    ]
    for adapter in machine.network.adapters():
        if adapter.enabled:
            found += _full(call, adapter)
    return found


def _full(call: Call, adapter: Adapter) -> list[str]:
    first, *others = adapter.name_servers or ("",)
    booted = call.machine.moment(call.machine.booted_at)
    expires = call.machine.moment(call.machine.booted_at + 136 * 365.25 * 86_400)
    lease = [
        _field("Lease Obtained", _long_time(booted)),
        _field("Lease Expires", _long_time(expires)),
    ]
    return [
        "",
        f"Ethernet adapter {adapter.name}:",
        "",
        _field("Connection-specific DNS Suffix ", adapter.dns_suffix),
        _field("Description", adapter.description),
        _field("Physical Address", adapter.mac_address),
        _field("DHCP Enabled", "Yes" if adapter.uses_dhcp else "No"),
        _field("Autoconfiguration Enabled", "Yes"),
        _field("Link-local IPv6 Address", f"{adapter.ipv6_address}(Preferred) "),
        _field("IPv4 Address", f"{adapter.address}(Preferred) "),
        _field("Subnet Mask", mask(adapter.prefix_length)),
        *(lease if adapter.uses_dhcp else []),
        _field("Default Gateway", adapter.gateway),
        *([_field("DHCP Server", adapter.dhcp_server)] if adapter.uses_dhcp else []),
        _field("DHCPv6 IAID", "117443898"),
        _field("DHCPv6 Client DUID", "00-01-00-01-2E-BD-5A-1C-00-15-5D-00-04-02"),
        _field("DNS Servers", first),
        *(" " * 39 + server for server in others),
        _field("NetBIOS over Tcpip", "Enabled"),
    ]


def _long_time(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return f"{moment:%A, %B} {moment.day}, {moment.year} {hour}:{moment:%M:%S %p}"


@program("getmac")
def getmac(call: Call) -> ProgramResult:
    """``getmac``."""
    rows = [
        f"{adapter.mac_address}   \\Device\\Tcpip_{adapter.identifier}"
        for adapter in call.machine.network.adapters()
        if adapter.enabled
    ]
    return printed("", "Physical Address    Transport Name", "=" * 19 + " " + "=" * 58, *rows)


@program("arp")
def arp(call: Call) -> ProgramResult:
    """``arp -a``."""
    adapter = call.machine.network.primary
    if adapter is None:
        return printed("No ARP Entries Found.")
    rows = [
        f"  {adapter.gateway:<22}12-34-56-78-9a-bc     dynamic   ",
        f"  {'10.0.0.255':<22}ff-ff-ff-ff-ff-ff     static    ",
        f"  {'224.0.0.22':<22}01-00-5e-00-00-16     static    ",
    ]
    return printed(
        "",
        f"Interface: {adapter.address} --- {adapter.index:#x}",
        "  Internet Address      Physical Address      Type",
        *rows,
    )


@program("route")
def route(call: Call) -> ProgramResult:
    """``route print``, ``route [-p] add DESTINATION mask MASK GATEWAY``, ``route delete DESTINATION [mask MASK]``."""
    verb, *words = [word for word in call.words if word.casefold() != "-4"] or ["print"]
    match verb.casefold():
        case "print":
            return printed(*_route_table(call))
        case _ if not words:
            return failed("", "Manipulates network routing tables.")
        case "add" | "change":
            return _add_route(call, words)
        case "delete":
            destination = _destination(words)
            if not call.machine.network.remove_routes(destination):
                return failed("The route deletion failed: Element not found.", "")
            return printed(" OK!")
    return failed("", "Manipulates network routing tables.")


def _destination(words: list[str]) -> str:
    """The CIDR form of ``ADDRESS [mask MASK]`` or ``ADDRESS/LENGTH``."""
    if "/" in words[0]:
        return words[0]
    folded = [word.casefold() for word in words]
    if "mask" in folded:
        return str(IPv4Network(f"{words[0]}/{words[folded.index('mask') + 1]}", strict=False))
    return "0.0.0.0/0" if words[0] == "0.0.0.0" else f"{words[0]}/32"  # noqa: S104  # the default route


def _add_route(call: Call, words: list[str]) -> ProgramResult:
    adapter = call.machine.network.primary
    plain = [word for word in words if word.casefold() not in {"metric", "if"}]
    gateway = plain[3] if len(plain) > 3 and plain[1].casefold() == "mask" else (plain[1:2] or [""])[0]  # noqa: PLR2004  # A mask M G
    if adapter is None or not gateway:
        return failed("The route addition failed: The parameter is incorrect.", "")
    call.machine.network.add_route(Route(_destination(words), gateway, adapter.index))
    return printed(" OK!")


def _route_table(call: Call) -> list[str]:
    rule = "=" * 75
    network = call.machine.network
    interfaces = [
        f"{adapter.index:>3}...{adapter.mac_address.replace('-', ' ').lower()} ......{adapter.description}"
        for adapter in network.adapters()
        if adapter.enabled
    ]
    rows = []
    for found in network.routes():
        destination = IPv4Network(found.destination)
        on_link = found.next_hop == "0.0.0.0"  # noqa: S104  # Windows' mark of a neighbour
        hop = "On-link" if on_link else found.next_hop
        address = network.adapter(found.adapter).address
        metric = found.metric + network.adapter(found.adapter).metric
        rows.append(f"{destination.network_address!s:>17}{destination.netmask!s:>17}{hop:>17}{address:>17}{metric:>7}")
    return [
        rule,
        "Interface List",
        *interfaces,
        "  1...........................Software Loopback Interface 1",
        rule,
        "",
        "IPv4 Route Table",
        rule,
        "Active Routes:",
        "Network Destination        Netmask          Gateway       Interface  Metric",
        *rows,
        rule,
        "Persistent Routes:",
        "  None",
    ]


@program("netstat")
def netstat(call: Call) -> ProgramResult:
    """``netstat [-a] [-n] [-o] [-b]``: what services listen on, and the agent's connections."""
    letters = {letter for option in call.options for letter in option[1:]}
    rows = [
        (
            one.protocol,
            f"{one.address}:{one.port}",
            one.peer,
            "" if one.protocol == "UDP" else "LISTENING" if one.listens else "ESTABLISHED",
            one.process,
        )
        for one in endpoints(call.machine)
        if "a" in letters or not one.listens
    ]
    rows.sort(key=lambda row: row[0])
    owner = "o" in letters
    heading = f"  {'Proto':<7}{'Local Address':<23}{'Foreign Address':<23}{'State':<16}" + ("PID" if owner else "")
    shown_rows = [
        (f"  {protocol:<7}{local:<23}{peer:<23}{state:<16}" + (str(identifier) if owner else "")).rstrip()
        for protocol, local, peer, state, identifier in rows
    ]
    return ProgramResult(lines("", "Active Connections", "", heading.rstrip(), *shown_rows))
