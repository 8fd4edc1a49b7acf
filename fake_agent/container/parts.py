"""The parts of an emulated machine as somebody outside of the container reaches them: by their names."""

from collections.abc import Callable, Sequence
from typing import Any

from fake_agent.container.messages import Json
from fake_agent.container.values import error_to_json, value_from_json, value_to_json

PART, FUNCTION = "part", "function"
"""What is not a value: it stays in the container, and is reached by its name again."""


class Parts:
    """The parts below ``root``. ``on_use`` is called when somebody may have changed one."""

    def __init__(self, root: object, on_use: Callable[[], None]) -> None:
        self._root = root
        self._on_use = on_use

    def get(self, path: Sequence[str]) -> Json:
        """What is there: a value, or the word that it is none."""
        return self._answer(lambda: self._find(path))

    def set(self, path: Sequence[str], value: Any) -> Json:
        """Let something else be there."""
        return self._answer(lambda: setattr(self._find(path[:-1]), _public(path[-1]), value_from_json(value)))

    def call(self, path: Sequence[str], arguments: Sequence[Any], named: Json) -> Json:
        """Call a function with values."""

        def call() -> Any:
            function: Callable[..., Any] = self._find(path)
            return function(
                *(value_from_json(argument) for argument in arguments),
                **{name: value_from_json(argument) for name, argument in named.items()},
            )

        return self._answer(call)

    def _find(self, path: Sequence[str]) -> Any:
        found = self._root
        for name in path:
            found = getattr(found, _public(name))
        return found

    def _answer(self, work: Callable[[], Any]) -> Json:
        try:
            found = work()
        except Exception as error:  # noqa: BLE001 # whatever it is, it belongs to whoever asked
            return error_to_json(error)
        finally:
            self._on_use()
        try:
            return {"value": value_to_json(found)}
        except TypeError:
            return {"is": FUNCTION if callable(found) else PART}


def _public(name: str) -> str:
    if name.startswith("_"):
        raise AttributeError(f"{name} is the machine's own")
    return name
