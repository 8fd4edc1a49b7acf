"""Azure's error answers, as data: status, code and text of each, in one of two styles.

The gateway (ARM itself) writes compact JSON with ``x-ms-failure-cause: gateway``; the compute provider writes
CRLF-pretty JSON without it (recorded). Sources of the texts: docs/parity.md.
"""

from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

from fake_arm.answer import JSON_TYPE, Answer, compact, pretty


class Style(Enum):
    """Who speaks."""

    GATEWAY = "gateway"
    PROVIDER = "provider"


class ArmError(Exception):
    """An error answer, raised wherever a request goes wrong."""

    def __init__(
        self, text: "ErrorText", message: str, target: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.text = text
        self.message = message
        self.target = target
        self.headers = headers or {}

    def answer(self) -> Answer:
        """The answer that says it."""
        error: dict[str, str] = {"code": self.text.code, "message": self.message}
        if self.target:
            error["target"] = self.target
        if self.text.style is Style.PROVIDER:
            return Answer(self.text.status, pretty({"error": error}), JSON_TYPE, self.headers)
        headers = {"x-ms-failure-cause": "gateway", **self.text.headers, **self.headers}
        return Answer(
            self.text.status, compact({"error": error}), JSON_TYPE, headers, HTTPStatus(self.text.status).phrase
        )


@dataclass(frozen=True, slots=True)
class ErrorText:
    """One kind of error. ``template`` has named places; calling it with their values makes the error."""

    status: int
    code: str
    template: str
    style: Style = Style.GATEWAY
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, *, target: str = "", with_headers: dict[str, str] | None = None, **values: object) -> ArmError:
        """The error with these values in its places."""
        return ArmError(self, self.template.format(**values), target, with_headers)


# The gateway, in the order of its checks

