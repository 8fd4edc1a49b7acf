"""What is left of a script's output: the last 4,096 bytes of each stream."""

OUTPUT_LIMIT = 4096
"""Bytes kept of each stream (documented: "Output is limited to the last 4,096 bytes"; recorded on Linux)."""


_KIND_BITS, _CONTINUATION = 0b1100_0000, 0b1000_0000
"""A byte inside a UTF-8 character begins with the bits 10."""


def tail(stream: bytes, limit: int = OUTPUT_LIMIT) -> str:
    """The last ``limit`` bytes of a stream, as text that is at most ``limit`` bytes of UTF-8.

    Bytes that are no UTF-8 become U+FFFD. A character that the cut falls into is dropped (chosen), so that the limit
    holds in what the client receives.
    """
    text = _last_bytes(stream, limit).decode("utf-8", "replace")
    return _last_bytes(text.encode(), limit).decode()


def _last_bytes(stream: bytes, limit: int) -> bytes:
    if len(stream) <= limit:
        return stream
    stream = stream[-limit:]
    start = 0
    while start < min(3, len(stream)) and stream[start] & _KIND_BITS == _CONTINUATION:
        start += 1
    return stream[start:]


def windows_text(stream: bytes) -> bytes:
    """A stream as the Windows extension reports it: lines joined by a newline, without the last one (recorded)."""
    return stream.replace(b"\r\n", b"\n").removesuffix(b"\n")
