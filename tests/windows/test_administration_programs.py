"""sc, shutdown, wmic, reg and net in the forms that scripts use beyond the first."""

import pytest
from windows.windows_workbench import Workbench


class TestServiceControl:
    def test_failure_actions_are_kept_and_shown(self, bench: Workbench) -> None:
        bench.output("sc failure Spooler reset= 86400 actions= restart/5000/restart/60000//0")
        assert bench.output("sc qfailure Spooler") == (
            "[SC] QueryServiceConfig2 SUCCESS\n\n"
            "SERVICE_NAME: Spooler\n"
            "        RESET_PERIOD (in seconds)    : 86400\n"
            "        REBOOT_MESSAGE               : \n"
            "        COMMAND_LINE                 : \n"
            "        FAILURE_ACTIONS              : RESTART -- Delay = 5000 milliseconds.\n"
            "                                       RESTART -- Delay = 60000 milliseconds.\n"
        )

    @pytest.mark.parametrize("kill", ["taskkill /f /im spoolsv.exe", "powershell -c Stop-Process -Name spoolsv -Force"])
    def test_a_service_whose_process_is_ended_starts_again_as_they_say(self, bench: Workbench, kill: str) -> None:
        bench.output("sc failure Spooler reset= 0 actions= restart/5000")
        bench.output(kill)
        assert "1  STOPPED" in bench.output("sc query Spooler")
        bench.world.environment.run(bench.now + 6)
        assert "4  RUNNING" in bench.output("sc query Spooler")

    def test_without_them_it_stays_stopped(self, bench: Workbench) -> None:
        bench.output("taskkill /f /im spoolsv.exe")
        bench.world.environment.run(bench.now + 600)
        assert "1  STOPPED" in bench.output("sc query Spooler")

    def test_names_and_dependents_are_told(self, bench: Workbench) -> None:
        assert bench.output("sc getdisplayname Spooler") == "[SC] GetServiceDisplayName SUCCESS\nName = Print Spooler\n"
        assert "SERVICE_NAME: UmRdpService\n" in bench.output("sc enumdepend TermService")

    def test_what_is_missing_is_named(self, bench: Workbench) -> None:
        assert bench.run("sc triggerinfo w32time start/networkon").exit_code == 120


class TestShutdown:
    def test_nothing_to_abort_is_an_error(self, bench: Workbench) -> None:
        outcome = bench.run("shutdown /a")
        text = b"Unable to abort the system shutdown because no shutdown was in progress.(1116)\r\n"
        assert (outcome.stderr, outcome.exit_code) == (text, 1116)

    def test_a_second_one_is_refused_until_the_first_is_taken_back(self, bench: Workbench) -> None:
        bench.output("shutdown /r /t 600")
        assert bench.run("shutdown /s /t 0").exit_code == 1190
        bench.output("shutdown /a")
        bench.output("shutdown /r /t 600")


class TestWmic:
    @pytest.mark.parametrize(
        "condition",
        ['name="spoolsv.exe"', "\"name='spoolsv.exe'\"", '(name="spoolsv.exe")', "name='spoolsv.exe'"],
    )
    def test_a_condition_is_written_in_many_ways(self, bench: Workbench, condition: str) -> None:
        assert bench.output(f"wmic process where {condition} get name") == "Name         \nspoolsv.exe  \n\n"

    def test_values_are_separated_by_commas(self, bench: Workbench) -> None:
        shown = bench.output("wmic computersystem get model,name /format:csv")
        assert shown == "\nNode,Model,Name\nWIN-VM,Virtual Machine,WIN-VM\n"

    def test_a_method_is_called(self, bench: Workbench) -> None:
        shown = bench.output("wmic service where name='Spooler' call stopservice")
        assert shown.startswith('Executing (\\\\WIN-VM\\ROOT\\CIMV2:Win32_Service.Name="Spooler")->StopService()\n')
        assert "\tReturnValue = 0;\n" in shown
        assert "1  STOPPED" in bench.output("sc query Spooler")

    def test_a_process_is_made_beside_the_script(self, bench: Workbench) -> None:
        bench.output('wmic process call create "powershell -c Set-Content C:\\made.txt 1"')
        bench.world.environment.run(bench.now + 5)
        assert bench.guest.files.exists("C:\\made.txt")

    @pytest.mark.parametrize("line", ["wmic os get nope", "wmic service where name=Spooler get state"])
    def test_what_is_no_query_is_told(self, bench: Workbench, line: str) -> None:
        assert bench.error(line) == "Node - WIN-VM\nERROR:\nDescription = Invalid query\n"

    def test_a_restart_is_asked_for(self, bench: Workbench) -> None:
        asked: list[float] = []
        bench.guest.on_restart_requested(asked.append)
        bench.output("wmic os where primary=true reboot")
        bench.world.environment.run(bench.now + 1)
        assert asked == [0.0]


