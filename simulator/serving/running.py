"""A running simulator: simulation, server, proxy, ready file."""

import secrets
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from fake_arm.app import create_app
from simulator.control.api import ControlAccess, mount
from simulator.serving.certificates import write_certificates
from simulator.serving.connection import Connection
from simulator.serving.proxy import ConnectProxy
from simulator.serving.server import TlsServer
from simulator.simulation import Simulation, SimulationOptions

PACE_SECONDS = 0.1
"""Of the wall clock: how often time is brought up to it in the modes that follow it."""


@dataclass(frozen=True, slots=True)
class ServingOptions:
    """Where to listen and what to simulate. Port 0 takes any free one."""

    simulation: SimulationOptions = field(default_factory=SimulationOptions)
    host: str = "127.0.0.1"
    port: int = 0
    proxy_port: int = 0


class RunningSimulator:
    """Serves from ``start`` (or ``with``) until ``stop``. Raises ``OSError`` where a port can't be had."""

    def __init__(self, options: ServingOptions) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="run-command-simulator-", ignore_cleanup_errors=True)
        self.simulation = Simulation(options.simulation)
        self._stopping = threading.Event()
        self._pacemaker = threading.Thread(target=self._keep_pace, name="simulator-pace", daemon=True)
        token = secrets.token_urlsafe(32)
        certificates = write_certificates(Path(self._folder.name), (options.host,))
        app = create_app(self.simulation)
        self._server = TlsServer(app, options.host, options.port, certificates)
        mount(app, self.simulation, ControlAccess(token, options.host, self._server.port))
        self._proxy = ConnectProxy(options.host, options.proxy_port, (options.host, self._server.port))
        self.connection = Connection(
            resource_manager=f"https://{options.host}:{self._server.port}",
            proxy=f"http://{options.host}:{self._proxy.port}",
            authority_file=certificates.authority,
            control_token=token,
            estate=options.simulation.estate,
        )

    @property
    def folder(self) -> Path:
        """A folder of this run; it goes when the simulator stops."""
        return Path(self._folder.name)

    def start(self) -> None:
        """Begin to answer."""
        self._server.start()
        self._proxy.start()
        if self.simulation.mode.follows_wall_clock:
            self._pacemaker.start()

    def _keep_pace(self) -> None:
        """Let time pass while nobody asks. Only the modes that follow the wall clock need it."""
        while not self._stopping.wait(PACE_SECONDS):
            with self.simulation.lock:
                self.simulation.catch_up()

    def stop(self) -> None:
        """Stop answering and remove what was put on disk."""
        self._stopping.set()
        self._proxy.stop()
        self._server.stop()
        self.simulation.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.stop()
