"""The strategies draw what they promise, and the kit's words about it are exact."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Simulator
from simulator.faults.orders import parse
from simulator.faults.registry import FAULTS
from simulator.kit import strategies
from simulator.kit.outputs import OUTPUT_LIMIT, messages, visible
from simulator.kit.strategies import CommandInput, Output

ON_ONE_SERVER = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


def run(simulator: Simulator, vm: str, body: dict[str, Any]) -> tuple[str, ...]:
    """The messages of a run through the SDK."""
    with simulator.compute_client() as client:
        result = client.virtual_machines.begin_run_command("my-resource-group", vm, body).result()
        return tuple(status.message for status in result.value)


@ON_ONE_SERVER
@given(command=strategies.commands("Windows"))
def test_commands_arrive_as_they_were_sent(simulator: Simulator, command: CommandInput) -> None:
    simulator.reset()
    simulator.rule("", stdout="done")
    assert run(simulator, "win-vm", command.body) == ("done", "")
    assert command.expected in simulator.vm("win-vm").received


@ON_ONE_SERVER
@given(output=strategies.outputs(), system=st.sampled_from([("win-vm", "Windows"), ("linux-vm", "Linux")]))
def test_what_is_left_of_an_output_is_what_a_client_gets(
    simulator: Simulator, output: Output, system: tuple[str, str]
) -> None:
    simulator.reset()
    vm, os_type = system
    simulator.vm(vm).rule("^x$", **output.outcome)
    body = CommandInput(strategies.COMMAND_IDS[os_type], ("x",)).body
    assert run(simulator, vm, body) == output.messages(os_type)
    assert len(output.visible_stdout(os_type).encode()) <= OUTPUT_LIMIT


def test_the_edge_is_met_on_both_sides_and_inside_characters() -> None:
    lengths: set[int] = set()
    left: set[int] = set()

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(stream=strategies.streams())
    def look(stream: str) -> None:
        lengths.add(len(stream.encode()))
        left.add(len(visible(stream, "Linux").encode()))

    look()
    assert {4095, 4096, 4097} <= lengths
    assert left >= {4094, 4095, 4096}


def test_both_streams_are_cut_by_themselves() -> None:
    assert messages("é" * 3000, "x", "Windows") == ("é" * 2048, "x")
    assert messages("a\r\n", "", "Windows") == ("a", "")
    assert messages("x€" + "y" * 4095, "b\n", "Linux") == (
        f"Enable succeeded: \n[stdout]\n{'y' * 4095}\n[stderr]\nb\n",
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(schedule=strategies.fault_schedules(max_size=4))
def test_every_schedule_is_one_that_a_simulator_takes(schedule: list[dict[str, Any]]) -> None:
    for order in schedule:
        assert parse(order).fault in FAULTS


@ON_ONE_SERVER
@given(schedule=strategies.fault_schedules(max_size=3))
def test_a_schedule_goes_into_a_reset(simulator: Simulator, schedule: list[dict[str, Any]]) -> None:
    simulator.reset(faults=schedule)
    assert [order.order.fault for order in simulator.faults] == [order["fault"] for order in schedule]


def test_faults_that_no_client_can_notice_are_drawn_by_name_only() -> None:
    drawn: set[str] = set()

    @settings(max_examples=400, deadline=None, derandomize=True, database=None)
    @given(order=strategies.fault_orders())
    def look(order: dict[str, Any]) -> None:
        drawn.add(order["fault"])

    look()
    assert drawn == FAULTS.keys() - strategies.UNDETECTABLE


def test_a_fault_that_there_is_not_is_named() -> None:
    with pytest.raises(KeyError, match="nonsense"):
        strategies.fault_orders(["nonsense"])
