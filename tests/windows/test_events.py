"""The event logs: what Windows itself writes, and how scripts ask for it."""

import pytest
from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


class TestWhatIsWritten:
    """Windows tells of its own starts and stops, and of its services'."""

    def test_services(self, bench: Workbench) -> None:
        script = (
            "Restart-Service Spooler; Get-WinEvent -FilterHashtable "
            "@{LogName='System'; Id=7036; StartTime=(Get-Date).AddMinutes(-5)} | ForEach-Object { $_.Message }"
        )
        assert bench.shown(script).splitlines() == [
            "The Print Spooler service entered the running state.",
            "The Print Spooler service entered the stopped state.",
        ]

    def test_a_restart(self, bench: Workbench) -> None:
        bench.shown("Restart-Computer -Force")
        bench.guest.power_off()
        bench.guest.boot()
        script = "(Get-WinEvent System | Where-Object { $_.TimeCreated.Year -eq 2027 -and $_.Id -ne 7036 }).Id"
        assert bench.shown(script).split() == [
            *("6005", "6009", "12"),
            *("13", "6006", "1074"),
            *("6005", "6009", "12"),
        ]
        assert "wmiprvse.exe (WIN-VM) has initiated the restart of computer" in bench.shown(
            "(Get-WinEvent -FilterHashtable @{LogName='System'; Id=1074}).Message"
        )


class TestQueries:
    """Get-WinEvent."""

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("*[System[EventID=7036]]", 3),
            ("*[System[(EventID=6005 or EventID=6009) and Provider[@Name='EventLog']]]", 4),
            ("*[System[Level<=3]]", 1),
            ("*", 12),
        ],
    )
    def test_by_xpath(self, bench: Workbench, query: str, count: int) -> None:
        assert bench.shown(f'@(Get-WinEvent System -FilterXPath "{query}").Count') == f"{count}\n"

    def test_by_xpath_and_age(self, bench: Workbench) -> None:
        query = "*[System[TimeCreated[timediff(@SystemTime) <= 86400000]]]"
        assert bench.shown(f'(Get-WinEvent System -FilterXPath "{query}").Id').split() == ["6005", "6009", "12"]
        assert "Spooler" in bench.shown(f'Stop-Service Spooler; (Get-WinEvent System -FilterXPath "{query}").Message')

    def test_what_the_simulator_cannot_ask_is_said(self, bench: Workbench) -> None:
        script = "Get-WinEvent System -FilterXPath \"*[EventData[Data='x']]\""
        assert b"FullyQualifiedErrorId : NotSimulated" in bench.powershell(script).stderr

    def test_a_log_that_is_not_there_is_one_error(self, bench: Workbench) -> None:
        stderr = lines(bench.powershell("Get-WinEvent -LogName nosuch").stderr.decode())
        assert stderr[:2] == [
            "Get-WinEvent : There is not an event log on the localhost computer that",
            'matches "nosuch".',
        ]
        assert sum(line.startswith("Get-WinEvent :") for line in stderr) == 1

    def test_providers(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-WinEvent -ListProvider 'Service Control*'"))[2:6] == [
            "Name     : Service Control Manager",
            "LogLinks : {System}",
            "Opcodes  : {}",
            "Tasks    : {}",
        ]


class TestClassicLogs:
    """Get-EventLog."""

    def test_the_logs(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-EventLog -List"))[1:4] == [
            "  Max(K) Retain OverflowAction        Entries Log",
            "  ------ ------ --------------        ------- ---",
            "  20,480      0 OverwriteAsNeeded           4 Application",
        ]

    def test_a_log_has_its_entries(self, bench: Workbench) -> None:
        script = (
            "((Get-EventLog -List | Where-Object { $_.Log -eq 'System' }).Entries | Select-Object -First 1).EventID"
        )
        assert bench.shown(script) == "6009\n"
