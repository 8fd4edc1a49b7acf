"""Variable scopes. PowerShell's scoping is dynamic: a name is looked up through the callers."""

from typing import Any

_MISSING = object()


class Scope:
    """One scope: variables and functions by lower-case name, and the scope it was entered from.

    ``constraints`` holds the types (and other guards) of variables that have them; ``locked`` names constants and
    read-only variables; ``private`` names what scopes below do not see.
    """

    __slots__ = (
        "aliases",
        "constraints",
        "descriptions",
        "functions",
        "is_script",
        "locked",
        "parent",
        "private",
        "variables",
    )

    def __init__(self, parent: "Scope | None", *, is_script: bool = False) -> None:
        self.parent = parent
        self.variables: dict[str, Any] = {}
        self.functions: dict[str, Any] = {}
        self.aliases: dict[str, str] = {}
        self.constraints: dict[str, Any] = {}
        self.locked: dict[str, str] = {}
        self.descriptions: dict[str, str] = {}
        self.private: set[str] = set()
        self.is_script = is_script

    def find(self, name: str) -> "Scope | None":
        """The nearest scope that has the variable, as seen from here."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables and (scope is self or name not in scope.private):
                return scope
            scope = scope.parent
        return None

    def get(self, name: str, default: Any = None) -> Any:
        """The variable's value as seen from here."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.variables.get(name, _MISSING)
            if value is not _MISSING and (scope is self or name not in scope.private):
                return value
            scope = scope.parent
        return default

    def find_function(self, name: str) -> Any:
        """The function of that (lower-case) name as seen from here, or None."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.functions.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def find_alias(self, name: str) -> str | None:
        """What the alias stands for, as seen from here."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.aliases.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def script(self) -> "Scope":
        """The scope of the running script (or the global one)."""
        scope = self
        while not scope.is_script and scope.parent is not None:
            scope = scope.parent
        return scope

    def top(self) -> "Scope":
        """The global scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope
