"""The table of WMI classes: what makes their instances, their keys, and what is shown of them by default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_agent.windows.machine import Machine
from fake_agent.windows.wmi import devices, sessions, software, storage, system
from fake_agent.windows.wmi.schema import completed

CIMV2, TERMINAL_SERVICES = "root/cimv2", "root/cimv2/TerminalServices"
NAMESPACES = (CIMV2, TERMINAL_SERVICES, "root/default", "root/wmi", "root/StandardCimv2", "root/Microsoft/Windows")
"""The namespaces of a server; what begins with the last one is there too."""


@dataclass(frozen=True, slots=True)
class WmiClass:
    """``table`` are the columns that Get-CimInstance shows, ``listed`` the lines of Get-WmiObject; empty shows all."""

    name: str
    make: Callable[[Machine], list[dict[str, Any]]]
    key: str
    table: str = ""
    listed: str = ""
    namespace: str = CIMV2

    def rows(self, machine: Machine) -> list[dict[str, Any]]:
        """The instances, with all properties of the class."""
        return [completed(self.name, row, machine) for row in self.make(machine)]


_CLASSES = (
    WmiClass(
        "Win32_OperatingSystem",
        system.operating_system,
        "Name",
        "SystemDirectory Organization BuildNumber RegisteredUser SerialNumber Version",
        "SystemDirectory Organization BuildNumber RegisteredUser SerialNumber Version",
    ),
    WmiClass(
        "Win32_ComputerSystem",
        system.computer_system,
        "Name",
        "Name PrimaryOwnerName Domain TotalPhysicalMemory Model Manufacturer",
        "Domain Manufacturer Model Name PrimaryOwnerName TotalPhysicalMemory",
    ),
    WmiClass(
        "Win32_BIOS",
        system.bios,
        "Name",
        "",
        "SMBIOSBIOSVersion Manufacturer Name SerialNumber Version",
    ),
    WmiClass("Win32_BaseBoard", system.base_board, "Name", "", "Manufacturer Model Name SerialNumber SKU Product"),
    WmiClass(
        "Win32_ComputerSystemProduct",
        system.computer_system_product,
        "IdentifyingNumber",
        "IdentifyingNumber Name Vendor Version Caption",
        "IdentifyingNumber Name Vendor Version Caption",
    ),
    WmiClass(
        "Win32_Processor",
        system.processor,
        "DeviceID",
        "DeviceID Name Caption MaxClockSpeed SocketDesignation Manufacturer",
        "Caption DeviceID Manufacturer MaxClockSpeed Name SocketDesignation",
    ),
    WmiClass("Win32_PhysicalMemory", system.physical_memory, "DeviceLocator"),
    WmiClass("Win32_PageFileUsage", system.page_file_usage, "Name", "", "CurrentUsage Name PeakUsage"),
    WmiClass(
        "Win32_PageFileSetting",
        system.page_file_setting,
        "Name",
        "MaximumSize Caption",
        "MaximumSize Name Caption",
    ),
    WmiClass("Win32_TimeZone", system.time_zone, "StandardName", "Caption SettingID", "Bias SettingID Caption"),
    WmiClass(
        "Win32_QuickFixEngineering",
        system.quick_fixes,
        "HotFixID",
        "CSName Description HotFixID InstalledBy InstalledOn",
        "CSName Description HotFixID InstalledBy InstalledOn",
    ),
    WmiClass("SoftwareLicensingProduct", system.licensing, "Name"),
    WmiClass(
        "Win32_Service",
        software.services,
        "Name",
        "ProcessId Name StartMode State Status ExitCode",
        "ExitCode Name ProcessId StartMode State Status",
    ),
    WmiClass(
        "Win32_Process",
        software.processes,
        "ProcessId",
        "ProcessId Name HandleCount WorkingSetSize VirtualSize",
    ),
    WmiClass(
        "Win32_UserAccount",
        software.user_accounts,
        "Name",
        "Name Caption AccountType SID Domain",
        "AccountType Caption Domain SID FullName Name",
    ),
    WmiClass("Win32_Group", software.groups, "Name", "SID Name Caption Domain", "Caption Domain Name SID"),
    WmiClass(
        "Win32_Product",
        software.products,
        "IdentifyingNumber",
        "Name Caption Vendor Version IdentifyingNumber",
        "IdentifyingNumber Name Vendor Version Caption",
    ),
    WmiClass("Win32_ServerFeature", software.server_features, "ID", "ID Name ParentID", "ID Name ParentID"),
    WmiClass(
        "Win32_Environment",
        software.environment,
        "Name",
        "Name UserName VariableValue",
        "VariableValue Name UserName",
    ),
    WmiClass(
        "Win32_NetworkAdapter",
        software.network_adapters,
        "DeviceID",
        "DeviceID Name AdapterType ServiceName",
        "ServiceName MACAddress AdapterType DeviceID Name",
    ),
    WmiClass(
        "Win32_NetworkAdapterConfiguration",
        software.network_configurations,
        "Index",
        "ServiceName DHCPEnabled Index Description",
        "DHCPEnabled IPAddress DefaultIPGateway DNSDomain ServiceName Description Index",
    ),
    WmiClass(
        "Win32_LogicalDisk",
        storage.logical_disks,
        "DeviceID",
        "DeviceID DriveType ProviderName VolumeName Size FreeSpace",
        "DeviceID DriveType ProviderName FreeSpace Size VolumeName",
    ),
    WmiClass("Win32_Volume", storage.volumes, "DeviceID"),
    WmiClass(
        "Win32_DiskDrive",
        storage.disk_drives,
        "DeviceID",
        "DeviceID Caption Partitions Size Model",
        "Partitions DeviceID Model Size Caption",
    ),
    WmiClass(
        "Win32_DiskPartition",
        storage.disk_partitions,
        "DeviceID",
        "Name NumberOfBlocks BootPartition PrimaryPartition Size Index",
        "NumberOfBlocks BootPartition Name PrimaryPartition Size Index",
    ),
    WmiClass("Win32_Share", sessions.shares, "Name", "Name Path Description", "Name Path Description"),
    WmiClass(
        "Win32_StartupCommand", sessions.startup_commands, "Name", "Name Command User Caption", "Command User Caption"
    ),
    WmiClass("Win32_UserProfile", sessions.user_profiles, "SID"),
    WmiClass("Win32_LogonSession", sessions.logon_sessions, "LogonId", "LogonId Name LogonType StartTime Status"),
    WmiClass("Win32_VideoController", devices.video_controllers, "DeviceID"),
    WmiClass(
        "Win32_SystemDriver",
        devices.system_drivers,
        "Name",
        "Name State Status Started DisplayName",
        "DisplayName Name State Status Started",
    ),
    WmiClass("Win32_OptionalFeature", devices.optional_features, "Name"),
    WmiClass(
        "Win32_SystemEnclosure",
        devices.enclosure,
        "Tag",
        "Manufacturer Model LockPresent SerialNumber SMBIOSAssetTag SecurityStatus",
    ),
    WmiClass("Win32_PerfFormattedData_PerfOS_Processor", devices.processor_load, "Name"),
    WmiClass("Win32_Battery", devices.none_of_it, "DeviceID"),
    WmiClass("Win32_SoundDevice", devices.none_of_it, "DeviceID"),
    WmiClass("Win32_ShadowCopy", devices.none_of_it, "ID"),
    WmiClass("Win32_ScheduledJob", devices.none_of_it, "JobId"),
    WmiClass("Win32_PrintJob", devices.none_of_it, "Name"),
    WmiClass(
        "Win32_TerminalServiceSetting",
        sessions.terminal_service_setting,
        "ServerName",
        namespace=TERMINAL_SERVICES,
    ),
    WmiClass(
        "Win32_TSGeneralSetting",
        sessions.remote_desktop_settings,
        "TerminalName",
        namespace=TERMINAL_SERVICES,
    ),
)
CLASSES = {found.name.casefold(): found for found in _CLASSES}
