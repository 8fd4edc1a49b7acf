"""Folders of simulators that were killed go at the next start; those of living ones stay."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import serve

from simulator.serving import leftovers
from simulator.serving.leftovers import OwnFolder, remove_leftovers

OWNER = """
import sys
from simulator.serving.leftovers import OwnFolder
folder = OwnFolder()
print(folder.path, flush=True)
sys.stdin.read()
"""
"""A process that owns a folder until it ends."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made, by this process and those that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def owner() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process, and its folder."""
    process = subprocess.Popen((sys.executable, "-c", OWNER), stdin=-1, stdout=-1, text=True)
    assert process.stdout is not None
    with process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()


def test_a_folder_goes_with_its_owner(place: Path) -> None:
    folder = OwnFolder()
    (folder.path / "file").touch()
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert (folder.path / "owner").read_text(encoding="ascii") == f"{os.getpid()}\n"
    folder.remove()
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_is_removed(owner: tuple[subprocess.Popen[str], Path]) -> None:
    process, folder = owner
    (folder / "closed" / "inner").mkdir(parents=True)
    (folder / "closed" / "inner").chmod(0)
    (folder / "closed").chmod(0)
    assert remove_leftovers() == []
    process.kill()
    process.wait()
    assert leftovers.leftovers() == [folder]
    assert remove_leftovers() == [folder]
    assert not folder.exists()


def test_what_a_link_leads_to_is_left_alone(owner: tuple[subprocess.Popen[str], Path], place: Path) -> None:
    process, folder = owner
    outside = place / "outside"
    outside.mkdir(mode=0o500)
    (folder / "link").symlink_to(outside)
    (place / "run-command-simulator-link").symlink_to(outside)
    process.kill()
    process.wait()
    assert remove_leftovers() == [folder]
    assert outside.stat().st_mode & 0o777 == 0o500


def test_what_is_not_a_simulator_s_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "run-command-simulator-in-the-making").mkdir()
    (place / "run-command-simulator-file").touch()
    (place / "other").mkdir()
    (place / "other" / "owner").touch()
    somebody_else_s = place / "run-command-simulator-theirs"
    somebody_else_s.mkdir()
    (somebody_else_s / "owner").touch()
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert remove_leftovers() == []
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert remove_leftovers() == [somebody_else_s]


def test_the_next_start_removes_what_sigkill_left(place: Path) -> None:
    with serve(place) as killed:
        folder = Path(killed.ready["caFile"]).parent
        state = [path for path in place.glob("run-command-simulator-*") if path != folder]
        killed.stop(signal.SIGKILL)
        assert folder.exists()
        assert len(state) == 1
    with serve(place) as served:
        assert not folder.exists()
        assert not state[0].exists()
        assert Path(served.ready["caFile"]).exists()
