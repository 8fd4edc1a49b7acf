"""Enumerations that PowerShell generates for properties of CIM classes: shown by name, written to JSON as numbers."""

from functools import cache
from typing import Any

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define_enum
from fake_agent.powershell.values.objects import EnumValue

_PREFIX = "Microsoft.PowerShell.Cmdletization.GeneratedTypes"
_YES_NO = {"False": 0, "True": 1, "NotConfigured": 2}
_FAMILY = {"IPv4": 2, "IPv6": 23}
_CONNECTIVITY = {"Disconnected": 0, "NoTraffic": 1, "Subnet": 2, "LocalNetwork": 3, "Internet": 4}
_ACTION = {"NotConfigured": 0, "Allow": 2, "Block": 4}

MEMBERS: dict[str, dict[str, int]] = {
    "NetSecurity.Enabled": {"True": 1, "False": 2},
    "NetSecurity.Profile": {"Any": 0, "Domain": 1, "Private": 2, "Public": 4, "NotApplicable": 65_535},
    "NetSecurity.Direction": {"Inbound": 1, "Outbound": 2},
    "NetSecurity.Action": _ACTION,
    "NetSecurity.EdgeTraversal": {"Block": 0, "Allow": 1, "DeferToUser": 2, "DeferToApp": 3},
    "NetSecurity.PrimaryStatus": {"Unknown": 0, "OK": 1, "Inactive": 2, "Error": 3},
    "NetSecurity.PolicyStoreType": {"None": 0, "Local": 1, "GroupPolicy": 2, "Dynamic": 3, "Generated": 4},
    "NetSecurity.GpoBoolean": _YES_NO,
    "NetTCPConnection.State": {
        "Closed": 1,
        "Listen": 2,
        "SynSent": 3,
        "SynReceived": 4,
        "Established": 5,
        "FinWait1": 6,
        "FinWait2": 7,
        "CloseWait": 8,
        "Closing": 9,
        "LastAck": 10,
        "TimeWait": 11,
        "DeleteTCB": 12,
        "Bound": 100,
    },
    "NetIPAddress.AddressFamily": _FAMILY,
    "NetIPAddress.PrefixOrigin": {"Other": 0, "Manual": 1, "WellKnown": 2, "Dhcp": 3, "RouterAdvertisement": 4},
    "NetIPAddress.SuffixOrigin": {"Other": 0, "Manual": 1, "WellKnown": 2, "Dhcp": 3, "Link": 4, "Random": 5},
    "NetIPAddress.AddressState": {"Invalid": 0, "Tentative": 1, "Duplicate": 2, "Deprecated": 3, "Preferred": 4},
    "NetIPAddress.Type": {"Unicast": 1, "Anycast": 2},
    "NetRoute.AddressFamily": _FAMILY,
    "NetRoute.Publish": {"No": 0, "Yes": 1, "Age": 2},
    "NetRoute.Protocol": {"Other": 1, "Local": 2, "NetMgmt": 3},
    "NetIPInterface.AddressFamily": _FAMILY,
    "NetIPInterface.Dhcp": {"Disabled": 0, "Enabled": 1},
    "NetIPInterface.ConnectionState": {"Disconnected": 0, "Connected": 1},
    "NetNeighbor.State": {
        "Unreachable": 0,
        "Incomplete": 1,
        "Probe": 2,
        "Delay": 3,
        "Stale": 4,
        "Reachable": 5,
        "Permanent": 6,
    },
    "NetNeighbor.AddressFamily": _FAMILY,
    "NetConnectionProfile.NetworkCategory": {"Public": 0, "Private": 1, "DomainAuthenticated": 2},
    "NetConnectionProfile.IPv4Connectivity": _CONNECTIVITY,
    "NetConnectionProfile.IPv6Connectivity": _CONNECTIVITY,
    "ScheduledTask.StateEnum": {"Unknown": 0, "Disabled": 1, "Queued": 2, "Ready": 3, "Running": 4},
}
_FLAGS = frozenset({"NetSecurity.Profile"})
_RULE = {
    "Enabled": "NetSecurity.Enabled",
    "Profile": "NetSecurity.Profile",
    "Direction": "NetSecurity.Direction",
    "Action": "NetSecurity.Action",
    "EdgeTraversalPolicy": "NetSecurity.EdgeTraversal",
    "PrimaryStatus": "NetSecurity.PrimaryStatus",
    "PolicyStoreSourceType": "NetSecurity.PolicyStoreType",
}
_PROFILE_SWITCHES = (
    "Enabled AllowInboundRules AllowLocalFirewallRules AllowLocalIPsecRules AllowUserApps AllowUserPorts "
    "AllowUnicastResponseToMulticast NotifyOnListen EnableStealthModeForIPsec LogAllowed LogBlocked LogIgnored"
)
PROPERTIES: dict[str, dict[str, str]] = {
    "MSFT_NetFirewallRule": _RULE,
    "MSFT_NetFirewallProfile": {
        **dict.fromkeys(_PROFILE_SWITCHES.split(), "NetSecurity.GpoBoolean"),
        "DefaultInboundAction": "NetSecurity.Action",
        "DefaultOutboundAction": "NetSecurity.Action",
    },
    "MSFT_ScheduledTask": {"State": "ScheduledTask.StateEnum"},
    **{
        f"MSFT_{class_name}": {name.partition(".")[2]: name for name in MEMBERS if name.partition(".")[0] == class_name}
        for class_name in (
            "NetTCPConnection",
            "NetIPAddress",
            "NetRoute",
            "NetIPInterface",
            "NetNeighbor",
            "NetConnectionProfile",
        )
    },
}
"""By class: the enumerations of its properties."""


@cache
def _enumeration(name: str) -> NetType:
    return define_enum(f"{_PREFIX}.{name}", MEMBERS[name], flags=name in _FLAGS)


for _name in MEMBERS:
    _enumeration(_name)


def generated(class_name: str, name: str, value: Any) -> Any:
    """A property's value as PowerShell gives it: a member of the enumeration where there is one of that name."""
    known = PROPERTIES.get(class_name, {}).get(name)
    if known is None or not isinstance(value, str | bool):
        return value
    numbers = [MEMBERS[known].get(word.strip()) for word in str(value).split(",")]
    if None in numbers:
        return value
    return EnumValue(_enumeration(known), sum(number for number in numbers if number is not None))
