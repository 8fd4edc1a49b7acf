"""Orders in force: from when to when, how often, where, by what chance, together, and how they end."""

from typing import Any, Protocol

import pytest
from support.http_client import Served

from simulator.faults.kinds import OrderError

READY = "Ready"
NOT_READY = "Not Ready"


class Serve(Protocol):
    """The fixture ``serve``."""

    def __call__(self, *, time: str = "auto", estate: str | None = None, seed: int = 1) -> Served: ...


def get(served: Served, times: int) -> list[int]:
    """The status of that many GETs of the VM."""
    return [served.client.get(served.client.vm()).status for _ in range(times)]


class TestTime:
    def test_a_vm_is_in_the_state_from_start_to_end_to_the_tick(self, by_hand: Served) -> None:
        by_hand.simulator.inject("outbound-blocked", vm="linux-vm", start=60, end=600)
        clock, shown = by_hand.simulator.clock, []
        for seconds in (0.0, 59.9999999, 0.0000001, 539.9999999, 0.0000001):
            clock.advance(seconds)
            shown.append((clock.seconds, by_hand.agent()))
        assert shown == [
            (0.0, READY),
            (59.9999999, READY),
            (60.0, NOT_READY),
            (599.9999999, NOT_READY),
            (600.0, READY),
        ]
        assert by_hand.simulator.faults == ()
        assert [(at, event) for at, event, _ in by_hand.events("fault")] == [
            (0.0, "ordered"),
            (60.0, "begins"),
            (60.0, "injected"),
            (600.0, "healed"),
        ]

    def test_start_and_end_count_from_the_injection(self, by_hand: Served) -> None:
        by_hand.simulator.clock.advance(100)
        by_hand.simulator.inject("throttled", start=10, end=20)
        seen = []
        for seconds in (9, 1, 9, 1):
            by_hand.simulator.clock.advance(seconds)
            seen.append((by_hand.now, *get(by_hand, 1)))
        assert seen == [(109.0, 200), (110.0, 429), (119.0, 429), (120.0, 200)]

    def test_healed_before_its_start_it_never_begins(self, by_hand: Served) -> None:
        order = by_hand.simulator.inject("outbound-blocked", vm="linux-vm", start=60)
        by_hand.simulator.heal(order.id)
        by_hand.simulator.clock.advance(61)
        assert by_hand.agent() == READY


class TestCount:
    def test_it_strikes_so_many_requests_and_is_over(self, served: Served) -> None:
        order = served.simulator.inject("throttled", count=2)
        assert get(served, 3) == [429, 429, 200]
        assert (order.struck, order.over, served.simulator.faults) == (2, True, ())

    def test_on_a_vm_it_strikes_so_many_runs_each_until_its_end(self, served: Served) -> None:
        served.script()
        served.simulator.inject("outbound-blocked", vm="linux-vm", count=1)
        assert served.agent() == READY
        accepted = served.client.start_command("linux-vm", "x")
        assert served.agent() == NOT_READY
        assert served.client.wait(accepted)["error"]["code"] == "VMAgentStatusCommunicationError"
        assert (served.now, served.agent(), served.simulator.faults) == (1500.0, READY, ())
        assert served.client.run_command("linux-vm", "x")["status"] == "Succeeded"

    def test_runs_of_other_vms_are_no_occasions(self, served: Served) -> None:
        served.script()
        order = served.simulator.inject("outbound-blocked", vm="win-*", count=1)
        assert served.client.run_command("linux-vm", "x")["status"] == "Succeeded"
        assert order.struck == 0


