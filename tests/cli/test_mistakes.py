"""Every mistake on the command line ends it with one sentence and exit code 2."""

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.command_line import PATIENCE, PROGRAM, Ended

Run = Callable[..., Ended]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--port", "99999"], "Invalid value for '--port': 99999 is not in the range 0<=x<=65535."),
        (["--seed", "x"], "Invalid value for '--seed': 'x' is not a valid whole number."),
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


def test_what_there_is_to_choose_from_is_told_in_the_same_sentence(cli: Run) -> None:
    done = cli("completion")
    assert (done.code, done.stderr) == (
        2,
        (
            "run-command-simulator: Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish "
            "(see 'run-command-simulator completion --help')\n"
        ),
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


# Where a simulator is looked for


def ready_file(folder: Path, **members: object) -> Path:
    """A ready file, right but for ``members``."""
    texts = dict.fromkeys(("control", "controlToken", "tenantId", "clientId", "clientSecret"), "x")
    path = folder / "ready.json"
    right = {**texts, "resourceManager": "https://127.0.0.1:9", "caFile": str(folder / "ca.pem")}
    path.write_text(json.dumps(right | members), encoding="utf-8")
    return path


def test_a_ready_file_with_something_else_than_texts_is_none(cli: Run, tmp_path: Path) -> None:
    path = ready_file(tmp_path, control=1)
    assert cli("vm", "list", "--ready-file", path).mistake == (
        f"{path} is not a ready file: name the one that 'serve' has written"
    )


def test_an_authority_that_is_gone_is_told(cli: Run, tmp_path: Path) -> None:
    path = ready_file(tmp_path)
    assert cli("vm", "list", "--ready-file", path).mistake == (
        f"the certificate authority {tmp_path}/ca.pem, which the ready file names, can't be read (No such file or "
        "directory): if that simulator has ended, start another with 'run-command-simulator serve'"
    )


# Where the output goes


def redirected(words: str, target: str, **environment: str) -> tuple[int, str]:
    """Exit code and errors of a command whose output a shell leads somewhere."""
    program = shlex.join(PROGRAM)
    done = subprocess.run(
        ("sh", "-c", f"{program} {words} {target}"),
        stderr=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("words", ["learn", "learn string-parameters", "completion bash"])
def test_a_full_disk_is_told_in_one_sentence(words: str) -> None:
    sentence = "run-command-simulator: the output can't be written: No space left on device\n"
    assert redirected(words, "> /dev/full") == (1, sentence)


@pytest.mark.parametrize("words", ["learn", "learn string-parameters --output json"])
def test_a_pipe_that_nobody_reads_ends_it_without_a_word(words: str) -> None:
    assert redirected(words, "| true")[1] == ""


def test_a_character_that_the_terminal_s_encoding_lacks_is_written_by_its_number(tmp_path: Path) -> None:
    told = tmp_path / "told"
    assert redirected("learn output-limit", f"> {told}", PYTHONIOENCODING="ascii") == (0, "")
    assert r"\u20ac\u20ac" in told.read_text(encoding="ascii")
