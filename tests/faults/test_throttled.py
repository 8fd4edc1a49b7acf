"""``throttled``: 429, from Compute and from ARM."""

import json

from support.http_client import Served


def test_compute_answers_429_without_an_outer_error_and_says_when_to_come_back(served: Served) -> None:
    served.simulator.inject("throttled", count=1, retry_after=7)
    answer = served.client.start_command("win-vm", "hostname")
    assert answer.status_line == "429 "
    assert answer.header("Retry-After") == "7"
    assert answer.header("x-ms-ratelimit-remaining-resource") == "Microsoft.Compute/UpdateVMSubscriptionMaximum;0"
    assert answer.header("x-ms-failure-cause") == ""
    body = answer.json
    assert list(body) == ["code", "message", "details"]
    assert body["code"] == "OperationNotAllowed"
    assert body["message"] == (
        "The server rejected the request because too many requests have been received for this subscription."
    )
    (detail,) = body["details"]
    assert (detail["code"], detail["target"]) == ("TooManyRequests", "UpdateVMSubscriptionMaximum")
    assert json.loads(detail["message"])["operationGroup"] == "UpdateVMSubscriptionMaximum"


def test_nothing_of_a_throttled_request_is_carried_out(served: Served) -> None:
    served.script()
    served.simulator.inject("throttled", count=1)
    served.client.start_command("win-vm", "x")
    assert served.events("compute") == []
    assert served.client.run_command("win-vm", "x")["status"] == "Succeeded"


def test_arm_answers_429_in_its_own_style(served: Served) -> None:
    served.simulator.inject("throttled", by="resource-manager", retry_after=6)
    answer = served.client.get(served.client.group)
    assert (answer.status_line, answer.header("Retry-After")) == ("429 Too Many Requests", "6")
    assert answer.header("x-ms-failure-cause") == "gateway"
    assert answer.json == {
        "error": {
            "code": "SubscriptionRequestsThrottled",
            "message": (
                f"Number of requests for subscription '{served.client.estate.subscription_id}' and operation "
                f"'GET{served.client.group.upper()}' exceeded the backend storage limit. Please try again after "
                "'6' seconds."
            ),
        }
    }


def test_compute_has_no_say_in_requests_that_are_none_of_its_own(served: Served) -> None:
    order = served.simulator.inject("throttled", count=1)
    assert served.client.get(served.client.group).status == 200
    assert order.struck == 0


def test_a_request_that_arm_refuses_anyway_is_no_occasion(served: Served) -> None:
    order = served.simulator.inject("throttled", count=1)
    served.client.token = ""
    assert served.client.start_command("win-vm", "x").status == 401
    assert order.struck == 0
