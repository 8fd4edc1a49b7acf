"""Hashtables, ordered and generic dictionaries, and their entries."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet.collections import OUT_OF_RANGE
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import NetError
from fake_agent.powershell.operators.comparison import equal
from fake_agent.powershell.values.collections import (
    DictionaryEntry,
    Enumeration,
    Hashtable,
    NetList,
    TableView,
    by_default_comparer,
)
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text


def _put_new(table: Hashtable, key: Any, value: Any) -> None:
    if table.key_type is not None:
        key, value = convert(key, table.key_type[0], None), convert(value, table.key_type[1], None)
    if key is None:
        raise NetError("System.ArgumentNullException", "Key cannot be null.\nParameter name: key")
    if key in table:
        if table.key_type is not None:
            raise NetError("System.ArgumentException", "An item with the same key has already been added.")
        text = to_text(key)
        raise NetError(
            "System.ArgumentException",
            f"Item has already been added. Key in dictionary: '{text}'  Key being added: '{text}'",
        )
    table[key] = value


def _entries(table: Hashtable) -> Enumeration:
    kind = "System.Collections.DictionaryEntry"
    if table.key_type is not None:
        kind = f"System.Collections.Generic.KeyValuePair`2[{table.key_type[0].full_name},{table.key_type[1].full_name}]"
    return Enumeration(
        [DictionaryEntry(key, value, kind) for key, value in table.items()],
        "System.Collections.Hashtable+HashtableEnumerator",
    )


def _keys(table: Hashtable) -> NetList:
    return TableView("System.Collections.Hashtable+KeyCollection", table.keys(), table)


def _values(table: Hashtable) -> NetList:
    return TableView("System.Collections.Hashtable+ValueCollection", table.values(), table)


def _set(table: Hashtable, key: Any, value: Any) -> None:
    table[key] = value


def _try_get(table: Hashtable, key: Any, result: Any) -> bool:
    result.set(table.get(key))
    return key in table


def _take_out(table: Hashtable, key: Any) -> Any:
    return table.remove(key) if table.key_type is not None else (table.remove(key), NOTHING)[1]


TABLE_METHODS: dict[str, Callable[..., Any]] = {
    "void Add(object key, object value)": _put_new,
    "object Remove(object key)": _take_out,
    "bool ContainsKey(object key)": lambda table, key: key in table,
    "bool Contains(object key)": lambda table, key: key in table,
    "bool ContainsValue(object value)": lambda table, value: any(
        equal(item, value, case_sensitive=True) for item in table.values()
    ),
    "void Clear()": lambda table: table.clear(),
    "object Clone()": lambda table: table.copy(),
    "object GetEnumerator()": _entries,
    "object get_Item(object key)": lambda table, key: table.get(key),
    "object Item(object key)": lambda table, key: table.get(key),
    "void set_Item(object key, object value)": _set,
    "bool TryGetValue(object key, object value)": _try_get,
}


TABLE_PROPERTIES: dict[str, Callable[[Any], Any]] = {
    "Count": len,
    "Keys": _keys,
    "Values": _values,
    "IsReadOnly": lambda _table: False,
    "IsFixedSize": lambda _table: False,
    "SyncRoot": lambda table: table,
    "IsSynchronized": lambda _table: False,
}


def _table_from(values: Any = None, _comparer: Any = None) -> Hashtable:
    return by_default_comparer(values.items() if isinstance(values, Hashtable) else ())


DICTIONARY_INTERFACES = (
    "System.Collections.IDictionary",
    "System.Collections.ICollection",
    "System.Collections.IEnumerable",
)


define(
    "System.Collections.Hashtable",
    properties=TABLE_PROPERTIES,
    methods=TABLE_METHODS,
    interfaces=(
        *DICTIONARY_INTERFACES,
        "System.Runtime.Serialization.ISerializable",
        "System.Runtime.Serialization.IDeserializationCallback",
        "System.ICloneable",
    ),
    constructors={"System.Collections.Hashtable new([object d], [object comparer])": _table_from},
)


define(
    "System.Management.Automation.PSBoundParametersDictionary",
    properties=TABLE_PROPERTIES,
    methods=TABLE_METHODS,
    interfaces=DICTIONARY_INTERFACES,
)


define(
    "System.Collections.ListDictionaryInternal",
    properties=TABLE_PROPERTIES,
    methods=TABLE_METHODS,
    interfaces=DICTIONARY_INTERFACES,
)


def _ordered() -> Hashtable:
    made = Hashtable(ordered=True)
    made.case_sensitive = True
    return made


def _ordered_remove(table: Hashtable, index: int) -> None:
    keys = table.keys()
    if not 0 <= index < len(keys):
        raise NetError("System.ArgumentOutOfRangeException", OUT_OF_RANGE)
    table.remove(keys[index])


def _ordered_insert(table: Hashtable, index: int, key: Any, value: Any) -> None:
    pairs = table.items()
    pairs.insert(index, (key, value))
    table.clear()
    for one, item in pairs:
        table[one] = item


define(
    "System.Collections.Specialized.OrderedDictionary",
    properties=TABLE_PROPERTIES,
    interfaces=DICTIONARY_INTERFACES,
    accelerators=("ordered",),
    methods={
        **TABLE_METHODS,
        "void RemoveAt(int index)": _ordered_remove,
        "void Insert(int index, object key, object value)": _ordered_insert,
    },
    constructors={"System.Collections.Specialized.OrderedDictionary new()": _ordered},
)


def _dictionary(kind: NetType, values: Any = None, _comparer: Any = None) -> Hashtable:
    made = Hashtable(values.items() if isinstance(values, Hashtable) else [])
    made.type_name = kind.full_name
    made.key_type = (kind.arguments[0], kind.arguments[1])
    made.case_sensitive = values is None or isinstance(values, Hashtable)
    return made


_ENTRY: dict[str, Callable[[Any], Any]] = {
    "Name": lambda entry: entry.key,
    "Key": lambda entry: entry.key,
    "Value": lambda entry: entry.value,
}


define("System.Collections.DictionaryEntry", properties=_ENTRY, base="System.ValueType")


define(
    "System.Collections.Generic.KeyValuePair`2",
    properties={name: getter for name, getter in _ENTRY.items() if name != "Name"},
    base="System.ValueType",
)

for _definition in ("Dictionary`2", "SortedDictionary`2", "SortedList`2"):
    define(
        f"System.Collections.Generic.{_definition}",
        properties=TABLE_PROPERTIES,
        methods=TABLE_METHODS,
        interfaces=DICTIONARY_INTERFACES,
        constructors={
            f"System.Collections.Generic.{_definition} new([object dictionary], [object comparer])": _dictionary,
        },
    )
