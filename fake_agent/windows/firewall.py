"""Windows Defender Firewall: profiles, rules, and what they let out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fake_agent.windows.overlay import Overlay

ANY = "Any"
PROFILES = ("Domain", "Private", "Public")


@dataclass(frozen=True, slots=True)
class Profile:
    """One of the three profiles; the default actions apply to what no rule matches."""

    name: str
    enabled: bool = True
    inbound: str = "Block"
    outbound: str = "Allow"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. ``direction`` is Inbound or Outbound, ``action`` Allow or Block; ports and addresses as texts, or Any."""

    name: str
    display_name: str
    direction: str = "Inbound"
    action: str = "Allow"
    enabled: bool = True
    protocol: str = ANY
    local_ports: tuple[str, ...] = (ANY,)
    remote_ports: tuple[str, ...] = (ANY,)
    local_addresses: tuple[str, ...] = (ANY,)
    remote_addresses: tuple[str, ...] = (ANY,)
    program: str = ANY
    service: str = ANY
    profiles: tuple[str, ...] = (ANY,)
    group: str = ""
    description: str = ""


class Firewall:
    """The firewall of one machine. Rules are identified by ``name``, without case."""

    def __init__(self, rules: Overlay[str, Rule], profiles: Overlay[str, Profile]) -> None:
        self._rules = rules
        self._profiles = profiles

    def rules(self) -> Sequence[Rule]:
        """Every rule, in the order they were made."""
        return list(self._rules.values())

    def get(self, name: str) -> Rule | None:
        """The rule of that name."""
        return self._rules.get(name.casefold())

    def shown_as(self, display_name: str) -> Sequence[Rule]:
        """The rules of that display name."""
        return [rule for rule in self.rules() if rule.display_name.casefold() == display_name.casefold()]

    def in_group(self, group: str) -> Sequence[Rule]:
        """The rules of that group."""
        return [rule for rule in self.rules() if rule.group.casefold() == group.casefold()]

    def add(self, rule: Rule) -> None:
        """Add a rule; ``FileExistsError`` where its name is taken."""
        if rule.name.casefold() in self._rules:
            raise FileExistsError(rule.name)
        self._rules[rule.name.casefold()] = rule

    def change(self, names: Iterable[str], **fields: object) -> None:
        """Change what is given of these rules."""
        for name in names:
            rule = self._rules[name.casefold()]
            self._rules[name.casefold()] = replace(rule, **fields)  # type: ignore[arg-type]  # the dataclass's own

    def remove(self, names: Iterable[str]) -> None:
        """Remove these rules."""
        for name in names:
            del self._rules[name.casefold()]

    def profiles(self) -> Sequence[Profile]:
        """The three profiles."""
        return [self._profiles[name] for name in PROFILES]

    def change_profile(self, name: str, **fields: object) -> None:
        """Change what is given of a profile."""
        self._profiles[name] = replace(self._profiles[name], **fields)  # type: ignore[arg-type]  # the dataclass's own

    def allows_out(self, port: int, protocol: str = "TCP", profile: str = "Public", program: str = "") -> bool:
        """Whether a connection to that remote port at any address gets out. A block beats an allow, as in Windows.

        Of the rules for one program those for ``program`` count; rules for one service never do.
        """
        settings = self._profiles[profile]
        if not settings.enabled:
            return True
        actions = {
            rule.action
            for rule in self._rules.values()
            if rule.enabled
            and rule.direction == "Outbound"
            and rule.protocol.upper() in {"ANY", protocol}
            and rule.service == ANY
            and rule.program.casefold() in {ANY.casefold(), program.casefold()}
            and set(rule.remote_addresses) <= {ANY, "0.0.0.0/0", "Internet"}
            and {ANY, profile} & set(rule.profiles)
            and any(_covers(ports, port) for ports in rule.remote_ports)
        }
        if "Block" in actions:
            return False
        return "Allow" in actions or settings.outbound != "Block"

    def apply(self, description: Mapping[str, Mapping[str, object]]) -> None:
        """Take over rules from a description: display name -> fields of ``Rule``."""
        for display_name, fields in description.items():
            values = {field: tuple(value) if isinstance(value, list) else value for field, value in fields.items()}
            existing = self.shown_as(display_name)
            if existing:
                self.change([rule.name for rule in existing], **values)
            else:
                name = str(values.pop("name", display_name))
                self.add(replace(Rule(name, display_name), **values))  # type: ignore[arg-type]  # the dataclass's own


def _covers(ports: str, port: int) -> bool:
    """Whether a port, a range ``a-b`` or Any holds the port; names such as RPC hold none."""
    if ports == ANY:
        return True
    low, _, high = ports.partition("-")
    return low.isdigit() and int(low) <= port <= int(high or low)
