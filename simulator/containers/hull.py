"""The container of one VM, as something that is turned on and off."""

from collections.abc import Callable

from simulator.containers.engine import Engine
from simulator.containers.errors import ContainerGoneError


class Hull:
    """A container, once it has been built."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._make: Callable[[], str] | None = None
        self.id = ""

    def build(self, make: Callable[[], str]) -> None:
        """Let ``make`` make it. It does so again, with an empty disk, where somebody has removed the container."""
        self._make = make
        self.id = make()

    def start(self) -> bool:
        """Start it; nothing happens where it runs. Returns whether it was made anew. Raises ``ContainersError``."""
        try:
            self._engine.start(self.id)
        except ContainerGoneError:
            if self._make is None:
                raise
            self.id = self._make()
            self._engine.start(self.id)
            return True
        return False

    def kill(self) -> None:
        """Kill it; nothing happens where it does not run. Raises ``ContainersError``."""
        self._engine.kill(self.id)

    @property
    def state(self) -> str:
        """What it does; see ``Engine.state``."""
        return self._engine.state(self.id)

    @property
    def log(self) -> str:
        """What it printed last. Raises ``ContainersError``."""
        return self._engine.logs(self.id)
