"""netsh interface: adapters, addresses, name servers, and what it tells of TCP."""

from collections.abc import Sequence
from ipaddress import IPv4Network

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.network import Adapter, Route
from fake_agent.windows.programs.netsh_words import NetshCommand, pairs_of
from fake_agent.windows.programs.registry import Call, printed
from fake_agent.windows.registry import CONTROL_SET

LOOPBACK = "Loopback Pseudo-Interface 1"
AZURE_NAME_SERVER = "168.63.129.16"
_SUFFIX = "    Register with which suffix:           Primary only"


def _adapter(call: Call, pairs: dict[str, str]) -> Adapter | None:
    name = pairs.get("name", pairs.get("interface", pairs.get("", "")))
    network = call.machine.network
    return network.adapter(int(name)) if name.isdigit() else network.find(name)


_NO_ADAPTER = "The filename, directory name, or volume label syntax is incorrect."


def _set_interface(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words)
    adapter = _adapter(call, pairs)
    if adapter is None:
        return printed("An interface with this name is not registered with the router.", "", exit_code=1)
    state = pairs.get("admin", words[1] if len(words) > 1 and "=" not in words[1] else "")
    if state:
        call.machine.network.change(adapter.index, enabled=state.casefold().startswith("enable"))
    if "newname" in pairs:
        call.machine.network.change(adapter.index, name=pairs["newname"])
    return printed("")


def _show_interfaces(call: Call, _words: Sequence[str]) -> ProgramResult:
    rows = [
        f"{'Enabled' if adapter.enabled else 'Disabled':<15}{'Connected' if adapter.enabled else 'Disconnected':<15}"
        f"{'Dedicated':<17}{adapter.name}"
        for adapter in call.machine.network.adapters()
    ]
    heading = f"{'Admin State':<15}{'State':<15}{'Type':<17}Interface Name"
    return printed("", heading, "-" * 73, *rows, "")


def _show_ip_interfaces(call: Call, _words: Sequence[str]) -> ProgramResult:
    rows = [f"{1:>3}{75:>12}{'4294967295':>12}  {'connected':<14}{LOOPBACK}"]
    for adapter in call.machine.network.adapters():
        state = "connected" if adapter.enabled else "disconnected"
        rows.append(f"{adapter.index:>3}{adapter.metric:>12}{1500:>12}  {state:<14}{adapter.name}")
    heading = (
        "Idx     Met         MTU          State                Name",
        "---  ----------  ----------  ------------  " + "-" * 27,
    )
    return printed("", *heading, *rows, "")


def _show_addresses(call: Call, _words: Sequence[str]) -> ProgramResult:
    return printed(*_configuration(call, name_servers=False))


def _show_configuration(call: Call, _words: Sequence[str]) -> ProgramResult:
    return printed(*_configuration(call, name_servers=True))


def _line(label: str, value: object) -> str:
    return f"    {label + ':':<38}{value}"


def _configuration(call: Call, *, name_servers: bool) -> list[str]:
    shown: list[str] = []
    for adapter in call.machine.network.adapters():
        shown += [
            "",
            f'Configuration for interface "{adapter.name}"',
            _line("DHCP enabled", "Yes" if adapter.uses_dhcp else "No"),
        ]
        if adapter.address:
            network = IPv4Network(f"{adapter.address}/{adapter.prefix_length}", strict=False)
            shown += [
                _line("IP Address", adapter.address),
                _line("Subnet Prefix", f"{network} (mask {network.netmask})"),
            ]
        if adapter.gateway:
            shown += [_line("Default Gateway", adapter.gateway), _line("Gateway Metric", 0)]
        shown.append(_line("InterfaceMetric", adapter.metric))
        if name_servers:
            shown += _name_server_lines(adapter)
    loopback = [_line("DHCP enabled", "No"), _line("IP Address", "127.0.0.1")]
    loopback += [_line("Subnet Prefix", "127.0.0.0/8 (mask 255.0.0.0)"), _line("InterfaceMetric", 75)]
    if name_servers:
        loopback += [_line("Statically Configured DNS Servers", "None"), _SUFFIX]
    return [*shown, "", f'Configuration for interface "{LOOPBACK}"', *loopback, ""]


