"""The simulator's side of agents in containers, and the agents', without an engine: containers are threads here."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.arm_client import SimulatedAzure
from support.containers import eventually, guest_of, machine_of, ready
from support.control_client import ControlClient
from support.pretended_engine import PretendedEngine, pretend

from fake_agent.guest import CommandLine
from fake_agent.rules import Rule
from fake_agent.stubs import Stub
from simulator.containers.errors import ContainersError
from simulator.containers.options import ContainerOptions
from simulator.containers.reaper import VM
from simulator.containers.remote_guest import MOST_FAILURES, RemoteGuest
from simulator.containers.site import Site
from simulator.estate import load_estate, parse_estate
from simulator.faults.orders import parse
from simulator.simulation import Simulation, SimulationOptions
from simulator.time_modes import ManualTime

WIN = "win-vm"
Make = Callable[..., SimulatedAzure]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PretendedEngine:
    """A container engine that there is not."""
    return pretend(monkeypatch, tmp_path)


@pytest.fixture
def azure(engine: PretendedEngine) -> Iterator[SimulatedAzure]:
    """The default estate with Azure's latencies, time by hand, and a container a VM."""
    simulation = Simulation(
        SimulationOptions(
            estate=load_estate(), make_mode=ManualTime, seed=1, containers=partial(Site, ContainerOptions())
        )
    )
    try:
        yield SimulatedAzure(simulation)
    finally:
        simulation.close()
    assert (engine.containers, engine.networks) == ({}, {})


def container(engine: PretendedEngine, name: str = WIN) -> str:
    """The container of a VM."""
    return next(key for key, item in engine.containers.items() if item.spec.labels.get(VM) == name)


def outcome(azure: SimulatedAzure, accepted: Any) -> str:
    """What has become of an operation."""
    status = azure.owner.poll(accepted).json
    return str(status.get("error", {}).get("code") or status["status"])


def test_a_run_takes_as_long_as_with_an_embedded_agent(azure: SimulatedAzure, engine: PretendedEngine) -> None:
    embedded = SimulatedAzure(Simulation(SimulationOptions(estate=load_estate(), make_mode=ManualTime, seed=1)))
    journals = []
    for one in (azure, embedded):
        accepted = one.owner.start_command(WIN, "Start-Sleep 100; 'slept'")
        one.advance(300)
        assert outcome(one, accepted) == "Succeeded"
        journals.append([(entry.time, entry.event, entry.details) for entry in one.simulation.journal if entry.vm])
    embedded.simulation.close()
    assert journals[0] == journals[1]


def test_rules_and_stubs_reach_the_container(azure: SimulatedAzure) -> None:
    guest_of(azure, WIN)
    azure.simulation.rules.add(Rule("by rule", stdout="ruled\n", duration=10.0))
    azure.simulation.stubs.add(Stub("Get-Thing", stdout="stubbed"))
    for script, expected in (("by rule", "ruled"), ("Get-Thing", "stubbed")):
        accepted = azure.owner.start_command(WIN, script)
        azure.advance(100)
        assert azure.owner.result(accepted).json["value"][0]["message"] == expected


def test_a_cut_hides_a_run_and_healing_brings_the_next_one(azure: SimulatedAzure, engine: PretendedEngine) -> None:
    azure.simulation.faults.inject(parse({"fault": "outbound-blocked", "vm": WIN}))
    accepted = azure.owner.start_command(WIN, "Set-Content C:\\effect.txt x")
    azure.advance(1500)
    assert outcome(azure, accepted) == "VMAgentStatusCommunicationError"
    assert guest_of(azure, WIN).files.exists("C:\\effect.txt")
    assert not any(network.endswith("outbound") for network in engine.containers[container(engine)].networks)
    azure.simulation.faults.heal("outbound-blocked")
    accepted = azure.owner.start_command(WIN, "'x'")
    azure.advance(100)
    assert outcome(azure, accepted) == "Succeeded"


