"""What one simulator has on an engine: its image, its networks, the gateway, and the VMs' containers."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

from fake_agent.container.gateway import AGENTS_PORT, STATUSES_PORT
from simulator.containers.endpoint import Endpoint
from simulator.containers.engine import ContainerSpec, Engine, Happening, NetworkMade
from simulator.containers.errors import ContainerGoneError, ContainersError
from simulator.containers.following import Following
from simulator.containers.image import ensure_image
from simulator.containers.options import ContainerOptions
from simulator.containers.owner import Owner
from simulator.containers.reaper import OWNER, RUN, VM, WORKERS, reap, remove

MEBIBYTE = 1024 * 1024
MACHINE_MEMORY, MACHINE_PROCESSES, MACHINE_FILES = 512 * MEBIBYTE, 256, 4096
GATEWAY_MEMORY, GATEWAY_PROCESSES, GATEWAY_FILES = 128 * MEBIBYTE, 32, 8192

NOBODY = "65534:65534"

STATE = "/var/lib/run-command-simulator"
LINUX_DISK = ("/etc", "/home", "/mnt", "/opt", "/root", "/srv", "/var")
"""What of a Linux VM can be written to and outlives a reboot; the rest of its system is read-only."""

ENGINES_HOST = "host.docker.internal"
"""The name that engines in virtual machines give to the machine around them; other engines do so when asked to."""

NO_HOST = {
    "com.docker.network.bridge.inhibit_ipv4": "true",
    "com.docker.network.bridge.enable_ip_masquerade": "false",
}
"""The host has no address on the VMs' networks: they reach the gateway, and nothing else."""

NO_NEIGHBOURS = {"net.ipv4.conf.all.arp_ignore": "8"}
"""A VM answers nobody's question for its address: only whom it speaks to itself, the gateway, can reach it."""


