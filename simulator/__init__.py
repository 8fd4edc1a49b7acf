"""A local simulator of the whole Azure VM Run Command stack."""

from typing import TYPE_CHECKING, Any

from simulator.version import __version__

if TYPE_CHECKING:
    from simulator.kit.simulator import Simulator

__all__ = ["Simulator", "__version__"]


def __getattr__(name: str) -> Any:
    """``Simulator`` is read when it is asked for: importing this package costs next to nothing."""
    if name == "Simulator":
        from simulator.kit.simulator import Simulator  # noqa: PLC0415 # see above

        return Simulator
    raise AttributeError(f"module 'simulator' has no attribute '{name}'")
