"""``lost-post-response``: the answer to a POST never arrives, and what it asked for happens."""

from fake_arm.request import ArmRequest
from fake_arm.treatment import Ending, Treatment
from simulator.faults.kinds import ConnectionFault, EndpointOrder


class LostPostResponse(ConnectionFault):
    """Azure carries a POST out; its 202 is lost with the connection, which closes without a word."""

    name = "lost-post-response"
    observed = (
        "The connection closes without an answer: RemoteDisconnected in Python, ServiceResponseError in its SDK. The "
        "run has begun. Whoever sends the POST again meets 409 Conflict until it has ended, and nobody holds the URL "
        "of the operation."
    )
    source = "the effect is the network's; the 409 is azure-cli #32305's"
    grade = "chosen"

    def concerns(self, request: ArmRequest, limits: str, order: EndpointOrder) -> bool:
        """POSTs only."""
        return request.method == "POST"

    def treatment(self, request: ArmRequest, order: EndpointOrder) -> Treatment:
        """Close."""
        return Treatment(ending=Ending.CLOSED)
