"""Which logout tokens of a provider are taken, and that each fault in one is reason enough to refuse it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from api.identity.errors import SignOnFailed
from api.identity.open_id import Provider
from api.identity.open_id_logout import Ended, read_logout_token
from api.identity.sessions import Sessions, Times
from index.single_sign_on import SingleSignOn

ISSUER = "https://dang-nhap.example.gov.vn"
EVENT = {"http://schemas.openid.net/event/backchannel-logout": {}}
SETTINGS = SingleSignOn.model_validate(
    {
        "issuer": ISSUER,
        "client_id": "thutuc",
        "address": "https://hoi-dap.example.gov.vn",
        "grants": [{"claim": "groups", "value": "x", "role": "official", "clearance": "internal"}],
    }
)
KEY, OLD = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
SECRET = OctKey.import_key("k" * 32)


class Published(Provider):
    """The provider, whose keys are here; it has changed them since they were asked for first."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.asked = 0

    def keys(self, *, anew: bool = False) -> Any:
        self.asked += 1
        return KeySet([KEY if anew else OLD]).as_dict(private=False)


def token(key: Any = KEY, header: dict[str, Any] | None = None, **other: Any) -> str:
    claims = {
        "iss": ISSUER,
        "aud": "thutuc",
        "iat": int(time.time()),
        "exp": int(time.time()) + 120,
        "jti": "t-1",
        "events": EVENT,
        "sub": "u-1",
        "sid": "s-1",
    } | other
    given = {"alg": "ES256", "typ": "logout+jwt"} | (header or {})
    told = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(given, told, key, algorithms=[given["alg"]])


@pytest.mark.parametrize(
    ("other", "ended"),
    [
        ({}, Ended("u-1", "s-1", "t-1")),
        ({"aud": ["another", "thutuc"]}, Ended("u-1", "s-1", "t-1")),
        ({"sid": None}, Ended("u-1", None, "t-1")),
        ({"sub": None, "exp": None}, Ended(None, "s-1", "t-1")),
        ({"header": {"typ": "JWT"}}, Ended("u-1", "s-1", "t-1")),
    ],
)
def test_a_good_token_says_what_has_ended(other: dict[str, Any], ended: Ended) -> None:
    assert read_logout_token(Published(), SETTINGS, token(**other)) == ended


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://somebody.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"iat": None},
        {"iat": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"exp": int(time.time()) - 3600},
        {"jti": None},
        {"jti": 7},
        {"events": None},
        {"events": {}},
        {"events": ["http://schemas.openid.net/event/backchannel-logout"]},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": "yes"}},
        {"sub": None, "sid": None},
        {"sub": ["u-1"]},
        {"sid": ""},
        {"nonce": "as in a token of signing in"},
        {"header": {"typ": "at+jwt"}},
        {"key": ECKey.generate_key("P-256")},
        {"key": SECRET, "header": {"alg": "HS256"}},
    ],
)
def test_each_fault_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(SignOnFailed):
        read_logout_token(Published(), SETTINGS, token(**other))


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ.", "é.é.é"])
def test_what_is_no_token_is_refused_without_asking_for_keys_again(text: str) -> None:
    provider = Published()
    with pytest.raises(SignOnFailed):
        read_logout_token(provider, SETTINGS, text)
    assert provider.asked == 1


def test_each_token_counts_once(tmp_path: Path) -> None:
    from datetime import timedelta

    sessions = Sessions(tmp_path, Times(timedelta(hours=1), timedelta(hours=1)))
    lasts = timedelta(minutes=20)
    assert [sessions.first_time(one, lasts) for one in ("t-1", "t-1", "t-2")] == [True, False, True]
