"""cmd.exe with the machine around it: start, the clock, code pages, and what it says of what is not there."""

import pytest
from windows.windows_workbench import DOWNLOADS, NOW, Workbench

NOT_RECOGNIZED = "is not recognized as an internal or external command,\noperable program or batch file.\n"


class TestWhatIsNotThere:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("xyz", f"'xyz' {NOT_RECOGNIZED}"),
            ('ver>nul& "x y z"', f"'\"x y z\"' {NOT_RECOGNIZED}"),
            ("C:\\Windows\\xyz.exe", f"'C:\\Windows\\xyz.exe' {NOT_RECOGNIZED}"),
            ("C:\\Program Files\\tools\\xyz.cmd", f"'C:\\Program' {NOT_RECOGNIZED}"),
            ('ver>nul& "C:\\Program Files\\tools\\xyz.cmd"', "The system cannot find the path specified.\n"),
            ("tools\\xyz", "The system cannot find the path specified.\n"),
        ],
    )
    def test_a_command_is_told_as_it_was_written(self, bench: Workbench, line: str, said: str) -> None:
        outcome = bench.run(line)
        assert (outcome.stderr.decode().replace("\r\n", "\n"), outcome.exit_code) == (said, 1)

    @pytest.mark.parametrize("name", ["psr", "reagentc /info", "mklink a b", "services.msc"])
    def test_what_windows_has_and_the_simulator_lacks_is_told_apart(self, bench: Workbench, name: str) -> None:
        outcome = bench.run(name)
        assert outcome.exit_code == 120
        assert b"run-command-simulator: Windows runs" in outcome.stderr


class TestLines:
    @pytest.mark.parametrize("line", ["echo a\necho b", 'echo a\n"echo b"', "echo a\r\necho b", "echo a\n%undefined"])
    def test_what_follows_a_line_break_is_not_read(self, bench: Workbench, line: str) -> None:
        assert bench.output(line) == "a\n"

    def test_parentheses_and_a_caret_span_lines(self, bench: Workbench) -> None:
        assert bench.output("(echo a\necho b)") == "a\nb\n"
        assert bench.output("echo a^\nb") == "ab\n"

    def test_a_random_number_is_seeded_and_has_15_bits(self, bench: Workbench) -> None:
        assert 0 <= int(bench.output("echo %random%")) < 2**15


class TestStart:
    def test_a_program_runs_beside_the_script_and_outlives_it(self, bench: Workbench) -> None:
        assert bench.output('start "title" powershell -c Start-Sleep 60; Set-Content C:\\done.txt 1') == ""
        assert (bench.now, bench.guest.files.exists("C:\\done.txt")) == (0.0, False)
        bench.world.environment.run(61)
        assert bench.guest.files.exists("C:\\done.txt")

    @pytest.mark.parametrize("option", ["/wait", "/w", "/min /wait", "/d C:\\ /wait"])
    def test_with_wait_it_is_waited_for_and_its_output_is_in_another_window(
        self, bench: Workbench, option: str
    ) -> None:
        assert bench.output(f'start "" {option} ping -n 6 127.0.0.1') == ""
        assert bench.now == 5.0

    def test_wait_tells_the_exit_code(self, bench: Workbench) -> None:
        assert bench.run('start /wait cmd /c "exit 7"').exit_code == 7

    def test_a_built_in_command_leaves_its_window_open_for_ever(self, bench: Workbench) -> None:
        process = bench.start("start /wait echo hi")
        bench.world.environment.run(5400)
        assert process.is_alive

    def test_what_shares_the_output_keeps_it_open_until_it_ends(self, bench: Workbench) -> None:
        assert bench.output("start /b cmd /c echo beside& echo here") == "here\nbeside\n"
        bench.output("start /b ping -n 61 127.0.0.1")
        assert bench.now == 60.0
        assert "script's output still held open" in [event for event, _ in bench.world.journal]

    def test_what_starts_itself_for_ever_comes_to_an_end(self, bench: Workbench) -> None:
        bench.guest.files.write(f"{DOWNLOADS}\\again.cmd", b"start /b again.cmd\r\nstart again.cmd\r\n")
        bench.run("again.cmd")
        assert "too many processes at once, not started" in [event for event, _ in bench.world.journal]

    def test_what_is_not_there_is_told(self, bench: Workbench) -> None:
        outcome = bench.run("start xyz")
        assert (outcome.stderr, outcome.exit_code) == (b"The system cannot find the file xyz.\r\n", 9059)

    def test_a_program_that_is_started_runs_no_autorun(self, bench: Workbench) -> None:
        bench.output('reg add "HKLM\\SOFTWARE\\Microsoft\\Command Processor" /v AutoRun /d "echo x>>C:\\a.txt" /f')
        bench.output("start hostname")
        bench.world.environment.run(bench.now + 1)
        assert bench.guest.files.read("C:\\a.txt") == b"x\r\n"


