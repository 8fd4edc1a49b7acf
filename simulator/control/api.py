"""The control API on the web: its routes beside those of an application, behind the check of access."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from simulator.containers.errors import MachineSilentError
from simulator.control import body, openapi
from simulator.control.access import ControlAccess
from simulator.control.route import Call, ControlRoute
from simulator.control.routes import ROUTES
from simulator.simulation import Simulation

__all__ = ["ControlAccess", "mount"]

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


def mount(application: WsgiApplication, simulation: Simulation, access: ControlAccess) -> WsgiApplication:
    """An application with the control API below its prefix; whatever else is asked is the given one's."""
    control = _control_application(simulation, access)
    below = f"{openapi.PREFIX}/"

    def chosen(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        own = path == openapi.PREFIX or path.startswith(below)
        return (control if own else application)(environ, start_response)

    return chosen


def _control_application(simulation: Simulation, access: ControlAccess) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    blueprint = Blueprint("control", __name__, url_prefix=openapi.PREFIX)

    @blueprint.before_request
    def _check_access() -> Response | None:
        refusal = access.refusal(request)
        return _error(refusal, 403) if refusal else None

    @blueprint.errorhandler(MachineSilentError)
    def _silent(error: MachineSilentError) -> Response:
        return _error(str(error.strerror), 409)

    @blueprint.errorhandler(Exception)
    def _own_fault(error: Exception) -> Response:
        simulation.journal.append(simulation.schedule.now, "control", "fault of the simulator", error=repr(error))
        return _error(f"this is a fault of the simulator: {error!r}", 500)

    blueprint.add_url_rule("", "overview", _overview, methods=["GET"])
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: _json(openapi.document()), methods=["GET"])
    for route in ROUTES:
        rule = route.path.replace("{", "<").replace("}", ">")
        blueprint.add_url_rule(rule, f"{route.method} {route.path}", _view(simulation, route), methods=[route.method])
    for path in ("", "/", "/<path:rest>"):
        blueprint.add_url_rule(path, "unknown", _unknown, methods=_METHODS, provide_automatic_options=False)
    app.register_blueprint(blueprint)
    return app


def _overview() -> Response:
    return _json(
        {
            "openapi": f"{openapi.PREFIX}/openapi.json",
            "routes": [f"{route.method} {openapi.PREFIX}{route.path}" for route in ROUTES],
        }
    )


def _unknown(rest: str = "") -> Response:
    """What is below the prefix and no route: never an answer of ARM's."""
    hint = f"GET {openapi.PREFIX} lists what there is"
    allowed = sorted({route.method for route in ROUTES if route.matches(f"/{rest}")})
    if not allowed:
        return _error(f"there is nothing at {request.path}; {hint}", 404)
    answer = _error(f"{request.path} takes {', '.join(allowed)}, not {request.method}; {hint}", 405)
    answer.headers["Allow"] = ", ".join(allowed)
    return answer


def _view(simulation: Simulation, route: ControlRoute) -> Callable[..., Response]:
    def view(**names: str) -> Response:
        try:
            content = body.parse(_content())
            if not route.open:
                body.check(content, route.members, route.required)
            body.check_query(request.args, route.query)
            with simulation.lock:
                simulation.catch_up()
                return _json(route.handle(simulation, Call(names, request.args.to_dict(), content)))
        except body.BadControlRequestError as error:
            answer = _error(str(error), error.status)
            if error.status == RequestEntityTooLarge.code:
                answer.headers["Connection"] = "close"  # what has not been read is no next request
            return answer

    return view


def _content() -> bytes:
    """The body as it came. Raises ``BadControlRequestError`` (413) for one that is too long, without reading it."""
    request.max_content_length = body.SIZE_LIMIT
    try:
        return request.get_data()
    except RequestEntityTooLarge as error:
        limit = body.SIZE_LIMIT // 1024 // 1024
        raise body.BadControlRequestError(f"the body is too long: send {limit} MiB at most", 413) from error


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value, indent=2, default=str) + "\n", status, mimetype="application/json")


def _error(text: str, status: int) -> Response:
    return _json({"error": {"message": text}}, status)
