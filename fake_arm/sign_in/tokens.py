"""Access tokens: RS256 JSON web tokens as Microsoft Entra ID issues them, made and checked with a key of this run."""

import base64
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from fake_arm.model import Principal

LIFETIME = 3599
"""Seconds that a token lives, as Entra ID says it (recorded)."""

KNOWN_AUDIENCES = frozenset(
    audience + ending
    for audience in ("https://management.core.windows.net", "https://management.azure.com")
    for ending in ("", "/")
)


class TokenRefusedError(Exception):
    """A token that is none: malformed, of another key, not yet valid."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What ARM reads of a token. ``not_before`` and ``expires`` are in Unix seconds."""

    audience: str
    issuer: str
    tenant_id: str
    object_id: str
    expires: float
    not_before: int = 0


class TokenAuthority:
    """Issues and checks tokens. The key is made at first use, so that starting costs nothing."""

    def __init__(self) -> None:
        self._checked: dict[str, Claims] = {}
        self._expired: dict[str, float] = {}
        self._issued = 0
        self._numbers: dict[str, int] = {}

    @property
    def issued(self) -> int:
        """How many access tokens were issued so far."""
        return self._issued

    def number(self, token: str) -> int:
        """The how manieth access token a token is, from 1; 0 where it was signed in another way."""
        return self._numbers.get(token, 0)

    def expire(self, token: str, at: float) -> None:
        """Let a token have expired ``at`` (Unix seconds), whatever it says itself."""
        self._expired[token] = at

    def revive(self, token: str) -> None:
        """Let a token live as long as it says."""
        self._expired.pop(token, None)

    def revive_all(self) -> None:
        """Let all tokens live as long as they say."""
        self._expired.clear()

    def has_expired_early(self, token: str) -> bool:
        """Whether ``expire`` ended a token."""
        return token in self._expired

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def key_id(self) -> str:
        """The key's name in the key set."""
        modulus = self._key.public_key().public_numbers().n
        return base64.urlsafe_b64encode(modulus.to_bytes(256, "big")[:20]).rstrip(b"=").decode()

    def key_set(self) -> dict[str, Any]:
        """The JSON web key set that clients may check tokens with."""
        numbers = self._key.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.key_id,
            "n": _base64url(numbers.n),
            "e": _base64url(numbers.e),
        }
        return {"keys": [key]}

    def issue(self, principal: Principal, tenant_id: str, audience: str, now: float, token_id: str) -> str:
        """A token for a principal. ``now`` is in Unix seconds."""
        issued = int(now)
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant_id}/",
            "iat": issued,
            "nbf": issued,
            "exp": issued + LIFETIME + 1,
            "appid": principal.client_id,
            "appidacr": "1",
            "idp": f"https://sts.windows.net/{tenant_id}/",
            "idtyp": "app",
            "oid": principal.object_id,
            "sub": principal.object_id,
            "tid": tenant_id,
            "uti": token_id,
            "ver": "1.0",
        }
        token = self.sign(claims)
        self._issued += 1
        self._numbers[token] = self._issued
        return token

    def sign(self, claims: dict[str, Any]) -> str:
        """A token with these claims, signed."""
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self.key_id})

    def refreshed_object_id(self, token: str) -> str:
        """Whose refresh token this is; empty where it is none."""
        try:
            body = jwt.decode(token, self._key.public_key(), algorithms=["RS256"], options={"require": ["oid"]})
        except jwt.InvalidTokenError:
            return ""
        return str(body["oid"]) if body.get("use") == "refresh" else ""

    def check(self, token: str) -> Claims:
        """The claims of a token that was issued here.

        Raises ``TokenRefusedError``; expiry and audience are the caller's to check.
        """
        if token not in self._checked:
            self._checked[token] = self._read(token)
        claims = self._checked[token]
        return replace(claims, expires=self._expired[token]) if token in self._expired else claims

    def _read(self, token: str) -> Claims:
        try:
            body = jwt.decode(
                token,
                self._key.public_key(),
                algorithms=["RS256"],
                options={
                    "verify_aud": False,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                    "require": ["aud", "exp", "iss", "tid", "oid"],
                },
            )
            who = (str(body["aud"]), str(body["iss"]), str(body["tid"]), str(body["oid"]))
            claims = Claims(*who, int(body["exp"]), int(body.get("nbf", 0)))
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise TokenRefusedError(str(error)) from error
        return claims


def _base64url(number: int) -> str:
    content = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
