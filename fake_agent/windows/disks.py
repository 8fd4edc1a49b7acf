"""Disks and their partitions; volumes and their files are the file system's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fake_agent.windows.overlay import Overlay

RAW = "RAW"


@dataclass(frozen=True, slots=True)
class Disk:
    """A physical disk. ``style`` is RAW, MBR or GPT; ``size`` counts bytes."""

    number: int
    name: str
    size: int
    style: str = RAW
    serial: str = ""
    is_boot: bool = False
    is_offline: bool = False


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition. ``letter`` is empty where none is given; ``file_system`` is empty until it is formatted."""

    disk: int
    number: int
    offset: int
    size: int
    kind: str = "Basic"
    letter: str = ""
    label: str = ""
    file_system: str = ""


class Disks:
    """The disks of one machine."""

    def __init__(self, disks: Overlay[int, Disk], partitions: Overlay[tuple[int, int], Partition]) -> None:
        self._disks = disks
        self._partitions = partitions

    def disks(self) -> Sequence[Disk]:
        """Every disk, by number."""
        return [self._disks[number] for number in sorted(self._disks)]

    def disk(self, number: int) -> Disk | None:
        """The disk of that number."""
        return self._disks.get(number)

    def change_disk(self, number: int, **fields: object) -> Disk:
        """Change what is given of a disk."""
        self._disks[number] = replace(self._disks[number], **fields)  # type: ignore[arg-type]  # the dataclass's own
        return self._disks[number]

    def attach(self, disk: Disk) -> None:
        """Add a disk, as when Azure attaches a data disk."""
        self._disks[disk.number] = disk

    def partitions(self, disk: int | None = None) -> Sequence[Partition]:
        """The partitions of a disk, or of all."""
        return [self._partitions[key] for key in sorted(self._partitions) if disk in (None, key[0])]

    def with_letter(self, letter: str) -> Partition | None:
        """The partition with that drive letter."""
        return next((found for found in self.partitions() if letter and found.letter == letter.upper()), None)

    def free(self, disk: int) -> int:
        """Bytes of the disk that belong to no partition."""
        return self._disks[disk].size - sum(partition.size for partition in self.partitions(disk))

    def add_partition(self, disk: int, size: int, letter: str) -> Partition:
        """Add a partition behind the others."""
        existing = self.partitions(disk)
        offset = max((partition.offset + partition.size for partition in existing), default=1024 * 1024)
        number = max((partition.number for partition in existing), default=0) + 1
        return self.put(Partition(disk, number, offset, size, letter=letter.upper()))

    def put(self, partition: Partition) -> Partition:
        """Add or replace a partition."""
        self._partitions[partition.disk, partition.number] = partition
        return partition

    def remove(self, partition: Partition) -> None:
        """Delete a partition."""
        del self._partitions[partition.disk, partition.number]