class Site:
    """The run's place on an engine, until ``close``. Raises ``ContainersError`` where it can't be had."""

    def __init__(self, options: ContainerOptions) -> None:
        self.options = options
        self._containers: dict[str, Callable[[Happening], None]] = {}
        with ExitStack() as undo:
            self.engine = Engine.connect()
            undo.callback(self.engine.close)
            reap(self.engine)
            self._image = ensure_image(self.engine, options.base_image, options.on_progress)
            self.run = secrets.token_hex(6)
            self._labels = {RUN: self.run, OWNER: str(Owner.here())}
            undo.callback(self._remove_all)
            self._removals = ThreadPoolExecutor(WORKERS, thread_name_prefix="containers-removal")
            undo.callback(self._removals.shutdown)
            options.on_progress("making the networks and their gateway")
            self._make_networks()
            self.endpoint = self._listen()
            undo.callback(self.endpoint.close)
            self._gateway = self._make_gateway()
            self.engine.start(self._gateway)
            undo.callback(Following(self.engine, self._on_happening, self._on_return).close)
            self._undo = undo.pop_all()

    def _make_networks(self) -> None:
        def make(name: str, *, closed: bool) -> NetworkMade:
            return self.engine.create_network(
                f"run-command-simulator-{self.run}-{name}",
                self._labels,
                internal=closed,
                options=NO_HOST if closed else {},
            )

        self.fabric = make("fabric", closed=True)
        self.outbound = make("outbound", closed=True)
        self._uplink = make("uplink", closed=False)

    def _listen(self) -> Endpoint:
        if not self.options.address:
            try:
                return Endpoint(self._uplink.gateway)
            except OSError as error:
                raise ContainersError(
                    f"the engine at {self.engine.where} runs on another machine, or in a virtual one; say with "
                    "--fabric-address HOST[:PORT] where containers reach this machine"
                ) from error
        port = self._address[1]
        try:
            return Endpoint("0.0.0.0", port, port + 1 if port else 0)  # noqa: S104 # asked for by the user
        except OSError as error:
            raise ContainersError(
                f"can't listen on the ports {port} and {port + 1} for agents: {error.strerror}; choose another port in "
                "--fabric-address"
            ) from error

    @property
    def _address(self) -> tuple[str, int]:
        """Where containers reach this machine: host, and port (0: any)."""
        if not self.options.address:
            return self._uplink.gateway, 0
        host, _, port = self.options.address.partition(":")
        if port and not port.isdigit():
            raise ContainersError(f"--fabric-address {self.options.address}: write it as HOST or HOST:PORT")
        return host, int(port or 0)

    @property
    def public_endpoint(self) -> str:
        """Where VMs upload statuses to: ``HOST:PORT`` on the outbound network."""
        return f"{self.outbound.reserved}:{STATUSES_PORT}"

    def _make_gateway(self) -> str:
        """Make the gateway, not yet started; its addresses are the same whenever that is done."""
        host, (agents, statuses) = self._address[0], self.endpoint.ports
        return self.engine.create(
            ContainerSpec(
                name=f"run-command-simulator-{self.run}-gateway",
                image=self._image,
                command=("python3", "-m", "fake_agent.container.gateway"),
                labels=self._labels,
                networks=(self.fabric.id, self.outbound.id, self._uplink.id),
                addresses={network.id: network.reserved for network in (self.fabric, self.outbound)},
                environment={
                    "GATEWAY_FABRIC": self.fabric.subnet,
                    "GATEWAY_OUTBOUND": self.outbound.subnet,
                    "GATEWAY_AGENTS": f"{host}:{agents}",
                    "GATEWAY_STATUSES": f"{host}:{statuses}",
                },
                hosts={host: "host-gateway"} if host == ENGINES_HOST else {},
                resolves=True,
                user=NOBODY,
                sysctls={"net.ipv4.ip_unprivileged_port_start": "0"},
                memory=GATEWAY_MEMORY,
                processes=GATEWAY_PROCESSES,
                open_files=GATEWAY_FILES,
            )
        )

    # VMs

    def create_machine(
        self, name: str, *, disk: bool, token: str, connected: bool, on_happening: Callable[[Happening], None]
    ) -> str:
        """Make the container of a VM, not yet started. Returns its id.

        ``disk``: whether its own files are a disk (Linux) or its state is one file (emulated). ``on_happening`` is
        called, in a thread of its own, with what happens to it, and with no action when that is not known.
        """
        container = self.engine.create(
            ContainerSpec(
                name=f"run-command-simulator-{self.run}-{name}-{secrets.token_hex(2)}",
                image=self._image,
                command=(),
                labels={**self._labels, VM: name},
                networks=(self.fabric.id, *((self.outbound.id,) if connected else ())),
                environment={
                    "AGENT_TOKEN": token,
                    "AGENT_FABRIC": f"{self.fabric.reserved}:{AGENTS_PORT}",
                    "AGENT_PUBLIC_ENDPOINT": self.public_endpoint,
                },
                hostname=name,
                user="0:0" if disk else NOBODY,
                volumes=LINUX_DISK if disk else (STATE,),
                tmpfs={"/tmp": "size=64m,mode=1777,exec", "/run": "size=16m,mode=755"},  # noqa: S108 # the VM's
                sysctls=NO_NEIGHBOURS,
                memory=MACHINE_MEMORY,
                processes=MACHINE_PROCESSES,
                open_files=MACHINE_FILES,
            )
        )
        self._containers[container] = on_happening
        return container

    def remove_machines(self, containers: list[str]) -> None:
        """Remove VMs' containers, several at a time. They are gone when the site has been closed, at the latest."""
        for container in containers:
            self._containers.pop(container, None)
            self._removals.submit(self.engine.remove, container)

    def _on_happening(self, happening: Happening) -> None:
        if happening.network not in {"", self.outbound.id}:
            return
        if happening.container == self._gateway and not happening.network:
            self._revive_gateway()
        on_happening = self._containers.get(happening.container)
        if on_happening is not None:
            on_happening(happening)

    def _on_return(self) -> None:
        """The engine was away: with it the gateway, and VMs, may have ended."""
        self._revive_gateway()
        for container, on_happening in tuple(self._containers.items()):
            on_happening(Happening("", container))

    def _revive_gateway(self) -> None:
        """Nothing but this run's end ends the gateway: without it no VM is reached.

        A new one does not know where VMs are, and they answer no question: so each is connected anew, whereupon it asks
        for the gateway itself.
        """
        if self.engine.state(self._gateway) not in {"exited", "gone"}:
            return
        with suppress(ContainersError):
            try:
                self.engine.start(self._gateway)
            except ContainerGoneError:
                self._gateway = self._make_gateway()
                self.engine.start(self._gateway)
            with ThreadPoolExecutor(WORKERS) as pool:
                tuple(pool.map(self.engine.reconnect, tuple(self._containers)))

    def _remove_all(self) -> None:
        with suppress(ContainersError):
            remove(self.engine, self.engine.find(f"{RUN}={self.run}"))

    def close(self) -> None:
        """Remove everything of this run."""
        self._undo.close()
