"""Cmdlets beside those that scripts name most: Defender, shares, connections, disks, execution policies, packages."""

import pytest
from windows.windows_workbench import Workbench


def table(text: str) -> list[list[str]]:
    """The words of each line that has some, the dashes left out."""
    return [line.split() for line in text.splitlines() if line.strip(" -")]


class TestExecutionPolicy:
    """The extension starts PowerShell with ``-ExecutionPolicy Unrestricted``: the scope Process."""

    def test_the_list_has_every_scope(self, bench: Workbench) -> None:
        assert [line.rstrip() for line in bench.shown("Get-ExecutionPolicy -List").splitlines()] == [
            "",
            "        Scope ExecutionPolicy",
            "        ----- ---------------",
            "MachinePolicy       Undefined",
            "   UserPolicy       Undefined",
            "      Process    Unrestricted",
            "  CurrentUser       Undefined",
            " LocalMachine    RemoteSigned",
            "",
            "",
        ]

    def test_a_change_that_another_scope_overrides_is_made_and_is_an_error(self, bench: Workbench) -> None:
        outcome = bench.powershell(
            "Set-ExecutionPolicy AllSigned -Force; Get-ExecutionPolicy; Get-ExecutionPolicy LocalMachine"
        )
        assert outcome.stdout == b"Unrestricted\r\nAllSigned\r\n"
        assert b"FullyQualifiedErrorId : ExecutionPolicyOverride," in outcome.stderr

    def test_the_scope_process_is_inherited_by_child_processes(self, bench: Workbench) -> None:
        assert (
            bench.shown("Set-ExecutionPolicy Bypass -Scope Process; powershell -Command Get-ExecutionPolicy")
            == "Bypass\n"
        )


class TestDefender:
    """Preferences are registry values, and the scan follows them."""

    def test_exclusions_are_added_and_removed(self, bench: Workbench) -> None:
        bench.shown(
            "Add-MpPreference -ExclusionPath C:\\a, C:\\b -ExclusionExtension log\n"
            "Remove-MpPreference -ExclusionPath C:\\a",
        )
        assert bench.shown("$p = Get-MpPreference; $p.ExclusionPath; $p.ExclusionExtension") == "C:\\b\nlog\n"
        key = "HKLM:\\SOFTWARE\\Microsoft\\Windows Defender\\Exclusions\\Paths"
        assert bench.shown(f"(Get-ItemProperty '{key}').'C:\\b'") == "0\n"

    def test_a_list_that_is_set_takes_the_place_of_the_one_before(self, bench: Workbench) -> None:
        bench.shown("Add-MpPreference -ExclusionPath C:\\a; Set-MpPreference -ExclusionPath C:\\b")
        assert bench.shown("(Get-MpPreference).ExclusionPath") == "C:\\b\n"

    def test_switching_the_scan_off_shows_and_lets_scripts_through(self, bench: Workbench) -> None:
        sample = "'AMSI Test Sample: ' + '7e72c3ce-861b-4339-8740-0ac1484c1386'".replace("' + '", "")
        assert b"ScriptContainedMaliciousContent" in bench.powershell(sample).stderr
        bench.shown("Set-MpPreference -DisableRealtimeMonitoring $true")
        assert bench.shown("(Get-MpComputerStatus).RealTimeProtectionEnabled") == "False\n"
        assert bench.shown(sample).startswith("AMSI Test Sample")


class TestShares:
    """Cmdlets and ``net share`` see the same shares."""

    def test_those_of_every_server(self, bench: Workbench) -> None:
        assert table(bench.shown("Get-SmbShare"))[1:] == [
            ["ADMIN$", "*", "C:\\Windows", "Remote", "Admin"],
            ["C$", "*", "C:\\", "Default", "share"],
            ["D$", "*", "D:\\", "Default", "share"],
            ["IPC$", "*", "Remote", "IPC"],
        ]

    def test_one_is_made_shown_by_net_and_removed(self, bench: Workbench) -> None:
        bench.shown("mkdir C:\\data | Out-Null; New-SmbShare -Name data -Path C:\\data | Out-Null")
        assert ["data", "C:\\data"] in table(bench.output("net share"))
        bench.shown("Remove-SmbShare -Name data -Force")
        assert b"No MSFT_SmbShare objects found" in bench.powershell("Get-SmbShare data").stderr

    def test_a_folder_that_is_missing_is_not_shared(self, bench: Workbench) -> None:
        assert b"The system cannot find the path specified." in bench.powershell("New-SmbShare x C:\\none").stderr

    def test_an_old_protocol_is_switched(self, bench: Workbench) -> None:
        bench.shown("Set-SmbServerConfiguration -EnableSMB1Protocol $true -Force")
        assert bench.shown("(Get-SmbServerConfiguration).EnableSMB1Protocol") == "True\n"


