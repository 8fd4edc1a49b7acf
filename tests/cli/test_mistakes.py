"""Every mistake on the command line ends it with one sentence and exit code 2."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.command_line import Ended

Run = Callable[..., Ended]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--port", "99999"], "Invalid value for '--port': 99999 is not in the range 0<=x<=65535."),
        (["--seed", "x"], "Invalid value for '--seed': 'x' is not a valid integer."),
        (["--colour", "red"], "No such option '--colour'."),
        (["surplus"], "Got unexpected extra argument (surplus)"),
        (["--agents", "many"], "Invalid value for '--agents': 'many' is not one of 'embedded', 'docker'."),
    ],
)
def test_a_bad_flag_is_told_in_one_sentence(cli: Run, options: list[str], sentence: str) -> None:
    done = cli("serve", *options)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == f"run-command-simulator: {sentence} (see 'run-command-simulator serve --help')\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--time", "fast"],
            (
                "--time: 'fast' is not a time mode: use auto, manual, real, or xN with a number N above 0, at most "
                "1000000 (x60)"
            ),
        ),
        (["--start", "noon"], "--start noon: not a date and time; write it as 2026-01-01T00:00:00"),
        (["--start", "1066-10-14"], "--start 1066-10-14: the year must be from 1970 to 2999"),
        (["--host", "everywhere"], "--host everywhere: not an IPv4 address such as 127.0.0.1 or 0.0.0.0"),
        (
            ["--host", "192.0.2.1"],
            "can't listen on 192.0.2.1: Cannot assign requested address; choose another one, or 0 for any free one",
        ),
        (["--estate", "missing.yaml"], "estate file missing.yaml: can't be read: No such file or directory"),
    ],
)
def test_what_can_t_be_served_is_told_in_one_sentence(cli: Run, options: list[str], sentence: str) -> None:
    done = cli("serve", *options)
    assert (done.code, done.stdout, done.stderr) == (2, "", f"run-command-simulator: {sentence}\n")


def test_a_broken_estate_is_told_in_one_sentence(cli: Run, tmp_path: Path) -> None:
    estate = tmp_path / "estate.yaml"
    estate.write_text("resourceGroups: [{name: rg, vms: []}]", encoding="utf-8")
    done = cli("serve", "--estate", estate)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == (
        f"run-command-simulator: estate file {estate}: resourceGroups[0] has no member 'vms'; "
        "it takes name, location, virtualMachines, scaleSets\n"
    )


def test_an_unknown_command_is_told_in_one_sentence(cli: Run) -> None:
    done = cli("sevre")
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("run-command-simulator: No such command 'sevre'.")
    assert done.stderr.count("\n") == 1


def test_without_a_command_the_help_is_shown(cli: Run) -> None:
    done = cli()
    assert done.code == 2
    assert "Commands:" in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["exec", "-h"], ["trace", "--help"]])
def test_help_is_there_for_every_command(cli: Run, words: list[str]) -> None:
    done = cli(*words)
    assert done.code == 0
    assert done.stdout.startswith("Usage: run-command-simulator")
