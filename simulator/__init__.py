"""A local simulator of the whole Azure VM Run Command stack."""

from simulator.version import __version__

__all__ = ["__version__"]
