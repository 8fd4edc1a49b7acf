"""The emulated Windows machine: all of its state, as parts over one shared base image.

Nothing here knows of scripts, agents or schedules. A machine can be described by a plain mapping, snapshotted, reset.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from fake_agent.windows import machine_events
from fake_agent.windows.certificates import Certificates
from fake_agent.windows.disks import Disks, Partition
from fake_agent.windows.environment import system_variables
from fake_agent.windows.event_log import EventLog
from fake_agent.windows.features import Features
from fake_agent.windows.file_system import FileSystem, Volume
from fake_agent.windows.firewall import Firewall
from fake_agent.windows.image import INSTALLED, base_image
from fake_agent.windows.network import Network
from fake_agent.windows.overlay import Overlay
from fake_agent.windows.processes import Processes
from fake_agent.windows.registry import CONTROL_SET, Registry
from fake_agent.windows.scheduled_tasks import ScheduledTasks
from fake_agent.windows.security.table import SecurityTable
from fake_agent.windows.services import Services
from fake_agent.windows.time_zones import time_zone
from fake_agent.windows.users import Accounts

AGENT_SERVICE = "WindowsAzureGuestAgent"
AGENT_SERVICES = ("RdAgent", AGENT_SERVICE)
"""The services that are the guest agent; the second depends on the first."""

HTTPS, NAME_SERVICE = 443, 53

FORMATTED = 48 * 2**20
"""Bytes that the file system itself takes of an empty volume."""

VERSION_KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
REMOTE_DESKTOP_KEY = rf"{CONTROL_SET}\Control\Terminal Server\WinStations\RDP-Tcp"

AZURE_KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows Azure"

_ENVIRONMENT_KEY = rf"{CONTROL_SET}\Control\Session Manager\Environment"
_NAME_KEY = rf"{CONTROL_SET}\Control\ComputerName"
_TIME_ZONE_KEY = rf"{CONTROL_SET}\Control\TimeZoneInformation"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What differed from the base image at one moment, by part."""

    changes: Mapping[str, Mapping[Any, Any]]


