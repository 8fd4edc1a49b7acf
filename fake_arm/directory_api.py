"""The corner of Microsoft Graph that ``az role assignment`` needs.

Service principals by application id, objects by id.
"""

import re
from typing import Any

from fake_arm.answer import Answer, gateway_json
from fake_arm.cloud import Cloud
from fake_arm.model import Principal
from fake_arm.request import ArmRequest
from fake_arm.routes import Route

_QUOTED = re.compile(r"'([^']*)'")


def _view(principal: Principal) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        "id": principal.object_id,
        "appId": principal.client_id,
        "displayName": principal.display_name,
        "servicePrincipalNames": [principal.client_id],
        "servicePrincipalType": "Application",
    }


def _service_principals(cloud: Cloud, request: ArmRequest) -> Answer:
    wanted = _QUOTED.search(request.query.get("$filter", ""))
    found = [
        _view(principal)
        for principal in cloud.directory.principals
        if wanted is None or wanted[1].lower() in (principal.client_id.lower(), principal.display_name.lower())
    ]
    return gateway_json({"value": found})


def _by_ids(cloud: Cloud, request: ArmRequest) -> Answer:
    ids = request.json_object().get("ids")
    wanted = {str(value).lower() for value in ids} if isinstance(ids, list) else set()
    found = [_view(principal) for principal in cloud.directory.principals if principal.object_id.lower() in wanted]
    return gateway_json({"value": found})


def _users(_cloud: Cloud, _request: ArmRequest) -> Answer:
    return gateway_json({"value": []})


ROUTES = (
    Route("GET", "/v1.0/servicePrincipals", _service_principals),
    Route("POST", "/v1.0/directoryObjects/getByIds", _by_ids),
    Route("GET", "/v1.0/users", _users),
)
