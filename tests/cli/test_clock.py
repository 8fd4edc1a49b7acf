"""``clock``: simulated time, shown and moved."""

from collections.abc import Callable

import pytest
from support.command_line import Ended

from fake_agent.rules import Rule
from simulator.cli.durations import parse_duration
from simulator.serving.running import RunningSimulator

Run = Callable[..., Ended]


@pytest.mark.usefixtures("simulator")
def test_it_shows_the_time_and_how_it_moves(cli: Run) -> None:
    assert cli("clock", "show").lines == [
        "UTC              2026-01-15 08:00:00",
        "since the start  0:00:00.0",
        "mode             auto",
        "waits for        nothing",
    ]


@pytest.mark.usefixtures("simulator")
def test_it_moves_time(cli: Run) -> None:
    assert cli("clock", "advance", "1h30m").lines[:2] == [
        "UTC              2026-01-15 09:30:00",
        "since the start  1:30:00.0",
    ]
    assert cli("clock", "advance", "0.5", "--output", "json").json == {
        "mode": "auto",
        "seconds": 5400.5,
        "utc": "2026-01-15T09:30:00.500000+00:00",
        "waitingForRealWork": False,
    }


@pytest.mark.usefixtures("simulator")
def test_a_duration_that_is_none_is_told(cli: Run) -> None:
    done = cli("clock", "advance", "soon")
    assert done.code == 2
    assert done.stderr == (
        "run-command-simulator: Invalid value for 'DURATION': 'soon' is not a duration: write 90m, 1h30m, 45s, or "
        "seconds without a unit. (see 'run-command-simulator clock advance --help')\n"
    )


@pytest.mark.usefixtures("simulator")
def test_a_duration_that_is_too_long_is_told(cli: Run) -> None:
    assert cli("clock", "advance", "99999d").mistake == "'seconds' must be a number from 0 to 1000000000"


def test_time_is_let_move_otherwise_and_back_by_a_reset(cli: Run, simulator: RunningSimulator) -> None:
    assert cli("clock", "mode", "manual").lines[2] == "mode             manual"
    assert cli("clock", "mode", "x1000000").lines[2] == "mode             x1000000"
    first = cli("clock", "show", "--output", "json").json["seconds"]
    assert cli("clock", "show", "--output", "json").json["seconds"] > first
    with simulator.simulation.lock:
        simulator.simulation.reset()
    assert cli("clock", "show", "--output", "json").json["mode"] == "auto"


def test_time_passes_while_nobody_asks_after_a_change_to_the_wall_clock(cli: Run, simulator: RunningSimulator) -> None:
    """The script's end comes by itself: nobody but the pace of the wall clock moves time here."""
    simulator.simulation.rules.add(Rule("", duration=60))
    cli("invoke", "--vm", "win-vm", "--script", "x", "--no-wait")
    with simulator.simulation.lock:
        ended = simulator.simulation.schedule.environment.timeout(3600)
    cli("clock", "mode", "x1000000")
    for _ in iter(lambda: ended.processed, True):
        pass
    assert "script ended" in [entry.event for entry in simulator.simulation.journal]


@pytest.mark.usefixtures("simulator")
def test_a_mode_that_is_none_is_told(cli: Run) -> None:
    allowed = "use auto, manual, real, or xN with a number N above 0, at most 1000000 (x60)"
    assert cli("clock", "mode", "fast").mistake == f"'mode': 'fast' is not a time mode: {allowed}"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90m", 5400), ("1h30m", 5400), ("45s", 45), ("7", 7), ("0.5", 0.5), ("1.5h", 5400), ("2d", 172800), ("0", 0)],
)
def test_durations_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "90 m", "-5", "1h30", "1w", "٣m", "1e3", "nan"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration: write 90m, 1h30m, 45s, or seconds without a unit"):
        parse_duration(text)
