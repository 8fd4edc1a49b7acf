"""The host's side of a VM's files: whatever a script has put there, nothing leads out and nothing hangs."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_agent.linux.root_folder import RootFolder

LINKS = {"bin": "usr/bin"}
ACTIONS: dict[str, Callable[[RootFolder, str], object]] = {
    "read": lambda files, path: files.read(path),
    "write": lambda files, path: files.write(path, b"changed"),
    "append": lambda files, path: files.append(path, b"changed"),
    "remove": lambda files, path: files.remove(path),
    "make executable": lambda files, path: files.make_executable(path),
}


@pytest.fixture
def files(tmp_path: Path) -> RootFolder:
    """A new VM's files."""
    return RootFolder(tmp_path / "root", "linux-vm", LINKS)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the host with one file."""
    place = tmp_path / "outside"
    place.mkdir()
    (place / "file").write_bytes(b"untouched")
    return place


def test_a_new_vm_has_the_folders_and_files_of_a_system(files: RootFolder) -> None:
    assert files.read("/etc/hostname") == b"linux-vm\n"
    assert (files.folder / "bin").readlink() == Path("usr/bin")
    assert files.exists("/var/lib/waagent")
    assert (files.folder / "tmp").stat().st_mode & 0o7777 == 0o1777


def test_what_is_written_can_be_read_added_to_and_removed(files: RootFolder) -> None:
    files.write("/a/b/file", b"one")
    files.append("/a/b/file", b"two")
    assert files.read("/a/b/file") == b"onetwo"
    files.write("/a/b/file", b"three")
    assert files.read("/a/b/file") == b"three"
    files.remove("/a")
    assert not files.exists("/a/b/file")
    files.remove("/a")


def test_files_of_the_agent_are_for_root_only(files: RootFolder) -> None:
    files.write("/a/script.sh", b"")
    modes = [(files.folder / name).stat().st_mode & 0o777 for name in ("a", "a/script.sh")]
    assert modes == [0o700, 0o600]
    files.make_executable("/a/script.sh")
    assert (files.folder / "a/script.sh").stat().st_mode & 0o777 == 0o500


def test_a_missing_file_is_not_found(files: RootFolder) -> None:
    for path in ("/no", "/no/such/file", "/etc"):
        with pytest.raises(FileNotFoundError):
            files.read(path)
    assert not files.exists("/no/such/file")


@pytest.mark.parametrize("path", ["/", "/../outside/file", "/etc/../../outside/file"])
@pytest.mark.parametrize("action", ACTIONS)
def test_no_path_leads_out(files: RootFolder, outside: Path, path: str, action: str) -> None:
    with pytest.raises(PermissionError):
        ACTIONS[action](files, path)
    assert (outside / "file").read_bytes() == b"untouched"


@pytest.mark.parametrize("action", ["read", "write", "append", "remove", "make executable"])
def test_no_link_in_the_place_of_a_folder_leads_out(files: RootFolder, outside: Path, action: str) -> None:
    (files.folder / "var/log").rmdir()
    (files.folder / "var/log").symlink_to(outside)
    with pytest.raises(OSError, match=r"\[Errno (20|40)\]"):
        ACTIONS[action](files, "/var/log/file")
    assert (outside / "file").read_bytes() == b"untouched"
    assert not files.exists("/var/log/file")


def test_no_link_in_the_place_of_a_file_is_followed(files: RootFolder, outside: Path) -> None:
    link = files.folder / "etc/link"
    for action in ("read", "append", "make executable"):
        link.unlink(missing_ok=True)
        link.symlink_to(outside / "file")
        with pytest.raises(OSError, match=r"\[Errno 40\]"):
            ACTIONS[action](files, "/etc/link")
    files.write("/etc/link", b"the VM's own")
    assert files.read("/etc/link") == b"the VM's own"
    link.unlink()
    link.symlink_to(outside / "file")
    files.remove("/etc/link")
    assert (outside / "file").read_bytes() == b"untouched"


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(files: RootFolder) -> None:
    os.mkfifo(files.folder / "etc/pipe")
    with pytest.raises(FileNotFoundError):
        files.read("/etc/pipe")
    with pytest.raises(OSError, match="No such device"):
        files.append("/etc/pipe", b"text")
    files.write("/etc/pipe", b"text")
    assert files.read("/etc/pipe") == b"text"


def test_a_folder_in_the_place_of_a_file_is_an_error(files: RootFolder) -> None:
    (files.folder / "etc/hosts").unlink()
    (files.folder / "etc/hosts").mkdir()
    with pytest.raises(OSError, match="hosts"):
        files.write("/etc/hosts", b"")


def test_a_file_in_the_place_of_a_folder_is_an_error(files: RootFolder) -> None:
    files.write("/var/log/azure", b"")
    with pytest.raises(NotADirectoryError):
        files.append("/var/log/azure/run-command/handler.log", b"")
