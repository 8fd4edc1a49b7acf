"""The tree that the checker builds of a script: what the rules on the meaning of code look at."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Node:
    """A construct: what it is, where it starts and ends, its parts in the order in which PowerShell visits them.

    ``name`` is its word (a variable's or type's name, an operator, a string's value, a loop's label) and ``marks`` what
    else is said of it. ``place`` is where an operator or a name in it stands.
    """

    kind: str
    start: int
    end: int
    children: list["Node"] = field(default_factory=list)
    name: str = ""
    marks: frozenset[str] = frozenset()
    place: tuple[int, int] = (0, 0)
    parent: "Node | None" = None

    def adopt(self) -> "Node":
        """Tell every part of the tree what it is a part of."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            for child in node.children:
                child.parent = node
            waiting += node.children
        return self

    def walk(self) -> Iterator["Node"]:
        """The node and all that is in it, in the order of the visits."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def parts(self, *kinds: str) -> list["Node"]:
        """The direct parts of these kinds."""
        return [child for child in self.children if child.kind in kinds]

    def part(self, *kinds: str) -> "Node | None":
        """The first direct part of these kinds."""
        return next((child for child in self.children if child.kind in kinds), None)

    def ancestors(self) -> Iterator["Node"]:
        """What the node is in, from the inside to the outside."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


def listed(*nodes: Node | None) -> list[Node]:
    """The nodes that there are."""
    return [node for node in nodes if node is not None]
