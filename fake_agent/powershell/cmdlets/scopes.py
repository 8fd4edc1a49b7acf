"""Which scope a cmdlet works on."""

from fake_agent.powershell.cmdlets.registry import (
    Call,
)
from fake_agent.powershell.runtime.scope import Scope


def scope_named(call: Call) -> Scope:
    """The scope that -Scope names: Global, Script, Local or how many levels up."""
    text = call.text("Scope").lower()
    scope: Scope = call.context.scope
    if text == "global":
        return scope.top()
    if text == "script":
        return scope.script()
    for _ in range(int(text) if text.isdigit() else 0):
        scope = scope.parent or scope
    return scope
