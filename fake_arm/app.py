"""The web application: every request passes here, with the lock of the simulation held."""

import re
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import IO, Any, Protocol

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from fake_arm import directory_api, envelope, errors, gateway
from fake_arm.answer import Answer
from fake_arm.authorization import api as authorization_api
from fake_arm.cloud import Cloud
from fake_arm.compute import documents_api, machines_api, operations_api, power_api, run_command, scale_sets_api
from fake_arm.request import BODY_LIMIT, ArmRequest, HeaderLookup
from fake_arm.resources import api as resources_api
from fake_arm.routes import Match, RouteTable
from fake_arm.sign_in import grants, metadata, openid
from fake_arm.sign_in.refusals import SignInRefusedError
from fake_arm.treatment import ENDING, ORDINARY, Treatment

ARM_ROUTES = RouteTable(
    (
        *resources_api.ROUTES,
        *run_command.ROUTES,
        *operations_api.ROUTES,
        *documents_api.ROUTES,
        *machines_api.ROUTES,
        *power_api.ROUTES,
        *scale_sets_api.ROUTES,
        *authorization_api.ROUTES,
    )
)
OPEN_ROUTES = RouteTable((*metadata.ROUTES, *openid.ROUTES, *grants.ROUTES, *directory_api.ROUTES))
"""What answers without a token of ARM: sign-in, discovery, and the corner of Graph."""

_SLASHES = re.compile(r"/{2,}")


CHUNK_BYTES = 1024 * 1024
PATIENCE_BYTES = 4 * 1024 * 1024 * 1024
"""Of a body that is too large anyway, so much is read; whoever sends more finds the connection closed."""


class WireResponse(Response):
    """A response that goes out as it is: the web framework adds nothing and looks at nothing again.

    Its status line is written as Azure writes it: Compute's has no reason phrase (recorded).
    """

    default_mimetype = None
    automatically_set_content_length = False

    def __init__(self, answer: Answer, headers: envelope.Headers, treatment: Treatment = ORDINARY) -> None:
        super().__init__(answer.body, answer.status)
        self._status_line = f"{answer.status} {answer.reason}"
        self._header_list = headers
        self._body = answer.body
        self._treatment = treatment

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        """Answer, by WSGI. A connection that ends badly is the server's to end; it is told in the environment."""
        if self._treatment.ending is not None:
            environ[ENDING] = self._treatment
        start_response(self._status_line, self._header_list)
        return [self._body]


class Running(Protocol):
    """A running simulation, as the web application needs it."""

    @property
    def lock(self) -> AbstractContextManager[Any]:
        """The one lock: whatever reads or changes the simulation holds it."""

    @property
    def cloud(self) -> Cloud:
        """Azure's side, as it is now: a reset replaces it."""

    def catch_up(self) -> None:
        """Let everything happen that is due."""

    def hold_up(self, seconds: float) -> Callable[[], None]:
        """A request is held up for simulated seconds. Returns what waits, if need be, for the wall clock.

        It is called without the lock: others are answered meanwhile.
        """


