"""The instance metadata service at 169.254.169.254, as a machine's scripts reach it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from fake_agent.windows.machine import Machine

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


def _instance(machine: Machine) -> dict[str, Any]:
    adapter = machine.network.primary
    addresses = [{"privateIpAddress": adapter.address, "publicIpAddress": ""}] if adapter else []
    return {
        "compute": {
            "azEnvironment": "AzurePublicCloud",
            "location": str(machine.settings.get("location", "eastus")),
            "name": machine.name,
            "offer": "WindowsServer",
            "osType": "Windows",
            "publisher": "MicrosoftWindowsServer",
            "resourceGroupName": str(machine.settings.get("resource_group", "my-resource-group")),
            "sku": "2022-datacenter-azure-edition",
            "subscriptionId": str(machine.settings.get("subscription", "00000000-0000-0000-0000-000000000000")),
            "tags": "",
            "vmId": machine.registry.read_text(r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows Azure", "VmId"),
            "vmSize": "Standard_D2s_v3",
            "zone": "",
        },
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
