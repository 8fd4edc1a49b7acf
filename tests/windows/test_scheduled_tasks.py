"""Scheduled tasks run in simulated time, beside whatever else the machine does."""

import pytest
from windows.windows_workbench import Workbench

REGISTER = (
    "Register-ScheduledTask -TaskName Note -Action (New-ScheduledTaskAction -Execute cmd.exe -Argument "
    "'/c echo x>>C:\\notes.txt') -Trigger (New-ScheduledTaskTrigger {}) | Out-Null"
)


def notes(bench: Workbench) -> int:
    """How often the task has run."""
    files = bench.guest.machine.files
    return files.read(r"C:\notes.txt").count(b"x") if files.exists(r"C:\notes.txt") else 0


@pytest.mark.parametrize(
    ("trigger", "seconds", "runs"),
    [
        ("-Once -At ((Get-Date).AddMinutes(10))", 599, 0),
        ("-Once -At ((Get-Date).AddMinutes(10))", 601, 1),
        ("-Once -At ((Get-Date).AddMinutes(10))", 7 * 86_400, 1),
        ("-Once -At ((Get-Date).AddMinutes(-10))", 86_400, 0),
        ("-Daily -At '9:30'", 3 * 86_400, 3),
        ("-Daily -DaysInterval 2 -At '9:30'", 3 * 86_400, 2),
        ("-Weekly -DaysOfWeek Friday -At 15:00", 15 * 86_400, 3),
        ("-Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 30)", 3 * 3600 + 1, 6),
        ("-AtStartup", 86_400, 0),
    ],
)
def test_a_task_runs_when_its_trigger_says(bench: Workbench, trigger: str, seconds: int, runs: int) -> None:
    bench.shown(REGISTER.format(trigger))
    bench.world.environment.run(until=bench.now + seconds)
    assert notes(bench) == runs


def test_a_task_s_times_and_result_are_shown(bench: Workbench) -> None:
    bench.shown(REGISTER.format("-Daily -At '9:30'"))
    shown = '$i = Get-ScheduledTaskInfo Note; "$($i.LastRunTime)|$($i.LastTaskResult)|$($i.NextRunTime)"'
    assert bench.shown(shown) == "11/30/1999 00:00:00|267011|01/15/2027 09:30:00\n"
    bench.world.environment.run(until=2 * 3600)
    assert bench.shown(shown) == "01/15/2027 09:30:00|0|01/16/2027 09:30:00\n"


def test_a_task_at_startup_runs_with_every_boot(bench: Workbench) -> None:
    bench.shown(REGISTER.format("-AtStartup"))
    for boots in (1, 2):
        bench.guest.power_off()
        bench.guest.boot()
        bench.world.environment.run(until=bench.now + 60)
        assert notes(bench) == boots


def test_no_task_runs_while_the_machine_is_off(bench: Workbench) -> None:
    bench.shown(REGISTER.format("-Daily -At '9:30'"))
    bench.guest.power_off()
    bench.world.environment.run(until=2 * 86_400)
    assert notes(bench) == 0
    bench.guest.boot()
    bench.world.environment.run(until=3 * 86_400)
    assert notes(bench) == 1


@pytest.mark.parametrize("change", ["Disable-ScheduledTask Note", "Unregister-ScheduledTask Note -Confirm:$false"])
def test_a_task_that_is_disabled_or_gone_runs_no_more(bench: Workbench, change: str) -> None:
    bench.shown(REGISTER.format("-Daily -At '9:30'"))
    bench.shown(f"{change} | Out-Null")
    bench.world.environment.run(until=86_400)
    assert notes(bench) == 0


def test_the_journal_tells_of_a_task_that_starts_by_itself(bench: Workbench) -> None:
    bench.shown(REGISTER.format("-Daily -At '9:30'"))
    bench.world.environment.run(until=2 * 3600)
    assert [details["task"] for event, details in bench.world.journal if event == "scheduled task started"] == [
        "\\Note"
    ]


@pytest.mark.parametrize(
    ("schedule", "seconds", "runs"),
    [
        ("/sc once /st 09:00", 86_400, 1),
        ("/sc daily /st 09:00", 3 * 86_400, 3),
        ("/sc minute /mo 15", 3600 + 1, 4),
        ("/sc onstart", 86_400, 0),
    ],
)
def test_schtasks_makes_the_same_triggers(bench: Workbench, schedule: str, seconds: int, runs: int) -> None:
    bench.output(rf'schtasks /create /tn Note /tr "cmd /c echo x>>C:\notes.txt" {schedule}')
    bench.world.environment.run(until=bench.now + seconds)
    assert notes(bench) == runs


def test_schtasks_warns_of_a_time_that_has_passed(bench: Workbench) -> None:
    assert bench.output(r"schtasks /create /tn Late /tr cmd.exe /sc once /st 07:00") == (
        "WARNING: Task may not run because /ST is earlier than current time.\n"
        'SUCCESS: The scheduled task "Late" has successfully been created.\n'
    )
    assert "Next Run Time: N/A\n" in bench.output("schtasks /query /tn Late /fo list")


def test_a_time_of_day_may_be_an_hour_alone(bench: Workbench) -> None:
    bench.shown(REGISTER.format("-Daily -At 3am"))
    assert bench.shown("(Get-ScheduledTaskInfo Note).NextRunTime.ToString('s')") == "2027-01-16T03:00:00\n"
