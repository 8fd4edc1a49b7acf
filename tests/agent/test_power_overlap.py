"""Power operations that overlap."""

from support.arm_client import SimulatedAzure


def test_a_start_in_the_middle_of_a_restart_brings_the_agent_back(timed_azure: SimulatedAzure) -> None:
    owner = timed_azure.owner
    owner.messages("win-vm", "'first'")
    restart = owner.post(f"{owner.vm('win-vm')}/restart")
    start = owner.post(f"{owner.vm('win-vm')}/start")

    assert owner.poll(restart).json["status"] == "Canceled"
    assert owner.wait(start)["status"] == "Succeeded"
    assert owner.messages("win-vm", "'again'") == ["again", ""]
