"""What PowerShell writes on the 80 columns that the extension gives it, compared with what users pasted."""

from windows.windows_workbench import Workbench

SCRIPT = r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\Downloads"


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


class TestErrors:
    """The text of an error record, wrapped as in a paste of 2019 (github.com/Azure/migAz/issues/253)."""

    def test_a_long_message_wraps_after_blanks_and_a_long_path_where_the_line_ends(self, bench: Workbench) -> None:
        path = r"C:\Jagadeesh\Projects\7.Cloud Jumpstart\FY20\Adhoc\4.West US CSEO Retirement\Release\MigAz.ps1"
        stderr = bench.powershell(f"& '{path}' -TenantId x").stderr.decode().replace("\r\n", "\n")
        assert stderr.split("\n")[:10] == [
            r"& : The term 'C:\Jagadeesh\Projects\7.Cloud Jumpstart\FY20\Adhoc\4.West US ",
            r"CSEO Retirement\Release\MigAz.ps1' is not recognized as the name of a cmdlet, ",
            "function, script file, or operable program. Check the spelling of the name, or ",
            "if a path was included, verify that the path is correct and try again.",
            r"At C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\Downloads" + "\\",
            "script0.ps1:1 char:3",
            r"+ & 'C:\Jagadeesh\Projects\7.Cloud Jumpstart\FY20\Adhoc\4.West US CSEO  ...",
            "+   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
            r"    + CategoryInfo          : ObjectNotFound: (C:\Jagadeesh\Pr...lease\MigAz.p ",
            "   s1:String) [], CommandNotFoundException",
        ]

    def test_the_line_of_the_script_keeps_its_indentation(self, bench: Workbench) -> None:
        stderr = bench.powershell("if ($true) {\n    $filePath = Join-Path $folder $name\n}").stderr.decode()
        assert [line for line in stderr.splitlines() if line.startswith("+")] == [
            "+     $filePath = Join-Path $folder $name",
            "+                           ~~~~~~~",
        ]

    def test_a_long_line_is_cut_around_what_failed(self, bench: Workbench) -> None:
        script = f"{'$unused = 1; ' * 6}Get-Item C:\\nope; {'$unused = 2; ' * 6}"
        stderr = bench.powershell(script).stderr.decode()
        assert [line for line in stderr.splitlines() if line.startswith("+")] == [
            "+ ...  = 1; $unused = 1; $unused = 1; $unused = 1; Get-Item C:\\nope; $unuse ...",
            f"+ {' ' * 49}~~~~~~~~~~~~~~~~",
        ]


class TestTables:
    """Tables on a narrow console."""

    def test_the_label_of_a_column_that_is_too_narrow_goes_over_several_lines(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Command Get-Service")) == [
            "",
            "CommandType     Name                                               Version    S",
            *[f"{'':78}{letter}" for letter in "ource"],
            "-----------     ----                                               -------    -",
            "Cmdlet          Get-Service                                        3.1.0.0    M",
            "",
            "",
        ]

    def test_folders_stand_above_their_files_with_two_blank_lines_around(self, bench: Workbench) -> None:
        bench.shown("mkdir C:\\a\\b | Out-Null; Set-Content C:\\a\\b\\c.txt x")
        assert lines(bench.shown("Get-ChildItem C:\\a -Recurse")) == [
            "",
            "",
            "    Directory: C:\\a",
            "",
            "",
            "Mode                 LastWriteTime         Length Name",
            "----                 -------------         ------ ----",
            "d-----         1/15/2027   8:00 AM                b",
            "",
            "",
            "    Directory: C:\\a\\b",
            "",
            "",
            "Mode                 LastWriteTime         Length Name",
            "----                 -------------         ------ ----",
            "-a----         1/15/2027   8:00 AM              3 c.txt",
            "",
            "",
        ]

    def test_other_groups_have_their_property_above_them(self, bench: Workbench) -> None:
        shown = lines(bench.shown("Get-WinEvent -LogName System -MaxEvents 1"))
        assert shown[:5] == [
            "",
            "",
            "   ProviderName: EventLog",
            "",
            "TimeCreated                      Id LevelDisplayName Message",
        ]

    def test_a_registry_key_shows_its_values(self, bench: Workbench) -> None:
        bench.shown(
            "New-Item HKLM:\\SOFTWARE\\Contoso | Out-Null\n"
            "Set-ItemProperty HKLM:\\SOFTWARE\\Contoso Path "
            "'C:\\Program Files\\Contoso\\bin\\with a long name\\app.exe'\n"
            "Set-ItemProperty HKLM:\\SOFTWARE\\Contoso Enabled 1 -Type DWord",
        )
        assert lines(bench.shown("Get-Item HKLM:\\SOFTWARE\\Contoso")) == [
            "",
            "",
            "    Hive: HKEY_LOCAL_MACHINE\\SOFTWARE",
            "",
            "",
            "Name                           Property",
            "----                           --------",
            "Contoso                        Path    : C:\\Program Files\\Contoso\\bin\\with a",
            "                               long name\\app.exe",
            "                               Enabled : 1",
            "",
            "",
        ]
