"""Attributes as objects, and the parameters that a ``dynamicparam`` block makes with them."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet.dictionaries import DICTIONARY_INTERFACES, TABLE_METHODS, TABLE_PROPERTIES
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.values.collections import Hashtable, NetList
from fake_agent.powershell.values.conversion import as_list

_NAMESPACE = "System.Management.Automation"


class NetAttribute:
    """An attribute: its type, the values of its constructor, and those that are set by name."""

    __slots__ = ("named", "net_type", "values")

    def __init__(self, net_type: NetType, values: list[Any]) -> None:
        self.net_type = net_type
        self.values = values
        self.named: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """The name as it is written in brackets, in lower case."""
        return self.net_type.name.lower().removesuffix("attribute")


class DynamicParameter:
    """System.Management.Automation.RuntimeDefinedParameter; ``value`` is what was bound."""

    __slots__ = ("attributes", "is_set", "kind", "name", "value")

    def __init__(self, name: str = "", kind: NetType | None = None, attributes: NetList | None = None) -> None:
        self.name = name
        self.kind = kind
        self.attributes = attributes or NetList("System.Collections.ObjectModel.Collection`1[System.Attribute]")
        self.value: Any = None
        self.is_set = False


def _named(name: str, default: Any) -> tuple[Callable[[Any], Any], Callable[[Any, Any], None]]:
    key = name.lower()
    return (
        lambda attribute: attribute.named.get(key, default),
        lambda attribute, value: attribute.named.__setitem__(key, value),
    )


def _define(name: str, constructor: str, settable: dict[str, Any], shown: str = "") -> None:
    """An attribute type; ``shown`` is the property that holds the values of its constructor."""
    full_name = f"{_NAMESPACE}.{name}Attribute"
    made = define(
        full_name,
        base="System.Attribute",
        accelerators=(name.lower(),),
        properties={shown: lambda attribute: attribute.values} if shown else {},
        writable={key: _named(key, default) for key, default in settable.items()},
    )

    def construct(*values: Any) -> NetAttribute:
        listed = as_list(values[0]) if "params" in constructor and values else list(values)
        return NetAttribute(made, listed)

    define(full_name, constructors={f"{full_name} new({constructor})": construct})


define("System.Attribute", methods={"bool IsDefaultAttribute()": lambda _attribute: False})
_PARAMETER = {
    "Position": -2147483648,
    "ParameterSetName": "__AllParameterSets",
    "Mandatory": False,
    "ValueFromPipeline": False,
    "ValueFromPipelineByPropertyName": False,
    "ValueFromRemainingArguments": False,
    "HelpMessage": None,
    "DontShow": False,
}
for _name, _constructor, _settable, _shown in (
    ("Parameter", "", _PARAMETER, ""),
    ("Alias", "params string[] aliasNames", {}, "AliasNames"),
    ("ValidateSet", "params string[] validValues", {"IgnoreCase": True}, "ValidValues"),
    ("ValidateRange", "object minRange, object maxRange", {}, ""),
    ("ValidateLength", "int minLength, int maxLength", {}, ""),
    ("ValidateCount", "int minLength, int maxLength", {}, ""),
    ("ValidatePattern", "string regexPattern", {"Options": "IgnoreCase"}, ""),
    ("ValidateScript", "scriptblock scriptBlock", {}, ""),
    ("ValidateDrive", "params string[] validRootDrives", {}, "ValidRootDrives"),
    ("ValidateUserDrive", "", {}, ""),
    ("ValidateNotNull", "", {}, ""),
    ("ValidateNotNullOrEmpty", "", {}, ""),
    ("AllowNull", "", {}, ""),
    ("AllowEmptyString", "", {}, ""),
    ("AllowEmptyCollection", "", {}, ""),
    ("SupportsWildcards", "", {}, ""),
    ("PSDefaultValue", "", {"Value": None, "Help": None}, ""),
    ("ArgumentCompleter", "object completer", {}, ""),
    ("OutputType", "params object[] type", {"ParameterSetName": None}, ""),
    (
        "CmdletBinding",
        "",
        {"DefaultParameterSetName": None, "SupportsShouldProcess": False, "ConfirmImpact": "Medium"},
        "",
    ),
):
    _define(_name, _constructor, _settable, _shown)


def _parameter(name: str = "", kind: Any = None, attributes: Any = None) -> DynamicParameter:
    return DynamicParameter(name, kind, attributes)


define(
    f"{_NAMESPACE}.RuntimeDefinedParameter",
    DynamicParameter,
    properties={"Attributes": lambda parameter: parameter.attributes},
    writable={
        "Name": (lambda parameter: parameter.name, lambda parameter, name: setattr(parameter, "name", name)),
        "ParameterType": (lambda parameter: parameter.kind, lambda parameter, kind: setattr(parameter, "kind", kind)),
        "Value": (lambda parameter: parameter.value, lambda parameter, value: setattr(parameter, "value", value)),
        "IsSet": (lambda parameter: parameter.is_set, lambda parameter, value: setattr(parameter, "is_set", value)),
    },
    constructors={
        f"{_NAMESPACE}.RuntimeDefinedParameter new()": _parameter,
        f"{_NAMESPACE}.RuntimeDefinedParameter new(string name, type parameterType, object attributes)": _parameter,
    },
)
DICTIONARY = f"{_NAMESPACE}.RuntimeDefinedParameterDictionary"


def _dictionary() -> Hashtable:
    made = Hashtable()
    made.type_name = DICTIONARY
    return made


define(
    DICTIONARY,
    properties=TABLE_PROPERTIES,
    methods=TABLE_METHODS,
    interfaces=DICTIONARY_INTERFACES,
    constructors={f"{DICTIONARY} new()": _dictionary},
)