def _name_server_lines(adapter: Adapter) -> list[str]:
    learnt = adapter.name_servers == (AZURE_NAME_SERVER,)
    label = "DNS servers configured through DHCP" if learnt else "Statically Configured DNS Servers"
    first, *others = adapter.name_servers or ("None",)
    return [_line(label, first), *(" " * 42 + other for other in others), _SUFFIX]


def _set_address(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words)
    plain = [word for word in words if "=" not in word]
    adapter = _adapter(call, pairs)
    if adapter is None:
        return printed(_NO_ADAPTER, "", exit_code=1)
    source = pairs.get("source", plain[1] if len(plain) > 1 else "dhcp").casefold()
    address, _mask, gateway = (*plain[2:5], "", "", "")[:3]
    address = pairs.get("address", pairs.get("addr", address))
    gateway = pairs.get("gateway", gateway)
    network = call.machine.network
    network.change(adapter.index, uses_dhcp=source == "dhcp", **({"address": address} if address else {}))
    if source == "static":
        network.remove_routes("0.0.0.0/0")
        if gateway:
            network.change(adapter.index, gateway=gateway)
            network.add_route(Route("0.0.0.0/0", gateway, adapter.index))
    return printed("")


def _set_name_servers(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words)
    plain = [word for word in words if "=" not in word]
    adapter = _adapter(call, pairs)
    if adapter is None:
        return printed(_NO_ADAPTER, "", exit_code=1)
    address = pairs.get("address", pairs.get("addr", (*plain[2:], "")[0]))
    call.machine.network.change(adapter.index, name_servers=(address,) if address else (AZURE_NAME_SERVER,))
    return printed("")


def _reset_addresses(call: Call, _words: Sequence[str]) -> ProgramResult:
    """Every address as DHCP gives it, from the next boot on."""
    call.machine.settings["network_reset"] = True
    denied = ("Resetting , failed.", "Access is denied.", "", "Resetting , OK!")
    return printed(*(f"Resetting {part}, OK!" for part in _PARTS), *denied, _RESTART, "")


_RESTART = "Restart the computer to complete this action."
_PARTS = (
    *("Compartment Forwarding", "Compartment", "Control Protocol", "Echo Sequence Request", "Global", "Interface"),
    *("Anycast Address", "Multicast Address", "Unicast Address", "Neighbor", "Path", "Potential", "Prefix Policy"),
    *("Proxy Neighbor", "Route", "Site Prefix", "Subinterface", "Wakeup Pattern", "Resolve Neighbor", "", "", ""),
)

_TCP = {
    "rss": ("Receive-Side Scaling State", "enabled"),
    "autotuninglevel": ("Receive Window Auto-Tuning Level", "normal"),
    "congestionprovider": ("Add-On Congestion Control Provider", "default"),
    "ecncapability": ("ECN Capability", "disabled"),
    "timestamps": ("RFC 1323 Timestamps", "disabled"),
    "initialrto": ("Initial RTO", "1000"),
    "rsc": ("Receive Segment Coalescing State", "enabled"),
    "nonsackrttresiliency": ("Non Sack Rtt Resiliency", "disabled"),
    "maxsynretransmissions": ("Max SYN Retransmissions", "4"),
    "fastopen": ("Fast Open", "enabled"),
    "fastopenfallback": ("Fast Open Fallback", "enabled"),
    "hystart": ("HyStart", "enabled"),
    "prr": ("Proportional Rate Reduction", "enabled"),
    "pacingprofile": ("Pacing Profile", "off"),
}


def _show_tcp(call: Call, _words: Sequence[str]) -> ProgramResult:
    rows = [f"{label:<36}: {call.machine.settings.get(f'tcp.{name}', value)}" for name, (label, value) in _TCP.items()]
    return printed("Querying active state...", "", "TCP Global Parameters", "-" * 46, *rows, "")


