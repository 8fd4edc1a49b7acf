"""Same seed, same requests, same simulated time: same bytes."""

from collections.abc import Callable, Iterator

import pytest
from support.arm_client import ArmClient, SimulatedAzure, WholeAnswer

from fake_agent.rules import Rule
from simulator.time_modes import ManualTime

MakeAzure = Callable[..., SimulatedAzure]


def story(azure: SimulatedAzure) -> Iterator[WholeAnswer]:
    """A bit of everything, with all that is answered."""
    azure.simulation.rules.add(Rule("hello", stdout="hello\n", duration=3))
    azure.simulation.rules.add(Rule("Read-Host", duration=None))
    client = azure.owner
    yield client.get(client.group)
    yield client.get(f"{client.location()}/runCommands")
    yield from run(client, "win-vm", "Write-Output hello")
    yield from run(client, "linux-vm", "echo hello")
    yield from run(client, client.instance(), "echo hello")
    yield from run(client, "linux-vm", "read answer")
    yield client.start_command("no-such-vm", "hello")
    yield client.get(client.vm(), query={"$expand": "instanceView"})
    yield azure.anonymous.get(client.group)


def run(client: ArmClient, target: str, script: str) -> Iterator[WholeAnswer]:
    accepted = client.start_command(target, script)
    yield accepted
    yield client.start_command(target, script)
    yield client.poll(accepted)
    yield client.poll(accepted)
    yield client.result(accepted)


def test_the_same_seed_and_requests_give_the_same_bytes(make_azure: MakeAzure) -> None:
    first, second = (list(story(make_azure(latency="azure", seed=5))) for _ in range(2))
    assert first == second


def test_the_same_holds_after_a_reset(make_azure: MakeAzure) -> None:
    azure = make_azure(latency="azure", seed=5)
    first = list(story(azure))
    azure.simulation.reset()
    second = list(story(SimulatedAzure(azure.simulation)))
    assert first == second


def test_another_seed_gives_other_ids_and_times(make_azure: MakeAzure) -> None:
    accepted, other = (make_azure(latency="azure", seed=seed).owner.start_command("linux-vm", "x") for seed in (5, 6))
    assert accepted.headers["Location"] != other.headers["Location"]


def test_the_journal_is_the_same_too(make_azure: MakeAzure) -> None:
    journals = []
    for _ in range(2):
        azure = make_azure(latency="azure", seed=5)
        list(story(azure))
        journals.append([(entry.time, entry.layer, entry.event, entry.details) for entry in azure.simulation.journal])
    assert journals[0] == journals[1]


@pytest.mark.parametrize("steps", [[5400.0], [60.0] * 90, [0.5, 5399.5]])
def test_how_time_is_cut_into_advances_changes_nothing(make_azure: MakeAzure, steps: list[float]) -> None:
    azure = make_azure(latency="azure", seed=5, mode=ManualTime)
    azure.simulation.rules.add(Rule("", stdout="hello\n", duration=3))
    accepted = azure.owner.start_command("linux-vm", "x")
    for step in steps:
        azure.advance(step)
    whole = make_azure(latency="azure", seed=5, mode=ManualTime)
    whole.simulation.rules.add(Rule("", stdout="hello\n", duration=3))
    whole_accepted = whole.owner.start_command("linux-vm", "x")
    whole.advance(5400.0)
    assert azure.owner.poll(accepted).body == whole.owner.poll(whole_accepted).body
