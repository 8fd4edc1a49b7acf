"""All programs that the simulator can run: importing their modules registers them."""

from fake_agent.windows.programs import identity, shells, text_filters
from fake_agent.windows.programs.registry import PROGRAMS, Program

MODULES = (identity, shells, text_filters)


def load() -> dict[str, Program]:
    """The table of programs, filled."""
    return PROGRAMS
