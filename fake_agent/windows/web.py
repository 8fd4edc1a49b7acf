"""The network as a process of the machine reaches it: names, connections, web requests.

A web request is answered by the machine itself, by Azure's metadata service, or by a stub; else by nobody. What the
machine's network and firewall don't let out reaches no stub either.
"""

import mimetypes
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urljoin

from fake_agent.stubs import WebStub
from fake_agent.web import CONNECT, NAME_RESOLUTION, TIMEOUT, WebAnswer, WebFailure, WebRequest, split_url
from fake_agent.windows import local_site
from fake_agent.windows.endpoints import listens
from fake_agent.windows.instance_metadata import METADATA_ADDRESS, answer
from fake_agent.windows.names import resolve
from fake_agent.windows.reach import CONNECT_SECONDS, reachable

if TYPE_CHECKING:
    from fake_agent.windows.execution import Execution

MOST_REDIRECTIONS = 50
REFUSED_SECONDS = 2.0
"""How long it takes until a port of the machine itself is found closed (Windows tries again)."""

_REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
_WEB_PORT = 80


class WindowsNetwork:
    """The network of one process's machine; see ``fake_agent.powershell.host.Network``."""

    def __init__(self, execution: "Execution") -> None:
        self._execution = execution
        self._machine = execution.machine

    def address(self, name: str) -> str | None:
        """The IPv4 address of a name or address."""
        return resolve(self._machine, name)

    def connect(self, name: str, port: int, timeout: float | None = None) -> None:
        """Open a TCP connection; ``WebFailure`` where nobody answers."""
        address = resolve(self._machine, name)
        if address is None:
            raise WebFailure(NAME_RESOLUTION, name)
        if not reachable(self._machine, address, port):
            self._give_up(address, timeout, name)

    def fetch(self, request: WebRequest) -> WebAnswer:
        """The answer to a request, after redirections; ``WebFailure`` where nobody answers."""
        found = self._fetch_once(request)
        for _ in range(MOST_REDIRECTIONS):
            location = found.header("Location")
            if found.status not in _REDIRECTIONS or not location or not request.follows:
                break
            method = request.method if found.status in {307, 308} else "GET"
            request = replace(request, url=_joined(request.url, location), method=method)
            found = self._fetch_once(request)
        self._execution.note("web request answered", method=request.method, url=request.url, status=found.status)
        return found

    def _fetch_once(self, request: WebRequest) -> WebAnswer:
        machine = self._machine
        address = resolve(machine, request.host)
        stub = self._execution.find_answer(request.method, request.url)
        if address in {"127.0.0.1", machine.address}:
            return self._own(request, address, stub)
        if address == METADATA_ADDRESS and reachable(machine, address, request.port):
            return self._stubbed(request, stub) if stub else self._metadata(request)
        if not machine.network.reaches_outside or (address is None and stub is None):
            if stub is None:
                self._note_missing(request)
            raise WebFailure(NAME_RESOLUTION if address is None else CONNECT, request.host)
        if stub is None or not machine.firewall.allows_out(request.port):
            if stub is None:
                self._note_missing(request)
            self._give_up(address or "", request.timeout, request.host)
        return self._stubbed(request, stub)

    def _note_missing(self, request: WebRequest) -> None:
        self._execution.note("web request has no stub", method=request.method, url=request.url)

    def _give_up(self, address: str, timeout: float | None, host: str) -> NoReturn:
        """Wait as long as Windows tries, or as the caller does."""
        own = address in {"127.0.0.1", self._machine.address}
        tries = REFUSED_SECONDS if own else CONNECT_SECONDS
        if timeout is not None and timeout < tries:
            self._execution.wait(timeout)
            raise WebFailure(TIMEOUT, host)
        self._execution.wait(tries)
        raise WebFailure(CONNECT, host)

    def _own(self, request: WebRequest, address: str, stub: WebStub | None) -> WebAnswer:
        if stub is not None:
            return self._stubbed(request, stub)
        if not listens(self._machine, request.port) or split_url(request.url).scheme != "http":
            self._give_up(address, request.timeout, request.host)
        if request.port == _WEB_PORT:
            return local_site.answer(self._machine, request)
        return WebAnswer(request.url, 404, {"Content-Length": "0", "Server": "Microsoft-HTTPAPI/2.0"})

    def _metadata(self, request: WebRequest) -> WebAnswer:
        parts = split_url(request.url)
        status, body = answer(self._machine, parts.path, parts.query, request.headers)
        content = body.encode()
        kind = "application/json; charset=utf-8" if body[:1] in "{[" else "text/plain; charset=utf-8"
        headers = {"Content-Length": str(len(content)), "Content-Type": kind, "Server": "IMDS/150.870.65.1854"}
        return WebAnswer(request.url, status, headers, content)

    def _stubbed(self, request: WebRequest, stub: WebStub) -> WebAnswer:
        self._execution.note("stub used", name=stub.url, arguments=f"{request.method} {request.url}")
        if stub.duration is None or (request.timeout is not None and stub.duration > request.timeout):
            if request.timeout is None:
                self._execution.wait_for_ever()
            self._execution.wait(request.timeout)
            raise WebFailure(TIMEOUT, request.host)
        self._execution.wait(stub.duration)
        given = {name.casefold() for name in stub.headers}
        headers = dict(stub.headers)
        if "content-type" not in given:
            headers["Content-Type"] = _content_type(request.url, stub)
        if "content-length" not in given:
            headers["Content-Length"] = str(len(stub.content))
        return WebAnswer(request.url, stub.status, headers, b"" if request.method == "HEAD" else stub.content)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _content_type(url: str, stub: WebStub) -> str:
    """What a server would say of the body: by the name of the file, else by its look."""
    guessed = mimetypes.guess_type(split_url(url).path)[0]
    if stub.body_base64:
        return guessed or "application/octet-stream"
    if stub.body.lstrip()[:1] in {"{", "["}:
        return "application/json; charset=utf-8"
    return f"{guessed or 'text/plain'}; charset=utf-8"
