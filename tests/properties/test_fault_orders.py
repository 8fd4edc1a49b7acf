"""Whatever faults are ordered: no error of a server's that none of them asked for, and healed, nothing stays broken."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from support.arm_client import WholeAnswer
from support.estate_steps import NAMES, TARGETS, Estate, Script

from simulator.faults.kinds import Fault, MachineFault, OrderError, Parameter
from simulator.faults.orders import parse
from simulator.faults.registry import FAULTS

TIME_LIMIT = 5400.0
"""Simulated seconds after which every run has ended, well or not."""

REQUESTS = ("", "POST *", "GET */operations/*", "*/win-vm*", "POST */runCommand", "nothing")
MACHINES = ("", "win-vm", "*-vm", "my-scale-set_?", "*", "new-*")
times = st.one_of(st.none(), st.floats(0, 7000))


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values that a parameter takes, moderate ones."""
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.kind == "boolean":
        return st.booleans()
    if parameter.kind == "text":
        return st.text(max_size=20)
    low, high = max(parameter.minimum or 0, -7200), min(parameter.maximum or 0, 7200)
    return st.integers(int(low), int(high)) if parameter.kind == "integer" else st.floats(low, high)


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """An order of any fault, more or less as it makes sense."""
    fault: Fault = FAULTS[draw(st.sampled_from(sorted(FAULTS)))]
    where = ("vm", MACHINES) if isinstance(fault, MachineFault) else ("request", REQUESTS)
    start, end = draw(times), draw(times)
    order: dict[str, Any] = {"fault": fault.name, where[0]: draw(st.sampled_from(where[1]))}
    if start is not None and (end is None or start < end):
        order["start"] = start
    if end is not None and end > order.get("start", 0.0):
        order["end"] = end
    if draw(st.booleans()):
        order["count"] = draw(st.integers(1, 3))
    if draw(st.booleans()):
        order["probability"] = draw(st.sampled_from([0.0, 0.3, 1.0]))
    chosen = [parameter for parameter in fault.parameters if draw(st.booleans())]
    return {**order, **{parameter.name: draw(values(parameter)) for parameter in chosen}}


class FaultyEstate(RuleBasedStateMachine):
    """Orders faults and sends requests at random; at the end all is healed, and every VM must run a command."""

    @initialize(mode=st.sampled_from(["auto", "manual"]), seed=st.integers(0, 5))
    def begin(self, mode: str, seed: int) -> None:
        self.estate = Estate(mode, seed)

    def do(self, *step: Any) -> WholeAnswer | None:
        """Do a step; a connection that breaks is as good an answer as any other."""
        return self.ask(lambda: self.estate.do(*step))

    def ask(self, request: Callable[[], WholeAnswer | None]) -> WholeAnswer | None:
        """Send a request: a server's error must be one that an order in force asks for."""
        before = self.orders()
        answer = None
        with suppress(ConnectionError):
            answer = request()
        if answer is not None and answer.status >= 500:
            asked_for = [entry.order.parameters["status"] for entry in before if entry.order.fault == "server-error"]
            assert answer.status in asked_for, answer
        return answer

    @rule(order=orders())
    def inject(self, order: dict[str, Any]) -> None:
        with suppress(OrderError):
            self.estate.azure.simulation.faults.inject(parse(order))

    @rule(name=st.sampled_from(NAMES), faults=st.lists(st.sampled_from(sorted(FAULTS)), max_size=2))
    def tag(self, name: str, faults: list[str]) -> None:
        system = "Windows" if "win" in name else "Linux"
        properties = {"storageProfile": {"osDisk": {"osType": system}}}
        body = {
            "location": "eastus",
            "tags": {"run-command-simulator.fault": ",".join(faults)},
            "properties": properties,
        }
        self.ask(lambda: self.estate.client.put(self.estate.path(name), body))

    def orders(self) -> list[Any]:
        return list(self.estate.azure.simulation.faults)

    @rule(fault=st.sampled_from(sorted(FAULTS)))
    def heal(self, fault: str) -> None:
        with suppress(KeyError):
            self.estate.azure.simulation.faults.heal(fault)

    @rule(target_name=st.sampled_from(TARGETS), fault=st.sampled_from(sorted(FAULTS)))
    def heal_one(self, target_name: str, fault: str) -> None:
        self.do("heal", target_name, fault)

    @rule(target_name=st.sampled_from(TARGETS), duration=st.one_of(st.none(), st.floats(0, 6000)))
    def run(self, target_name: str, duration: float | None) -> None:
        self.do("run", target_name, Script("out", "err", duration))

    @rule(target_name=st.sampled_from(TARGETS))
    def remove_the_extension(self, target_name: str) -> None:
        self.do("remove_extension", target_name)

    @rule(target_name=st.sampled_from(TARGETS), action=st.sampled_from(["start", "powerOff", "deallocate", "restart"]))
    def power(self, target_name: str, action: str) -> None:
        self.do("power", target_name, action)

    @rule(name=st.sampled_from(NAMES))
    def delete(self, name: str) -> None:
        self.do("delete", name)

    @rule(target_name=st.sampled_from(TARGETS))
    def look(self, target_name: str) -> None:
        self.do("look", target_name)

    @rule(number=st.integers(0, 50))
    def poll(self, number: int) -> None:
        if self.estate.accepted:
            self.do("poll", number)

    @rule(duration=st.one_of(st.floats(0.001, 60), st.floats(60, 6000)))
    def advance(self, duration: float) -> None:
        self.estate.do("advance", duration)

    def teardown(self) -> None:
        if not hasattr(self, "estate"):
            return
        try:
            self.everything_works_again()
        finally:
            self.estate.close()

    def everything_works_again(self) -> None:
        """Heal all, by the orders and by the tags; then each VM that is there starts and runs a command."""
        azure, client = self.estate.azure, self.estate.client
        azure.simulation.faults.heal()
        assert self.orders() == []
        self.estate.do("advance", 2 * TIME_LIMIT)
        for machine in tuple(azure.simulation.cloud.machines.values()):
            client.post(f"{machine.id}/start")
            self.estate.do("advance", 1000.0)
            target = machine.instance_id or machine.name
            accepted = self.estate.do("run", target, Script("works", "", 1.0))
            assert accepted is not None
            assert accepted.status == 202, (machine.name, accepted)
            self.estate.do("advance", 1000.0)
            status = client.poll(accepted).json
            assert status["status"] == "Succeeded", (machine.name, status)
            assert "works" in client.result(accepted).text
        assert not azure.simulation.schedule.busy


TestFaultyEstate = FaultyEstate.TestCase
TestFaultyEstate.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
