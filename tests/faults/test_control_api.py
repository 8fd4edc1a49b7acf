"""Faults over the control API."""

from typing import Any

import pytest
from support.arm_client import SimulatedAzure
from support.control_client import ControlClient

from simulator.faults.registry import FAULTS


@pytest.fixture
def control(azure: SimulatedAzure) -> ControlClient:
    return ControlClient(azure)


def test_every_fault_tells_what_it_does_and_takes(control: ControlClient) -> None:
    told = {fault["name"]: fault for fault in control("GET", "/faults")["faults"]}
    assert list(told) == list(FAULTS)
    for fault in told.values():
        assert fault["place"] in ("vm", "endpoint")
        assert fault["grade"] in ("recorded", "documented", "reported", "chosen")
        assert all(fault[member] for member in ("what", "observed", "source"))
    assert told["throttled"]["parameters"][0] == {
        "name": "retryAfter",
        "meaning": "seconds that the answer tells the client to wait, as it then really does; 0 makes tests quick",
        "kind": "integer",
        "default": 5,
        "minimum": 0,
        "maximum": 86400,
    }


def test_an_order_is_put_in_force_shown_and_ended(control: ControlClient) -> None:
    view = control("POST", "/faults", {"fault": "throttled", "count": 2, "retryAfter": 9})
    assert view == {
        "id": "throttled",
        "fault": "throttled",
        "count": 2,
        "retryAfter": 9,
        "by": "compute",
        "injectedAt": 0.0,
        "active": True,
        "struck": 0,
    }
    assert control("GET", "/faults")["injected"] == [view]
    assert control("DELETE", "/faults/throttled") == {"healed": ["throttled"]}
    assert control("GET", "/faults")["injected"] == []


def test_all_are_ended_at_once(control: ControlClient) -> None:
    for fault in ("throttled", "outbound-blocked", "throttled"):
        control("POST", "/faults", {"fault": fault})
    assert control("DELETE", "/faults") == {"healed": ["throttled", "outbound-blocked", "throttled-2"]}


def test_one_vm_is_given_a_fault_with_further_members(control: ControlClient) -> None:
    view = control("PUT", "/vms/Linux-VM/faults/outbound-blocked", {"end": 600})
    assert (view["vm"], view["id"], view["end"], view["injected"]) == ("linux-vm", "outbound-blocked", 600.0, True)
    assert control("DELETE", "/vms/linux-vm/faults/outbound-blocked") == {
        "vm": "linux-vm",
        "fault": "outbound-blocked",
        "injected": False,
        "healed": ["outbound-blocked"],
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "sentence"),
    [
        ("POST", "/faults", None, 400, "'fault' must be the name of a fault, such as outbound-blocked"),
        ("POST", "/faults", {"fault": "throttled", "count": 0}, 400, "'count' must be a whole number from 1"),
        ("POST", "/faults", {"fault": "throttled", "ends": 5}, 400,
         "'throttled' has no parameter 'ends'; it takes retryAfter, by"),
        ("POST", "/faults", {"fault": "outbound-blocked", "vm": "x"}, 400,
         "there is no VM 'x'; there are win-vm, linux-vm, my-scale-set_0, my-scale-set_1"),
        ("DELETE", "/faults/throttled", None, 404, "no fault 'throttled' is in force; none is in force"),
        ("PUT", "/vms/win-vm/faults/throttled", {"vm": "linux-vm"}, 400,
         "the path says which fault and which VM: leave 'vm' out of the body"),
        ("DELETE", "/vms/nobody/faults/throttled", None, 404,
         "there is no VM 'nobody'; there are win-vm, linux-vm, my-scale-set_0, my-scale-set_1"),
    ],
)  # fmt: skip
def test_mistakes_are_told_and_change_nothing(
    control: ControlClient, method: str, path: str, body: Any, status: int, sentence: str
) -> None:
    assert control.refused(method, path, body) == (status, sentence)
    assert control("GET", "/faults")["injected"] == []
