"""Programs that show what goes where: route, netstat."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, ip_address

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.endpoints import Endpoint, endpoints
from fake_agent.windows.network import Route
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program

_USAGE = ("", "Manipulates network routing tables.")
_NOT_REACHED = (
    "The route addition failed: Either the interface index is wrong or the gateway does not lie on the same network as "
    "the interface. Check the IP Address Table for the machine."
)
_ON_LINK = "0.0.0.0"
_PORT_NAMES = {
    53: "domain",
    80: "http",
    135: "epmap",
    389: "ldap",
    443: "https",
    445: "microsoft-ds",
    3389: "ms-wbt-server",
}


@program("route")
def route(call: Call) -> ProgramResult:
    """``route print``, ``route [-p] add DESTINATION mask MASK GATEWAY``, ``route delete DESTINATION [mask MASK]``."""
    verb, *words = call.words or [""]
    if verb.casefold() == "print":
        return printed(*_tables(call))
    action = {"add": _add_route, "change": _change_route, "delete": _delete_route}.get(verb.casefold())
    return action(call, words) if action is not None and words else failed(*_USAGE)


def _change_route(call: Call, words: list[str]) -> ProgramResult:
    if not call.machine.network.remove_routes(str(_destination(words))):
        return failed("The route change failed: Element not found.", "")
    return _add_route(call, words)


def _destination(words: list[str]) -> IPv4Network:
    """The network of ``ADDRESS [mask MASK]`` or ``ADDRESS/LENGTH``."""
    if "/" in words[0]:
        return IPv4Network(words[0], strict=False)
    folded = [word.casefold() for word in words]
    if "mask" in folded[:-1]:
        return IPv4Network(f"{words[0]}/{words[folded.index('mask') + 1]}", strict=False)
    return IPv4Network("0.0.0.0/0" if words[0] == _ON_LINK else f"{words[0]}/32")


def _add_route(call: Call, words: list[str]) -> ProgramResult:
    network = call.machine.network
    adapter = network.primary
    plain = words[:1] + words[3:] if [word.casefold() for word in words[1:2]] == ["mask"] else words
    folded = [word.casefold() for word in words]
    metric = int(words[folded.index("metric") + 1]) if "metric" in folded[:-1] else 1
    try:
        destination, gateway = _destination(words), IPv4Address(plain[1])
    except (IndexError, ValueError):
        return failed("The route addition failed: The parameter is incorrect.", "")
    if adapter is None or not adapter.address:
        return failed(_NOT_REACHED, "")
    neighbours = IPv4Network(f"{adapter.address}/{adapter.prefix_length}", strict=False)
    if gateway not in neighbours and str(gateway) != _ON_LINK:
        return failed(_NOT_REACHED, "")
    made = Route(str(destination), str(gateway), adapter.index, metric)
    if any((known.destination, known.next_hop) == (made.destination, made.next_hop) for known in network.routes()):
        return failed("The route addition failed: The object already exists.", "")
    persistent = "/p" in call.options
    network.add_route(Route(made.destination, made.next_hop, made.adapter, metric, persistent, persistent))
    return printed(" OK!")


def _delete_route(call: Call, words: list[str]) -> ProgramResult:
    """Delete what the words name: without a mask every route to that address."""
    network = call.machine.network
    wanted = _destination(words)
    exact = "/" in words[0] or len(words) > 1
    doomed = [
        known.destination
        for known in network.routes()
        if (known.destination == str(wanted) if exact else known.destination.startswith(f"{wanted.network_address}/"))
    ]
    if not sum(network.remove_routes(destination) for destination in doomed):
        return failed("The route deletion failed: Element not found.", "")
    return printed(" OK!")


def _tables(call: Call) -> list[str]:
    rule = "=" * 75
    network = call.machine.network
    interfaces = [
        f"{adapter.index:>3}...{adapter.mac_address.replace('-', ' ').lower()} ......{adapter.description}"
        for adapter in network.adapters()
        if adapter.enabled
    ]
    interfaces += ["  1...........................Software Loopback Interface 1"]
    sections = set(call.options) & {"/4", "/6"} or {"/4", "/6"}
    shown = [rule, "Interface List", *interfaces, rule]
    if "/4" in sections:
        shown += ["", "IPv4 Route Table", rule, "Active Routes:", *_rows(call), rule, *_persistent(network.routes())]
    if "/6" in sections:
        shown += [
            "",
            "IPv6 Route Table",
            rule,
            "Active Routes:",
            *_rows_of_version_6(call),
            rule,
            "Persistent Routes:",
            "  None",
        ]
    return shown


def _rows(call: Call) -> list[str]:
    network = call.machine.network
    rows = [
        (IPv4Network("127.0.0.0/8"), _ON_LINK, "127.0.0.1", 331),
        (IPv4Network("127.0.0.1/32"), _ON_LINK, "127.0.0.1", 331),
        (IPv4Network("127.255.255.255/32"), _ON_LINK, "127.0.0.1", 331),
        (IPv4Network("224.0.0.0/4"), _ON_LINK, "127.0.0.1", 331),
        (IPv4Network("255.255.255.255/32"), _ON_LINK, "127.0.0.1", 331),
    ]
    for found in network.routes():
        adapter = network.adapter(found.adapter)
        rows.append((IPv4Network(found.destination), found.next_hop, adapter.address, found.metric + adapter.metric))
    for adapter in network.adapters():
        if adapter.enabled and adapter.address:
            metric = 256 + adapter.metric
            rows += [
                (IPv4Network(some), _ON_LINK, adapter.address, metric) for some in ("224.0.0.0/4", "255.255.255.255/32")
            ]
    shown = ["Network Destination        Netmask          Gateway       Interface  Metric"]
    for block, next_hop, address, metric in sorted(rows, key=lambda row: (row[0].network_address, row[0].prefixlen)):
        hop = "On-link" if next_hop == _ON_LINK else next_hop
        shown.append(f"{block.network_address!s:>17}{block.netmask!s:>17}{hop:>17}{address:>17}{metric:>7}")
    return shown


def _persistent(routes: Sequence[Route]) -> list[str]:
    kept = [found for found in routes if found.persistent]
    if not kept:
        return ["Persistent Routes:", "  None"]
    shown = ["Persistent Routes:", "  Network Address          Netmask  Gateway Address  Metric"]
    for found in kept:
        block = IPv4Network(found.destination)
        shown.append(f"{block.network_address!s:>17}{block.netmask!s:>17}{found.next_hop:>17}{found.metric:>8}")
    return shown


def _rows_of_version_6(call: Call) -> list[str]:
    rows = [" If Metric Network Destination      Gateway", "  1    331 ::1/128                  On-link"]
    for adapter in call.machine.network.adapters():
        if adapter.enabled:
            own = adapter.ipv6_address.partition("%")[0]
            rows += [
                f"{adapter.index:>3}    {256 + adapter.metric:>3} fe80::/64                On-link",
                f"{adapter.index:>3}    {256 + adapter.metric:>3} {own}/128",
                f"{'':<36}On-link",
            ]
    rows.append("  1    331 ff00::/8                 On-link")
    enabled = [adapter for adapter in call.machine.network.adapters() if adapter.enabled]
    return rows + [f"{one.index:>3}    {256 + one.metric:>3} ff00::/8                 On-link" for one in enabled]


@program("netstat")
def netstat(call: Call) -> ProgramResult:
    """``netstat [-a] [-n] [-o] [-p PROTOCOL] | -r``: what services listen on, and the agent's connections."""
    letters = {letter for option in call.options for letter in option[1:]}
    if "r" in letters:
        return printed(*_tables(call))
    if not letters <= set("anopqf"):
        raise call.lacks()
    protocols = {word.upper() for word in call.words if not word.isdigit()} if "p" in letters else set()
    shown = [one for one in endpoints(call.machine) if ("a" in letters or not one.listens)]
    shown = sorted((one for one in shown if not protocols or one.protocol in protocols), key=lambda one: one.protocol)
    owner = "o" in letters
    rows = []
    for one in shown:
        state = "" if one.protocol == "UDP" else "LISTENING" if one.listens else "ESTABLISHED"
        peer = one.peer if "n" in letters else _named(call, one)
        row = f"  {one.protocol:<7}{f'{one.address}:{one.port}':<23}{peer:<23}{state:<16}"
        rows.append((row + (str(one.process) if owner else "")).rstrip())
    heading = f"  {'Proto':<7}{'Local Address':<23}{'Foreign Address':<23}{'State':<16}" + ("PID" if owner else "")
    return ProgramResult(lines("", "Active Connections", "", heading.rstrip(), *rows))


def _named(call: Call, one: Endpoint) -> str:
    """The other end by the names of computer and port."""
    if one.protocol == "UDP":
        return one.peer
    if ip_address(one.remote_address).is_unspecified:
        return f"{call.machine.host_name}:0"
    return f"{one.remote_address}:{_PORT_NAMES.get(one.remote_port, one.remote_port)}"
