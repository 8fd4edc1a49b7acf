"""``$top`` in ARM's own lists: pages with a link to the next, as Azure's."""

from dataclasses import replace

import pytest
from support.arm_client import ArmClient, MakeAzure

from simulator.estate import load_estate

NAMES = ["alpha", "beta", "gamma", "my-resource-group"]


@pytest.fixture
def client(make_azure: MakeAzure) -> ArmClient:
    """The Owner of four resource groups."""
    groups = load_estate().groups
    more = tuple(replace(groups[0], name=name, machines=(), scale_sets=()) for name in NAMES[:3])
    return make_azure(groups=(*more, *groups)).owner


def names(page: dict[str, list[dict[str, str]]]) -> list[str]:
    return [group["name"] for group in page["value"]]


def test_without_top_all_come_at_once_and_no_link(client: ArmClient) -> None:
    page = client.get(f"{client.subscription}/resourceGroups").json
    assert names(page) == NAMES
    assert "nextLink" not in page


def test_top_is_the_size_of_a_page_and_the_link_leads_to_the_next(client: ArmClient) -> None:
    first = client.get(f"{client.subscription}/resourceGroups", query={"$top": "3"}).json
    assert names(first) == NAMES[:3]
    assert first["nextLink"].startswith(f"{client.base}{client.subscription}/resourceGroups?api-version=2024-07-01&")
    last = client.get(first["nextLink"]).json
    assert names(last) == NAMES[3:]
    assert "nextLink" not in last


@pytest.mark.parametrize("top", ["0", "-1", "1001", "x", "", "1.5", "٣", "9" * 30])
def test_a_top_that_is_none_is_refused(client: ArmClient, top: str) -> None:
    answer = client.get(f"{client.subscription}/resourceGroups", query={"$top": top})
    assert (answer.status_line, answer.code) == ("400 Bad Request", "InvalidTopInQueryString")
    assert answer.message == "Top value must be positive integer less than or equal to 1000."


@pytest.mark.parametrize("token", ["x", "%%%", "ü", "LTE="])
def test_a_skip_token_that_is_none_is_refused(client: ArmClient, token: str) -> None:
    answer = client.get(f"{client.subscription}/resourceGroups", query={"$skiptoken": token})
    assert (answer.status, answer.code) == (400, "InvalidSkipToken")
