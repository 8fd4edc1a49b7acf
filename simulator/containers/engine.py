"""The container engine, over its API. The only module that imports the Docker SDK."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import docker.errors
import requests.exceptions
from docker.api.client import APIClient
from docker.context import ContextAPI
from docker.types import LogConfig, Ulimit
from docker.utils import kwargs_from_env

from simulator.containers.errors import ContainersError

PATIENCE = 60
"""Seconds for one answer of the engine."""

OLDEST_API = "1.41"
"""That of Docker 20.10; engines are asked for their own."""

Labels = Mapping[str, str]

_NOWHERE = (requests.exceptions.RequestException, docker.errors.DockerException, OSError)


@dataclass(frozen=True, slots=True)
class ContainerSpec:
    """A container to be. ``networks``: the first at creation, the rest before it starts. Sizes are in bytes."""

    name: str
    image: str
    command: tuple[str, ...]
    labels: Labels
    networks: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    hostname: str = ""
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
    """A network of the engine's."""

    id: str
    subnet: str
    gateway: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something of a run's that the engine has. ``kind``: container, network or volume."""

    kind: str
    id: str
    labels: Labels


class Engine:
    """One engine: the local one, or the one that ``DOCKER_HOST`` or the docker context names."""

    def __init__(self, api: Any, where: str) -> None:
        self._api = api
        self.where = where

    @classmethod
    def connect(cls) -> "Engine":
        """Reach the engine as the docker command would. Raises ``ContainersError`` with what to do where it can't."""
        where, options = _endpoint()
        try:
            version = _version(options)
        except PermissionError as error:
            raise _no_rights(where) from error
        except _NOWHERE as error:
            raise (_no_rights if "Permission denied" in str(error) else _no_engine)(where) from error
        return cls(APIClient(timeout=PATIENCE, version=version, **options), where)

    @property
    def version(self) -> str:
        """What the engine calls itself."""
        with self._asking("tell its version"):
            return str(self._api.version()["Version"])

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        try:
            yield
        except docker.errors.APIError as error:
            raise ContainersError(f"the container engine can't {what}: {error.explanation or error}") from error
        except (requests.exceptions.RequestException, docker.errors.DockerException) as error:
            raise ContainersError(f"the container engine can't {what}: it does not answer at {self.where}") from error

    # Images

    def has_image(self, name: str) -> bool:
        """Whether the engine has an image."""
        with self._asking(f"look up the image {name}"):
            try:
                self._api.inspect_image(name)
            except docker.errors.ImageNotFound:
                return False
            return True

    def pull(self, name: str, on_progress: Callable[[str], None]) -> None:
        """Fetch an image from its registry."""
        with self._asking(f"pull the image {name}"):
            for line in self._api.pull(name, stream=True, decode=True):
                if "error" in line:
                    raise ContainersError(f"the container engine can't pull the image {name}: {line['error']}")
                on_progress(f"{line.get('status', '')} {line.get('id', '')}".strip())

    def build(
        self, context: IO[bytes], tag: str, arguments: Mapping[str, str], on_progress: Callable[[str], None]
    ) -> None:
        """Build an image from a tar archive with its Dockerfile, with the classic builder."""
        with self._asking(f"build the image {tag}"):
            lines = self._api.build(
                fileobj=context, custom_context=True, tag=tag, buildargs=dict(arguments), rm=True, decode=True
            )
            for line in lines:
                if "error" in line:
                    raise ContainersError(f"the agents' image can't be built: {str(line['error']).strip()}")
                on_progress(str(line.get("stream", "")).strip())

    def import_image(self, archive: Path, name: str) -> None:
        """Make an image of a tar archive of its files."""
        with self._asking(f"import the image {name}"):
            self._api.import_image(str(archive), repository=name, tag="latest")

    def output_of(self, image: str, command: tuple[str, ...]) -> str:
        """Run a command in an image and return what it prints. Raises ``LookupError`` where it can't or fails."""
        with self._asking(f"try out the image {image}"):
            container = self._api.create_container(
                image, list(command), entrypoint="", host_config=self._api.create_host_config(network_mode="none")
            )["Id"]
            try:
                try:
                    self._api.start(container)
                except docker.errors.APIError as error:
                    raise LookupError(str(error.explanation)) from error
                code = self._api.wait(container)["StatusCode"]
                text: str = self._api.logs(container).decode("utf-8", "replace")
            finally:
                self._api.remove_container(container, force=True, v=True)
        if code != 0:
            raise LookupError(text.strip())
        return text

    # Networks

    def create_network(self, name: str, labels: Labels, *, internal: bool, options: Mapping[str, str]) -> NetworkMade:
        """Make a network on a subnet that is free."""
        with self._asking(f"make the network {name}"):
            made = self._api.create_network(
                name, driver="bridge", options=dict(options), internal=internal, labels=dict(labels)
            )
            config = self._api.inspect_network(made["Id"])["IPAM"]["Config"][0]
            return NetworkMade(made["Id"], config["Subnet"], config["Gateway"])

    def connect_network(self, network: str, container: str) -> None:
        """Put a container on a network."""
        with self._asking("connect a container to a network"):
            self._api.connect_container_to_network(container, network)

    def disconnect_network(self, network: str, container: str) -> None:
        """Take a container off a network."""
        with self._asking("disconnect a container from a network"):
            self._api.disconnect_container_from_network(container, network)

    # Containers

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
            dns=["127.0.0.1"],
            dns_opt=["timeout:1", "attempts:1"],
            log_config=LogConfig(type="json-file", config={"max-size": "1m", "max-file": "1"}),
        )
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
                use_config_proxy=False,
            )["Id"]
            for network in others:
                self._api.connect_container_to_network(container, network)
        return container

    def start(self, container: str) -> None:
        """Start a container."""
        with self._asking("start a container"):
            self._api.start(container)

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
        """``running``, ``paused``, ``exited``, ...; ``gone`` where there is none."""
        with self._asking("look at a container"):
            try:
                return str(self._api.inspect_container(container)["State"]["Status"])
            except docker.errors.NotFound:
                return "gone"

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

    def events(self, label: str) -> "EventStream":
        """What happens to containers with a label, from now on."""
        with self._asking("tell what happens to containers"):
            return EventStream(self._api.events(decode=True, filters={"type": "container", "label": label}))

    # What runs left

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

    def remove_network(self, network: str) -> bool:
        """Remove a network, as well as it goes: an engine may keep an endpoint that there is no more."""
        try:
            self._api.remove_network(network)
        except docker.errors.NotFound:
            return True
        except (docker.errors.APIError, requests.exceptions.RequestException):
            return False
        return True

    def close(self) -> None:
        """Hang up."""
        self._api.close()


