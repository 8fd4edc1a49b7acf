"""WMI classes of disks, partitions and volumes."""

from typing import Any

from fake_agent.powershell.values.numbers import UInt16, UInt32, UInt64
from fake_agent.windows.machine import Machine

Rows = list[dict[str, Any]]

LOCAL_DISK = 3
VOLUME_SERIAL = "7A3C91D2"


def logical_disks(machine: Machine) -> Rows:
    """Win32_LogicalDisk."""
    return [
        {
            "DeviceID": f"{drive.name}:",
            "DriveType": UInt32(LOCAL_DISK),
            "ProviderName": None,
            "VolumeName": drive.label,
            "Size": UInt64(drive.size),
            "FreeSpace": UInt64(drive.free),
            "Caption": f"{drive.name}:",
            "Description": "Local Fixed Disk",
            "FileSystem": "NTFS",
            "MediaType": UInt32(12),
            "Name": f"{drive.name}:",
            "VolumeSerialNumber": VOLUME_SERIAL,
            "Compressed": False,
            "Access": UInt16(0),
            "MaximumComponentLength": UInt32(255),
            "QuotasDisabled": True,
            "QuotasIncomplete": False,
            "QuotasRebuilding": False,
            "SupportsDiskQuotas": True,
            "SupportsFileBasedCompression": True,
            "VolumeDirty": False,
        }
        for drive in machine.files.drives()
    ]


def volumes(machine: Machine) -> Rows:
    """Win32_Volume."""
    return [
        {
            "DriveLetter": f"{drive.name}:",
            "DriveType": UInt32(LOCAL_DISK),
            "Label": drive.label,
            "Name": f"{drive.name}:\\",
            "Caption": f"{drive.name}:\\",
            "FileSystem": "NTFS",
            "Capacity": UInt64(drive.size),
            "FreeSpace": UInt64(drive.free),
            "BootVolume": drive.name == "C",
            "SystemVolume": False,
            "BlockSize": UInt64(4096),
            "Automount": True,
            "Compressed": False,
            "DirtyBitSet": False,
            "IndexingEnabled": drive.name == "C",
            "MaximumFileNameLength": UInt32(255),
            "PageFilePresent": drive.name == "D",
            "QuotasEnabled": False,
            "QuotasIncomplete": False,
            "QuotasRebuilding": False,
            "SerialNumber": UInt32(int(VOLUME_SERIAL, 16)),
            "SupportsDiskQuotas": True,
            "SupportsFileBasedCompression": True,
            "DeviceID": f"\\\\?\\Volume{{9d7c2b1e-0000-0000-0000-{ord(drive.name):012x}}}\\",
        }
        for drive in machine.files.drives()
    ]


def disk_drives(machine: Machine) -> Rows:
    """Win32_DiskDrive."""
    return [
        {
            "DeviceID": f"\\\\.\\PHYSICALDRIVE{disk.number}",
            "Caption": "Microsoft Virtual Disk",
            "Partitions": UInt32(len(machine.disks.partitions(disk.number))),
            "Size": UInt64(disk.size),
            "Model": "Microsoft Virtual Disk",
            "Index": UInt32(disk.number),
            "InterfaceType": "SCSI",
            "MediaType": "Fixed hard disk media",
            "SCSILogicalUnit": UInt16(disk.number),
            "Status": "OK",
            "BytesPerSector": UInt32(512),
            "Capabilities": [UInt16(3), UInt16(4)],
            "CapabilityDescriptions": ["Random Access", "Supports Writing"],
            "ConfigManagerErrorCode": UInt32(0),
            "ConfigManagerUserConfig": False,
            "Description": "Disk drive",
            "FirmwareRevision": "1.0 ",
            "Manufacturer": "(Standard disk drives)",
            "MediaLoaded": True,
            "Name": f"\\\\.\\PHYSICALDRIVE{disk.number}",
            "SCSIBus": UInt32(0),
            "SCSIPort": UInt16(disk.number),
            "SCSITargetId": UInt16(0),
            "SectorsPerTrack": UInt32(63),
            "TotalHeads": UInt32(255),
            "TracksPerCylinder": UInt32(255),
            "TotalSectors": UInt64(disk.size // 512),
            "TotalCylinders": UInt64(disk.size // 512 // 63 // 255),
            "TotalTracks": UInt64(disk.size // 512 // 63),
        }
        for disk in machine.disks.disks()
    ]


def disk_partitions(machine: Machine) -> Rows:
    """Win32_DiskPartition."""
    return [
        {
            "Name": f"Disk #{partition.disk}, Partition #{partition.number - 1}",
            "NumberOfBlocks": UInt64(partition.size // 512),
            "BootPartition": partition.number == 1,
            "PrimaryPartition": True,
            "Size": UInt64(partition.size),
            "Index": UInt32(partition.number - 1),
            "DiskIndex": UInt32(partition.disk),
            "DeviceID": f"Disk #{partition.disk}, Partition #{partition.number - 1}",
            "Type": "Installable File System",
            "BlockSize": UInt64(512),
            "Bootable": partition.number == 1,
            "Caption": f"Disk #{partition.disk}, Partition #{partition.number - 1}",
            "Description": "Installable File System",
            "StartingOffset": UInt64(partition.offset),
        }
        for partition in machine.disks.partitions()
    ]
