"""The views of the types that the interpreter itself makes."""

from datetime import UTC
from typing import Any

from fake_agent.powershell.formatting.views import (
    LEFT,
    RIGHT,
    Column,
    Frame,
    ListView,
    TableView,
    TextView,
    register_properties,
    register_view,
)
from fake_agent.powershell.values.date_format import format_date
from fake_agent.powershell.values.text import own_text


def _date_text(value: Any) -> str:
    """A date in full, or the part of it that its DisplayHint asks for."""
    return f"{format_date(value, {'Date': 'D', 'Time': 'T'}.get(value.hint, 'F'), UTC)}"


register_view("System.DateTime", TextView(_date_text, holds=True))
register_view(
    "System.Globalization.CultureInfo", TableView((Column("LCID", 16), Column("Name", 16), Column("DisplayName", 0)))
)
register_view("System.Guid", TableView((Column("Guid", 0, LEFT),), autosize=True))
register_view(
    "System.Version",
    TableView(
        (Column("Major", 6, LEFT), Column("Minor", 6, LEFT), Column("Build", 6, LEFT), Column("Revision", 8, LEFT)),
    ),
)
register_view(
    "System.RuntimeType",
    TableView((Column("IsPublic", 8), Column("IsSerial", 8), Column("Name", 40), Column("BaseType", 0))),
)
for _group in ("GroupInfo", "GroupInfoNoElement"):
    _columns = (Column("Count", 5, RIGHT), Column("Name", 25), Column("Group", 0))
    register_view(
        f"Microsoft.PowerShell.Commands.{_group}",
        TableView(_columns if _group == "GroupInfo" else _columns[:2]),
    )
register_view(
    "Microsoft.PowerShell.Commands.MemberDefinition",
    TableView((Column("Name"), Column("MemberType"), Column("Definition")), group_by=Column("TypeName"), autosize=True),
)
_MEASURED = ["Count", "Average", "Sum", "Maximum", "Minimum", "Property"]
register_view("Microsoft.PowerShell.Commands.GenericMeasureInfo", ListView([Column(name) for name in _MEASURED]))
register_view(
    "Microsoft.PowerShell.Commands.TextMeasureInfo",
    TableView(
        (Column("Lines", 5, RIGHT), Column("Words", 5, RIGHT), Column("Characters", 10, RIGHT), Column("Property", 0)),
    ),
)
register_view("Microsoft.PowerShell.Commands.MatchInfo", TextView(lambda match: str(match.native), holds=True))
_COMMAND = TableView((Column("CommandType", 15), Column("Name", 50), Column("Version", 10), Column("Source", 0)))
register_view(
    "System.Management.Automation.AliasInfo",
    TableView((_COMMAND.columns[0], Column("Name", 50, LEFT, "DisplayName"), *_COMMAND.columns[2:])),
)
register_view("System.Management.Automation.FunctionInfo", _COMMAND)
register_view(
    "System.Management.Automation.CommandInfo",
    TableView((_COMMAND.columns[0], Column("Name", 50, LEFT, "DisplayName"), *_COMMAND.columns[2:])),
)
register_view("System.Management.Automation.PSVariable", TableView((Column("Name", 30), Column("Value", 0))))
register_view("System.Management.Automation.PathInfo", TableView((Column("Path", 0),), autosize=True))
_MODULE = (
    Column("ModuleType", 10),
    Column("Version", 10),
    Column("Name", 35),
    Column("ExportedCommands", 0, LEFT, lambda module: [key for key, _ in module.get("ExportedCommands").items()]),
)
_MODULE_LIST = (
    "Name Path Description ModuleType Version NestedModules ExportedFunctions ExportedCmdlets ExportedVariables "
    "ExportedAliases"
)
register_view("System.Management.Automation.PSModuleInfo", TableView(_MODULE))
register_view(
    "ModuleInfoGrouping",
    TableView(_MODULE, group_by=Frame("Directory", source=lambda module: module.native.folder)),
)
register_view("System.Management.Automation.PSModuleInfo", ListView([Column(name) for name in _MODULE_LIST.split()]))
register_view(
    "System.Collections.Generic.KeyValuePair`2",
    TableView((Column("Key", 0, ""), Column("Value", 0, "")), autosize=True),
)
register_view(
    "System.Management.Automation.PSMethod",
    TextView(
        lambda value: "\nOverloadDefinitions\n-------------------\n" + "\n".join(value.texts),
    ),
)
register_view("System.Management.Automation.ScriptBlock", TextView(own_text))
register_view(
    "System.Text.RegularExpressions.Match",
    ListView([Column(name) for name in ["Groups", "Success", "Name", "Captures", "Index", "Length", "Value"]]),
)
register_properties(
    "System.TimeSpan",
    "Days Hours Minutes Seconds Milliseconds Ticks TotalDays TotalHours TotalMinutes TotalSeconds TotalMilliseconds",
)

register_view(
    "System.Uri",
    ListView(
        [
            Column(name)
            for name in [
                "AbsolutePath",
                "AbsoluteUri",
                "LocalPath",
                "Authority",
                "Host",
                "Port",
                "Scheme",
                "OriginalString",
            ]
        ],
    ),
)
register_view(
    "System.Text.StringBuilder",
    TableView(
        (Column("Capacity", 0, RIGHT), Column("MaxCapacity", 0, RIGHT), Column("Length", 0, RIGHT)),
        autosize=True,
    ),
)