class EventStream:
    """What happens to containers: iterates over (action, container id) until it is closed."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[tuple[str, str]]:
        with suppress(requests.exceptions.RequestException, docker.errors.DockerException, ValueError, OSError):
            for event in self._stream:
                yield str(event.get("Action", "")), str(event.get("id", ""))

    def close(self) -> None:
        """End it, from any thread."""
        with suppress(Exception):
            self._stream.close()


def _version(options: Mapping[str, Any]) -> str:
    """The newest API that the engine speaks. The SDK finds it out, too, but leaves its socket open where it can't."""
    where = urlsplit(str(options.get("base_url") or ""))
    if where.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as attempt:
            attempt.connect(where.path)
    api = APIClient(timeout=PATIENCE, version=OLDEST_API, **options)
    try:
        return str(api.version(api_version=False)["ApiVersion"])
    finally:
        api.close()


def _endpoint() -> tuple[str, dict[str, Any]]:
    """Where the engine is, and how to reach it: ``DOCKER_HOST``, or the context that the docker command would use.

    The SDK's own ``from_env`` knows no contexts.
    """
    if os.environ.get("DOCKER_HOST"):
        options = kwargs_from_env()
        return os.environ["DOCKER_HOST"], _with_ssh(options)
    name = os.environ.get("DOCKER_CONTEXT") or None
    try:
        context = ContextAPI.get_context(name)
    except (docker.errors.DockerException, OSError, ValueError) as error:
        raise ContainersError(f"the docker context can't be read: {error}") from error
    if context is None:
        raise ContainersError(f"there is no docker context '{name}'; 'docker context ls' lists them")
    options = {"base_url": context.Host}
    if context.TLSConfig:
        options["tls"] = context.TLSConfig
    return context.Host or "the usual socket", _with_ssh(options)


def _with_ssh(options: dict[str, Any]) -> dict[str, Any]:
    if str(options.get("base_url", "")).startswith("ssh://"):
        options["use_ssh_client"] = True
    return options


def _no_engine(where: str) -> ContainersError:
    return ContainersError(
        f"no container engine answers at {where}; start Docker (or set DOCKER_HOST), or use --agents embedded"
    )


def _no_rights(where: str) -> ContainersError:
    return ContainersError(
        f"you may not use the container engine at {where}; add yourself to the group docker "
        "('sudo usermod -aG docker $USER', then sign in anew), or use --agents embedded"
    )
