"""What is done to the servers: whole run commands, and their like elsewhere."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from tools.bench.servers import Connection, ServerError, path_of

REQUESTS_OF_A_RUN = 4
"""POST, two polls, the final GET."""

_CREDENTIAL = "key/20260115/us-east-1/ssm/aws4_request"
_SSM_HEADERS = {
    "Content-Type": "application/x-amz-json-1.1",
    "Authorization": f"AWS4-HMAC-SHA256 Credential={_CREDENTIAL}, SignedHeaders=host, Signature=0",
}


class RunCommandClient:
    """Runs commands on a VM: scripted ones on the default estate's Windows VM, unless told otherwise."""

    def __init__(
        self,
        ready: Mapping[str, Any],
        vm: str = "win-vm",
        command: str = "RunPowerShellScript",
        *,
        scripted: bool = True,
    ) -> None:
        self._command = command
        self._ready = ready
        self.connection = Connection(urlsplit(ready["resourceManager"]).port or 443, ready["caFile"])
        self._headers = {"Authorization": f"Bearer {self._token()}", "Content-Type": "application/json"}
        group = f"/subscriptions/{ready['subscriptionId']}/resourceGroups/my-resource-group"
        machine = f"{group}/providers/Microsoft.Compute/virtualMachines/{vm}"
        self._path = f"{machine}/runCommand?api-version=2024-07-01"
        if scripted:
            self.add_rule("", "hello\n", 1.0)
            self.add_rule("never ends", "", None)

    def _token(self) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._ready["clientId"],
            "client_secret": self._ready["clientSecret"],
            "scope": f"{self._ready['resourceManager']}//.default",
        }
        path = f"/{self._ready['tenantId']}/oauth2/v2.0/token"
        media_type = {"Content-Type": "application/x-www-form-urlencoded"}
        _, content = self.connection.send("POST", path, urlencode(form), media_type)
        return str(json.loads(content)["access_token"])

    def add_rule(self, script: str, stdout: str, duration: float | None) -> None:
        """Script the outcome of scripts; ``duration`` is in simulated seconds, None never ends."""
        headers = {"Authorization": f"Bearer {self._ready['controlToken']}", "Content-Type": "application/json"}
        rule = json.dumps({"script": script, "stdout": stdout, "duration": duration})
        self.connection.send("POST", "/_simulator/rules", rule, headers)

    def run(self, script: str = "hello", *, expected: str = "Succeeded") -> None:
        """One whole run command: POST, two polls, the final GET where it succeeds."""
        send, headers = self.connection.send, self._headers
        accepted, _ = send("POST", self._path, json.dumps({"commandId": self._command, "script": [script]}), headers)
        poll = path_of(accepted.headers["Azure-AsyncOperation"])
        send("GET", poll, headers=headers)
        status = "InProgress"
        while status == "InProgress":
            _, content = send("GET", poll, headers=headers)
            status = json.loads(content)["status"]
        if status != expected:
            raise ServerError(f"the run is {status}, not {expected}")
        if status == "Succeeded":
            send("GET", path_of(accepted.headers["Location"]), headers=headers)


def bare_requests(connection: Connection) -> None:
    """As many requests of about the same size to a route that does nothing."""
    body = json.dumps({"commandId": "RunPowerShellScript", "script": ["hello"]})
    connection.send("POST", "/route", body, {"Content-Type": "application/json"})
    for _ in range(REQUESTS_OF_A_RUN - 1):
        connection.send("GET", "/route")


REQUESTS_OF_SSM = 2


def ssm_command(connection: Connection) -> None:
    """AWS's like in moto: send a command, get its invocation."""
    command = {
        "InstanceIds": ["i-00000000000000001"],
        "DocumentName": "AWS-RunShellScript",
        "Parameters": {"commands": ["hello"]},
    }
    _, content = connection.send("POST", "/", json.dumps(command), _ssm("SendCommand"))
    sent = {"CommandId": json.loads(content)["Command"]["CommandId"], "InstanceId": "i-00000000000000001"}
    connection.send("POST", "/", json.dumps(sent), _ssm("GetCommandInvocation"))


def _ssm(action: str) -> dict[str, str]:
    return {**_SSM_HEADERS, "X-Amz-Target": f"AmazonSSM.{action}"}
