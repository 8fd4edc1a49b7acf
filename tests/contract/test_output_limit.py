"""What a client receives of a script's output: the last 4,096 bytes of each stream."""

import pytest
from support.agents import everywhere
from support.arm_client import SimulatedAzure

from fake_agent.rules import Rule

LIMIT = 4096


def streams(azure: SimulatedAzure, vm: str, stdout: str, stderr: str = "") -> tuple[str, str]:
    """Both streams as the client receives them."""
    azure.simulation.rules.add(Rule("", stdout=stdout, stderr=stderr))
    messages = azure.owner.messages(vm, "x")
    if vm == "win-vm":
        return messages[0], messages[1]
    head, _, error = messages[0].partition("\n[stderr]\n")
    return head.removeprefix("Enable succeeded: \n[stdout]\n"), error


both_systems = pytest.mark.parametrize("vm", ["win-vm", "linux-vm"])


@both_systems
@pytest.mark.parametrize("length", [0, 1, LIMIT - 1, LIMIT])
def test_up_to_the_limit_everything_arrives(azure: SimulatedAzure, vm: str, length: int) -> None:
    assert streams(azure, vm, "x" * length) == ("x" * length, "")


@everywhere
@both_systems
def test_of_more_the_last_bytes_arrive_cut_in_the_middle_of_a_line(azure: SimulatedAzure, vm: str) -> None:
    numbered = "".join(f"line {number}\n" for number in range(2000)) + "end"
    assert streams(azure, vm, numbered) == (numbered[-LIMIT:], "")


@everywhere
@both_systems
def test_each_stream_has_a_limit_of_its_own(azure: SimulatedAzure, vm: str) -> None:
    stdout, stderr = streams(azure, vm, "a" + "o" * LIMIT, "b" + "e" * LIMIT)
    assert (stdout, stderr) == ("o" * LIMIT, "e" * LIMIT)


@everywhere
def test_the_recorded_case_has_4096_bytes_of_stdout_and_401_of_stderr(azure: SimulatedAzure) -> None:
    text = "x" * 5000 + "\u2192" + "y" * 90
    stdout, stderr = streams(azure, "linux-vm", text, "e" * 401)
    assert len(stdout.encode()) == LIMIT
    assert len(stdout) == LIMIT - 2
    assert len(stderr) == 401


@both_systems
@pytest.mark.parametrize(
    ("character", "left"),
    [("\u00e9", LIMIT), ("\u2192", LIMIT - 1), ("\U0001f600", LIMIT)],
    ids=["two bytes", "three bytes", "four bytes"],
)
def test_the_limit_counts_bytes_and_leaves_no_half_characters(
    azure: SimulatedAzure, vm: str, character: str, left: int
) -> None:
    stdout, _ = streams(azure, vm, character * LIMIT)
    assert set(stdout) == {character}
    assert len(stdout.encode()) == left


@both_systems
@pytest.mark.parametrize("shift", range(4))
def test_a_character_on_the_edge_is_dropped_whole(azure: SimulatedAzure, vm: str, shift: int) -> None:
    stdout, _ = streams(azure, vm, "\U0001f600" * 2 + "x" * (LIMIT - 4 + shift))
    kept = "\U0001f600" if shift == 0 else ""
    assert stdout == kept + "x" * (LIMIT - 4 + shift)


def test_on_windows_lines_are_joined_by_a_newline_and_the_last_one_is_trimmed(azure: SimulatedAzure) -> None:
    assert streams(azure, "win-vm", "one\r\ntwo\r\n\r\n", "three\r\n") == ("one\ntwo\n", "three")


def test_on_linux_output_arrives_as_it_is(azure: SimulatedAzure) -> None:
    assert streams(azure, "linux-vm", "one\r\ntwo\n\n", "three\n") == ("one\r\ntwo\n\n", "three\n")


@both_systems
def test_control_characters_arrive_escaped_in_json(azure: SimulatedAzure, vm: str) -> None:
    assert streams(azure, vm, 'a\tb"c\\d\x1b[31m\x00e')[0] == 'a\tb"c\\d\x1b[31m\x00e'
