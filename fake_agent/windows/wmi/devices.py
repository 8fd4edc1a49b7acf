"""WMI classes of what else a virtual machine shows: its enclosure, display, drivers, optional features, load."""

from typing import Any

from fake_agent.powershell.values.numbers import UInt16, UInt32, UInt64
from fake_agent.windows.machine import Machine
from fake_agent.windows.wmi.system import SERIAL_NUMBER
from fake_agent.windows.wmi.times import Moment

Rows = list[dict[str, Any]]

_DRIVER_DATE = 1_150_848_000.0
"""21 June 2006, the date of all drivers that come with Windows."""
_DRIVERS = {
    "ACPI": "Microsoft ACPI Driver",
    "Disk": "Disk Driver",
    "NDIS": "NDIS System Driver",
    "netvsc": "netvsc",
    "Ntfs": "Ntfs",
    "Tcpip": "TCP/IP Protocol Driver",
    "storvsc": "storvsc",
    "vmbus": "Virtual Machine Bus",
    "volmgr": "Volume Manager Driver",
}


def enclosure(_machine: Machine) -> Rows:
    """Win32_SystemEnclosure."""
    return [
        {
            "Tag": "System Enclosure 0",
            "Name": "System Enclosure",
            "Caption": "System Enclosure",
            "Description": "System Enclosure",
            "Manufacturer": "Microsoft Corporation",
            "SerialNumber": SERIAL_NUMBER,
            "SMBIOSAssetTag": "7783-7084-3265-9085-8269-3286-77",
            "ChassisTypes": [UInt16(3)],
            "SecurityStatus": UInt16(3),
            "LockPresent": False,
            "Version": "7.0",
        }
    ]


def video_controllers(_machine: Machine) -> Rows:
    """Win32_VideoController."""
    name = "Microsoft Hyper-V Video"
    return [
        {
            "Name": name,
            "Caption": name,
            "Description": name,
            "VideoProcessor": None,
            "DeviceID": "VideoController1",
            "AdapterCompatibility": "Microsoft",
            "AdapterRAM": None,
            "Availability": UInt16(8),
            "ConfigManagerErrorCode": UInt32(0),
            "ConfigManagerUserConfig": False,
            "CurrentBitsPerPixel": UInt32(32),
            "CurrentHorizontalResolution": UInt32(1024),
            "CurrentVerticalResolution": UInt32(768),
            "CurrentNumberOfColors": UInt64(4_294_967_296),
            "DriverDate": Moment(_DRIVER_DATE),
            "DriverVersion": "10.0.20348.1",
            "InfFilename": "wvmbusvideo.inf",
            "InfSection": "SynthVid",
            "Monochrome": False,
            "PNPDeviceID": r"VMBUS\{DA0A7802-E377-4AAC-8E77-0558EB1073F8}\{5620E0C7-8062-4DCE-AEB7-520C7EF76171}",
            "Status": "OK",
            "VideoArchitecture": UInt16(5),
            "VideoMemoryType": UInt16(2),
        }
    ]


def system_drivers(_machine: Machine) -> Rows:
    """Win32_SystemDriver: some of those that every machine runs."""
    return [
        {
            "Name": name,
            "DisplayName": text,
            "Caption": text,
            "Description": text,
            "State": "Running",
            "Started": True,
            "StartMode": "Boot",
            "Status": "OK",
            "ExitCode": UInt32(0),
            "ErrorControl": "Normal",
            "ServiceType": "Kernel Driver",
            "PathName": rf"C:\Windows\system32\drivers\{name.lower()}.sys",
            "AcceptPause": False,
            "AcceptStop": True,
            "DesktopInteract": False,
        }
        for name, text in _DRIVERS.items()
    ]


def optional_features(machine: Machine) -> Rows:
    """Win32_OptionalFeature."""
    return [
        {
            "Name": feature.name,
            "Caption": feature.display_name,
            "InstallState": UInt32(1 if feature.installed else 2),
        }
        for feature in machine.features.all()
    ]


def processor_load(_machine: Machine) -> Rows:
    """Win32_PerfFormattedData_PerfOS_Processor: of both processors and in all."""
    return [
        {
            "Name": name,
            "PercentProcessorTime": UInt64(busy),
            "PercentIdleTime": UInt64(100 - busy),
            "PercentUserTime": UInt64(busy // 2),
            "PercentPrivilegedTime": UInt64(busy - busy // 2),
            "PercentInterruptTime": UInt64(0),
            "PercentDPCTime": UInt64(0),
            "InterruptsPersec": UInt32(412),
        }
        for name, busy in (("0", 4), ("1", 3), ("_Total", 3))
    ]


def none_of_it(_machine: Machine) -> Rows:
    """A class that has no instances on a virtual machine."""
    return []
