"""A VM by the name or id that somebody gives."""

from collections.abc import Iterable

from fake_arm.model import VirtualMachine


def machine_named(machines: Iterable[VirtualMachine], name: str) -> VirtualMachine:
    """The VM of this name or id, in any case.

    Raises ``KeyError`` with the names that there are, and ``ValueError`` with the ids where several have the name.
    """
    known = list(machines)
    wanted = name.lower()
    found = [machine for machine in known if wanted in (machine.name.lower(), machine.id.lower())]
    if not found:
        there_are = ", ".join(machine.name for machine in known) or "none"
        raise KeyError(f"there is no VM '{name}'; there are {there_are}")
    if len(found) > 1:
        ids = ", ".join(machine.id for machine in found)
        raise ValueError(f"several VMs are named '{name}'; give one's id: {ids}")
    return found[0]
