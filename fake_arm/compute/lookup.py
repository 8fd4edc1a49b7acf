"""Finding what a request names, or the error that Azure answers."""

from fake_arm import errors
from fake_arm.cloud import Cloud
from fake_arm.model import ResourceGroup, ScaleSet, VirtualMachine
from fake_arm.request import ArmRequest

VIRTUAL_MACHINES = "Microsoft.Compute/virtualMachines"
SCALE_SETS = "Microsoft.Compute/virtualMachineScaleSets"


def group(cloud: Cloud, request: ArmRequest) -> ResourceGroup:
    """The resource group; the gateway has checked that it exists."""
    return cloud.groups[request.group_id.lower()]


def _not_found(kind: str, name: str, request: ArmRequest) -> errors.ArmError:
    return errors.RESOURCE_NOT_FOUND(type=kind, name=name, group=request.names["group"])


def scale_set(cloud: Cloud, request: ArmRequest) -> ScaleSet:
    """The scale set that the request names. Raises 404."""
    name = request.names["scale_set"]
    found = cloud.scale_sets.get(f"{group(cloud, request).id}/providers/{SCALE_SETS}/{name}".lower())
    if found is None:
        raise _not_found(SCALE_SETS, name, request)
    return found


def machine(cloud: Cloud, request: ArmRequest) -> VirtualMachine:
    """The VM, or the instance of a scale set, that the request names. Raises 404."""
    if "scale_set" in request.names:
        instances = f"{scale_set(cloud, request).id}/virtualMachines"
        found = cloud.machines.get(f"{instances}/{request.names['instance']}".lower())
        if found is None:
            raise errors.ENTITY_NOT_FOUND()
        return found
    name = request.names["vm"]
    found = cloud.machines.get(f"{group(cloud, request).id}/providers/{VIRTUAL_MACHINES}/{name}".lower())
    if found is None:
        raise _not_found(VIRTUAL_MACHINES, name, request)
    return found
