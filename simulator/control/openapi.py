"""The OpenAPI document of the control API, made from its table of routes."""

from typing import Any

from simulator.control.route import ControlRoute
from simulator.control.routes import ROUTES
from simulator.version import __version__

PREFIX = "/_simulator"

_TEXT = {"type": "string"}


def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(f"{PREFIX}{route.path}", {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Run Command simulator: control API", "version": __version__},
        "paths": paths,
        "components": {"securitySchemes": {"controlToken": {"type": "http", "scheme": "bearer"}}},
        "security": [{"controlToken": []}, {}],
    }


def _operation(route: ControlRoute) -> dict[str, Any]:
    answer = {"content": {"application/json": {"schema": {"type": "object"}}}}
    operation: dict[str, Any] = {
        "summary": route.summary,
        "responses": {
            "200": {"description": "Done", **answer},
            "400": {"description": "The body makes no sense; the text says what would", **answer},
            "403": {"description": "The caller may not use the control API", **answer},
        },
    }
    if route.members:
        operation["responses"]["413"] = {"description": "The body is too long", **answer}
    parameters: list[dict[str, Any]] = [
        *({"name": name, "in": "path", "required": True, "schema": _TEXT} for name in route.names),
        *({"name": name, "in": "query", "description": text, "schema": _TEXT} for name, text in route.query.items()),
    ]
    if parameters:
        operation["parameters"] = parameters
    if route.names:
        operation["responses"]["404"] = {"description": "There is no such VM or fault", **answer}
    if route.members:
        schema: dict[str, Any] = {"type": "object", "properties": route.members, "additionalProperties": route.open}
        if route.required:
            schema["required"] = list(route.required)
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation
