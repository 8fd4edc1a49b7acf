"""OpenID configuration, the key set, and instance discovery."""

from typing import Any

from fake_arm.answer import Answer, gateway_json
from fake_arm.cloud import Cloud
from fake_arm.request import ArmRequest
from fake_arm.routes import Route
from fake_arm.sign_in.refusals import TENANT_NOT_FOUND

ANY_TENANT = ("common", "organizations", "consumers")
ADFS = "adfs"
"""The tenant name under which clients use the older AD FS convention, which needs no instance discovery."""


def tenant_of(cloud: Cloud, name: str) -> str:
    """The tenant that a URL names: by id, by domain, as ``adfs`` or as one of the shared names. Raises the refusal."""
    if name.lower() == ADFS or name.lower() in ANY_TENANT or cloud.directory.knows(name):
        return cloud.directory.tenant_id
    raise TENANT_NOT_FOUND(tenant=name)


def _configuration(cloud: Cloud, request: ArmRequest) -> Answer:
    name = request.names.get("tenant", ADFS)
    tenant = tenant_of(cloud, name)
    if name.lower() == ADFS:
        return gateway_json(_document(request.base, f"{request.base}/adfs", "adfs/oauth2", "adfs/discovery/keys"))
    issuer = f"{request.base}/{tenant}/v2.0"
    return gateway_json(_document(request.base, issuer, f"{tenant}/oauth2/v2.0", f"{tenant}/discovery/v2.0/keys"))


def _document(base: str, issuer: str, oauth: str, keys: str) -> dict[str, Any]:
    return {
        "token_endpoint": f"{base}/{oauth}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/{keys}",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "authorization_endpoint": f"{base}/{oauth}/authorize",
        "device_authorization_endpoint": f"{base}/{oauth}/devicecode",
        "tenant_region_scope": "NA",
    }


def _keys(cloud: Cloud, request: ArmRequest) -> Answer:
    tenant_of(cloud, request.names.get("tenant", ADFS))
    return gateway_json(cloud.tokens.key_set())


def _instance(_cloud: Cloud, request: ArmRequest) -> Answer:
    host = request.base.partition("//")[2]
    metadata = [{"preferred_network": host, "preferred_cache": host, "aliases": [host]}]
    configuration = f"{request.base}/common/v2.0/.well-known/openid-configuration"
    return gateway_json({"tenant_discovery_endpoint": configuration, "api-version": "1.1", "metadata": metadata})


ROUTES = (
    Route("GET", "/common/discovery/instance", _instance),
    Route("GET", "/adfs/.well-known/openid-configuration", _configuration),
    Route("GET", "/adfs/discovery/keys", _keys),
    Route("GET", "/{tenant}/v2.0/.well-known/openid-configuration", _configuration),
    Route("GET", "/{tenant}/.well-known/openid-configuration", _configuration),
    Route("GET", "/{tenant}/discovery/v2.0/keys", _keys),
    Route("GET", "/{tenant}/discovery/keys", _keys),
)
