"""Delegates: script blocks that are cast to a type such as ``[Func[int, string]]``."""

from typing import Any

from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import BOOL, INT, define, named
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING

_MOST_PARAMETERS = 4
"""Parameters of the longest ``Func`` and ``Action`` that are known (.NET has up to sixteen)."""


class Delegate(ScriptBlock):
    """A script block that is called as a method with typed parameters."""

    __slots__ = ("net_type", "parameters", "result")

    def __init__(self, kind: NetType, block: ScriptBlock) -> None:
        super().__init__(block.block, block.context, block.captured, block.name)
        self.net_type = kind
        self.parameters, self.result = _signature(kind)

    def to_text(self) -> str:
        """The name of the type, as of any object without a text of its own."""
        return self.net_type.full_name

    def call(self, *arguments: Any) -> Any:
        """Run the block with converted arguments; the result as its type."""
        given = [
            convert(argument, kind, self.context) for argument, kind in zip(arguments, self.parameters, strict=False)
        ] or list(arguments)
        answer = super().call(*given)
        return NOTHING if self.result is None else convert(answer, self.result, self.context)


def _signature(kind: NetType) -> tuple[tuple[NetType, ...], NetType | None]:
    """The types of the parameters and of the result; None where there is no result."""
    name = kind.full_name.removeprefix("System.").split("`", maxsplit=1)[0]
    if name in {"Func", "Converter"}:
        return kind.arguments[:-1], kind.arguments[-1]
    if name == "Predicate":
        return kind.arguments, BOOL
    if name == "Comparison":
        return kind.arguments * 2, INT
    if name == "Text.RegularExpressions.MatchEvaluator":
        return (), named("System.String")
    return kind.arguments, None


_METHODS = {
    "object Invoke([params object[] args])": lambda delegate, arguments=(): delegate.call(*arguments),
    "object DynamicInvoke([params object[] args])": lambda delegate, arguments=(): delegate.call(*arguments),
}
for _definition in (
    *(f"Func`{_count}" for _count in range(1, _MOST_PARAMETERS + 2)),
    *(f"Action`{_count}" for _count in range(1, _MOST_PARAMETERS + 1)),
    "Predicate`1",
    "Converter`2",
    "Comparison`1",
):
    define(
        f"System.{_definition}",
        base="System.Delegate",
        methods=_METHODS,
        constructors={"object new(scriptblock block)": Delegate},
    )
for _name in ("Action", "Text.RegularExpressions.MatchEvaluator"):
    _kind = named(f"System.{_name}")
    define(
        f"System.{_name}",
        base="System.Delegate",
        methods=_METHODS,
        constructors={"object new(scriptblock block)": lambda block, kind=_kind: Delegate(kind, block)},
    )
