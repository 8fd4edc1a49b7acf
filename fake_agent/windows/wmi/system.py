"""WMI classes of the computer, its operating system, processor and memory."""

from datetime import timedelta
from typing import Any

from fake_agent.powershell.values.numbers import Byte, UInt16, UInt32, UInt64
from fake_agent.windows import time_zones
from fake_agent.windows.machine import Machine
from fake_agent.windows.updates import installed
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
            "FreeSpaceInPagingFiles": UInt64(1_310_720),
            "SizeStoredInPagingFiles": UInt64(1_310_720),
            "Distributed": False,
            "MaxNumberOfProcesses": UInt32(4_294_967_295),
            "MaxProcessMemorySize": UInt64(137_438_953_344),
            "NumberOfLicensedUsers": UInt32(0),
            "BuildType": "Multiprocessor Free",
            "DataExecutionPrevention_32BitApplications": True,
            "DataExecutionPrevention_Available": True,
            "DataExecutionPrevention_Drivers": True,
            "DataExecutionPrevention_SupportPolicy": Byte(3),
            "Debug": False,
            "EncryptionLevel": UInt32(256),
            "ForegroundApplicationBoost": Byte(2),
            "OSProductSuite": UInt32(400),
            "PortableOperatingSystem": False,
            "Primary": True,
            "SuiteMask": UInt32(400),
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
            "AdminPasswordStatus": UInt16(3),
            "AutomaticResetBootOption": True,
            "AutomaticResetCapability": True,
            "BootROMSupported": True,
            "ChassisBootupState": UInt16(3),
            "DaylightInEffect": False if machine.time_zone_id != "UTC" else None,
            "Description": "AT/AT COMPATIBLE",
            "EnableDaylightSavingsTime": True,
            "FrontPanelResetStatus": UInt16(3),
            "InfraredSupported": False,
            "KeyboardPasswordStatus": UInt16(3),
            "NetworkServerModeEnabled": True,
            "OEMStringArray": ["[MS_VM_CERT/SHA1/9b80ca0d5dd061ec9da4e494f4c3fd1196270c22]"],
            "PauseAfterReset": -1,
            "PCSystemType": UInt16(1),
            "PCSystemTypeEx": UInt16(1),
            "PowerOnPasswordStatus": UInt16(3),
            "PowerState": UInt16(0),
            "PowerSupplyState": UInt16(3),
            "ResetCapability": UInt16(1),
            "ResetCount": -1,
            "ResetLimit": -1,
            "SystemFamily": "",
            "SystemSKUNumber": "",
            "WakeUpType": UInt16(6),
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
            "Status": "OK",
            "Caption": "BIOS Date: 12/07/18 17:08:11  Ver: 09.00.08",
            "Description": "BIOS Date: 12/07/18 17:08:11  Ver: 09.00.08",
            "SMBIOSPresent": True,
            "SMBIOSMajorVersion": UInt16(2),
            "SMBIOSMinorVersion": UInt16(3),
            "PrimaryBIOS": True,
            "BIOSVersion": ["VRTUAL - 12001807", "BIOS Date: 12/07/18 17:08:11  Ver: 09.00.08"],
            "SoftwareElementID": "BIOS Date: 12/07/18 17:08:11  Ver: 09.00.08",
            "SoftwareElementState": UInt16(3),
            "TargetOperatingSystem": UInt16(0),
            "InstallableLanguages": UInt16(1),
            "CurrentLanguage": "enUS",
            "ListOfLanguages": ["enUS"],
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
            "Status": "OK",
            "Caption": "Base Board",
            "Description": "Base Board",
            "HostingBoard": True,
            "PoweredOn": True,
            "Tag": "Base Board",
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
            "Description": "Computer System Product",
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
            "L2CacheSize": UInt32(1024),
            "Availability": UInt16(3),
            "CpuStatus": UInt16(1),
            "CurrentVoltage": UInt16(0),
            "DataWidth": UInt16(64),
            "Description": "Intel64 Family 6 Model 85 Stepping 7",
            "ExtClock": UInt32(200),
            "Family": UInt16(179),
            "Architecture": UInt16(9),
            "Level": UInt16(6),
            "NumberOfEnabledCore": UInt32(1),
            "PowerManagementSupported": False,
            "ProcessorId": "1F8BFBFF00050657",
            "ProcessorType": UInt16(3),
            "Revision": UInt16(21_767),
            "Role": "CPU",
            "SecondLevelAddressTranslationExtensions": False,
            "Status": "OK",
            "StatusInfo": UInt16(3),
            "Stepping": "7",
            "ThreadCount": UInt32(2),
            "UpgradeMethod": UInt16(6),
            "Version": "Model 85, Stepping 7",
            "VirtualizationFirmwareEnabled": False,
            "VMMonitorModeExtensions": False,
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
            "Caption": "Physical Memory",
            "Description": "Physical Memory",
            "Name": "Physical Memory",
            "Tag": "Physical Memory 0",
            "BankLabel": "None",
            "FormFactor": UInt16(2),
            "MemoryType": UInt16(2),
            "SMBIOSMemoryType": UInt32(2),
            "SerialNumber": "None",
            "PartNumber": "None",
            "Attributes": UInt32(0),
            "TypeDetail": UInt16(4),
        }
    ]


def page_file_usage(machine: Machine) -> Rows:
    """Win32_PageFileUsage."""
    return [
        {
            "Name": r"D:\pagefile.sys",
            "Caption": r"D:\pagefile.sys",
            "AllocatedBaseSize": UInt32(1280),
            "CurrentUsage": UInt32(0),
            "PeakUsage": UInt32(0),
            "Description": r"D:\pagefile.sys",
            "InstallDate": Moment(machine.booted_at),
            "TempPageFile": False,
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


_IMAGE_FIXES = (("KB5044099", "Update"), ("KB5044281", "Security Update"), ("KB5045516", "Security Update"))


def quick_fixes(machine: Machine) -> Rows:
    """Win32_QuickFixEngineering."""
    fixes = [(identifier, description, machine.installed_at) for identifier, description in _IMAGE_FIXES]
    fixes += [(f"KB{update.kb}", update.hot_fix, at) for update, at in reversed(installed(machine)) if update.hot_fix]
    return [
        {
            "Description": description,
            "HotFixID": identifier,
            "InstalledBy": "NT AUTHORITY\\SYSTEM",
            "InstalledOn": Moment(at),
            "CSName": machine.computer_name,
            "Caption": f"https://support.microsoft.com/help/{identifier[2:]}",
        }
        for identifier, description, at in fixes
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
