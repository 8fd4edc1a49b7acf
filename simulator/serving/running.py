"""A running simulator: simulation, server, proxy, ready file."""

import secrets
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Self

from fake_arm.app import ArmApplication
from simulator.control.api import ControlAccess, mount
from simulator.serving.certificates import write_certificates
from simulator.serving.connection import ALL_ADDRESSES, LOOPBACK, Connection
from simulator.serving.leftovers import OwnFolder, remove_leftovers
from simulator.serving.proxy import ConnectProxy
from simulator.serving.server import TlsServer
from simulator.simulation import Simulation, SimulationOptions

PACE_SECONDS = 0.1
"""Of the wall clock: how often time is brought up to it in the modes that follow it."""


@dataclass(frozen=True, slots=True)
class ServingOptions:
    """Where to listen and what to simulate. Port 0 takes any free one.

    ``public_host`` is how others reach it, where that is not ``host``. Without a ``control_token`` one is made up.
    """

    simulation: SimulationOptions = field(default_factory=SimulationOptions)
    host: str = LOOPBACK
    port: int = 0
    proxy_port: int = 0
    public_host: str = ""
    control_token: str = ""


class RunningSimulator:
    """Serves from ``start`` (or ``with``) until ``stop``. Raises ``OSError`` where a port can't be had."""

    def __init__(self, options: ServingOptions) -> None:
        self._stopping = threading.Event()
        self._pacemaker = threading.Thread(target=self._keep_pace, name="simulator-pace", daemon=True)
        local_host = LOOPBACK if options.host == ALL_ADDRESSES else options.host
        public_host = options.public_host or local_host
        with ExitStack() as undo:
            remove_leftovers()
            folder = OwnFolder()
            undo.callback(folder.remove)
            self.folder = folder.path
            """A folder of this run; it goes when the simulator stops."""
            self.simulation = Simulation(options.simulation)
            undo.callback(self.simulation.close)
            certificates = write_certificates(self.folder, (options.host, public_host))
            self._server = TlsServer(options.host, options.port, certificates)
            undo.callback(self._server.stop)
            self.simulation.spare_thread = self._server.spare_thread
            self.simulation.on_mode_changed = self.keep_pace
            self._proxy = ConnectProxy(
                options.host, options.proxy_port, (local_host, self._server.port), self._note_refused_request
            )
            undo.callback(self._proxy.stop)
            self._undo = undo.pop_all()
        token = options.control_token or secrets.token_urlsafe(32)
        access = ControlAccess(token, public_host, self._server.port)
        self._application = mount(ArmApplication(self.simulation), self.simulation, access)
        self.connection = Connection(
            resource_manager=f"https://{public_host}:{self._server.port}",
            proxy=f"http://{public_host}:{self._proxy.port}",
            authority_file=certificates.authority,
            control_token=token,
            estate=options.simulation.estate,
            local_only=ip_address(options.host).is_loopback,
        )

    def _note_refused_request(self, request: str) -> None:
        with self.simulation.lock:
            self.simulation.surroundings.record("proxy", "refused", request=request)

    def start(self) -> None:
        """Begin to answer."""
        self._server.start(self._application)
        self._proxy.start()
        self.keep_pace()

    def keep_pace(self) -> None:
        """Let time pass while nobody asks, where the mode follows the wall clock. A reset may change the mode."""
        if self.simulation.mode.follows_wall_clock and not self._pacemaker.is_alive():
            self._pacemaker.start()

    def _keep_pace(self) -> None:
        while not self._stopping.wait(PACE_SECONDS):
            with self.simulation.lock:
                if self.simulation.mode.follows_wall_clock:
                    self.simulation.catch_up()

    def stop(self) -> None:
        """Stop answering and remove what was put on disk."""
        self._stopping.set()
        if self._pacemaker.is_alive():
            self._pacemaker.join()
        self._undo.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.stop()
