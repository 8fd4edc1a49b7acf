"""Devices, disks, counters, cultures and the host: their lists and tables, and the enumerations inside of them."""

import json

from windows.windows_workbench import Workbench


def lines(text: str) -> list[str]:
    """The lines, without what fills the last column."""
    return [line.rstrip() for line in text.splitlines()]


def names(text: str) -> str:
    """The names of a list view's rows, in their order."""
    return " ".join(line.partition(" : ")[0].strip() for line in text.splitlines() if " : " in line)


class TestDisks:
    """The lists of the module Storage."""

    def test_a_volume_as_a_list(self, bench: Workbench) -> None:
        shown = lines(bench.shown("Get-Volume -DriveLetter C | Format-List Size*, D*, F*"))
        assert shown[2] == "Size            : 136365211648"
        assert names(bench.shown("Get-Volume -DriveLetter C | Format-List")) == (
            "ObjectId PassThroughClass PassThroughIds PassThroughNamespace PassThroughServer UniqueId "
            "AllocationUnitSize DedupMode DriveLetter DriveType FileSystem FileSystemLabel FileSystemType "
            "HealthStatus OperationalStatus Path Size SizeRemaining PSComputerName"
        )

    def test_a_disk_as_a_list(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-Disk -Number 1 | fl")) == [
            "",
            "",
            "UniqueId           : 600224801B7D00000000000000000001",
            "Number             : 1",
            r"Path               : \\?\scsi#disk&ven_msft&prod_virtual_disk#5&17e0e3c5&0&0000",
            "                     01#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}",
            "Manufacturer       : Msft",
            "Model              : Virtual Disk",
            "SerialNumber       :",
            "Size               : 16 GB",
            "AllocatedSize      : 17178816512",
            "LogicalSectorSize  : 512",
            "PhysicalSectorSize : 4096",
            "NumberOfPartitions : 1",
            "PartitionStyle     : MBR",
            "IsReadOnly         : False",
            "IsSystem           : False",
            "IsBoot             : False",
            "",
            "",
        ]

    def test_a_share_as_a_list(self, bench: Workbench) -> None:
        assert names(bench.shown("Get-SmbShare ADMIN$ | fl")) == (
            "PresetPathAcl ShareState AvailabilityType ShareType FolderEnumerationMode CachingMode LeasingMode "
            "QoSFlowScope SmbInstance CATimeout ConcurrentUserLimit ContinuouslyAvailable CurrentUsers Description "
            "EncryptData IdentityRemoting Infrastructure Name Path Scoped ScopeName ShadowCopy Special Temporary "
            "Volume PSComputerName"
        )


class TestDevices:
    """Get-PnpDevice."""

    def test_the_table(self, bench: Workbench) -> None:
        assert lines(bench.shown("Get-PnpDevice -Class Net")) == [
            "",
            "Status     Class           FriendlyName",
            "------     -----           ------------",
            "OK         Net             Microsoft Hyper-V Network Adapter",
            "",
            "",
        ]

    def test_a_device_that_there_is_not(self, bench: Workbench) -> None:
        caught = (
            'try { Get-PnpDevice -FriendlyName nothing -ErrorAction Stop } catch { "$_"; $_.FullyQualifiedErrorId }'
        )
        assert lines(bench.shown(caught)) == [
            (
                "No Win32_PnPEntity objects found with property 'FriendlyName' equal to 'nothing'.  "
                "Verify the value of the property and retry."
            ),
            "CmdletizationQuery_NotFound_FriendlyName,Get-PnpDevice",
        ]


class TestEnumerations:
    """Words of CIM classes: right-aligned in a table and numbers in JSON, as enumerations are."""

    def test_rules_in_a_table(self, bench: Workbench) -> None:
        rules = "Get-NetFirewallRule -Enabled True -Direction Inbound -DisplayName 'Remote Desktop - U*'"
        assert lines(bench.shown(f"{rules} | select DisplayName, Enabled, Action, Profile")) == [
            "",
            "DisplayName                         Enabled Action Profile",
            "-----------                         ------- ------ -------",
            "Remote Desktop - User Mode (TCP-In)    True  Allow     Any",
            "Remote Desktop - User Mode (UDP-In)    True  Allow     Any",
            "",
            "",
        ]

    def test_rules_as_json(self, bench: Workbench) -> None:
        rule = "Get-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP | select Enabled, Direction, Action, Profile"
        assert json.loads(bench.shown(f"{rule} | ConvertTo-Json")) == {
            "Enabled": 1,
            "Direction": 1,
            "Action": 2,
            "Profile": 0,
        }

    def test_a_rule_compares_with_words_and_with_truth(self, bench: Workbench) -> None:
        script = (
            "$r = Get-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP\n"
            "$r.Enabled -eq 'True'; $r.Action -eq 'Allow'; $r.Direction.GetType().FullName; [int]$r.Direction"
        )
        assert lines(bench.shown(script)) == [
            "True",
            "True",
            "Microsoft.PowerShell.Cmdletization.GeneratedTypes.NetSecurity.Direction",
            "1",
        ]

    def test_the_table_of_rules_has_columns_of_its_own(self, bench: Workbench) -> None:
        shown = bench.shown("Get-NetFirewallRule -Name RemoteDesktop-U* | ft | Out-String -Width 200")
        assert lines(shown)[1].split() == [
            "Name",
            "DisplayName",
            "DisplayGroup",
            "Enabled",
            "Profile",
            "Direction",
            "Action",
        ]

    def test_states_of_connections_and_tasks(self, bench: Workbench) -> None:
        script = (
            "Get-NetTCPConnection -State Listen | select -First 2 LocalPort, State\n"
            "(Get-ScheduledTask | select -First 1).State.value__"
        )
        assert lines(bench.shown(script)) == [
            "",
            "LocalPort  State",
            "---------  -----",
            "      135 Listen",
            "      445 Listen",
            "3",
            "",
            "",
        ]

    def test_a_task_as_a_list(self, bench: Workbench) -> None:
        assert names(bench.shown("Get-ScheduledTask | select -First 1 | fl")) == (
            "Actions Author Date Description Documentation Principal SecurityDescriptor Settings Source State "
            "TaskName TaskPath Triggers URI Version PSComputerName"
        )


