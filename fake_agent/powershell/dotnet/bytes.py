"""Byte arrays."""

from collections.abc import Iterable
from typing import Any

from fake_agent.powershell.dotnet.types import named
from fake_agent.powershell.values.collections import TypedArray
from fake_agent.powershell.values.numbers import Byte


def byte_array(content: bytes) -> TypedArray:
    """Bytes as a script sees them."""
    return TypedArray(named("System.Byte"), [Byte(value) for value in content])


def raw_bytes(items: Iterable[Any]) -> bytes:
    """A script's byte array as bytes."""
    return bytes(int(item) & 0xFF for item in items)
