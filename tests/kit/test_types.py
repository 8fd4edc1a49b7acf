"""What mypy makes of a user's tests: the packages say that they are typed, and their types are of use."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.suites

SUITE = """
from typing import ClassVar

import pytest
from hypothesis import given

from simulator import Simulator
from simulator.kit.az import Az
from simulator.kit.client_machine import ClientMachine
from simulator.kit.received import Command, ReceivedCommand
from simulator.kit.strategies import Output, outputs


@pytest.mark.run_command(time="manual", faults=["throttled"])
def test_mine(run_command_simulator: Simulator, az: Az) -> None:
    vm = run_command_simulator.vm("win-vm")
    vm.rule("hostname", stdout="x", duration=30)
    reveal_type(vm.inject("agent-stopped").id)
    reveal_type(vm.received.expect("hostname", times=0))
    reveal_type(vm.registry.read_text("HKEY_LOCAL_MACHINE", "x"))
    with run_command_simulator.clock.freeze() as clock:
        reveal_type(clock.seconds)
    reveal_type(az("vm", "list").exit_code)
    assert Command("hostname") not in vm.received


@given(output=outputs())
def test_output(output: Output) -> None:
    reveal_type(output.messages("Linux"))


class Survival(ClientMachine):
    documented_errors: ClassVar = (ValueError,)

    def run(self, vm: str, script: str) -> str:
        return vm + script


def first(commands: tuple[ReceivedCommand, ...]) -> int:
    return commands[0].script
"""
"""A suite of a user's, with one mistake in its last line."""


def test_a_users_suite_is_checked_strictly_against_the_kits_types(tmp_path: Path) -> None:
    path = tmp_path / "test_mine.py"
    path.write_text(SUITE, encoding="utf-8")
    words = ("-m", "mypy", "--strict", "--no-incremental", "--no-error-summary", path.name)
    done = subprocess.run((sys.executable, *words), capture_output=True, text=True, cwd=tmp_path, check=False)
    *revealed, mistake = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    assert [re.sub(r'^note: Revealed type is "(.*)"$', r"\1", line) for line in revealed] == [
        "str",
        "tuple[simulator.kit.received.ReceivedCommand, ...]",
        "str",
        "float",
        "int",
        "tuple[str, ...]",
    ]
    assert mistake == 'error: Incompatible return value type (got "str", expected "int")  [return-value]'
