"""The office's single sign-on: OpenID Connect, authorization code with PKCE, through Authlib."""

from __future__ import annotations

import logging
import secrets
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from api.identity.errors import SignOnFailed
from index.single_sign_on import SingleSignOn

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

_log = logging.getLogger(__name__)

CALLBACK: Final = "/login/sso/callback"
SIGNED_BY: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key that only the provider has; neither `none` nor one by a shared secret."""
_KNOWN_FOR: Final = 3600.0
_KEYS_AGAIN: Final = 60.0
"""How long keys that were just asked for are not asked for again, whoever sends what nobody signed."""
LEEWAY: Final = 60
"""Seconds by which the clock of the provider may be off."""
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-on under way: where the browser is sent, and what the provider has to answer with."""

    address: str
    nonce: str
    verifier: str


class Provider:
    """The provider that the settings name; no other host is asked, save those it names for itself.

    Failure: `SignOnFailed` for whatever is not as the standard has it; then nobody is known.
    """

    def __init__(self, settings: SingleSignOn) -> None:
        """Keep the settings; nothing is asked before somebody signs in."""
        self._settings = settings
        self._metadata: dict[str, Any] = {}
        self._asked_at = 0.0
        self._keys: Any = None
        self._keys_at = 0.0

    def begin(self, state: str) -> Begun:
        """Return where to send a browser; `state` comes back with it."""
        nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        with self._client() as client:
            to = self._known(client)["authorization_endpoint"]
            address, _ = client.create_authorization_url(to, state=state, nonce=nonce, code_verifier=verifier)
        return Begun(address, nonce, verifier)

    def finish(self, query: Mapping[str, str], nonce: str, verifier: str) -> dict[str, Any]:
        """Return what the provider says of the person who came back with `query`."""
        if "code" not in query or query.get("iss", self._settings.issuer) != self._settings.issuer:
            raise SignOnFailed(f"the provider sent back {query.get('error', 'no code')[:80]!r}")
        try:
            with self._client() as client:
                known = self._known(client)
                token = client.fetch_token(
                    known["token_endpoint"],
                    grant_type="authorization_code",
                    code=query["code"],
                    code_verifier=verifier,
                )
                claims = self._verified(token, self._asked_keys(client), nonce)
                return self._more(client, known, claims)
        except SignOnFailed:
            raise
        except Exception as fault:  # whatever the libraries make of what they were sent
            _log.warning("the single sign-on failed: %s", type(fault).__name__)
            raise SignOnFailed(type(fault).__name__) from fault

    def keys(self, *, anew: bool = False) -> Any:  # noqa: ANN401 - as the provider publishes them
        """Return the keys that the provider signs with, at most an hour old, or `anew` at most a minute."""
        if self._keys is None or time.monotonic() - self._keys_at > (_KEYS_AGAIN if anew else _KNOWN_FOR):
            with self._client() as client:
                self._asked_keys(client)
        return self._keys

    def leaving(self, back: str) -> str | None:
        """Return where a browser ends its session at the provider; `None` where that has no such place.

        `back` is the address to come back to, which has to be registered there.
        """
        with self._client() as client:
            to = str(self._known(client).get("end_session_endpoint", ""))
        scheme = urlsplit(self._settings.issuer).scheme
        if urlsplit(to).scheme not in {scheme, "https"}:
            return None
        told = {"client_id": self._settings.client_id, "post_logout_redirect_uri": back}
        return f"{to}{'&' if urlsplit(to).query else '?'}{urlencode(told)}"

    def _asked_keys(self, client: OAuth2Client) -> Any:  # noqa: ANN401
        address = self._known(client)["jwks_uri"]
        found = client.request("GET", address, withhold_token=True).raise_for_status().json()
        self._keys, self._keys_at = found, time.monotonic()
        return found

    def _verified(self, token: Mapping[str, Any], keys: Any, nonce: str) -> dict[str, Any]:  # noqa: ANN401
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - only where this is switched on
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        chosen = self._settings
        read = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=list(SIGNED_BY))
        options = {
            "iss": {"essential": True, "value": chosen.issuer},
            "aud": {"essential": True, "value": chosen.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
        }
        params = {"nonce": nonce, "client_id": chosen.client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(read.claims, read.header, options, params)
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def _more(self, client: OAuth2Client, known: Mapping[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
        """Add what only the user-info endpoint tells; what is signed outranks it."""
        if "userinfo_endpoint" not in known:
            return claims
        told = client.request("GET", known["userinfo_endpoint"]).raise_for_status().json()
        if told.get("sub") != claims["sub"]:
            raise SignOnFailed("the user info is of somebody else")
        return {**told, **claims}

    def _known(self, client: OAuth2Client) -> dict[str, Any]:
        """Return what the provider says of itself, asked at most once an hour."""
        if self._metadata and time.monotonic() - self._asked_at < _KNOWN_FOR:
            return self._metadata
        address = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = dict(client.request("GET", address, withhold_token=True).raise_for_status().json())
        except Exception as fault:
            _log.warning("the single sign-on cannot be reached: %s", type(fault).__name__)
            raise SignOnFailed("the provider cannot be reached") from fault
        if found.get("issuer") != self._settings.issuer:
            raise SignOnFailed("the provider calls itself otherwise than `issuer`")
        scheme = urlsplit(self._settings.issuer).scheme
        if any(urlsplit(found.get(name, "")).scheme not in {scheme, "https"} for name in _ENDPOINTS):
            raise SignOnFailed("an endpoint of the provider is missing or not over HTTPS")
        self._metadata, self._asked_at = found, time.monotonic()
        return found

    def _client(self) -> OAuth2Client:
        try:
            from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415
        except ImportError as missing:
            raise SignOnFailed("single sign-on needs the extra `sso`") from missing
        chosen = self._settings
        secret = chosen.client_secret.get_secret_value() if chosen.client_secret else None
        return OAuth2Client(
            client_id=chosen.client_id,
            client_secret=secret,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=chosen.scopes,
            redirect_uri=f"{chosen.address}{CALLBACK}",
            code_challenge_method="S256",
            timeout=chosen.seconds,
            trust_env=False,
            verify=ssl.create_default_context(),
        )