def _set_tcp(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words)
    if not pairs or not pairs.keys() <= _TCP.keys():
        raise call.lacks()
    for name, value in pairs.items():
        call.machine.settings[f"tcp.{name}"] = value.casefold()
    return printed("Ok.", "")


def _show_dynamic_ports(call: Call, words: Sequence[str]) -> ProgramResult:
    protocol = (words or ("",))[0].casefold()
    if protocol not in {"tcp", "udp"}:
        raise call.lacks()
    start, number = call.machine.settings.get(f"dynamicport.{protocol}", (49152, 16384))
    rows = (f"Start Port      : {start}", f"Number of Ports : {number}")
    return printed("", f"Protocol {protocol} Dynamic Port Range", "-" * 33, *rows, "")


def _set_dynamic_ports(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words[1:])
    protocol = (words or ("",))[0].casefold()
    start, number = (pairs.get(name, pairs.get(f"{name}port", "")) for name in ("start", "num"))
    if protocol not in {"tcp", "udp"} or not (start.isdigit() and number.isdigit()):
        raise call.lacks()
    call.machine.settings[f"dynamicport.{protocol}"] = (int(start), int(number))
    return printed("Ok.", "")


_PORT_PROXY = rf"{CONTROL_SET}\Services\PortProxy\v4tov4\tcp"


def _show_port_proxy(call: Call, _words: Sequence[str]) -> ProgramResult:
    registry = call.registry
    rows = []
    for value in registry.values(_PORT_PROXY) if registry.exists(_PORT_PROXY) else ():
        listens, connects = (str(end).split("/") for end in (value.name, value.data))
        rows.append(f"{listens[0]:<16}{listens[1]:<12}{connects[0]:<16}{connects[1]}")
    if not rows:
        return printed("")
    heading = ("Listen on ipv4:             Connect to ipv4:", "", "Address         Port        Address         Port")
    return printed("", *heading, "--------------- ----------  --------------- ----------", *rows, "")


def _add_port_proxy(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words)
    if "listenport" not in pairs or "connectaddress" not in pairs:
        raise call.lacks()
    port = pairs["listenport"]
    connects = f"{pairs['connectaddress']}/{pairs.get('connectport', port)}"
    call.registry.write(_PORT_PROXY, f"{pairs.get('listenaddress', '*')}/{port}", connects)
    return printed("")


def _delete_port_proxy(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = pairs_of(words)
    try:
        call.registry.delete_value(_PORT_PROXY, f"{pairs.get('listenaddress', '*')}/{pairs.get('listenport', '')}")
    except LookupError:
        return printed("The system cannot find the file specified.", "", exit_code=1)
    return printed("")


def _reset_port_proxy(call: Call, _words: Sequence[str]) -> ProgramResult:
    if call.registry.exists(_PORT_PROXY):
        call.registry.delete(_PORT_PROXY)
    return printed("")


_IP = {
    ("show", "config"): _show_configuration,
    ("show", "addresses"): _show_addresses,
    ("show", "interfaces"): _show_ip_interfaces,
    ("show", "dynamicport"): _show_dynamic_ports,
    ("set", "dynamicport"): _set_dynamic_ports,
    ("set", "address"): _set_address,
    ("set", "dnsservers"): _set_name_servers,
    ("reset",): _reset_addresses,
}

COMMANDS: tuple[NetshCommand, ...] = (
    (("interface", "set", "interface"), _set_interface),
    (("interface", "show", "interface"), _show_interfaces),
    *((("interface", family, *words), action) for family in ("ip", "ipv4") for words, action in _IP.items()),
    (("interface", "tcp", "show", "global"), _show_tcp),
    (("interface", "tcp", "set", "global"), _set_tcp),
    (("interface", "portproxy", "show", "all"), _show_port_proxy),
    (("interface", "portproxy", "show", "v4tov4"), _show_port_proxy),
    (("interface", "portproxy", "add", "v4tov4"), _add_port_proxy),
    (("interface", "portproxy", "delete", "v4tov4"), _delete_port_proxy),
    (("interface", "portproxy", "reset"), _reset_port_proxy),
)
