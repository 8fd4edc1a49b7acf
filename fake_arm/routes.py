"""The table of ARM routes: templates with named places, matched without regard to case, as ARM does."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from fake_arm.answer import Answer
from fake_arm.cloud import Cloud
from fake_arm.request import ArmRequest

Handler = Callable[[Cloud, ArmRequest], Answer]


class Scope(Enum):
    """Over what a route's action must be allowed."""

    NONE = "none"
    SUBSCRIPTION = "subscription"
    RESOURCE = "resource"
    """The path itself, or what is before the last part of a POST."""


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that ARM answers.

    ``action`` is the RBAC action that the caller needs over ``scope``; ``limits`` names the group of rate limits that
    the request counts against.
    """

    method: str
    template: str
    handler: Handler
    action: str = ""
    scope: Scope = Scope.RESOURCE
    limits: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What a path matched: the routes by method, and the names in it."""

    routes: Mapping[str, Route]
    names: Mapping[str, str]


class RouteTable:
    """Finds routes by path. A place ``{name}`` takes one segment; ``{*name}`` at the front takes any number."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._exact: dict[int, list[tuple[tuple[str, ...], dict[str, Route]]]] = {}
        self._suffixes: list[tuple[tuple[str, ...], dict[str, Route]]] = []
        for route in self.routes:
            segments = tuple(route.template.strip("/").split("/"))
            if segments[0].startswith("{*"):
                self._add(self._suffixes, segments, route)
            else:
                self._add(self._exact.setdefault(len(segments), []), segments, route)

    @staticmethod
    def _add(group: list[tuple[tuple[str, ...], dict[str, Route]]], segments: tuple[str, ...], route: Route) -> None:
        lowered = tuple(segment if segment.startswith("{") else segment.lower() for segment in segments)
        for known, methods in group:
            if known == lowered:
                methods[route.method] = route
                return
        group.append((lowered, {route.method: route}))

    def find(self, path: str) -> Match | None:
        """The match of a path, or None. Literal segments win over places, in the order of the table."""
        segments = path.strip("/").split("/")
        for template, methods in self._exact.get(len(segments), ()):
            names = _names(template, segments)
            if names is not None:
                return Match(methods, names)
        for template, methods in self._suffixes:
            tail = template[1:]
            if len(segments) > len(tail):
                names = _names(tail, segments[-len(tail) :])
                if names is not None:
                    scope = "/" + "/".join(segments[: -len(tail)])
                    return Match(methods, {template[0][2:-1]: scope, **names})
        return None


def _names(template: tuple[str, ...], segments: list[str]) -> dict[str, str] | None:
    names: dict[str, str] = {}
    for expected, segment in zip(template, segments, strict=True):
        if expected.startswith("{"):
            if not segment:
                return None
            names[expected[1:-1]] = segment
        elif expected != segment.lower():
            return None
    return names
