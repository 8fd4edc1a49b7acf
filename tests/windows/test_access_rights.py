"""Access rules hold for scripts: System may do all but what a rule denies and what TrustedInstaller keeps."""

import pytest
from windows.windows_workbench import Workbench

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
