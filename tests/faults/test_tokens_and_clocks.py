"""``expired-token`` and ``clock-skew``."""

import pytest
from support.http_client import HttpClient, Served

PREFIX = "The access token expiry UTC time '"


def get(client: HttpClient) -> tuple[int, str]:
    """Status and code of a GET."""
    answer = client.get(client.vm())
    return answer.status, answer.code if answer.status >= 400 else ""


EXPIRED = (401, "ExpiredAuthenticationToken")


def test_the_token_has_expired_and_stays_so(served: Served) -> None:
    served.simulator.inject("expired-token", count=1)
    answer = served.client.get(served.client.vm())
    assert (answer.status, answer.code, answer.header("x-ms-failure-cause")) == (*EXPIRED, "gateway")
    assert answer.message.startswith(PREFIX)
    assert 'error="invalid_token"' in answer.header("WWW-Authenticate")
    assert served.simulator.faults == ()
    assert get(served.client) == EXPIRED


def test_whoever_signs_in_again_gets_on(served: Served) -> None:
    served.simulator.inject("expired-token")
    assert get(served.client) == EXPIRED
    renewed = HttpClient.of(served.simulator)
    assert (get(renewed), get(served.client)) == ((200, ""), EXPIRED)


def test_in_the_middle_of_a_run_the_run_goes_on(served: Served) -> None:
    served.script()
    accepted = served.client.start_command("win-vm", "x")
    served.simulator.inject("expired-token", request="GET */operations/*", count=1)
    assert served.client.poll(accepted).code == EXPIRED[1]
    assert HttpClient.of(served.simulator).wait(accepted)["status"] == "Succeeded"


def test_new_tokens_may_expire_too(served: Served) -> None:
    served.simulator.inject("expired-token", count=2, new_tokens=True)
    seen = []
    for _ in range(3):
        served.client = HttpClient.of(served.simulator)
        seen.append(get(served.client))
    assert seen == [EXPIRED, EXPIRED, (200, "")]


@pytest.mark.parametrize("count", [None, 1])
def test_healing_and_reset_let_the_token_live_again(served: Served, count: int | None) -> None:
    for bring_back in (served.simulator.heal, served.simulator.reset):
        served.simulator.inject("expired-token", count=count)
        assert get(served.client) == EXPIRED
        bring_back()
        assert get(served.client) == (200, "")


def test_an_hour_ahead_every_token_has_expired(served: Served) -> None:
    served.simulator.inject("clock-skew")
    answer = served.client.get(served.client.vm())
    assert (answer.status, answer.code) == EXPIRED
    assert answer.header("Date") == "Thu, 15 Jan 2026 09:00:00 GMT"
    assert get(HttpClient.of(served.simulator)) == EXPIRED


def test_a_little_ahead_only_the_dates_are_off(served: Served) -> None:
    served.simulator.inject("clock-skew", by=90)
    answer = served.client.get(served.client.vm())
    assert (answer.status, answer.header("Date")) == (200, "Thu, 15 Jan 2026 08:01:30 GMT")
    assert answer.header("x-ms-routing-request-id").startswith("EASTUS:20260115T080130Z:")


@pytest.mark.parametrize(("by", "seen"), [(-299, (200, "")), (-600, (401, "InvalidAuthenticationToken"))])
def test_too_far_behind_no_token_is_valid_yet(served: Served, by: int, seen: tuple[int, str]) -> None:
    served.simulator.inject("clock-skew", by=by)
    assert get(served.client) == seen
