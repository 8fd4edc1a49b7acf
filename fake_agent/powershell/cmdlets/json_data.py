"""ConvertTo-Json and ConvertFrom-Json."""

import json
import math
from datetime import UTC
from decimal import Decimal
from typing import Any

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import numbers
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.number_format import round_trip
from fake_agent.powershell.values.objects import EnumValue, ErrorRecord, NetException, Property, PSObject, Switch
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import UTC_KIND, DateTime

_UNIX_EPOCH_TICKS = 621_355_968_000_000_000
_HINT_FORMATS = {"Date": "D", "Time": "T", "DateTime": "F"}
"""The formats of the DisplayHints, in the order of their numbers."""


class JsonWriter:
    """Writes JSON as Windows PowerShell 5.1 does: two blanks after a colon, members aligned under their key."""

    def __init__(self, context: Any, depth: int, *, compress: bool) -> None:
        self.context = context
        self.depth = depth
        self.compress = compress

    def write(self, value: Any, level: int, indent: int) -> str:  # noqa: C901 - one case a form
        """The value at a level of nesting, its further lines indented by ``indent``."""
        if isinstance(value, PSObject) and value.base is not None and not value.properties:
            value = value.base
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            return quoted(str(value))
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, float):
            if not math.isfinite(value):
                return quoted("NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
            return round_trip(value) + (".0" if value.is_integer() and "E" not in round_trip(value) else "")
        if isinstance(value, Decimal):
            return to_text(value) + (".0" if "." not in to_text(value) else "")
        if isinstance(value, EnumValue):
            return str(value.number)
        if isinstance(value, DateTime):
            return self.members(_decorated(value), level, indent) if value.hint else self.date(value)
        items = nets.items_of(value)
        if level > self.depth:
            return quoted(" ".join(to_text(item) for item in items) if items is not None else to_text(value))
        if items is not None:
            return self.array(list(items), level, indent)
        pairs = self.pairs(value)
        return quoted(to_text(value)) if pairs is None else self.members(pairs, level, indent)

    @staticmethod
    def date(value: DateTime) -> str:
        """``"\\/Date(ms)\\/"``."""
        return f'"\\/Date({(value.ticks - _UNIX_EPOCH_TICKS) // 10_000})\\/"'

    def pairs(self, value: Any) -> list[tuple[str, Any]] | None:
        """The members of an object; None where it is written as text."""
        if isinstance(value, nets.Hashtable):
            return [(to_text(key), item) for key, item in value.items()]
        if isinstance(value, PSObject):
            if isinstance(value.base, str | int | float):
                return [("value", value.base), *value.items()]
            return [(name, read()) for name, read in members.list_properties(self.context, value)]
        if isinstance(value, Switch):
            return [("IsPresent", value.is_present)]
        if isinstance(value, NetException | ErrorRecord) or (
            hasattr(value, "to_text") and not hasattr(value, "fields")
        ):
            return None if not isinstance(value, NetException) else [("Message", value.message)]
        found = members.list_properties(self.context, value)
        return [(name, read()) for name, read in found] if found else None

    def array(self, items: list[Any], level: int, indent: int) -> str:
        """``[...]``."""
        if not items:
            return "[]" if self.compress else "[\n\n" + " " * indent + "]"
        inner = indent + 4
        texts = [self.write(item, level + 1, inner) for item in items]
        if self.compress:
            return "[" + ",".join(texts) + "]"
        pad = " " * inner
        return "[\n" + ",\n".join(pad + text for text in texts) + "\n" + " " * indent + "]"

    def members(self, pairs: list[tuple[str, Any]], level: int, indent: int) -> str:
        """``{...}``."""
        if self.compress:
            return "{" + ",".join(f"{quoted(name)}:{self.write(item, level + 1, 0)}" for name, item in pairs) + "}"
        if not pairs:
            return "{\n\n" + " " * indent + "}"
        inner = indent + 4
        lines = []
        for name, item in pairs:
            head = f"{quoted(name)}:  "
            lines.append(" " * inner + head + self.write(item, level + 1, inner + len(head)))
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"


def _decorated(value: DateTime) -> list[tuple[str, Any]]:
    """A date that comes from Get-Date, which 5.1 writes with the properties that Get-Date adds to it."""
    plain = DateTime(value.ticks, value.kind)
    return [
        ("value", plain),
        ("DisplayHint", list(_HINT_FORMATS).index(value.hint)),
        ("DateTime", format_date(plain, _HINT_FORMATS[value.hint], UTC)),
    ]


def quoted(text: str) -> str:
    """A JSON string with the escapes of 5.1, which spares no angle bracket, apostrophe or ampersand."""
    made = json.dumps(text, ensure_ascii=False)
    return made.replace("<", "\\u003c").replace(">", "\\u003e").replace("'", "\\u0027").replace("&", "\\u0026")


@cmdlet(
    "ConvertTo-Json",
    Parameter("InputObject", "object", 0, by_value=True),
    *named("int", "Depth"),
    *switches("Compress"),
    collects=True,
    module=UTILITY,
)
def convert_to_json(call: Call) -> None:
    """Objects as JSON."""
    if call.stage.expects_input:
        value: Any = call.items[0] if len(call.items) == 1 else call.items
        if not call.items:
            return
    else:
        value = call.get("InputObject")
    writer = JsonWriter(call.context, call.number("Depth", 2), compress=call.switch("Compress"))
    call.write(writer.write(value, 0, 0).replace("\n", "\r\n"))


def from_json(value: Any) -> Any:
    """Parsed JSON as PowerShell objects."""
    if isinstance(value, dict):
        made = PSObject()
        for name, item in value.items():
            made.properties[name.lower()] = Property(name, from_json(item))
        return made
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        if numbers.INT32_MINIMUM <= value <= numbers.INT32_MAXIMUM:
            return value
        return numbers.Int64(value) if numbers.Int64.minimum <= value <= numbers.Int64.maximum else Decimal(value)
    if isinstance(value, str) and value.startswith("/Date(") and value.endswith(")/"):
        digits = value[6:-2].split("+")[0]
        if digits.lstrip("-").isdigit():
            return DateTime(_UNIX_EPOCH_TICKS + int(digits) * 10_000, UTC_KIND)
    return value


@cmdlet(
    "ConvertFrom-Json",
    Parameter("InputObject", "string", 0, mandatory=True, by_value=True, allows=frozenset({"empty"})),
    collects=True,
    module=UTILITY,
)
def convert_from_json(call: Call) -> None:
    """JSON as objects; an array is one object down the pipeline, as in 5.1."""
    text = "\n".join(to_text(item) for item in (call.items or [call.get("InputObject", "")]))
    if not text.strip():
        return
    try:
        value = from_json(json.loads(text, parse_float=_number, strict=False, object_pairs_hook=_unique))
    except DuplicateKeyError as error:
        raise call.failure(
            "Cannot convert the JSON string because a dictionary that was converted from the string contains the "
            f"duplicated keys '{error.first}' and '{error.second}'.",
            "DuplicateKeysInJsonString,Microsoft.PowerShell.Commands.ConvertFromJsonCommand",
            "InvalidOperation",
            exception="System.InvalidOperationException",
        ) from None
    except json.JSONDecodeError as error:
        raise call.failure(
            f"Invalid JSON primitive: {text.strip().split()[0].strip('{[,') or text.strip()[:1]}."
            if error.pos == 0
            else f"Invalid object passed in, ':' or '}}' expected. ({error.pos}): {text}",
            "System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand",
            "NotSpecified",
            exception="System.ArgumentException",
        ) from None
    call.write(value)


class DuplicateKeyError(Exception):
    """Two keys of an object that PowerShell does not tell apart."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first, second)
        self.first = first
        self.second = second


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    spellings: dict[str, str] = {}
    for name, _ in pairs:
        held = spellings.setdefault(name.lower(), name)
        if held != name:
            raise DuplicateKeyError(held, name)
    return dict(pairs)


def _number(text: str) -> Any:
    return (
        float(text)
        if "e" in text.lower()
        else Decimal(text)
        if len(text.replace(".", "").lstrip("-")) > 15
        else float(text)
    )


# --- CSV -----------------------------------------------------------------------------------------------------------