class Machine:
    """One machine. ``clock`` answers Unix seconds of simulated time, as its host knows it.

    ``metadata`` is what Azure knows of its resource, by the names of the instance metadata service: ``location``,
    ``resourceGroupName``, ``subscriptionId``, ``resourceId``, ``vmId``, ``vmSize``, ``tagsList``, ``vmScaleSetName``.
    """

    def __init__(self, name: str, clock: Callable[[], float], metadata: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.metadata: Mapping[str, Any] = metadata or {}
        self._host_clock = clock
        state = {part: Overlay[Any, Any](content) for part, content in base_image().items()}
        self._state = state
        self.settings: Overlay[str, Any] = state["settings"]
        self.security = SecurityTable(state["security"])
        self.registry = Registry(state["registry"], self.security)
        self.files = FileSystem(state["files"], state["volumes"], self.security, self.clock)
        self.processes = Processes(state["processes"], state["counters"], self.clock)
        self.services = Services(
            state["services"],
            state["triggered"],
            self.processes,
            self.registry,
            lambda service, status: machine_events.service_changed(self.events, service, status),
        )
        self.accounts = Accounts(state["users"], state["groups"], state["counters"], self.settings["machine_sid"])
        self.network = Network(state["adapters"], state["routes"])
        self.firewall = Firewall(state["firewall_rules"], state["firewall_profiles"])
        self.events = EventLog(state["events"], state["logs"], state["sources"], state["counters"], self.clock)
        self.features = Features(state["features"], state["capabilities"])
        self.disks = Disks(state["disks"], state["partitions"])
        self.tasks = ScheduledTasks(state["tasks"])
        self.certificates = Certificates(state["certificates"])
        self._name_it()

    def clock(self) -> float:
        """Unix seconds by the machine's own clock."""
        return self._host_clock() + float(self.settings.get("clock_offset", 0.0))

    def set_clock(self, timestamp: float) -> None:
        """Set the machine's own clock, until it is synchronized again."""
        change = timestamp - self.clock()
        self.settings["clock_offset"] = float(self.settings.get("clock_offset", 0.0)) + change
        self.settings["booted_at"] = self.booted_at + change

    def synchronize_clock(self) -> None:
        """Take over the host's time, as happens at every boot."""
        if self.settings.get("clock_offset"):
            self.set_clock(self._host_clock())
            del self.settings["clock_offset"]

    @property
    def computer_name(self) -> str:
        """The name that is in force: as Windows has it, upper case and at most 15 characters long."""
        return self.registry.read_text(rf"{_NAME_KEY}\ActiveComputerName", "ComputerName")

    @property
    def host_name(self) -> str:
        """The name as it was given."""
        return self.registry.read_text(rf"{CONTROL_SET}\Services\Tcpip\Parameters", "Hostname")

    def rename(self, name: str) -> None:
        """Another name from the next boot on."""
        self.registry.write(rf"{_NAME_KEY}\ComputerName", "ComputerName", name.upper()[:15])
        self.registry.write(rf"{CONTROL_SET}\Services\Tcpip\Parameters", "NV Hostname", name)

    @property
    def running(self) -> bool:
        """Whether the machine is up."""
        return bool(self.settings.get("running", True))

    @property
    def booted_at(self) -> float:
        """Unix seconds of the last boot."""
        return float(self.settings["booted_at"])

    @property
    def agent_running(self) -> bool:
        """Whether the machine is up and its guest agent runs."""
        return self.running and all(self.services.running(name) for name in AGENT_SERVICES)

    @property
    def outbound_open(self) -> bool:
        """Whether the agent's TCP 443 gets out: adapters and routes, firewall, and a name server to ask for the way."""
        if not self.network.reaches_outside:
            return False
        if not (self.network.asks_somebody or self.services.running("DNS")):
            return False
        program = self.services.executable(AGENT_SERVICE)
        return not self.services.running("mpssvc") or (
            self.firewall.allows_out(HTTPS, program=program) and self.firewall.allows_out(NAME_SERVICE, "UDP")
        )

    @property
    def time_zone_id(self) -> str:
        """The Windows name of the local time zone."""
        return self.registry.read_text(_TIME_ZONE_KEY, "TimeZoneKeyName")

    @time_zone_id.setter
    def time_zone_id(self, name: str) -> None:
        self.registry.write(_TIME_ZONE_KEY, "TimeZoneKeyName", name)
        self.registry.write(_TIME_ZONE_KEY, "StandardName", name)

    @property
    def time_zone(self) -> tzinfo:
        """The local time zone."""
        return time_zone(self.time_zone_id)

    def local_time(self) -> datetime:
        """Now, in the local time zone."""
        return self.moment(self.clock())

    def moment(self, timestamp: float) -> datetime:
        """Unix seconds as a time of the local time zone."""
        return datetime.fromtimestamp(timestamp, self.time_zone)

    @property
    def address(self) -> str:
        """The machine's own IPv4 address."""
        adapter = self.network.primary
        return (adapter.address if adapter else "") or "127.0.0.1"

    @property
    def memory(self) -> int:
        """Bytes of physical memory."""
        return int(self.settings["memory"])

    @property
    def memory_in_use(self) -> int:
        """Bytes of physical memory that processes use."""
        return 1024 * sum(process.working_set for process in self.processes.all())

    @property
    def product_name(self) -> str:
        """For example Windows Server 2022 Datacenter."""
        return self.registry.read_text(VERSION_KEY, "ProductName")

    @property
    def build(self) -> str:
        """The build number."""
        return self.registry.read_text(VERSION_KEY, "CurrentBuild")

    @property
    def installed_at(self) -> float:
        """Unix seconds of the installation."""
        return INSTALLED

    @property
    def remote_desktop_port(self) -> int:
        """The port that Remote Desktop listens on."""
        port = self.registry.read(REMOTE_DESKTOP_KEY, "PortNumber")
        return port if isinstance(port, int) else 3389

    def environment(self) -> dict[str, str]:
        """The variables that System's processes start with: the registry's, and those that Windows adds."""
        domain = str(self.settings["domain"]) if self.settings["part_of_domain"] else ""
        stored = tuple((value.name, str(value.data)) for value in self.registry.values(_ENVIRONMENT_KEY))
        return dict(system_variables(self.computer_name, domain, stored))

    def set_variable(self, name: str, value: str | None) -> None:
        """Set or remove a variable of all processes that start from now on."""
        if value is None:
            self.registry.delete_value(_ENVIRONMENT_KEY, name)
        else:
            self.registry.write(_ENVIRONMENT_KEY, name, value)

    def end_process(self, identifier: int) -> None:
        """End a process; the services in it are stopped. ``MachineError`` where Windows would not let it end."""
        process = self.processes.end(identifier)
        self.services.crash(process.services)

    def format_partition(self, partition: Partition, label: str, file_system: str) -> None:
        """Give the partition an empty file system, mounted under its letter if it has one."""
        self.disks.put(replace(partition, label=label, file_system=file_system))
        if partition.letter:
            if partition.letter in self.files.volumes:
                self.files.unmount(partition.letter)
            self.files.mount(partition.letter, Volume(label, partition.size, FORMATTED))

    def resize_partition(self, partition: Partition, size: int) -> None:
        """Another size for a partition and the volume on it."""
        self.disks.put(replace(partition, size=size))
        if partition.letter in self.files.volumes:
            self.files.change_volume(partition.letter, size=size)

    def move_drive(self, partition: Partition, letter: str) -> None:
        """Another drive letter for a partition; what is on the volume stays on it."""
        self.disks.put(replace(partition, letter=letter))
        if partition.letter in self.files.volumes:
            self.files.change_letter(partition.letter, letter)

    def boot(self) -> None:
        """The machine starts: a pending name takes effect, services of automatic start run."""
        self.settings["running"] = True
        self.settings["shutdown_pending"] = False
        self.synchronize_clock()
        self.settings["booted_at"] = self.clock()
        active = self.registry.read_text(rf"{_NAME_KEY}\ComputerName", "ComputerName")
        self.registry.write(rf"{_NAME_KEY}\ActiveComputerName", "ComputerName", active)
        host_name = self.registry.read_text(rf"{CONTROL_SET}\Services\Tcpip\Parameters", "NV Hostname")
        self.registry.write(rf"{CONTROL_SET}\Services\Tcpip\Parameters", "Hostname", host_name)
        self._state["processes"].restore({})
        self.tasks.end_all()
        if self.settings.get("network_reset"):
            del self.settings["network_reset"]
            self.reset_part("adapters")
            self.reset_part("routes")
        self.network.boot()
        self.services.boot()
        machine_events.started(self.events, self.build, self.local_time())

    def power_off(self) -> None:
        """The machine stops; what runs on it is gone."""
        if self.running:
            machine_events.stopped(self.events)
        self.settings["running"] = False

    def snapshot(self) -> Snapshot:
        """All that differs from the base image now."""
        return Snapshot({part: overlay.changes() for part, overlay in self._state.items()})

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a snapshot, of this or another machine."""
        for part, overlay in self._state.items():
            overlay.restore(snapshot.changes.get(part, {}))

    def reset(self) -> None:
        """The fresh machine again."""
        self.restore(Snapshot({}))
        self._name_it()

    def reset_part(self, part: str) -> None:
        """One part of the state as in the base image, by its name there."""
        self._state[part].restore({})

    def _name_it(self) -> None:
        self.rename(self.name)
        if "vmId" in self.metadata:
            self.registry.write(AZURE_KEY, "VmId", str(self.metadata["vmId"]))
        self.settings["booted_at"] = self.clock()
        for key, value in (
            (rf"{_NAME_KEY}\ActiveComputerName", "ComputerName"),
            (rf"{CONTROL_SET}\Services\Tcpip\Parameters", "Hostname"),
        ):
            self.registry.write(key, value, self.name.upper()[:15] if value == "ComputerName" else self.name)
        self.accounts.provisioned(self.clock())
        machine_events.started(self.events, self.build, self.local_time())
