"""A Linux VM's agent and power, as its scripts reach them; and what is left when everything ends."""

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from support.agents import scripts_everywhere
from support.arm_client import MakeAzure, SimulatedAzure
from support.sandboxed import LINUX_VM, folder, needs_sandbox, processes_of, streams, until

from fake_agent.linux import sandbox
from fake_agent.linux.host_process import HostCommand, HostProcess
from simulator import time_modes
from simulator.estate import load_estate
from simulator.simulation import Simulation, SimulationOptions

NO_SYSTEMD = "the simulator's Linux VM has no systemd; it knows walinuxagent, reboot and poweroff only"
STOPPING = ("systemctl stop walinuxagent", "service walinuxagent stop", "systemctl stop waagent.service")
TIMED_OUT = "VMExtensionProvisioningTimeout"


@scripts_everywhere
@pytest.mark.parametrize("line", STOPPING)
def test_a_script_that_stops_the_agent_is_never_heard_of_again(timed_azure: SimulatedAzure, line: str) -> None:
    client = timed_azure.owner
    ended = client.run_command(LINUX_VM, line, "echo never reached")
    assert ended["error"]["code"] == TIMED_OUT
    view = client.get(f"{client.vm(LINUX_VM)}/instanceView").json
    assert view["vmAgent"]["statuses"][0]["displayStatus"] == "Not Ready"


@scripts_everywhere
def test_a_script_that_restarts_the_agent_is_lost_and_the_next_one_runs(timed_azure: SimulatedAzure) -> None:
    client = timed_azure.owner
    assert client.run_command(LINUX_VM, "systemctl restart walinuxagent")["error"]["code"] == TIMED_OUT
    assert streams(client, "echo back") == ("back\n", "")


@scripts_everywhere
@pytest.mark.parametrize("line", ["reboot", "shutdown -r now", "systemctl reboot"])
def test_a_script_that_reboots_the_vm_is_lost_and_the_next_one_runs(timed_azure: SimulatedAzure, line: str) -> None:
    client = timed_azure.owner
    assert client.run_command(LINUX_VM, "touch /opt/before", line)["error"]["code"] == TIMED_OUT
    assert timed_azure.events("guest") == ["asked of the machine", "restarting", "started"]
    assert streams(client, "ls /opt") == ("before\n", "")


@scripts_everywhere
@pytest.mark.parametrize("line", ["poweroff", "shutdown -h now", "shutdown now"])
def test_a_script_that_shuts_the_vm_down_leaves_it_stopped(timed_azure: SimulatedAzure, line: str) -> None:
    client = timed_azure.owner
    assert client.run_command(LINUX_VM, line)["error"]["code"] == TIMED_OUT
    refused = client.start_command(LINUX_VM, "echo hello")
    assert (refused.status, refused.code) == (409, "OperationNotAllowed")
    client.wait(client.post(f"{client.vm(LINUX_VM)}/start"))
    assert streams(client, "echo back") == ("back\n", "")


@scripts_everywhere
def test_the_stubs_answer_like_the_programs_they_stand_for(azure: SimulatedAzure) -> None:
    stdout, stderr = streams(
        azure.owner,
        "systemctl is-active walinuxagent; systemctl start walinuxagent; systemctl daemon-reload; echo $?; shutdown -c",
        "systemctl start nginx",
        "echo $?",
    )
    assert stdout == "active\n0\n4\n"
    assert (
        stderr
        == "systemctl: the simulator's Linux VM has no systemd; it knows walinuxagent, reboot and poweroff only\n"
    )


