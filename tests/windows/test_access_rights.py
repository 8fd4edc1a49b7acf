"""Access rules hold for scripts: System may do all but what a rule denies and what TrustedInstaller keeps."""

import pytest
from windows.windows_workbench import DOWNLOADS, Workbench

DENY_REGISTRY = """
New-Item HKLM:\\SOFTWARE\\Locked | Out-Null
$rules = Get-Acl HKLM:\\SOFTWARE\\Locked
$rule = New-Object System.Security.AccessControl.RegistryAccessRule('SYSTEM', 'SetValue', 'Deny')
$rules.SetAccessRule($rule)
Set-Acl HKLM:\\SOFTWARE\\Locked $rules
"""


def unwrapped(stderr: bytes) -> str:
    """An error without the line breaks of the console."""
    return stderr.decode().replace("\r\n   ", "").replace("\r\n", "")


@pytest.mark.parametrize(
    ("script", "message", "identifier"),
    [
        (
            "Remove-Item C:\\Windows\\System32\\notepad.exe -Force",
            "Cannot remove item C:\\Windows\\System32\\notepad.exe: Access to the path",
            "RemoveFileSystemItemUnAuthorizedAccess",
        ),
        ("Set-Content C:\\Windows\\regedit.exe x", "Access to the path", "GetContentWriterUnauthorizedAccessError"),
    ],
)
def test_a_file_of_trusted_installer_is_not_changed(
    bench: Workbench, script: str, message: str, identifier: str
) -> None:
    stderr = unwrapped(bench.powershell(script).stderr)
    assert message in stderr
    assert identifier in stderr
    assert "PermissionDenied: (" in stderr


def test_who_takes_ownership_and_grants_himself_the_right_changes_it(bench: Workbench) -> None:
    path = "C:\\Windows\\System32\\notepad.exe"
    bench.shown(f"takeown /f {path} | Out-Null; icacls {path} /grant 'Administrators:F' | Out-Null; Remove-Item {path}")
    assert not bench.guest.files.exists(path)


@pytest.mark.parametrize(
    ("denied", "script", "identifier"),
    [
        ("SYSTEM:(W)", "Set-Content C:\\own\\a.txt y", "GetContentWriterUnauthorizedAccessError"),
        ("Everyone:(R)", "Get-Content C:\\own\\a.txt", "GetContentReaderUnauthorizedAccessError"),
        ("Administrators:(D)", "Remove-Item C:\\own\\a.txt", ""),
    ],
)
def test_a_rule_that_denies_holds_for_system(bench: Workbench, denied: str, script: str, identifier: str) -> None:
    bench.guest.files.write("C:\\own\\a.txt", b"x")
    bench.output(f'icacls C:\\own\\a.txt /deny "{denied}"')
    stderr = unwrapped(bench.powershell(script).stderr)
    assert identifier in stderr
    assert bool(stderr) is bool(identifier)  # who may delete what is in the folder needs no right to the file


def test_a_folder_that_may_not_be_written_gets_no_files(bench: Workbench) -> None:
    bench.guest.machine.files.make_folder("C:\\closed")
    bench.output('icacls C:\\closed /deny "SYSTEM:(OI)(CI)(W)"')
    stderr = unwrapped(bench.powershell("New-Item C:\\closed\\a.txt; mkdir C:\\closed\\b").stderr)
    assert "NewItemUnauthorizedAccessError" in stderr
    assert "CreateDirectoryUnauthorizedAccessError" in stderr


def test_a_key_that_denies_is_read_and_not_written(bench: Workbench) -> None:
    bench.shown(DENY_REGISTRY)
    stderr = unwrapped(bench.powershell("Set-ItemProperty HKLM:\\SOFTWARE\\Locked A 1").stderr)
    assert "Requested registry access is not allowed." in stderr
    assert "System.Security.SecurityException" in stderr
    assert bench.shown("Test-Path HKLM:\\SOFTWARE\\Locked") == "True\n"


def test_a_read_only_file_is_written_by_nobody_and_removed_by_force(bench: Workbench) -> None:
    bench.shown("Set-Content C:\\a.txt x; Set-ItemProperty C:\\a.txt IsReadOnly $true")
    stderr = unwrapped(bench.powershell("Set-Content C:\\a.txt y; Remove-Item C:\\a.txt").stderr)
    assert "Access to the path 'C:\\a.txt' is denied." in stderr
    assert bench.shown("Get-Content C:\\a.txt; Remove-Item C:\\a.txt -Force; Test-Path C:\\a.txt") == "x\nFalse\n"