class TestProbability:
    def test_never_and_always(self, served: Served) -> None:
        served.simulator.inject("throttled", probability=0)
        assert get(served, 20) == [200] * 20
        served.simulator.inject("throttled", probability=1)
        assert get(served, 20) == [429] * 20

    def test_the_same_seed_draws_the_same(self, serve: Serve) -> None:
        def drawn(seed: int) -> list[int]:
            served = serve(seed=seed)
            served.simulator.inject("throttled", probability=0.5)
            return get(served, 30)

        first = drawn(1)
        assert 5 < first.count(429) < 25
        assert drawn(1) == first
        assert drawn(2) != first

    def test_what_others_draw_changes_nothing(self, serve: Serve) -> None:
        def drawn(*, others: bool) -> list[int]:
            served = serve()
            served.simulator.inject("throttled", probability=0.5, request="GET *")
            if others:
                served.simulator.inject("throttled", probability=0.5, request="POST *")
                served.client.start_command("win-vm", "x")
            return get(served, 30)

        assert drawn(others=True) == drawn(others=False)

    def test_with_a_count_only_strikes_count(self, served: Served) -> None:
        served.simulator.inject("throttled", probability=0.5, count=3)
        assert get(served, 60).count(429) == 3

    def test_on_a_vm_each_run_is_drawn_for(self, served: Served) -> None:
        served.script()
        served.simulator.inject("outbound-blocked", vm="linux-vm", probability=0.5)
        ended = [served.client.run_command("linux-vm", "x")["status"] for _ in range(12)]
        assert {"Succeeded", "Failed"} == set(ended)


class TestScope:
    def test_without_one_all_vms_are_meant_also_those_that_come_later(self, served: Served) -> None:
        served.simulator.inject("outbound-blocked")
        client = served.client
        client.wait(client.put(client.vm("new-vm"), {"location": "eastus"}))
        assert {served.agent(vm) for vm in ("win-vm", "linux-vm", "new-vm")} == {NOT_READY}

    def test_a_pattern(self, served: Served) -> None:
        served.simulator.inject("outbound-blocked", vm="*-scale-set_?")
        instance = served.client.agent(served.client.instance(0))["statuses"][0]["displayStatus"]
        assert (instance, served.agent()) == (NOT_READY, READY)

    def test_a_vm_comes_into_scope_and_leaves_it_with_its_tag(self, served: Served) -> None:
        served.simulator.inject("outbound-blocked", tag="flaky=yes")
        client, shown = served.client, []
        for tags in ({}, {"flaky": "yes"}, {"flaky": "no"}):
            client.wait(client.put(client.vm("linux-vm"), {"location": "eastus", "tags": tags}))
            shown.append(served.agent())
        assert shown == [READY, NOT_READY, READY]

    def test_a_request_by_method_and_pattern(self, served: Served) -> None:
        served.simulator.inject("throttled", request="POST */win-vm/runCommand")
        client = served.client
        assert client.get(client.vm()).status == 200
        assert client.start_command("linux-vm", "x").status == 202
        assert client.start_command("win-vm", "x").status == 429

    def test_a_fault_of_the_endpoint_given_to_a_vm_is_for_its_requests(self, served: Served) -> None:
        served.simulator.vm("win-vm").inject("throttled")
        assert served.client.get(served.client.vm("win-vm")).status == 429
        assert served.client.get(served.client.vm("linux-vm")).status == 200

    def test_sign_in_and_the_control_api_are_exempt(self, served: Served) -> None:
        served.simulator.inject("throttled", by="resource-manager")
        client = served.client
        assert (
            client.get(f"/{client.estate.tenant_id}/.well-known/openid-configuration", api_version=None).status == 200
        )
        assert client.get("/_simulator/faults", api_version=None).status == 200


