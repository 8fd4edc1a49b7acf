"""Logs that scripts collect: exported, copied, put into an archive."""

from windows.windows_workbench import Workbench


def test_logs_are_collected_into_an_archive(bench: Workbench) -> None:
    script = r"""
    New-Item -ItemType Directory C:\Temp\logs | Out-Null
    wevtutil epl System C:\Temp\logs\System.evtx
    Get-WinEvent -LogName System -MaxEvents 5 | Export-Csv C:\Temp\logs\system.csv -NoTypeInformation
    Copy-Item C:\WindowsAzure\Logs\*.log C:\Temp\logs
    Compress-Archive -Path C:\Temp\logs\* -DestinationPath C:\Temp\logs.zip
    Expand-Archive C:\Temp\logs.zip C:\Temp\again
    (Get-ChildItem C:\Temp\again).Name -join ' '
    """
    assert bench.shown(script) == "system.csv System.evtx WaAppAgent.log\n"


def test_an_event_file_is_not_overwritten_unless_that_is_asked_for(bench: Workbench) -> None:
    line = r"wevtutil epl System C:\System.evtx"
    assert bench.output(line) == ""
    refused = bench.run(line)
    assert (refused.exit_code, refused.stderr) == (80, b"Failed to export log System. The file exists.\r\n")
    assert bench.output(f"{line} /ow:true") == ""
    assert bench.error(r"wevtutil epl System C:\none\System.evtx").startswith("Failed to export log System.")
