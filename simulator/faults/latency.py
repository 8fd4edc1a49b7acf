"""``latency``: requests take their time."""

from fake_arm.request import ArmRequest
from fake_arm.treatment import Treatment
from simulator.faults.kinds import ConnectionFault, EndpointOrder, Parameter


class Latency(ConnectionFault):
    """Each request is held up before Azure looks at it.

    In the time modes real and xN the client really waits, and other requests are answered meanwhile. In auto and
    manual the client is answered at once and simulated time has passed.
    """

    name = "latency"
    observed = (
        "Answers come late, and show what has become of things by then: a run may have ended while a poll was on its "
        "way. A client whose own limit is shorter gives up on a request that takes effect all the same."
    )
    source = "how slow Azure's control plane can be is not published; the effect is the network's"
    grade = "chosen"
    parameters = (
        Parameter("seconds", "simulated seconds that each request takes", 5.0, minimum=0, maximum=86400),
        Parameter(
            "jitter", "simulated seconds at most that are added, drawn for each request", 0.0, minimum=0, maximum=86400
        ),
    )

    def treatment(self, request: ArmRequest, order: EndpointOrder) -> Treatment:
        """Wait."""
        jitter = order.cloud.surroundings.draw("faults/latency", (0.0, order.settings["jitter"]))
        return Treatment(delay=order.settings["seconds"] + jitter)
