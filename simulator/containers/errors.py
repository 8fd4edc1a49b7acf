"""What can go wrong with containers, for users: one sentence that says what to do."""


class ContainersError(Exception):
    """Containers can't be had, or not so. The text is for the user."""


class ContainerGoneError(ContainersError):
    """Somebody has removed the container."""


class AgentSilentError(Exception):
    """A container does not answer: it is paused, dead or gone."""


class MachineSilentError(OSError):
    """The machine in a container can't be asked. The text is for the user: which one, and why."""
