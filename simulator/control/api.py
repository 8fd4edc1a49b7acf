"""The control API on the web: its routes mounted on the application, behind the check of access."""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, request

from simulator.control import openapi
from simulator.control.access import ControlAccess
from simulator.control.routes import ROUTES, BadControlRequestError, Call, ControlRoute
from simulator.simulation import Simulation

__all__ = ["ControlAccess", "mount"]


def mount(app: Flask, simulation: Simulation, access: ControlAccess) -> None:
    """Add the control API to an application."""
    blueprint = Blueprint("control", __name__, url_prefix=openapi.PREFIX)

    @blueprint.before_request
    def _check_access() -> Response | None:
        refusal = access.refusal(request)
        return _error(refusal, 403) if refusal else None

    def _overview() -> Response:
        return _json(
            {
                "openapi": f"{openapi.PREFIX}/openapi.json",
                "routes": [f"{route.method} {openapi.PREFIX}{route.path}" for route in ROUTES],
            }
        )

    blueprint.add_url_rule("", "overview", _overview, methods=["GET"])
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: _json(openapi.document()), methods=["GET"])
    for route in ROUTES:
        rule = route.path.replace("{", "<").replace("}", ">")
        blueprint.add_url_rule(rule, f"{route.method} {route.path}", _view(simulation, route), methods=[route.method])
    app.register_blueprint(blueprint)


def _view(simulation: Simulation, route: ControlRoute) -> Callable[..., Response]:
    def view(**names: str) -> Response:
        try:
            call = Call(names, request.args.to_dict(), _body())
            with simulation.lock:
                simulation.catch_up()
                return _json(route.handle(simulation, call))
        except BadControlRequestError as error:
            return _error(str(error), error.status)

    return view


def _body() -> dict[str, Any]:
    content = request.get_data()
    if not content:
        return {}
    try:
        value = json.loads(content)
    except ValueError as error:
        raise BadControlRequestError(f"the body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadControlRequestError("the body must be a JSON object")
    return value


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value, indent=2, default=str) + "\n", status, mimetype="application/json")


def _error(text: str, status: int) -> Response:
    return _json({"error": {"message": text}}, status)
