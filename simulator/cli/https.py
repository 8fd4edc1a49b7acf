"""The command line's one way to ask a running simulator: HTTPS, its own authority, no proxy, no redirect."""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import click

PATIENCE = 60
"""Seconds for one answer. A jump in time over a busy estate takes a few."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its headers by lower-case name, and its JSON ({} where there is none)."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def failed(self) -> bool:
        """Whether it is a refusal."""
        return self.status >= http.HTTPStatus.BAD_REQUEST


def ask(
    method: str, url: str, authority_file: str, *, headers: Mapping[str, str] | None = None, body: str | None = None
) -> Reply:
    """Send one request. Raises ``click.ClickException`` where no whole answer comes."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    content = None if body is None else body.encode()
    try:
        context = ssl.create_default_context(cafile=authority_file)
    except OSError as error:
        raise click.ClickException(
            f"the certificate authority {authority_file}, which the ready file names, can't be read "
            f"({error.strerror}): if that simulator has ended, start another with 'run-command-simulator serve'"
        ) from error
    try:
        status, names, answer = _exchange(method, parts.netloc, path, context, content, headers or {})
    except (OSError, http.client.HTTPException) as error:
        raise click.ClickException(
            f"the simulator at {parts.scheme}://{parts.netloc} does not answer ({str(error) or type(error).__name__}): "
            "if it has ended, start another with 'run-command-simulator serve'"
        ) from error
    try:
        return Reply(status, names, json.loads(answer) if answer else {})
    except ValueError as error:
        raise click.ClickException(f"{method} {parts.path} was answered with {status} and no JSON: {error}") from error


def _exchange(
    method: str, server: str, path: str, context: ssl.SSLContext, body: bytes | None, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPSConnection(server, timeout=PATIENCE, context=context)
    try:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()
