"""What waits while somebody signs in: what they had typed, and the state of a single sign-on."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from api.identity.schema import opened

_LASTS: Final = timedelta(minutes=30)
_MOST: Final = 512
_MOST_LENGTH: Final = 64 * 1024


class Waiting:
    """Small texts kept for half an hour, each for the browser that holds a secret; anybody may fill it.

    So it is bounded: beyond 512 texts the oldest goes, and one over 64 KiB is not kept.
    """

    def __init__(self, home: Path) -> None:
        """Keep where they lie."""
        self._home = home

    def new_id(self) -> str:
        """Return an id that nobody can guess."""
        return secrets.token_urlsafe(18)

    def put(self, browser: str, body: Mapping[str, Any], waiting_id: str | None = None) -> str:
        """Keep a text and return its id; an empty one where the text is too long."""
        text, found, now = json.dumps(body), waiting_id or self.new_id(), datetime.now(UTC)
        if len(text) > _MOST_LENGTH:
            return ""
        with opened(self._home) as db:
            db.execute("DELETE FROM waiting WHERE begun_at < ?", ((now - _LASTS).isoformat(),))
            db.execute(
                "DELETE FROM waiting WHERE id IN"
                " (SELECT id FROM waiting ORDER BY begun_at DESC LIMIT -1 OFFSET ?)",
                (_MOST - 1,),
            )
            db.execute(
                "INSERT INTO waiting (id, browser, body, begun_at) VALUES (?, ?, ?, ?)",
                (found, _hash(browser), text, now.isoformat()),
            )
        return found

    def take(self, browser: str, waiting_id: str) -> dict[str, Any] | None:
        """Return a text and forget it; `None` where there is none of this browser."""
        if not waiting_id:
            return None
        with opened(self._home) as db:
            row = db.execute(
                "DELETE FROM waiting WHERE id = ? AND browser = ? AND begun_at >= ? RETURNING body",
                (waiting_id, _hash(browser), (datetime.now(UTC) - _LASTS).isoformat()),
            ).fetchone()
        return dict(json.loads(row[0])) if row else None


def _hash(browser: str) -> bytes:
    return hashlib.sha256(browser.encode()).digest()
