"""The ``#requires`` lines of a script: whether they can be read, and what they ask for."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.attributes import is_constant
from fake_agent.powershell.syntax.semantics.scene import Scene

_VERSION_PARTS = 4


@dataclass(slots=True)
class Requirements:
    """What a script asks of the PowerShell that runs it: versions and editions as it spells them."""

    version: str = ""
    editions: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    snap_ins: list[str] = field(default_factory=list)
    elevated: bool = False


def read(scene: Scene, commands: list[Node]) -> Requirements:
    """The requirements that the lines, read as commands, tell; what is wrong with them is reported."""
    found = Requirements()
    for command in commands:
        name, *words = command.children
        if name.name.lower() != "requires":
            scene.at(command, "ScriptRequiresInvalidFormat")
        snap_in = any(_is(word, "pssnapin") for word in words)
        while words:
            word = words.pop(0)
            if word.kind != "parameter_word":
                scene.at(word, "ScriptRequiresInvalidFormat")
                continue
            value = word.children[0] if word.children else words.pop(0) if words else None
            _parameter(scene, found, word, value, snap_in=snap_in)
    return found


def _is(word: Node, name: str) -> bool:
    return word.kind == "parameter_word" and name.startswith(word.name.lower())


def _parameter(scene: Scene, found: Requirements, word: Node, value: Node | None, *, snap_in: bool) -> None:
    if _is(word, "runasadministrator"):
        found.elevated = True
        if value is not None:
            scene.at(word, "ParameterCannotHaveArgument", word.name)
        return
    if value is None:
        scene.at(word, "ParameterRequiresArgument", word.name)
        return
    if value.kind != "hash" and not is_constant(scene, value):
        scene.at(value, "RequiresArgumentMustBeConstant")
        return
    rule = next((rule for name, rule in _RULES.items() if _is(word, name)), None)
    if rule is None:
        scene.at(word, "ScriptRequiresInvalidFormat")
    elif not (snap_in and rule is _version):
        rule(scene, found, value)


def _strings(scene: Scene, value: Node, name: str) -> list[str]:
    """The strings of an argument; what is none is reported."""
    found: list[str] = []
    for one in value.children if value.kind == "array" else [value]:
        if one.kind == "string":
            found.append(one.name)
        else:
            scene.at(value, "RequiresInvalidStringArgument", name)
    return found


def _shell(scene: Scene, _found: Requirements, value: Node) -> None:
    _strings(scene, value, "shellid")


def _snap_in(scene: Scene, found: Requirements, value: Node) -> None:
    found.snap_ins += _strings(scene, value, "pssnapin")


def _edition(scene: Scene, found: Requirements, value: Node) -> None:
    for name in _strings(scene, value, "psedition"):
        if name.lower() not in {"desktop", "core"}:
            scene.at(value, "RequiresPSEditionInvalid", "psedition")
        if name.lower() in {known.lower() for known in found.editions}:
            scene.at(value, "RequiresPSEditionValueIsAlreadySpecified", "psedition")
        else:
            found.editions.append(name)


def _version(scene: Scene, found: Requirements, value: Node) -> None:
    text = value.name if value.kind == "string" else scene.text(value)
    parts = text.strip().split(".")
    if len(parts) > _VERSION_PARTS or not all(part.isdigit() for part in parts):
        scene.at(value, "RequiresVersionInvalid")
        return
    found.version = ".".join(parts if len(parts) > 1 else [*parts, "0"])


def _assembly(scene: Scene, _found: Requirements, value: Node) -> None:
    _strings(scene, value, "assembly")


def _modules(_scene: Scene, found: Requirements, value: Node) -> None:
    for one in value.children if value.kind == "array" else [value]:
        if one.kind != "hash":
            found.modules.append(one.name)
            continue
        for key, given in zip(one.children[::2], one.children[1::2], strict=True):
            if key.name.lower() == "modulename":
                found.modules += [word.name for word in given.walk() if word.kind == "string"][:1]


_RULES: dict[str, Callable[[Scene, Requirements, Node], None]] = {
    "shellid": _shell,
    "pssnapin": _snap_in,
    "psedition": _edition,
    "version": _version,
    "assembly": _assembly,
    "modules": _modules,
}
"""Parameters by their whole names, in the order in which an abbreviation finds them."""
