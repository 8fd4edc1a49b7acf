"""WMI classes of the computer, its operating system, processor and memory."""

from datetime import timedelta
from typing import Any

from fake_agent.powershell.values.numbers import UInt16, UInt32, UInt64
from fake_agent.windows import time_zones
from fake_agent.windows.machine import Machine
from fake_agent.windows.wmi.times import Moment

Rows = list[dict[str, Any]]

SERIAL_NUMBER = "0000-0015-8423-7512-9086-4372-58"
PRODUCT_ID = "00454-60000-00001-AA345"


def _minutes_from_utc(machine: Machine) -> int:
    return int((machine.local_time().utcoffset() or timedelta()).total_seconds() // 60)


def operating_system(machine: Machine) -> Rows:
    """Win32_OperatingSystem."""
    kibibytes = machine.memory // 1024
    free = kibibytes - machine.memory_in_use // 1024
    return [
        {
            "SystemDirectory": r"C:\Windows\system32",
            "Organization": "",
            "BuildNumber": machine.build,
            "RegisteredUser": "Windows User",
            "SerialNumber": PRODUCT_ID,
            "Version": f"10.0.{machine.build}",
            "Caption": f"Microsoft {machine.product_name}",
            "CSName": machine.computer_name,
            "BootDevice": r"\Device\HarddiskVolume1",
            "CodeSet": "1252",
            "CountryCode": "1",
            "Description": "",
            "FreePhysicalMemory": UInt64(free),
            "FreeVirtualMemory": UInt64(free + 1_208_320),
            "InstallDate": Moment(machine.installed_at),
            "LastBootUpTime": Moment(machine.booted_at),
            "LocalDateTime": Moment(machine.clock()),
            "Locale": "0409",
            "Manufacturer": "Microsoft Corporation",
            "MUILanguages": ["en-US"],
            "Name": rf"Microsoft {machine.product_name}|C:\Windows|\Device\Harddisk0\Partition2",
            "NumberOfProcesses": UInt32(len(machine.processes.all())),
            "NumberOfUsers": UInt32(0),
            "OperatingSystemSKU": UInt32(8),
            "OSArchitecture": "64-bit",
            "OSLanguage": UInt32(1033),
            "OSType": UInt16(18),
            "ProductType": UInt32(3),
            "ServicePackMajorVersion": UInt16(0),
            "ServicePackMinorVersion": UInt16(0),
            "Status": "OK",
            "SystemDevice": r"\Device\HarddiskVolume2",
            "SystemDrive": "C:",
            "TotalVirtualMemorySize": UInt64(kibibytes + 1_310_720),
            "TotalVisibleMemorySize": UInt64(kibibytes),
            "WindowsDirectory": r"C:\Windows",
            "CurrentTimeZone": _minutes_from_utc(machine),
        }
    ]


def computer_system(machine: Machine) -> Rows:
    """Win32_ComputerSystem."""
    return [
        {
            "Name": machine.computer_name,
            "PrimaryOwnerName": "Windows User",
            "Domain": machine.settings["domain"],
            "TotalPhysicalMemory": UInt64(machine.memory),
            "Model": "Virtual Machine",
            "Manufacturer": "Microsoft Corporation",
            "AutomaticManagedPagefile": True,
            "BootupState": "Normal boot",
            "Caption": machine.computer_name,
            "CurrentTimeZone": _minutes_from_utc(machine),
            "DNSHostName": machine.host_name,
            "DomainRole": UInt16(2),
            "HypervisorPresent": True,
            "NumberOfLogicalProcessors": UInt32(2),
            "NumberOfProcessors": UInt32(1),
            "PartOfDomain": bool(machine.settings["part_of_domain"]),
            "Roles": ["LM_Workstation", "LM_Server", "NT", "Server_NT"],
            "Status": "OK",
            "SystemType": "x64-based PC",
            "ThermalState": 3,
            "UserName": None,
            "Workgroup": "WORKGROUP" if not machine.settings["part_of_domain"] else None,
        }
    ]


def bios(_machine: Machine) -> Rows:
    """Win32_BIOS."""
    return [
        {
            "SMBIOSBIOSVersion": "090008 ",
            "Manufacturer": "American Megatrends Inc.",
            "Name": "BIOS Date: 12/07/18 17:08:11  Ver: 09.00.08",
            "SerialNumber": SERIAL_NUMBER,
            "Version": "VRTUAL - 12001807",
            "ReleaseDate": Moment(1_544_140_800.0),
        }
    ]


def base_board(_machine: Machine) -> Rows:
    """Win32_BaseBoard."""
    return [
        {
            "Manufacturer": "Microsoft Corporation",
            "Model": None,
            "Name": "Base Board",
            "SerialNumber": SERIAL_NUMBER,
            "SKU": None,
            "Product": "Virtual Machine",
            "Version": "7.0",
        }
    ]


def computer_system_product(_machine: Machine) -> Rows:
    """Win32_ComputerSystemProduct."""
    return [
        {
            "IdentifyingNumber": SERIAL_NUMBER,
            "Name": "Virtual Machine",
            "Vendor": "Microsoft Corporation",
            "Version": "7.0",
            "Caption": "Computer System Product",
            "UUID": "3F1C9A52-6C1E-4D7B-8F0A-5E2B7C9D1A34",
        }
    ]


def processor(_machine: Machine) -> Rows:
    """Win32_Processor."""
    name = "Intel(R) Xeon(R) Platinum 8272CL CPU @ 2.60GHz"
    return [
        {
            "DeviceID": "CPU0",
            "Name": name,
            "Caption": "Intel64 Family 6 Model 85 Stepping 7",
            "MaxClockSpeed": UInt32(2594),
            "SocketDesignation": "None",
            "Manufacturer": "GenuineIntel",
            "NumberOfCores": UInt32(1),
            "NumberOfLogicalProcessors": UInt32(2),
            "LoadPercentage": UInt16(3),
            "AddressWidth": UInt16(64),
            "CurrentClockSpeed": UInt32(2594),
            "L3CacheSize": UInt32(36_608),
        }
    ]


def physical_memory(machine: Machine) -> Rows:
    """Win32_PhysicalMemory."""
    return [
        {
            "Capacity": UInt64(machine.memory + 536_576),
            "DeviceLocator": "M0001",
            "Manufacturer": "Microsoft Corporation",
            "Speed": None,
        }
    ]


def page_file_usage(_machine: Machine) -> Rows:
    """Win32_PageFileUsage."""
    return [
        {
            "Name": r"D:\pagefile.sys",
            "Caption": r"D:\pagefile.sys",
            "AllocatedBaseSize": UInt32(1280),
            "CurrentUsage": UInt32(0),
            "PeakUsage": UInt32(0),
        }
    ]


def page_file_setting(machine: Machine) -> Rows:
    """Win32_PageFileSetting: of the registry's PagingFiles."""
    files = machine.registry.read(
        r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management", "PagingFiles"
    )
    rows: Rows = []
    for entry in files if isinstance(files, tuple) else ():
        path, initial, maximum = (*entry.rsplit(" ", 2), "0", "0")[:3]
        rows.append(
            {
                "Name": path,
                "Caption": rf"{path[:2]}\ '{path[3:]}'",
                "SettingID": f"pagefile.sys @ {path[:2]}",
                "InitialSize": UInt32(int(initial)),
                "MaximumSize": UInt32(int(maximum)),
            }
        )
    return rows


def time_zone(machine: Machine) -> Rows:
    """Win32_TimeZone."""
    name = machine.time_zone_id
    return [
        {
            "Caption": time_zones.display_name(name),
            "SettingID": None,
            "Bias": 0,
            "StandardName": "Coordinated Universal Time" if name == "UTC" else name,
            "Description": time_zones.display_name(name),
        }
    ]


def quick_fixes(machine: Machine) -> Rows:
    """Win32_QuickFixEngineering."""
    fixes = (("KB5044099", "Update"), ("KB5044281", "Security Update"), ("KB5045516", "Security Update"))
    return [
        {
            "Description": description,
            "HotFixID": identifier,
            "InstalledBy": "NT AUTHORITY\\SYSTEM",
            "InstalledOn": Moment(machine.installed_at),
            "CSName": machine.computer_name,
            "Caption": f"https://support.microsoft.com/help/{identifier[2:]}",
        }
        for identifier, description in fixes
    ]


def licensing(_machine: Machine) -> Rows:
    """SoftwareLicensingProduct: the one that is in use."""
    return [
        {
            "Name": "Windows(R), ServerDatacenter edition",
            "Description": "Windows(R) Operating System, VOLUME_KMSCLIENT channel",
            "ApplicationID": "55c92734-d682-4d71-983e-d6ec3f16059f",
            "LicenseStatus": UInt32(1),
            "PartialProductKey": "PMJWX",
            "GracePeriodRemaining": UInt32(259_200),
            "KeyManagementServiceMachine": "azkms.core.windows.net",
            "KeyManagementServicePort": UInt32(1688),
        }
    ]
