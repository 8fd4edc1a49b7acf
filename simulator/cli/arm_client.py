"""The command line as a client of the simulated Azure: it signs in as the Owner, starts operations, polls them."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import click

from simulator.cli import https
from simulator.cli.control_client import ControlClient

API_VERSION = "2024-11-01"
LONGEST_PAUSE = 2.0
"""Seconds of the wall clock between two polls. Azure's clients wait 30; somebody sits before this one."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A long-running operation: its id, where its status is, where its result will be."""

    operation: str
    status_url: str
    result_url: str


@dataclass(frozen=True)
class ArmClient:
    """Azure Resource Manager of a running simulator."""

    control: ControlClient

    @cached_property
    def _token(self) -> str:
        ready = self.control.ready
        form = {
            "grant_type": "client_credentials",
            "client_id": ready["clientId"],
            "client_secret": ready["clientSecret"],
            "scope": f"{ready['resourceManager']}//.default",
        }
        reply = self._ask("POST", f"{ready['resourceManager']}/{ready['tenantId']}/oauth2/v2.0/token", urlencode(form))
        return str(reply.body["access_token"])

    def _ask(self, method: str, url: str, body: str, headers: dict[str, str] | None = None) -> https.Reply:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = https.ask(method, url, self.control.ready["caFile"], headers=headers or form, body=body)
        if reply.failed:
            raise click.ClickException(_refusal(reply))
        return reply

    def request(self, method: str, url: str, body: dict[str, Any] | None = None) -> https.Reply:
        """One request, signed in. ``url`` may be a path. Raises ``click.ClickException`` with code and text."""
        if url.startswith("/"):
            url = f"{self.control.ready['resourceManager']}{url}?api-version={API_VERSION}"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        return self._ask(method, url, json.dumps(body) if body is not None else "", headers)

    def begin(self, path: str, body: dict[str, Any] | None = None) -> Accepted:
        """POST what takes long."""
        reply = self.request("POST", path, body)
        return Accepted(
            reply.headers["x-ms-request-id"], reply.headers["azure-asyncoperation"], reply.headers["location"]
        )

    def wait(self, accepted: Accepted, on_poll: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """Poll until the operation has ended, and return its status. ``on_poll`` is told each one before."""
        while True:
            reply = self.request("GET", accepted.status_url)
            if reply.body["status"] != "InProgress":
                return reply.body
            on_poll(reply.body)
            time.sleep(min(LONGEST_PAUSE, float(reply.headers.get("retry-after-ms", LONGEST_PAUSE * 1000)) / 1000))


def _refusal(reply: https.Reply) -> str:
    """Code and text of a refusal: ARM's form, Compute's without ``error``, or sign-in's."""
    error = reply.body.get("error", reply.body)
    if isinstance(error, str):
        return f"{error} ({reply.status}): {reply.body.get('error_description', '')}"
    return f"{error.get('code', 'refused')} ({reply.status}): {error.get('message', '')}"
