"""What the item cmdlets do on drives of the machine."""

from collections.abc import Iterator
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.providers.machine_drives import DrivePath, drive_path
from fake_agent.powershell.values.objects import PSObject


def located(call: Call, path: str) -> str:
    """A path that is relative to a location on a machine's drive, made complete."""
    location: str = call.context.location
    if drive_path(location) is None or ":" in path or path.startswith("\\\\"):
        return path
    name, _, below = location.partition(":")
    if path.startswith("\\"):
        return f"{name}:{path}"
    parts = [part for part in below.split("\\") if part]
    for part in path.replace("/", "\\").split("\\"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return f"{name}:\\" + "\\".join(parts)


def items(call: Call, path: str, *, literal: bool) -> Iterator[tuple[DrivePath, Any]]:
    """The places and items that a path means; nothing where it has no wildcard and there is none."""
    place = drive_path(path)
    if place is None:
        return
    if literal or not has_wildcard(place.path):
        found = place.drive.find(call, place.path)
        if found is not None:
            yield place, found
        return
    places: list[tuple[str, Any]] = [("", place.drive.find(call, ""))]
    for part in place.path.split("\\"):
        test = wildcard(part)
        places = [
            (f"{above}\\{name}".strip("\\"), item)
            for above, _ in places
            for name, item in place.drive.below(call, above)
            if test.fullmatch(name)
        ]
    for below, item in places:
        yield place._replace(path=below), item


def children(call: Call, place: DrivePath, item: Any, *, recurse: bool) -> Iterator[Any]:
    """What is below an item; the item itself, where it holds nothing."""
    if isinstance(item, PSObject) and item.get("PSIsContainer") is False:
        yield item
        return
    for name, child in place.drive.below(call, place.path):
        yield child
        if recurse and not (isinstance(child, PSObject) and child.get("PSIsContainer") is False):
            yield from children(call, place._replace(path=f"{place.path}\\{name}".strip("\\")), child, recurse=True)
