"""``truncated-body``: an answer breaks off."""

from fake_arm.request import ArmRequest
from fake_arm.treatment import Ending, Treatment
from simulator.faults.kinds import ConnectionFault, EndpointOrder, Parameter


class TruncatedBody(ConnectionFault):
    """The connection closes in the middle of an answer's body; its headers came whole. Only GETs are concerned."""

    name = "truncated-body"
    observed = (
        "Fewer bytes than Content-Length says: IncompleteRead in Python, IncompleteReadError in its SDK. A client that "
        "does not compare the two reads half a JSON document."
    )
    source = "the effect is that of HTTP/1.1 (RFC 9112, section 8)"
    grade = "chosen"
    parameters = (Parameter("keep", "bytes of the body that come", 20, "integer", 0, 1_000_000),)

    def concerns(self, request: ArmRequest, limits: str, order: EndpointOrder) -> bool:
        """Other answers have mostly no body."""
        return request.method == "GET"

    def treatment(self, request: ArmRequest, order: EndpointOrder) -> Treatment:
        """Cut."""
        return Treatment(ending=Ending.TRUNCATED, kept=order.settings["keep"])
