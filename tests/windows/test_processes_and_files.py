"""What scripts see of processes and files: all properties, in Windows' order, and the versions of programs."""

from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


class TestProcesses:
    """Get-Process."""

    def test_all_properties(self, bench: Workbench) -> None:
        shown = lines(bench.shown("Get-Process lsass | Format-List *"))
        assert shown[2:12] == [
            "Name                       : lsass",
            "Id                         : 712",
            "PriorityClass              : Normal",
            "FileVersion                : 10.0.20348.2849 (WinBuild.160101.0800)",
            "HandleCount                : 1134",
            "WorkingSet                 : 17719296",
            "PagedMemorySize            : 6606848",
            "PrivateMemorySize          : 6606848",
            "VirtualMemorySize          : 17719296",
            "TotalProcessorTime         : 00:00:02.2800000",
        ]
        assert "Company                    : Microsoft Corporation" in shown
        assert "Modules                    : {System.Diagnostics.ProcessModule (lsass.exe)," in shown
        assert "Threads                    : {716, 720, 724, 728...}" in shown

    def test_modules_are_a_table_of_their_own(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Process lsass -Module | Select-Object -First 2")) == [
            "",
            "   Size(K) ModuleName                                         FileName",
            "   ------- ----------                                         --------",
            "       322 lsass.exe                                          C:\\Windows\\Sys...",
            "      2032 ntdll.dll                                          C:\\Windows\\Sys...",
            "",
            "",
        ]

    def test_the_kernel_shows_no_modules(self, bench: Workbench) -> None:
        stderr = lines(bench.powershell("Get-Process System -Module").stderr.decode())
        assert stderr[0] == 'Get-Process : Cannot enumerate the modules of the "System" process.'
        assert "   ystem):Process) [Get-Process], ProcessCommandException" in stderr

    def test_versions_of_programs(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Process lsass -FileVersionInfo")) == [
            "",
            "ProductVersion   FileVersion      FileName",
            "--------------   -----------      --------",
            "10.0.20348.2849  10.0.20348.28... C:\\Windows\\System32\\lsass.exe",
            "",
            "",
        ]

    def test_owners_are_a_column_of_another_view(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Process lsass -IncludeUserName")) == [
            "",
            "Handles      WS(K)   CPU(s)     Id UserName            ProcessName",
            "-------      -----   ------     -- --------            -----------",
            "   1134      17304     2.28    712 NT AUTHORITY\\SYSTEM lsass",
            "",
            "",
        ]


class TestFiles:
    """Get-Item and Get-ChildItem."""

    def test_all_properties_of_a_folder(self, bench: Workbench) -> None:
        names = "(Get-Item C:\\Windows).psobject.Properties.Name -join ' '"
        assert bench.shown(names) == (
            "PSPath PSParentPath PSChildName PSDrive PSProvider PSIsContainer Mode BaseName Target LinkType Name "
            "Parent Exists Root FullName Extension CreationTime CreationTimeUtc LastAccessTime LastAccessTimeUtc "
            "LastWriteTime LastWriteTimeUtc Attributes\n"
        )

    def test_all_properties_of_a_program(self, bench: Workbench) -> None:
        assert lines(bench.shown(r"Get-Item C:\Windows\System32\cmd.exe | Format-List *"))[9:35] == [
            "Mode              : -a----",
            "VersionInfo       : File:             C:\\Windows\\System32\\cmd.exe",
            "                    InternalName:     cmd",
            "                    OriginalFilename: cmd.exe",
            "                    FileVersion:      10.0.20348.2849 (WinBuild.160101.0800)",
            "                    FileDescription:  Windows Command Processor",
            "                    Product:          Microsoft® Windows® Operating System",
            "                    ProductVersion:   10.0.20348.2849",
            "                    Debug:            False",
            "                    Patched:          False",
            "                    PreRelease:       False",
            "                    PrivateBuild:     False",
            "                    SpecialBuild:     False",
            "                    Language:         English (United States)",
            "",
            "BaseName          : cmd",
            "Target            : {}",
            "LinkType          :",
            "Name              : cmd.exe",
            "Length            : 98304",
            "DirectoryName     : C:\\Windows\\System32",
            "Directory         : C:\\Windows\\System32",
            "IsReadOnly        : False",
            "Exists            : True",
            "FullName          : C:\\Windows\\System32\\cmd.exe",
            "Extension         : .exe",
        ]

    def test_a_path_that_was_asked_for_is_the_text_of_an_item_and_else_its_name(self, bench: Workbench) -> None:
        script = (
            r'"$(Get-Item C:\Windows\System32\drivers\etc\hosts) $((Get-ChildItem C:\Windows\System32\drivers\etc)[0])"'
        )
        assert bench.shown(script) == "C:\\Windows\\System32\\drivers\\etc\\hosts hosts\n"

    def test_versions_are_read_by_net_too_and_text_has_none(self, bench: Workbench) -> None:
        script = (
            r"[System.Diagnostics.FileVersionInfo]::GetVersionInfo('C:\Windows\explorer.exe').ProductVersion;"
            r"$null -eq (Get-Item C:\Windows\System32\drivers\etc\hosts).VersionInfo.FileVersion"
        )
        assert bench.shown(script) == "10.0.20348.2849\nTrue\n"
