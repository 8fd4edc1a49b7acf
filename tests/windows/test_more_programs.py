"""Programs beside those that scripts name most, and the forms of programs that the simulator lacks."""

import pytest
from windows.windows_workbench import Workbench


class TestFiles:
    """fsutil and certutil."""

    def test_a_file_of_zeros_is_made_once(self, bench: Workbench) -> None:
        assert bench.output("fsutil file createnew C:\\zeros.bin 1000") == "File C:\\zeros.bin is created\n"
        assert bench.guest.machine.files.read("C:\\zeros.bin") == bytes(1000)
        again = bench.run("fsutil file createnew C:\\zeros.bin 1000")
        assert (again.exit_code, again.stdout) == (1, b"Error 80: The file exists.\r\n")

    def test_a_file_that_does_not_fit_is_not_made(self, bench: Workbench) -> None:
        refused = bench.run("fsutil file createnew C:\\zeros.bin 999999999999")
        assert refused.stdout == b"Error 112: There is not enough space on the disk.\r\n"

    def test_the_free_space_of_a_volume(self, bench: Workbench) -> None:
        shown = bench.output("fsutil volume diskfree C:").splitlines()
        assert [line.partition(":")[0].strip() for line in shown] == [
            "Total free bytes",
            "Total bytes",
            "Total quota free bytes",
        ]
        assert shown[1].endswith("136,365,211,648 (127.0 GB)")

    def test_a_file_s_hash(self, bench: Workbench) -> None:
        bench.guest.files.write("C:\\a.txt", b"abc")
        assert bench.output("certutil -hashfile C:\\a.txt MD5").splitlines()[1] == "900150983cd24fb0d6963f7d28e17f72"

    def test_encoded_and_decoded_a_file_is_the_same(self, bench: Workbench) -> None:
        bench.guest.files.write("C:\\a.bin", bytes(range(200)))
        bench.output("certutil -encode C:\\a.bin C:\\a.b64")
        bench.output("certutil -decode C:\\a.b64 C:\\b.bin")
        assert bench.guest.machine.files.read("C:\\b.bin") == bytes(range(200))


def test_the_activation_runs_out_half_a_year_later(bench: Workbench) -> None:
    assert bench.output("cscript //nologo C:\\Windows\\System32\\slmgr.vbs /xpr") == (
        "Windows(R), ServerDatacenter edition:\n    Volume activation will expire 4/25/2027 12:00:00 AM\n\n"
    )


def test_events_are_queried_as_text_from_the_oldest_on(bench: Workbench) -> None:
    first = bench.output("wevtutil qe System /c:1 /f:text").splitlines()
    last = bench.output("wevtutil qe System /c:1 /f:text /rd:true").splitlines()
    assert first[3] < last[3]
    assert last[1:3] == ["  Log Name: System", "  Source: EventLog"]


@pytest.mark.parametrize(
    "line",
    [
        "netsh http show sslcert",
        "netsh ras show registeredserver",
        "dism /online /get-packages",
        "tasklist /m",
        "w32tm /query /configuration",
        "wevtutil qe System",
        "certutil -store my",
        "fsutil usn readjournal C:",
        "powercfg /energy",
        "cscript C:\\own.vbs",
    ],
)
def test_a_form_that_is_missing_is_named(bench: Workbench, line: str) -> None:
    in_script = bench.powershell(f"{line}\n'never said'")
    assert (in_script.exit_code, in_script.stdout) == (1, b"")
    assert b"NotSimulated" in in_script.stderr
    in_cmd = bench.run(line)
    assert in_cmd.exit_code == 120
    assert in_cmd.stderr.startswith(b"run-command-simulator: Windows runs ")


def test_what_netsh_does_not_know_either_is_its_own_error(bench: Workbench) -> None:
    assert bench.run("netsh nonsense here").stdout == b"The following command was not found: nonsense here.\r\n"
