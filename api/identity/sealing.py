"""What is sealed under a key of the home, so that the file of accounts alone does not give it away."""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.home_key import home_key

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEY_FILE: Final = "accounts.key"


class Sealing:
    """Seals texts, each for one purpose: what was sealed for another is not opened (Fernet, AES and HMAC).

    Failure: `OSError` where the key can neither be read nor made.
    """

    def __init__(self, home: Path) -> None:
        """Keep where the key lies; it is made with the first text."""
        self._path = home / KEY_FILE

    def seal(self, purpose: str, text: str) -> str:
        """Return a text so that only `open` with the same purpose reads it."""
        return self._cipher(purpose).encrypt(text.encode()).decode()

    def open(self, purpose: str, sealed: str, lasts: timedelta | None = None) -> str | None:
        """Return what was sealed; `None` where it was not, not for this, or longer ago than it `lasts`."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - only where somebody signs in

        try:
            seconds = None if lasts is None else int(lasts.total_seconds())
            return self._cipher(purpose).decrypt(sealed.encode(), ttl=seconds).decode()
        except InvalidToken:
            return None

    def _cipher(self, purpose: str) -> Fernet:
        from cryptography.fernet import Fernet  # noqa: PLC0415

        own = hmac.digest(home_key(self._path), purpose.encode(), "sha256")
        return Fernet(base64.urlsafe_b64encode(own))
