"""How the sign-in endpoint refuses: the AADSTS codes, as data."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from fake_arm import moments
from fake_arm.answer import JSON_TYPE, Answer, compact

if TYPE_CHECKING:
    from fake_arm.cloud import Cloud


class SignInRefusedError(Exception):
    """A refusal on its way to the client."""

    def __init__(self, refusal: "Refusal", message: str) -> None:
        super().__init__(message)
        self.refusal = refusal
        self.message = message

    def answer(self, cloud: "Cloud") -> Answer:
        """The answer: an OAuth error with Entra ID's additions."""
        trace, correlation = cloud.surroundings.identifier(), cloud.surroundings.identifier()
        now = f"{moments.moment(cloud.surroundings.ticks()):%Y-%m-%d %H:%M:%SZ}"
        code = self.refusal.code
        text = f"AADSTS{code}: {self.message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {now}"
        body = {
            "error": self.refusal.error,
            "error_description": text,
            "error_codes": [code],
            "timestamp": now,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"https://login.microsoftonline.com/error?code={code}",
        }
        return Answer(self.refusal.status, compact(body), JSON_TYPE, reason=HTTPStatus(self.refusal.status).phrase)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One kind of refusal; calling it with the values of its places makes the error."""

    status: int
    error: str
    code: int
    template: str

    def __call__(self, **values: str) -> SignInRefusedError:
        """The refusal with these values in its places."""
        return SignInRefusedError(self, self.template.format(**values))


TENANT_NOT_FOUND = Refusal(
    400,
    "invalid_request",
    90002,
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct "
    "cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the "
    "tenant.",
)
MISSING_PARAMETER = Refusal(
    400, "invalid_request", 900144, "The request body must contain the following parameter: '{parameter}'."
)
UNSUPPORTED_GRANT = Refusal(
    400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '{grant}'."
)
CLIENT_NOT_FOUND = Refusal(
    400,
    "unauthorized_client",
    700016,
    "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the "
    "application has not been installed by the administrator of the tenant or consented to by any user in the tenant. "
    "You may have sent your authentication request to the wrong tenant.",
)
WRONG_SECRET = Refusal(
    401,
    "invalid_client",
    7000215,
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the "
    "client secret ID, for a secret added to app '{client}'.",
)
MISSING_SECRET = Refusal(
    401,
    "invalid_client",
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
)
INVALID_SCOPE = Refusal(
    400,
    "invalid_scope",
    70011,
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' "
    "is not valid. The scope {scope} is not valid.",
)
PENDING = Refusal(
    400, "authorization_pending", 70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling."
)
BAD_DEVICE_CODE = Refusal(
    400,
    "bad_verification_code",
    70018,
    "Invalid verification code due to User typing in wrong user code for device code flow.",
)
BAD_REFRESH_TOKEN = Refusal(400, "invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.")
