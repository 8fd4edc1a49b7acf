"""``/metadata/endpoints``: what a cloud tells clients about itself, in the three shapes that clients ask for."""

from typing import Any

from fake_arm.answer import Answer, gateway_json
from fake_arm.cloud import Cloud
from fake_arm.request import ArmRequest
from fake_arm.routes import Route

SINGLE_OBJECT_SINCE = "2022-09-01"
LIST_SINCE = "2018-05-01"

AZURE = "https://management.azure.com"
AZURE_LOGIN = "https://login.microsoftonline.com"


def endpoints(base: str, api_version: str) -> Any:
    """The document for an api-version.

    2022-09-01 and later: one object. 2019-05-01: a list of such objects. 1.0 and 2015-01-01 (Az PowerShell): the old
    shape.
    """
    if api_version >= SINGLE_OBJECT_SINCE:
        return _cloud(base)
    if api_version >= LIST_SINCE:
        return [_cloud(base)]
    return {
        "galleryEndpoint": f"{base}/",
        "graphEndpoint": f"{base}/",
        "portalEndpoint": f"{base}/",
        "graphAudience": f"{base}/",
        "authentication": {"loginEndpoint": f"{_login(base)}/", "audiences": [f"{base}/"]},
        "cloudEndpoint": {},
    }


def _login(base: str) -> str:
    return AZURE_LOGIN if base == AZURE else base


def _cloud(base: str) -> dict[str, Any]:
    return {
        "name": "AzureCloud" if base == AZURE else "AzureSimulator",
        "portal": base,
        "authentication": {
            "loginEndpoint": _login(base),
            "audiences": [f"{base}/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "resourceManager": f"{base}/",
        "graph": f"{base}/",
        "graphAudience": f"{base}/",
        "microsoftGraphResourceId": f"{base}/",
        "gallery": f"{base}/",
        "suffixes": {},
    }


def _get(_cloud_state: Cloud, request: ArmRequest) -> Answer:
    return gateway_json(endpoints(request.base, request.api_version))


ROUTES = (Route("GET", "/metadata/endpoints", _get),)
