"""``clock-skew``: ARM's clock is not the client's."""

from fake_arm.request import ArmRequest
from fake_arm.treatment import Treatment
from simulator.faults.kinds import ConnectionFault, EndpointOrder, Parameter


class ClockSkew(ConnectionFault):
    """ARM's gateway lives by a clock that is ahead of the client's, or behind it; sign-in lives by the client's."""

    name = "clock-skew"
    observed = (
        "Date and the moment in x-ms-routing-request-id are off. An hour ahead, every token has expired: 401 "
        "ExpiredAuthenticationToken, also right after signing in. More than five minutes behind, no token is valid "
        "yet: 401 InvalidAuthenticationToken."
    )
    source = "text of the expired token: hashicorp/terraform-provider-azurerm #20867; the tolerance is our choice"
    grade = "chosen"
    parameters = (
        Parameter(
            "by", "seconds by which ARM's clock is ahead; negative, it is behind", 3600.0, minimum=-1e8, maximum=1e8
        ),
    )

    def treatment(self, request: ArmRequest, order: EndpointOrder) -> Treatment:
        """Skew."""
        return Treatment(clock_skew=order.settings["by"])
