"""The gateway: ARM's checks of a request, in ARM's order, before a handler sees it.

api-version, token, subscription, resource group, authorization, throttling; then the handler checks the resource and
the body.
"""

import re
from dataclasses import replace

from fake_arm import errors, moments
from fake_arm.answer import Answer
from fake_arm.cloud import Cloud
from fake_arm.limits import GROUPS, KINDS, QUEUES, SUBSCRIPTION_LIMITS
from fake_arm.model import Principal
from fake_arm.request import BODY_LIMIT, ArmRequest
from fake_arm.routes import Match, Route, RouteTable, Scope
from fake_arm.sign_in.tokens import KNOWN_AUDIENCES, TokenRefusedError

_API_VERSION = re.compile(r"20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])(-[a-z]+(\.\d+)?)?", re.IGNORECASE | re.ASCII)
TOLERANCE = 300
"""Seconds by which a token may be issued after the gateway's own time (chosen: what Azure's libraries allow)."""

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_SUPPORTED = (
    "2026-04-01,2024-11-01,2024-07-01,2024-03-01,2023-09-01,2022-03-01,2020-06-01,2018-10-01,2017-12-01,2017-03-30"
)


def handle(cloud: Cloud, table: RouteTable, request: ArmRequest) -> Answer:
    """The answer to one request. Raises ``ArmError`` for every refusal."""
    if len(request.body) > BODY_LIMIT:
        raise errors.REQUEST_TOO_LARGE()
    _check_api_version(request)
    caller = _check_token(cloud, request)
    _check_subscription(cloud, request.path)
    route, match = _find_route(table, request)
    request = replace(request, names=match.names, caller=caller)
    _check_access(cloud, route, request, caller)
    limits = _count(cloud, route, request)
    try:
        refusal = cloud.watcher.refusal(request, route.limits)
        if refusal is not None and not refusal.carried_out:
            raise refusal.error
        answer = route.handler(cloud, request)
        if refusal is not None:
            raise refusal.error
    except errors.ArmError as error:
        if error.text.style is errors.Style.PROVIDER:
            error.headers = {**limits, **error.headers}
        raise
    return replace(answer, headers={**limits, **answer.headers})


def _check_api_version(request: ArmRequest) -> None:
    if not request.api_version:
        raise errors.MISSING_API_VERSION()
    if not _API_VERSION.fullmatch(request.api_version):
        raise errors.INVALID_API_VERSION(version=request.api_version, supported=_SUPPORTED)


def _check_token(cloud: Cloud, request: ArmRequest) -> Principal:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    tenant = cloud.directory.tenant_id
    if not token.strip():
        raise errors.MISSING_TOKEN(
            with_headers=_challenge(tenant, "The authentication failed because of missing 'Authorization' header.")
        )
    invalid = _challenge(tenant, "The access token is invalid.")
    if scheme.lower() != "bearer":
        reason = "The authentication scheme is not supported: only Bearer is."
        raise errors.INVALID_TOKEN(reason=reason, with_headers=invalid)
    try:
        claims = cloud.tokens.check(token.strip())
    except TokenRefusedError as error:
        raise errors.INVALID_TOKEN(reason="The access token is invalid.", with_headers=invalid) from error
    now = cloud.surroundings.client_time() + request.clock_skew
    if claims.not_before > now + TOLERANCE:
        raise errors.INVALID_TOKEN(reason="The access token is invalid.", with_headers=invalid)
    if claims.expires <= now:
        expiry, current = (moments.american(moments.from_unix(seconds)) for seconds in (claims.expires, now))
        expired = _challenge(tenant, "The access token expired.")
        raise errors.EXPIRED_TOKEN(expiry=expiry, now=current, with_headers=expired)
    if claims.audience not in KNOWN_AUDIENCES and claims.audience.rstrip("/") != request.base:
        wrong = _challenge(tenant, "The access token has been obtained for wrong audience or resource.")
        raise errors.WRONG_AUDIENCE(audience=claims.audience, with_headers=wrong)
    principal = cloud.directory.by_object_id(claims.object_id)
    if claims.tenant_id != tenant or principal is None:
        expected = f"https://sts.windows.net/{tenant}/"
        raise errors.WRONG_TENANT(
            issuer=claims.issuer,
            expected=expected,
            authority=f"https://login.windows.net/{tenant}",
            with_headers=_challenge(tenant, "The access token is from the wrong issuer."),
        )
    return principal


