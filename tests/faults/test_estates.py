"""Faults in an estate file."""

import dataclasses
import json

import pytest

from fake_agent.conditions import Conditions, InstallFailure
from simulator.estate import parse_estate
from simulator.faults.orders import parse
from simulator.reader import EstateError

GROUP = (
    "resourceGroups: [{name: g, virtualMachines: [{name: lin, osType: Linux%s}], "
    "scaleSets: [{name: set, osType: Linux, instances: 2}]}]"
)


def test_the_list_holds_orders_and_bare_names() -> None:
    estate = parse_estate(
        "faults: [throttled, {fault: outbound-blocked, vm: LIN}, {fault: disk-full, vm: set_1}]\n" + GROUP % ""
    )
    assert estate.faults == (
        parse("throttled"),
        parse({"fault": "outbound-blocked", "vm": "LIN"}),
        parse({"fault": "disk-full", "vm": "set_1"}),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("faults: 5", "the estate: 'faults' must be a list"),
        ("faults: [{fault: throttled, count: 0}]", "faults[0]: 'count' must be a whole number from 1"),
        ("faults: [throttled, {fault: disk-full, vm: set_2}]\n" + GROUP % "",
         "faults[1]: there is no VM 'set_2' in this estate"),
        ("faults: [{fault: autorun-registry, vm: lin}]\n" + GROUP % "",
         "'autorun-registry' is a fault of Windows VMs, and lin is a Linux VM"),
        (GROUP % ", tags: {run-command-simulator.fault: interactive-prompt}",
         "the VM lin: 'interactive-prompt' is a fault of Windows VMs, and lin is a Linux VM"),
        (GROUP % ", tags: {run-command-simulator.fault: 'throttled;count=x'}",
         "the VM lin: the tag run-command-simulator.fault: 'count' must be a whole number from 1"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(EstateError) as caught:
        parse_estate(text)
    assert str(caught.value) == f"estate: {sentence}"


@pytest.mark.parametrize("conditions", [Conditions(), Conditions(slow_by=5.0, install_failure=InstallFailure(1, "x"))])
def test_what_is_wrong_with_an_agent_travels_to_a_container(conditions: Conditions) -> None:

    assert Conditions.from_mapping(json.loads(json.dumps(dataclasses.asdict(conditions)))) == conditions
