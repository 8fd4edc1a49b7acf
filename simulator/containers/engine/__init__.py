"""The container engine, over its API. Nothing outside of this package knows the Docker SDK."""

from simulator.containers.engine.connecting import reach
from simulator.containers.engine.containers import Containers
from simulator.containers.engine.events import EventStream
from simulator.containers.engine.images import Images
from simulator.containers.engine.networks import Networks
from simulator.containers.engine.values import ContainerSpec, Found, Happening, Labels, NetworkMade

__all__ = ["ContainerSpec", "Engine", "EventStream", "Found", "Happening", "Labels", "NetworkMade"]


class Engine(Images, Networks, Containers):
    """One engine: the local one, or the one that ``DOCKER_HOST`` or the docker context names."""

    @classmethod
    def connect(cls) -> "Engine":
        """Reach the engine as the docker command would. Raises ``ContainersError`` with what to do where it can't."""
        return cls(*reach())

    @property
    def version(self) -> str:
        """What the engine calls itself."""
        with self._asking("tell its version"):
            return str(self._api.version()["Version"])

    def events(self) -> EventStream:
        """What happens to containers, and to their places on networks, from now on."""
        with self._asking("tell what happens to containers"):
            return EventStream(self._api.events(decode=True, filters={"type": ["container", "network"]}))

    def find(self, label: str) -> list[Found]:
        """Every container and network with a label."""
        with self._asking("list containers and networks"):
            wanted = {"label": label}
            containers = self._api.containers(all=True, filters=wanted)
            networks = self._api.networks(filters=wanted)
        return [
            *(Found("container", item["Id"], item["Labels"] or {}) for item in containers),
            *(Found("network", item["Id"], item["Labels"] or {}) for item in networks),
        ]

    def close(self) -> None:
        """Hang up."""
        self._api.close()