MISSING_API_VERSION = ErrorText(
    400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests."
)
INVALID_API_VERSION = ErrorText(
    400,
    "InvalidApiVersionParameter",
    "The api-version '{version}' is invalid. The supported versions are '{supported}'.",
)
MISSING_TOKEN = ErrorText(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
INVALID_TOKEN = ErrorText(401, "InvalidAuthenticationToken", "{reason}")
WRONG_AUDIENCE = ErrorText(
    401,
    "InvalidAuthenticationTokenAudience",
    "The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with one "
    "of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net',"
    "'https://management.azure.com/','https://management.azure.com'.",
)
WRONG_TENANT = ErrorText(
    401,
    "InvalidAuthenticationTokenTenant",
    "The access token is from the wrong issuer '{issuer}'. It must match the tenant '{expected}' associated with this "
    "subscription. Please use the authority (URL) '{authority}' to get the token. Note, if the subscription is "
    "transferred to another tenant there is no impact to the services, but information about new tenant could take "
    "time to propagate (up to an hour). If you just transferred your subscription and see this error message, please "
    "try back later.",
)
EXPIRED_TOKEN = ErrorText(
    401,
    "ExpiredAuthenticationToken",
    "The access token expiry UTC time '{expiry}' is earlier than current UTC time '{now}'.",
)
MISSING_SUBSCRIPTION = ErrorText(
    404, "MissingSubscription", "The request did not have a subscription or a valid tenant level resource provider."
)
INVALID_SUBSCRIPTION = ErrorText(
    400, "InvalidSubscriptionId", "The provided subscription identifier '{subscription}' is malformed or invalid."
)
SUBSCRIPTION_NOT_FOUND = ErrorText(404, "SubscriptionNotFound", "The subscription '{subscription}' could not be found.")
RESOURCE_GROUP_NOT_FOUND = ErrorText(404, "ResourceGroupNotFound", "Resource group '{group}' could not be found.")
INVALID_NAMESPACE = ErrorText(404, "InvalidResourceNamespace", "The resource namespace '{namespace}' is invalid.")
INVALID_RESOURCE_TYPE = ErrorText(
    404,
    "InvalidResourceType",
    "The resource type could not be found in the namespace '{namespace}' for api version '{version}'.",
)
NO_REGISTERED_PROVIDER = ErrorText(
    400,
    "NoRegisteredProviderFound",
    "No registered resource provider found for location '{location}' and API version '{version}' for type '{type}'. "
    "The supported api-versions are '{versions}'. The supported locations are '{locations}'.",
)
METHOD_NOT_ALLOWED = ErrorText(
    405, "MethodNotAllowed", "The requested resource does not support http method '{method}'."
)
AUTHORIZATION_FAILED = ErrorText(
    403,
    "AuthorizationFailed",
    "The client '{client}' with object id '{object_id}' does not have authorization to perform action '{action}' over "
    "scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.",
    headers={"Connection": "close"},
)
RESOURCE_NOT_FOUND = ErrorText(
    404,
    "ResourceNotFound",
    "The Resource '{type}/{name}' under resource group '{group}' was not found. For more details please go to "
    "https://aka.ms/ARMResourceNotFoundFix",
)
UNSUPPORTED_MEDIA_TYPE = ErrorText(
    415,
    "UnsupportedMediaType",
    "The content media type '{media_type}' is not supported. Only 'application/json' is supported.",
)
REQUEST_TOO_LARGE = ErrorText(
    413, "RequestContentTooLarge", "The request content size exceeds the maximum size of 4 MB."
)
INVALID_TOP = ErrorText(
    400, "InvalidTopInQueryString", "Top value must be positive integer less than or equal to {largest}."
)
INVALID_SKIP_TOKEN = ErrorText(400, "InvalidSkipToken", "The skip token in the query string is invalid.")
INVALID_CONTENT = ErrorText(
    400, "InvalidRequestContent", "The request content was invalid and could not be deserialized: '{reason}'."
)
BAD_REQUEST = ErrorText(400, "BadRequest", "{reason}")
INTERNAL_ERROR = ErrorText(
    500,
    "InternalServerError",
    "The simulator itself failed: {reason}. This is a fault of the simulator, please report it.",
)

ROLE_DEFINITION_NOT_FOUND = ErrorText(
    404, "RoleDefinitionDoesNotExist", "The specified role definition with ID '{role}' does not exist."
)
BUILT_IN_ROLE = ErrorText(
    403, "RoleDefinitionUpdateNotAllowed", "The built-in role definition '{role}' cannot be changed or deleted."
)
ROLE_NAME_TAKEN = ErrorText(
    409,
    "RoleDefinitionWithSameNameExists",
    "A custom role with the same name '{name}' already exists in this directory.",
)
ROLE_HAS_ASSIGNMENTS = ErrorText(
    400, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role. Delete them first."
)
ROLE_ASSIGNMENT_NOT_FOUND = ErrorText(404, "RoleAssignmentNotFound", "The role assignment '{name}' is not found.")
ROLE_ASSIGNMENT_EXISTS = ErrorText(
    409,
    "RoleAssignmentExists",
    "The role assignment already exists. The ID of the existing role assignment is {name}.",
)
ROLE_ASSIGNMENT_UPDATE = ErrorText(
    400,
    "RoleAssignmentUpdateNotPermitted",
    "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
)
PRINCIPAL_NOT_FOUND = ErrorText(
    400,
    "PrincipalNotFound",
    "Principal {principal} does not exist in the directory {tenant}. Check that you have the correct principal ID. If "
    "you are creating this principal and then immediately assigning a role, this error might be related to a "
    "replication delay. In this case, set the role assignment principalType property to a value, such as "
    "ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
)
INVALID_GUID = ErrorText(400, "InvalidRequestContent", "The {kind} name '{name}' is not a valid GUID.")
LOCATION_REQUIRED = ErrorText(400, "LocationRequired", "The location property is required for this definition.")
LOCATION_NOT_AVAILABLE = ErrorText(
    400,
    "LocationNotAvailableForResourceType",
    "The provided location '{location}' is not available for resource type '{type}'. List of available regions for "
    "the resource type is '{locations}'.",
)

# The compute provider

ENTITY_NOT_FOUND = ErrorText(404, "NotFound", "The entity was not found in this Azure location.", Style.PROVIDER)
MISSING_PARAMETER = ErrorText(
    400, "InvalidParameter", "Required parameter '{parameter}' is missing (null).", Style.PROVIDER
)
INVALID_PARAMETER = ErrorText(400, "InvalidParameter", "The value of parameter {parameter} is invalid.", Style.PROVIDER)
BAD_TAGS = ErrorText(400, "InvalidParameter", "The value of parameter tags is invalid: {reason}.", Style.PROVIDER)
NOT_A_STRING = ErrorText(
    400,
    "InvalidParameter",
    "The value of parameter {parameter} is invalid: run command parameters and script lines must be strings.",
    Style.PROVIDER,
)
RUN_IN_PROGRESS = ErrorText(
    409,
    "Conflict",
    "Run command extension execution is in progress. Please wait for completion before invoking a run command.",
    Style.PROVIDER,
)
OS_MISMATCH = ErrorText(
    409, "Conflict", "Run command OS type '{command}' does not match the target OS {machine}.", Style.PROVIDER
)
VM_NOT_RUNNING = ErrorText(
    409, "OperationNotAllowed", "The operation requires the VM to be running (or set to run).", Style.PROVIDER
)
EXTENSIONS_DISALLOWED = ErrorText(
    409,
    "OperationNotAllowed",
    "This operation cannot be performed when extension operations are disallowed. To allow, please ensure VM Agent is "
    "installed on the VM and the osProfile.allowExtensionOperations property is true.",
    Style.PROVIDER,
)
EXTENSION_MARKED_FOR_DELETION = ErrorText(
    409,
    "OperationNotAllowed",
    "Operation 'PUT Extension' is not allowed on VM extension '{extension}' since it is marked for deletion. You can "
    "only retry the Delete operation (or wait for an ongoing one to complete).",
    Style.PROVIDER,
)
PROPERTY_CHANGE_NOT_ALLOWED = ErrorText(
    409, "PropertyChangeNotAllowed", "Changing property '{property}' is not allowed.", Style.PROVIDER
)
MARKED_FOR_DELETION = ErrorText(
    409,
    "OperationNotAllowed",
    "Operation '{operation}' is not allowed on VM '{name}' since the VM is marked for deletion. You can only retry "
    "the Delete operation (or wait for an ongoing one to complete).",
    Style.PROVIDER,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """How an operation failed: what its status shows."""

    code: str
    message: str

    def body(self) -> dict[str, str]:
        """The wire form."""
        return {"code": self.code, "message": self.message}


PREEMPTED = Failure("OperationPreempted", "The operation has been preempted by a more recent operation.")
"""How an operation ends whose place a newer one takes (text reported for other extensions)."""

# What Azure itself fails at

INTERNAL_EXECUTION_ERROR = ErrorText(
    500, "InternalExecutionError", "An internal execution error occurred. Please retry later.", Style.PROVIDER
)
SERVER_TIMEOUT = ErrorText(
    503,
    "ServerTimeout",
    "The request timed out. Diagnostic information: timestamp '{timestamp}', subscription id '{subscription}', "
    "tracking id '{tracking}', request correlation id '{tracking}'.",
)
GATEWAY_TIMEOUT = ErrorText(
    504,
    "GatewayTimeout",
    "The gateway did not receive a response from '{provider}' within the specified time period.",
    headers={"x-ms-failure-cause": "service", "Connection": "close"},
)

# Throttling

SUBSCRIPTION_THROTTLED = ErrorText(
    429,
    "SubscriptionRequestsThrottled",
    "Number of requests for subscription '{subscription}' and operation '{operation}' exceeded the backend storage "
    "limit. Please try again after '{seconds}' seconds.",
)
COMPUTE_THROTTLED = ErrorText(
    429,
    "OperationNotAllowed",
    "The server rejected the request because too many requests have been received for this subscription.",
    Style.PROVIDER,
)


class ComputeThrottledError(ArmError):
    """Compute's 429: its body has no outer ``error`` (documented)."""

    def __init__(self, limit: str, size: int, retry_after: int) -> None:
        headers = {"Retry-After": str(retry_after), "x-ms-ratelimit-remaining-resource": f"{limit};0"}
        super().__init__(COMPUTE_THROTTLED, COMPUTE_THROTTLED.template, headers=headers)
        self._detail = {
            "operationGroup": limit.partition("/")[2],
            "allowedRequestCount": size,
            "measuredRequestCount": size + 1,
        }

    def answer(self) -> Answer:
        """The answer that says it."""
        detail = {
            "code": "TooManyRequests",
            "target": self._detail["operationGroup"],
            "message": compact(self._detail).decode(),
        }
        body = {"code": self.text.code, "message": self.message, "details": [detail]}
        return Answer(self.text.status, pretty(body), JSON_TYPE, self.headers)


def subscription_throttled(subscription: str, method: str, path: str, retry_after: int = 6) -> ArmError:
    """ARM's 429; ``retry_after`` is in seconds."""
    return SUBSCRIPTION_THROTTLED(
        subscription=subscription,
        operation=f"{method}{path.upper()}",
        seconds=retry_after,
        with_headers={"Retry-After": str(retry_after)},
    )
