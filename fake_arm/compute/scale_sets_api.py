"""Scale sets and their instances: list and get."""

from typing import Any

from fake_arm.answer import Answer, provider_json
from fake_arm.cloud import Cloud
from fake_arm.compute import lookup
from fake_arm.compute.expansion import wants_instance_view
from fake_arm.compute.machine_view import IMAGES, instance_view, model_view
from fake_arm.model import ScaleSet, VirtualMachine
from fake_arm.request import ArmRequest
from fake_arm.routes import Route, Scope


def _instances(cloud: Cloud, scale_set: ScaleSet) -> list[VirtualMachine]:
    below = f"{scale_set.id}/virtualMachines/".lower()
    return [machine for key, machine in sorted(cloud.machines.items()) if key.startswith(below)]


def _view(cloud: Cloud, scale_set: ScaleSet) -> dict[str, Any]:
    profile = {
        "osProfile": {"computerNamePrefix": scale_set.name, "allowExtensionOperations": True},
        "storageProfile": {
            "osDisk": {"osType": scale_set.os_type, "createOption": "FromImage"},
            "imageReference": IMAGES[scale_set.os_type],
        },
        "networkProfile": {"networkInterfaceConfigurations": []},
    }
    return {
        "name": scale_set.name,
        "id": scale_set.id,
        "type": lookup.SCALE_SETS,
        "location": scale_set.location,
        "sku": {"name": scale_set.size, "tier": "Standard", "capacity": len(_instances(cloud, scale_set))},
        "properties": {
            "singlePlacementGroup": False,
            "orchestrationMode": "Uniform",
            "upgradePolicy": {"mode": "Manual"},
            "virtualMachineProfile": profile,
            "provisioningState": "Succeeded",
            "overprovision": False,
        },
    }


def _list(cloud: Cloud, request: ArmRequest) -> Answer:
    scope = f"/subscriptions/{request.names['subscription']}/"
    if "group" in request.names:
        scope = f"{lookup.group(cloud, request).id}/"
    found = [known for key, known in sorted(cloud.scale_sets.items()) if key.startswith(scope.lower())]
    return provider_json({"value": [_view(cloud, scale_set) for scale_set in found]})


def _get(cloud: Cloud, request: ArmRequest) -> Answer:
    return provider_json(_view(cloud, lookup.scale_set(cloud, request)))


def _list_instances(cloud: Cloud, request: ArmRequest) -> Answer:
    expand = wants_instance_view(request)
    found = _instances(cloud, lookup.scale_set(cloud, request))
    return provider_json({"value": [model_view(cloud, machine, expand=expand) for machine in found]})


def _get_instance(cloud: Cloud, request: ArmRequest) -> Answer:
    expand = wants_instance_view(request)
    return provider_json(model_view(cloud, lookup.machine(cloud, request), expand=expand))


def _get_instance_view(cloud: Cloud, request: ArmRequest) -> Answer:
    return provider_json(instance_view(cloud, lookup.machine(cloud, request)))


_SUBSCRIPTION = "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachineScaleSets"
_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets"
_KIND = "Microsoft.Compute/virtualMachineScaleSets"
_INSTANCE = f"{_GROUP}/{{scale_set}}/virtualMachines"

ROUTES = (
    Route("GET", _SUBSCRIPTION, _list, f"{_KIND}/read", Scope.SUBSCRIPTION, "HighCostGet"),
    Route("GET", _GROUP, _list, f"{_KIND}/read", limits="HighCostGet"),
    Route("GET", f"{_GROUP}/{{scale_set}}", _get, f"{_KIND}/read", limits="GetVMScaleSet"),
    Route("GET", _INSTANCE, _list_instances, f"{_KIND}/virtualMachines/read", limits="HighCostGet"),
    Route("GET", f"{_INSTANCE}/{{instance}}", _get_instance, f"{_KIND}/virtualMachines/read", limits="GetVMScaleSetVM"),
    Route(
        "GET",
        f"{_INSTANCE}/{{instance}}/instanceView",
        _get_instance_view,
        f"{_KIND}/virtualMachines/instanceView/read",
        limits="GetVMScaleSetVM",
    ),
)