def test_without_a_sandbox_the_error_says_what_is_missing_and_what_to_do(
    azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = "bubblewrap (bwrap) is not installed: install the package bubblewrap"
    monkeypatch.setattr(sandbox, "why_not", lambda: reason)
    error = azure.owner.run_command(LINUX_VM, "echo hello")["error"]
    assert error["code"] == "VMExtensionHandlerNonTransientError"
    assert (
        f"The simulator can't run Linux scripts on this machine: {reason}. Or give a rule with the script's outcome"
    ) in error["message"]


def test_a_missing_bubblewrap_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert sandbox.why_not.__wrapped__() == "bubblewrap (bwrap) is not installed: install the package bubblewrap"


def test_a_bubblewrap_that_does_not_work_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_ISOLATION", ("/bin/sh", "-c", "echo no permissions >&2; exit 1"))
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/bwrap")
    monkeypatch.setattr(sandbox, "user", lambda: None)
    assert sandbox.why_not.__wrapped__() == "bubblewrap may not make user namespaces here: no permissions"


@needs_sandbox
def test_a_sandbox_that_fails_is_no_output_of_the_script(
    azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_ISOLATION", (*sandbox._ISOLATION, "--ro-bind", "/no/such/folder", "/mnt"))
    error = azure.owner.run_command(LINUX_VM, "echo hello")["error"]
    assert "The sandbox failed: bwrap: Can't find source path /no/such/folder" in error["message"]


def test_unconfined_scripts_run_on_the_bare_host() -> None:
    estate = replace(load_estate(), latency="instant")
    azure = SimulatedAzure(Simulation(SimulationOptions(estate, unconfined_linux=True)))
    stdout, _ = streams(azure.owner, "pwd; id -u; echo $0")
    place, user, script = stdout.splitlines()
    assert Path(place).is_relative_to(folder(azure))
    assert int(user) == os.getuid()
    assert script == f"{place}/script.sh"
    azure.simulation.close()


def test_a_process_that_was_killed_before_its_start_never_starts(tmp_path: Path) -> None:
    process = HostProcess(HostCommand(("/bin/sh", "-c", f"touch {tmp_path}/started")))
    process.kill()
    assert process.wait().exit_code == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_can_not_be_started_is_exit_code_126() -> None:
    outcome = HostProcess(HostCommand(("/no/such/program",))).wait()
    assert (outcome.exit_code, outcome.stderr) == (126, b"/no/such/program: No such file or directory\n")


@needs_sandbox
def test_a_script_outlives_its_operation_and_ends_with_the_simulation(
    make_azure: MakeAzure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_modes, "ADVANCE_PATIENCE", 0)
    azure = make_azure()
    client = azure.owner
    accepted = client.start_command(LINUX_VM, "touch /tmp/started; sleep 1000")
    until(lambda: list(folder(azure).glob("*/*/root/tmp/started")), lambda: client.poll(accepted))
    azure.advance(5400)
    assert client.poll(accepted).json["error"]["code"] == TIMED_OUT
    assert processes_of(folder(azure))
    azure.simulation.close()
    assert processes_of(folder(azure)) == []
    assert not folder(azure).exists()


@needs_sandbox
@pytest.mark.parametrize("ending", ["powerOff", "deallocate", "restart", "delete"])
def test_a_script_ends_with_its_machine(azure: SimulatedAzure, ending: str) -> None:
    client = azure.owner
    accepted = client.start_command(LINUX_VM, "touch /tmp/started; sleep 1000")
    until(lambda: list(folder(azure).glob("*/*/root/tmp/started")), lambda: client.poll(accepted))
    path = client.vm(LINUX_VM)
    stopped = client.delete(path) if ending == "delete" else client.post(f"{path}/{ending}")
    client.wait(stopped)
    until(lambda: not processes_of(folder(azure)), lambda: client.get(path))


@needs_sandbox
def test_a_reset_ends_what_runs(azure: SimulatedAzure) -> None:
    client = azure.owner
    accepted = client.start_command(LINUX_VM, "touch /tmp/started; sleep 1000")
    until(lambda: list(folder(azure).glob("*/*/root/tmp/started")), lambda: client.poll(accepted))
    with azure.simulation.lock:
        azure.simulation.reset()
    assert processes_of(folder(azure)) == []


KILLED_PROGRAM = """
import sys
sys.path.insert(0, "tests")
from datetime import UTC, datetime
from support.arm_client import SimulatedAzure
from simulator.simulation import Simulation, SimulationOptions
azure = SimulatedAzure(Simulation(SimulationOptions(start=datetime(2026, 1, 1, tzinfo=UTC))))
accepted = azure.owner.start_command("linux-vm", "touch /tmp/started; sleep 1000")
while True:
    azure.owner.poll(accepted)
    if list(azure.simulation._state.path.glob("*/*/root/tmp/started")):
        print("started", flush=True)
        sys.stdin.read()
"""


@needs_sandbox
def test_a_script_ends_with_a_simulator_that_was_killed() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o711)
        environment = {**os.environ, "TMPDIR": place}
        words = [sys.executable, "-c", KILLED_PROGRAM]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            words, stdin=pipe, stdout=pipe, env=environment, cwd=Path(__file__).parents[2]
        ) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == b"started\n"
            assert processes_of(Path(place))
            program.kill()
        until(lambda: not processes_of(Path(place)), os.sched_yield)
