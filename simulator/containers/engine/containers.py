"""The engine's containers."""

from contextlib import suppress

import docker.errors
import requests.exceptions
from docker.types import LogConfig, Ulimit

from simulator.containers.engine.asking import Asking
from simulator.containers.engine.values import ContainerSpec, NetworkMade
from simulator.containers.errors import ContainerGoneError, ContainersError


class Containers(Asking):
    """Containers made, started, ended and looked at."""

    def create(self, spec: ContainerSpec) -> str:
        """Make a container, hardened, and put it on its networks. Returns its id."""
        first, *others = spec.networks
        host = self._api.create_host_config(
            network_mode=first,
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            init=True,
            pids_limit=spec.processes,
            mem_limit=spec.memory,
            memswap_limit=spec.memory,
            shm_size=16 * 1024 * 1024,
            ulimits=[
                Ulimit(name="nofile", soft=spec.open_files, hard=spec.open_files),
                Ulimit(name="fsize", soft=spec.file_size, hard=spec.file_size),
                Ulimit(name="core", soft=0, hard=0),
            ],
            tmpfs=dict(spec.tmpfs),
            sysctls=dict(spec.sysctls),
            dns=None if spec.resolves else ["127.0.0.1"],
            dns_opt=["timeout:1", "attempts:1"],
            extra_hosts=dict(spec.hosts),
            log_config=LogConfig(type="json-file", config={"max-size": "1m", "max-file": "1"}),
        )
        place = self._api.create_endpoint_config(ipv4_address=spec.addresses.get(first))
        with self._asking(f"make the container {spec.name}"):
            container: str = self._api.create_container(
                spec.image,
                list(spec.command),
                name=spec.name,
                hostname=spec.hostname or None,
                user=spec.user or None,
                environment=dict(spec.environment),
                volumes=list(spec.volumes),
                labels=dict(spec.labels),
                host_config=host,
                networking_config=self._api.create_networking_config({first: place}),
                use_config_proxy=False,
            )["Id"]
            for network in others:
                self._api.connect_container_to_network(container, network, ipv4_address=spec.addresses.get(network))
        return container

    def start(self, container: str) -> None:
        """Start a container; nothing happens where it runs. Raises ``ContainerGoneError`` where there is none."""
        with self._asking("start a container"):
            try:
                self._api.start(container)
            except docker.errors.NotFound as error:
                raise ContainerGoneError("there is no such container any more") from error

    def kill(self, container: str) -> None:
        """Kill a container; nothing happens where it does not run."""
        with self._asking("kill a container"), suppress(docker.errors.NotFound):
            try:
                self._api.kill(container)
            except docker.errors.APIError as error:
                if error.status_code != requests.codes.conflict:
                    raise

    def remove(self, container: str) -> None:
        """Kill and remove a container with its volumes; nothing happens where there is none."""
        with self._asking("remove a container"), suppress(docker.errors.NotFound):
            try:
                self._api.remove_container(container, force=True, v=True)
            except docker.errors.APIError as error:
                if error.status_code != requests.codes.conflict:  # somebody else is removing it
                    raise

    def state(self, container: str) -> str:
        """``running``, ``paused``, ``exited``, ...

        ``gone`` where there is none, ``out of reach`` where the engine does not answer.
        """
        try:
            with self._asking("look at a container"):
                return str(self._api.inspect_container(container)["State"]["Status"])
        except ContainersError as error:
            return "gone" if isinstance(error.__cause__, docker.errors.NotFound) else "out of reach"

    def address(self, container: str, network: NetworkMade) -> str:
        """The container's address on a network."""
        with self._asking("look at a container"):
            networks = self._api.inspect_container(container)["NetworkSettings"]["Networks"].values()
            return next(str(found["IPAddress"]) for found in networks if found["NetworkID"] == network.id)

    def memory(self, container: str) -> int:
        """Bytes of memory that a container uses, without what is only cached, as ``docker stats`` counts them."""
        with self._asking("measure a container"):
            memory = self._api.stats(container, stream=False)["memory_stats"]
        caches = (int(memory["stats"].get(name, 0)) for name in ("total_inactive_file", "inactive_file"))
        return int(memory["usage"]) - max(caches)

    def execute(self, container: str, command: tuple[str, ...]) -> str:
        """What a command prints in a container, started from outside."""
        with self._asking("run a command in a container"):
            process = self._api.exec_create(container, list(command))["Id"]
            return str(self._api.exec_start(process).decode("utf-8", "replace"))

    def logs(self, container: str) -> str:
        """The last lines that a container printed."""
        with self._asking("read a container's log"):
            return str(self._api.logs(container, tail=20).decode("utf-8", "replace"))