def test_a_fresh_system_folder_takes_new_files(bench: Workbench) -> None:
    bench.shown("Set-Content C:\\Windows\\System32\\own.txt x; Remove-Item C:\\Windows\\System32\\own.txt")


CLOSED = "C:\\own\\a.txt"
DENIED = "Access is denied.\n"


@pytest.fixture
def closed(bench: Workbench) -> Workbench:
    """A machine with a file that System may neither read nor write nor delete."""
    bench.guest.files.write(CLOSED, b"x")
    bench.guest.files.write("C:\\own\\b.txt", b"y")
    bench.output('icacls C:\\own /deny "SYSTEM:(DC)"')
    bench.output(f'icacls {CLOSED} /deny "SYSTEM:(R,W,D)"')
    return bench


class TestNativePrograms:
    """cmd.exe and programs are held to the same rules, each with its own words."""

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (f"type {CLOSED}", DENIED),
            (f"echo x>{CLOSED}", DENIED),
            (f"copy {CLOSED} C:\\c.txt", f"        0 file(s) copied.\n{DENIED}"),
            (f"copy C:\\own\\b.txt {CLOSED}", f"        0 file(s) copied.\n{DENIED}"),
            (f"move {CLOSED} C:\\c.txt", f"        0 file(s) moved.\n{DENIED}"),
            (f"ren {CLOSED} c.txt", DENIED),
            (f"del {CLOSED}", f"{CLOSED}\n{DENIED}"),
            ("rd /s /q C:\\own", f"{CLOSED} - {DENIED}"),
            (f"attrib +h {CLOSED}", f"Access denied - {CLOSED}\n"),
            (f"xcopy {CLOSED} C:\\copies\\", f"{CLOSED}\nAccess denied\n"),
            (f"findstr x {CLOSED}", f"FINDSTR: Cannot open {CLOSED}\n"),
            (f"certutil -hashfile {CLOSED}", DENIED),
        ],
    )
    def test_what_the_rules_deny_is_denied(self, closed: Workbench, line: str, said: str) -> None:
        outcome = closed.run(line)
        assert (outcome.stdout + outcome.stderr).decode().replace("\r\n", "\n") == said
        assert closed.guest.files.read(CLOSED) == b"x"

    def test_rd_removes_what_it_may(self, closed: Workbench) -> None:
        closed.output('icacls C:\\own /remove:d "SYSTEM"')
        closed.guest.files.write("C:\\other\\b.txt", b"y")
        closed.guest.files.write("C:\\other\\kept\\a.txt", b"x")
        closed.output('icacls C:\\other\\kept /deny "SYSTEM:(DC)"')
        closed.output('icacls C:\\other\\kept\\a.txt /deny "SYSTEM:(D)"')
        assert closed.error("rd /s /q C:\\other") == f"C:\\other\\kept\\a.txt - {DENIED}"
        files = closed.guest.files
        assert (files.exists("C:\\other\\kept\\a.txt"), files.exists("C:\\other\\b.txt")) == (True, False)

    def test_a_program_of_windows_own_is_not_deleted(self, bench: Workbench) -> None:
        outcome = bench.run("del C:\\Windows\\notepad.exe")
        assert outcome.stdout + outcome.stderr == b"C:\\Windows\\notepad.exe\r\nAccess is denied.\r\n"

    def test_rules_of_windows_own_files_are_changed_by_who_owns_them(self, bench: Workbench) -> None:
        path = "C:\\Windows\\notepad.exe"
        outcome = bench.run(f"icacls {path} /grant Everyone:F")
        assert (outcome.stdout, outcome.stderr, outcome.exit_code) == (
            b"Successfully processed 0 files; Failed processing 1 files\r\n",
            f"{path}: Access is denied.\r\n".encode(),
            5,
        )
        assert "Attempted to perform an unauthorized operation." in unwrapped(
            bench.powershell(f"$rules = Get-Acl {path}; Set-Acl {path} $rules").stderr
        )
        bench.output(f"takeown /f {path}")
        bench.output(f"icacls {path} /grant Everyone:F")

    @pytest.mark.parametrize(
        "line",
        [
            "reg add HKLM\\SOFTWARE\\Locked /v A /d 1 /f",
            "reg add HKLM\\SOFTWARE\\Locked\\Below /f",
            "reg delete HKLM\\SOFTWARE\\Locked /f",
            "reg query HKLM\\SOFTWARE\\Locked",
        ],
    )
    def test_a_key_that_denies_all_is_denied_to_reg(self, bench: Workbench, line: str) -> None:
        bench.shown(DENY_REGISTRY.replace("'SetValue'", "'FullControl'"))
        assert bench.error(line) == "ERROR: Access is denied.\n"


