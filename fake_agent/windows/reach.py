"""Which addresses and ports answer the machine: own services, Azure's addresses, HTTPS while the way is open."""

from ipaddress import ip_address

from fake_agent.windows.endpoints import listens
from fake_agent.windows.instance_metadata import METADATA_ADDRESS
from fake_agent.windows.machine import Machine

CONNECT_SECONDS = 21.0
"""How long a connection that nobody answers takes to fail (Windows' three tries)."""
LOOPBACK, LOOPBACK_ALIAS = "::1", "Loopback Pseudo-Interface 1"

_FABRIC = "168.63.129.16"
_OUTSIDE_PORTS = frozenset({80, 443, 1688})


def reachable(machine: Machine, address: str, port: int) -> bool:
    """Whether a TCP connection gets an answer."""
    parsed = ip_address(address)
    if parsed.is_loopback or address == machine.address:
        return listens(machine, port)
    if machine.network.primary is None or not machine.firewall.allows_out(port):
        return False
    if address in {METADATA_ADDRESS, _FABRIC}:
        return True
    return machine.network.reaches_outside and not parsed.is_private and port in _OUTSIDE_PORTS


def answers_ping(_machine: Machine, address: str) -> bool:
    """Whether a ping gets an answer: from the own network; Azure lets none out."""
    parsed = ip_address(address)
    return parsed.is_loopback or (parsed.is_private and not parsed.is_link_local)
