"""What can go wrong with containers, for users: one sentence that says what to do."""


class ContainersError(Exception):
    """Containers can't be had, or not so. The text is for the user."""


class AgentSilentError(Exception):
    """A container does not answer: it is paused, dead or gone."""
