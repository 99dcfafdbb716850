"""What a provider says when a session has ended there: OpenID Connect Back-Channel Logout 1.0."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.identity.errors import SignOnFailed
from api.identity.open_id import LEEWAY, SIGNED_BY, Provider
from index.single_sign_on import SingleSignOn

_log = logging.getLogger(__name__)

_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_TYPES: Final = frozenset({"logout+jwt", "jwt"})
OLDEST: Final = 600
"""Seconds for which a logout token is good, where it does not end sooner; providers try again for a while."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What has ended at the provider: a session, all of a person's, or that session of that person.

    `token_id` is good once.
    """

    subject: str | None
    session: str | None
    token_id: str


def read_logout_token(provider: Provider, settings: SingleSignOn, token: str) -> Ended:
    """Return what a logout token says, once its signature and all its claims are found good.

    Raises:
        SignOnFailed: they are not, or the provider's keys cannot be had.
    """
    try:
        claims = _signed(provider, token)
        _check(settings, claims)
        return Ended(_text(claims, "sub"), _text(claims, "sid"), str(claims["jti"]))
    except SignOnFailed:
        raise
    except Exception as fault:  # whatever the libraries make of what they were sent
        _log.warning("a logout token was refused: %s", type(fault).__name__)
        raise SignOnFailed(type(fault).__name__) from fault


def _signed(provider: Provider, token: str) -> dict[str, Any]:
    """Return the claims of a token that the provider has signed; its keys may have changed since."""
    from joserfc import jwt  # noqa: PLC0415 - only where this is switched on
    from joserfc.errors import BadSignatureError, InvalidKeyIdError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    def read(keys: Any) -> jwt.Token:  # noqa: ANN401 - as the provider publishes them
        return jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(SIGNED_BY))

    try:
        found = read(provider.keys())
    except (BadSignatureError, InvalidKeyIdError):
        found = read(provider.keys(anew=True))
    if str(found.header.get("typ", "JWT")).lower() not in _TYPES:
        raise SignOnFailed("a token of another type")
    return dict(found.claims)


def _check(settings: SingleSignOn, claims: Mapping[str, Any]) -> None:
    from joserfc.jwt import JWTClaimsRegistry  # noqa: PLC0415

    JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client_id},
        iat={"essential": True},
        jti={"essential": True},
    ).validate(dict(claims))
    if claims["iat"] < time.time() - OLDEST - LEEWAY:
        raise SignOnFailed("an old logout token")
    events = claims.get("events")
    if not isinstance(events, Mapping) or not isinstance(events.get(_EVENT), Mapping):
        raise SignOnFailed("a token that is none of logging out")
    if claims.get("sub") is None and claims.get("sid") is None:
        raise SignOnFailed("a logout token that names nobody")
    if "nonce" in claims:
        raise SignOnFailed("a logout token with a nonce, as tokens of signing in have it")


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if value is not None and (not isinstance(value, str) or not value):
        raise SignOnFailed(f"{name} of a logout token is no text")
    return value
