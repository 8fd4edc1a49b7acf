"""Classes of WMI: all their properties, their default views, their namespaces, and what their methods change."""

import pytest
from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


RDP = r"HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server"


class TestProperties:
    """Instances have every property of their class, in its order; most are null."""

    @pytest.mark.parametrize(
        ("name", "count"),
        [
            ("Win32_OperatingSystem", 64),
            ("Win32_ComputerSystem", 64),
            ("Win32_BIOS", 31),
            ("Win32_Process", 50),
            ("Win32_Service", 26),
            ("Win32_LogicalDisk", 40),
            ("Win32_NetworkAdapterConfiguration", 61),
        ],
    )
    def test_how_many(self, bench: Workbench, name: str, count: int) -> None:
        names = f"@((Get-CimInstance {name})[0].psobject.Properties.Name | Where-Object {{ $_ -notmatch '^(PS|Cim)' }})"
        assert bench.shown(f"{names}.Count") == f"{count}\n"

    def test_the_first_and_last(self, bench: Workbench) -> None:
        shown = lines(bench.shown("Get-CimInstance Win32_OperatingSystem | Format-List *"))
        assert shown[2] == "Status                                    : OK"
        assert shown[-4:-2] == [
            "CimSystemProperties                       : Microsoft.Management.Infrastructure",
            "                                            .CimSystemProperties",
        ]

    def test_what_was_not_asked_for_is_null(self, bench: Workbench) -> None:
        script = "$os = Get-CimInstance Win32_OperatingSystem -Property Caption; $os.Caption; $null -eq $os.Version"
        assert bench.shown(script) == "Microsoft Windows Server 2022 Datacenter\nTrue\n"

    def test_objects_of_wmi_have_system_properties_first(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-WmiObject Win32_Process -Filter 'ProcessId=4'"))[2:13] == [
            "__GENUS                    : 2",
            "__CLASS                    : Win32_Process",
            "__SUPERCLASS               : CIM_Process",
            "__DYNASTY                  : CIM_ManagedSystemElement",
            '__RELPATH                  : Win32_Process.ProcessId="4"',
            "__PROPERTY_COUNT           : 45",
            "__DERIVATION               : {CIM_Process, CIM_ManagedSystemElement}",
            "__SERVER                   : WIN-VM",
            "__NAMESPACE                : root\\cimv2",
            '__PATH                     : \\\\WIN-VM\\root\\cimv2:Win32_Process.ProcessId="4"',
            "Caption                    : System",
        ]

    def test_a_part_of_an_object_of_wmi_is_shown_whole(self, bench: Workbench) -> None:
        assert lines(bench.shown('gwmi -Query "select Caption from Win32_OperatingSystem"'))[2:] == [
            "__GENUS          : 2",
            "__CLASS          : Win32_OperatingSystem",
            "__SUPERCLASS     :",
            "__DYNASTY        :",
            "__RELPATH        :",
            "__PROPERTY_COUNT : 1",
            "__DERIVATION     : {}",
            "__SERVER         :",
            "__NAMESPACE      :",
            "__PATH           :",
            "Caption          : Microsoft Windows Server 2022 Datacenter",
            "PSComputerName   :",
            "",
            "",
        ]

    def test_a_list_shows_less_than_all(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-CimInstance Win32_OperatingSystem | Format-List")) == [
            "",
            "",
            "SystemDirectory : C:\\Windows\\system32",
            "Organization    :",
            "BuildNumber     : 20348",
            "RegisteredUser  : Windows User",
            "SerialNumber    : 00454-60000-00001-AA345",
            "Version         : 10.0.20348",
            "",
            "",
        ]


class TestClasses:
    """Which classes there are."""

    def test_shares(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-CimInstance Win32_Share"))[1:5] == [
            "Name   Path       Description",
            "----   ----       -----------",
            "ADMIN$ C:\\Windows Remote Admin",
            "C$     C:\\        Default share",
        ]

    def test_profiles_of_users_follow_their_folders(self, bench: Workbench) -> None:
        bench.guest.machine.files.make_folder(r"C:\Users\azureuser")
        shown = bench.shown("(Get-CimInstance Win32_UserProfile | Where-Object { -not $_.Special }).LocalPath")
        assert shown == "C:\\Users\\azureuser\n"

    def test_a_class_without_instances_is_no_error(self, bench: Workbench) -> None:
        assert bench.shown("Get-CimInstance Win32_Battery") == ""

    def test_a_class_is_in_its_namespace_alone(self, bench: Workbench) -> None:
        stderr = bench.powershell("Get-CimInstance Win32_TSGeneralSetting").stderr.decode()
        assert "Get-CimInstance : Invalid class" in stderr
        assert "HRESULT 0x80041010" in stderr

    def test_a_namespace_that_a_server_has_not(self, bench: Workbench) -> None:
        script = r"Get-WmiObject -Namespace root\SecurityCenter2 -Class AntiVirusProduct"
        assert lines(bench.powershell(script).stderr.decode())[0] == (
            'Get-WmiObject : Invalid namespace "root\\SecurityCenter2"'
        )
        script = "Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntiVirusProduct"
        assert b"HRESULT 0x8004100e" in bench.powershell(script).stderr

    def test_what_a_class_has(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-CimClass Win32_Process")) == [
            "",
            "",
            "   NameSpace: ROOT/cimv2",
            "",
            "CimClassName                        CimClassMethods      CimClassProperties",
            "------------                        ---------------      ------------------",
            "Win32_Process                       {Create, Terminate}  {Caption, Descripti...",
            "",
            "",
        ]


class TestRemoteDesktop:
    """What scripts change of the remote desktop through WMI is what the registry and the firewall show."""

    def test_authentication_before_the_session(self, bench: Workbench) -> None:
        script = (
            r"(Get-WmiObject Win32_TSGeneralSetting -Namespace root\cimv2\TerminalServices "
            "-Filter \"TerminalName='RDP-tcp'\").SetUserAuthenticationRequired(0).ReturnValue;"
            rf"(Get-ItemProperty '{RDP}\WinStations\RDP-Tcp').UserAuthentication"
        )
        assert bench.shown(script).split() == ["0", "0"]

    def test_connections_and_the_rules_for_them(self, bench: Workbench) -> None:
        script = (
            r"(gwmi Win32_TerminalServiceSetting -Namespace root\cimv2\TerminalServices).SetAllowTsConnections(0,1) |"
            rf"Out-Null; (Get-ItemProperty '{RDP}').fDenyTSConnections;"
            "(Get-NetFirewallRule -DisplayGroup 'Remote Desktop').Enabled | Select-Object -Unique"
        )
        assert bench.shown(script).split() == ["1", "False"]


class TestComputerInfo:
    """Get-ComputerInfo."""

    def test_all_of_it(self, bench: Workbench) -> None:
        shown = bench.shown("Get-ComputerInfo")
        assert shown.count("\n") > 180
        assert "OsOperatingSystemSKU                                    : DatacenterServerEditi\n" in shown
        assert "CsDomainRole                                            : StandAloneServer\n" in shown

    def test_what_is_asked_for_comes_in_that_order(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-ComputerInfo -Property OsName, CsName, OsUptime")) == [
            "",
            "OsName                                   CsName OsUptime",
            "------                                   ------ --------",
            "Microsoft Windows Server 2022 Datacenter WIN-VM 00:00:00",
            "",
            "",
        ]
