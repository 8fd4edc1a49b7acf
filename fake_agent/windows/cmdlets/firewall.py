"""Firewall rules and profiles: the cmdlets of the module NetSecurity."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.runtime.parameters import ParameterSpec
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    cim_object,
    fits,
    has_wildcard,
    machine_of,
    natives,
    not_found,
    parameter,
)
from fake_agent.windows.firewall import ANY, PROFILES, Profile, Rule

MODULE = "NetSecurity"
NAMESPACE = "root/standardcimv2"
RULE, PROFILE, PORT_FILTER, ADDRESS_FILTER = (
    "MSFT_NetFirewallRule",
    "MSFT_NetFirewallProfile",
    "MSFT_NetProtocolPortFilter",
    "MSFT_NetAddressFilter",
)

_RULE_PROPERTIES = [
    "Name",
    "DisplayName",
    "Description",
    "DisplayGroup",
    "Group",
    "Enabled",
    "Profile",
    "Platform",
    "Direction",
    "Action",
    "EdgeTraversalPolicy",
    "LooseSourceMapping",
    "LocalOnlyMapping",
    "Owner",
    "PrimaryStatus",
    "Status",
    "EnforcementStatus",
    "PolicyStoreSource",
    "PolicyStoreSourceType",
]
_PROFILE_PROPERTIES = [
    "Name",
    "Enabled",
    "DefaultInboundAction",
    "DefaultOutboundAction",
    "AllowInboundRules",
    "AllowLocalFirewallRules",
    "AllowLocalIPsecRules",
    "AllowUserApps",
    "AllowUserPorts",
    "AllowUnicastResponseToMulticast",
    "NotifyOnListen",
    "EnableStealthModeForIPsec",
    "LogFileName",
    "LogMaxSizeKilobytes",
    "LogAllowed",
    "LogBlocked",
    "LogIgnored",
    "DisabledInterfaceAliases",
]


def _view(class_name: str, names: list[str]) -> None:
    register_view(f"{CIM_INSTANCE}#{NAMESPACE}/{class_name}", ListView(tuple(Column(name) for name in names)))


_view(RULE, _RULE_PROPERTIES)
register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{RULE}",
    TableView(
        [Column(name) for name in ("Name", "DisplayName", "DisplayGroup", "Enabled", "Profile", "Direction", "Action")],
        autosize=True,
    ),
)
_view(PROFILE, _PROFILE_PROPERTIES)
_view(PORT_FILTER, ["Protocol", "LocalPort", "RemotePort", "IcmpType", "DynamicTarget"])
_view(ADDRESS_FILTER, ["LocalAddress", "RemoteAddress"])


def _one_or_many(values: tuple[str, ...]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def rule_object(rule: Rule) -> PSObject:
    """A rule as scripts see it."""
    values: dict[str, Any] = {
        "Name": rule.name,
        "ID": rule.name,
        "InstanceID": rule.name,
        "DisplayName": rule.display_name,
        "Description": rule.description,
        "DisplayGroup": rule.group or None,
        "Group": rule.group or None,
        "Enabled": "True" if rule.enabled else "False",
        "Profile": ", ".join(rule.profiles),
        "Platform": [],
        "Direction": rule.direction,
        "Action": rule.action,
        "EdgeTraversalPolicy": "Block",
        "LooseSourceMapping": False,
        "LocalOnlyMapping": False,
        "Owner": None,
        "PrimaryStatus": "OK",
        "Status": "The rule was parsed successfully from the store. (65536)",
        "EnforcementStatus": "NotApplicable",
        "PolicyStoreSource": "PersistentStore",
        "PolicyStoreSourceType": "Local",
    }
    return cim_object(NAMESPACE, RULE, values, native=rule, key="InstanceID")


_CONDITIONS: tuple[ParameterSpec, ...] = (
    *named("string", "Description Direction Action Protocol Program Service Enabled"),
    *named("string[]", "Profile LocalPort RemotePort LocalAddress RemoteAddress"),
    *named(
        "object", "IcmpType InterfaceType InterfaceAlias EdgeTraversalPolicy PolicyStore LocalUser RemoteUser Platform"
    ),
)


def _words(value: Any) -> tuple[str, ...]:
    """A list of names or ports; texts with commas count as several."""
    return tuple(part.strip() for item in as_list(value) for part in to_text(item).split(","))


def _canonical(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(ANY if word.casefold() == "any" else word for word in words)


def _port(words: tuple[str, ...]) -> tuple[str, ...]:
    return _canonical(tuple(word.upper() if word.casefold() == "rpc" else word for word in words))


_READERS: dict[str, Callable[[Any], dict[str, object]]] = {
    "Description": lambda value: {"description": to_text(value)},
    "Direction": lambda value: {"direction": to_text(value).capitalize()},
    "Action": lambda value: {"action": to_text(value).capitalize()},
    "Protocol": lambda value: {"protocol": _protocol(to_text(value))},
    "Program": lambda value: {"program": _canonical((to_text(value),))[0]},
    "Service": lambda value: {"service": _canonical((to_text(value),))[0]},
    "Enabled": lambda value: {"enabled": to_text(value).casefold() in {"true", "1"}},
    "Profile": lambda value: {"profiles": tuple(word.capitalize() for word in _words(value))},
    "LocalPort": lambda value: {"local_ports": _port(_words(value))},
    "RemotePort": lambda value: {"remote_ports": _port(_words(value))},
    "LocalAddress": lambda value: {"local_addresses": _canonical(_words(value))},
    "RemoteAddress": lambda value: {"remote_addresses": _canonical(_words(value))},
}


def _protocol(text: str) -> str:
    known = {"any": ANY, "6": "TCP", "17": "UDP", "1": "ICMPv4", "icmpv4": "ICMPv4", "icmpv6": "ICMPv6"}
    return known.get(text.casefold(), text.upper())


def _fields(call: Call) -> dict[str, object]:
    """The fields of a rule that the call gives."""
    fields: dict[str, object] = {}
    for name, read in _READERS.items():
        if call.has(name):
            fields |= read(call.get(name))
    return fields


_SELECTORS = (
    parameter("Name", "string[]", 0, aliases=("ID", "InstanceID"), by_property=True, sets=("ByName",)),
    parameter("DisplayName", "string[]", sets=("ByDisplayName",)),
    parameter("Group", "string[]", sets=("ByGroup",)),
    parameter("DisplayGroup", "string[]", sets=("ByDisplayGroup",)),
    parameter("InputObject", "object[]", by_value=True, sets=("InputObject",)),
    *switches("All PassThru"),
)


def _chosen(call: Call) -> list[Rule]:
    """The rules that the call names; a plain name that there is not is an error."""
    firewall = machine_of(call).firewall
    given = natives(call, "InputObject", Rule)
    if given:
        return [current for rule in given if (current := firewall.get(rule.name))]
    selectors: dict[str, Callable[[Rule], str]] = {
        "Name": lambda rule: rule.name,
        "DisplayName": lambda rule: rule.display_name,
        "Group": lambda rule: rule.group,
        "DisplayGroup": lambda rule: rule.group,
    }
    for parameter_name, read in selectors.items():
        if call.has(parameter_name):
            found: list[Rule] = []
            for pattern in call.strings(parameter_name):
                matches = [rule for rule in firewall.rules() if fits(read(rule), [pattern])]
                if not matches and not has_wildcard(pattern):
                    shown = "InstanceID" if parameter_name == "Name" else parameter_name
                    call.write_error(not_found(call, RULE, shown, pattern).record)
                found += matches
            return found
    return list(firewall.rules())


@cmdlet(
    "Get-NetFirewallRule",
    *_SELECTORS,
    *named("string[]", "Direction Action Enabled PrimaryStatus"),
    *named("object", "PolicyStore AssociatedNetFirewallPortFilter"),
    *switches("TracePolicyStore"),
    module=MODULE,
)
def get_net_firewall_rule(call: Call) -> None:
    """Get-NetFirewallRule."""
    for rule in _chosen(call):
        made = rule_object(rule)
        if all(fits(to_text(made.get(name)), call.strings(name)) for name in ("Direction", "Action", "Enabled")):
            call.write(made)


@cmdlet(
    "New-NetFirewallRule",
    parameter("Name", "string"),
    parameter("DisplayName", "string", mandatory=True),
    parameter("Group", "string"),
    *_CONDITIONS,
    module=MODULE,
)
def new_net_firewall_rule(call: Call) -> None:
    """New-NetFirewallRule."""
    name = call.text("Name") or f"{{{UUID(int=call.host.random.getrandbits(128), version=4)}}}"
    rule = Rule(name, call.text("DisplayName"), group=call.text("Group"))
    firewall = machine_of(call).firewall
    try:
        firewall.add(rule)
    except FileExistsError as error:
        raise call.failure(
            "Cannot create a file when that file already exists. ",
            f"Windows System Error 183,{call.name}",
            "ResourceExists",
            target=f"MSFT_NetFirewallRule (InstanceID = {name})",
            exception="Microsoft.Management.Infrastructure.CimException",
        ) from error
    firewall.change([name], **_fields(call))
    created = firewall.get(name)
    if created is not None:
        call.write(rule_object(created))


@cmdlet("Set-NetFirewallRule", *_SELECTORS, *_CONDITIONS, parameter("NewDisplayName", "string"), module=MODULE)
def set_net_firewall_rule(call: Call) -> None:
    """Set-NetFirewallRule."""
    fields = _fields(call)
    if call.has("NewDisplayName"):
        fields["display_name"] = call.text("NewDisplayName")
    _change(call, fields)


def _change(call: Call, fields: dict[str, object]) -> None:
    firewall = machine_of(call).firewall
    for rule in _chosen(call):
        if call.should_process(rule.display_name, call.name):
            firewall.change([rule.name], **fields)
            changed = firewall.get(rule.name)
            if call.switch("PassThru") and changed is not None:
                call.write(rule_object(changed))


@cmdlet("Enable-NetFirewallRule", *_SELECTORS, module=MODULE)
def enable_net_firewall_rule(call: Call) -> None:
    """Enable-NetFirewallRule."""
    _change(call, {"enabled": True})


@cmdlet("Disable-NetFirewallRule", *_SELECTORS, module=MODULE)
def disable_net_firewall_rule(call: Call) -> None:
    """Disable-NetFirewallRule."""
    _change(call, {"enabled": False})


@cmdlet("Remove-NetFirewallRule", *_SELECTORS, module=MODULE)
def remove_net_firewall_rule(call: Call) -> None:
    """Remove-NetFirewallRule."""
    for rule in _chosen(call):
        if call.should_process(rule.display_name, call.name):
            machine_of(call).firewall.remove([rule.name])


def profile_object(profile: Profile) -> PSObject:
    """A profile as scripts see it."""
    values = dict.fromkeys(_PROFILE_PROPERTIES, "NotConfigured") | {
        "Name": profile.name,
        "Profile": profile.name,
        "Enabled": "True" if profile.enabled else "False",
        "DefaultInboundAction": profile.inbound if profile.inbound != "Block" else "NotConfigured",
        "DefaultOutboundAction": profile.outbound if profile.outbound != "Allow" else "NotConfigured",
        "NotifyOnListen": "False",
        "LogFileName": r"%systemroot%\system32\LogFiles\Firewall\pfirewall.log",
        "LogMaxSizeKilobytes": 4096,
        "LogAllowed": "False",
        "LogBlocked": "False",
        "DisabledInterfaceAliases": ["NotConfigured"],
    }
    return cim_object(NAMESPACE, PROFILE, values, native=profile, key="Name")


_PROFILE_NAME = parameter("Name", "string[]", 0, aliases=("Profile",), by_property=True)


@cmdlet("Get-NetFirewallProfile", _PROFILE_NAME, *switches("All"), *named("object", "PolicyStore"), module=MODULE)
def get_net_firewall_profile(call: Call) -> None:
    """Get-NetFirewallProfile."""
    wanted = [part.strip() for text in call.strings("Name") for part in text.split(",")]
    for profile in machine_of(call).firewall.profiles():
        if fits(profile.name, wanted):
            call.write(profile_object(profile))


@cmdlet(
    "Set-NetFirewallProfile",
    _PROFILE_NAME,
    *named(
        "string", "Enabled DefaultInboundAction DefaultOutboundAction LogFileName LogAllowed LogBlocked NotifyOnListen"
    ),
    *switches("All PassThru"),
    module=MODULE,
)
def set_net_firewall_profile(call: Call) -> None:
    """Set-NetFirewallProfile."""
    fields: dict[str, object] = {}
    if call.has("Enabled"):
        fields["enabled"] = call.text("Enabled").casefold() in {"true", "1"}
    for parameter_name, field in (("DefaultInboundAction", "inbound"), ("DefaultOutboundAction", "outbound")):
        if call.has(parameter_name):
            fields[field] = call.text(parameter_name).capitalize()
    wanted = [part.strip() for text in call.strings("Name") for part in text.split(",")]
    for name in PROFILES:
        if fits(name, wanted):
            machine_of(call).firewall.change_profile(name, **fields)


_OF_RULE = (
    parameter("AssociatedNetFirewallRule", "object", by_value=True),
    *switches("All"),
    *named("object", "PolicyStore"),
)


def _rules_of(call: Call) -> list[Rule]:
    given = natives(call, "AssociatedNetFirewallRule", Rule)
    return given or list(machine_of(call).firewall.rules())


@cmdlet("Get-NetFirewallPortFilter", *_OF_RULE, *named("string[]", "Protocol"), module=MODULE)
def get_net_firewall_port_filter(call: Call) -> None:
    """Get-NetFirewallPortFilter."""
    for rule in _rules_of(call):
        if fits(rule.protocol, call.strings("Protocol")):
            values = {
                "Protocol": rule.protocol,
                "LocalPort": _one_or_many(rule.local_ports),
                "RemotePort": _one_or_many(rule.remote_ports),
                "IcmpType": ANY,
                "DynamicTarget": ANY,
                "InstanceID": rule.name,
            }
            call.write(cim_object(NAMESPACE, PORT_FILTER, values, native=rule, key="InstanceID"))


@cmdlet("Get-NetFirewallAddressFilter", *_OF_RULE, module=MODULE)
def get_net_firewall_address_filter(call: Call) -> None:
    """Get-NetFirewallAddressFilter."""
    for rule in _rules_of(call):
        values = {
            "LocalAddress": _one_or_many(rule.local_addresses),
            "RemoteAddress": _one_or_many(rule.remote_addresses),
            "InstanceID": rule.name,
        }
        call.write(cim_object(NAMESPACE, ADDRESS_FILTER, values, native=rule, key="InstanceID"))
