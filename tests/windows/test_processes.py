"""What becomes of a script whose processes are ended, and of services that are deleted while they run."""

import pytest
from windows.windows_workbench import Workbench


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Stop-Process -Id $PID", 2**32 - 1),
        ("Stop-Process -Id $PID -Force", 2**32 - 1),
        ("(Get-Process -Id $PID).Kill()", 2**32 - 1),
        ("Get-Process powershell | Stop-Process", 2**32 - 1),
        ("taskkill /f /pid $PID | Out-Null", 1),
        ("cmd /c 'taskkill /f /im powershell.exe >nul'", 1),
    ],
)
def test_a_script_that_ends_its_own_process_ends_there(bench: Workbench, line: str, code: int) -> None:
    script = (
        f"'before'; try {{ {line}; 'after' }} catch {{ 'caught' }} finally {{ Set-Content C:\\late.txt x; 'late' }}"
    )
    outcome = bench.powershell(script)
    assert (outcome.stdout, outcome.stderr, outcome.exit_code) == (b"before\r\n", b"", code)
    assert not bench.guest.files.exists("C:\\late.txt")


def test_a_script_that_another_process_ends_says_what_it_had_said(bench: Workbench) -> None:
    bench.output("start powershell -c Start-Sleep 30; taskkill /f /im powershell.exe")
    outcome = bench.powershell("'before'; Start-Sleep 600; 'after'")
    assert (outcome.stdout, outcome.exit_code) == (b"before\r\n", 1)


def test_a_service_that_runs_goes_when_it_stops(bench: Workbench) -> None:
    assert bench.output("sc delete Spooler") == "[SC] DeleteService SUCCESS\n"
    assert "4  RUNNING" in bench.output("sc query Spooler")
    assert bench.run("sc delete Spooler").stdout == (
        b"[SC] DeleteService FAILED 1072:\r\n\r\nThe specified service has been marked for deletion.\r\n\r\n"
    )
    assert bench.run("sc config Spooler start= disabled").exit_code == 1072
    bench.output("net stop Spooler")
    assert bench.run("sc query Spooler").exit_code == 1060


def test_a_service_that_is_stopped_goes_at_once(bench: Workbench) -> None:
    bench.output("net stop Spooler& sc delete Spooler")
    assert bench.run("sc query Spooler").exit_code == 1060


def test_a_deleted_agent_runs_on_until_the_next_boot(bench: Workbench) -> None:
    bench.output("sc delete WindowsAzureGuestAgent")
    assert bench.guest.agent_running
    bench.guest.power_off()
    bench.guest.boot()
    assert not bench.guest.agent_running
