"""``server-error``: 500, 503 and 504."""

import re

from support.http_client import Served

RUN_IN_PROGRESS = (
    "Run command extension execution is in progress. Please wait for completion before invoking a run command."
)


def test_500_is_computes_own(served: Served) -> None:
    served.simulator.inject("server-error", status=500)
    answer = served.client.start_command("win-vm", "x")
    assert answer.status_line == "500 "
    assert answer.header("x-ms-failure-cause") == ""
    assert answer.body == (
        b'{\r\n  "error": {\r\n    "code": "InternalExecutionError",\r\n'
        b'    "message": "An internal execution error occurred. Please retry later."\r\n  }\r\n}'
    )


def test_503_is_arms_with_what_support_asks_for(served: Served) -> None:
    served.simulator.inject("server-error")
    answer = served.client.start_command("win-vm", "x")
    assert answer.status_line == "503 Service Unavailable"
    assert (answer.code, answer.header("x-ms-failure-cause")) == ("ServerTimeout", "gateway")
    tracking = answer.headers["x-ms-request-id"]
    assert answer.headers["x-ms-correlation-request-id"] == tracking
    assert answer.message == (
        "The request timed out. Diagnostic information: timestamp '20260115T080000Z', subscription id "
        f"'{served.client.estate.subscription_id}', tracking id '{tracking}', request correlation id '{tracking}'."
    )
    assert answer.header("Retry-After") == ""


def test_504_names_the_provider_that_was_not_heard_of(served: Served) -> None:
    served.simulator.inject("server-error", status=504)
    answer = served.client.start_command("win-vm", "x")
    assert answer.status_line == "504 Gateway Timeout"
    assert (answer.code, answer.header("x-ms-failure-cause"), answer.header("Connection")) == (
        "GatewayTimeout",
        "service",
        "close",
    )
    message = "The gateway did not receive a response from 'Microsoft.Compute' within the specified time period."
    assert answer.message == message
    assert re.search("'Microsoft.Resources'", served.client.get(served.client.group).message)


def test_nothing_is_carried_out_and_another_try_succeeds(served: Served) -> None:
    served.script()
    served.simulator.inject("server-error", count=1)
    assert served.client.start_command("win-vm", "x").status == 503
    assert served.events("compute") == []
    assert served.client.run_command("win-vm", "x")["status"] == "Succeeded"


def test_carried_out_all_the_same_another_try_meets_the_run_that_it_began(served: Served) -> None:
    served.script(duration=60)
    served.simulator.inject("server-error", count=1, carried_out=True)
    assert served.client.start_command("win-vm", "x").status == 503
    again = served.client.start_command("win-vm", "x")
    assert (again.status, again.message) == (409, RUN_IN_PROGRESS)
