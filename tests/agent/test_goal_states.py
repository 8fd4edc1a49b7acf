"""How the agent takes a goal state and what comes of it, to the second of simulated time."""

import json

import pytest
from support.agent_bench import TIMING, AgentBench, Behaviour

from fake_agent.guest import Outcome
from fake_agent.protocol import HandlerTarget
from fake_agent.timing import AgentTiming

TEN_SECONDS = Behaviour(10.0, Outcome(b"hello\r\n"))
PACKAGES = {"Windows": r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18"}
PACKAGES["Linux"] = "/var/lib/waagent/Microsoft.CPlat.Core.RunCommandLinux-1.0.5"


@pytest.fixture
def bench() -> AgentBench:
    """A Windows VM whose scripts take ten seconds."""
    made = AgentBench()
    made.script(TEN_SECONDS)
    return made


def test_a_goal_state_is_picked_up_at_the_next_poll_and_the_first_run_installs_the_extension(bench: AgentBench) -> None:
    bench.publish("Write-Host hello", at=2.0)
    bench.run_until(60)
    assert bench.world.journal == [
        (0.0, "agent", "agent started"),
        (6.0, "agent", "goal state picked up"),
        (9.0, "extension", "package downloaded"),
        (17.0, "extension", "extension installed"),
        (17.0, "agent", "status uploaded"),
        (18.0, "extension", "script started"),
        (28.0, "extension", "script ended"),
        (30.0, "agent", "status uploaded"),
    ]


def test_the_second_run_does_not_install(bench: AgentBench) -> None:
    bench.publish("first", at=2.0)
    bench.publish("second", at=31.0)
    bench.run_until(60)
    assert bench.guest.executed == [
        (17.0, "install.cmd"),
        (18.0, "enable.cmd"),
        (18.0, "powershell"),
        (37.0, "enable.cmd"),
        (37.0, "powershell"),
    ]
    assert bench.uploads == [
        (17.0, 0, "transitioning"),
        (30.0, 0, "success"),
        (36.0, 1, "transitioning"),
        (48.0, 1, "success"),
    ]


def test_a_goal_state_that_comes_exactly_at_a_poll_is_picked_up_by_it(bench: AgentBench) -> None:
    bench.publish("script", at=12.0)
    bench.run_until(20)
    assert (12.0, "goal state picked up") in bench.events("agent")


def test_an_idle_agent_schedules_nothing() -> None:
    bench = AgentBench()
    bench.run_until(1)
    assert bench.environment.peek() == float("inf")


def test_without_latency_everything_happens_in_order_at_once() -> None:
    nothing = (0.0, 0.0)
    bench = AgentBench(timing=AgentTiming(0.0, nothing, nothing, nothing, nothing, nothing, nothing))
    bench.publish("script", at=5.0)
    bench.run_until(5)
    assert [name for _, name in bench.guest.executed] == ["install.cmd", "enable.cmd", "powershell"]
    assert bench.uploads[-1] == (5.0, 0, "success")


@pytest.mark.parametrize("os_type", ["Windows", "Linux"])
def test_settings_hold_the_script_in_public_and_the_parameters_in_protected(os_type: str) -> None:
    bench = AgentBench(os_type)
    bench.publish("line 1", "line 2", at=0.0, arg1="some foo")
    bench.run_until(20)
    settings = json.loads(bench.files.read(bench.layout.settings_file(0)))
    assert settings == {
        "runtimeSettings": [
            {
                "handlerSettings": {
                    "publicSettings": {"script": ["line 1", "line 2"]},
                    "protectedSettings": {"parameters": [{"name": "arg1", "value": "some foo"}]},
                }
            }
        ]
    }


@pytest.mark.parametrize(("os_type", "folder"), [("Windows", r"\RuntimeSettings"), ("Linux", "/config")])
def test_settings_and_statuses_are_numbered_from_0_and_stay(os_type: str, folder: str) -> None:
    bench = AgentBench(os_type)
    for number in range(3):
        bench.publish("script", at=number * 60.0)
    bench.run_until(180)
    separator = folder[0]
    package = PACKAGES[os_type]
    assert bench.files.exists(f"{package}{folder}{separator}2.settings")
    assert [bench.files.exists(bench.layout.status_file(number)) for number in range(4)] == [True, True, True, False]


def test_the_status_file_says_transitioning_while_the_script_runs_and_success_after_it(bench: AgentBench) -> None:
    bench.publish("script")
    bench.run_until(20)
    status = json.loads(bench.files.read(bench.layout.status_file(0)))
    assert status == [
        {
            "version": 1,
            "timestampUTC": "2026-01-15T08:00:12Z",
            "status": {
                "operation": "Enable",
                "status": "transitioning",
                "code": 0,
                "formattedMessage": {"lang": "en-US", "message": "Enable in progress"},
            },
        }
    ]
    bench.run_until(30)
    status = json.loads(bench.files.read(bench.layout.status_file(0)))
    assert status[0]["timestampUTC"] == "2026-01-15T08:00:22Z"
    assert status[0]["status"]["status"] == "success"
    assert [part["formattedMessage"]["message"] for part in status[0]["status"]["substatus"]] == ["hello", ""]


@pytest.mark.parametrize("os_type", ["Windows", "Linux"])
def test_the_sequence_number_is_remembered_before_the_script_runs(os_type: str) -> None:
    bench = AgentBench(os_type)
    seen: list[bytes] = []
    path = bench.layout.file("mrseq")
    bench.script(Behaviour(effect=lambda: seen.append(bench.files.read(path))))
    bench.publish("first")
    bench.publish("second", at=60.0)
    bench.run_until(90)
    assert seen == [b"0", b"1"]


def test_the_windows_extension_logs_the_beginning_and_the_end_of_a_script(bench: AgentBench) -> None:
    bench.script(Behaviour(10.0, Outcome(exit_code=3)))
    bench.publish("script")
    bench.run_until(60)
    assert bench.files.read(bench.layout.log) == (
        b"[4684+00000001] [01/15/2026 08:00:12.00] [INFO] Command execution task started. Awaiting completion...\r\n"
        b"[4684+00000001] [01/15/2026 08:00:22.00] [INFO] Command execution finished. Command exited with code: 3\r\n"
    )


def test_each_line_of_the_linux_extensions_log_names_the_settings() -> None:
    bench = AgentBench("Linux")
    bench.publish("script")
    bench.run_until(60)
    lines = bench.files.read("/var/log/azure/run-command/handler.log").decode().splitlines()
    assert len(lines) == 2
    assert all("operation=enable seq=0 event=" in line for line in lines)


def test_the_agents_own_log_notes_every_goal_state() -> None:
    bench = AgentBench("Linux")
    bench.publish("script", at=1.0)
    bench.run_until(60)
    assert bench.files.read("/var/log/waagent.log") == (
        b"2026-01-15T08:00:06.000000Z INFO ExtHandler [Microsoft.CPlat.Core.RunCommandLinux-1.0.5] "
        b"Target handler state: enabled [incarnation_1]\n"
    )


def test_removing_the_extension_takes_its_files_but_the_logs_and_the_next_run_installs_again(bench: AgentBench) -> None:
    bench.publish("first")
    bench.publish(at=60.0, target=HandlerTarget.UNINSTALL)
    bench.run_until(90)
    assert bench.uploads[-1] == (60.0, 1, "success")
    assert not bench.files.exists(PACKAGES["Windows"])
    assert bench.files.exists(bench.layout.log)
    bench.publish("third", at=120.0)
    bench.run_until(180)
    first, third = bench.scripts_run
    assert (first, third - 120) == (12.0, 12.0)
    assert bench.uploads[-1] == (144.0, 2, "success")


def test_a_newer_goal_state_ends_the_script_that_still_runs() -> None:
    bench = AgentBench()
    bench.script(Behaviour(None))
    bench.publish("never ends")
    bench.publish("the next", at=60.0)
    bench.run_until(70)
    assert bench.guest.running == ["powershell"]
    assert bench.scripts_run == [12.0, 61.0]
    assert (60.0, "script killed") in bench.events("agent")
    assert bench.uploads == [(11.0, 0, "transitioning"), (60.0, 1, "transitioning")]


def test_polls_keep_to_the_agents_own_grid() -> None:
    bench = AgentBench(timing=TIMING)
    bench.guest.stop_agent()
    bench.at(4.0, bench.guest.start_agent)
    bench.publish("script", at=5.0)
    bench.run_until(60)
    assert (10.0, "goal state picked up") in bench.events("agent")
