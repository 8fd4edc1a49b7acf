"""Transcripts, as Windows PowerShell 5.1 writes them."""

from windows.windows_workbench import Workbench

POWERSHELL = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"


def transcript(bench: Workbench, path: str) -> list[str]:
    """The lines of a transcript."""
    return bench.guest.machine.files.read(path).decode("utf-8-sig").split("\r\n")


def test_a_transcript_holds_what_the_console_shows_between_header_and_footer(bench: Workbench) -> None:
    script = r"""
    'before'
    Start-Transcript -Path C:\Logs\run.log -Force
    Write-Output 'x'
    Write-Host 'y'
    Write-Warning 'w'
    Get-Service W32Time
    Start-Sleep 61
    Stop-Transcript
    'after'
    """
    shown = bench.shown(script).splitlines()
    assert [line for line in shown if line.startswith(("Transcript", "before", "after"))] == [
        "before",
        r"Transcript started, output file is C:\Logs\run.log",
        r"Transcript stopped, output file is C:\Logs\run.log",
        "after",
    ]
    assert transcript(bench, r"C:\Logs\run.log") == [
        "*" * 22,
        "Windows PowerShell transcript start",
        "Start time: 20270115080000",
        r"Username: WORKGROUP\SYSTEM",
        r"RunAs User: WORKGROUP\SYSTEM",
        "Configuration Name: ",
        "Machine: WIN-VM (Microsoft Windows NT 10.0.20348.0)",
        f"Host Application: {POWERSHELL} -ExecutionPolicy Unrestricted -File script0.ps1",
        "Process ID: 6204",
        "PSVersion: 5.1.20348.2227",
        "PSEdition: Desktop",
        "PSCompatibleVersions: 1.0, 2.0, 3.0, 4.0, 5.0, 5.1.20348.2227",
        "BuildVersion: 10.0.20348.2227",
        "CLRVersion: 4.0.30319.42000",
        "WSManStackVersion: 3.0",
        "PSRemotingProtocolVersion: 2.3",
        "SerializationVersion: 1.1.0.1",
        "*" * 22,
        r"Transcript started, output file is C:\Logs\run.log",
        "x",
        "y",
        "WARNING: w",
        "",
        "Status   Name               DisplayName                           ",
        "------   ----               -----------                           ",
        "Running  W32Time            Windows Time                          ",
        "*" * 22,
        "Windows PowerShell transcript end",
        "End time: 20270115080101",
        "*" * 22,
        "",
    ]
    assert bench.guest.machine.files.read(r"C:\Logs\run.log").startswith(b"\xef\xbb\xbf*")


def test_a_transcript_that_nobody_stops_ends_with_the_script_and_holds_its_errors(bench: Workbench) -> None:
    bench.powershell("Start-Transcript C:\\t.log | Out-Null; Get-Item C:\\none; exit 3")
    lines = transcript(bench, "C:\\t.log")
    assert "Get-Item : Cannot find path 'C:\\none' because it does not exist." in lines
    assert lines[-4:-2] == ["Windows PowerShell transcript end", "End time: 20270115080000"]


def test_a_transcript_is_continued_or_kept_where_that_is_asked_for(bench: Workbench) -> None:
    bench.powershell("Start-Transcript C:\\t.log; 'one'; Stop-Transcript")
    bench.powershell("Start-Transcript C:\\t.log -Append; 'two'; Stop-Transcript")
    lines = transcript(bench, "C:\\t.log")
    assert [line for line in lines if line in {"one", "two"}] == ["one", "two"]
    outcome = bench.powershell("Start-Transcript C:\\t.log -NoClobber")
    assert b"exists and NoClobber was specified." in outcome.stderr
    assert b"FullyQualifiedErrorId : NoClobber,Microsoft.PowerShell.Commands.StartTra" in outcome.stderr


def test_a_transcript_without_a_name_has_one_of_machine_chance_and_time(bench: Workbench) -> None:
    bench.shown("Start-Transcript -OutputDirectory C:\\Logs | Out-Null; Stop-Transcript | Out-Null")
    name = bench.shown("(Get-ChildItem C:\\Logs).Name").strip()
    assert (name[:29], name[-19:], len(name)) == ("PowerShell_transcript.WIN-VM.", ".20270115080000.txt", 56)


def test_without_a_transcript_there_is_none_to_stop(bench: Workbench) -> None:
    outcome = bench.powershell("Stop-Transcript")
    assert b"currently transcribing." in outcome.stderr
