"""Virtual machines as Compute shows them: the model view and the instance view."""

from typing import Any

from fake_agent.protocol import HandlerStatus
from fake_arm import moments
from fake_arm.cloud import Cloud
from fake_arm.model import PowerState, VirtualMachine

AGENT_READY = {
    "Windows": "GuestAgent is running and processing the extensions.",
    "Linux": "Guest Agent is running",
}
AGENT_NOT_READY = "VM status blob is found but not yet populated."

OPERATING_SYSTEMS = {
    "Windows": ("Windows Server 2022 Datacenter", "10.0.20348.2402"),
    "Linux": ("ubuntu", "22.04"),
}
IMAGES = {
    "Windows": {
        "publisher": "MicrosoftWindowsServer",
        "offer": "WindowsServer",
        "sku": "2022-datacenter-azure-edition",
        "version": "latest",
    },
    "Linux": {
        "publisher": "Canonical",
        "offer": "0001-com-ubuntu-server-jammy",
        "sku": "22_04-lts-gen2",
        "version": "latest",
    },
}


def model_view(cloud: Cloud, machine: VirtualMachine, *, expand: bool = False) -> dict[str, Any]:
    """The VM resource; ``expand`` adds the instance view, as ``$expand=instanceView`` does."""
    properties: dict[str, Any] = {
        "hardwareProfile": {"vmSize": machine.size},
        "provisioningState": machine.provisioning_state,
        "vmId": machine.vm_id,
        "storageProfile": {
            "imageReference": IMAGES[machine.os_type],
            "osDisk": {
                "osType": machine.os_type,
                "name": f"{machine.name}_OsDisk_1",
                "createOption": "FromImage",
                "caching": "ReadWrite",
                "deleteOption": "Detach",
            },
            "dataDisks": [],
        },
        "osProfile": _os_profile(machine),
        "networkProfile": {"networkInterfaces": []},
        "timeCreated": moments.iso(cloud.surroundings.ticks(machine.created)),
    }
    if machine.scale_set:
        properties = {"latestModelApplied": True, "modelDefinitionApplied": "VirtualMachineScaleSet", **properties}
    if expand:
        properties["instanceView"] = instance_view(cloud, machine)
    kind = "virtualMachineScaleSets/virtualMachines" if machine.scale_set else "virtualMachines"
    view: dict[str, Any] = {
        "name": machine.name,
        "id": machine.id,
        "type": f"Microsoft.Compute/{kind}",
        "location": machine.location,
    }
    if machine.tags:
        view["tags"] = dict(machine.tags)
    if machine.scale_set:
        view = {"instanceId": machine.instance_id, **view, "sku": {"name": machine.size, "tier": "Standard"}}
    return {**view, "properties": properties}


def _os_profile(machine: VirtualMachine) -> dict[str, Any]:
    configuration: dict[str, Any]
    if machine.os_type == "Windows":
        configuration = {
            "windowsConfiguration": {
                "provisionVMAgent": True,
                "enableAutomaticUpdates": True,
                "patchSettings": {"patchMode": "AutomaticByOS", "assessmentMode": "ImageDefault"},
            }
        }
    else:
        configuration = {
            "linuxConfiguration": {
                "disablePasswordAuthentication": True,
                "provisionVMAgent": True,
                "patchSettings": {"patchMode": "ImageDefault", "assessmentMode": "ImageDefault"},
            }
        }
    return {
        "computerName": machine.name,
        "adminUsername": machine.admin_username,
        **configuration,
        "secrets": [],
        "allowExtensionOperations": machine.extension_operations,
        "requireGuestProvisionSignal": True,
    }


def instance_view(cloud: Cloud, machine: VirtualMachine) -> dict[str, Any]:
    """What the VM is at this moment: agent, extensions, power."""
    view: dict[str, Any] = {}
    now = moments.iso(cloud.surroundings.ticks())
    if machine.power_state is PowerState.RUNNING:
        name, version = OPERATING_SYSTEMS[machine.os_type]
        ready = cloud.fabric.agent_ready(machine.key)
        if ready:
            view |= {"computerName": machine.name, "osName": name, "osVersion": version}
        view["hyperVGeneration"] = "V2"
        view["vmAgent"] = _agent(cloud, machine, now, ready=ready)
    elif machine.power_state is not PowerState.DEALLOCATED:
        view["vmAgent"] = _agent(cloud, machine, now, ready=False)
    extensions = [_extension(handler) for handler in _handlers(cloud, machine)]
    if extensions:
        view["extensions"] = extensions
    view["statuses"] = [
        {
            "code": f"ProvisioningState/{machine.provisioning_state.lower()}",
            "level": "Info",
            "displayStatus": f"Provisioning {machine.provisioning_state.lower()}",
            "time": moments.iso(cloud.surroundings.ticks(machine.created)),
        },
        {
            "code": f"PowerState/{machine.power_state}",
            "level": "Info",
            "displayStatus": f"VM {machine.power_state}",
        },
    ]
    return view


def _handlers(cloud: Cloud, machine: VirtualMachine) -> tuple[HandlerStatus, ...]:
    report = cloud.fabric.report(machine.key)
    return report.handlers if report else ()


def _agent(cloud: Cloud, machine: VirtualMachine, now: str, *, ready: bool) -> dict[str, Any]:
    if not ready:
        status = {
            "code": "ProvisioningState/Unavailable",
            "level": "Warning",
            "displayStatus": "Not Ready",
            "message": AGENT_NOT_READY,
            "time": now,
        }
        return {"vmAgentVersion": "Unknown", "statuses": [status]}
    status = {
        "code": "ProvisioningState/succeeded",
        "level": "Info",
        "displayStatus": "Ready",
        "message": AGENT_READY[machine.os_type],
        "time": now,
    }
    handlers = [
        {
            "type": handler.name,
            "typeHandlerVersion": handler.version,
            "status": {
                "code": "ProvisioningState/succeeded" if handler.ready else "ProvisioningState/failed",
                "level": "Info" if handler.ready else "Error",
                "displayStatus": "Ready" if handler.ready else "Not Ready",
                **({"message": handler.message} if handler.message else {}),
            },
        }
        for handler in _handlers(cloud, machine)
    ]
    return {
        "vmAgentVersion": cloud.fabric.agent_version(machine.key),
        "statuses": [status],
        "extensionHandlers": handlers,
    }


def _extension(handler: HandlerStatus) -> dict[str, Any]:
    """The extension; how its settings are, transitioning included, is what shows a run under way."""
    state = handler.settings_status.state.value if handler.settings_status else "error"
    codes = {"success": "succeeded", "transitioning": "transitioning", "error": "failed"}
    shown = {"success": "Provisioning succeeded", "transitioning": "Transitioning", "error": "Provisioning failed"}
    message = handler.settings_status.message if handler.settings_status else handler.message
    return {
        "name": handler.name.rpartition(".")[2],
        "type": handler.name,
        "typeHandlerVersion": handler.version,
        "statuses": [
            {
                "code": f"ProvisioningState/{codes[state]}",
                "level": "Error" if state == "error" else "Info",
                "displayStatus": shown[state],
                "message": message,
            }
        ],
    }
