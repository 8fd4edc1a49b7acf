"""What Select-String finds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.cmdlets.items import expand, given_paths, missing
from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.dotnet.regular_expressions import Match
from fake_agent.powershell.operators.patterns import IGNORE_CASE, Pattern, regex
from fake_agent.powershell.providers import paths
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is searched: where it comes from, and the lines around it."""

    name: str
    path: str
    number: int
    value: Any
    text: str
    around: Sequence[str]

    def display(self, folder: str | None, before: int, after: int) -> str:
        """As it is shown, paths below ``folder`` relative to it; with neighbours, marked by ``>`` where it matches."""
        if not before and not after:
            return self._one(self.number, folder, "")
        first = max(1, self.number - before)
        return "\n".join(
            self._one(number, folder, "> " if number == self.number else "  ")
            for number in range(first, min(len(self.around), self.number + after) + 1)
        )

    def _one(self, number: int, folder: str | None, mark: str) -> str:
        text = self.around[number - 1] if self.around else self.text
        if self.name == "InputStream":
            return f"{mark}{text}"
        path = self.path
        if folder and path.lower().startswith(f"{folder.lower().rstrip(chr(92))}\\"):
            path = path[len(folder.rstrip("\\")) + 1 :]
        return f"{mark}{path}:{number}:{text}"


def search(call: Call) -> None:
    """Write the lines that match, or only whether there are any."""
    flags = 0 if call.switch("CaseSensitive") else IGNORE_CASE
    patterns = [
        regex(re.escape(text), flags) if call.switch("SimpleMatch") else regex(text, flags)
        for text in call.strings("Pattern")
    ]
    found = False
    listed: set[str] = set()
    for line in _lines(call):
        matched = next((pattern for pattern in patterns if pattern.search(line.text)), None)
        if (matched is None) != call.switch("NotMatch") or line.path in listed:
            continue
        found = True
        if call.switch("Quiet"):
            break
        if call.switch("List"):
            listed.add(line.path)
        call.write(_match(call, line, matched))
    if call.switch("Quiet"):
        call.write(found)


def _lines(call: Call) -> list[_Line]:
    if call.has("Path") or call.has("LiteralPath"):
        return [line for path, literal in given_paths(call) for line in _file(call, path, literal=literal)]
    listed: list[_Line] = []
    texts = [to_text(item) for item in call.items]
    for number, item in enumerate(call.items, 1):
        if isinstance(item, PSObject) and item.get("FullName") and not item.get("PSIsContainer"):
            listed += _file(call, to_text(item.get("FullName")), literal=True)
        else:
            listed.append(_Line("InputStream", "InputStream", number, item, texts[number - 1], texts))
    return listed


def _file(call: Call, path: str, *, literal: bool) -> list[_Line]:
    listed: list[_Line] = []
    for full in expand(call, path, literal=literal):
        entry = call.host.files.entry(full)
        if entry is None:
            missing(call, full)
        elif not entry.is_folder:
            lines = paths.read_text(call.context, full).replace("\r\n", "\n").removesuffix("\n").split("\n")
            listed += [
                _Line(paths.leaf(full), entry.path, number, line, line, lines) for number, line in enumerate(lines, 1)
            ]
    return listed


def _context(line: _Line, before: int, after: int) -> PSObject | None:
    if not before and not after:
        return None
    preceding = list(line.around[max(0, line.number - 1 - before) : line.number - 1])
    following = list(line.around[line.number : line.number + after])
    return PSObject.of(
        {
            "PreContext": preceding,
            "PostContext": following,
            "DisplayPreContext": preceding,
            "DisplayPostContext": following,
        },
        "Microsoft.PowerShell.Commands.MatchInfoContext",
    )


def _match(call: Call, line: _Line, pattern: Pattern | None) -> PSObject:
    every = list(pattern.finditer(line.text)) if pattern is not None else []
    shown = every if call.switch("AllMatches") else every[:1]
    around = [int(number) for number in as_list(call.get("Context", 0))]
    before, after = around[0], around[-1]
    return PSObject.of(
        {
            "IgnoreCase": not call.switch("CaseSensitive"),
            "LineNumber": line.number,
            "Line": line.text,
            "Filename": line.name,
            "Path": line.path,
            "Pattern": pattern.pattern if pattern else "",
            "Context": _context(line, before, after),
            "Matches": [Match(one) for one in shown],
        },
        "Microsoft.PowerShell.Commands.MatchInfo",
        text=lambda _: line.display(None, before, after),
        native=line.display(call.context.location, before, after),
    )
