"""The ends of connections on the machine: what its services listen on, and the agent's connections to the fabric."""

from collections.abc import Iterator
from dataclasses import dataclass

from fake_agent.windows.machine import Machine
from fake_agent.windows.remote_settings import PORTS, RemoteSettings

LISTENING = (
    ("TCP", "0.0.0.0:21", "FTPSVC"),
    ("TCP", "0.0.0.0:22", "sshd"),
    ("TCP", "0.0.0.0:25", "SMTPSVC"),
    ("TCP", "0.0.0.0:53", "DNS"),
    ("TCP", "0.0.0.0:80", "W3SVC"),
    ("TCP", "0.0.0.0:135", "RpcEptMapper"),
    ("TCP", "0.0.0.0:445", "LanmanServer"),
    ("TCP", "0.0.0.0:1801", "MSMQ"),
    ("TCP", "0.0.0.0:{rdp}", "TermService"),
    ("TCP", "0.0.0.0:5985", "WinRM"),
    ("TCP", "0.0.0.0:8172", "WMSVC"),
    ("TCP", "0.0.0.0:49664", "SamSs"),
    ("TCP", "0.0.0.0:49666", "EventLog"),
    ("TCP", "0.0.0.0:49667", "Schedule"),
    ("TCP", "{address}:139", "LanmanServer"),
    ("UDP", "0.0.0.0:53", "DNS"),
    ("UDP", "0.0.0.0:67", "DHCPServer"),
    ("UDP", "0.0.0.0:123", "W32Time"),
    ("UDP", "0.0.0.0:161", "SNMP"),
    ("UDP", "0.0.0.0:{rdp}", "TermService"),
    ("UDP", "0.0.0.0:5353", "Dnscache"),
)
"""What listens, and the service that it belongs to."""

IN_THE_KERNEL = frozenset({"LanmanServer", "W3SVC", "WinRM", "WMSVC"})
"""Services whose ports belong to the process System: SMB's, and those of http.sys."""

SYSTEM_PROCESS = 4

AGENT_CONNECTIONS = ((49684, "168.63.129.16", 80), (49701, "168.63.129.16", 32526))
"""Port of the agent, the fabric's address and port."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a connection; ``listens`` where nobody is at the other end. ``process`` is its identifier."""

    protocol: str
    address: str
    port: int
    process: int
    remote_address: str = "0.0.0.0"
    remote_port: int = 0
    listens: bool = True

    @property
    def peer(self) -> str:
        """The other end as netstat writes it."""
        return "*:*" if self.protocol == "UDP" else f"{self.remote_address}:{self.remote_port}"


def listens(machine: Machine, port: int) -> bool:
    """Whether a service of the machine answers connections to that TCP port."""
    return any(one.listens and (one.protocol, one.port) == ("TCP", port) for one in endpoints(machine))


def endpoints(machine: Machine) -> Iterator[Endpoint]:
    """Every end of a connection, those that listen first."""
    adapter = machine.network.primary
    own = adapter.address if adapter else "127.0.0.1"
    for protocol, local, service in LISTENING:
        if machine.services.running(service):
            address, _, port = local.format(address=own, rdp=machine.remote_desktop_port).rpartition(":")
            process = SYSTEM_PROCESS if service in IN_THE_KERNEL else machine.services.get(service).process_id
            yield Endpoint(protocol, address, int(port), process)
    if machine.services.running("WinRM"):
        for transport in RemoteSettings(machine.registry).listeners()[1:]:
            yield Endpoint("TCP", "0.0.0.0", PORTS[transport], SYSTEM_PROCESS)  # what Windows shows
    if machine.agent_running and adapter:
        process = machine.services.get("WindowsAzureGuestAgent").process_id
        for own_port, remote, remote_port in AGENT_CONNECTIONS:
            yield Endpoint("TCP", own, own_port, process, remote, remote_port, listens=False)
