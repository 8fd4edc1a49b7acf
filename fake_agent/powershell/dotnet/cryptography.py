"""Hash algorithms and random bytes (System.Security.Cryptography)."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Any

from fake_agent.powershell.dotnet.bytes import byte_array, raw_bytes
from fake_agent.powershell.dotnet.type_model import NetType
from fake_agent.powershell.dotnet.types import define, named
from fake_agent.powershell.values.collections import TypedArray
from fake_agent.powershell.values.numbers import Byte
from fake_agent.powershell.values.objects import NOTHING

_NAMESPACE = "System.Security.Cryptography"
_CLASSES = {
    "MD5": ("md5", ("MD5CryptoServiceProvider",)),
    "SHA1": ("sha1", ("SHA1CryptoServiceProvider", "SHA1Managed")),
    "SHA256": ("sha256", ("SHA256Managed", "SHA256CryptoServiceProvider")),
    "SHA384": ("sha384", ("SHA384Managed", "SHA384CryptoServiceProvider")),
    "SHA512": ("sha512", ("SHA512Managed", "SHA512CryptoServiceProvider")),
}
"""The abstract class of each algorithm, Python's name for it, and its classes; ``Create()`` makes the first."""


class HashAlgorithm:
    """A hash, or a keyed one; ``value`` is that of the last computation."""

    def __init__(self, net_type: NetType, algorithm: str, key: bytes | None = None) -> None:
        self.net_type = net_type
        self.algorithm = algorithm
        self.key = key
        self.value: TypedArray | None = None

    def compute(self, content: Iterable[Any], offset: int = 0, count: int | None = None) -> TypedArray:
        """The hash of bytes, or of a part of them."""
        part = raw_bytes(content)[offset : None if count is None else offset + count]
        if self.key is None:
            digest = hashlib.new(self.algorithm, part, usedforsecurity=False).digest()
        else:
            digest = hmac.new(self.key, part, self.algorithm).digest()
        self.value = byte_array(digest)
        return self.value

    def set_key(self, key: Iterable[Any]) -> None:
        """Use another key."""
        self.key = raw_bytes(key)


def _maker(class_name: str, algorithm: str) -> Callable[[], HashAlgorithm]:
    kind = named(f"{_NAMESPACE}.{class_name}")
    return lambda: HashAlgorithm(kind, algorithm)


def _by_name(name: str) -> HashAlgorithm | None:
    key = name.upper().replace("-", "").rpartition(".")[2]
    return None if key not in _CLASSES else _maker(_CLASSES[key][1][0], _CLASSES[key][0])()


define(
    f"{_NAMESPACE}.HashAlgorithm",
    properties={
        "Hash": lambda algorithm: algorithm.value,
        "HashSize": lambda algorithm: hashlib.new(algorithm.algorithm, usedforsecurity=False).digest_size * 8,
    },
    methods={
        "byte[] ComputeHash(byte[] buffer)": HashAlgorithm.compute,
        "byte[] ComputeHash(byte[] buffer, int offset, int count)": HashAlgorithm.compute,
        "void Clear()": lambda _: NOTHING,
        "void Dispose()": lambda _: NOTHING,
    },
    static_methods={"object Create(string hashName)": _by_name},
)
for _name, (_algorithm, _made) in _CLASSES.items():
    _abstract = f"{_NAMESPACE}.{_name}"
    define(_abstract, base=f"{_NAMESPACE}.HashAlgorithm")
    for _class in _made:
        define(f"{_NAMESPACE}.{_class}", base=_abstract)
        define(f"{_NAMESPACE}.{_class}", constructors={"object new()": _maker(_class, _algorithm)})
    define(_abstract, static_methods={"object Create()": _maker(_made[0], _algorithm)})


def _keyed(class_name: str, algorithm: str) -> Callable[..., HashAlgorithm]:
    kind = named(f"{_NAMESPACE}.{class_name}")

    def make(context: Any, key: Iterable[Any] | None = None) -> HashAlgorithm:
        return HashAlgorithm(kind, algorithm, context.host.random.randbytes(64) if key is None else raw_bytes(key))

    return make


for _name in ("MD5", "SHA1", "SHA256", "SHA384", "SHA512"):
    define(f"{_NAMESPACE}.HMAC{_name}", base=f"{_NAMESPACE}.HashAlgorithm")
    define(
        f"{_NAMESPACE}.HMAC{_name}",
        writable={"Key": (lambda algorithm: byte_array(algorithm.key), HashAlgorithm.set_key)},
        context_constructors={"object new([byte[] key])": _keyed(f"HMAC{_name}", _CLASSES[_name][0])},
    )


define(f"{_NAMESPACE}.RandomNumberGenerator")
define(f"{_NAMESPACE}.RNGCryptoServiceProvider", base=f"{_NAMESPACE}.RandomNumberGenerator")


class RandomNumbers:
    """System.Security.Cryptography.RandomNumberGenerator, on the machine's own randomness."""

    net_type = named(f"{_NAMESPACE}.RNGCryptoServiceProvider")


def _fill(context: Any, _random: RandomNumbers, data: list[Any]) -> object:
    data[:] = [Byte(value) for value in context.host.random.randbytes(len(data))]
    return NOTHING


define(
    f"{_NAMESPACE}.RandomNumberGenerator",
    context_methods={"void GetBytes(object data)": _fill},
    methods={"void Dispose()": lambda _: NOTHING},
    static_methods={"object Create()": RandomNumbers},
)
define(f"{_NAMESPACE}.RNGCryptoServiceProvider", constructors={"object new()": RandomNumbers})
