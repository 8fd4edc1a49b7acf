"""Disks, partitions, volumes: the cmdlets of the module Storage."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.host import Drive
from fake_agent.powershell.values.numbers import UInt32, UInt64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    cim_object,
    fits,
    machine_of,
    natives,
    not_found,
    numbers,
    parameter,
)
from fake_agent.windows.disks import RAW, Disk, Partition

NAMESPACE = "ROOT/Microsoft/Windows/Storage"
DISK, PARTITION, VOLUME, PHYSICAL_DISK = "MSFT_Disk", "MSFT_Partition", "MSFT_Volume", "MSFT_PhysicalDisk"
MODULE = "Storage"
STORAGE_EXCEPTION = "Microsoft.Management.Infrastructure.CimException"

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


def volume_object(drive: Drive) -> PSObject:
    """A volume as scripts see it."""
    values: dict[str, Any] = {
        "DriveLetter": drive.name,
        "FileSystemLabel": drive.label,
        "FriendlyName": drive.label,
        "FileSystem": "NTFS",
        "FileSystemType": "NTFS",
        "DriveType": "Fixed",
        "HealthStatus": "Healthy",
        "OperationalStatus": "OK",
        "SizeRemaining": UInt64(drive.free),
        "Size": UInt64(drive.size),
        "AllocationUnitSize": UInt32(4096),
        "Path": f"\\\\?\\Volume{{9d7c2b1e-0000-0000-0000-{ord(drive.name):012x}}}\\",
    }
    return cim_object(NAMESPACE, VOLUME, values, native=drive, key="DriveLetter")


_NUMBER = parameter("Number", "uint32[]", 0, aliases=("DeviceId", "DiskNumber"), by_property=True)
_INPUT = parameter("InputObject", "object[]", by_value=True)


def _disks(call: Call, name: str = "Number") -> list[Disk]:
    """The disks that the call names."""
    disks = machine_of(call).disks
    given = natives(call, "InputObject", Disk)
    if given:
        return [current for disk in given if (current := disks.disk(disk.number))]
    if not call.has(name):
        return list(disks.disks())
    found = []
    for number in numbers(call, name):
        disk = disks.disk(number)
        if disk is None:
            raise not_found(call, DISK, "Number", number)
        found.append(disk)
    return found


@cmdlet(
    "Get-Disk",
    _NUMBER,
    parameter("FriendlyName", "string[]"),
    parameter("SerialNumber", "string[]"),
    parameter("Partition", "object", by_value=True),
    module=MODULE,
)
def get_disk(call: Call) -> None:
    """Get-Disk."""
    for disk in _disks(call):
        if fits(disk.name, call.strings("FriendlyName")):
            call.write(disk_object(call, disk))


@cmdlet("Get-PhysicalDisk", parameter("FriendlyName", "string[]", 0), module=MODULE)
def get_physical_disk(call: Call) -> None:
    """Get-PhysicalDisk."""
    for disk in machine_of(call).disks.disks():
        values = {
            "DeviceId": str(disk.number),
            "FriendlyName": disk.name,
            "SerialNumber": disk.serial,
            "MediaType": "SSD" if disk.number == 0 else "Unspecified",
            "CanPool": False,
            "OperationalStatus": "OK",
            "HealthStatus": "Healthy",
            "Usage": "Auto-Select",
            "Size": UInt64(disk.size),
        }
        call.write(cim_object(NAMESPACE, PHYSICAL_DISK, values, native=disk, key="DeviceId"))


@cmdlet("Initialize-Disk", _NUMBER, _INPUT, parameter("PartitionStyle", "string"), *switches("PassThru"), module=MODULE)
def initialize_disk(call: Call) -> None:
    """Initialize-Disk: only a raw disk."""
    for disk in _disks(call):
        if disk.style != RAW:
            raise call.failure(
                "The disk has already been initialized.",
                f"StorageWMI 41002,{call.name}",
                "NotSpecified",
                target="MSFT_Disk",
                exception=STORAGE_EXCEPTION,
            )
        changed = machine_of(call).disks.change_disk(
            disk.number, style=call.text("PartitionStyle", "GPT").upper(), is_offline=False
        )
        if call.switch("PassThru"):
            call.write(disk_object(call, changed))


@cmdlet(
    "Set-Disk",
    _NUMBER,
    _INPUT,
    *named("bool", "IsOffline IsReadOnly"),
    parameter("PartitionStyle", "string"),
    module=MODULE,
)
def set_disk(call: Call) -> None:
    """Set-Disk."""
    for disk in _disks(call):
        fields: dict[str, object] = {}
        if call.has("IsOffline"):
            fields["is_offline"] = bool(call.get("IsOffline"))
        if call.has("PartitionStyle"):
            fields["style"] = call.text("PartitionStyle").upper()
        machine_of(call).disks.change_disk(disk.number, **fields)


@cmdlet(
    "Get-Partition",
    parameter("DiskNumber", "uint32[]", 0, by_property=True),
    parameter("PartitionNumber", "uint32[]", 1),
    parameter("DriveLetter", "string[]", by_property=True),
    parameter("Disk", "object", by_value=True),
    module=MODULE,
)
def get_partition(call: Call) -> None:
    """Get-Partition."""
    disks = machine_of(call).disks
    disk_numbers = set(numbers(call, "DiskNumber")) or {disk.number for disk in natives(call, "Disk", Disk)}
    wanted = numbers(call, "PartitionNumber")
    letters = [letter.rstrip(":\\").upper() for letter in call.strings("DriveLetter")]
    found = [
        partition
        for partition in disks.partitions()
        if (not disk_numbers or partition.disk in disk_numbers)
        and (not wanted or partition.number in wanted)
        and (not letters or partition.letter in letters)
    ]
    if letters and not found:
        raise not_found(call, PARTITION, "DriveLetter", letters[0])
    for partition in found:
        call.write(partition_object(partition))


@cmdlet(
    "New-Partition",
    parameter("DiskNumber", "uint32", 0, aliases=("Number",), by_property=True),
    parameter("InputObject", "object[]", by_value=True),
    parameter("DriveLetter", "string"),
    parameter("Size", "uint64"),
    *named("object", "Offset Alignment MbrType GptType"),
    *switches("UseMaximumSize AssignDriveLetter IsHidden IsActive"),
    module=MODULE,
)
def new_partition(call: Call) -> None:
    """New-Partition: its volume is mounted at once, and usable when it is formatted."""
    machine = machine_of(call)
    disk = next(iter(_disks(call, "DiskNumber")), None)
    if disk is None:
        raise not_found(call, DISK, "Number", call.get("DiskNumber"))
    free = machine.disks.free(disk.number) - 2 * 2**20
    size = free if call.switch("UseMaximumSize") else call.number("Size")
    if disk.style == RAW or size > free or size <= 0:
        raise call.failure(
            "The disk has not been initialized." if disk.style == RAW else "Not enough available capacity",
            f"StorageWMI {41000 if disk.style == RAW else 40000},{call.name}",
            "NotSpecified",
            target="MSFT_Disk",
            exception=STORAGE_EXCEPTION,
        )
    letter = call.text("DriveLetter").rstrip(":").upper()
    if not letter and call.switch("AssignDriveLetter"):
        taken = {drive.name for drive in machine.files.drives()}
        letter = next(candidate for candidate in "EFGHIJKLMNOPQRSTUVWXYZ" if candidate not in taken)
    partition = machine.disks.add_partition(disk.number, size, letter)
    call.write(partition_object(partition))


@cmdlet(
    "Format-Volume",
    parameter("DriveLetter", "string[]", 0, by_property=True),
    parameter("Partition", "object", by_value=True),
    *named("string", "FileSystem NewFileSystemLabel"),
    parameter("AllocationUnitSize", "uint32"),
    *switches("Full Force Compress DisableHeatGathering"),
    module=MODULE,
)
def format_volume(call: Call) -> None:
    """Format-Volume."""
    machine = machine_of(call)
    given = natives(call, "Partition", Partition)
    letters = [letter.rstrip(":").upper() for letter in call.strings("DriveLetter")]
    partitions = given or [found for letter in letters if (found := machine.disks.with_letter(letter))]
    if not partitions:
        raise not_found(call, VOLUME, "DriveLetter", letters[0] if letters else "")
    for partition in partitions:
        if not call.should_process(f"{partition.letter}:", "Format-Volume"):
            continue
        label = call.text("NewFileSystemLabel")
        machine.format_partition(partition, label, call.text("FileSystem", "NTFS"))
        for drive in machine.files.drives():
            if drive.name == partition.letter:
                call.write(volume_object(drive))


@cmdlet(
    "Get-Volume",
    parameter("DriveLetter", "string[]", 0, by_property=True),
    parameter("FileSystemLabel", "string[]", aliases=("FriendlyName",)),
    parameter("Partition", "object", by_value=True),
    module=MODULE,
)
def get_volume(call: Call) -> None:
    """Get-Volume."""
    letters = [letter.rstrip(":\\").upper() for letter in call.strings("DriveLetter")]
    letters += [partition.letter for partition in natives(call, "Partition", Partition)]
    found = [
        drive
        for drive in machine_of(call).files.drives()
        if (not letters or drive.name in letters) and fits(drive.label, call.strings("FileSystemLabel"))
    ]
    if letters and not found:
        raise not_found(call, VOLUME, "DriveLetter", letters[0])
    for drive in found:
        call.write(volume_object(drive))


@cmdlet(
    "Set-Partition",
    parameter("DiskNumber", "uint32", 0),
    parameter("PartitionNumber", "uint32", 1),
    parameter("DriveLetter", "string"),
    parameter("NewDriveLetter", "string"),
    parameter("InputObject", "object[]", by_value=True),
    *named("bool", "IsActive IsReadOnly NoDefaultDriveLetter"),
    module=MODULE,
)
def set_partition(call: Call) -> None:
    """Set-Partition: gives another drive letter."""
    machine = machine_of(call)
    given = natives(call, "InputObject", Partition)
    letter = call.text("DriveLetter").rstrip(":")
    partition = given[0] if given else machine.disks.with_letter(letter)
    if partition is None:
        raise not_found(call, PARTITION, "DriveLetter", letter)
    if call.has("NewDriveLetter"):
        machine.move_drive(partition, call.text("NewDriveLetter").rstrip(":").upper())
