"""The web application: every request passes here, with the lock of the simulation held.

It is plain WSGI, by werkzeug's request. A web framework would find the route, too, and ARM's own table has to: it says
which method, which scope, which limits. What a framework does around that is work for nothing, on every request.
"""

import re
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import IO, Any, Protocol

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

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


@dataclass(frozen=True, slots=True)
class WireAnswer:
    """An answer as it goes out: nothing is added to it, and nothing looked at again."""

    answer: Answer
    headers: envelope.Headers
    treatment: Treatment = ORDINARY

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer, by WSGI. A connection that ends badly is the server's to end; it is told in the environment.

        The status line is written as Azure writes it: Compute's has no reason phrase (recorded).
        """
        if self.treatment.ending is not None:
            environ[ENDING] = self.treatment
        start_response(f"{self.answer.status} {self.answer.reason}", self.headers)
        return [self.answer.body]


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


class ArmApplication:
    """The WSGI application over a simulation.

    It takes every path with every method: what is unknown is ARM's to refuse. It holds no state of its own.
    """

    def __init__(self, simulation: Running) -> None:
        self._simulation = simulation

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer one request, by WSGI."""
        request = Request(environ)
        try:
            answer = self._answer(_incoming(request))
        except HTTPException as error:  # a body that breaks off, say
            answer = self._refuse(request, errors.BAD_REQUEST(reason=error.description or error.name))
        except Exception as error:  # noqa: BLE001 # a fault of the simulator: told as such, and written down
            answer = self._refuse(
                request,
                errors.INTERNAL_ERROR(reason=f"{type(error).__name__}: {error}"),
                traceback=traceback.format_exc(),
            )
        return answer(environ, start_response)

    def _answer(self, incoming: ArmRequest) -> WireAnswer:
        simulation, match = self._simulation, _open_match(incoming)
        with simulation.lock:
            simulation.catch_up()
            treatment = ORDINARY if match else simulation.cloud.watcher.treatment(incoming)
            if not treatment.delay:
                return _respond(simulation.cloud, incoming, match, treatment)
            wait = simulation.hold_up(treatment.delay)
        wait()
        with simulation.lock:
            simulation.catch_up()
            return _respond(simulation.cloud, incoming, match, treatment)

    def _refuse(self, request: Request, refusal: errors.ArmError, **details: str) -> WireAnswer:
        """What goes wrong before a request is one of ARM's."""
        with self._simulation.lock:
            cloud = self._simulation.cloud
            if details:
                _record_refusal(cloud, request.method, request.path, refusal, **details)
            return _enveloped(cloud, refusal.answer(), request.method, request.headers)


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


def _open_match(incoming: ArmRequest) -> Match | None:
    """The match of what needs no token; its requests are ordinary always."""
    match = OPEN_ROUTES.find(incoming.path)
    return match if match is not None and incoming.method in match.routes else None


def _respond(cloud: Cloud, incoming: ArmRequest, open_match: Match | None, treatment: Treatment) -> WireAnswer:
    if not treatment.handled:
        return WireAnswer(Answer(503), [], treatment)
    if treatment.clock_skew:
        incoming = replace(incoming, clock_skew=treatment.clock_skew)
    try:
        if open_match is None:
            answer = gateway.handle(cloud, ARM_ROUTES, incoming)
        else:
            answer = open_match.routes[incoming.method].handler(cloud, replace(incoming, names=open_match.names))
    except errors.ArmError as error:
        answer = error.answer()
        _record_refusal(cloud, incoming.method, incoming.path, error)
    except SignInRefusedError as error:
        answer = error.answer(cloud)
        code = f"AADSTS{error.refusal.code}"
        cloud.surroundings.record("sign-in", "refused", status=answer.status, code=code, message=error.message)
    return _enveloped(cloud, answer, incoming.method, incoming.headers, treatment)


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
) -> WireAnswer:
    """The whole answer. The gateway's own errors have the correlation id as request id, too (recorded)."""
    surroundings = cloud.surroundings
    correlation_id = request_headers.get(envelope.CORRELATION, "") or surroundings.identifier()
    request_id = correlation_id if envelope.FAILURE_CAUSE in answer.headers else surroundings.identifier()
    echo = request_headers.get(envelope.RETURN_CLIENT_REQUEST, "").lower() == "true"
    client_request_id = request_headers.get(envelope.CLIENT_REQUEST, "") if echo else ""
    if method == "HEAD":
        answer = replace(answer, body=b"", content_type="")
    ids = envelope.Envelope(request_id, correlation_id, client_request_id, treatment.clock_skew)
    return WireAnswer(answer, envelope.headers(answer, ids, surroundings), treatment)
