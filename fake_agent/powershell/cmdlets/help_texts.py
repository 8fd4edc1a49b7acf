"""Get-Help: what Windows says of a command whose help files were never downloaded, which is how it comes."""

import textwrap
from collections.abc import Iterable

from fake_agent.powershell.cmdlets.known import comes_with_a_role, known_commands
from fake_agent.powershell.cmdlets.registry import ALIASES, COMMANDS, CORE, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.cmdlets.syntax_text import syntax_lines
from fake_agent.powershell.errors import MissingFeature, PowerShellError
from fake_agent.powershell.formatting.views import Column, TableView, TextView, register_view
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.values.objects import PSObject

CMDLET_HELP, SUMMARY = "CmdletHelpInfo", "HelpInfoShort"
_REMARKS = (
    "Get-Help cannot find the Help files for this cmdlet on this computer. It is displaying only partial help.",
    "    -- To download and install Help files for the module that includes this cmdlet, use Update-Help.",
)
_INDENT = "    "
_LINE = 79

register_view(CMDLET_HELP, TextView(lambda topic: str(topic.native), holds=True))
register_view(
    SUMMARY,
    TableView(
        (Column("Name", 33), Column("Category", 9), Column("Module", 25, source="ModuleName"), Column("Synopsis"))
    ),
)


def _wrapped(lines: Iterable[str]) -> list[str]:
    """Lines indented by four; those that are too long go on below."""
    made = []
    for line in lines:
        lead = line[: len(line) - len(line.lstrip())]
        made += textwrap.wrap(line, _LINE, initial_indent=_INDENT, subsequent_indent=_INDENT + lead) or [_INDENT]
    return made


def _topic(name: str) -> PSObject:
    definition = COMMANDS[name.lower()]
    syntax = syntax_lines(definition.name, definition.parameters, definition.default_set)
    aliases = sorted(alias for alias, target in ALIASES.items() if target == definition.name) or ["None"]
    parts = [
        "NAME",
        *_wrapped([definition.name, ""]),
        "SYNTAX",
        *_wrapped(part for line in syntax for part in (line, "")),
        "",
        "ALIASES",
        *_wrapped([*aliases, ""]),
        "",
        "REMARKS",
        *_wrapped(_REMARKS),
        "",
    ]
    values = {
        "Name": definition.name,
        "Category": "Cmdlet",
        "Synopsis": "\n" + "\n\n".join(syntax) + "\n",
        "Component": "",
        "Role": "",
        "Functionality": "",
        "ModuleName": definition.module,
    }
    return PSObject.of(values, CMDLET_HELP, native="\n".join(parts))


def _not_found(call: Call, name: str) -> PowerShellError:
    return call.failure(
        f"Get-Help could not find {name} in a help file in this session. To download updated help topics type: "
        '"Update-Help". To get help online, search for the help topic in the TechNet library at '
        "https:/go.microsoft.com/fwlink/?LinkID=107116.",
        "HelpNotFound",
        "ResourceUnavailable",
        exception="Microsoft.PowerShell.Commands.HelpNotFoundException",
    )


@cmdlet(
    "Get-Help",
    Parameter("Name", "string", 0, by_property=True),
    *named("string", "Path Parameter"),
    *named("string[]", "Category Component Functionality Role"),
    *switches("Full Detailed Examples Online ShowWindow"),
    aliases=("help", "man"),
    module=CORE,
)
def get_help(call: Call) -> None:
    """Get-Help: a command's syntax and aliases; several commands as a table; topics that are text are not there."""
    name = call.text("Name", "default")
    if call.has("Parameter") or call.switch("Online") or name.lower() == "default":
        raise MissingFeature(f"Get-Help {call.text('Name')}".strip(), "construct")
    target = call.context.scope.find_alias(name.lower()) or ALIASES.get(name.lower()) or name
    if target.lower() in COMMANDS:
        call.write(_topic(target))
        return
    known = known_commands().get(target.lower())
    own = call.context.scope.find_function(target.lower())
    if own is not None or (known is not None and not comes_with_a_role(known)):
        raise MissingFeature(f"Get-Help {name}", "construct")
    pattern = name if has_wildcard(name) else f"*{name}*"
    found = [COMMANDS[key].name for key in sorted(COMMANDS) if wildcard(pattern).match(COMMANDS[key].name)]
    if not found and not has_wildcard(name):
        call.write_error(_not_found(call, name).record)
    elif len(found) == 1:
        call.write(_topic(found[0]))
    for one in found if len(found) > 1 else ():
        topic = _topic(one)
        topic.type_names[0] = SUMMARY
        topic.set("Synopsis", "...")
        call.write(topic)
