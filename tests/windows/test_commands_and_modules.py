"""What the machine tells of its commands and modules: Get-Help, Get-Command, Get-Module."""

import pytest
from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


class TestHelp:
    """A fresh machine has no help files, only what the commands themselves tell."""

    def test_of_a_command(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Help Stop-Job"))[:10] == [
            "",
            "NAME",
            "    Stop-Job",
            "",
            "SYNTAX",
            "    Stop-Job [[-Job] <Object[]>] [-Id <int[]>] [-Name <string[]>] [-InstanceId",
            "    <guid[]>] [-State <string>] [-Filter <Object>] [-PassThru]",
            "    [<CommonParameters>]",
            "",
            "",
        ]

    def test_of_an_alias(self, bench: Workbench) -> None:
        assert bench.shown("(Get-Help gsv).Name") == "Get-Service\n"

    def test_of_several_commands(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Help Export-C*"))[1:] == [
            "Name                              Category  Module                    Synopsis",
            "----                              --------  ------                    --------",
            "Export-Clixml                     Cmdlet    Microsoft.PowerShell.U... ...",
            "Export-Csv                        Cmdlet    Microsoft.PowerShell.U... ...",
            "",
            "",
        ]

    def test_of_nothing(self, bench: Workbench) -> None:
        stderr = lines(bench.powershell("Get-Help nosuchthing").stderr.decode())
        assert stderr[:4] == [
            "Get-Help : Get-Help could not find nosuchthing in a help file in this session.",
            'To download updated help topics type: "Update-Help". To get help online,',
            "search for the help topic in the TechNet library at",
            "https:/go.microsoft.com/fwlink/?LinkID=107116.",
        ]

    @pytest.mark.parametrize("script", ["Get-Help Get-Printer", "Get-Help Get-Service -Online", "Get-Help"])
    def test_what_is_missing_is_said(self, bench: Workbench, script: str) -> None:
        assert b"NotSimulated" in bench.powershell(script).stderr


class TestCommands:
    """Get-Command."""

    def test_the_syntax_of_a_function(self, bench: Workbench) -> None:
        script = "function f([Parameter(Mandatory)][string]$a, [int]$b, [switch]$c) {}; Get-Command f -Syntax"
        assert bench.shown(script) == "\nf [-a] <string> [[-b] <int>] [-c] [<CommonParameters>]\n\n"

    def test_commands_have_the_versions_and_kinds_of_their_modules(self, bench: Workbench) -> None:
        script = (
            "Get-Command Get-NetAdapter, Resolve-DnsName, Get-Date, Get-Command |"
            'ForEach-Object { "$($_.CommandType) $($_.Name) $($_.Version) $($_.Source)" }'
        )
        assert bench.shown(script).splitlines() == [
            "Function Get-NetAdapter 2.0.0.0 NetAdapter",
            "Cmdlet Resolve-DnsName 1.0.0.0 DnsClient",
            "Cmdlet Get-Date 3.1.0.0 Microsoft.PowerShell.Utility",
            "Cmdlet Get-Command 3.0.0.0 Microsoft.PowerShell.Core",
        ]

    def test_those_of_a_module(self, bench: Workbench) -> None:
        assert bench.shown("(Get-Command -Module BitLocker).Name") == "Get-BitLockerVolume\n"

    def test_an_alias_shows_what_it_stands_for(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Command ls"))[8] == "Alias           ls -> Get-ChildItem"


class TestModules:
    """Get-Module and Import-Module."""

    def test_those_on_the_machine_stand_below_their_folders(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Module -ListAvailable Pester, NetTCPIP")) == [
            "",
            "",
            "    Directory: C:\\Program Files\\WindowsPowerShell\\Modules",
            "",
            "",
            "ModuleType Version    Name                                ExportedCommands",
            "---------- -------    ----                                ----------------",
            "Script     3.4.0      Pester                              {AfterAll, AfterEa...",
            "",
            "",
            "    Directory: C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules",
            "",
            "",
            "ModuleType Version    Name                                ExportedCommands",
            "---------- -------    ----                                ----------------",
            "Manifest   1.0.0.0    NetTCPIP                            {Find-NetRoute, Ge...",
            "",
            "",
        ]

    def test_those_of_a_session(self, bench: Workbench) -> None:
        assert bench.shown("Import-Module ServerManager; (Get-Module).Name").split() == [
            "ServerManager",
            "Microsoft.PowerShell.Management",
            "Microsoft.PowerShell.Utility",
        ]

    def test_one_that_was_installed_is_there_and_imported_loudly(self, bench: Workbench) -> None:
        script = 'Install-Module Az -Force; "$((Get-Module -ListAvailable Az).Version)"; Import-Module Az'
        outcome = bench.powershell(script)
        assert outcome.stdout == b"1.0.0\r\n"
        assert b"NotSimulated" in outcome.stderr