def _challenge(tenant: str, description: str) -> dict[str, str]:
    authority = f'authorization_uri="https://login.windows.net/{tenant}"'
    return {"WWW-Authenticate": f'Bearer {authority}, error="invalid_token", error_description="{description}"'}


def _check_subscription(cloud: Cloud, path: str) -> None:
    segments = path.strip("/").split("/")
    if segments[0].lower() != "subscriptions" or len(segments) == 1:
        return
    if not _GUID.fullmatch(segments[1]):
        raise errors.INVALID_SUBSCRIPTION(subscription=segments[1])
    if cloud.subscription(segments[1]) is None:
        raise errors.SUBSCRIPTION_NOT_FOUND(subscription=segments[1])


def _find_route(table: RouteTable, request: ArmRequest) -> tuple[Route, Match]:
    match = table.find(request.path)
    if match is None:
        raise _unknown(request)
    route = match.routes.get(request.method)
    if route is None:
        raise errors.METHOD_NOT_ALLOWED(method=request.method, with_headers={"Allow": ", ".join(sorted(match.routes))})
    return route, match


def _unknown(request: ArmRequest) -> errors.ArmError:
    segments = [segment.lower() for segment in request.path.strip("/").split("/")]
    if "providers" not in segments:
        return errors.MISSING_SUBSCRIPTION()
    place = len(segments) - segments[::-1].index("providers")
    written = request.path.strip("/").split("/")
    if place >= len(segments) or segments[place] not in _NAMESPACES:
        return errors.INVALID_NAMESPACE(namespace=written[place] if place < len(segments) else "")
    return errors.INVALID_RESOURCE_TYPE(namespace=written[place], version=request.api_version)


_NAMESPACES = frozenset({"microsoft.compute", "microsoft.authorization", "microsoft.resources", "microsoft.network"})


def _scope(route: Route, request: ArmRequest) -> str:
    segments = request.path.strip("/").split("/")
    if route.scope is Scope.SUBSCRIPTION:
        return "/" + "/".join(segments[:2])
    if "scope" in request.names:
        return request.names["scope"]
    if route.method == "POST":
        segments = segments[:-1]
    return "/" + "/".join(segments)


def _check_access(cloud: Cloud, route: Route, request: ArmRequest, caller: Principal) -> None:
    """The resource group must exist and the action be allowed; who may not see the group is told 403 in either case."""
    if route.action and route.scope is not Scope.NONE:
        scope = _scope(route, request)
        if not cloud.roles.allowed(caller.object_id, route.action, scope):
            raise errors.AUTHORIZATION_FAILED(
                client=caller.client_id, object_id=caller.object_id, action=route.action, scope=scope
            )
    match request.path.strip("/").split("/"):
        case [_, subscription, groups, group, *_] if groups.lower() == "resourcegroups":
            if cloud.group(subscription, group) is None:
                raise errors.RESOURCE_GROUP_NOT_FOUND(group=group)


def _count(cloud: Cloud, route: Route, request: ArmRequest) -> dict[str, str]:
    """Count the request against its limits and return the headers that say what is left.

    Raises the 429 where enforced.
    """
    subscription = request.names.get("subscription", "").lower()
    if not subscription:
        return {}
    counted: dict[str, str] = {}
    for limit in SUBSCRIPTION_LIMITS[KINDS.get(route.method, "writes")]:
        left = cloud.buckets.take(limit, subscription, cloud.now)
        if left < 0 and cloud.enforce_limits:
            raise errors.subscription_throttled(subscription, route.method, request.path)
        counted[limit.name] = str(max(left, 0))
    details = []
    for limit in GROUPS.get(route.limits, ()):
        owner = _scope(route, request).lower() if limit.by_resource else subscription
        left = cloud.buckets.take(limit, owner, cloud.now)
        if left < 0 and cloud.enforce_limits:
            raise errors.ComputeThrottledError(limit.name, limit.size, int(limit.window))
        details.append(f"{limit.name};{max(left, 0)}")
    details.extend(f"{queue};0" for queue in QUEUES.get(route.limits, ()))
    if details:
        counted["x-ms-ratelimit-remaining-resource"] = ",".join(details)
    return counted
