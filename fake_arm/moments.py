"""Moments as Azure's many parts write them. All take .NET ticks: 100 ns since the year 1, UTC."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

NOON = 12
TICKS_PER_SECOND = 10_000_000
_ORIGIN = datetime(1, 1, 1, tzinfo=UTC)
_UNIX_SECONDS = 62_135_596_800


def moment(ticks: int) -> datetime:
    """The date and time, cut to whole seconds."""
    return _ORIGIN + timedelta(seconds=ticks // TICKS_PER_SECOND)


def iso(ticks: int) -> str:
    """As Compute writes it: up to seven digits of fraction, zeros at the end trimmed (recorded)."""
    digits = f"{ticks % TICKS_PER_SECOND:07}".rstrip("0")
    return f"{moment(ticks):%Y-%m-%dT%H:%M:%S}{'.' + digits if digits else ''}+00:00"


@lru_cache(maxsize=64)
def routing(ticks: int) -> str:
    """As in ``x-ms-routing-request-id``: ``yyyyMMddTHHmmssZ`` (recorded)."""
    return f"{moment(ticks):%Y%m%dT%H%M%SZ}"


@lru_cache(maxsize=64)
def http_date(ticks: int) -> str:
    """As in the ``Date`` header."""
    return format_datetime(moment(ticks), usegmt=True)


def american(ticks: int) -> str:
    """As in texts about tokens: ``3/19/2023 8:55:46 AM`` (seen)."""
    value = moment(ticks)
    hour = value.hour % NOON or NOON
    return f"{value.month}/{value.day}/{value.year} {hour}:{value:%M:%S} {'PM' if value.hour >= NOON else 'AM'}"


def unix(ticks: int) -> int:
    """Seconds since 1970."""
    return ticks // TICKS_PER_SECOND - _UNIX_SECONDS


def from_unix(seconds: float) -> int:
    """The ticks of a Unix time."""
    return (int(seconds) + _UNIX_SECONDS) * TICKS_PER_SECOND