class TestTag:
    def put(self, served: Served, vm: str, value: str | None) -> Any:
        tags = {} if value is None else {"run-command-simulator.fault": value}
        return served.client.put(served.client.vm(vm), {"location": "eastus", "tags": tags})

    def test_an_unmodified_client_injects_by_a_tag_and_heals_by_taking_it_away(self, served: Served) -> None:
        self.put(served, "linux-vm", "outbound-blocked")
        assert served.agent() == NOT_READY
        self.put(served, "linux-vm", None)
        assert served.agent() == READY

    def test_at_creation_and_by_patch(self, served: Served) -> None:
        self.put(served, "new-vm", "outbound-blocked")
        assert served.agent("new-vm") == NOT_READY
        served.client.send("PATCH", served.client.vm("new-vm"), b'{"tags": {"other": "tag"}}')
        assert served.agent("new-vm") == READY

    def test_with_settings_and_for_the_requests_to_the_vm(self, served: Served) -> None:
        self.put(served, "linux-vm", "throttled;count=1;retryAfter=9")
        assert served.client.get(served.client.vm("win-vm")).status == 200
        answer = served.client.get(served.client.vm("linux-vm"))
        assert (answer.status, answer.header("Retry-After")) == (429, "9")
        assert served.client.get(served.client.vm("linux-vm")).status == 200

    def test_the_same_tag_put_again_changes_nothing(self, served: Served) -> None:
        self.put(served, "linux-vm", "throttled;count=1")
        assert served.client.get(served.client.vm("linux-vm")).status == 429
        self.put(served, "linux-vm", "throttled;count=1")
        assert served.client.get(served.client.vm("linux-vm")).status == 200

    def test_a_tag_that_makes_no_sense_is_refused_and_changes_nothing(self, served: Served) -> None:
        answer = self.put(served, "linux-vm", "throttled;count=0")
        assert (answer.status, answer.code) == (400, "InvalidParameter")
        assert answer.message == (
            "The value of parameter tags is invalid: the tag run-command-simulator.fault: 'count' must be a whole "
            "number from 1."
        )
        assert "tags" not in served.client.get(served.client.vm("linux-vm")).json

    def test_a_deleted_vm_takes_its_tag_along(self, served: Served) -> None:
        self.put(served, "linux-vm", "outbound-blocked")
        served.client.wait(served.client.delete(served.client.vm("linux-vm")))
        assert served.simulator.faults == ()


class TestTogether:
    def test_each_has_an_id_and_is_healed_by_it(self, served: Served) -> None:
        orders = [served.simulator.inject("outbound-blocked", vm="linux-vm") for _ in range(2)]
        assert [order.id for order in orders] == ["outbound-blocked", "outbound-blocked-2"]
        served.simulator.heal("outbound-blocked-2")
        assert served.agent() == NOT_READY
        served.simulator.heal("outbound-blocked")
        assert served.agent() == READY

    def test_a_name_heals_all_of_the_fault(self, served: Served) -> None:
        served.simulator.heal(served.simulator.inject("agent-stopped", vm="linux-vm").id)
        for _ in range(2):
            served.simulator.inject("agent-stopped", vm="linux-vm")
        served.simulator.heal("agent-stopped")
        assert (served.agent(), served.simulator.faults) == (READY, ())

    def test_different_faults_of_one_vm_are_healed_each_for_itself(self, served: Served) -> None:
        served.simulator.inject("outbound-blocked", vm="linux-vm")
        served.simulator.inject("agent-stopped", vm="linux-vm")
        served.simulator.heal("outbound-blocked")
        assert served.agent() == NOT_READY
        served.simulator.heal("agent-stopped")
        assert served.agent() == READY

    def test_one_vm_of_many_can_be_healed(self, served: Served) -> None:
        served.simulator.inject("outbound-blocked")
        served.simulator.vm("linux-vm").heal("outbound-blocked")
        assert (served.agent("linux-vm"), served.agent("win-vm")) == (READY, NOT_READY)

    def test_the_first_of_two_refusals_answers_and_the_second_waits(self, served: Served) -> None:
        served.simulator.inject("throttled", count=1, retry_after=1)
        served.simulator.inject("throttled", count=1, retry_after=2)
        answers = [served.client.get(served.client.vm()) for _ in range(3)]
        assert [answer.header("Retry-After") for answer in answers] == ["1", "2", ""]

    def test_healing_all_ends_all(self, served: Served) -> None:
        served.simulator.inject("outbound-blocked")
        served.simulator.inject("throttled")
        served.simulator.inject("agent-stopped", vm="linux-vm", count=3)
        served.simulator.heal()
        assert (served.simulator.faults, get(served, 1), served.agent()) == ((), [200], READY)

    def test_what_was_drawn_for_a_run_is_healed_with_the_order(self, served: Served) -> None:
        served.script(duration=600)
        served.simulator.inject("outbound-blocked", vm="linux-vm", count=5)
        served.client.start_command("linux-vm", "x")
        assert served.agent() == NOT_READY
        served.simulator.heal()
        assert served.agent() == READY

    def test_reset_clears_all_but_the_estates(self, serve: Serve) -> None:
        estate = (
            "faults: [{fault: throttled, count: 1}]\n"
            "resourceGroups: [{name: my-resource-group, virtualMachines: "
            "[{name: win-vm, osType: Windows, tags: {run-command-simulator.fault: outbound-blocked}}]}]"
        )
        served = serve(estate=estate)
        served.simulator.inject("agent-stopped")
        ids = [order.id for order in served.simulator.faults]
        assert ids == ["outbound-blocked", "throttled", "agent-stopped"]
        served.simulator.reset()
        assert [order.id for order in served.simulator.faults] == ids[:2]
        assert get(served, 2) == [429, 200]
        assert served.agent("win-vm") == NOT_READY