class TestRegistry:
    def test_the_view_of_32_bits_is_a_part_of_its_own(self, bench: Workbench) -> None:
        bench.output("reg add HKLM\\SOFTWARE\\Own /v A /d 1 /f /reg:32")
        assert bench.run("reg query HKLM\\SOFTWARE\\Own").exit_code == 1
        assert "    A    REG_SZ    1\n" in bench.output("reg query HKLM\\SOFTWARE\\WOW6432Node\\Own")
        assert bench.run("reg query HKLM\\SYSTEM\\CurrentControlSet\\Control /reg:32").exit_code == 0

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ("/f 1", 2),
            ("/f A /v", 1),
            ("/f 1 /d", 1),
            ("/f Deep1 /k /s", 1),
            ("/f deep /k /s /c", 0),
            ("/f a /e /v", 1),
        ],
    )
    def test_keys_names_and_data_are_searched(self, bench: Workbench, options: str, found: int) -> None:
        bench.output("reg add HKLM\\SOFTWARE\\Own\\Deep1 /f")
        bench.output("reg add HKLM\\SOFTWARE\\Own /v A /d 12 /f")
        bench.output("reg add HKLM\\SOFTWARE\\Own /v B1 /d x /f")
        outcome = bench.run(f"reg query HKLM\\SOFTWARE\\Own {options}")
        last = outcome.stdout.decode().splitlines()[-1]
        assert (last, outcome.exit_code) == (f"End of search: {found} match(es) found.", 0 if found else 1)

    def test_the_default_value_is_shown_first(self, bench: Workbench) -> None:
        bench.output("reg add HKLM\\SOFTWARE\\Own /v A /d 1 /f& reg add HKLM\\SOFTWARE\\Own /ve /d x /f")
        assert bench.output("reg query HKLM\\SOFTWARE\\Own").splitlines()[2] == "    (Default)    REG_SZ    x"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("5", "Access is denied."),
        ("2185", "The service name is invalid."),
        ("2221", "The user name could not be found."),
    ],
)
def test_net_tells_what_a_number_means(bench: Workbench, number: str, text: str) -> None:
    assert bench.output(f"net helpmsg {number}") == f"\n{text}\n\n"


@pytest.mark.parametrize(
    "line", ["net view", "net statistics workstation", "reg save HKLM\\SYSTEM C:\\x", "wevtutil gl System"]
)
def test_what_is_missing_is_no_error_of_windows(bench: Workbench, line: str) -> None:
    assert bench.run(line).exit_code == 120


def test_regedit_takes_over_a_file_and_says_nothing(bench: Workbench) -> None:
    bench.output("reg add HKLM\\SOFTWARE\\Own /v A /d 1 /f& regedit /e C:\\own.reg HKLM\\SOFTWARE\\Own")
    bench.output("reg delete HKLM\\SOFTWARE\\Own /f")
    assert bench.output("regedit /s C:\\own.reg") == ""
    assert "    A    REG_SZ    1\n" in bench.output("reg query HKLM\\SOFTWARE\\Own")


def test_a_file_that_is_too_large_for_memory_is_there_and_is_not_read(bench: Workbench) -> None:
    bench.output("fsutil file createnew C:\\big.bin 50000000000")
    assert "50,000,000,000 big.bin" in bench.output("dir C:\\big.bin")
    assert b"run-command-simulator: a file of 50000000000 bytes can't be read here." in (
        b" ".join(bench.powershell("Get-Content C:\\big.bin").stderr.split())
    )
    bench.output("copy C:\\big.bin C:\\copy.bin")
    assert bench.guest.machine.files.drives()[0].free < 14 * 2**30
