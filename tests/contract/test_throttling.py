"""Rate limits: what the headers count, and the two kinds of 429 where limits are enforced."""

import json

import pytest
from support.arm_client import ArmClient, MakeAzure, SimulatedAzure

from simulator.time_modes import ManualTime

RESOURCE = "x-ms-ratelimit-remaining-resource"


@pytest.fixture
def limited(make_azure: MakeAzure) -> SimulatedAzure:
    """An estate that enforces the limits."""
    return make_azure(enforce_limits=True, mode=ManualTime)


def remaining(client: ArmClient, vm: str = "win-vm", action: str = "start") -> str:
    """What the header of a power operation says is left."""
    return client.post(f"{client.vm(vm)}/{action}").headers[RESOURCE]


def test_each_vm_has_a_limit_of_its_own_below_the_subscriptions(owner: ArmClient) -> None:
    head, each = "Microsoft.Compute/UpdateVMSubscriptionMaximum", "Microsoft.Compute/UpdateVMResource"
    assert remaining(owner) == f"{head};1499,{each};11"
    assert remaining(owner) == f"{head};1498,{each};10"
    assert remaining(owner, "linux-vm") == f"{head};1497,{each};11"


def test_operations_on_one_vm_share_its_limit(owner: ArmClient) -> None:
    remaining(owner)
    assert remaining(owner, action="restart").endswith("UpdateVMResource;10")
    assert owner.start_command("win-vm", commandId="RunNothing").headers[RESOURCE].endswith("UpdateVMResource;9")


def test_a_limit_fills_up_again_with_time(azure: SimulatedAzure) -> None:
    for _ in range(3):
        remaining(azure.owner)
    azure.advance(60)
    assert remaining(azure.owner).endswith("UpdateVMResource;11")


def test_by_default_nothing_is_throttled(owner: ArmClient) -> None:
    answers = [owner.post(f"{owner.vm()}/start") for _ in range(20)]
    assert {answer.status for answer in answers} == {202}
    assert answers[-1].headers[RESOURCE].endswith("UpdateVMResource;0")


def test_the_gateways_own_errors_count_against_no_limit(owner: ArmClient) -> None:
    for _ in range(3):
        owner.get(owner.vm("ghost"), api_version=None)
    assert owner.get(owner.vm()).headers["x-ms-ratelimit-remaining-subscription-global-reads"] == "3749"


def test_computes_429_has_no_outer_error(limited: SimulatedAzure) -> None:
    owner = limited.owner
    for _ in range(12):
        assert owner.post(f"{owner.vm()}/start").status == 202
    answer = owner.post(f"{owner.vm()}/start")

    assert answer.status_line == "429 "
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers[RESOURCE] == "Microsoft.Compute/UpdateVMResource;0"
    assert list(answer.json) == ["code", "message", "details"]
    assert answer.json["code"] == "OperationNotAllowed"
    assert answer.json["message"] == (
        "The server rejected the request because too many requests have been received for this subscription."
    )
    (detail,) = answer.json["details"]
    assert (detail["code"], detail["target"]) == ("TooManyRequests", "UpdateVMResource")
    assert json.loads(detail["message"]) == {
        "operationGroup": "UpdateVMResource",
        "allowedRequestCount": 12,
        "measuredRequestCount": 13,
    }


def test_after_a_while_requests_are_taken_again(limited: SimulatedAzure) -> None:
    owner = limited.owner
    for _ in range(13):
        owner.post(f"{owner.vm()}/start")
    limited.advance(5)
    assert owner.post(f"{owner.vm()}/start").status == 202


def test_the_gateways_429_names_the_subscription_and_the_operation(limited: SimulatedAzure) -> None:
    owner = limited.owner
    buckets = limited.simulation.cloud.buckets
    for number in range(200):
        owner.post(f"{owner.vm('linux-vm' if number % 2 else 'win-vm')}/start")
        buckets._levels = {key: left for key, left in buckets._levels.items() if not key[0].startswith("Microsoft.")}
    answer = owner.post(f"{owner.vm()}/start")

    assert answer.status_line == "429 Too Many Requests"
    assert answer.headers["x-ms-failure-cause"] == "gateway"
    assert answer.headers["Retry-After"] == "6"
    assert answer.code == "SubscriptionRequestsThrottled"
    assert answer.message == (
        f"Number of requests for subscription '{owner.estate.subscription_id}' and operation "
        f"'POST{owner.vm().upper()}/START' exceeded the backend storage limit. Please try again after '6' seconds."
    )
