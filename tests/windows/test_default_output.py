"""What is shown of objects by default, where one kind comes after another, and of objects from files."""

from windows.windows_workbench import Workbench


class TestTextOfItsOwn:
    """Dates and matches are shown as text, framed like a table: a blank line before the first, two after the last."""

    def test_dates(self, bench: Workbench) -> None:
        assert bench.shown("Get-Date; Get-Date; 'x'") == (
            "\nFriday, January 15, 2027 8:00:00 AM\nFriday, January 15, 2027 8:00:00 AM\nx\n\n\n"
        )

    def test_matches(self, bench: Workbench) -> None:
        assert bench.shown("'foo', 'bar', 'food' | Select-String foo") == "\nfoo\nfood\n\n\n"

    def test_in_a_table_of_something_else_a_date_is_a_list(self, bench: Workbench) -> None:
        shown = bench.shown(
            "[pscustomobject]@{a=1} | Format-Table; Get-Process -Id 4 | Out-Null; Get-Service WinRM; Get-Date"
        )
        assert "DisplayHint : DateTime\nDate        : 1/15/2027 12:00:00 AM\nDay         : 15\n" in shown

    def test_hexadecimal(self, bench: Workbench) -> None:
        assert bench.shown("'Hello World, again' | Format-Hex").split("\n") == [
            "",
            "",
            "           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F",
            "",
            "00000000   48 65 6C 6C 6F 20 57 6F 72 6C 64 2C 20 61 67 61  Hello World, aga",
            "00000010   69 6E                                            in",
            "",
            "",
            "",
        ]


class TestCalculatedColumns:
    """The entries of a calculated property may be shortened."""

    def test_format_width_and_alignment(self, bench: Workbench) -> None:
        columns = "@{l='Name';e='n';w=6;a='right'}, @{l='V';e='v';f='{0:N2}'}"
        assert bench.shown(f"[pscustomobject]@{{n='abc';v=1.5}} | Format-Table {columns}") == (
            "\n  Name    V\n  ----    -\n   abc 1.50\n\n\n"
        )


class TestServices:
    """All properties of a service, in the order that Format-List shows."""

    def test_all_properties(self, bench: Workbench) -> None:
        assert bench.shown("Get-Service WinDefend | Format-List *").split("\n") == [
            "",
            "",
            "Name                : WinDefend",
            "RequiredServices    : {RpcSs}",
            "CanPauseAndContinue : False",
            "CanShutdown         : True",
            "CanStop             : False",
            "DisplayName         : Microsoft Defender Antivirus Service",
            "DependentServices   : {}",
            "MachineName         : .",
            "ServiceName         : WinDefend",
            "ServicesDependedOn  : {RpcSs}",
            "ServiceHandle       : SafeServiceHandle",
            "Status              : Running",
            "ServiceType         : Win32OwnProcess",
            "StartType           : Automatic",
            "Site                : ",
            "Container           : ",
            "",
            "",
            "",
        ]

    def test_json_has_numbers_for_what_is_enumerated(self, bench: Workbench) -> None:
        assert bench.shown(
            "Get-Service W32Time | Select Status, StartType, ServiceType | ConvertTo-Json -Compress"
        ) == ('{"Status":4,"StartType":2,"ServiceType":32}\n')

    def test_verbose_tells_the_operation(self, bench: Workbench) -> None:
        assert bench.shown("Restart-Service Spooler -Verbose") == (
            'VERBOSE: Performing the operation "Restart-Service" on target "Print Spooler (Spooler)".\n'
        )
