"""What is said to the engine, and what it says, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """A container to be. Sizes are in bytes.

    ``networks``: the first at creation, the rest before it starts. ``addresses``: those that it shall have there, by
    network; elsewhere the engine chooses. ``hosts``: names that it knows by itself; ``resolves``: whether it asks the
    engine's own resolver for others.
    """

    name: str
    image: str
    command: tuple[str, ...]
    labels: Labels
    networks: tuple[str, ...]
    addresses: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    hostname: str = ""
    hosts: Mapping[str, str] = field(default_factory=dict)
    resolves: bool = False
    user: str = ""
    volumes: tuple[str, ...] = ()
    tmpfs: Mapping[str, str] = field(default_factory=dict)
    sysctls: Mapping[str, str] = field(default_factory=dict)
    memory: int = 0
    processes: int = 0
    open_files: int = 1024
    file_size: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NetworkMade:
    """A network of the engine's.

    ``gateway``: the host's address on it, or what would be; ``reserved``: one that no container has by chance.
    """

    id: str
    subnet: str
    gateway: str
    reserved: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something of a run's that the engine has. ``kind``: container, network or volume."""

    kind: str
    id: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Happening:
    """Something has happened to a container: ``die``, ``pause``, ``start``, ... or, on a network, ``connect``."""

    action: str
    container: str
    network: str = ""
