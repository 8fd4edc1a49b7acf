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


define(
    "System.Management.Automation.PSReference",
    Reference,
    writable={"Value": (lambda reference: reference.get(), lambda reference, value: reference.set(value))},
)
