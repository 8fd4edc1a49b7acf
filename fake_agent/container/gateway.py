"""The run's gateway, in a container: the fabric's endpoint for the VMs, and the public endpoint that statuses go to.

``python3 -m fake_agent.container.gateway``. It passes on what comes in to the simulator: on the fabric to the port for
agents, on the outbound network to the one for statuses. It answers on each network by its address there only.
``GATEWAY_FABRIC`` and ``GATEWAY_OUTBOUND`` are the networks, ``GATEWAY_AGENTS`` and ``GATEWAY_STATUSES``
(``HOST:PORT``) the simulator's ports.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv4Network

from fake_agent.container.network import Address

AGENTS_PORT, STATUSES_PORT = 32526, 443
"""The ports on which VMs find the fabric (the one of Azure's host agent, too) and the public endpoint."""

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()


def forwarding(network: IPv4Network, target: Address) -> Handler:
    """What handles a connection: passes it on, where it came in by the address on ``network``."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if IPv4Address(writer.get_extra_info("sockname")[0]) not in network:
            writer.close()
            return
        try:
            inward, outward = await asyncio.open_connection(target.host, target.port)
        except OSError:
            writer.close()
            return
        for end in (writer, outward):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(_copy(reader, outward), _copy(inward, writer))

    return handle


async def serve() -> None:
    """Pass on, for ever."""
    for name, port, target in (
        ("GATEWAY_FABRIC", AGENTS_PORT, "GATEWAY_AGENTS"),
        ("GATEWAY_OUTBOUND", STATUSES_PORT, "GATEWAY_STATUSES"),
    ):
        handler = forwarding(IPv4Network(os.environ[name]), Address.parse(os.environ[target]))
        await asyncio.start_server(handler, "0.0.0.0", port)  # noqa: S104 # of its container; see ``forwarding``
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
