r"""A case-insensitive tree of named nodes on an overlay: what the registry and the file system have in common.

A path is its names joined by backslashes (``HKEY_LOCAL_MACHINE\\SOFTWARE``, ``C:\\Windows``); nodes keep the case they
were made with. Children are listed by name without regard to case, as both NTFS and the registry list them.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from fake_agent.windows.overlay import Overlay

Content = TypeVar("Content")

SEPARATOR = "\\"


@dataclass(frozen=True, slots=True)
class Node(Generic[Content]):
    """One key or file: its name as written, what it holds, and the keys of its children in order."""

    name: str
    content: Content
    children: tuple[str, ...] = ()


def key_of(path: str) -> str:
    """What identifies a path whatever its case."""
    return path.casefold()


def parent_of(path: str) -> str:
    """The path above, empty for a root."""
    return path.rpartition(SEPARATOR)[0]


def name_of(path: str) -> str:
    """The last name of the path."""
    return path.rpartition(SEPARATOR)[2]


class Tree(Generic[Content]):
    """The nodes by path. Roots are nodes without a parent; any number of them."""

    __slots__ = ("nodes",)

    def __init__(self, nodes: Overlay[str, Node[Content]]) -> None:
        self.nodes = nodes

    def get(self, path: str) -> Node[Content] | None:
        """The node at the path, or ``None``."""
        return self.nodes.get(key_of(path))

    def put(self, path: str, content: Content) -> None:
        """Make the node, or change its content; the case of an existing name stays. ``KeyError``: no parent."""
        key = key_of(path)
        node = self.nodes.get(key)
        if node is not None:
            self.nodes[key] = Node(node.name, content, node.children)
            return
        parent_key, separator, child_key = key.rpartition(SEPARATOR)
        if separator:
            parent = self.nodes[parent_key]
            at = bisect_left(parent.children, child_key)
            self.nodes[parent_key] = replace(parent, children=(*parent.children[:at], child_key, *parent.children[at:]))
        self.nodes[key] = Node(name_of(path), content)

    def remove(self, path: str) -> None:
        """Remove the node and all below it; ``KeyError`` where there is none."""
        key = key_of(path)
        for below in [key_of(found) for found, _ in self.walk(path)]:
            del self.nodes[below]
        parent_key, separator, child_key = key.rpartition(SEPARATOR)
        if separator:
            parent = self.nodes[parent_key]
            self.nodes[parent_key] = replace(
                parent, children=tuple(child for child in parent.children if child != child_key)
            )

    def children(self, path: str) -> Iterator[tuple[str, Node[Content]]]:
        """Path and node of each child, by name. ``KeyError`` where there is no such node."""
        key = key_of(path)
        for child in self.nodes[key].children:
            node = self.nodes[key + SEPARATOR + child]
            yield path + SEPARATOR + node.name, node

    def walk(self, path: str) -> Iterator[tuple[str, Node[Content]]]:
        """The node itself and all below it, each before its children."""
        yield path, self.nodes[key_of(path)]
        for child, _ in self.children(path):
            yield from self.walk(child)

    def graft(self, source: str, target: str) -> None:
        """Copy the node with all below it to ``target``, over what is there."""
        copied = [(found[len(source) :], node.content) for found, node in self.walk(source)]
        for suffix, content in copied:
            self.put(target + suffix, content)

    def shown(self, path: str) -> str:
        """The path in the case its names were made with; names that are not there stay as given."""
        names: list[str] = []
        key = ""
        for name in path.split(SEPARATOR):
            key = f"{key}{SEPARATOR}{name}".casefold() if names else name.casefold()
            node = self.nodes.get(key)
            names.append(node.name if node is not None else name)
        return SEPARATOR.join(names)
