"""The token endpoint: client credentials, device code and refresh token."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from fake_arm.answer import Answer, gateway_json
from fake_arm.cloud import Cloud
from fake_arm.model import Principal
from fake_arm.request import ArmRequest
from fake_arm.routes import Route
from fake_arm.sign_in import refusals
from fake_arm.sign_in.openid import ADFS, tenant_of
from fake_arm.sign_in.tokens import LIFETIME

DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
DEVICE_CODE_LIFETIME = 900
DEFAULT_AUDIENCE = "https://management.core.windows.net/"

Form = dict[str, str]


def _form(request: ArmRequest) -> Form:
    fields = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _required(form: Form, name: str) -> str:
    if not form.get(name):
        raise refusals.MISSING_PARAMETER(parameter=name)
    return form[name]


def _audience(form: Form) -> str:
    """The audience that a v2 ``scope`` or a v1 ``resource`` asks for. ``https://host//.default`` means ``https://host/``."""
    resource = form.get("resource", "")
    if resource:
        return resource
    for scope in form.get("scope", "").split():
        if scope.endswith("/.default"):
            return scope.removesuffix("/.default")
        if "://" in scope:
            return scope.rpartition("/")[0]
    return ""


def _client_credentials(cloud: Cloud, tenant: str, form: Form) -> dict[str, Any]:
    client_id = _required(form, "client_id")
    principal = cloud.directory.by_client_id(client_id)
    if principal is None:
        raise refusals.CLIENT_NOT_FOUND(client=client_id, tenant=tenant)
    if "client_secret" not in form:
        raise refusals.MISSING_SECRET()
    if not hmac.compare_digest(form["client_secret"].encode(), principal.client_secret.encode()):
        raise refusals.WRONG_SECRET(client=principal.client_id)
    audience = _audience(form)
    if not audience:
        raise refusals.INVALID_SCOPE(scope=form.get("scope", ""))
    return _token(cloud, principal, audience)


def _token(cloud: Cloud, principal: Principal, audience: str) -> dict[str, Any]:
    surroundings = cloud.surroundings
    token = cloud.tokens.issue(
        principal, cloud.directory.tenant_id, audience, surroundings.client_time(), surroundings.identifier()
    )
    return {"token_type": "Bearer", "expires_in": LIFETIME, "ext_expires_in": LIFETIME, "access_token": token}


def _user_token(cloud: Cloud, principal: Principal, form: Form, base: str) -> dict[str, Any]:
    """What a user gets, on top: a refresh token, an id token and who it is."""
    tenant = cloud.directory.tenant_id
    answer = _token(cloud, principal, _audience(form) or DEFAULT_AUDIENCE)
    now = int(cloud.surroundings.client_time())
    who = f"{principal.display_name}@{cloud.directory.domain}"
    identity = {
        "aud": form.get("client_id", ""),
        "iss": f"{base}/{tenant}/v2.0",
        "iat": now,
        "nbf": now,
        "exp": now + LIFETIME + 1,
        "oid": principal.object_id,
        "sub": principal.object_id,
        "tid": tenant,
        "name": principal.display_name,
        "preferred_username": who,
        "ver": "2.0",
    }
    client_info = json.dumps({"uid": principal.object_id, "utid": tenant}).encode()
    return {
        **answer,
        "scope": form.get("scope", ""),
        "refresh_token": cloud.tokens.sign({"oid": principal.object_id, "use": "refresh", "iat": now}),
        "id_token": cloud.tokens.sign(identity),
        "client_info": base64.urlsafe_b64encode(client_info).rstrip(b"=").decode(),
    }


def _device_code(cloud: Cloud, _tenant: str, form: Form) -> dict[str, Any]:
    polls_before = cloud.device_codes.get(_required(form, "device_code"))
    if polls_before is None:
        raise refusals.BAD_DEVICE_CODE()
    cloud.device_codes[form["device_code"]] = polls_before + 1
    if polls_before == 0:
        raise refusals.PENDING()
    return _user_token(cloud, cloud.directory.principals[0], form, form["base"])


def _refresh(cloud: Cloud, _tenant: str, form: Form) -> dict[str, Any]:
    principal = cloud.directory.by_object_id(cloud.tokens.refreshed_object_id(_required(form, "refresh_token")))
    if principal is None:
        raise refusals.BAD_REFRESH_TOKEN()
    return _user_token(cloud, principal, form, form["base"])


GRANTS: dict[str, Callable[[Cloud, str, Form], dict[str, Any]]] = {
    "client_credentials": _client_credentials,
    "device_code": _device_code,
    DEVICE_CODE_GRANT: _device_code,
    "refresh_token": _refresh,
}


def _post_token(cloud: Cloud, request: ArmRequest) -> Answer:
    tenant = tenant_of(cloud, request.names.get("tenant", ADFS))
    form = _form(request)
    name = _required(form, "grant_type")
    grant = GRANTS.get(name)
    if grant is None:
        raise refusals.UNSUPPORTED_GRANT(grant=name)
    answer = grant(cloud, tenant, {**form, "base": request.base})
    cloud.surroundings.record("sign-in", "token issued", grant=name, client=form.get("client_id", ""))
    return gateway_json(answer, headers={"Cache-Control": "no-store, no-cache"})


def _post_device_code(cloud: Cloud, request: ArmRequest) -> Answer:
    """Begin a device code flow. Nobody types the code here: the second poll is let in, as the first principal."""
    tenant_of(cloud, request.names.get("tenant", ADFS))
    _required(_form(request), "client_id")
    device_code = cloud.surroundings.identifier()
    user_code = device_code[:8].upper()
    cloud.device_codes[device_code] = 0
    uri = f"{request.base}/devicelogin"
    return gateway_json(
        {
            "user_code": user_code,
            "device_code": device_code,
            "verification_uri": uri,
            "expires_in": DEVICE_CODE_LIFETIME,
            "interval": 1,
            "message": f"To sign in, use a web browser to open the page {uri} and enter the code {user_code} to "
            "authenticate.",
        }
    )


ROUTES = (
    Route("POST", "/adfs/oauth2/token", _post_token),
    Route("POST", "/adfs/oauth2/devicecode", _post_device_code),
    Route("POST", "/{tenant}/oauth2/v2.0/token", _post_token),
    Route("POST", "/{tenant}/oauth2/token", _post_token),
    Route("POST", "/{tenant}/oauth2/v2.0/devicecode", _post_device_code),
    Route("POST", "/{tenant}/oauth2/devicecode", _post_device_code),
)
