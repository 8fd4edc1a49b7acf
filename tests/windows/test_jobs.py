"""Background jobs run beside the script, in processes and on time of their own."""

from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


class TestRunning:
    """Start-Job and Wait-Job."""

    def test_the_table_of_a_job(self, bench: Workbench) -> None:
        assert lines(bench.shown("Start-Job { Start-Sleep 5 } -Name work")) == [
            "",
            "Id     Name            PSJobTypeName   State         HasMoreData     Location",
            "--     ----            -------------   -----         -----------     --------",
            "1      work            BackgroundJob   Running       True            localhost",
            "",
            "",
        ]

    def test_jobs_run_side_by_side(self, bench: Workbench) -> None:
        script = (
            "1..3 | ForEach-Object { $n = $_; Start-Job { Start-Sleep 60; $using:n * 10 } } | Wait-Job | Receive-Job"
        )
        assert bench.shown(script) == "10\n20\n30\n"
        assert 60 < bench.now < 70

    def test_waiting_ends_when_its_time_is_over(self, bench: Workbench) -> None:
        script = "$job = Start-Job { Start-Sleep 100 }; $null -eq (Wait-Job $job -Timeout 5); $job.State"
        assert bench.shown(script) == "True\nRunning\n"
        assert bench.now == 5.0

    def test_a_job_ends_with_its_script(self, bench: Workbench) -> None:
        bench.shown(r"Start-Job { Start-Sleep 10; Set-Content C:\late.txt x } | Out-Null")
        bench.world.environment.run(until=bench.now + 60)
        assert bench.guest.machine.files.entry(r"C:\late.txt") is None
        assert not [one for one in bench.guest.machine.processes.all() if one.name == "powershell"]

    def test_what_a_job_does_to_the_machine_stays(self, bench: Workbench) -> None:
        bench.shown(r"Start-Job { Set-Content C:\made.txt x } | Wait-Job | Out-Null")
        assert bench.guest.machine.files.entry(r"C:\made.txt") is not None

    def test_arguments_and_input(self, bench: Workbench) -> None:
        assert bench.shown('Start-Job { param($a, $b) "$a-$b" } -ArgumentList 1, 2 | Receive-Job -Wait') == "1-2\n"
        assert bench.shown("1, 2 | Start-Job { $input | ForEach-Object { $_ * 2 } } | Receive-Job -Wait") == "2\n4\n"

    def test_variables_of_the_script_are_not_there(self, bench: Workbench) -> None:
        assert bench.shown("$x = 1; Start-Job { $null -eq $x } | Receive-Job -Wait") == "True\n"


class TestReceiving:
    """Receive-Job."""

    def test_output_is_handed_out_once(self, bench: Workbench) -> None:
        script = "$job = Start-Job { 1 } | Wait-Job; Receive-Job $job -Keep; Receive-Job $job; Receive-Job $job"
        assert bench.shown(f"{script}; $job.HasMoreData") == "1\n1\nFalse\n"

    def test_streams_stay_apart(self, bench: Workbench) -> None:
        outcome = bench.powershell(
            "Start-Job { Write-Warning w; Write-Host h; Write-Error bad; 1 } | Receive-Job -Wait"
        )
        assert outcome.stdout.decode().replace("\r\n", "\n") == "WARNING: w\nh\n1\n"
        assert lines(outcome.stderr.decode()) == [
            "bad",
            "    + CategoryInfo          : NotSpecified: (:) [Write-Error], WriteErrorExcep",
            "   tion",
            "    + FullyQualifiedErrorId : Microsoft.PowerShell.Commands.WriteErrorExceptio",
            "   n",
            "    + PSComputerName        : localhost",
            "",
        ]

    def test_a_job_that_throws_has_failed(self, bench: Workbench) -> None:
        script = (
            "$job = Start-Job { throw 'boom' } | Wait-Job; $job.State; $job.ChildJobs[0].JobStateInfo.Reason.Message;"
            "Receive-Job $job"
        )
        outcome = bench.powershell(script)
        assert outcome.stdout.decode().split() == ["Failed", "boom"]
        assert lines(outcome.stderr.decode())[:2] == [
            "boom",
            "    + CategoryInfo          : OperationStopped: (boom:String) [], RuntimeExcep",
        ]

    def test_objects_are_copies_that_tell_where_they_are_from(self, bench: Workbench) -> None:
        received = "Start-Job { Get-Service WinRM } | Receive-Job -Wait"
        told = bench.shown(f"{received} | ForEach-Object {{ $_.pstypenames[0]; $_.PSComputerName }}")
        assert told.split() == ["Deserialized.System.ServiceProcess.ServiceController", "localhost"]
        shown = lines(bench.shown("Start-Job { [pscustomobject]@{a=1} } | Receive-Job -Wait"))
        assert shown[1].split() == ["a", "RunspaceId"]

    def test_what_the_simulator_lacks_ends_the_script(self, bench: Workbench) -> None:
        outcome = bench.powershell("Start-Job { Get-NetEventSession } | Receive-Job -Wait; 'not reached'")
        assert outcome.stdout == b""
        assert b"FullyQualifiedErrorId : NotSimulated" in outcome.stderr


class TestManaging:
    """Get-Job, Stop-Job and Remove-Job."""

    def test_running_jobs_are_removed_by_force_only(self, bench: Workbench) -> None:
        script = (
            "$job = Start-Job { Start-Sleep 100 }; Remove-Job $job; @(Get-Job).Count; Remove-Job $job -Force;"
            "@(Get-Job).Count"
        )
        outcome = bench.powershell(script)
        assert outcome.stdout.split() == [b"1", b"0"]
        assert b"JobObjectNotFinishedCannotBeRemoved,Microsoft.Po" in outcome.stderr

    def test_a_stopped_job_says_so(self, bench: Workbench) -> None:
        script = (
            "$job = Start-Job { Start-Sleep 100 }; Start-Sleep 3; Stop-Job $job; $job.State; Get-Job -State Stopped"
        )
        assert bench.shown(script).split()[0] == "Stopped"
        assert bench.now == 3.0

    def test_no_such_job(self, bench: Workbench) -> None:
        stderr = lines(bench.powershell("Get-Job -Name nope").stderr.decode())
        assert stderr[0] == "Get-Job : The command cannot find a job with the job name nope. Verify the"

    def test_other_commands_start_no_jobs(self, bench: Workbench) -> None:
        assert b"NotSimulated" in bench.powershell("Get-WmiObject Win32_BIOS -AsJob").stderr
