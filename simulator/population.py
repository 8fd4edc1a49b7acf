"""From an estate to the cloud's resources."""

import json
import uuid

from fake_arm.authorization.roles import BUILT_IN_ROLES
from fake_arm.authorization.store import RoleAssignment
from fake_arm.cloud import Cloud, Directory
from fake_arm.model import (
    CommandDocument,
    OsType,
    PowerState,
    Principal,
    ResourceGroup,
    ScaleSet,
    Subscription,
    VirtualMachine,
)
from simulator.estate import Estate, GroupEntry, MachineEntry
from simulator.fixtures import read_text

_NAMESPACE = uuid.UUID("f3a0f3b0-0d5c-4b42-8d0a-5f0f6f6a1c11")
_ROLE_IDS = {role.name: role.id for role in BUILT_IN_ROLES}


def directory(estate: Estate) -> Directory:
    """The tenant with its principals."""
    return Directory(
        estate.tenant_id,
        estate.domain,
        tuple(
            Principal(entry.client_id, entry.client_secret, entry.object_id, entry.name) for entry in estate.principals
        ),
    )


def documents() -> dict[str, CommandDocument]:
    """The built-in run commands by lower-case id, in Azure's order."""
    return {
        entry["id"].lower(): CommandDocument(
            id=entry["id"],
            os_type=entry["osType"],
            label=entry["label"],
            description=entry["description"],
            script=tuple(entry["script"]),
            parameters=tuple(entry["parameters"]),
        )
        for entry in json.loads(read_text("run_commands.json"))
    }


def populate(cloud: Cloud, estate: Estate) -> None:
    """Put the estate's resources into an empty cloud and let the hypervisor make its machines."""
    subscription = Subscription(estate.subscription_id, estate.subscription_name)
    cloud.subscriptions[estate.subscription_id.lower()] = subscription
    for entry in estate.principals:
        scope = entry.scope or f"/subscriptions/{estate.subscription_id}"
        name = str(uuid.uuid5(_NAMESPACE, f"{entry.object_id}/{entry.role}"))
        cloud.roles.assign(RoleAssignment(name, entry.object_id, _ROLE_IDS[entry.role], scope))
    for group_entry in estate.groups:
        group = ResourceGroup(estate.subscription_id, group_entry.name, group_entry.location)
        cloud.groups[group.id.lower()] = group
        for machine in _machines(cloud, group, group_entry):
            cloud.machines[machine.key] = machine
            cloud.hypervisor.create(machine)


def _machines(cloud: Cloud, group: ResourceGroup, entry: GroupEntry) -> list[VirtualMachine]:
    found = [_machine(group, machine) for machine in entry.machines]
    for scale_set_entry in entry.scale_sets:
        scale_set = ScaleSet(group, scale_set_entry.name, group.location, _os_type(scale_set_entry.os_type))
        cloud.scale_sets[scale_set.id.lower()] = scale_set
        for number in range(scale_set_entry.instances):
            name = f"{scale_set.name}_{number}"
            found.append(
                VirtualMachine(
                    group=group,
                    name=name,
                    location=group.location,
                    os_type=scale_set.os_type,
                    vm_id=_vm_id(group, name),
                    scale_set=scale_set.name,
                    instance_id=str(number),
                )
            )
    return found


def _machine(group: ResourceGroup, entry: MachineEntry) -> VirtualMachine:
    return VirtualMachine(
        group=group,
        name=entry.name,
        location=group.location,
        os_type=_os_type(entry.os_type),
        vm_id=_vm_id(group, entry.name),
        size=entry.size,
        tags=entry.tags,
        power_state=PowerState.RUNNING if entry.running else PowerState.DEALLOCATED,
        extension_operations=entry.extension_operations,
        options=entry.options,
    )


def _os_type(text: str) -> OsType:
    return "Windows" if text == "Windows" else "Linux"


def _vm_id(group: ResourceGroup, name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{group.id}/{name}".lower()))