def test_an_upload_that_gets_lost_is_made_again_when_the_network_has_changed(
    azure: SimulatedAzure, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest_of(azure, WIN)
    with monkeypatch.context() as broken:
        broken.setattr("fake_agent.container.network.PublicEndpoint.upload", lambda *_: False)
        accepted = azure.owner.start_command(WIN, "'x'")
        azure.advance(200)
        assert outcome(azure, accepted) == "InProgress"
    machine = machine_of(azure, WIN)
    machine.cut_outbound(cut=True)
    machine.cut_outbound(cut=False)
    azure.advance(100)
    assert outcome(azure, accepted) == "Succeeded"


def test_files_are_reached_and_refused_as_in_this_process(azure: SimulatedAzure) -> None:
    files = guest_of(azure, WIN).files
    files.write("C:\\a\\b.txt", b"\x00one")
    files.append("C:\\a\\b.txt", b"two")
    assert files.read("C:\\a\\b.txt") == b"\x00onetwo"
    files.remove("C:\\a")
    assert not files.exists("C:\\a\\b.txt")
    with pytest.raises(FileNotFoundError):
        files.read("C:\\a\\b.txt")


def test_a_paused_container_is_silent_and_heard_again_afterwards(
    azure: SimulatedAzure, engine: PretendedEngine
) -> None:
    guest = guest_of(azure, WIN)
    engine.happen(container(engine), "paused")
    eventually(lambda: not ready(azure, WIN))
    with pytest.raises(OSError, match="can't be asked: it is paused"):
        guest.files.read("C:\\x")
    accepted = azure.owner.start_command(WIN, "'late'")
    azure.advance(100)
    engine.happen(container(engine), "running")
    eventually(lambda: ready(azure, WIN))
    azure.advance(100)
    assert outcome(azure, accepted) == "Succeeded"


def test_a_dead_container_is_a_crash_and_a_restart_brings_the_machine_back(
    azure: SimulatedAzure, engine: PretendedEngine
) -> None:
    guest_of(azure, WIN).files.write("C:\\kept.txt", b"kept")
    accepted = azure.owner.start_command(WIN, "Start-Sleep 100")
    azure.advance(60)
    engine.happen(container(engine), "exited")
    eventually(lambda: not ready(azure, WIN))
    azure.advance(5400)
    assert outcome(azure, accepted) == "VMExtensionProvisioningTimeout"
    azure.owner.post(f"{azure.owner.vm(WIN)}/restart")
    azure.advance(100)
    assert ready(azure, WIN)
    assert guest_of(azure, WIN).files.read("C:\\kept.txt") == b"kept"


def test_an_engine_that_goes_away_is_followed_again_and_what_it_took_along_is_noticed(
    azure: SimulatedAzure, engine: PretendedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.containers.following.PAUSE", 0.01)
    guest_of(azure, WIN).files.write("C:\\kept.txt", b"kept")
    for item in engine.containers.values():
        item.status = "exited"
    engine.happenings.put(None)
    eventually(lambda: not ready(azure, WIN))
    gateway = next(key for key, item in engine.containers.items() if VM not in item.spec.labels)
    eventually(lambda: engine.state(gateway) == "running")
    azure.owner.post(f"{azure.owner.vm(WIN)}/restart")
    azure.advance(100)
    assert ready(azure, WIN)
    assert guest_of(azure, WIN).files.read("C:\\kept.txt") == b"kept"


def test_a_vm_whose_container_does_not_start_runs_without_an_agent_and_it_is_told_why(
    azure: SimulatedAzure, engine: PretendedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ContainersError("the container engine can't do it: it does not answer at nowhere")

    guest_of(azure, WIN)
    with monkeypatch.context() as broken:
        for action in ("start", "kill", "disconnect_network"):
            broken.setattr(engine, action, refuse)
        azure.simulation.faults.inject(parse({"fault": "outbound-blocked", "vm": WIN}))
        azure.owner.post(f"{azure.owner.vm(WIN)}/restart")
        azure.advance(100)
        assert not ready(azure, WIN)
    assert azure.events("guest") == ["container does not stop", "container does not start"]
    assert azure.events("fault") == ["not possible yet", "injected"]
    azure.owner.post(f"{azure.owner.vm(WIN)}/restart")
    azure.advance(100)
    assert engine.state(container(engine)) == "running"
    assert not ready(azure, WIN)  # since the fault has come about
    azure.simulation.faults.heal()
    assert ready(azure, WIN)


def test_the_control_api_says_why_a_machine_can_not_be_asked(azure: SimulatedAzure, engine: PretendedEngine) -> None:
    control = ControlClient(azure)
    guest_of(azure, WIN)
    engine.happen(container(engine), "paused")
    eventually(lambda: not ready(azure, WIN))
    sentence = "the container of win-vm can't be asked: it is paused"
    assert control.refused("GET", "/vms/win-vm/logs") == (409, sentence)
    assert control.refused("GET", "/vms/win-vm/machine") == (409, sentence)


def test_a_new_process_of_the_agent_takes_over(azure: SimulatedAzure, engine: PretendedEngine) -> None:
    guest_of(azure, WIN)
    key = container(engine)
    engine.containers[key].life += 1
    engine.dial(key)
    eventually(lambda: ready(azure, WIN) and azure.events("agent").count("agent started") == 2)


def test_a_script_turns_its_machine_off_and_on(azure: SimulatedAzure, engine: PretendedEngine) -> None:
    azure.owner.start_command(WIN, "shutdown /s /t 0", "Start-Sleep 60")
    azure.advance(60)
    view = azure.owner.get(f"{azure.owner.vm(WIN)}/instanceView").json
    assert view["statuses"][-1]["code"] == "PowerState/stopped"
    assert engine.state(container(engine)) == "exited"
    azure.owner.post(f"{azure.owner.vm(WIN)}/start")
    azure.advance(100)
    assert ready(azure, WIN)


def test_a_windows_machine_is_shown_changed_and_brought_back(azure: SimulatedAzure) -> None:
    machine = azure.simulation.hypervisor.windows(azure.owner.vm(WIN).lower())
    before = machine.snapshot()
    machine.change({"timeZone": "UTC", "files": {"C:\\x.txt": "x"}})
    assert machine.describe()["timeZone"] == "UTC"
    machine.restore(before)
    assert "C:\\x.txt" not in str(machine.describe()["changes"])
    with pytest.raises(ValueError, match="the description"):
        machine.change({"nothing": 1})


def test_a_stopped_agent_is_silent_until_it_is_started(azure: SimulatedAzure) -> None:
    guest = guest_of(azure, WIN)
    guest.stop_agent()
    assert not ready(azure, WIN)
    guest.start_agent()
    assert ready(azure, WIN)


def test_all_machines_that_run_are_brought_up_at_once(azure: SimulatedAzure, engine: PretendedEngine) -> None:
    told: list[str] = []
    azure.simulation.bring_up(told.append)
    assert "starting win-vm" in told
    assert told[-1] == "waiting for the agents: 4 of 4"
    assert ready(azure, "linux-vm")
    assert sorted(item.status for item in engine.containers.values()) == ["running"] * 5
    azure.owner.delete(azure.owner.vm("linux-vm"))
    azure.advance(100)
    assert len(engine.containers) == 4


PWSH_ESTATE = """
latency: instant
resourceGroups:
- name: my-resource-group
  location: eastus
  virtualMachines:
  - {name: win-vm, osType: Windows, agent: {guest: pwsh}}
"""


@pytest.fixture
def real(engine: PretendedEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedAzure]:
    """A VM whose scripts a real program runs: one named pwsh, which runs them as shell scripts."""
    program = tmp_path / "bin" / "pwsh"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor last; do :; done\n. "./$last"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setattr("fake_agent.linux.host_process.os.defpath", f"{program.parent}:/bin:/usr/bin")
    monkeypatch.setattr("simulator.time_modes.ADVANCE_PATIENCE", 0)
    options = SimulationOptions(estate=parse_estate(PWSH_ESTATE), containers=partial(Site, ContainerOptions()))
    simulation = Simulation(options)
    yield SimulatedAzure(simulation)
    simulation.close()


def waiting(azure: SimulatedAzure, tmp_path: Path) -> Any:
    """Begin a script that ends when there is a file ``go``."""
    accepted = azure.owner.start_command(WIN, f"until [ -e {tmp_path}/go ]; do sleep 0.05; done; echo gone #")
    azure.advance(1)
    return accepted


def ended(azure: SimulatedAzure, accepted: Any) -> str:
    """What becomes of an operation in the end."""
    return str(eventually(lambda: (found := outcome(azure, accepted)) != "InProgress" and found))


def test_a_real_process_is_awaited_and_counts_as_whole_seconds(real: SimulatedAzure, tmp_path: Path) -> None:
    accepted = waiting(real, tmp_path)
    assert outcome(real, accepted) == "InProgress"
    (tmp_path / "go").touch()
    assert ended(real, accepted) == "Succeeded"
    assert real.now == int(real.now)


def test_the_end_of_a_process_is_told_again_when_its_container_is_heard_again(
    real: SimulatedAzure, engine: PretendedEngine, tmp_path: Path
) -> None:
    accepted = waiting(real, tmp_path)
    guest = guest_of(real, WIN)
    engine.happen(container(engine), "paused")
    eventually(lambda: guest._paused)
    (tmp_path / "go").touch()
    eventually(lambda: (ready(real, WIN), not real.simulation.schedule.busy)[1])
    real.advance(60)
    assert not ready(real, WIN)
    engine.happen(container(engine), "running")
    eventually(lambda: ready(real, WIN))
    assert ended(real, accepted) == "Succeeded"


def test_a_process_is_lost_with_its_container(real: SimulatedAzure, engine: PretendedEngine, tmp_path: Path) -> None:
    accepted = waiting(real, tmp_path)
    engine.happen(container(engine), "exited")
    eventually(lambda: not ready(real, WIN))
    assert not real.simulation.schedule.busy
    real.advance(5400)
    assert outcome(real, accepted) == "VMExtensionProvisioningTimeout"
    (tmp_path / "go").touch()


def test_a_vm_with_pwsh_has_no_emulated_machine(real: SimulatedAzure) -> None:
    machine = real.simulation.hypervisor.windows(real.owner.vm(WIN).lower())
    with pytest.raises(ValueError, match="this VM has no emulated Windows machine"):
        machine.describe()


def test_a_machine_that_is_turned_off_can_be_looked_into(azure: SimulatedAzure) -> None:
    guest_of(azure, WIN).power_off()
    guest_of(azure, WIN).power_off()
    seen = azure.simulation.hypervisor.windows(azure.owner.vm(WIN).lower()).describe()
    assert (seen["running"], seen["agentRunning"]) == (False, False)
    assert not ready(azure, WIN)
    guest_of(azure, WIN).boot()
    assert ready(azure, WIN)


def broken_down(azure: SimulatedAzure, times: int) -> bool:
    """Whether the agent has broken down so often."""
    return not ready(azure, WIN) and azure.events("guest").count("agent broke down") == times


def test_an_agent_that_breaks_down_is_told_and_left_alone_in_the_end(
    azure: SimulatedAzure, engine: PretendedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(guest: RemoteGuest, action: str, **_: object) -> bool:
        return False

    guest = guest_of(azure, WIN)
    key = container(engine)
    with monkeypatch.context() as broken:
        broken.setattr(RemoteGuest, "tell", begin)
        for life in range(1, MOST_FAILURES + 1):
            engine.containers[key].life += 1
            engine.dial(key)
            eventually(partial(broken_down, azure, life))
    engine.containers[key].life += 1
    engine.dial(key)
    assert not ready(azure, WIN)
    with pytest.raises(NotImplementedError):
        guest.execute(CommandLine("x", "C:\\"))


def test_an_address_must_be_one(engine: PretendedEngine) -> None:
    with pytest.raises(ContainersError, match=r"--fabric-address a:b: write it as HOST or HOST:PORT"):
        Site(ContainerOptions(address="a:b"))
    assert (engine.containers, engine.networks) == ({}, {})


def test_the_simulator_listens_where_the_user_says(engine: PretendedEngine) -> None:
    site = Site(ContainerOptions(address="127.0.0.1"))
    gateway = next(item.spec.environment for item in engine.containers.values())
    agents, statuses = site.endpoint.ports
    assert (gateway["GATEWAY_AGENTS"], gateway["GATEWAY_STATUSES"]) == (
        f"127.0.0.1:{agents}",
        f"127.0.0.1:{statuses}",
    )
    with pytest.raises(ContainersError, match="choose another port in --fabric-address"):
        Site(ContainerOptions(address=f"127.0.0.1:{agents}"))
    site.close()


def test_a_gateway_that_is_not_on_this_machine_needs_an_address(
    engine: PretendedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr("simulator.containers.site.Endpoint", refuse)
    with pytest.raises(ContainersError, match="say with --fabric-address"):
        Site(ContainerOptions())
