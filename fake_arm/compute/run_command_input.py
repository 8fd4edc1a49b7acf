"""The body of a run command request, checked."""

from dataclasses import dataclass
from typing import Any

from fake_arm import errors


@dataclass(frozen=True, slots=True)
class RunCommandInput:
    """What a client asks to run. ``script`` is None where the document's own shall run."""

    command_id: str
    script: tuple[str, ...] | None
    parameters: tuple[tuple[str, str], ...]


def parse(body: dict[str, Any]) -> RunCommandInput:
    """The input in a JSON object. Raises Compute's 400 for what is missing or not a string.

    Member names are matched without regard to case, as Azure's deserializer does; unknown members are ignored (chosen).
    """
    members = {str(name).lower(): value for name, value in body.items()}
    command_id = members.get("commandid")
    if command_id is None or command_id == "":
        raise errors.MISSING_PARAMETER(parameter="commandId", target="commandId")
    return RunCommandInput(
        _text(command_id, "commandId"), _script(members.get("script")), _parameters(members.get("parameters"))
    )


def _text(value: Any, name: str) -> str:
    """A string. Half of a surrogate pair becomes U+FFFD, as .NET writes it in UTF-8 (chosen)."""
    if not isinstance(value, str):
        raise errors.NOT_A_STRING(parameter=name, target=name)
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise errors.INVALID_PARAMETER(parameter=name, target=name)
    return value


def _script(value: Any) -> tuple[str, ...] | None:
    """The lines; an absent, null or empty script means the document's own (recorded for the absent one)."""
    if value is None or value == []:
        return None
    return tuple(_text(line, f"script[{number}]") for number, line in enumerate(_list(value, "script")))


def _parameters(value: Any) -> tuple[tuple[str, str], ...]:
    if value is None:
        return ()
    return tuple(_parameter(item, f"parameters[{number}]") for number, item in enumerate(_list(value, "parameters")))


def _parameter(item: Any, place: str) -> tuple[str, str]:
    if not isinstance(item, dict):
        raise errors.INVALID_PARAMETER(parameter=place, target=place)
    members = {str(name).lower(): value for name, value in item.items()}
    for name in ("name", "value"):
        if members.get(name) is None or (name == "name" and members[name] == ""):
            raise errors.MISSING_PARAMETER(parameter=f"{place}.{name}", target=f"{place}.{name}")
    return _text(members["name"], f"{place}.name"), _text(members["value"], f"{place}.value")
