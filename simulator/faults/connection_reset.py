"""``connection-reset``: the connection breaks under a request."""

from fake_arm.request import ArmRequest
from fake_arm.treatment import Ending, Treatment
from simulator.faults.kinds import ConnectionFault, EndpointOrder, Parameter


class ConnectionReset(ConnectionFault):
    """A firewall, a load balancer or a lost network ends the connection (TCP RST) before Azure has seen the request."""

    name = "connection-reset"
    observed = (
        "No answer: the client reads ECONNRESET, which is ConnectionResetError in Python and ServiceRequestError or "
        "ServiceResponseError in its SDK. With carriedOut the request has taken effect, and the client can't know."
    )
    source = "the effect is TCP's; azure-cli and the SDKs take it for worth another try"
    grade = "chosen"
    parameters = (Parameter("carriedOut", "whether the request takes effect all the same", False, "boolean"),)

    def treatment(self, request: ArmRequest, order: EndpointOrder) -> Treatment:
        """Reset."""
        return Treatment(handled=order.settings["carriedOut"], ending=Ending.RESET)
