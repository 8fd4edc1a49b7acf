"""A client of its own: it sends one request over HTTPS and keeps what came back, also where nothing did."""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from simulator.estate import PrincipalEntry
from simulator.serving.connection import Connection

API_VERSION = "2024-07-01"

PATIENCE = 30.0
"""Seconds of the wall clock for an answer; only a broken simulator needs them."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. ``time`` is simulated seconds since the start, when it was sent.

    Where no whole answer came, ``failure`` says how it ended and ``status`` is 0 or what came before that.
    """

    method: str
    path: str
    sent: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    failure: str = ""
    time: float = 0.0

    @property
    def json(self) -> Any:
        """The body, parsed; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def header(self, name: str) -> str | None:
        """A header by its name in any case."""
        return next((value for known, value in self.headers.items() if known.lower() == name.lower()), None)


class HttpClient:
    """Sends requests as one principal, each on the connection of the one before where that is still there."""

    def __init__(self, connection: Connection, principal: PrincipalEntry) -> None:
        self._base = connection.resource_manager
        self._principal = principal
        self._tenant = connection.estate.tenant_id
        address = urlsplit(connection.resource_manager)
        context = ssl.create_default_context(cafile=connection.authority_file)
        self._http = http.client.HTTPSConnection(
            address.hostname or "", address.port, timeout=PATIENCE, context=context
        )
        self._token = ""

    def sign_in(self) -> None:
        """Get a token by client credentials, as SDKs do. Raises ``ValueError`` where it is refused."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._principal.client_id,
            "client_secret": self._principal.client_secret,
            "scope": f"{self._base}//.default",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._send("POST", f"/{self._tenant}/oauth2/v2.0/token", urlencode(form), headers)
        try:
            self._token = answer.json["access_token"]
        except (TypeError, KeyError) as error:
            raise ValueError(f"sign-in was refused: {answer.body or answer.failure}") from error

    def send(
        self,
        method: str,
        path: str,
        body: str | None = None,
        *,
        api_version: str | None = API_VERSION,
        headers: Mapping[str, str] | None = None,
        time: float = 0.0,
    ) -> Exchange:
        """One request to ARM. ``path`` may be a whole URL of an answer; ``headers`` replace those sent usually.

        Raises ``ValueError`` for what is no request of HTTP.
        """
        path = path.removeprefix(self._base)
        if api_version is not None and "api-version=" not in path:
            path += f"{'&' if '?' in path else '?'}api-version={api_version}"
        usual = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            usual["Content-Type"] = "application/json"
        return self._send(method, path, body, {**usual, **(headers or {})}, time)

    def _send(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], time: float = 0.0
    ) -> Exchange:
        sent = Exchange(method, path, body or "", time=time)
        content = None if body is None else body.encode()
        try:
            self._http.request(method, path, content, {name: text for name, text in headers.items() if text})
            answer = self._http.getresponse()
            status, received = answer.status, dict(answer.getheaders())
        except (http.client.InvalidURL, ValueError) as error:
            self.hang_up()
            raise ValueError(f"this can't be sent as HTTP: {error}") from error
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return replace(sent, failure="the connection was closed without an answer")
        try:
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            partial = getattr(error, "partial", b"").decode("utf-8", "replace")
            return replace(sent, status=status, headers=received, body=partial, failure="the body broke off")
        return replace(sent, status=status, headers=received, body=text)

    def hang_up(self) -> None:
        """End the connection; the next request makes a new one."""
        self._http.close()
