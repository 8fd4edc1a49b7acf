"""``throttled``: too many requests, says Compute or ARM."""

from fake_arm.errors import ComputeThrottledError, subscription_throttled
from fake_arm.interception import Refusal
from fake_arm.limits import GROUPS
from fake_arm.request import ArmRequest
from simulator.faults.kinds import EndpointOrder, Parameter, RefusalFault


class Throttled(RefusalFault):
    """Compute or ARM itself refuses a request as one too many. Nothing of it is carried out."""

    name = "throttled"
    observed = (
        "429 with Retry-After. Compute's body is OperationNotAllowed with a detail TooManyRequests and without an "
        "outer 'error', as clients' error parsers often expect; ARM's is SubscriptionRequestsThrottled. SDKs and az "
        "wait as told and send the request again."
    )
    source = "azure-docs, troubleshooting throttling errors (Compute); azure-docs #105248 (ARM)"
    grade = "documented"
    parameters = (
        Parameter(
            "retryAfter",
            "seconds that the answer tells the client to wait, as it then really does; 0 makes tests quick",
            5,
            "integer",
            0,
            86400,
        ),
        Parameter("by", "who refuses", "compute", "text", choices=("compute", "resource-manager")),
    )

    def concerns(self, request: ArmRequest, limits: str, order: EndpointOrder) -> bool:
        """Compute has no say in requests that are none of its own."""
        return order.settings["by"] == "resource-manager" or limits in GROUPS

    def refusal(self, request: ArmRequest, limits: str, order: EndpointOrder) -> Refusal:
        """The 429."""
        retry_after = order.settings["retryAfter"]
        if order.settings["by"] == "resource-manager":
            subscription = request.names.get("subscription", "")
            return Refusal(subscription_throttled(subscription, request.method, request.path, retry_after))
        limit = GROUPS[limits][0]
        return Refusal(ComputeThrottledError(limit.name, limit.size, retry_after))
