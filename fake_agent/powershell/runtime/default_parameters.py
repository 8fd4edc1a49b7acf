"""``$PSDefaultParameterValues``: what parameters are where a call does not say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.runtime.binder import Binding
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.objects import NOTHING
from fake_agent.powershell.values.text import to_text, truth

NONE: Final[Mapping[str, Any]] = MappingProxyType({})


def default_values(context: Any, command: str) -> Mapping[str, Any]:
    """The values for a command's parameters by their names in lower case."""
    table = context.scope.get("psdefaultparametervalues")
    if not isinstance(table, Hashtable) or not len(table) or truth(table.get("Disabled")):
        return NONE
    found: dict[str, Any] = {}
    for key, value in table.items():
        pattern, colon, name = to_text(key).partition(":")
        if colon and wildcard(pattern.strip()).match(command):
            made = value.collect() if hasattr(value, "collect") else value
            found[name.strip().lower()] = None if made is NOTHING else made
    return found


def fill(binding: Binding, defaults: Mapping[str, Any]) -> None:
    """Bind the values for parameters that are not bound, as far as they fit with those that are."""
    for name, value in defaults.items():
        spec = binding.by_name.get(name) or next(
            (one for one in binding.specs if name in {alias.lower() for alias in one.aliases}), None
        )
        if spec is None or spec.name.lower() in binding.bound:
            continue
        possible = binding.candidates()
        if spec.sets and possible is not None and not possible & set(spec.sets):
            continue
        try:
            binding.assign(spec, value, None)
        except PowerShellError:
            continue
