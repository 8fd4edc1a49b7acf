"""The counting of rate limits."""

from hypothesis import given
from hypothesis import strategies as st

from fake_arm.limits import GROUPS, Buckets, Limit

THREE_A_MINUTE = Limit("three", 3)


def test_a_bucket_empties_one_by_one_and_then_refuses() -> None:
    buckets = Buckets()
    assert [buckets.take(THREE_A_MINUTE, "me", 0.0) for _ in range(5)] == [2, 1, 0, -1, -1]


def test_it_fills_evenly_within_its_window() -> None:
    buckets = Buckets()
    for _ in range(3):
        buckets.take(THREE_A_MINUTE, "me", 0.0)
    assert buckets.take(THREE_A_MINUTE, "me", 19.9) == -1
    assert buckets.take(THREE_A_MINUTE, "me", 40.0) == 1


def test_it_never_holds_more_than_its_size() -> None:
    buckets = Buckets()
    buckets.take(THREE_A_MINUTE, "me", 0.0)
    assert buckets.take(THREE_A_MINUTE, "me", 1e9) == 2


def test_owners_do_not_share() -> None:
    buckets = Buckets()
    buckets.take(THREE_A_MINUTE, "me", 0.0)
    assert buckets.take(THREE_A_MINUTE, "you", 0.0) == 2


def test_clearing_fills_all() -> None:
    buckets = Buckets()
    buckets.take(THREE_A_MINUTE, "me", 0.0)
    buckets.clear()
    assert buckets.take(THREE_A_MINUTE, "me", 0.0) == 2


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=60))
def test_never_more_than_size_and_refill_are_taken(pauses: list[float]) -> None:
    buckets, now, taken = Buckets(), 0.0, 0
    for pause in pauses:
        now += pause
        taken += buckets.take(THREE_A_MINUTE, "me", now) >= 0
    assert taken <= 3 + now * 3 / 60 + 1e-6


def test_the_limits_of_a_group_have_names_of_their_own() -> None:
    names = [limit.name for group in GROUPS.values() for limit in group]
    assert len(names) == len(set(names))
