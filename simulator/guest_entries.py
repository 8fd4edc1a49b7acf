"""What an estate, a test or the control API says of a guest: its machine's description and its stub commands."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fake_agent.stubs import Stub
from simulator.reader import EstateError, Reader

STUB_MEMBERS = ("name", "arguments", "stdout", "stderr", "exitCode", "duration", "objects", "effect")
"""Those of a stub command, where it is written as a mapping."""


def parse_stubs(items: Any, place: str, vm: str = "") -> tuple[Stub, ...]:
    """Stub commands from a list of mappings. Raises ``EstateError``."""
    if not isinstance(items, Sequence) or isinstance(items, str):
        raise EstateError(f"{place} must be a list")
    return tuple(parse_stub(item, f"{place}[{number}]", vm) for number, item in enumerate(items))


def parse_stub(item: Any, place: str, vm: str = "") -> Stub:
    """A stub command from a mapping, for one VM or for all. Raises ``EstateError``."""
    reader = Reader(item, place, STUB_MEMBERS)
    objects = reader.items("objects")
    if not all(isinstance(properties, Mapping) for properties in objects):
        raise EstateError(f"{place}: 'objects' must be a list of mappings")
    effect = reader.mapping("effect")
    check_guest(effect, "Windows", f"{place}: 'effect'")
    try:
        return Stub(
            name=reader.text("name"),
            stdout=reader.free_text("stdout"),
            stderr=reader.free_text("stderr"),
            exit_code=reader.integer("exitCode", 0),
            objects=tuple(objects),
            duration=reader.duration("duration"),
            effect=effect,
            arguments=reader.free_text("arguments"),
            vm=vm,
        )
    except re.error as error:
        raise EstateError(f"{place}: 'arguments' must be a regular expression: {error}") from error


def stub_view(stub: Stub) -> dict[str, Any]:
    """A stub command as a mapping, with the VM that it is for."""
    return {
        "name": stub.name,
        "arguments": stub.arguments,
        "vm": stub.vm,
        "stdout": stub.stdout,
        "stderr": stub.stderr,
        "exitCode": stub.exit_code,
        "duration": stub.duration,
        "objects": [dict(properties) for properties in stub.objects],
        "effect": dict(stub.effect),
    }


def check_guest(description: Mapping[str, Any], os_type: str, place: str) -> None:
    """Raise ``EstateError`` unless the description is one of a Windows machine; an empty one fits every machine."""
    if not description:
        return
    if os_type != "Windows":
        raise EstateError(f"{place} describes Windows machines only; a Linux machine is what its scripts make of it")
    from fake_agent.windows.description import DescriptionError, check  # noqa: PLC0415 # few estates need the machine

    try:
        check(description, place)
    except DescriptionError as error:
        raise EstateError(str(error)) from error