def create_app(simulation: Running) -> Flask:
    """The application over a simulation. It takes every path with every method: what is unknown is ARM's to refuse."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = None
    app.url_map.merge_slashes = False

    def answer(**_path: str) -> Response:
        incoming = _incoming(request)
        with simulation.lock:
            treatment = _treatment(simulation, incoming)
            wait = simulation.hold_up(treatment.delay) if treatment.delay else None
        if wait is not None:
            wait()
        with simulation.lock:
            return _respond(simulation, replace(incoming, clock_skew=treatment.clock_skew), treatment)

    def refuse(error: HTTPException) -> Response:
        """What Flask itself refuses (a body that breaks off, say), and what goes wrong before a request is one."""
        cause = getattr(error, "original_exception", None)
        refusal = errors.BAD_REQUEST(reason=error.description or error.name)
        with simulation.lock:
            if cause is not None:
                refusal = errors.INTERNAL_ERROR(reason=f"{type(cause).__name__}: {cause}")
                trace = "".join(traceback.format_exception(cause))
                _record_refusal(simulation.cloud, request.method, request.path, refusal, traceback=trace)
            return _enveloped(simulation.cloud, refusal.answer(), request.method, request.headers)

    app.view_functions["azure"] = answer
    for path in ("/", "/<path:path>"):
        app.url_map.add(Rule(path, endpoint="azure", methods=None))
    app.register_error_handler(HTTPException, refuse)
    return app


def _read(stream: IO[bytes]) -> bytes:
    """The body, or as much of it as shows that it is too large. A raw stream gives what has come, not all there is.

    The rest is read, too, and thrown away: a client that is still sending would find the connection broken, and not
    the answer.
    """
    content = b""
    while len(content) <= BODY_LIMIT and (chunk := stream.read(BODY_LIMIT + 1 - len(content))):
        content += chunk
    thrown_away = 0
    while thrown_away < PATIENCE_BYTES and (chunk := stream.read(CHUNK_BYTES)):
        thrown_away += len(chunk)
    return content


def _incoming(incoming: Request) -> ArmRequest:
    return ArmRequest(
        method=incoming.method,
        path=_SLASHES.sub("/", incoming.path),
        base=f"{incoming.scheme}://{incoming.host}",
        query={name.lower(): value for name, value in incoming.args.items()},
        headers=incoming.headers,
        body=_read(incoming.stream),
    )


def _treatment(simulation: Running, incoming: ArmRequest) -> Treatment:
    """What becomes of a request; sign-in and discovery are ordinary always."""
    if _open_match(incoming) is not None:
        return ORDINARY
    simulation.catch_up()
    return simulation.cloud.watcher.treatment(incoming)


def _open_match(incoming: ArmRequest) -> Match | None:
    match = OPEN_ROUTES.find(incoming.path)
    return match if match is not None and incoming.method in match.routes else None


def _respond(simulation: Running, incoming: ArmRequest, treatment: Treatment) -> Response:
    if not treatment.handled:
        return WireResponse(Answer(503), [], treatment)
    try:
        simulation.catch_up()
        answer = _dispatch(simulation.cloud, incoming)
    except errors.ArmError as error:
        answer = error.answer()
        _record_refusal(simulation.cloud, incoming.method, incoming.path, error)
    except SignInRefusedError as error:
        answer = error.answer(simulation.cloud)
        simulation.cloud.surroundings.record(
            "sign-in", "refused", status=answer.status, code=f"AADSTS{error.refusal.code}", message=error.message
        )
    except Exception as error:  # noqa: BLE001 # a fault of the simulator: told as such, and written down
        failure = errors.INTERNAL_ERROR(reason=f"{type(error).__name__}: {error}")
        answer = failure.answer()
        _record_refusal(simulation.cloud, incoming.method, incoming.path, failure, traceback=traceback.format_exc())
    return _enveloped(simulation.cloud, answer, incoming.method, incoming.headers, treatment)


def _dispatch(cloud: Cloud, incoming: ArmRequest) -> Answer:
    match = _open_match(incoming)
    if match is not None:
        return match.routes[incoming.method].handler(cloud, replace(incoming, names=match.names))
    return gateway.handle(cloud, ARM_ROUTES, incoming)


def _record_refusal(cloud: Cloud, method: str, path: str, error: errors.ArmError, **details: str) -> None:
    cloud.surroundings.record(
        "gateway",
        "refused",
        request=f"{method} {path}",
        status=error.text.status,
        code=error.text.code,
        message=error.message,
        **details,
    )


def _enveloped(
    cloud: Cloud, answer: Answer, method: str, request_headers: HeaderLookup, treatment: Treatment = ORDINARY
) -> Response:
    """The whole response. The gateway's own errors have the correlation id as request id, too (recorded)."""
    surroundings = cloud.surroundings
    correlation_id = request_headers.get(envelope.CORRELATION, "") or surroundings.identifier()
    request_id = correlation_id if envelope.FAILURE_CAUSE in answer.headers else surroundings.identifier()
    echo = request_headers.get(envelope.RETURN_CLIENT_REQUEST, "").lower() == "true"
    client_request_id = request_headers.get(envelope.CLIENT_REQUEST, "") if echo else ""
    if method == "HEAD":
        answer = replace(answer, body=b"", content_type="")
    ids = envelope.Envelope(request_id, correlation_id, client_request_id, treatment.clock_skew)
    return WireResponse(answer, envelope.headers(answer, ids, surroundings), treatment)
