"""What the rules on the meaning of code share: the script, how to report, and what is known of types."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.syntax.checking.nodes import Node

_TYPE_WORD = re.compile(r"[^\W\d][\w.`+]*")


FindType = Callable[[str], NetType | None]
"""Finds a .NET type by the name that a script uses."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The script with its findings; ``defined`` are the classes and enumerations of the script by lower-case name."""

    source: str
    report: Callable[..., None]
    find_type: FindType
    defined: dict[str, Node] = field(default_factory=dict)
    namespaces: list[str] = field(default_factory=list)

    def at(self, node: Node, error_id: str, *arguments: str) -> None:
        """Report the whole of a construct."""
        self.report(node.start, node.end, error_id, *arguments)

    def text(self, node: Node) -> str:
        """A construct as the script spells it."""
        return self.source[node.start : node.end]

    def net_type(self, name: str) -> NetType | None:
        """The .NET type that a name means here."""
        found = self.find_type(name)
        if found is None:
            return next(filter(None, (self.find_type(f"{space}.{name}") for space in self.namespaces)), None)
        return found

    def full_name(self, name: str) -> str:
        """The full name of a .NET type; nothing where there is none."""
        found = None if name.lower() in self.defined else self.net_type(name)
        return found.full_name if found is not None else ""

    def unknown(self, name: str) -> str:
        """The part of a type's name that nothing is known of; nothing where the type exists.

        Types of .NET's own namespaces are taken to exist: the simulator does not have all of them.
        """
        if self.net_type(name) is not None:
            return ""
        words = _TYPE_WORD.findall(name.partition(",")[0] if "[" not in name else name)
        missing = [word for word in words if not self._exists(word)]
        if len(words) > 1:
            missing = [word for word in missing if word is not words[0] or not self._generic(word)]
        return missing[0] if missing else ""

    def _exists(self, word: str) -> bool:
        lowered = word.lower()
        return (
            lowered in self.defined
            or self.net_type(word) is not None
            or lowered.startswith(("system.", "microsoft.", "windows."))
        )

    def _generic(self, word: str) -> bool:
        return any(self.net_type(f"{word}`{count}") is not None for count in (1, 2, 3))


def method_of(node: Node) -> Node | None:
    """The class method whose own code the node is (not that of a script block in it)."""
    for ancestor in node.ancestors():
        if ancestor.kind == "script_block":
            holder = ancestor.parent
            return holder if holder is not None and holder.kind == "method" else None
        if ancestor.kind == "method":
            return ancestor
    return None


def return_type(method: Node) -> Node | None:
    """The type that a method declares."""
    return method.part("type")


def is_void(scene: Scene, method: Node) -> bool:
    """Whether a method returns nothing."""
    declared = return_type(method)
    return declared is None or scene.full_name(declared.name) == "System.Void"
