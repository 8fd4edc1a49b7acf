"""What is done to disks and volumes once they are made: Clear-Disk, Remove-Partition, Clear-RecycleBin ..."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.values.numbers import UInt64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.disk_objects import DISK, PARTITION, VOLUME, disk_object
from fake_agent.windows.cmdlets.disks import MODULE, STORAGE_EXCEPTION
from fake_agent.windows.cmdlets.support import ask, fits, machine_of, natives, not_found, numbers, parameter
from fake_agent.windows.disks import RAW, Disk, Partition

BITLOCKER = "Microsoft.BitLocker.Structures.BitLockerVolume"
ALIGNMENT = 2**20

register_view(
    BITLOCKER,
    TableView(
        (
            Column("VolumeType", 15),
            Column("Mount\nPoint", 5, source="MountPoint"),
            Column("CapacityGB", 10, RIGHT, lambda volume: f"{volume.get('CapacityGB'):.2f}"),
            Column("VolumeStatus", 20),
            Column("Encryption\nPercentage", 10, source="EncryptionPercentage"),
            Column("KeyProtector", 25),
            Column("AutoUnlock\nEnabled", 10, source="AutoUnlockEnabled"),
            Column("Protection\nStatus", 10, source="ProtectionStatus"),
        ),
        group_by=Column("ComputerName"),
    ),
)


def _storage_error(call: Call, number: int, text: str, target: str) -> PowerShellError:
    return call.failure(
        text, f"StorageWMI {number},{call.name}", "NotSpecified", target=target, exception=STORAGE_EXCEPTION
    )


@cmdlet(
    "Clear-Disk",
    parameter("Number", "uint32[]", 0, aliases=("DeviceId", "DiskNumber"), by_property=True),
    parameter("InputObject", "object[]", by_value=True),
    *switches("RemoveData RemoveOEM ZeroOutEntireDisk PassThru"),
    module=MODULE,
)
def clear_disk(call: Call) -> None:
    """Clear-Disk: asks first, unless ``-Confirm:$false``; data goes only with ``-RemoveData``."""
    ask(call)
    machine = machine_of(call)
    wanted = [disk.number for disk in natives(call, "InputObject", Disk)] or numbers(call, "Number")
    for number in wanted:
        disk = machine.disks.disk(number)
        if disk is None:
            raise not_found(call, DISK, "Number", number)
        if disk.is_boot:
            raise _storage_error(call, 42007, "Cannot perform the requested operation on a boot disk.", DISK)
        if disk.style == RAW:
            raise _storage_error(call, 41000, "The disk has not been initialized.", DISK)
        if machine.disks.partitions(number) and not call.switch("RemoveData"):
            raise _storage_error(
                call, 41006, "The disk has data partitions. Use -RemoveData to remove them with the disk's data.", DISK
            )
        for partition in machine.disks.partitions(number):
            _drop(call, partition)
        cleared = machine.disks.change_disk(number, style=RAW)
        if call.switch("PassThru"):
            call.write(disk_object(call, cleared))


def _drop(call: Call, partition: Partition) -> None:
    machine = machine_of(call)
    if partition.letter and partition.file_system:
        machine.files.unmount(partition.letter)
    machine.disks.remove(partition)


_PARTITION = (
    parameter("DiskNumber", "uint32[]", 0, by_property=True),
    parameter("PartitionNumber", "uint32[]", 1, aliases=("Number",), by_property=True),
    parameter("DriveLetter", "string[]", by_property=True),
    parameter("InputObject", "object[]", by_value=True),
)


def _partitions(call: Call) -> list[Partition]:
    disks = machine_of(call).disks
    given = natives(call, "InputObject", Partition)
    letters = [letter.rstrip(":\\").upper() for letter in call.strings("DriveLetter")]
    if not given and letters:
        given = [found for letter in letters if (found := disks.with_letter(letter)) is not None]
        if not given:
            raise not_found(call, PARTITION, "DriveLetter", letters[0])
    elif not given:
        wanted = numbers(call, "PartitionNumber")
        given = [
            one
            for number in numbers(call, "DiskNumber")
            for one in disks.partitions(number)
            if not wanted or one.number in wanted
        ]
        if not given:
            raise not_found(call, PARTITION, "DiskNumber", ", ".join(map(str, numbers(call, "DiskNumber"))))
    return given


@cmdlet("Remove-Partition", *_PARTITION, *switches("PassThru"), module=MODULE)
def remove_partition(call: Call) -> None:
    """Remove-Partition: asks first, unless ``-Confirm:$false``."""
    ask(call)
    for partition in _partitions(call):
        if partition.letter == "C":
            raise _storage_error(call, 42008, "Cannot perform the requested operation on a boot partition.", PARTITION)
        _drop(call, partition)


@cmdlet("Get-PartitionSupportedSize", *_PARTITION, module=MODULE)
def get_partition_supported_size(call: Call) -> None:
    """Get-PartitionSupportedSize: what is behind the last partition of a disk can be added to it."""
    for partition in _partitions(call):
        values = {"SizeMin": UInt64(_used(call, partition)), "SizeMax": UInt64(_most(call, partition))}
        call.write(PSObject.of(values))


def _used(call: Call, partition: Partition) -> int:
    drives = machine_of(call).files.drives()
    return next((drive.size - drive.free for drive in drives if drive.name == partition.letter), partition.size)


def _most(call: Call, partition: Partition) -> int:
    disks = machine_of(call).disks
    last = max(one.number for one in disks.partitions(partition.disk))
    return partition.size + (max(0, disks.free(partition.disk) - 2 * ALIGNMENT) if partition.number == last else 0)


@cmdlet("Resize-Partition", *_PARTITION, parameter("Size", "uint64"), *switches("PassThru"), module=MODULE)
def resize_partition(call: Call) -> None:
    """Resize-Partition: its volume grows or shrinks with it."""
    size = call.number("Size")
    for partition in _partitions(call):
        if size > _most(call, partition) or size < _used(call, partition):
            text = "Size Not Supported" if size <= _most(call, partition) else "Not enough available capacity"
            raise _storage_error(call, 4097 if size <= _most(call, partition) else 40000, text, PARTITION)
        machine_of(call).resize_partition(partition, size)


@cmdlet(
    "Set-Volume",
    parameter("DriveLetter", "string[]", 0, by_property=True),
    parameter("FileSystemLabel", "string[]"),
    parameter("NewFileSystemLabel", "string"),
    *named("object", "DedupMode"),
    module=MODULE,
)
def set_volume(call: Call) -> None:
    """Set-Volume: its label."""
    files = machine_of(call).files
    found = [
        drive.name
        for drive in files.drives()
        if fits(drive.name, [letter.rstrip(":\\") for letter in call.strings("DriveLetter")])
        and fits(drive.label, call.strings("FileSystemLabel"))
    ]
    if not found:
        raise not_found(call, VOLUME, "DriveLetter", ", ".join(call.strings("DriveLetter")))
    for letter in found:
        if call.has("NewFileSystemLabel"):
            files.change_volume(letter, label=call.text("NewFileSystemLabel"))


@cmdlet(
    "Optimize-Volume",
    parameter("DriveLetter", "string[]", 0, by_property=True),
    *switches("Analyze Defrag ReTrim SlabConsolidate TierOptimize NormalPriority"),
    module=MODULE,
)
def optimize_volume(call: Call) -> None:
    """Optimize-Volume: takes a minute a volume (chosen)."""
    for letter in call.strings("DriveLetter"):
        if not fits(letter.rstrip(":\\").upper(), [drive.name for drive in machine_of(call).files.drives()]):
            raise not_found(call, VOLUME, "DriveLetter", letter)
        call.host.sleep(60.0)


@cmdlet(
    "Repair-Volume",
    parameter("DriveLetter", "string[]", 0, by_property=True),
    *switches("Scan OfflineScanAndFix SpotFix"),
    module=MODULE,
)
def repair_volume(call: Call) -> None:
    """Repair-Volume: nothing is ever broken."""
    for letter in call.strings("DriveLetter"):
        if not fits(letter.rstrip(":\\").upper(), [drive.name for drive in machine_of(call).files.drives()]):
            raise not_found(call, VOLUME, "DriveLetter", letter)
        call.host.sleep(5.0)
        call.write("NoErrorsFound")


@cmdlet("Clear-RecycleBin", parameter("DriveLetter", "string[]", 0), *switches("Force"))
def clear_recycle_bin(call: Call) -> None:
    """Clear-RecycleBin: asks first, unless ``-Force`` or ``-Confirm:$false``; what is in it goes."""
    if not call.switch("Force"):
        ask(call)
    files = machine_of(call).files
    letters = [letter.rstrip(":\\") for letter in call.strings("DriveLetter")]
    for drive in files.drives():
        bin_folder = f"{drive.name}:\\$Recycle.Bin"
        if fits(drive.name, letters) and files.exists(bin_folder):
            for entry in files.entries(bin_folder):
                files.remove(entry.path)


@cmdlet("Get-BitLockerVolume", parameter("MountPoint", "string[]", 0), module="BitLocker")
def get_bit_locker_volume(call: Call) -> None:
    """Get-BitLockerVolume: nothing is encrypted."""
    machine = machine_of(call)
    for drive in machine.files.drives():
        if not fits(drive.name, [point.rstrip(":\\") for point in call.strings("MountPoint")]):
            continue
        values: dict[str, Any] = {
            "ComputerName": machine.computer_name,
            "MountPoint": f"{drive.name}:",
            "EncryptionMethod": "None",
            "AutoUnlockEnabled": None,
            "AutoUnlockKeyStored": None,
            "MetadataVersion": 0,
            "VolumeStatus": "FullyDecrypted",
            "ProtectionStatus": "Off",
            "LockStatus": "Unlocked",
            "EncryptionPercentage": 0,
            "WipePercentage": 0,
            "VolumeType": "OperatingSystem" if drive.name == "C" else "Data",
            "CapacityGB": drive.size / 2**30,
            "KeyProtector": [],
        }
        call.write(PSObject.of(values, BITLOCKER, text=lambda _, letter=drive.name: f"{letter}:"))  # type: ignore[misc]  # bound early
