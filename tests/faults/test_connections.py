"""Faults of the connection, as a client's socket sees them: ``connection-reset``, ``truncated-body``, lost answers."""

from http.client import IncompleteRead, RemoteDisconnected
from typing import Any

import pytest
from azure.core.exceptions import ResourceExistsError, ServiceResponseError
from support.http_client import Served


def test_a_reset_connection_is_reset_and_nothing_has_happened(served: Served) -> None:
    served.simulator.inject("connection-reset", count=1)
    with pytest.raises(ConnectionResetError):
        served.client.start_command("win-vm", "x")
    assert served.events("compute") == []
    assert served.client.start_command("win-vm", "x").status == 202


def test_a_connection_may_be_reset_after_the_request_took_effect(served: Served) -> None:
    served.simulator.inject("connection-reset", request="POST *", count=1, carried_out=True)
    with pytest.raises(ConnectionResetError):
        served.client.start_command("win-vm", "x")
    assert served.client.start_command("win-vm", "x").status == 409


@pytest.mark.parametrize("keep", [0, 20, 100])
def test_a_body_breaks_off_after_so_many_bytes(served: Served, keep: int) -> None:
    whole = served.client.get(served.client.vm()).body
    served.simulator.inject("truncated-body", count=1, keep=keep)
    with pytest.raises(IncompleteRead) as caught:
        served.client.get(served.client.vm())
    assert (caught.value.partial, caught.value.expected) == (whole[:keep], len(whole) - keep)
    assert served.client.get(served.client.vm()).body == whole


def test_a_body_that_is_short_enough_comes_whole_and_other_methods_are_no_occasions(served: Served) -> None:
    order = served.simulator.inject("truncated-body", keep=100_000)
    assert served.client.start_command("win-vm", "x").status == 202
    assert order.struck == 0
    assert served.client.get(served.client.vm()).json["name"] == "win-vm"


def test_the_answer_to_a_post_is_lost_and_the_work_has_begun(served: Served) -> None:
    served.script(duration=60)
    served.simulator.inject("lost-post-response", count=1)
    with pytest.raises(RemoteDisconnected):
        served.client.start_command("win-vm", "x")
    assert [event for _, event, _ in served.events("compute")] == ["run command accepted"]
    assert served.client.start_command("win-vm", "x").code == "Conflict"


def test_gets_do_not_lose_their_answers(served: Served) -> None:
    served.simulator.inject("lost-post-response")
    assert served.client.get(served.client.vm()).status == 200


class TestPythonSdk:
    """What an unmodified SDK makes of it, with its own retries switched off or on."""

    def begin(self, served: Served, **options: Any) -> Any:
        with served.simulator.compute_client() as client:
            command = {"commandId": "RunPowerShellScript", "script": ["x"]}
            return client.virtual_machines.begin_run_command("my-resource-group", "win-vm", command, **options)

    def test_a_lost_answer_is_a_service_response_error(self, served: Served) -> None:
        served.script()
        served.simulator.inject("lost-post-response", count=1)
        with pytest.raises(ServiceResponseError):
            self.begin(served, retry_total=0)

    def test_whoever_posts_again_meets_409(self, served: Served) -> None:
        served.script(duration=60)
        served.simulator.inject("lost-post-response", count=1)
        with pytest.raises(ServiceResponseError):
            self.begin(served, retry_total=0)
        with pytest.raises(ResourceExistsError, match="Run command extension execution is in progress"):
            self.begin(served, retry_total=0)

    def test_a_reset_get_is_tried_again(self, served: Served) -> None:
        served.simulator.inject("connection-reset", count=1)
        with served.simulator.compute_client() as client:
            machine = client.virtual_machines.get("my-resource-group", "win-vm", retry_backoff_factor=0)
        assert machine.name == "win-vm"
