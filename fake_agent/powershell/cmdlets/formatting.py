"""Format-Table, Format-List, Format-Wide, Out-String, Out-Host, Out-Null, Out-Default."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import INPUT, UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.cmdlets.selection import Chosen, chosen_properties
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.formatting.cells import formatted, is_scalar
from fake_agent.powershell.formatting.custom import custom_lines
from fake_agent.powershell.formatting.output import Formatter, property_names, view_of
from fake_agent.powershell.formatting.requests import FormatRequest
from fake_agent.powershell.formatting.views import LISTS, TABLES, Column, ListView, TableView, TextView, WideView
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.text import to_text

_SHARED = (
    *named("object", "GroupBy"),
    *named("string", "View Expand"),
    *switches("Force DisplayError ShowError"),
    INPUT,
)
_MOST_COLUMNS = 10


def _flat(items: list[Any]) -> list[Any]:
    """The objects to show: tables entry by entry, lists item by item."""
    made: list[Any] = []
    for item in items:
        if isinstance(item, nets.Hashtable):
            made += [nets.DictionaryEntry(key, value) for key, value in item.items()]
        elif item is not None:
            inner = nets.items_of(item)
            made += [item] if inner is None else list(inner)
    return made


def _with_properties(call: Call) -> list[Any]:
    """The objects to show by their properties; numbers, strings and the like are written as they are, unless forced."""
    objects = _flat(call.items)
    if call.switch("Force"):
        return objects
    call.write_all([item for item in objects if is_scalar(item)])
    return [item for item in objects if not is_scalar(item)]


def _columns(call: Call, first: Any) -> list[Column]:
    columns: list[Column] = []
    for one in chosen_properties(call):
        if one.getter is None and has_wildcard(one.name):
            test = wildcard(one.name)
            columns += [
                Column(name, 0, "") for name, _ in members.list_properties(call.context, first) if test.match(name)
            ]
        else:
            columns.append(_column(call, one, first))
    return columns


def _column(call: Call, one: Chosen, first: Any) -> Column:
    align = to_text(one.options.get("alignment", "")).lower()
    width = one.options.get("width", 0)
    pattern = one.options.get("formatstring")
    source: Any = one.getter or one.name
    if pattern is not None:
        text = to_text(pattern)

        def source(item: Any) -> str:
            value = one.read(item)
            return "" if value is None else formatted(call.context, value, text)

        align = align or ("right" if isinstance(one.read(first), int | float) else "")
    return Column(_spelled(call, one, first), int(width), align, source)


def _spelled(call: Call, one: Chosen, first: Any) -> str:
    if one.getter is not None:
        return one.name
    return next(
        (name for name, _ in members.list_properties(call.context, first) if name.lower() == one.name.lower()),
        one.name,
    )


def _grouping(call: Call) -> Column | None:
    if not call.has("GroupBy"):
        return None
    one = Chosen(call.context, call.get("GroupBy"))
    return Column(one.name, source=one.getter or one.name)


@cmdlet(
    "Format-Table",
    Parameter("Property", "object[]", 0),
    *switches("AutoSize HideTableHeaders Wrap RepeatHeader"),
    *_SHARED,
    aliases=("ft",),
    collects=True,
    module=UTILITY,
)
def format_table(call: Call) -> None:
    """Objects as a table."""
    objects = _with_properties(call)
    if not objects:
        return
    columns = _columns(call, objects[0])
    group_by = _grouping(call)
    hide, wrap = call.switch("HideTableHeaders"), call.switch("Wrap")
    known = view_of(objects[0], TABLES) if not columns else None
    if known is not None:
        autosize = call.switch("AutoSize") or known.autosize
        fitted = (
            [Column(column.label, 0, column.align, column.getter) for column in known.columns]
            if call.switch("AutoSize")
            else known.columns
        )
        view = TableView(fitted, group_by or known.group_by, autosize, hide, wrap or known.wrap)
    else:
        columns = columns or [Column(name, 0, "") for name in property_names(call.context, objects[0])[:_MOST_COLUMNS]]
        view = TableView(columns, group_by, autosize=True, hide_headers=hide, wrap=wrap)
    call.write(FormatRequest(view, objects))


@cmdlet("Format-List", Parameter("Property", "object[]", 0), *_SHARED, aliases=("fl",), collects=True, module=UTILITY)
def format_list(call: Call) -> None:
    """Objects as lists."""
    objects = _with_properties(call)
    if not objects:
        return
    columns = _columns(call, objects[0])
    known = view_of(objects[0], LISTS) if not columns else None
    view = known if isinstance(known, ListView) else ListView(columns, _grouping(call))
    call.write(FormatRequest(view, objects))


@cmdlet(
    "Format-Wide",
    Parameter("Property", "object", 0),
    *named("int", "Column"),
    *switches("AutoSize"),
    *_SHARED,
    aliases=("fw",),
    collects=True,
    module=UTILITY,
)
def format_wide(call: Call) -> None:
    """One property of many objects, in columns."""
    objects = _with_properties(call)
    if not objects:
        return
    if call.has("Property"):
        column = _column(call, Chosen(call.context, call.get("Property")), objects[0])
    else:
        names = property_names(call.context, objects[0])
        column = Column("Name" if "Name" in names or not names else names[0])
    call.write(
        FormatRequest(WideView(column, call.number("Column", 2), call.switch("AutoSize"), _grouping(call)), objects),
    )


@cmdlet(
    "Format-Custom",
    Parameter("Property", "object[]", 0),
    *named("int", "Depth"),
    *_SHARED,
    aliases=("fc",),
    collects=True,
    module=UTILITY,
)
def format_custom(call: Call) -> None:
    """Objects as the structures they are."""
    depth = call.number("Depth", 5)
    for item in _with_properties(call):
        lines = custom_lines(call.context, item, [one.name for one in chosen_properties(call)], depth)
        call.write(FormatRequest(TextView(lambda text: text), ["\n".join(["", *lines, ""])]))


@cmdlet("Out-String", *named("int", "Width"), *switches("Stream NoNewline"), INPUT, collects=True, module=UTILITY)
def out_string(call: Call) -> None:
    """What would be shown, as a string."""
    pieces: list[str] = []
    formatter = Formatter(call.context, pieces.append, call.number("Width", call.host.console_width))
    for item in call.items:
        formatter.write(item)
    formatter.finish()
    text = "".join(pieces)
    if call.switch("Stream"):
        for line in text.removesuffix("\n").split("\n"):
            call.write(line)
    else:
        call.write(text.replace("\n", "\r\n"))


@cmdlet("Out-Null", INPUT, module="Microsoft.PowerShell.Core")
def out_null(_call: Call) -> None:
    """Nothing."""


@cmdlet("Out-Host", *switches("Paging"), INPUT, aliases=("oh",), collects=True, module="Microsoft.PowerShell.Core")
def out_host(call: Call) -> None:
    """Show objects at once."""
    formatter = Formatter(call.context, call.context.sinks.host, call.host.console_width)
    for item in call.items:
        formatter.write(item)
    formatter.finish()


@cmdlet("Out-Default", *switches("Transcript"), INPUT, module="Microsoft.PowerShell.Core")
def out_default(call: Call) -> None:
    """Hand objects on to the end of the pipeline."""
    call.write(call.get("InputObject"))
