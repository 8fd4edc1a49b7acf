"""What a Python test does wrong is told in one sentence, where it is done."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from simulator import Simulator

NO_REGISTRY = "linux-vm is a Linux machine; only Windows machines are emulated"

MISTAKES: dict[str, tuple[type[Exception], str, Callable[[Simulator], Any]]] = {
    "a stub of a Linux VM": (TypeError, NO_REGISTRY, lambda s: s.vm("linux-vm").stub("uname", stdout="x")),
    "the registry of a Linux VM": (TypeError, NO_REGISTRY, lambda s: s.vm("linux-vm").registry),
    "a file's content as text": (
        TypeError,
        "a file's content must be bytes, not str: encode it",
        lambda s: s.vm("win-vm").files.write(r"C:\a.txt", "a"),  # type: ignore[arg-type]  # the mistake
    ),
    "a fraction in the registry": (
        TypeError,
        "a registry value must be a text, a number, bytes or a tuple of texts, not 1.5",
        lambda s: s.vm("win-vm").registry.write("HKEY_LOCAL_MACHINE", "x", 1.5),  # type: ignore[arg-type]  # the mistake
    ),
    "a rule's output in bytes": (
        TypeError,
        "a rule's stdout must be a text, not b'x'",
        lambda s: s.rule("x", stdout=b"x"),  # type: ignore[arg-type]  # the mistake
    ),
    "faults that are no list": (
        TypeError,
        "'faults' must be a list, such as ['throttled']",
        lambda s: s.reset(faults="throttled"),
    ),
    "a simulator that is entered twice": (
        RuntimeError,
        "this simulator runs already: make another one",
        lambda s: s.__enter__(),
    ),
    "a seed that is no number": (
        ValueError,
        "'seed' must be a whole number, not 'x'",
        lambda _: Simulator(seed="x"),  # type: ignore[arg-type]  # the mistake
    ),
    "an estate that is a mapping": (
        ValueError,
        "'estate' must be the path of an estate file, or YAML text, not {}",
        lambda _: Simulator(estate={}),  # type: ignore[arg-type]  # the mistake
    ),
    "a simulator that does not run": (
        RuntimeError,
        "the simulator is not running: use it in a 'with' statement",
        lambda _: Simulator().clock,
    ),
}


@pytest.mark.parametrize("mistake", [*MISTAKES])
def test_it_is_told(simulator: Simulator, mistake: str) -> None:
    kind, sentence, do = MISTAKES[mistake]
    with pytest.raises(kind, match=f"^{re.escape(sentence)}$"):
        do(simulator)


def test_a_start_without_a_zone_is_utc() -> None:
    with Simulator(start=datetime(2026, 1, 15, 8, 0)) as simulator:  # noqa: DTZ001 # what is shown
        entry = simulator._simulation.schedule.moment()
    assert entry == datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


def test_an_occupation_that_can_not_be_begins_nothing(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match=r"^a rule's duration must be from 0"):
        simulator.vm("win-vm").occupy(-1)
    assert simulator.unfinished() == ()


def test_of_several_vms_of_one_name_one_is_named_by_its_id(simulator: Simulator) -> None:
    cloud = simulator._simulation.cloud
    machine = next(iter(cloud.machines.values()))
    cloud.machines["other"] = machine
    with pytest.raises(ValueError, match=r"^several VMs are named .win-vm.; give one.s id: /subscriptions/"):
        simulator.vm("win-vm")
    assert simulator.vm("LINUX-vm").name == "linux-vm"
