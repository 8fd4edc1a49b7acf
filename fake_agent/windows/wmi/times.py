"""A time of WMI: DateTime to Get-CimInstance, a text in DMTF form to Get-WmiObject."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """Unix seconds."""

    timestamp: float
