"""What an order of a fault may say, and what it is told otherwise."""

from typing import Any

import pytest

from simulator.faults.kinds import OrderError
from simulator.faults.orders import TAG, FaultOrder, from_keywords, from_tag, parse, parse_all, scalar
from simulator.faults.registry import FAULTS

MEMBERS = (
    "a fault must be a name, or a mapping with 'fault' and any of vm, tag, request, count, start, end, probability"
)
NO_REQUEST = (
    "'request' must be a pattern that begins with / or *, with or without one of GET, HEAD, POST, PUT, PATCH, DELETE "
    "before it, such as 'POST */runCommand', not "
)
NAMES = ", ".join(sorted(FAULTS))


def test_a_bare_name_is_an_order_for_all() -> None:
    assert parse("outbound-blocked") == FaultOrder("outbound-blocked")


def test_all_members_are_read() -> None:
    assert parse(
        {"fault": "outbound-blocked", "vm": "web-*", "tag": "team=tests", "count": 2, "start": 1, "end": 60,
         "probability": 0.5}
    ) == FaultOrder("outbound-blocked", "web-*", "team=tests", "", 2, 1.0, 60.0, 0.5)  # fmt: skip


def test_parameters_have_their_defaults() -> None:
    order = parse({"fault": "throttled", "request": "POST */runCommand"})
    assert order.parameters == {"retryAfter": 5, "by": "compute"}


def test_keyword_arguments_are_the_same_members_in_snake_case() -> None:
    given = {"fault": "throttled", "count": 2, "retryAfter": 7}
    assert from_keywords("throttled", {"count": 2, "retry_after": 7}) == parse(given)


def test_the_view_of_an_order_can_be_parsed_again() -> None:
    order = parse({"fault": "throttled", "request": "GET *", "count": 2, "start": 5, "end": 6, "probability": 0})
    assert order.view() == {
        "fault": "throttled", "request": "GET *", "count": 2, "start": 5.0, "end": 6.0, "probability": 0.0,
        "retryAfter": 5, "by": "compute",
    }  # fmt: skip
    assert parse(order.view()) == order


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (7, MEMBERS),
        ({}, "'fault' must be the name of a fault, such as outbound-blocked"),
        ({"fault": ["a"]}, "'fault' must be the name of a fault, such as outbound-blocked"),
        ("fire", f"there is no fault 'fire'; there are {NAMES}"),
        ({"fault": "outbound-blocked", "vm": 1}, "'vm' must be a text"),
        ({"fault": "outbound-blocked", "tag": " "}, "'tag' must not be empty: leave it out, and it narrows nothing"),
        ({"fault": "throttled", "request": ""}, "'request' must not be empty: leave it out, and it narrows nothing"),
        ({"fault": "outbound-blocked", "tag": "=web"}, "'tag' must be name=value or name, not '=web'"),
        ({"fault": "throttled", "request": "PSOT */runCommand"}, NO_REQUEST + "'PSOT */runCommand'"),
        ({"fault": "throttled", "request": "POST"}, NO_REQUEST + "'POST'"),
        ({"fault": "throttled", "request": "runCommand"}, NO_REQUEST + "'runCommand'"),
        ({"fault": "outbound-blocked", "request": "GET *"},
         "'outbound-blocked' is a fault of a VM: say where with 'vm' or 'tag', not with 'request'"),
        ({"fault": "throttled", "vm": "win-vm"},
         "'throttled' is a fault of the endpoint: say where with 'request', such as 'POST */runCommand'"),
        ({"fault": "throttled", "tag": "a"},
         "'throttled' is a fault of the endpoint: say where with 'request', such as 'POST */runCommand'"),
        ({"fault": "throttled", "count": 0}, "'count' must be a whole number from 1"),
        ({"fault": "throttled", "count": 1.5}, "'count' must be a whole number from 1"),
        ({"fault": "throttled", "count": True}, "'count' must be a whole number from 1"),
        ({"fault": "throttled", "start": -1}, "'start' must be a number of simulated seconds from 0 to 1000000000"),
        ({"fault": "throttled", "start": float("nan")},
         "'start' must be a number of simulated seconds from 0 to 1000000000"),
        ({"fault": "throttled", "end": "soon"}, "'end' must be a number of simulated seconds from 0 to 1000000000"),
        ({"fault": "throttled", "end": 0}, "'end' must be later than 'start', which is 0"),
        ({"fault": "throttled", "start": 9, "end": 3}, "'end' must be later than 'start', which is 9"),
        ({"fault": "throttled", "probability": 1.1}, "'probability' must be a number from 0 to 1"),
        ({"fault": "throttled", "probability": "half"}, "'probability' must be a number from 0 to 1"),
        ({"fault": "throttled", "retryafter": 1}, "'throttled' has no parameter 'retryafter'; it takes retryAfter, by"),
        ({"fault": "agent-stopped", "by": 1}, "'agent-stopped' has no parameter 'by'; it takes none"),
        ({"fault": "throttled", "retryAfter": -1}, "'retryAfter' must be a whole number from 0 to 86400"),
        ({"fault": "throttled", "by": "me"}, "'by' must be one of compute, resource-manager"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_one_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(OrderError) as caught:
        parse(given)
    assert str(caught.value) == sentence


def test_of_several_orders_the_wrong_one_is_named() -> None:
    with pytest.raises(OrderError, match=r"^faults\[1\]: 'count' must be a whole number from 1$"):
        parse_all(["throttled", {"fault": "throttled", "count": -1}], "faults")


# Scope


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ({}, True),
        ({"vm": "WEB-1"}, True),
        ({"vm": "web-*"}, True),
        ({"vm": "web-?"}, True),
        ({"vm": "db-*"}, False),
        ({"tag": "team"}, True),
        ({"tag": "Team=tests"}, True),
        ({"tag": "team=Tests"}, False),
        ({"tag": "owner"}, False),
        ({"vm": "web-*", "tag": "owner"}, False),
    ],
)
def test_the_scope_of_a_vms_fault(scope: dict[str, str], covered: bool) -> None:
    order = parse({"fault": "outbound-blocked", **scope})
    assert order.covers_machine("web-1", {"team": "tests"}) is covered


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ({}, True),
        ({"request": "POST */runCommand"}, True),
        ({"request": "post */RUNCOMMAND"}, True),
        ({"request": "GET */runCommand"}, False),
        ({"request": "*/virtualMachines/win-*"}, True),
        ({"request": "*/operations/*"}, False),
    ],
)
def test_the_scope_of_an_endpoints_fault(scope: dict[str, str], covered: bool) -> None:
    order = parse({"fault": "throttled", **scope})
    path = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/win-vm/runCommand"
    assert order.covers_request("POST", path) is covered


