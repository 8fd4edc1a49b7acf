from typing import Any

from simulator.timeline import Line, lines


def entry(time: float, event: str, **details: Any) -> dict[str, Any]:
    return {"time": time, "layer": "agent", "event": event, "vm": "win-vm", "operation": "one", "details": details}


def test_an_empty_journal_has_no_lines() -> None:
    assert lines([]) == []


def test_times_count_from_the_first_line() -> None:
    assert lines([entry(100.5, "goal state picked up"), entry(102.0, "status uploaded")]) == [
        Line(100.5, 0.0, "agent", "win-vm", "goal state picked up"),
        Line(102.0, 1.5, "agent", "win-vm", "status uploaded"),
    ]


def test_details_stand_in_brackets_with_their_names_spelled_out() -> None:
    line = lines([entry(0, "script ended", exit_code=1, stdout_bytes=4097)])[0]
    assert line.text == "script ended (exit code: 1, stdout bytes: 4097)"