class TestConnections:
    """What listens follows from the services that run."""

    def test_the_port_of_remote_desktop(self, bench: Workbench) -> None:
        listens = "(Get-NetTCPConnection -State Listen | Where-Object LocalPort -eq 3389).OwningProcess"
        process = bench.shown("(Get-CimInstance Win32_Service -Filter \"Name='TermService'\").ProcessId")
        assert bench.shown(listens) == process
        bench.shown("Stop-Service TermService -Force")
        stderr = bench.powershell("Get-NetTCPConnection -LocalPort 3389").stderr.decode().replace("\r\n", "")
        assert "No MSFT_NetTCPConnection objects found with property 'LocalPort' equal to '3389'." in stderr

    def test_netstat_shows_the_same(self, bench: Workbench) -> None:
        ports = bench.shown("(Get-NetTCPConnection -State Listen).LocalPort | Sort-Object").split()
        listening = [row[1].rpartition(":")[2] for row in table(bench.output("netstat -an")) if "LISTENING" in row]
        assert sorted(listening, key=int) == ports

    def test_a_network_becomes_private(self, bench: Workbench) -> None:
        bench.shown("Set-NetConnectionProfile -InterfaceAlias Ethernet -NetworkCategory Private")
        assert bench.shown("(Get-NetConnectionProfile).NetworkCategory") == "Private\n"


class TestDisks:
    """What is taken away again."""

    def test_a_disk_is_cleared_with_its_data_only_where_that_is_said(self, bench: Workbench) -> None:
        refused = bench.powershell("Clear-Disk -Number 1 -Confirm:$false")
        assert b"StorageWMI 41006,Clear-Disk" in refused.stderr
        bench.shown("Get-Disk 1 | Clear-Disk -RemoveData -Confirm:$false")
        assert bench.shown("(Get-Disk 1).PartitionStyle; Test-Path D:\\") == "RAW\nFalse\n"

    def test_the_boot_disk_is_not_cleared(self, bench: Workbench) -> None:
        assert b"StorageWMI 42007,Clear-Disk" in bench.powershell("Clear-Disk 0 -RemoveData -Confirm:$false").stderr

    def test_a_cleared_disk_is_used_again(self, bench: Workbench) -> None:
        script = """
        Clear-Disk 1 -RemoveData -Confirm:$false
        Initialize-Disk 1 -PartitionStyle GPT
        New-Partition 1 -UseMaximumSize -DriveLetter F | Format-Volume -NewFileSystemLabel data | Out-Null
        (Get-Volume F).FileSystemLabel
        Set-Volume -DriveLetter F -NewFileSystemLabel other
        (Get-Volume F).FileSystemLabel
        """
        assert bench.shown(script) == "data\nother\n"

    def test_a_partition_shrinks_and_grows_within_its_bounds(self, bench: Workbench) -> None:
        assert bench.shown("Resize-Partition -DriveLetter D -Size 10GB; (Get-Volume D).Size / 1GB") == "10\n"
        assert (
            bench.shown("Resize-Partition -DriveLetter D -Size 12GB; (Get-Partition -DriveLetter D).Size / 1GB")
            == "12\n"
        )
        assert b"Size Not Supported" in bench.powershell("Resize-Partition -DriveLetter D -Size 1MB").stderr

    def test_the_recycle_bin_is_emptied(self, bench: Workbench) -> None:
        bench.guest.files.write("C:\\$Recycle.Bin\\S-1-5-18\\old.txt", b"old")
        bench.shown("Clear-RecycleBin -Force")
        assert not bench.guest.files.exists("C:\\$Recycle.Bin\\S-1-5-18")

    def test_nothing_is_encrypted(self, bench: Workbench) -> None:
        shown = [line.rstrip() for line in bench.shown("Get-BitLockerVolume -MountPoint C:").splitlines()]
        assert shown[2:6] == [
            "   ComputerName: WIN-VM",
            "",
            "VolumeType      Mount CapacityGB VolumeStatus         Encryption KeyProtector",
            "                Point                                 Percentage",
        ]


class TestPackages:
    """PowerShellGet knows one gallery."""

    def test_a_trusted_gallery_is_not_asked_about(self, bench: Workbench) -> None:
        bench.shown(
            "Set-PSRepository PSGallery -InstallationPolicy Trusted; Install-Module Carbon -RequiredVersion 2.1.0"
        )
        assert bench.shown("(Get-PSRepository).InstallationPolicy") == "Trusted\n"
        assert table(bench.shown("Get-InstalledModule"))[1] == ["2.1.0", "Carbon", "PSGallery"]


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("Get-Process lsass | Format-List", ["Id", "Handles", "CPU", "SI", "Name"]),
        ("Get-WinEvent System -MaxEvents 1 | Format-List", ["TimeCreated", "ProviderName", "Id", "Message"]),
        ("Get-PSProvider", ["Registry", "Alias", "Environment", "FileSystem", "Function", "Variable"]),
        ("Get-Culture", ["1033"]),
    ],
)
def test_what_is_shown_by_default(bench: Workbench, script: str, names: list[str]) -> None:
    shown = table(bench.shown(script))
    assert [row[0] for row in shown if row[0] not in {"Name", "LCID"} or "Name" in names][: len(names)] == names


@pytest.mark.parametrize("name", ["Win32_Printer", "Win32_PnPEntity", "CIM_DataFile"])
@pytest.mark.parametrize("command", ["Get-CimInstance", "Get-WmiObject"])
def test_a_class_that_only_windows_has_is_named(bench: Workbench, command: str, name: str) -> None:
    stderr = bench.powershell(f"{command} {name}").stderr.decode()
    assert "FullyQualifiedErrorId : NotSimulated" in stderr
    assert name in stderr
