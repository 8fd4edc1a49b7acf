"""The service control manager: services, their dependencies, start types and processes.

Start type and account are written through to the registry, as scripts read them there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from fake_agent.powershell.host import RegistryKind, Service, ServiceStatus, StartType
from fake_agent.windows.errors import MachineError
from fake_agent.windows.overlay import Overlay
from fake_agent.windows.processes import Processes
from fake_agent.windows.registry import CONTROL_SET, Registry

START_NUMBERS = {
    StartType.BOOT: 0,
    StartType.SYSTEM: 1,
    StartType.AUTOMATIC: 2,
    StartType.MANUAL: 3,
    StartType.DISABLED: 4,
}
"""The registry value ``Start`` of a service."""

STATUS_CHANGE_SECONDS = 0.3
"""How long a service takes to start or to stop (chosen; the order of a real, small service)."""

Wait = Callable[[float], None]
Watch = Callable[[Service, ServiceStatus], None]
"""Is told of a service that has started or stopped."""


def _no_wait(_seconds: float) -> None:
    """Starting and stopping take no time when nobody waits for them."""


def _unwatched(_service: Service, _status: ServiceStatus) -> None:
    """Nobody wants to know."""


class Services:
    """The services of one machine; see ``fake_agent.powershell.host.Services`` for the errors.

    ``triggered`` names the services that something else than their start type starts: whether that happens at boot.
    """

    def __init__(
        self,
        table: Overlay[str, Service],
        triggered: Overlay[str, bool],
        processes: Processes,
        registry: Registry,
        watch: Watch = _unwatched,
    ) -> None:
        self._table = table
        self._triggered = triggered
        self._processes = processes
        self._registry = registry
        self._watch = watch
        self._wait: Wait = _no_wait

    def taking(self, wait: Wait) -> "Services":
        """The same services; starting and stopping them through this object lets time pass by ``wait``."""
        services = Services(self._table, self._triggered, self._processes, self._registry, self._watch)
        services._wait = wait  # an object of this class
        return services

    def all(self) -> Sequence[Service]:
        """Every service, sorted by name without case."""
        hosts = {name.casefold(): process for process in self._processes.all() for name in process.services}
        dependents: dict[str, list[str]] = {}
        for other in self._table.values():
            for needed in other.depends_on:
                dependents.setdefault(needed.casefold(), []).append(other.name)
        found = []
        for key, service in sorted(self._table.items()):
            host = hosts.get(key) if service.status is ServiceStatus.RUNNING else None
            if host is not None or key in dependents:
                service = replace(  # noqa: PLW2901  # the same service, complete
                    service, dependents=tuple(dependents.get(key, ())), process_id=host.identifier if host else 0
                )
            found.append(service)
        return found

    def get(self, name: str) -> Service:
        """The service of that name (not display name)."""
        return self._complete(self._table[name.casefold()])

    def find(self, name: str) -> Service | None:
        """The service of that name or display name."""
        folded = name.casefold()
        for key, service in self._table.items():
            if folded in {key, service.display_name.casefold()}:
                return self._complete(service)
        return None

    def executable(self, name: str) -> str:
        """The program of the service of that name, without quotes; empty where there is no such service."""
        service = self._table.get(name.casefold())
        return "" if service is None else service.executable.strip('"')

    def running(self, name: str) -> bool:
        """Whether there is such a service and it runs."""
        service = self._table.get(name.casefold())
        return service is not None and service.status is ServiceStatus.RUNNING

    def start(self, name: str) -> None:
        """Start it and what it depends on; nothing happens where it runs."""
        service = self._table[name.casefold()]
        if service.status is ServiceStatus.RUNNING:
            return
        if service.marked_for_deletion:
            raise MachineError(1072)
        if service.start_type is StartType.DISABLED:
            raise MachineError(1058)
        for needed in service.depends_on:
            if needed.casefold() in self._table and not self.running(needed):
                try:
                    self.start(needed)
                except MachineError as error:
                    raise MachineError(1068) from error
        self._set_status(name, ServiceStatus.START_PENDING)
        self._wait(STATUS_CHANGE_SECONDS)
        self._set_status(name, ServiceStatus.RUNNING)
        self._host(service)
        self._watch(service, ServiceStatus.RUNNING)

    def stop(self, name: str, *, with_dependents: bool) -> None:
        """Stop it; running dependents are stopped too, or else it refuses."""
        service = self._table[name.casefold()]
        if service.status is not ServiceStatus.RUNNING:
            return
        if not service.can_stop:
            raise MachineError(1052)
        dependents = [dependent for dependent in self._dependents(service.name) if self.running(dependent)]
        if dependents and not with_dependents:
            raise MachineError(1051)
        for dependent in dependents:
            self.stop(dependent, with_dependents=True)
        self._set_status(name, ServiceStatus.STOP_PENDING)
        self._wait(STATUS_CHANGE_SECONDS)
        self._set_status(name, ServiceStatus.STOPPED)
        self._unhost(service)
        self._watch(service, ServiceStatus.STOPPED)
        if service.marked_for_deletion:
            self.remove(service.name)

    def configure(
        self,
        name: str,
        *,
        start_type: StartType | None = None,
        delayed: bool | None = None,
        display_name: str | None = None,
        description: str | None = None,
    ) -> None:
        """Change what is given."""
        service = self._table[name.casefold()]
        if service.marked_for_deletion:
            raise MachineError(1072)
        self._table[name.casefold()] = replace(
            service,
            start_type=service.start_type if start_type is None else start_type,
            delayed=service.delayed if delayed is None else delayed,
            display_name=service.display_name if display_name is None else display_name,
            description=service.description if description is None else description,
        )
        self._write_registry(self._table[name.casefold()])

    def create(self, service: Service) -> None:
        """Add a service; ``HostError`` where the name is taken."""
        known = self._table.get(service.name.casefold())
        if known is not None:
            raise MachineError(1072 if known.marked_for_deletion else 1073)
        self._table[service.name.casefold()] = service
        self._write_registry(service)

    def delete(self, name: str) -> None:
        """Remove the service: at once where it is stopped, else when it stops."""
        service = self._table[name.casefold()]
        if service.marked_for_deletion:
            raise MachineError(1072)
        if service.status is ServiceStatus.STOPPED:
            self.remove(service.name)
            return
        self._table[name.casefold()] = replace(service, marked_for_deletion=True)
        self._registry.write(f"{CONTROL_SET}\\Services\\{service.name}", "DeleteFlag", 1)

    def remove(self, name: str) -> None:
        """Take the service away at once, with its process."""
        service = self._table[name.casefold()]
        self._unhost(service)
        del self._table[name.casefold()]
        key = f"{CONTROL_SET}\\Services\\{service.name}"
        if self._registry.exists(key):
            self._registry.delete(key)

    def crash(self, names: Sequence[str]) -> None:
        """The process of these services is gone: they are stopped, without a word to them."""
        for name in names:
            self._set_status(name, ServiceStatus.STOPPED)
            if self._table[name.casefold()].marked_for_deletion:
                self.remove(name)

    def boot(self) -> None:
        """Services of automatic start run, save those that wait for a trigger; of the others, what the image runs.

        A start type that was changed in the registry alone takes effect now, as it does in Windows.
        """
        for key, service in list(self._table.items()):
            if service.marked_for_deletion:
                self.remove(service.name)
            else:
                self._table[key] = replace(self._from_registry(service), status=ServiceStatus.STOPPED)
        for key, service in list(self._table.items()):
            runs = key in self._triggered and self._triggered[key]
            if service.start_type is StartType.MANUAL:
                starts = runs
            else:
                starts = service.start_type is not StartType.DISABLED and (runs or key not in self._triggered)
            if starts:
                self._start_quietly(key)
        for service in self._table.values():
            if service.status is ServiceStatus.STOPPED:
                self._unhost(service)

    def apply(self, description: Mapping[str, Mapping[str, str]]) -> None:
        """Take over services from a description: name -> any of display_name, status, start_type, description.

        An unknown name makes a new service.
        """
        for name, fields in description.items():
            service = self._table.get(name.casefold()) or Service(name, name, ServiceStatus.STOPPED, StartType.MANUAL)
            service = replace(
                service,
                display_name=fields.get("display_name", service.display_name),
                description=fields.get("description", service.description),
                status=ServiceStatus(fields.get("status", service.status.value)),
                start_type=StartType(fields.get("start_type", service.start_type.value)),
            )
            self._table[name.casefold()] = service
            self._write_registry(service)

    def _complete(self, service: Service) -> Service:
        process = self._processes.hosting(service.name) if service.status is ServiceStatus.RUNNING else None
        return replace(
            service,
            dependents=self._dependents(service.name),
            process_id=process.identifier if process else 0,
        )

    def _dependents(self, name: str) -> tuple[str, ...]:
        folded = name.casefold()
        return tuple(other.name for other in self._table.values() if folded in map(str.casefold, other.depends_on))

    def _set_status(self, name: str, status: ServiceStatus) -> None:
        self._table[name.casefold()] = replace(self._table[name.casefold()], status=status)

    def _start_quietly(self, name: str) -> None:
        try:
            self.start(name)
        except MachineError:
            self._set_status(name, ServiceStatus.STOPPED)

    def _host(self, service: Service) -> None:
        if self._processes.hosting(service.name) is None:
            executable = service.executable.strip('"')
            name = executable.rpartition("\\")[2].partition(".")[0] or service.name
            self._processes.start(name, path=executable.partition(".exe")[0] + ".exe", services=(service.name,))

    def _unhost(self, service: Service) -> None:
        process = self._processes.hosting(service.name)
        if process is not None and len(process.services) == 1:
            self._processes.discard(process.identifier)

    def _from_registry(self, service: Service) -> Service:
        number = self._registry.read(f"{CONTROL_SET}\\Services\\{service.name}", "Start")
        start_type = next((kind for kind, start in START_NUMBERS.items() if start == number), service.start_type)
        return replace(service, start_type=start_type)

    def _write_registry(self, service: Service) -> None:
        key = f"{CONTROL_SET}\\Services\\{service.name}"
        write = self._registry.write
        write(key, "DisplayName", service.display_name)
        write(key, "Start", START_NUMBERS[service.start_type])
        write(key, "ImagePath", service.executable, RegistryKind.EXPAND_STRING)
        write(key, "ObjectName", service.account)
        if service.delayed:
            write(key, "DelayedAutostart", 1)
