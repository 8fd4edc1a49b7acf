"""What a parsed command line of cmd.exe is made of."""

from dataclasses import dataclass
from typing import Union


@dataclass(frozen=True, slots=True)
class Redirection:
    """``stream`` goes to ``target`` (a path, ``nul`` or ``&N``); ``operator`` is ``>``, ``>>`` or ``<``."""

    stream: int
    operator: str
    target: str


@dataclass(frozen=True, slots=True)
class Simple:
    """A command with its arguments as one text."""

    text: str
    redirections: tuple[Redirection, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Commands in parentheses."""

    body: "Command"
    redirections: tuple[Redirection, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """Two commands joined by ``&``, ``&&``, ``||`` or ``|``."""

    left: "Command"
    operator: str
    right: "Command"


@dataclass(frozen=True, slots=True)
class Condition:
    """``kind`` is exist, defined, errorlevel, ``==`` or a comparison; ``left`` is its (first) operand."""

    kind: str
    left: str
    right: str = ""
    negated: bool = False
    ignores_case: bool = False


@dataclass(frozen=True, slots=True)
class If:
    """A condition with what follows from it."""

    condition: Condition
    then: "Command"
    otherwise: Union["Command", None] = None


@dataclass(frozen=True, slots=True)
class For:
    """A loop: ``kind`` is "", d, r, l or f; ``options`` those of ``/f``, or the root of ``/r``."""

    variable: str
    kind: str
    options: str
    items: str
    body: "Command"


Command = Simple | Block | Chain | If | For
