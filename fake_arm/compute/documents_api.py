"""The built-in run commands: list and show."""

from typing import Any

from fake_arm import errors
from fake_arm.answer import Answer, provider_json
from fake_arm.cloud import Cloud
from fake_arm.model import CommandDocument
from fake_arm.request import ArmRequest
from fake_arm.routes import Route, Scope

SCHEMA = "http://schema.management.azure.com/schemas/2016-11-17/runcommands.json"

_ACTION = "Microsoft.Compute/locations/runCommands/read"
_LOCATION = "/subscriptions/{subscription}/providers/Microsoft.Compute/locations/{location}"


def _base(document: CommandDocument) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "id": document.id,
        "osType": document.os_type,
        "label": document.label,
        "description": document.description,
    }


def _check_location(cloud: Cloud, request: ArmRequest, resource_type: str) -> None:
    location = request.names["location"].replace(" ", "").lower()
    known = [str(place["name"]) for place in cloud.locations]
    if location not in known:
        raise errors.NO_REGISTERED_PROVIDER(
            location=request.names["location"],
            version=request.api_version,
            type=resource_type,
            versions=request.api_version,
            locations=", ".join(known),
        )


def _list(cloud: Cloud, request: ArmRequest) -> Answer:
    _check_location(cloud, request, "locations/runCommands")
    return provider_json({"value": [_base(document) for document in cloud.documents.values()]})


def _show(cloud: Cloud, request: ArmRequest) -> Answer:
    """A whole document: script and parameters come first (recorded, unlike the list's order)."""
    _check_location(cloud, request, "locations/runCommands")
    document = cloud.document(request.names["command"])
    if document is None:
        raise errors.ENTITY_NOT_FOUND()
    body: dict[str, Any] = {"script": list(document.script)}
    if document.parameters:
        body["parameters"] = list(document.parameters)
    return provider_json({**body, **_base(document)})


ROUTES = (
    Route("GET", f"{_LOCATION}/runCommands", _list, _ACTION, Scope.SUBSCRIPTION, "GetSubscriptionInfo"),
    Route("GET", f"{_LOCATION}/runCommands/{{command}}", _show, _ACTION, Scope.SUBSCRIPTION, "GetSubscriptionInfo"),
)
