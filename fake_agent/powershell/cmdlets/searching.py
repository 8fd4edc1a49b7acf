"""What Select-String finds."""

import re
from typing import Any

from fake_agent.powershell.cmdlets.items import expand, given_paths, missing
from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.dotnet.regular_expressions import Match
from fake_agent.powershell.operators.patterns import regex
from fake_agent.powershell.providers import paths
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text


def search(call: Call) -> None:
    """Write the lines that match, or only whether there are any."""
    flags = 0 if call.switch("CaseSensitive") else re.IGNORECASE
    patterns = [
        re.compile(re.escape(text), flags) if call.switch("SimpleMatch") else regex(text, flags)
        for text in call.strings("Pattern")
    ]
    found = False
    for name, path, number, line, text in _lines(call):
        matched = next((pattern for pattern in patterns if pattern.search(text)), None)
        if (matched is None) != call.switch("NotMatch"):
            continue
        found = True
        if call.switch("Quiet"):
            break
        call.write(_match(call, name, path, number, line, text, matched))
    if call.switch("Quiet"):
        call.write(found)


def _lines(call: Call) -> list[tuple[str, str, int, Any, str]]:
    listed: list[tuple[str, str, int, Any, str]] = []
    if call.has("Path") or call.has("LiteralPath"):
        for path, literal in given_paths(call):
            listed += _file(call, path, literal=literal)
        return listed
    for number, item in enumerate(call.items, 1):
        if isinstance(item, PSObject) and item.get("FullName") and not item.get("PSIsContainer"):
            listed += _file(call, to_text(item.get("FullName")), literal=True)
        else:
            listed.append(("InputStream", "InputStream", number, item, to_text(item)))
    return listed


def _file(call: Call, path: str, *, literal: bool) -> list[tuple[str, str, int, Any, str]]:
    listed: list[tuple[str, str, int, Any, str]] = []
    for full in expand(call, path, literal=literal):
        entry = call.host.files.entry(full)
        if entry is None:
            missing(call, full)
        elif not entry.is_folder:
            lines = paths.read_text(call.context, full).replace("\r\n", "\n").removesuffix("\n").split("\n")
            listed += [(paths.leaf(full), entry.path, number, line, line) for number, line in enumerate(lines, 1)]
    return listed


def _match(
    call: Call,
    name: str,
    path: str,
    number: int,
    line: Any,
    text: str,
    pattern: "re.Pattern[str] | None",
) -> PSObject:
    every = list(pattern.finditer(text)) if pattern is not None else []
    shown = every if call.switch("AllMatches") else every[:1]
    return PSObject.of(
        {
            "IgnoreCase": not call.switch("CaseSensitive"),
            "LineNumber": number,
            "Line": text,
            "Filename": name,
            "Path": path,
            "Pattern": pattern.pattern if pattern else "",
            "Context": None,
            "Matches": [Match(one) for one in shown],
        },
        "Microsoft.PowerShell.Commands.MatchInfo",
        text=lambda _: text if name == "InputStream" else f"{path}:{number}:{to_text(line)}",
    )
