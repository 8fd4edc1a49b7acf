"""Faults in an estate file: the list ``faults``, and the tags of its VMs."""

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.faults.kinds import OrderError
from simulator.faults.orders import FaultOrder, check_system, from_tag, parse_all
from simulator.reader import EstateError

Systems = Mapping[str, str]
"""The system of each VM of the estate, by its name."""


def parse_faults(items: Iterable[Any], place: str, systems: Systems) -> tuple[FaultOrder, ...]:
    """The orders of a list. Raises ``EstateError`` that names the place of what is wrong."""
    known = {name.lower(): (name, os_type) for name, os_type in systems.items()}
    try:
        orders = parse_all(items, place)
        for number, order in enumerate(orders):
            if not order.vm or order.is_pattern:
                continue
            if order.vm.lower() not in known:
                raise EstateError(f"{place}[{number}]: there is no VM '{order.vm}' in this estate")
            check_system(order, *known[order.vm.lower()])
    except OrderError as error:
        raise EstateError(str(error)) from error
    return orders


def check_tags(tags: Mapping[str, Mapping[str, str]], systems: Systems) -> None:
    """Raise ``EstateError`` for a VM whose tag asks for a fault that can't be."""
    for name, own in tags.items():
        try:
            for order in from_tag(own):
                check_system(order, name, systems[name])
        except OrderError as error:
            raise EstateError(f"the VM {name}: {error}") from error
