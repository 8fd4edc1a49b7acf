"""How a command is called, in the notation of Windows PowerShell's help: ``Name [[-Path] <string[]>] [-Force]``."""

from collections.abc import Sequence

from fake_agent.powershell.runtime.parameters import ParameterSpec

_SPELLED = {"object": "Object", "object[]": "Object[]"}
_LAST = 1_000


def _type(spec: ParameterSpec) -> str:
    return _SPELLED.get(spec.type.lower(), spec.type)


def _parameter(spec: ParameterSpec) -> str:
    if spec.is_switch:
        return f"-{spec.name}" if spec.mandatory else f"[-{spec.name}]"
    name = f"-{spec.name}" if spec.position is None else f"[-{spec.name}]"
    text = f"{name} <{_type(spec)}>"
    return text if spec.mandatory else f"[{text}]"


def _order(spec: ParameterSpec) -> tuple[int, bool]:
    return (_LAST if spec.position is None else spec.position, not spec.mandatory)


def syntax_lines(name: str, parameters: Sequence[ParameterSpec], default_set: str = "") -> list[str]:
    """A line for each parameter set, that of the default first."""
    sets = list(dict.fromkeys(known for spec in parameters for known in spec.sets)) or [""]
    sets.sort(key=lambda known: known != default_set)
    lines = []
    for known in sets:
        shown = sorted((spec for spec in parameters if not spec.sets or known in spec.sets), key=_order)
        words = [name, *(_parameter(spec) for spec in shown), "[<CommonParameters>]"]
        lines.append(" ".join(words))
    return lines
