"""A container engine that there is not: its containers are threads of this process. All VMs run Windows."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from fake_agent.container import __main__ as agent
from fake_agent.container import guests
from simulator.containers import site as sites
from simulator.containers.engine import ContainerSpec, Engine, Found, Happening, NetworkMade
from simulator.containers.reaper import VM

ON_THE_NETWORK = (
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
    "eth1\t0000007F\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n"
)
OFF_THE_NETWORK = ON_THE_NETWORK.splitlines(keepends=True)[0]
"""A kernel's table of routes: with 127.0.0.0/8 on an interface, and without."""


@dataclass
class Pretended:
    """One container."""

    spec: ContainerSpec
    routes: Path
    status: str = "created"
    life: int = 0
    networks: set[str] = field(default_factory=set)


class PretendedEngine:
    """What ``simulator.containers.engine.Engine`` is, as far as sites and hypervisors use it."""

    where = "nowhere"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.containers: dict[str, Pretended] = {}
        self.networks: dict[str, Mapping[str, str]] = {}
        self.stuck: set[str] = set()
        self.happenings: queue.Queue[Happening | None] = queue.Queue()
        self._threads: list[threading.Thread] = []

    def close(self) -> None:
        for thread in self._threads:
            thread.join(10)

    def find(self, label: str) -> list[Found]:
        name, _, value = label.partition("=")
        things = [("container", key, container.spec.labels) for key, container in self.containers.items()]
        things += [("network", key, labels) for key, labels in self.networks.items()]
        return [Found(*thing) for thing in things if name in thing[2] and value in ("", thing[2][name])]

    def create_network(self, name: str, labels: Mapping[str, str], **_: Any) -> NetworkMade:
        self.networks[name] = labels
        return NetworkMade(name, "127.0.0.0/8", "127.0.0.1", "127.0.0.1")

    def remove_network(self, network: str) -> bool:
        if network in self.stuck:
            return False
        self.networks.pop(network, None)
        return True

    def create(self, spec: ContainerSpec) -> str:
        key = f"container-{len(self.containers)}"
        container = self.containers[key] = Pretended(spec, self.folder / f"{key}.routes", networks=set(spec.networks))
        self._write_routes(container)
        return key

    def _write_routes(self, container: Pretended) -> None:
        there = any(network.endswith("outbound") for network in container.networks)
        container.routes.write_text(ON_THE_NETWORK if there else OFF_THE_NETWORK, encoding="ascii")

    def connect_network(self, network: str, container: str) -> None:
        self.containers[container].networks.add(network)
        self._write_routes(self.containers[container])

    def disconnect_network(self, network: str, container: str) -> None:
        self.containers[container].networks.discard(network)
        self._write_routes(self.containers[container])

    def reconnect(self, _container: str) -> None:
        """Nothing is forgotten here."""

    def start(self, key: str) -> None:
        container = self.containers[key]
        if container.status == "running":
            return
        container.status = "running"
        container.life += 1
        if VM in container.spec.labels:
            self.dial(key)

    def dial(self, key: str) -> None:
        """Start the agent's process of a container."""
        container = self.containers[key]
        gateway = next(item.spec.environment for item in self.containers.values() if VM not in item.spec.labels)
        settings = {
            **container.spec.environment,
            "AGENT_FABRIC": gateway["GATEWAY_AGENTS"],
            "AGENT_PUBLIC_ENDPOINT": gateway["GATEWAY_STATUSES"],
        }
        life = container.life

        def alive() -> bool:
            return container.status == "running" and container.life == life

        self._threads.append(threading.Thread(target=agent.run, args=(settings, container.routes, alive), daemon=True))
        self._threads[-1].start()

    def kill(self, key: str) -> None:
        self.containers[key].status = "exited"

    def happen(self, key: str, status: str) -> None:
        """Something happens to a container from outside."""
        self.containers[key].status = status
        self.happenings.put(Happening(status, key))

    def remove(self, key: str) -> None:
        container = self.containers.pop(key, None)
        if container is not None:
            container.status = "gone"

    def state(self, key: str) -> str:
        return self.containers[key].status if key in self.containers else "gone"

    def address(self, _container: str, _network: NetworkMade) -> str:
        return "127.0.0.1"

    def logs(self, _container: str) -> str:
        return "the last words"

    def events(self) -> "PretendedEvents":
        return PretendedEvents(self.happenings)


@dataclass(frozen=True)
class PretendedEvents:
    """The engine's events, until they are closed."""

    happenings: "queue.Queue[Happening | None]"

    def __iter__(self) -> Iterator[Happening]:
        while (happening := self.happenings.get()) is not None:
            yield happening

    def close(self) -> None:
        self.happenings.put(None)


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path) -> PretendedEngine:
    """Let sites find a pretended engine. Each VM's state is in a folder of its own below ``folder``."""
    engine = PretendedEngine(folder)
    make: Callable[..., Any] = guests.make_guest

    def make_guest(start: Any, world: Any, stubs: Any) -> Any:
        place = folder / start.vm
        place.mkdir(exist_ok=True)
        monkeypatch.setattr(guests, "STATE", place)
        return make(replace(start, os_type="Windows"), world, stubs)

    monkeypatch.setattr("fake_agent.container.virtual_machine.make_guest", make_guest)
    monkeypatch.setattr(sites, "ensure_image", lambda *_: "image")
    monkeypatch.setattr(Engine, "connect", lambda: engine)
    return engine