# Tags


def test_a_tag_names_one_fault_or_several_with_their_settings() -> None:
    tags = {"Run-Command-Simulator.Fault": "outbound-blocked, throttled;count=1;retryAfter=9"}
    assert from_tag(tags) == (
        parse("outbound-blocked"),
        parse({"fault": "throttled", "count": 1, "retryAfter": 9}),
    )


def test_other_tags_say_nothing() -> None:
    assert from_tag({"team": "tests"}) == ()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("fire", f"the tag run-command-simulator.fault: there is no fault 'fire'; there are {NAMES}"),
        ("throttled;count", "the tag run-command-simulator.fault: write 'count' as name=value"),
        ("outbound-blocked;vm=x", "the tag run-command-simulator.fault: a tag is for its own VM and takes no 'vm'"),
    ],
)
def test_a_tag_that_makes_no_sense_is_told(value: str, sentence: str) -> None:
    with pytest.raises(OrderError) as caught:
        from_tag({"run-command-simulator.fault": value})
    assert str(caught.value) == sentence


@pytest.mark.parametrize("value", ["throttled;count=1;count=2", "throttled;fault=latency"])
def test_a_tag_says_each_thing_once(value: str) -> None:
    with pytest.raises(OrderError, match=f"^the tag {TAG}: '{value}' says something twice$"):
        from_tag({TAG: value})


@pytest.mark.parametrize(
    ("text", "value"), [("5", 5), ("0.5", 0.5), ("true", True), ("XYZ", "XYZ"), ("{", "{"), ("[1]", "[1]"), ("", "")]
)
def test_settings_given_as_text_are_read_as_yaml_reads_them(text: str, value: Any) -> None:
    assert scalar(text) == value
