"""ConvertTo-Html: objects as a page, or a fragment of one."""

from collections.abc import Sequence
from html import escape
from typing import Any

from fake_agent.powershell.cmdlets.registry import INPUT, UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.cmdlets.selection import Chosen, chosen_properties
from fake_agent.powershell.dotnet import members
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.values.text import to_text

_DOCUMENT_TYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)


def _columns(call: Call, item: Any) -> list[Chosen]:
    """The properties to show: those asked for that the first object has, wildcards resolved with it."""
    names = [name for name, _ in members.list_properties(call.context, item)]
    columns: list[Chosen] = []
    for one in chosen_properties(call) or [Chosen(call.context, "*")]:
        if one.getter is not None:
            columns.append(one)
            continue
        test = wildcard(one.name)
        found = [name for name in names if test.match(name)]
        columns += [Chosen(call.context, name) for name in found]
        if not found and not has_wildcard(one.name):
            columns.append(one)
    return columns


def _column_tag(column: Chosen) -> str:
    options = {"width": column.options.get("width"), "align": column.options.get("alignment")}
    written = "".join(f' {name} = "{to_text(value)}"' for name, value in options.items() if value is not None)
    return f"<col{written}/>"


def _value(column: Chosen, item: Any) -> str:
    value = column.read(item)
    return "" if value is None else escape(to_text(value)).replace("&#x27;", "&#39;")


def _table(columns: Sequence[Chosen], items: Sequence[Any]) -> list[str]:
    heads = "".join(f"<th>{column.name}</th>" for column in columns)
    rows = ["".join(f"<td>{_value(column, item)}</td>" for column in columns) for item in items]
    tags = "".join(_column_tag(column) for column in columns)
    return [f"<colgroup>{tags}</colgroup>", f"<tr>{heads}</tr>", *(f"<tr>{row}</tr>" for row in rows)]


def _list(call: Call, items: Sequence[Any]) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(items):
        lines += ["<tr><td><hr></td></tr>"] if number else []
        lines += [f"<tr><td>{column.name}:</td><td>{_value(column, item)}</td></tr>" for column in _columns(call, item)]
    return lines


@cmdlet(
    "ConvertTo-Html",
    Parameter("Property", "object[]", 0),
    Parameter("Head", "string[]", 1),
    Parameter("Title", "string", 2),
    Parameter("Body", "string[]", 3),
    *named("string[]", "PreContent PostContent"),
    *named("string", "CssUri As"),
    *switches("Fragment"),
    INPUT,
    collects=True,
    module=UTILITY,
)
def convert_to_html(call: Call) -> None:
    """Objects as the lines of a page (``-Fragment``: of its table alone)."""
    whole = not call.switch("Fragment")
    items = [item for item in call.items if item is not None]
    if whole:
        call.write_all([_DOCUMENT_TYPE, '<html xmlns="http://www.w3.org/1999/xhtml">', "<head>"])
        call.write_all(call.strings("Head") or [f"<title>{call.text('Title', 'HTML TABLE')}</title>"])
        if call.has("CssUri"):
            call.write(f'<link rel="stylesheet" type="text/css" href="{call.text("CssUri")}" />')
        call.write_all(["</head><body>", *call.strings("Body")])
    call.write_all([*call.strings("PreContent"), "<table>"])
    if call.text("As").lower() == "list":
        call.write_all(_list(call, items))
    elif items and (columns := _columns(call, items[0])):
        call.write_all(_table(columns, items))
    call.write_all(["</table>", *call.strings("PostContent")])
    if whole:
        call.write("</body></html>")
