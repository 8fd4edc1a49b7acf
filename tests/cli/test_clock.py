"""``clock``: simulated time, shown and moved."""

from collections.abc import Callable

import pytest
from support.command_line import Ended

from simulator.cli.durations import parse_duration

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
