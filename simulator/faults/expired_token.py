"""``expired-token``: tokens expire before their time."""

from fake_arm.request import ArmRequest
from fake_arm.treatment import ORDINARY, Treatment
from simulator.faults.kinds import ConnectionFault, EndpointOrder, Parameter

AGO = 11.0
"""Seconds for which a token has been expired when it is refused (seen: 8:55:46 against 8:55:57)."""


class ExpiredToken(ConnectionFault):
    """The next request finds the token that it brings expired, and so does every later one with this token.

    An occasion is a token, not a request. Healing the order lets them live again; when it is over by itself they
    stay expired.
    """

    name = "expired-token"
    observed = (
        "401 ExpiredAuthenticationToken with WWW-Authenticate. A client that signs in again gets on; one that keeps "
        "the token for as long as expires_in told it does not, also in the middle of polling a run."
    )
    source = "hashicorp/terraform-provider-azurerm #20867"
    grade = "reported"
    parameters = (
        Parameter("newTokens", "whether tokens that are issued after the injection expire too", False, "boolean"),
    )

    def begins(self, order: EndpointOrder) -> None:
        """Remember which tokens there are."""
        order.memory["issued"] = order.cloud.tokens.issued
        order.memory["tokens"] = []

    def healed(self, order: EndpointOrder) -> None:
        """Let the tokens live again."""
        for token in order.memory["tokens"]:
            order.cloud.tokens.revive(token)

    def concerns(self, request: ArmRequest, limits: str, order: EndpointOrder) -> bool:
        """A token that still lives, and is old enough."""
        tokens, token = order.cloud.tokens, _token(request)
        if not token or tokens.has_expired_early(token):
            return False
        return bool(order.settings["newTokens"]) or tokens.number(token) <= int(order.memory["issued"])

    def treatment(self, request: ArmRequest, order: EndpointOrder) -> Treatment:
        """Let it expire."""
        order.memory["tokens"].append(_token(request))
        order.cloud.tokens.expire(_token(request), order.cloud.surroundings.client_time() - AGO)
        return ORDINARY


def _token(request: ArmRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
