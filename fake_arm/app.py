"""The web application: every request passes here, with the lock of the simulation held."""

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException

from fake_arm import directory_api, envelope, errors, gateway
from fake_arm.answer import Answer
from fake_arm.authorization import api as authorization_api
from fake_arm.cloud import Cloud
from fake_arm.compute import documents_api, machines_api, operations_api, power_api, run_command, scale_sets_api
from fake_arm.request import BODY_LIMIT, ArmRequest
from fake_arm.resources import api as resources_api
from fake_arm.routes import RouteTable
from fake_arm.sign_in import grants, metadata, openid
from fake_arm.sign_in.refusals import SignInRefusedError

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

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class WireResponse(Response):
    """A response whose status line is written as Azure writes it: Compute's has no reason phrase (recorded)."""

    reason = ""
    automatically_set_content_length = False

    def get_wsgi_response(self, environ: Any) -> Any:
        """The WSGI parts, with our status line."""
        body, _, headers = super().get_wsgi_response(environ)
        return body, f"{self.status_code} {self.reason}", headers


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


def create_app(simulation: Running) -> Flask:
    """The application over a simulation."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = None

    def answer(**_path: str) -> Response:
        incoming = _incoming(request)
        with simulation.lock:
            simulation.catch_up()
            return _respond(simulation.cloud, incoming)

    app.add_url_rule("/", view_func=answer, methods=METHODS, provide_automatic_options=False)
    app.add_url_rule("/<path:path>", view_func=answer, methods=METHODS, provide_automatic_options=False)
    app.register_error_handler(HTTPException, _plain_http_error)
    return app


def _plain_http_error(error: HTTPException) -> Any:
    return error.get_response()


def _incoming(incoming: Request) -> ArmRequest:
    body = incoming.stream.read(BODY_LIMIT + 1)
    return ArmRequest(
        method=incoming.method,
        path=incoming.path,
        base=f"{incoming.scheme}://{incoming.host}",
        query={name.lower(): value for name, value in incoming.args.items()},
        headers=incoming.headers,
        body=body,
        correlation_id=incoming.headers.get(envelope.CORRELATION, ""),
    )


def _respond(cloud: Cloud, incoming: ArmRequest) -> Response:
    surroundings = cloud.surroundings
    request_id = surroundings.identifier()
    correlation_id = incoming.correlation_id or surroundings.identifier()
    try:
        answer = _dispatch(cloud, incoming)
    except errors.ArmError as error:
        answer = error.answer()
        if error.text.style is errors.Style.GATEWAY:
            request_id = correlation_id
        surroundings.record(
            "gateway",
            "refused",
            request=f"{incoming.method} {incoming.path}",
            status=answer.status,
            code=error.text.code,
            message=error.message,
        )
    except SignInRefusedError as error:
        answer = error.answer(cloud)
        surroundings.record(
            "sign-in", "refused", status=answer.status, code=f"AADSTS{error.refusal.code}", message=error.message
        )
    echo = incoming.headers.get(envelope.RETURN_CLIENT_REQUEST, "").lower() == "true"
    client_request_id = incoming.headers.get(envelope.CLIENT_REQUEST, "") if echo else ""
    if incoming.method == "HEAD":
        answer = Answer(answer.status, b"", "", answer.headers, answer.reason)
    response = WireResponse(answer.body, status=answer.status)
    response.reason = answer.reason
    response.headers.clear()
    for name, value in envelope.headers(
        answer, envelope.Envelope(request_id, correlation_id, client_request_id), surroundings
    ):
        response.headers.add(name, value)
    return response


def _dispatch(cloud: Cloud, incoming: ArmRequest) -> Answer:
    match = OPEN_ROUTES.find(incoming.path)
    if match is not None and incoming.method in match.routes:
        return match.routes[incoming.method].handler(cloud, replace(incoming, names=match.names))
    return gateway.handle(cloud, ARM_ROUTES, incoming)
