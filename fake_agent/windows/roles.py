"""Roles, features and capabilities at work: what comes with them, what they bring to the machine and take away again.

What each brings is data: image/feature_effects.yaml and image/capabilities.yaml.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from fake_agent.powershell.host import Service, ServiceStatus
from fake_agent.windows.errors import MachineError
from fake_agent.windows.features import Feature
from fake_agent.windows.firewall import Rule
from fake_agent.windows.image import load, rules_of, services_of
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import LOCAL_MACHINE

_SERVICING = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
REBOOT_PENDING = rf"{_SERVICING}\RebootPending"
"""The key that is there until the restart that a feature waits for."""

_UPDATE_PENDING = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired"

TURNED_ON, TURNED_OFF = 9, 11
"""Events of Microsoft-Windows-Servicing in the log Setup (chosen)."""


class MissingPayloadError(Exception):
    """The files of a feature are not on the disk, and Windows Update can't be reached."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a feature brings; the members are those of feature_effects.yaml."""

    needs: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    restart: bool = False
    restart_to_remove: bool = False
    services: Mapping[str, Service] = field(default_factory=dict)
    firewall: Mapping[str, Rule] = field(default_factory=dict)
    registry: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)
    leaves: Mapping[str, Any] = field(default_factory=dict)
    allows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capability:
    """A capability of Windows; ``installed`` is of a fresh machine."""

    name: str
    display_name: str
    description: str
    installed: bool
    effect: Effect


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a request: the features that changed, sorted by name, and whether a restart must finish it."""

    features: tuple[Feature, ...] = ()
    restart_needed: bool = False


def install(machine: Machine, names: Iterable[str], *, with_tools: bool = False) -> Change:
    """Install features with all that they need. ``KeyError`` for an unknown one, ``MissingPayloadError``."""
    wanted = [machine.features.get(name) for name in _closure(machine, names, with_tools=with_tools, seen=set())]
    new = [feature for feature in wanted if not feature.stays]
    if any(feature.removed for feature in new) and not machine.outbound_open:
        raise MissingPayloadError
    changed = []
    for feature in new:
        waits = effect_of(feature.name).restart and not feature.installed
        changed.append(machine.features.put(feature, installed=not waits, pending=waits))
        if not waits and not feature.installed:
            _add(machine, effect_of(feature.name))
        _log(machine, feature, TURNED_ON, "on")
    return _change(machine, changed)


def remove(machine: Machine, names: Iterable[str], *, with_tools: bool = False) -> Change:
    """Remove features with what is below them, and with their management tools. ``KeyError`` for an unknown one.

    Where one of them goes with a restart only, its services stop now and all goes then.
    """
    asked = [machine.features.get(name) for name in names]
    tools = [machine.features.get(tool) for feature in asked for tool in effect_of(feature.name).tools if with_tools]
    changed: list[Feature] = []
    for feature in (*asked, *tools):
        going = [one for one in _with_below(machine, feature) if one.stays]
        waits = any(one.installed and effect_of(one.name).restart_to_remove for one in going)
        for one in going:
            stays = waits and one.installed
            changed.append(machine.features.put(one, installed=stays, pending=stays))
            if stays:
                _stop(machine, effect_of(one.name).services)
            elif one.installed:
                _take(machine, one.name)
            _log(machine, one, TURNED_OFF, "off")
    return _change(machine, changed)


def finish(machine: Machine) -> None:
    """What waited for a restart happens; the machine starts afterwards. Nothing waits for one any more."""
    for feature in machine.features.all():
        if feature.pending:
            machine.features.put(feature, installed=not feature.installed)
            if feature.installed:
                _take(machine, feature.name)
            else:
                _add(machine, effect_of(feature.name))
    for key in (REBOOT_PENDING, _UPDATE_PENDING):
        if machine.registry.exists(key):
            machine.registry.delete(key)


def set_capability(machine: Machine, capability: Capability, *, installed: bool) -> None:
    """Add or remove a capability. ``MissingPayloadError`` where Windows Update, which has them, is out of reach."""
    if has_capability(machine, capability) == installed:
        return
    if installed and not machine.outbound_open:
        raise MissingPayloadError
    machine.features.capabilities[capability.name] = installed
    if installed:
        install(machine, capability.effect.brings)
        _add(machine, capability.effect)
    else:
        remove(machine, capability.effect.brings)
        _take_effect(machine, capability.effect, ())


def has_capability(machine: Machine, capability: Capability) -> bool:
    """Whether the machine has it."""
    return machine.features.capabilities.get(capability.name, capability.installed)


@cache
def capabilities() -> Mapping[str, Capability]:
    """Every capability by its name, in order."""
    return {
        name: Capability(
            name,
            members.pop("display_name"),
            members.pop("description"),
            members.pop("installed", False),
            _effect(members),
        )
        for name, members in load("capabilities").items()
    }


def effect_of(name: str) -> Effect:
    """What a feature brings."""
    return _effects().get(name.casefold(), Effect())


def lacks_parent(machine: Machine, names: Sequence[str]) -> bool:
    """Whether image servicing would not install these features by themselves, as something above is not installed."""
    above = [machine.features.get(name).parent for name in names]
    known = optional_names().values()
    return any(
        parent in known and parent not in names and not machine.features.get(parent).stays for parent in above if parent
    )


@cache
def optional_names() -> Mapping[str, str]:
    """The names of image servicing -> those of Server Manager."""
    return dict(load("optional_features"))


@cache
def _effects() -> Mapping[str, Effect]:
    return {name.casefold(): _effect(members) for name, members in load("feature_effects").items()}


def _effect(members: Mapping[str, Any]) -> Effect:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) and name != "firewall" else value
        for name, value in members.items()
    }
    if "services" in values:
        values["services"] = services_of(values["services"])
    if "firewall" in values:
        values["firewall"] = rules_of(values["firewall"])
    return Effect(**values)


def _closure(machine: Machine, names: Iterable[str], *, with_tools: bool, seen: set[str]) -> Iterator[str]:
    """The features with what is above them and what comes with them, each once, what is needed first."""
    for name in names:
        feature = machine.features.get(name)
        effect = effect_of(feature.name)
        above = _above(machine, feature)
        needed = [need for one in (*above, feature) for need in effect_of(one.name).needs]
        tools = effect.tools if with_tools else ()
        for one in (*above, feature):
            if one.name not in seen:
                seen.add(one.name)
                yield one.name
        yield from _closure(
            machine, [more for more in (*needed, *effect.brings) if more not in seen], with_tools=False, seen=seen
        )
        yield from _closure(machine, [tool for tool in tools if tool not in seen], with_tools=False, seen=seen)


def _above(machine: Machine, feature: Feature) -> list[Feature]:
    if not feature.parent:
        return []
    parent = machine.features.get(feature.parent)
    return [*_above(machine, parent), parent]


def _with_below(machine: Machine, feature: Feature) -> Iterator[Feature]:
    for child in machine.features.below(feature.name):
        yield from _with_below(machine, child)
    yield machine.features.get(feature.name)


def _change(machine: Machine, changed: Sequence[Feature]) -> Change:
    waits = any(feature.pending for feature in changed)
    if waits:
        machine.registry.create(REBOOT_PENDING)
    return Change(tuple(sorted(changed, key=lambda feature: feature.name.casefold())), waits)


def _log(machine: Machine, feature: Feature, identifier: int, word: str) -> None:
    text = f"Selectable update {feature.name} of package Microsoft-Windows-Server-Features was turned {word}."
    machine.events.write("Setup", "Microsoft-Windows-Servicing", identifier, text)


def _add(machine: Machine, effect: Effect) -> None:
    machine.registry.apply(effect.registry)
    for content in (effect.files, effect.leaves):
        for path, below in content.items():
            machine.files.place(path, below)
    for rule in effect.firewall.values():
        if machine.firewall.get(rule.name) is None:
            machine.firewall.add(rule)
    for group in effect.allows:
        machine.firewall.change([rule.name for rule in machine.firewall.in_group(group)], enabled=True)
    known = {service.name.casefold() for service in machine.services.all()}
    for key, service in effect.services.items():
        if key not in known:
            machine.services.create(replace(service, status=ServiceStatus.STOPPED))
    for service in effect.services.values():
        if service.status is ServiceStatus.RUNNING and machine.running:
            with suppress(MachineError):  # Windows leaves a service that can't start
                machine.services.start(service.name)


def _stop(machine: Machine, names: Iterable[str]) -> None:
    for key in names:
        if machine.services.find(key) is not None:
            with suppress(MachineError):  # some can't be stopped; a restart ends them
                machine.services.stop(key, with_dependents=True)


def _take(machine: Machine, name: str) -> None:
    """Take away what a feature brought and no other has brought too."""
    others = [effect_of(other.name) for other in machine.features.all() if other.installed and other.name != name]
    _take_effect(machine, effect_of(name), others)


def _take_effect(machine: Machine, effect: Effect, others: Sequence[Effect]) -> None:
    kept = {key for other in others for key in (*other.services, *other.firewall)}
    going = [key for key in effect.services if key not in kept]
    _stop(machine, going)
    for key in going:
        if machine.services.find(key) is not None:
            machine.services.delete(key)
    machine.firewall.remove([key for key in effect.firewall if key not in kept and machine.firewall.get(key)])
    for path in effect.files:
        if machine.files.exists(path):
            machine.files.remove(path)
    for key, values in reversed(tuple(effect.registry.items())):
        for name in values:
            if machine.registry.read(key, name) is not None:
                machine.registry.delete_value(key, name)
        if machine.registry.exists(key) and not machine.registry.values(key) and not machine.registry.subkeys(key):
            machine.registry.delete(key)
