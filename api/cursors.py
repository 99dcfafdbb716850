"""Cursors that tell their holder nothing: sealed under a key of the home, for one reader and one list."""

from __future__ import annotations

import base64
import secrets
import struct
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.home_key import home_key
from index.access import Principal

KEY_FILE: Final = "cursor.key"
_NONCE: Final = 12
_NUMBERS: Final = struct.Struct(">QQQ")
LONGEST: Final = 80
"""Characters of a cursor, with some to spare."""


class BadCursor(Exception):
    """The cursor was not given to this reader for this list, or the reader's rights have changed since."""


class Cursors:
    """Seals the numbers of a place in a list; no two cursors look alike, even for the same place.

    A number of the store's log counts what happened to documents that the reader may not read. Sealed anew
    for each reply, a cursor shows neither the number nor whether it has moved.
    """

    def __init__(self, home: Path) -> None:
        """Keep where the key lies; it is made with the first cursor, for its owner only."""
        self._path = home / KEY_FILE

    def seal(self, purpose: str, principal: Principal, *place: int) -> str:
        """Return the cursor of a place in a list, which is one to three numbers."""
        numbers = (*place, 0, 0)[: len(_NUMBERS.format) - 1]
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher().encrypt(nonce, _NUMBERS.pack(*numbers), _bound(purpose, principal))
        return base64.urlsafe_b64encode(nonce + sealed).decode("ascii").rstrip("=")

    def open(self, purpose: str, principal: Principal, cursor: str) -> tuple[int, int, int]:
        """Return the numbers of a cursor, 0 for those not given. Raises `BadCursor`."""
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            plain = self._cipher().decrypt(raw[:_NONCE], raw[_NONCE:], _bound(purpose, principal))
        except (ValueError, InvalidTag) as refused:
            raise BadCursor("not a cursor of this reader and list") from refused
        first, second, third = _NUMBERS.unpack(plain)
        return first, second, third

    def _cipher(self) -> AESGCM:
        return AESGCM(home_key(self._path))


def _bound(purpose: str, principal: Principal) -> bytes:
    """Bind a cursor to what its reader may read: with other rights, the list is to be read anew."""
    rights = (purpose, principal.name, str(int(principal.clearance)), *sorted(principal.departments))
    return "\0".join(rights).encode()
