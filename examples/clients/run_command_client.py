"""A small client of Action Run Command over plain HTTP that survives what Azure does to it. Each comment says why."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

API_VERSION = "2024-07-01"
POLL_SECONDS = 30.0
"""As often as the Azure CLI asks."""

CUT_AT = 4096 - 3
"""Bytes; output that is as long as this may have lost its beginning (a character of up to four bytes is never cut)."""


class RunCommandError(Exception):
    """What goes wrong with a run command."""


class RefusedError(RunCommandError):
    """Azure refused the request; the script has not run."""


class BusyError(RefusedError):
    """Another script has been running on the VM for longer than we wait."""


class OutcomeUnknownError(RunCommandError):
    """The script may have run, may be running, or may never run: look at the VM before you send it again."""


class RunFailedError(RunCommandError):
    """The operation failed; the script may have run all the same."""


class ScriptFailedError(RunCommandError):
    """The script ran, and wrote to its standard error."""


class OutputCutError(RunCommandError):
    """Only the end of the output has come."""


class RunCommandClient:
    """Runs scripts on the VMs of one resource group.

    ``token`` gives an access token, with True a new one; ``sleep`` waits for seconds.
    """

    busy_patience = 600.0
    """Seconds for which another script on the VM is waited for."""
    run_patience = 95 * 60.0
    """Seconds for which our own script is waited for: longer than the 90 minutes that Azure gives it."""

    def __init__(
        self,
        group_url: str,
        token: Callable[[bool], str],
        sleep: Callable[[float], None] = time.sleep,
        verify: str | bool = True,
    ) -> None:
        self._group_url = group_url
        self._token = token
        self._sleep = sleep
        self._verify = verify
        self._session = requests.Session()

    def run(self, vm: str, script: str, values: Mapping[str, str] | None = None) -> str:
        """Run a script to its end and return its standard output, of which Azure keeps the last 4,096 bytes.

        ``values`` become variables of a PowerShell script. Raises ``RunCommandError``.
        """
        return self.read(self.wait(self.begin(vm, self.body(vm, script, values or {}))))

    def run_json(self, vm: str, script: str) -> Any:
        """Run a script that prints JSON. Raises ``OutputCutError`` where its beginning may be missing."""
        output = self.run(vm, script)
        if len(output.encode()) >= CUT_AT:
            raise OutputCutError(f"{vm}: the output has reached Azure's 4,096 bytes; let the script print less")
        return json.loads(output)

    def body(self, vm: str, script: str, values: Mapping[str, str]) -> dict[str, Any]:
        """The request. Parameters would pass through cmd.exe, which takes `&`, `^` and blanks for its own."""
        quoted = [f"${name} = {self.quoted(value)}" for name, value in values.items()]
        command_id = "RunShellScript" if "linux" in vm else "RunPowerShellScript"
        return {"commandId": command_id, "script": [*quoted, script]}

    def quoted(self, value: str) -> str:
        r"""A value in PowerShell. Run Command takes a backslash before an n for a line break, so they are parted."""
        text = value.replace("'", "''").replace(r"\n", r"\' + 'n")
        return f"('{text}')"

    def begin(self, vm: str, body: dict[str, Any]) -> str:
        """Send the command; returns the URL to poll. A POST is repeated only where Azure says that nothing was done."""
        waited = 0.0
        while True:
            answer = self.post(vm, body)
            if answer.status_code == requests.codes.accepted:
                return answer.headers["Azure-AsyncOperation"]
            if not self.is_busy(answer):
                raise RefusedError(f"{vm}: {answer.status_code} {answer.text}")
            if waited >= self.busy_patience:
                raise BusyError(f"{vm} has been busy for {waited:.0f} s")
            pause = float(answer.headers.get("Retry-After", POLL_SECONDS))
            self._sleep(pause)
            waited += pause

    def post(self, vm: str, body: dict[str, Any]) -> requests.Response:
        """POST once. Without an answer, or with a 5xx, nobody knows whether the script runs."""
        try:
            answer = self.request("POST", f"{self._group_url}/virtualMachines/{vm}/runCommand", json=body)
        except requests.RequestException as error:
            raise OutcomeUnknownError(f"{vm}: no answer to the request: {error}") from error
        if answer.status_code >= requests.codes.internal_server_error:
            raise OutcomeUnknownError(f"{vm}: Azure failed with {answer.status_code} {answer.text}")
        return answer

    def is_busy(self, answer: requests.Response) -> bool:
        """Whether a refusal is worth another try: another script runs, or there were too many requests."""
        if answer.status_code == requests.codes.too_many_requests:
            return True
        return answer.status_code == requests.codes.conflict and "execution is in progress" in answer.text

    def wait(self, operation_url: str) -> list[dict[str, str]]:
        """Poll until the operation has ended, well or not; returns the statuses of its result."""
        waited = 0.0
        while waited < self.run_patience:
            operation = self.poll(operation_url)
            if operation.get("status") == "Succeeded":
                return list(operation["properties"]["output"]["value"])
            if operation.get("status") in ("Failed", "Canceled"):
                raise RunFailedError(json.dumps(operation.get("error", {})))
            self._sleep(POLL_SECONDS)
            waited += POLL_SECONDS
        raise OutcomeUnknownError(f"the operation has not ended within {waited:.0f} s")

    def poll(self, operation_url: str) -> dict[str, Any]:
        """What the operation is like; nothing where there is no good answer, since a GET may always be repeated."""
        try:
            answer = self.request("GET", operation_url)
            return dict(answer.json()) if answer.ok else {}
        except requests.RequestException:
            return {}

    def request(self, method: str, url: str, **content: Any) -> requests.Response:
        """One request; with a new token where the first is not taken any more."""
        for renewed in (False, True):
            headers = {"Authorization": f"Bearer {self._token(renewed)}"}
            query = {} if "api-version=" in url else {"api-version": API_VERSION}
            answer = self._session.request(
                method, url, params=query, headers=headers, verify=self._verify, timeout=60, **content
            )
            if answer.status_code != requests.codes.unauthorized:
                break
        return answer

    def read(self, statuses: list[dict[str, str]]) -> str:
        """The standard output. `Succeeded` says only that the script has ended: errors show on standard error."""
        output, error = self.split(statuses)
        if error.strip():
            raise ScriptFailedError(error)
        return output

    def split(self, statuses: list[dict[str, str]]) -> tuple[str, str]:
        """Both streams: two statuses on Windows, told apart by their codes; one with both streams on Linux."""
        messages = {status["code"].lower(): status.get("message") or "" for status in statuses}
        if "componentstatus/stdout/succeeded" in messages:
            return messages["componentstatus/stdout/succeeded"], messages["componentstatus/stderr/succeeded"]
        _, _, streams = statuses[0]["message"].partition("[stdout]\n")
        output, _, error = streams.rpartition("\n[stderr]\n")
        return output, error
