"""What a run becomes when its agent, its machine or its way out goes away."""

from collections.abc import Callable

import pytest
from support.agent_bench import AgentBench, Behaviour

from fake_agent.guest import Outcome
from fake_agent.protocol import SettingsState


def restart_agent(bench: AgentBench) -> None:
    bench.guest.restart_agent()


def power_cycle(bench: AgentBench) -> None:
    bench.guest.power_off()
    bench.guest.boot()


def running(seconds: float | None = 30.0) -> AgentBench:
    """A Windows VM on which a script of so many seconds has run since second 12."""
    bench = AgentBench()
    bench.script(Behaviour(seconds, Outcome(b"done\r\n")))
    bench.publish("script")
    bench.run_until(20)
    assert bench.guest.running == ["powershell"]
    return bench


def test_a_stopped_agent_takes_its_script_along_and_reports_nothing_more() -> None:
    bench = running()
    bench.guest.stop_agent()
    bench.run_until(5400)
    assert bench.guest.running == []
    assert bench.uploads == [(11.0, 0, "transitioning")]
    assert bench.handler.status(0).state is SettingsState.TRANSITIONING


def test_a_lost_run_stays_transitioning_when_its_agent_comes_back() -> None:
    bench = running()
    bench.guest.stop_agent()
    bench.at(100.0, bench.guest.start_agent)
    bench.run_until(5400)
    assert bench.scripts_run == [12.0]
    assert (101.0, "settings already processed, not run again") in bench.events("extension")
    assert {state for _, _, state in bench.uploads} == {"transitioning"}


def test_an_agent_that_was_started_again_takes_the_next_run() -> None:
    bench = running()
    bench.guest.stop_agent()
    bench.at(100.0, bench.guest.start_agent)
    bench.publish("the next", at=200.0)
    bench.run_until(300)
    assert bench.uploads[-1][1:] == (1, "success")


@pytest.mark.parametrize("restart", [restart_agent, power_cycle])
def test_a_restart_in_one_instant_is_a_new_life_of_the_agent(restart: Callable[[AgentBench], None]) -> None:
    bench = running()
    restart(bench)
    bench.run_until(5400)
    assert [event for _, event in bench.events("agent")].count("agent started") == 2
    assert bench.guest.running == []
    assert bench.scripts_run == [12.0]
    assert {state for _, _, state in bench.uploads} == {"transitioning"}


def test_a_script_that_stops_its_own_agent_is_never_reported() -> None:
    bench = AgentBench()
    bench.script(Behaviour(5.0, effect=bench.guest.stop_agent))
    bench.publish("Stop-Service WindowsAzureGuestAgent")
    bench.at(100.0, bench.guest.start_agent)
    bench.run_until(5400)
    assert {state for _, _, state in bench.uploads} == {"transitioning"}
    assert bench.handler.status(0).message == "Enable in progress"


def test_a_goal_state_waits_for_the_agent_to_start() -> None:
    bench = AgentBench()
    bench.guest.stop_agent()
    bench.publish("script", at=1.0)
    bench.at(100.0, bench.guest.start_agent)
    bench.run_until(200)
    assert bench.scripts_run == [112.0]
    assert bench.uploads[-1][1:] == (0, "success")


def test_a_cut_before_the_run_hides_it_but_the_script_has_run() -> None:
    bench = AgentBench()
    bench.link.switch_outbound(is_open=False)
    bench.publish("script")
    bench.run_until(1500)
    assert bench.scripts_run == [12.0]
    assert bench.uploads == []
    assert bench.events("agent")[2:] == [(11.0, "status upload failed"), (12.0, "status upload failed")]


def test_a_cut_during_the_run_hides_its_result() -> None:
    bench = running()
    bench.link.switch_outbound(is_open=False)
    bench.run_until(5400)
    assert bench.uploads == [(11.0, 0, "transitioning")]
    assert bench.handler.status(0).state is SettingsState.SUCCESS


def test_a_way_out_that_is_restored_brings_the_result_at_the_next_poll() -> None:
    bench = running()
    bench.link.switch_outbound(is_open=False)
    bench.at(100.0, lambda: bench.link.switch_outbound(is_open=True))
    bench.run_until(5400)
    assert bench.uploads == [(11.0, 0, "transitioning"), (102.0, 0, "success")]


def test_a_cut_after_the_run_changes_nothing() -> None:
    bench = AgentBench()
    bench.publish("script")
    bench.run_until(20)
    bench.link.switch_outbound(is_open=False)
    bench.run_until(5400)
    assert bench.uploads[-1] == (12.0, 0, "success")


def test_the_guests_own_firewall_cuts_like_the_network() -> None:
    bench = running()
    bench.guest.open_outbound(is_open=False)
    bench.at(100.0, lambda: bench.guest.open_outbound(is_open=True))
    bench.run_until(5400)
    assert bench.uploads == [(11.0, 0, "transitioning"), (102.0, 0, "success")]


def test_a_script_that_hangs_is_transitioning_for_ever() -> None:
    bench = running(seconds=None)
    bench.run_until(100_000)
    assert bench.guest.running == ["powershell"]
    assert bench.uploads == [(11.0, 0, "transitioning")]


@pytest.mark.parametrize("moment", [7.0, 9.0, 9.5])
def test_an_install_that_was_interrupted_is_done_again(moment: float) -> None:
    bench = AgentBench()
    bench.guest.behaviours["install.cmd"] = Behaviour(2.0)
    bench.publish("script")
    bench.at(moment, bench.guest.stop_agent)
    bench.at(100.0, bench.guest.start_agent)
    bench.run_until(200)
    assert bench.scripts_run == [100.0 + 11 + 2 + 1]
    assert bench.uploads[-1][1:] == (0, "success")


@pytest.mark.parametrize(("command", "moment"), [("install.cmd", 12.0), ("enable.cmd", 13.0)])
def test_an_agent_that_stops_while_a_command_of_the_handler_runs_ends_the_command(command: str, moment: float) -> None:
    bench = AgentBench()
    bench.guest.behaviours[command] = Behaviour(5.0)
    bench.publish("script")
    bench.run_until(moment)
    assert bench.guest.running == [command]
    bench.guest.stop_agent()
    bench.run_until(5400)
    assert bench.guest.running == []
    assert bench.scripts_run == []
