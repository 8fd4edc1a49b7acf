"""The instance metadata service at 169.254.169.254, as a machine's scripts reach it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from fake_agent.windows.machine import AZURE_KEY, Machine

METADATA_ADDRESS = "169.254.169.254"

OK = 200
BAD_REQUEST = 400
NOT_FOUND = 404

_NO_HEADER = {"error": "Bad request. Required metadata header not specified"}
_NO_VERSION = {"error": "Bad request. api-version was not specified in the request"}
_NO_IDENTITY = {"error": "invalid_request", "error_description": "Identity not found"}


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def answer(machine: Machine, path: str, query: str, headers: Mapping[str, str]) -> tuple[int, str]:
    """Status and body of a GET. Header names are lower case."""
    if headers.get("metadata", "").casefold() != "true":
        return BAD_REQUEST, _compact(_NO_HEADER)
    parameters = parse_qs(query)
    if "api-version" not in parameters:
        return BAD_REQUEST, _compact(_NO_VERSION)
    names = [name for name in path.split("/") if name]
    if names[:2] == ["metadata", "identity"]:
        return BAD_REQUEST, _compact(_NO_IDENTITY)
    if names[:2] != ["metadata", "instance"]:
        return NOT_FOUND, _compact({"error": "Not found"})
    found: Any = _instance(machine)
    for name in names[2:]:
        found = found[int(name)] if isinstance(found, list) and name.isdigit() else dict(found).get(name)
        if found is None:
            return NOT_FOUND, _compact({"error": "Not found"})
    as_text = parameters.get("format", ["json"])[0] == "text"
    return OK, str(found) if as_text and isinstance(found, str) else _compact(found)


_DEFAULTS: Mapping[str, Any] = {
    "location": "eastus",
    "resourceGroupName": "my-resource-group",
    "subscriptionId": "00000000-0000-0000-0000-000000000000",
    "resourceId": "",
    "vmSize": "Standard_D2s_v5",
    "vmScaleSetName": "",
    "adminUsername": "azureuser",
    "tagsList": [],
}
_IMAGE = {"offer": "WindowsServer", "publisher": "MicrosoftWindowsServer", "sku": "2022-datacenter-azure-edition"}
_IMAGE_VERSION = "20348.2849.241106"


def _instance(machine: Machine) -> dict[str, Any]:
    adapter = machine.network.primary
    addresses = [{"privateIpAddress": adapter.address, "publicIpAddress": ""}] if adapter else []
    return {
        "compute": _compute(machine),
        "network": {
            "interface": [
                {
                    "ipv4": {"ipAddress": addresses, "subnet": [{"address": "10.0.0.0", "prefix": "24"}]},
                    "ipv6": {"ipAddress": []},
                    "macAddress": adapter.mac_address.replace("-", "") if adapter else "",
                }
            ]
        },
    }


def _compute(machine: Machine) -> dict[str, Any]:
    """The part of the machine itself, in the order of the service's documentation."""
    known = {**_DEFAULTS, **machine.metadata}
    return {
        "azEnvironment": "AzurePublicCloud",
        "customData": "",
        "evictionPolicy": "",
        "isHostCompatibilityLayerVm": "false",
        "licenseType": "",
        "location": known["location"],
        "name": machine.name,
        "offer": _IMAGE["offer"],
        "osProfile": {
            "adminUsername": known["adminUsername"],
            "computerName": machine.host_name,
            "disablePasswordAuthentication": "",
        },
        "osType": "Windows",
        "placementGroupId": "",
        "plan": {"name": "", "product": "", "publisher": ""},
        "platformFaultDomain": "0",
        "platformUpdateDomain": "0",
        "priority": "",
        "provider": "Microsoft.Compute",
        "publicKeys": [],
        "publisher": _IMAGE["publisher"],
        "resourceGroupName": known["resourceGroupName"],
        "resourceId": known["resourceId"],
        "securityProfile": {"secureBootEnabled": "false", "virtualTpmEnabled": "false"},
        "sku": _IMAGE["sku"],
        "storageProfile": {
            "dataDisks": [],
            "imageReference": {"id": "", **_IMAGE, "version": "latest"},
            "osDisk": {"caching": "ReadWrite", "createOption": "FromImage", "diskSizeGB": "127", "osType": "Windows"},
            "resourceDisk": {"size": "16384"},
        },
        "subscriptionId": known["subscriptionId"],
        "tags": ";".join(f"{tag['name']}:{tag['value']}" for tag in known["tagsList"]),
        "tagsList": known["tagsList"],
        "userData": "",
        "version": _IMAGE_VERSION,
        "vmId": machine.registry.read_text(AZURE_KEY, "VmId"),
        "vmScaleSetName": known["vmScaleSetName"],
        "vmSize": known["vmSize"],
        "zone": "",
    }
