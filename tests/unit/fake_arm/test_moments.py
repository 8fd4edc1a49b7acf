"""How Azure's many parts write a moment."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_arm import moments

RECORDED = 638602598122598825
"""The ticks in a recorded operation's URL, of 2024-08-26 09:03:32.2598825."""


def test_ticks_are_counted_from_the_year_one() -> None:
    assert moments.moment(0) == datetime(1, 1, 1, tzinfo=UTC)
    assert moments.moment(RECORDED) == datetime(2024, 8, 26, 9, 3, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fraction", "written"),
    [
        (0, "09:03:32+00:00"),
        (1, "09:03:32.0000001+00:00"),
        (1390680, "09:03:32.139068+00:00"),
        (5000000, "09:03:32.5+00:00"),
        (9999999, "09:03:32.9999999+00:00"),
    ],
)
def test_compute_writes_up_to_seven_digits_and_no_zeros_at_the_end(fraction: int, written: str) -> None:
    assert moments.iso(RECORDED // 10_000_000 * 10_000_000 + fraction) == f"2024-08-26T{written}"


def test_the_other_forms() -> None:
    assert moments.routing(RECORDED) == "20240826T090332Z"
    assert moments.http_date(RECORDED) == "Mon, 26 Aug 2024 09:03:32 GMT"


@pytest.mark.parametrize(
    ("hour", "written"), [(0, "12:05:06 AM"), (8, "8:05:06 AM"), (12, "12:05:06 PM"), (23, "11:05:06 PM")]
)
def test_texts_about_tokens_have_american_times(hour: int, written: str) -> None:
    seconds = datetime(2023, 3, 19, hour, 5, 6, tzinfo=UTC).timestamp()
    assert moments.american(moments.from_unix(seconds)) == f"3/19/2023 {written}"


@given(st.integers(min_value=0, max_value=4_000_000_000))
def test_unix_seconds_come_back(seconds: int) -> None:
    assert moments.unix(moments.from_unix(seconds)) == seconds
