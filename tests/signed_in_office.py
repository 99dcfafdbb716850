"""The small office where people sign in, and browsers at its service."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from people import Browser, make
from small_office import small_office

from api.audit import AuditLog
from api.identity.schema import FILE
from api.roles import Role

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
Opens = Callable[..., Browser]


def office(home: Path) -> Path:
    """Return a home of its own, with an official and an administrator."""
    small_office().copied(home)
    make(home, "lan")
    make(home, "quan.tri", Role.ADMINISTRATOR, "secret")
    return home


@contextmanager
def browsers(app: Any) -> Iterator[Opens]:
    """Give what opens browsers at the service over HTTPS, or at another."""
    opened: list[TestClient] = []

    def opens(other: Any = None) -> Browser:
        client = TestClient(other or app, base_url="https://testserver", follow_redirects=False)
        opened.append(client)
        return Browser(client)

    yield opens
    for client in opened:
        client.close()


def set_in_session(home: Path, name: str, column: str, moment: datetime) -> None:
    with sqlite3.connect(home / FILE) as db:
        db.execute(f"UPDATE sessions SET {column} = ? WHERE name = ?", (moment.isoformat(), name))


def what(home: Path) -> list[tuple[str, str, str | None, str | None]]:
    return [(e["who"], e["what"], e.get("about"), e["outcome"]) for e in AuditLog(home).lines()]
