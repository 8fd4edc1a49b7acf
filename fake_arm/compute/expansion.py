"""``$expand``: what a client wants to see besides the model of a VM."""

from fake_arm import errors
from fake_arm.request import ArmRequest

KNOWN = frozenset({"instanceview", "userdata", "resiliencyview"})
"""The values of Compute's ``InstanceViewTypes``, in lower case. Nobody here has user data or a resiliency view."""


def wants_instance_view(request: ArmRequest) -> bool:
    """Whether ``$expand`` asks for the instance view. Raises Compute's 400 for a value that it does not know."""
    wanted = {value.strip().lower() for value in request.query.get("$expand", "").split(",")} - {""}
    if not wanted <= KNOWN:
        raise errors.INVALID_PARAMETER(parameter="$expand", target="$expand")
    return "instanceview" in wanted