class TestFullDisk:
    """What cmd.exe says where nothing fits any more; what was there is not lost."""

    @pytest.fixture
    def full(self, bench: Workbench) -> Workbench:
        bench.guest.files.write("D:\\big.txt", bytes(200_000))
        bench.guest.files.write("C:\\old.txt", b"old")
        bench.guest.machine.files.change_volume("C", filler=10**9)
        bench.guest.machine.files.change_volume("C", size=10**9)
        return bench

    @pytest.mark.parametrize("verb", ["move", "copy"])
    def test_a_file_does_not_fit_and_both_stay(self, full: Workbench, verb: str) -> None:
        outcome = full.run(f"{verb} /y D:\\big.txt C:\\old.txt")
        done = "moved" if verb == "move" else "copied"
        assert outcome.stdout == f"        0 file(s) {done}.\r\n".encode()
        assert outcome.stderr == b"There is not enough space on the disk.\r\n"
        assert full.guest.files.read("C:\\old.txt") == b"old"
        assert len(full.guest.files.read("D:\\big.txt")) == 200_000

    def test_moving_within_the_disk_needs_no_room(self, full: Workbench) -> None:
        assert full.output("move /y C:\\old.txt C:\\new.txt") == "        1 file(s) moved.\n"


class TestInUse:
    """What somebody uses is neither removed nor replaced."""

    def test_where_the_script_stands_is_in_use(self, bench: Workbench) -> None:
        said = unwrapped(bench.powershell("Remove-Item C:\\Packages -Recurse -Force").stderr)
        assert "Remove-Item : Cannot remove the item at 'C:\\Packages' because it is in use." in said
        assert "FullyQualifiedErrorId : Argument,Microsoft.PowerShell.Commands.RemoveIte" in said
        assert bench.guest.files.exists(f"{DOWNLOADS}\\script0.ps1")

    def test_the_folder_that_the_run_began_in_is_emptied_and_stays(self, bench: Workbench) -> None:
        said = unwrapped(bench.powershell("Set-Location C:\\; Remove-Item $PSScriptRoot -Recurse -Force").stderr)
        assert "The process cannot access the file 'Downloads' because it is being used by another process." in said
        files = bench.guest.files
        assert (files.exists(DOWNLOADS), files.exists(f"{DOWNLOADS}\\script0.ps1")) == (True, False)

    def test_the_agent_s_programs_and_its_log_are_in_use_while_it_runs(self, bench: Workbench) -> None:
        bench.guest.files.write("C:\\WindowsAzure\\Logs\\WaAppAgent.log", b"log")
        agent = bench.shown("(Get-Process WindowsAzureGuestAgent).Path").strip()
        said = unwrapped(bench.powershell("Remove-Item C:\\WindowsAzure -Recurse -Force").stderr)
        assert f"Access to the path '{agent}' is denied." in said
        assert "The process cannot access the file 'WaAppAgent.log'" in said
        assert "Cannot remove item C:\\WindowsAzure: The directory is not empty." in said
        bench.guest.stop_agent()
        bench.output("net stop RdAgent")
        bench.output("rd /s /q C:\\WindowsAzure")

    def test_what_can_be_removed_of_a_folder_is_removed(self, bench: Workbench) -> None:
        bench.guest.files.write("C:\\some\\kept\\a.txt", b"x")
        bench.guest.files.write("C:\\some\\b.txt", b"x")
        bench.output('icacls C:\\some\\kept /deny "SYSTEM:(DC)"')
        bench.output('icacls C:\\some\\kept\\a.txt /deny "SYSTEM:(D)"')
        said = unwrapped(bench.powershell("Remove-Item C:\\some -Recurse").stderr)
        assert said.count("RemoveFileSystemItemUnAuthorizedAccess") == 1
        assert said.count("RemoveFileSystemItemIOError") == 2
        files = bench.guest.files
        assert (files.exists("C:\\some\\kept\\a.txt"), files.exists("C:\\some\\b.txt")) == (True, False)