class TestClock:
    @pytest.mark.parametrize(
        ("line", "shown"),
        [
            ("date /t", "Fri 01/15/2027 \n"),
            ("time /t", "08:00 AM\n"),
            ("date 02-03-2030& date /t", "Sun 02/03/2030 \n"),
            ("date 2/3/30& date /t", "Sun 02/03/2030 \n"),
            ("time 14:30& time /t", "02:30 PM\n"),
            ("time 2:30:15 PM& time /t", "02:30 PM\n"),
        ],
    )
    def test_it_is_shown_and_set(self, bench: Workbench, line: str, shown: str) -> None:
        assert bench.output(line) == shown

    @pytest.mark.parametrize("line", ["date", "date 13-45-2030", "time 25:00", "time soon"])
    def test_what_is_no_date_is_asked_for_again_for_ever(self, bench: Workbench, line: str) -> None:
        process = bench.start(line)
        bench.world.environment.run(5400)
        assert process.is_alive

    def test_a_new_time_holds_until_the_next_boot(self, bench: Workbench) -> None:
        bench.output("date 01-15-2030")
        assert bench.shown(
            "(Get-Date).Year; [int]((Get-Date) - (gcim Win32_OperatingSystem).LastBootUpTime).TotalDays"
        ) == ("2030\n0\n")
        bench.guest.power_off()
        bench.guest.boot()
        assert bench.guest.machine.clock() == NOW

    def test_time_is_synchronized_by_w32tm(self, bench: Workbench) -> None:
        bench.output("date 01-15-2030")
        bench.output("w32tm /resync")
        assert bench.output("date /t") == "Fri 01/15/2027 \n"


class TestConsole:
    def test_a_code_page_is_shown_and_lasts_for_the_run(self, bench: Workbench) -> None:
        assert bench.output("chcp") == "Active code page: 437\n"
        assert bench.output("chcp 65001>nul& chcp") == "Active code page: 65001\n"
        assert bench.run("chcp 1").stdout == b"Invalid code page\r\n"

    def test_folders_are_drawn(self, bench: Workbench) -> None:
        for path in ("C:\\t\\a\\b", "C:\\t\\c"):
            bench.guest.machine.files.make_folder(path)
        assert bench.output("tree C:\\t /a") == (
            "Folder PATH listing for volume Windows\nVolume serial number is 7A3C-91D2\n"
            "C:\\T\n+---a\n|   \\---b\n\\---c\n"
        )

    def test_file_types_are_the_registry_s(self, bench: Workbench) -> None:
        assert bench.output("assoc .foo=Foo& ftype Foo=notepad %1& assoc .foo& ftype Foo") == (
            ".foo=Foo\nFoo=notepad %1\n.foo=Foo\nFoo=notepad %1\n"
        )
        assert bench.run("assoc .nope").stderr == b"File association not found for extension .nope\r\n"


class TestAutoRun:
    KEY = "HKLM\\SOFTWARE\\Microsoft\\Command Processor"

    @pytest.mark.parametrize("kind", ["REG_DWORD /d 5", "REG_MULTI_SZ /d XYZ", "REG_BINARY /d 00"])
    def test_a_value_that_is_no_text_is_not_run(self, bench: Workbench, kind: str) -> None:
        bench.output(f'reg add "{self.KEY}" /v AutoRun /t {kind} /f')
        assert bench.output("echo x") == "x\n"
