"""How disks, partitions and volumes look to scripts: their properties and their views."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.formatting.views import RIGHT, Column, ListView, TableView, register_view
from fake_agent.powershell.host import Drive
from fake_agent.powershell.values.numbers import UInt32, UInt64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import CIM_INSTANCE, cim_object, machine_of
from fake_agent.windows.disks import Disk, Partition

NAMESPACE = "ROOT/Microsoft/Windows/Storage"
DISK, PARTITION, VOLUME, PHYSICAL_DISK = "MSFT_Disk", "MSFT_Partition", "MSFT_Volume", "MSFT_PhysicalDisk"

SIZES = ((2**40, "TB"), (2**30, "GB"), (2**20, "MB"), (2**10, "KB"))


def shown_size(size: int) -> str:
    """A size as the module shows it: ``126.51 GB``, ``500 MB``."""
    for unit, name in SIZES:
        if size >= unit:
            return f"{size / unit:.2f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{size} B"


def _view(class_name: str, *columns: Column, group_by: Column | None = None, autosize: bool = False) -> None:
    register_view(f"{CIM_INSTANCE}#{NAMESPACE}/{class_name}", TableView(columns, group_by, autosize))


_view(
    DISK,
    Column("Number", 6),
    Column("Friendly Name", 13, source="FriendlyName"),
    Column("Serial Number", 32, source="SerialNumber"),
    Column("HealthStatus", 20),
    Column("OperationalStatus", 22),
    Column("Total Size", 10, RIGHT, lambda disk: shown_size(disk.get("Size"))),
    Column("Partition\nStyle", 10, source="PartitionStyle"),
)
register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{DISK}",
    ListView(
        [
            Column("UniqueId"),
            Column("Number"),
            Column("Path"),
            Column("Manufacturer"),
            Column("Model"),
            Column("SerialNumber"),
            Column("Size", source=lambda disk: shown_size(disk.get("Size"))),
            Column("AllocatedSize"),
            Column("LogicalSectorSize"),
            Column("PhysicalSectorSize"),
            Column("NumberOfPartitions"),
            Column("PartitionStyle"),
            Column("IsReadOnly"),
            Column("IsSystem"),
            Column("IsBoot"),
        ]
    ),
)
_view(
    PARTITION,
    Column("PartitionNumber", 16),
    Column("DriveLetter", 11),
    Column("Offset", 38),
    Column("Size", 11, RIGHT, lambda partition: shown_size(partition.get("Size"))),
    Column("Type"),
    group_by=Column("DiskPath"),
)
_view(
    VOLUME,
    Column("DriveLetter", 11),
    Column("FriendlyName", 17, source="FileSystemLabel"),
    Column("FileSystemType", 14),
    Column("DriveType", 9),
    Column("HealthStatus", 12),
    Column("OperationalStatus", 17),
    Column("SizeRemaining", 13, RIGHT, lambda volume: shown_size(volume.get("SizeRemaining"))),
    Column("Size", 9, RIGHT, lambda volume: shown_size(volume.get("Size"))),
)
_view(
    PHYSICAL_DISK,
    Column("Number", 6, source="DeviceId"),
    Column("FriendlyName", 17),
    Column("SerialNumber", 12),
    Column("MediaType", 11),
    Column("CanPool", 7),
    Column("OperationalStatus", 17),
    Column("HealthStatus", 12),
    Column("Usage", 11),
    Column("Size", 9, RIGHT, lambda disk: shown_size(disk.get("Size"))),
)


def _path(number: int) -> str:
    device = f"disk&ven_msft&prod_virtual_disk#5&{0x17E0E3C4 + number:x}&0&00000{number}"
    return rf"\\?\scsi#{device}#{{53f56307-b6bf-11d0-94f2-00a0c91efb8b}}"


def disk_object(call: Call, disk: Disk) -> PSObject:
    """A disk as scripts see it."""
    disks = machine_of(call).disks
    values: dict[str, Any] = {
        "Number": UInt32(disk.number),
        "DiskNumber": UInt32(disk.number),
        "FriendlyName": disk.name,
        "SerialNumber": disk.serial,
        "HealthStatus": "Healthy",
        "OperationalStatus": "Offline" if disk.is_offline else "Online",
        "Size": UInt64(disk.size),
        "AllocatedSize": UInt64(disk.size - disks.free(disk.number)),
        "LargestFreeExtent": UInt64(max(0, disks.free(disk.number))),
        "PartitionStyle": disk.style,
        "NumberOfPartitions": UInt32(len(disks.partitions(disk.number))),
        "IsBoot": disk.is_boot,
        "IsSystem": disk.is_boot,
        "IsOffline": disk.is_offline,
        "IsReadOnly": False,
        "BusType": "SAS" if disk.number else "SCSI",
        "Location": f"Integrated : Adapter {disk.number} : Port 0 : Target 0 : LUN 0",
        "Path": _path(disk.number),
        "Manufacturer": "Msft    ",
        "Model": "Virtual Disk    ",
        "UniqueId": f"600224801B7D{disk.number:020X}",
        "UniqueIdFormat": "FCPH Name",
        "ObjectId": rf"{{1}}\\{call.host.computer_name}\root/Microsoft/Windows/Storage/Providers_v2\WSP_Disk",
        "LogicalSectorSize": UInt32(512),
        "PhysicalSectorSize": UInt32(4096),
        "FirmwareVersion": "1.0 ",
        "IsClustered": False,
        "IsHighlyAvailable": False,
        "IsScaleOut": False,
        "OfflineReason": None,
        "ProvisioningType": "Thin" if disk.number else "Fixed",
        "Signature": UInt32(0x9D7C2B1E + disk.number) if disk.style == "MBR" else None,
        "Guid": None,
        "BootFromDisk": disk.is_boot,
        "AdapterSerialNumber": None,
    }
    return cim_object(NAMESPACE, DISK, values, native=disk, key="Number")


def partition_object(partition: Partition) -> PSObject:
    """A partition as scripts see it."""
    values: dict[str, Any] = {
        "DiskPath": _path(partition.disk),
        "DiskNumber": UInt32(partition.disk),
        "PartitionNumber": UInt32(partition.number),
        "DriveLetter": partition.letter or None,
        "Offset": UInt64(partition.offset),
        "Size": UInt64(partition.size),
        "Type": partition.kind,
        "IsActive": partition.number == 1,
        "IsBoot": partition.letter == "C",
        "IsSystem": partition.disk == 0 and partition.number == 1,
        "AccessPaths": [f"{partition.letter}:\\"] if partition.letter else [],
        "OperationalStatus": "Online",
    }
    return cim_object(NAMESPACE, PARTITION, values, native=partition, key="PartitionNumber")


def volume_object(call: Call, drive: Drive) -> PSObject:
    """A volume as scripts see it."""
    path = f"\\\\?\\Volume{{9d7c2b1e-0000-0000-0000-{ord(drive.name):012x}}}\\"
    provider = rf"{{1}}\\{call.host.computer_name}\root/Microsoft/Windows/Storage/Providers_v2\WSP_Volume"
    values: dict[str, Any] = {
        "ObjectId": f'{provider}.ObjectId="{{7b6f4d52-a8c1-11ef-9d7c-806e6f6e6963}}:VO:{path}"',
        "PassThroughClass": None,
        "PassThroughIds": None,
        "PassThroughNamespace": None,
        "PassThroughServer": None,
        "UniqueId": path,
        "AllocationUnitSize": UInt32(4096),
        "DedupMode": "NotAvailable",
        "DriveLetter": drive.name,
        "DriveType": "Fixed",
        "FileSystem": "NTFS",
        "FileSystemLabel": drive.label,
        "FileSystemType": "NTFS",
        "HealthStatus": "Healthy",
        "OperationalStatus": "OK",
        "Path": path,
        "Size": UInt64(drive.size),
        "SizeRemaining": UInt64(drive.free),
    }
    return cim_object(NAMESPACE, VOLUME, values, native=drive, key="DriveLetter")
