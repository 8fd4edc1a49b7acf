"""netsh advfirewall: rules and profiles of the firewall."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.firewall import ANY, Profile, Rule
from fake_agent.windows.programs.netsh_words import NetshCommand, pairs_of
from fake_agent.windows.programs.registry import Call, printed

OK = ("Ok.", "")
_NO_RULE = ("", "No rules match the specified criteria.", "")
_NOT_VALID = ("", "A specified value is not valid.", "")
_PROFILES = {"domainprofile": "Domain", "privateprofile": "Private", "publicprofile": "Public"}
_WORDS = {"in": "Inbound", "out": "Outbound", "allow": "Allow", "block": "Block", "bypass": "Allow"}


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
    pairs = pairs_of(words)
    if not {"name", "dir", "action"} <= set(pairs):
        return printed(*_NOT_VALID, exit_code=1)
    try:
        fields = _fields(pairs)
    except KeyError:
        return printed(*_NOT_VALID, exit_code=1)
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
    rules = _matching(call, pairs_of(words))
    if not rules:
        return printed(*_NO_RULE, exit_code=1)
    call.machine.firewall.remove([rule.name for rule in rules])
    return printed("", f"Deleted {len(rules)} rule(s).", *OK)


def _set_rule(call: Call, words: Sequence[str]) -> ProgramResult:
    folded = [word.casefold() for word in words]
    if "new" not in folded:
        return printed(*_NOT_VALID, exit_code=1)
    at = folded.index("new")
    rules = _matching(call, pairs_of(words[:at]))
    if not rules:
        return printed(*_NO_RULE, exit_code=1)
    call.machine.firewall.change([rule.name for rule in rules], **_fields(pairs_of(words[at + 1 :])))
    return printed("", f"Updated {len(rules)} rule(s).", *OK)


def _show_rule(call: Call, words: Sequence[str]) -> ProgramResult:
    rules = _matching(call, pairs_of(words))
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
    profile, *settings = words or ("",)
    firewall = call.machine.firewall
    if profile.casefold() in {"allprofiles", "currentprofile"}:
        names = [known.name for known in firewall.profiles()]
    elif profile.casefold() in _PROFILES:
        names = [_PROFILES[profile.casefold()]]
    else:
        raise call.lacks()
    match [word.casefold() for word in settings]:
        case ["state", "on" | "off" | "notconfigured" as state]:
            fields: dict[str, object] = {"enabled": state != "off"}
        case ["firewallpolicy", policy] if _policy(policy):
            fields = _policy(policy)
        case ["settings" | "logging", _, *_]:
            fields = {}
        case _:
            return printed(*_NOT_VALID, exit_code=1)
    for name in names:
        firewall.change_profile(name, **fields)
    return printed(*OK)


def _policy(text: str) -> dict[str, object]:
    """The default actions of ``INBOUND,OUTBOUND``; nothing where they are no policy."""
    inbound, _, outbound = text.partition(",")
    inbounds = {
        "blockinbound": "Block",
        "blockinboundalways": "Block",
        "allowinbound": "Allow",
        "notconfigured": "Block",
    }
    outbounds = {"blockoutbound": "Block", "allowoutbound": "Allow", "notconfigured": "Allow"}
    if inbound not in inbounds or outbound not in outbounds:
        return {}
    return {"inbound": inbounds[inbound], "outbound": outbounds[outbound]}


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


def _show_profiles(call: Call, words: Sequence[str]) -> ProgramResult:
    """All three, the one in force (Public, in a workgroup), or the one that is named; whole or one setting."""
    profile, *parts = [word.casefold() for word in words]
    wanted = {"currentprofile": "Public", "allprofiles": "", **_PROFILES}.get(profile)
    if wanted is None or not set(parts) <= {"state", "firewallpolicy", "settings", "logging"}:
        raise call.lacks()
    shown: list[str] = []
    for known in call.machine.firewall.profiles():
        if wanted in ("", known.name):
            shown += ["", f"{known.name} Profile Settings: ", "-" * 70, *_profile_lines(known, parts)]
    return printed(*shown, *OK)


def _profile_lines(profile: Profile, parts: Sequence[str]) -> list[str]:
    sections = {
        "state": [f"{'State':<38}{'ON' if profile.enabled else 'OFF'}"],
        "firewallpolicy": [f"{'Firewall Policy':<38}{profile.inbound}Inbound,{profile.outbound}Outbound"],
        "settings": [f"{name:<38}{value}" for name, value in _OTHER_SETTINGS.items()],
        "logging": ["", "Logging:", *(f"{name:<38}{value}" for name, value in _LOGGING.items())],
    }
    return [line for name, lines in sections.items() if not parts or name in parts for line in lines] + (
        [""] if parts else []
    )


def _reset_firewall(call: Call, _words: Sequence[str]) -> ProgramResult:
    call.machine.reset_part("firewall_rules")
    call.machine.reset_part("firewall_profiles")
    return printed(*OK)


_DEPRECATED = (
    "",
    "IMPORTANT: Command executed successfully.",
    'However, "netsh firewall" is deprecated;',
    'use "netsh advfirewall firewall" instead.',
    'For more information on using "netsh advfirewall firewall" commands',
    'instead of "netsh firewall", see KB article 947709',
    "at https://go.microsoft.com/fwlink/?linkid=121488 .",
    "",
)


def _set_mode(call: Call, words: Sequence[str]) -> ProgramResult:
    """``netsh firewall set opmode enable | disable``, the form of old."""
    state = pairs_of(words).get("mode", pairs_of(words).get("", "")).casefold()
    if state not in {"enable", "disable"}:
        raise call.lacks()
    for name in _PROFILES.values():
        if name != "Domain":
            call.machine.firewall.change_profile(name, enabled=state == "enable")
    return printed(*_DEPRECATED, *OK)


COMMANDS: tuple[NetshCommand, ...] = (
    (("advfirewall", "firewall", "add", "rule"), _add_rule),
    (("advfirewall", "firewall", "delete", "rule"), _delete_rule),
    (("advfirewall", "firewall", "set", "rule"), _set_rule),
    (("advfirewall", "firewall", "show", "rule"), _show_rule),
    (("advfirewall", "set"), _set_profile),
    (("advfirewall", "show"), _show_profiles),
    (("advfirewall", "reset"), _reset_firewall),
    (("firewall", "set", "opmode"), _set_mode),
)
