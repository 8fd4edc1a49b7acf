"""``server-error``: Azure itself fails at a request."""

from fake_arm import errors, moments
from fake_arm.envelope import CORRELATION
from fake_arm.interception import Refusal
from fake_arm.request import ArmRequest
from simulator.faults.kinds import EndpointOrder, Parameter, RefusalFault


class ServerError(RefusalFault):
    """Compute has an internal error (500), or ARM gives up on a request: overloaded (503), or without answer (504)."""

    name = "server-error"
    observed = (
        "500 InternalExecutionError in Compute's style, 503 ServerTimeout or 504 GatewayTimeout in ARM's, without "
        "Retry-After. SDKs send the request again, a POST too. With carriedOut the run has begun all the same: whoever "
        "sends the POST again meets 409 Conflict, and nobody holds the operation's URL."
    )
    source = "azure-cli #21111, #31815; azure-xplat-cli #2929; meta-azure-service-broker #163; AzureBillingApi #4"
    grade = "reported"
    parameters = (
        Parameter("status", "of the answer", 503, "integer", choices=(500, 503, 504)),
        Parameter("carriedOut", "whether the request takes effect all the same", False, "boolean"),
    )

    def refusal(self, request: ArmRequest, limits: str, order: EndpointOrder) -> Refusal:
        """The error of this status."""
        text = {500: errors.INTERNAL_EXECUTION_ERROR, 503: errors.SERVER_TIMEOUT, 504: errors.GATEWAY_TIMEOUT}
        tracking = request.headers.get(CORRELATION, "") or order.cloud.surroundings.identifier()
        error = text[order.settings["status"]](
            timestamp=moments.routing(order.cloud.surroundings.ticks()),
            subscription=request.names.get("subscription", ""),
            tracking=tracking,
            provider="Microsoft.Compute" if limits else "Microsoft.Resources",
            with_headers={"x-ms-request-id": tracking, CORRELATION: tracking},
        )
        return Refusal(error, carried_out=order.settings["carriedOut"])
