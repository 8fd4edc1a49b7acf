"""The one source of chance: every id and every random number of a simulation comes from its seed."""

import hashlib
import random
import uuid


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
        return str(uuid.UUID(int=self.stream(name).getrandbits(128), version=4))
