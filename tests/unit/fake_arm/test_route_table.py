"""Finding routes by path."""

from hypothesis import given
from hypothesis import strategies as st

from fake_arm.answer import Answer
from fake_arm.app import ARM_ROUTES, OPEN_ROUTES
from fake_arm.cloud import Cloud
from fake_arm.request import ArmRequest
from fake_arm.routes import Route, RouteTable


def nothing(_cloud: Cloud, _request: ArmRequest) -> Answer:
    return Answer(200)


def table(*templates: str) -> RouteTable:
    """A table of GET routes."""
    return RouteTable(Route("GET", template, nothing) for template in templates)


def names(routes: RouteTable, path: str) -> dict[str, str] | None:
    """The names in a path that is found."""
    match = routes.find(path)
    return None if match is None else dict(match.names)


def test_literal_segments_are_matched_in_any_case_and_names_kept_as_written() -> None:
    assert names(table("/Things/{thing}"), "/THINGS/MiXed") == {"thing": "MiXed"}


def test_a_place_takes_one_segment_that_is_not_empty() -> None:
    routes = table("/things/{thing}/end")
    assert names(routes, "/things/a/end") == {"thing": "a"}
    assert names(routes, "/things//end") is None
    assert names(routes, "/things/a/b/end") is None


def test_a_place_at_the_front_takes_any_number() -> None:
    routes = table("/{*scope}/providers/X/{name}")
    assert names(routes, "/a/providers/x/n") == {"scope": "/a", "name": "n"}
    assert names(routes, "/a/providers/y/b/providers/X/n") == {"scope": "/a/providers/y/b", "name": "n"}
    assert names(routes, "/providers/X/n") is None


def test_the_first_of_two_that_match_wins() -> None:
    assert names(table("/adfs/token", "/{tenant}/token"), "/ADFS/token") == {}
    assert names(table("/{tenant}/token"), "/adfs/token") == {"tenant": "adfs"}


def test_methods_of_one_path_are_found_together() -> None:
    routes = RouteTable([Route("GET", "/a/{b}", nothing), Route("PUT", "/A/{b}", nothing)])
    match = routes.find("/a/x")
    assert match is not None
    assert sorted(match.routes) == ["GET", "PUT"]


def test_every_route_below_a_subscription_says_what_it_needs() -> None:
    for route in ARM_ROUTES.routes:
        assert route.action or route.scope.value == "none" or route.template == "/tenants", route


def test_no_route_of_sign_in_hides_one_of_arm() -> None:
    for route in ARM_ROUTES.routes:
        assert OPEN_ROUTES.find(route.template) is None


@given(st.text(max_size=40))
def test_any_text_is_a_path_that_may_be_looked_for(path: str) -> None:
    for routes in (ARM_ROUTES, OPEN_ROUTES):
        match = routes.find(path)
        assert match is None or match.routes
