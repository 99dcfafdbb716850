"""People with accounts, as the tests of signing in meet the service: by its pages, over HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from api.audit import AuditLog
from api.identity import passwords
from api.identity.accounts import Accounts
from api.identity.keeping import Keeping
from api.roles import Role
from index.access import AccessLabel

# Argon2 at its cheapest: here dozens sign in, on machines with little to spare.
passwords.hasher = lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

PASSWORD = "bốn con mèo ngồi phơi nắng"
PAGE = {"accept": "text/html"}
_FORM = re.compile(r'name="csrf" value="([^"]+)"')


def make(home: Path, name: str, role: Role = Role.OFFICIAL, clearance: str = "internal") -> None:
    """Make an account whose owner has chosen `PASSWORD`."""
    keeper = Keeping(home, AuditLog(home), "operator:test")
    keeper.create(name, role, AccessLabel.parse(clearance))
    Accounts(home).choose_password(name, PASSWORD)


def token_of(page: str) -> str:
    """Return what the forms of a page send along."""
    found = _FORM.search(page)
    assert found, page[:2000]
    return found[1]


@dataclass
class Browser:
    """A browser without scripts: it reads the token of a form and sends it, as a form does."""

    client: Any  # httpx.Client, or one that is made like it

    def get(self, path: str, **given: Any) -> Any:
        return self.client.get(path, headers=PAGE, **given)

    def send(self, path: str, seen_on: str | None = None, **fields: Any) -> Any:
        """Send a form, with the token that `seen_on` shows (or its own page)."""
        shown = self.get(seen_on or path)
        return self.client.post(path, data={"csrf": token_of(shown.text), **fields}, headers=PAGE)

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> Any:
        return self.send("/login", name=name, password=password, **more)
