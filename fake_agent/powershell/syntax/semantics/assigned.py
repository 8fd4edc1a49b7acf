"""Which variables of a method are sure to be assigned where they are read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fake_agent.powershell.syntax.checking.nodes import Node
from fake_agent.powershell.syntax.semantics.values import plain_name, pure

_LEAVES = frozenset({"return", "throw", "exit", "break", "continue"})
_OWN_CODE = frozenset({"block_expression", "function", "class", "enum"})
State = frozenset[str] | None
"""The variables that are assigned for sure; None where no path comes to."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Follows the paths through a method; ``unassigned`` is told of variables that are read too early."""

    unassigned: Callable[[Node], None]

    def follow(self, nodes: Iterable[Node], state: State) -> State:
        """Through constructs one after the other."""
        for node in nodes:
            state = self.through(node, state)
        return state

    def through(self, node: Node, state: State) -> State:
        """Through one construct."""
        if node.kind in _OWN_CODE:
            return state
        branch = _BRANCHES.get(node.kind)
        if branch is not None:
            return branch(self, node, state)
        if node.kind == "variable":
            if state is not None and plain_name(node.name) not in state:
                self.unassigned(node)
            return state
        after = self.follow(node.children, state)
        if node.kind == "command" and after is not None:
            after |= _set_by_command(node)
        elif node.kind == "data" and node.name and after is not None:
            after |= {node.name.lower()}
        return None if node.kind in _LEAVES else after

    def assignment(self, node: Node, state: State) -> State:
        """The value, then the targets."""
        target, value = node.children
        after = self.through(value, state)
        written = targets(target)
        for other in target.walk() if not written else ():
            if other.kind == "variable":
                self.through(other, after)
        return None if after is None else after | {plain_name(one.name) for one in written}

    def if_(self, node: Node, state: State) -> State:
        """Conditions and blocks by turns."""
        ends: list[State] = []
        parts = list(node.children)
        while len(parts) > 1:
            condition, body, *parts = parts
            state = self.through(condition, state)
            ends.append(self.follow(body.children, state))
        ends.append(self.follow(parts[0].children, state) if parts else state)
        return _common(ends)

    def loop(self, node: Node, state: State) -> State:
        """A condition, and a body that may not run at all."""
        *before, body = node.children
        state = self.follow(before[:2], state)
        inside = self.follow(body.children, state)
        self.follow(before[2:], inside)
        return state

    def foreach(self, node: Node, state: State) -> State:
        """The body has the loop's variable."""
        variable, values, body = node.children
        state = self.through(values, state)
        if state is not None:
            self.follow(body.children, state | {plain_name(variable.name)})
        return state

    def do(self, node: Node, state: State) -> State:
        """The body runs once at least."""
        condition, body = node.children
        return self.through(condition, self.follow(body.children, state))

    def switch(self, node: Node, state: State) -> State:
        """None of the clauses need run."""
        state = self.through(node.children[0], state)
        for part in node.children[1:]:
            self.follow(part.children if part.kind == "block" else [part], state)
        return state

    def try_(self, node: Node, state: State) -> State:
        """An error may come before anything in the body is assigned."""
        ends = [self.follow(node.children[0].children, state)]
        ends += [self.follow(one.children[-1].children, state) for one in node.parts("catch")]
        final = node.part("finally")
        return _common(ends) if final is None else self.follow(final.children, state)

    def trap(self, node: Node, state: State) -> State:
        """A trap runs or not."""
        self.follow(node.children[-1].children, state)
        return state


_BRANCHES: dict[str, Callable[[Reader, Node, State], State]] = {
    "assignment": Reader.assignment,
    "if": Reader.if_,
    "while": Reader.loop,
    "for": Reader.loop,
    "foreach": Reader.foreach,
    "do": Reader.do,
    "switch": Reader.switch,
    "try": Reader.try_,
    "trap": Reader.trap,
}


def _common(states: Iterable[State]) -> State:
    """What is assigned on every path that comes to."""
    reached = [state for state in states if state is not None]
    return frozenset.intersection(*reached) if reached else None


def targets(node: Node) -> list[Node]:
    """The variables that an assignment writes."""
    if node.kind == "variable":
        return [node]
    if node.kind in {"convert", "attributed"}:
        return targets(node.children[1])
    if node.kind == "paren":
        inner = pure(node.children[0])
        return targets(inner) if inner is not None else []
    return [target for element in node.children for target in targets(element)] if node.kind == "array" else []


def _set_by_command(node: Node) -> set[str]:
    """Variables that ``Set-Variable``, ``New-Variable`` or ``-OutVariable`` and its like set."""
    words = node.children
    found: set[str] = set()
    setting = words[0].name.lower() in {"set-variable", "new-variable", "sv", "nv"}
    for place, word in enumerate(words[1:], 1):
        following = words[place + 1] if place + 1 < len(words) else None
        if setting and word.kind == "string":
            found.add(word.name.lower())
        if word.kind == "parameter_word" and word.name.lower().endswith("variable"):
            named = word.children[0] if word.children else following
            if named is not None:
                found.add(named.name.lower().lstrip("+"))
    return found
