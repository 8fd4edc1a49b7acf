"""``[ref]``: a reference to a variable."""

from collections.abc import Callable
from typing import Any

from fake_agent.powershell.dotnet.types import define


class Reference:
    """System.Management.Automation.PSReference: its ``Value`` is the variable's."""

    __slots__ = ("get", "set")

    def __init__(self, get: Callable[[], Any], set_: Callable[[Any], None]) -> None:
        self.get = get
        self.set = set_

    @classmethod
    def to(cls, value: Any) -> "Reference":
        """A reference to a value that no variable holds."""
        held = [value]
        return cls(lambda: held[0], lambda new: held.__setitem__(0, new))


define(
    "System.Management.Automation.PSReference",
    Reference,
    constructors={"ref new(object value)": Reference.to},
    writable={"Value": (lambda reference: reference.get(), lambda reference, value: reference.set(value))},
)
