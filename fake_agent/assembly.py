"""An agent put together: its extension by system, and its process on a schedule. Embedded or in a container."""

from dataclasses import replace

from fake_agent.agent import AGENT_VERSIONS, AgentParts, run_agent
from fake_agent.extension.handler import RunCommandHandler, Surroundings
from fake_agent.extension.linux import RunCommandLinux
from fake_agent.extension.windows import RunCommandWindows
from fake_agent.protocol import FabricLink

HANDLERS: dict[str, type[RunCommandHandler]] = {"Windows": RunCommandWindows, "Linux": RunCommandLinux}


def start_agent(os_type: str, surroundings: Surroundings, link: FabricLink) -> None:
    """Start the process of a VM's agent; it never ends."""
    handler = HANDLERS[os_type](replace(surroundings, troubles=link))
    parts = AgentParts(surroundings, link, handler, AGENT_VERSIONS[os_type])
    surroundings.world.environment.process(run_agent(parts))
