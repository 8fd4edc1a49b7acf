"""The bugs of real clients, one a class. The tests beside find each of them: `pytest --client GivesUpOnConflict`."""

import json
from collections.abc import Mapping
from typing import Any

import requests
from run_command_client import OutcomeUnknownError, RunCommandClient


class GivesUpOnConflict(RunCommandClient):
    """Takes 409 for the end, though the VM is only busy."""

    def is_busy(self, answer: requests.Response) -> bool:
        return answer.status_code == requests.codes.too_many_requests


class RetriesConflictForEver(RunCommandClient):
    """Waits for a busy VM without an end."""

    busy_patience = float("inf")


class RepeatsThePost(RunCommandClient):
    """Sends the script again where it got no answer, as HTTP libraries do for GET: the script runs twice."""

    def post(self, vm: str, body: dict[str, Any]) -> requests.Response:
        for _ in range(3):
            try:
                return super().post(vm, body)
            except OutcomeUnknownError:
                self._sleep(1.0)
        return super().post(vm, body)


class TrustsSucceeded(RunCommandClient):
    """Believes that the script went well because the operation did."""

    def read(self, statuses: list[dict[str, str]]) -> str:
        output, _ = self.split(statuses)
        return output


class ReadsTheSecondStatus(RunCommandClient):
    """Looks for StdErr in ``value[1]``, which is not there on Linux."""

    def split(self, statuses: list[dict[str, str]]) -> tuple[str, str]:
        return statuses[0]["message"], statuses[1]["message"]


class ParsesWhatIsLeft(RunCommandClient):
    """Parses the last 4,096 bytes of a longer JSON."""

    def run_json(self, vm: str, script: str) -> Any:
        return json.loads(self.run(vm, script))


class LooksForAnEnding(RunCommandClient):
    """Looks for a code that ends with ``/stdout``; Azure's is ``ComponentStatus/StdOut/succeeded``."""

    def split(self, statuses: list[dict[str, str]]) -> tuple[str, str]:
        messages = {status["code"]: status["message"] for status in statuses}
        output = next((text for code, text in messages.items() if code.endswith("/stdout")), "")
        error = next((text for code, text in messages.items() if code.endswith("/stderr")), "")
        return output, error


class GivesUpEarly(RunCommandClient):
    """Has a timeout of three minutes of its own; the script goes on, and the next one meets 409."""

    run_patience = 180.0


class KnowsOnlySuccess(RunCommandClient):
    """Polls until the operation has succeeded. Operations fail, too."""

    def wait(self, operation_url: str) -> list[dict[str, str]]:
        while (operation := self.poll(operation_url)).get("status") != "Succeeded":
            self._sleep(30.0)
        return list(operation["properties"]["output"]["value"])


class SendsRawParameters(RunCommandClient):
    """Sends values as parameters, which pass through cmd.exe on their way to PowerShell."""

    def body(self, vm: str, script: str, values: Mapping[str, str]) -> dict[str, Any]:
        if not values:
            return super().body(vm, script, values)
        names = ", ".join(f"${name}" for name in values)
        parameters = [{"name": name, "value": value} for name, value in values.items()]
        return {**super().body(vm, f"param({names})\n{script}", {}), "parameters": parameters}
