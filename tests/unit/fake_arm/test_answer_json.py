"""The two ways in which Azure writes JSON."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fake_arm.answer import compact, pretty

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def test_the_gateway_writes_one_line_without_spaces() -> None:
    assert compact({"a": [1, "\u00fc"], "b": {}}) == '{"a":[1,"\u00fc"],"b":{}}'.encode()


def test_compute_writes_crlf_and_two_spaces_and_no_newline_at_the_end() -> None:
    assert pretty({"a": [1], "b": "\n"}) == b'{\r\n  "a": [\r\n    1\r\n  ],\r\n  "b": "\\n"\r\n}'


@given(JSON)
def test_both_say_the_same(value: Any) -> None:
    assert json.loads(compact(value)) == json.loads(pretty(value)) == value


@given(st.text())
def test_half_a_surrogate_pair_breaks_neither(text: str) -> None:
    assert compact(text + "\ud800").endswith(b'?"')
    assert pretty(text + "\udfff").endswith(b'?"')
