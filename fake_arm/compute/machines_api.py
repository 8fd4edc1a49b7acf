"""Virtual machines: list, get, the simulator's minimal PUT, DELETE."""

import re
from dataclasses import replace
from typing import Any

from fake_arm import errors
from fake_arm.answer import JSON_TYPE, Answer, pretty, provider_json
from fake_arm.cloud import Cloud
from fake_arm.compute import long_running, lookup
from fake_arm.compute.expansion import wants_instance_view
from fake_arm.compute.machine_view import instance_view, model_view
from fake_arm.model import OsType, PowerState, ResourceGroup, VirtualMachine
from fake_arm.request import ArmRequest
from fake_arm.routes import Route, Scope

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_])?")
"""A VM's name (documented: 1 to 64 characters, begins with a letter or digit, no period or hyphen at the end)."""


def _get(cloud: Cloud, request: ArmRequest) -> Answer:
    return provider_json(model_view(cloud, lookup.machine(cloud, request), expand=wants_instance_view(request)))


def _get_instance_view(cloud: Cloud, request: ArmRequest) -> Answer:
    return provider_json(instance_view(cloud, lookup.machine(cloud, request)))


def _list(cloud: Cloud, request: ArmRequest) -> Answer:
    scope = f"/subscriptions/{request.names['subscription']}/"
    if "group" in request.names:
        scope = f"{lookup.group(cloud, request).id}/"
    statuses = request.query.get("statusonly", "").lower() == "true"
    found = [
        machine
        for key, machine in sorted(cloud.machines.items())
        if not machine.scale_set and key.startswith(scope.lower())
    ]
    expand = wants_instance_view(request) or statuses
    return provider_json({"value": [model_view(cloud, machine, expand=expand) for machine in found]})


