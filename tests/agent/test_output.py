"""The last 4,096 bytes of a stream, and what the extension writes before it runs a script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_agent.extension.linux import script_bytes as linux_script
from fake_agent.extension.output import OUTPUT_LIMIT, tail, windows_text
from fake_agent.extension.windows import script_bytes as windows_script
from fake_agent.protocol import RunCommandSettings


@given(st.binary(max_size=9000))
def test_a_tail_is_never_more_than_4096_bytes(stream: bytes) -> None:
    assert len(tail(stream).encode()) <= OUTPUT_LIMIT


@given(st.text(max_size=2000))
def test_a_tail_of_text_is_its_end(text: str) -> None:
    kept = tail(text.encode())
    assert text.endswith(kept)
    assert len(text.encode()) <= OUTPUT_LIMIT or OUTPUT_LIMIT - len(kept.encode()) <= 3


@pytest.mark.parametrize(
    ("stream", "kept"),
    [
        (b"a" * 4096, "a" * 4096),
        (b"b" + b"a" * 4096, "a" * 4096),
        ("€".encode() + b"a" * 4095, "a" * 4095),
        ("€".encode() + b"a" * 4093, "€" + "a" * 4093),
        (b"\xff" * 5000, "�" * 1365),
    ],
    ids=["exactly", "one more", "cut inside a character", "cut before a character", "no UTF-8"],
)
def test_a_tail_is_counted_in_bytes_and_cuts_no_character(stream: bytes, kept: str) -> None:
    assert tail(stream) == kept


def test_the_windows_extension_joins_lines_by_a_newline_and_drops_the_last() -> None:
    assert windows_text(b"one\r\ntwo\r\n\r\n") == b"one\ntwo\n"


def test_a_literal_backslash_n_becomes_a_line_break_in_a_windows_script() -> None:
    assert windows_script((r"cd C:\newdir", "dir")) == b"cd C:\r\newdir\r\ndir\r\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("echo $1",), b"export arg1=a b\nset -- a b\necho $1"),
        (("#!/bin/bash", "echo $1"), b"#!/bin/bash\nexport arg1=a b\nset -- a b\necho $1"),
        (("#!/bin/bash",), b"#!/bin/bash\nexport arg1=a b\nset -- a b\n"),
        (("\ufeff#!/bin/bash\r\necho $1\r\n",), b"#!/bin/bash\nexport arg1=a b\nset -- a b\necho $1\n"),
    ],
    ids=["plain", "after the shebang", "a shebang alone", "byte order mark and CRLF"],
)
def test_parameters_stand_unquoted_before_a_linux_script(lines: tuple[str, ...], expected: bytes) -> None:
    assert linux_script(RunCommandSettings("RunShellScript", lines, (("arg1", "a b"),))) == expected


def test_a_linux_script_without_parameters_is_left_as_it_is() -> None:
    assert linux_script(RunCommandSettings("RunShellScript", ("one", "two"))) == b"one\ntwo"
