"""The one source of chance: every id and every random number of a simulation comes from its seed."""

import hashlib
import random

_FIXED_BITS = 0xF000_C000 << 48
_VERSION_4 = 0x4000_8000 << 48
"""What tells a random GUID by its bits (RFC 9562): the version, and the variant. Every request draws two of them."""


class Randomness:
    """Named streams of random numbers below one seed.

    A stream depends on the seed and on its own name only, so that how often one part draws (ids of requests, say)
    never changes what another part gets (the latency of an agent).
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, random.Random] = {}

    def stream(self, name: str) -> random.Random:
        """The stream called ``name``: the same object each time."""
        if name not in self._streams:
            digest = hashlib.sha256(f"{self.seed}/{name}".encode()).digest()
            self._streams[name] = random.Random(digest)
        return self._streams[name]

    def identifier(self, name: str = "identifiers") -> str:
        """The next GUID of a stream, as Azure writes it: lower case, version 4."""
        digits = f"{self.stream(name).getrandbits(128) & ~_FIXED_BITS | _VERSION_4:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