def _member(value: Any, *names: str) -> Any:
    """A member of nested JSON objects, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _os_type(body: dict[str, Any]) -> OsType:
    stated = _member(body, "properties", "storageProfile", "osDisk", "osType")
    if stated is None and _member(body, "properties", "osProfile", "windowsConfiguration") is not None:
        stated = "Windows"
    if stated is None and _member(body, "properties", "osProfile", "linuxConfiguration") is not None:
        stated = "Linux"
    if stated is None:
        publisher = str(_member(body, "properties", "storageProfile", "imageReference", "publisher") or "")
        stated = "Windows" if publisher.lower().startswith("microsoftwindows") else "Linux"
    if stated not in ("Windows", "Linux"):
        raise errors.INVALID_PARAMETER(parameter="osDisk.osType", target="osDisk.osType")
    return "Windows" if stated == "Windows" else "Linux"


def _tags(body: dict[str, Any]) -> dict[str, str]:
    tags = body.get("tags") or {}
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        raise errors.INVALID_PARAMETER(parameter="tags", target="tags")
    return dict(tags)


def _put(cloud: Cloud, request: ArmRequest) -> Answer:
    """Make a VM, or change the tags, size and extension operations of one.

    The minimal form: ``location``, and the system by ``osDisk.osType``, by the configuration in ``osProfile`` or by
    the image's publisher.
    """
    group, name, body = lookup.group(cloud, request), request.names["vm"], request.json_object()
    if not _NAME.fullmatch(name):
        raise errors.INVALID_PARAMETER(parameter="vmName", target="vmName")
    location = body.get("location")
    if not isinstance(location, str) or not location:
        raise errors.LOCATION_REQUIRED()
    existing = cloud.machines.get(f"{group.id}/providers/{lookup.VIRTUAL_MACHINES}/{name}".lower())
    if existing is not None and existing.provisioning_state == "Deleting":
        raise errors.MARKED_FOR_DELETION(operation="createOrUpdate", name=name)
    machine = _changed(existing, body) if existing else _created(cloud, group, name, location, body)
    _keep(cloud, machine, new=existing is None)
    operation = long_running.begin(
        cloud, machine, "create", cloud.timing.create, lambda: _created_whole(cloud, machine.key)
    )
    headers = long_running.accepted_headers(cloud, request, operation)
    headers.pop("Location")
    return Answer(200 if existing else 201, pretty(model_view(cloud, machine)), JSON_TYPE, headers)


def _keep(cloud: Cloud, machine: VirtualMachine, *, new: bool = False) -> None:
    """Put a VM in its place. Raises the error for tags that somebody minds."""
    objection = cloud.watcher.objection(machine)
    if objection:
        raise errors.BAD_TAGS(reason=objection, target="tags")
    cloud.machines[machine.key] = machine
    if new:
        cloud.hypervisor.create(machine)
    cloud.watcher.machine_changed(machine)


def _patch(cloud: Cloud, request: ArmRequest) -> Answer:
    """Change the tags, size and extension operations of a VM (documented: an update of some members)."""
    existing, body = lookup.machine(cloud, request), request.json_object()
    if existing.provisioning_state == "Deleting":
        raise errors.MARKED_FOR_DELETION(operation="update", name=existing.name)
    machine = _changed(existing, {**body, "location": existing.location})
    _keep(cloud, machine)
    operation = long_running.begin(
        cloud, machine, "update", cloud.timing.create, lambda: _created_whole(cloud, machine.key)
    )
    return Answer(
        200, pretty(model_view(cloud, machine)), JSON_TYPE, long_running.accepted_headers(cloud, request, operation)
    )


def _created_whole(cloud: Cloud, key: str) -> None:
    cloud.change_machine(key, provisioning_state="Succeeded")


def _created(cloud: Cloud, group: ResourceGroup, name: str, location: str, body: dict[str, Any]) -> VirtualMachine:
    place = location.replace(" ", "").lower()
    if place not in {str(known["name"]) for known in cloud.locations}:
        known_places = ",".join(str(known["name"]) for known in cloud.locations)
        raise errors.LOCATION_NOT_AVAILABLE(location=location, type=lookup.VIRTUAL_MACHINES, locations=known_places)
    allowed = _member(body, "properties", "osProfile", "allowExtensionOperations")
    return VirtualMachine(
        group=group,
        name=name,
        location=place,
        os_type=_os_type(body),
        vm_id=cloud.surroundings.identifier(),
        size=str(_member(body, "properties", "hardwareProfile", "vmSize") or "Standard_D2s_v5"),
        tags=_tags(body),
        power_state=PowerState.RUNNING,
        provisioning_state="Creating",
        extension_operations=allowed is not False,
        admin_username=str(_member(body, "properties", "osProfile", "adminUsername") or "azureuser"),
        created=cloud.now,
    )


def _changed(machine: VirtualMachine, body: dict[str, Any]) -> VirtualMachine:
    if str(body["location"]).replace(" ", "").lower() != machine.location:
        raise errors.PROPERTY_CHANGE_NOT_ALLOWED(property="location", target="location")
    allowed = _member(body, "properties", "osProfile", "allowExtensionOperations")
    return replace(
        machine,
        size=str(_member(body, "properties", "hardwareProfile", "vmSize") or machine.size),
        tags=_tags(body) if "tags" in body else machine.tags,
        provisioning_state="Updating",
        extension_operations=machine.extension_operations if allowed is None else allowed is not False,
    )


def _delete(cloud: Cloud, request: ArmRequest) -> Answer:
    """Delete a VM; 204 where there is none (documented). What runs on it ends as preempted."""
    try:
        machine = lookup.machine(cloud, request)
    except errors.ArmError:
        return Answer(204)
    under_way = cloud.operations.running(machine.key, "delete")
    if under_way is not None:
        return long_running.accepted(cloud, request, under_way)
    for running in cloud.operations.running_on(machine.key):
        cloud.operations.end(running.id, cloud.now, "Canceled", failure=errors.PREEMPTED)
        cloud.surroundings.record("compute", "operation preempted", vm=machine.name, operation=running.id)
    cloud.change_machine(machine.key, provisioning_state="Deleting", power_state=PowerState.STOPPING)
    cloud.watcher.machine_removed(machine)
    cloud.hypervisor.destroy(machine)

    def finish() -> None:
        cloud.machines.pop(machine.key, None)
        cloud.fabric.forget(machine.key)

    return long_running.accepted(
        cloud, request, long_running.begin(cloud, machine, "delete", cloud.timing.delete, finish)
    )


_SUBSCRIPTION = "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines"
_GROUP = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines"
_KIND = "Microsoft.Compute/virtualMachines"

ROUTES = (
    Route("GET", _SUBSCRIPTION, _list, f"{_KIND}/read", Scope.SUBSCRIPTION, "HighCostGet"),
    Route("GET", _GROUP, _list, f"{_KIND}/read", limits="HighCostGet"),
    Route("GET", f"{_GROUP}/{{vm}}", _get, f"{_KIND}/read", limits="LowCostGet"),
    Route(
        "GET", f"{_GROUP}/{{vm}}/instanceView", _get_instance_view, f"{_KIND}/instanceView/read", limits="LowCostGet"
    ),
    Route("PUT", f"{_GROUP}/{{vm}}", _put, f"{_KIND}/write", limits="UpdateVM"),
    Route("PATCH", f"{_GROUP}/{{vm}}", _patch, f"{_KIND}/write", limits="UpdateVM"),
    Route("DELETE", f"{_GROUP}/{{vm}}", _delete, f"{_KIND}/delete", limits="DeleteVM"),
)