class TestMistakes:
    @pytest.mark.parametrize(
        ("fault", "members", "sentence"),
        [
            ("outbound-blocked", {"vm": "nobody"},
             "there is no VM 'nobody'; there are win-vm, linux-vm, my-scale-set_0, my-scale-set_1"),
            ("throttled", {"count": 0}, "'count' must be a whole number from 1"),
        ],
    )  # fmt: skip
    def test_an_order_that_makes_no_sense_is_told(
        self, served: Served, fault: str, members: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(OrderError) as caught:
            served.simulator.inject(fault, **members)
        assert (str(caught.value), served.simulator.faults) == (sentence, ())

    def test_a_handle_is_for_its_own_vm(self, served: Served) -> None:
        with pytest.raises(OrderError, match=r"^this is for one VM already: leave 'vm' and 'tag' out$"):
            served.simulator.vm("win-vm").inject("outbound-blocked", tag="a")

    def test_what_is_not_in_force_can_not_be_healed(self, served: Served) -> None:
        with pytest.raises(KeyError, match="no fault 'throttled' is in force; none is in force"):
            served.simulator.heal("throttled")
        served.simulator.inject("agent-stopped")
        with pytest.raises(KeyError, match="no fault 'throttled' is in force; in force are agent-stopped"):
            served.simulator.heal("throttled")

    def test_healing_a_vm_of_a_fault_that_it_has_not_does_nothing(self, served: Served) -> None:
        served.simulator.vm("win-vm").heal("agent-stopped")
        assert served.events("fault") == []


def test_the_same_seed_orders_and_requests_give_the_same_history_to_the_tick(serve: Serve) -> None:
    def history() -> list[Any]:
        served = serve(seed=3)
        served.script(duration=30)
        inject = served.simulator.inject
        inject("outbound-blocked", vm="linux-vm", probability=0.5)
        inject("slow-agent", vm="win-vm", start=100, end=4000)
        inject("latency", request="GET *", probability=0.3, jitter=20)
        inject("server-error", request="POST *", probability=0.3)
        for vm in ("linux-vm", "win-vm") * 3:
            accepted = served.client.start_command(vm, "x")
            if accepted.status == 202:
                served.client.wait(accepted)
        layers = ("fault", "compute", "fabric", "agent", "extension")
        return [entry for layer in layers for entry in served.events(layer)]

    first = history()
    assert {"struck", "injected", "healed"} <= {event for _, event, _ in first}
    assert history() == first
