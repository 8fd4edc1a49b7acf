"""The parts of a machine in a container in a test's hand, as if they were here."""

from collections.abc import Callable
from typing import Any

from fake_agent.container.parts import FUNCTION
from fake_agent.container.values import error_from_json, value_from_json, value_to_json


class RemotePart:
    """Stands for the machine, or what is at ``path`` in it.

    Values arrive as copies, parts as other objects of this class. ``ask`` asks the container, with the lock held.
    """

    def __init__(self, ask: Callable[..., Any], path: tuple[str, ...] = ()) -> None:
        vars(self).update(_ask=ask, _path=path)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{name} is the machine's own")
        path = (*self._path, name)
        answer = self._ask("get-part", path=path)
        if answer.get("is") == FUNCTION:
            return self._calling(path)
        return _content(answer, lambda: RemotePart(self._ask, path))

    def __setattr__(self, name: str, value: object) -> None:
        _content(self._ask("set-part", path=(*self._path, name), value=value_to_json(value)), lambda: None)

    def __repr__(self) -> str:
        return f"<{'.'.join(('machine', *self._path))}, in a container>"

    def _calling(self, path: tuple[str, ...]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            answer = self._ask(
                "call-part",
                path=path,
                arguments=[value_to_json(argument) for argument in arguments],
                named={name: value_to_json(argument) for name, argument in named.items()},
            )

            def refuse() -> None:
                raise TypeError(f"what {'.'.join(path)}() returns stays in its container")

            return _content(answer, refuse)

        return call


def _content(answer: dict[str, Any], otherwise: Callable[[], Any]) -> Any:
    """What an answer holds, be it an exception; ``otherwise`` where it is a part."""
    if "raised" in answer:
        raise error_from_json(answer)
    return value_from_json(answer["value"]) if "value" in answer else otherwise()