class TestCounters:
    """Get-Counter."""

    def test_what_it_takes_by_itself(self, bench: Workbench) -> None:
        assert lines(bench.shown("(Get-Counter).CounterSamples.Path")) == [
            r"\\win-vm\network interface(microsoft hyper-v network adapter)\bytes total/sec",
            r"\\win-vm\processor(_total)\% processor time",
            r"\\win-vm\memory\% committed bytes in use",
            r"\\win-vm\memory\cache faults/sec",
            r"\\win-vm\physicaldisk(_total)\% disk time",
            r"\\win-vm\physicaldisk(_total)\current disk queue length",
        ]

    def test_each_instance(self, bench: Workbench) -> None:
        script = r"(Get-Counter '\Processor(*)\% Processor Time', '\LogicalDisk(?:)\% Free Space').CounterSamples"
        assert lines(bench.shown(f"({script}).InstanceName")) == ["0", "1", "_total", "c:", "d:"]

    def test_processes_of_one_name_are_numbered(self, bench: Workbench) -> None:
        script = r"(Get-Counter '\Process(svchost*)\ID Process').CounterSamples | select -First 2 InstanceName"
        assert lines(bench.shown(script)) == ["", "InstanceName", "------------", "svchost", "svchost#1", "", ""]

    def test_a_sample_of_one_counter(self, bench: Workbench) -> None:
        assert lines(bench.shown(r"Get-Counter '\PhysicalDisk(_Total)\% Idle Time'")) == [
            "",
            "Timestamp                 CounterSamples",
            "---------                 --------------",
            r"1/15/2027 8:00:01 AM      \\win-vm\physicaldisk(_total)\% idle time :",
            "                          100",
            "",
            "",
            "",
        ]


class TestTheHost:
    """$host, paths and cultures."""

    def test_the_host(self, bench: Workbench) -> None:
        assert lines(bench.shown("$host"))[2:] == [
            "Name             : ConsoleHost",
            "Version          : 5.1.20348.2227",
            "InstanceId       : 8f1c2a5e-4d0b-4c8e-9a37-2b6d51f0c7e4",
            "UI               : System.Management.Automation.Internal.Host.InternalHostUserI",
            "                   nterface",
            "CurrentCulture   : en-US",
            "CurrentUICulture : en-US",
            "PrivateData      : Microsoft.PowerShell.ConsoleHost+ConsoleColorProxy",
            "DebuggerEnabled  : True",
            "IsRunspacePushed : False",
            "Runspace         : System.Management.Automation.Runspaces.LocalRunspace",
            "",
            "",
        ]

    def test_its_version(self, bench: Workbench) -> None:
        assert lines(bench.shown("$host.Version")) == [
            "",
            "Major  Minor  Build  Revision",
            "-----  -----  -----  --------",
            "5      1      20348  2227",
            "",
            "",
        ]

    def test_a_path_of_the_registry(self, bench: Workbench) -> None:
        assert bench.shown(r"Convert-Path HKLM:\SOFTWARE") == "HKEY_LOCAL_MACHINE\\SOFTWARE\n"

    def test_the_locale_of_the_system(self, bench: Workbench) -> None:
        table = ["LCID             Name             DisplayName", "----             ----             -----------"]
        row = "1033             en-US            English (United States)"
        assert lines(bench.shown("Get-WinSystemLocale")) == ["", *table, row, "", ""]
        assert lines(bench.shown("Get-UICulture")) == ["", *table, row, "", ""]
        assert lines(bench.shown("(Get-WinHomeLocation).GeoId")) == ["244"]


def test_the_administrator_got_a_password_when_the_machine_was_made(bench: Workbench) -> None:
    script = '"{0:yyyy-MM-dd HH:mm}" -f (Get-LocalUser azureuser).PasswordLastSet'
    assert bench.shown(script) == "2027-01-15 08:00\n"


def test_without_sessions_there_is_none_to_end(bench: Workbench) -> None:
    assert bench.shown("Get-PSSession | Remove-PSSession; @(Get-PSSession).Count") == "0\n"
