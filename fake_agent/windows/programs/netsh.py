"""netsh.exe: the firewall, interfaces and addresses, as far as scripts use it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.firewall import ANY, Rule
from fake_agent.windows.network import Adapter, Route
from fake_agent.windows.programs.network_information import mask
from fake_agent.windows.programs.registry import Call, printed, program

OK = ("Ok.", "")
_NO_RULE = ("", "No rules match the specified criteria.", "")
_PROFILES = {"domainprofile": "Domain", "privateprofile": "Private", "publicprofile": "Public"}

_WORDS = {"in": "Inbound", "out": "Outbound", "allow": "Allow", "block": "Block", "bypass": "Allow"}


_CONTEXTS = """
add advfirewall branchcache bridge delete dhcpclient dnsclient dump exec http interface ipsec lan mbn namespace netio
nlm p2p ras rpc set show trace wfp winhttp winsock wlan
"""
CONTEXTS = tuple(_CONTEXTS.split())
"""What netsh knows; what the simulator lacks of it is named."""


@program("netsh")
def netsh(call: Call) -> ProgramResult:
    """``netsh CONTEXT COMMAND name=value ...``; contexts may be shortened to what is unique."""
    words = call.arguments
    for pattern, action in _COMMANDS:
        length = len(pattern)
        if len(words) >= length and all(
            full.startswith(word.casefold()) for full, word in zip(pattern, words, strict=False)
        ):
            return action(call, words[length:])
    if words and any(context.startswith(words[0].casefold()) for context in CONTEXTS):
        raise call.lacks()
    return printed(f"The following command was not found: {' '.join(words)}.", exit_code=1)


def _pairs(words: Sequence[str]) -> dict[str, str]:
    """``name=value`` words; what comes without a name is under ``""``, the first one."""
    pairs: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            pairs[name.casefold()] = value.strip('"')
        else:
            pairs.setdefault("", word)
    return pairs


# The firewall


def _list_of(text: str) -> tuple[str, ...]:
    return tuple(ANY if part.casefold() == "any" else part for part in text.split(","))


def _fields(pairs: dict[str, str]) -> dict[str, object]:
    """The fields of a rule that the pairs give."""
    readers: dict[str, Callable[[str], tuple[str, object]]] = {
        "dir": lambda text: ("direction", _WORDS[text.casefold()]),
        "action": lambda text: ("action", _WORDS[text.casefold()]),
        "enable": lambda text: ("enabled", text.casefold() == "yes"),
        "protocol": lambda text: ("protocol", ANY if text.casefold() == "any" else text.upper()),
        "localport": lambda text: ("local_ports", _list_of(text)),
        "remoteport": lambda text: ("remote_ports", _list_of(text)),
        "localip": lambda text: ("local_addresses", _list_of(text)),
        "remoteip": lambda text: ("remote_addresses", _list_of(text)),
        "program": lambda text: ("program", text),
        "service": lambda text: ("service", text),
        "description": lambda text: ("description", text),
        "profile": lambda text: ("profiles", tuple(part.capitalize() for part in text.split(","))),
        "group": lambda text: ("group", text),
    }
    return dict(readers[name](text) for name, text in pairs.items() if name in readers)


def _add_rule(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = _pairs(words)
    if not {"name", "dir", "action"} <= set(pairs):
        return printed("", "A specified value is not valid.", "", exit_code=1)
    try:
        fields = _fields(pairs)
    except KeyError:
        return printed("", "A specified value is not valid.", "", exit_code=1)
    if {"localport", "remoteport"} & set(pairs) and str(fields.get("protocol", ANY)) not in {"TCP", "UDP"}:
        return printed(
            "",
            "A port can be specified only if the protocol is TCP or UDP.",
            "",
            exit_code=1,
        )
    if "profiles" in fields and fields["profiles"] == (ANY,):
        del fields["profiles"]
    identifier = f"{{{call.execution.random.getrandbits(128):032X}}}"
    rule = replace(Rule(identifier, pairs["name"]), **fields)  # type: ignore[arg-type]  # the readers know the types
    call.machine.firewall.add(rule)
    return printed(*OK)


def _matching(call: Call, pairs: dict[str, str]) -> list[Rule]:
    firewall = call.machine.firewall
    if "group" in pairs:
        return list(firewall.in_group(pairs["group"]))
    name = pairs.get("name", pairs.get("", "all"))
    found = list(firewall.rules()) if name.casefold() == "all" else list(firewall.shown_as(name))
    fields = _fields({key: pairs[key] for key in ("dir", "protocol", "localport", "remoteport") if key in pairs})
    return [rule for rule in found if all(getattr(rule, field) == value for field, value in fields.items())]


def _delete_rule(call: Call, words: Sequence[str]) -> ProgramResult:
    rules = _matching(call, _pairs(words))
    if not rules:
        return printed(*_NO_RULE, exit_code=1)
    call.machine.firewall.remove([rule.name for rule in rules])
    return printed("", f"Deleted {len(rules)} rule(s).", *OK)


def _set_rule(call: Call, words: Sequence[str]) -> ProgramResult:
    folded = [word.casefold() for word in words]
    if "new" not in folded:
        return printed("", "A specified value is not valid.", "", exit_code=1)
    at = folded.index("new")
    rules = _matching(call, _pairs(words[:at]))
    if not rules:
        return printed(*_NO_RULE, exit_code=1)
    call.machine.firewall.change([rule.name for rule in rules], **_fields(_pairs(words[at + 1 :])))
    return printed("", f"Updated {len(rules)} rule(s).", *OK)


def _show_rule(call: Call, words: Sequence[str]) -> ProgramResult:
    rules = _matching(call, _pairs(words))
    if not rules:
        return printed(*_NO_RULE, exit_code=1)
    return printed(*(line for rule in rules for line in _rule_lines(rule)), *OK)


def _rule_lines(rule: Rule) -> list[str]:
    def field(label: str, value: str) -> str:
        return f"{label + ':':<38}{value}"

    ports = []
    if rule.protocol in {"TCP", "UDP"}:
        ports = [
            field("LocalPort", ",".join(rule.local_ports)),
            field("RemotePort", ",".join(rule.remote_ports)),
        ]
    profiles = ("Domain", "Private", "Public") if rule.profiles == (ANY,) else rule.profiles
    return [
        "",
        field("Rule Name", rule.display_name),
        "-" * 70,
        field("Enabled", "Yes" if rule.enabled else "No"),
        field("Direction", "In" if rule.direction == "Inbound" else "Out"),
        field("Profiles", ",".join(profiles)),
        field("Grouping", rule.group),
        field("LocalIP", ",".join(rule.local_addresses)),
        field("RemoteIP", ",".join(rule.remote_addresses)),
        field("Protocol", rule.protocol),
        *ports,
        field("Edge traversal", "No"),
        field("Action", rule.action),
    ]


def _set_profile(call: Call, words: Sequence[str]) -> ProgramResult:
    profile, *settings = words
    names = (
        list(_PROFILES.values())
        if profile.casefold() in {"allprofiles", "currentprofile"}
        else [_PROFILES[profile.casefold()]]
    )
    fields: dict[str, object] = {}
    match [word.casefold() for word in settings]:
        case ["state", state]:
            fields = {"enabled": state == "on"}
        case ["firewallpolicy", policy]:
            inbound, _, outbound = policy.partition(",")
            fields = {
                "inbound": "Allow" if inbound.startswith("allow") else "Block",
                "outbound": "Block" if outbound.startswith("block") else "Allow",
            }
    for name in names:
        call.machine.firewall.change_profile(name, **fields)
    return printed(*OK)


_OTHER_SETTINGS = {
    "LocalFirewallRules": "N/A (GPO-store only)",
    "LocalConSecRules": "N/A (GPO-store only)",
    "InboundUserNotification": "Disable",
    "RemoteManagement": "Disable",
    "UnicastResponseToMulticast": "Enable",
}
_LOGGING = {
    "LogAllowedConnections": "Disable",
    "LogDroppedConnections": "Disable",
    "FileName": r"%systemroot%\system32\LogFiles\Firewall\pfirewall.log",
    "MaxFileSize": "4096",
}


def _show_profiles(call: Call, _words: Sequence[str]) -> ProgramResult:
    shown = []
    for profile in call.machine.firewall.profiles():
        shown += [
            "",
            f"{profile.name} Profile Settings: ",
            "-" * 70,
            f"{'State':<38}{'ON' if profile.enabled else 'OFF'}",
            f"{'Firewall Policy':<38}{profile.inbound}Inbound,{profile.outbound}Outbound",
            *(f"{name:<38}{value}" for name, value in _OTHER_SETTINGS.items()),
            "",
            "Logging:",
            *(f"{name:<38}{value}" for name, value in _LOGGING.items()),
        ]
    return printed(*shown, *OK)


def _reset_firewall(call: Call, _words: Sequence[str]) -> ProgramResult:
    call.machine.reset_part("firewall_rules")
    call.machine.reset_part("firewall_profiles")
    return printed(*OK)


# Interfaces


def _adapter(call: Call, pairs: dict[str, str]) -> Adapter | None:
    name = pairs.get("name", pairs.get("interface", pairs.get("", "")))
    network = call.machine.network
    return network.adapter(int(name)) if name.isdigit() else network.find(name)


_NO_ADAPTER = "The filename, directory name, or volume label syntax is incorrect."


def _set_interface(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = _pairs(words)
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


def _show_configuration(call: Call, _words: Sequence[str]) -> ProgramResult:
    shown = []
    for adapter in call.machine.network.adapters():
        shown += [
            "",
            f'Configuration for interface "{adapter.name}"',
            f"    DHCP enabled:                         {'Yes' if adapter.uses_dhcp else 'No'}",
            f"    IP Address:                           {adapter.address}",
            (
                f"    Subnet Prefix:                        {adapter.address}/{adapter.prefix_length} "
                f"(mask {mask(adapter.prefix_length)})"
            ),
            f"    Default Gateway:                      {adapter.gateway}",
            "    Gateway Metric:                       0",
            f"    InterfaceMetric:                      {adapter.metric}",
            f"    DNS servers configured through DHCP:  {', '.join(adapter.name_servers)}",
        ]
    return printed(*shown, "")


def _set_address(call: Call, words: Sequence[str]) -> ProgramResult:
    pairs = _pairs(words)
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
    pairs = _pairs(words)
    plain = [word for word in words if "=" not in word]
    adapter = _adapter(call, pairs)
    if adapter is None:
        return printed(_NO_ADAPTER, "", exit_code=1)
    address = pairs.get("address", pairs.get("addr", (*plain[2:], "")[0]))
    call.machine.network.change(adapter.index, name_servers=(address,) if address else ("168.63.129.16",))
    return printed("")


def _show_proxy(_call: Call, _words: Sequence[str]) -> ProgramResult:
    return printed("", "Current WinHTTP proxy settings:", "", "    Direct access (no proxy server).", "")


def _restart_needed(_call: Call, _words: Sequence[str]) -> ProgramResult:
    return printed(
        "",
        "Sucessfully reset the Winsock Catalog.",
        "You must restart the computer in order to complete the reset.",
        "",
    )


_COMMANDS: tuple[tuple[tuple[str, ...], Callable[[Call, Sequence[str]], ProgramResult]], ...] = (
    (("advfirewall", "firewall", "add", "rule"), _add_rule),
    (("advfirewall", "firewall", "delete", "rule"), _delete_rule),
    (("advfirewall", "firewall", "set", "rule"), _set_rule),
    (("advfirewall", "firewall", "show", "rule"), _show_rule),
    (("advfirewall", "set"), _set_profile),
    (("advfirewall", "show", "allprofiles"), _show_profiles),
    (("advfirewall", "show", "currentprofile"), _show_profiles),
    (("advfirewall", "reset"), _reset_firewall),
    (("interface", "set", "interface"), _set_interface),
    (("interface", "show", "interface"), _show_interfaces),
    (("interface", "ip", "show", "config"), _show_configuration),
    (("interface", "ipv4", "show", "config"), _show_configuration),
    (("interface", "ipv4", "show", "interfaces"), _show_interfaces),
    (("interface", "ip", "set", "address"), _set_address),
    (("interface", "ipv4", "set", "address"), _set_address),
    (("interface", "ip", "set", "dnsservers"), _set_name_servers),
    (("interface", "ipv4", "set", "dnsservers"), _set_name_servers),
    (("winhttp", "show", "proxy"), _show_proxy),
    (("winhttp", "reset", "proxy"), _show_proxy),
    (("winsock", "reset"), _restart_needed),
)
