"""The accounts of people: who they are, their role, and what they may read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection, IntegrityError
from typing import Any, Final

from api.identity import passwords
from api.identity.errors import (
    AccountExists,
    AccountUnknown,
    LastAdministrator,
    NameRefused,
    SignedOnElsewhere,
)
from api.identity.policy import policy
from api.identity.schema import looked_at, opened
from api.roles import Role
from index.access import AccessLabel, Clearance, Principal

MOST_NAME: Final = 64
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?")
COLUMNS: Final = (
    "name, shown_name, role, label, issuer, created_at, changed_at, seen_at, disabled_at, password_ends_at,"
    " factor_at"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account without its password; `label` is the clearance with the departments.

    `issuer` names the single sign-on that speaks for the person, `None` where a password does;
    `password_ends_at` is set while the password is one that somebody else made; `second_factor` tells
    whether a code is asked for besides.
    """

    name: str
    shown_name: str
    role: Role
    label: AccessLabel
    issuer: str | None
    created_at: datetime
    changed_at: datetime
    seen_at: datetime | None
    disabled: bool
    password_ends_at: datetime | None
    second_factor: bool

    @property
    def principal(self) -> Principal:
        """Who reads by this account."""
        return Principal(principal_name(self.name), self.label.level, self.label.departments)

    @property
    def must_change(self) -> bool:
        """Whether its owner has to choose a password before anything else."""
        return self.password_ends_at is not None


def principal_name(name: str) -> str:
    """Return how records and the audit log call the owner of an account."""
    return f"account:{name}"


def checked_name(text: str) -> str:
    """Return a name as accounts have it. Raises `NameRefused`."""
    name = text.strip().lower()
    if not _NAME.fullmatch(name):
        raise NameRefused("a name is 1 to 64 letters a-z, digits and . _ @ + - inside it")
    return name


class Accounts:
    """The accounts of one home; each call looks at the file, so that a change counts at once.

    Failure: `AccountUnknown` for a name that is not there, `sqlite3.Error` where the file is damaged: then
    nobody is let in.
    """

    def __init__(self, home: Path) -> None:
        """Keep where they lie; nothing is made before the first account is."""
        self._home = home

    def create(self, name: str, role: Role, label: AccessLabel, shown_name: str = "") -> tuple[Account, str]:
        """Make an account; return it with the password for the first time, which is shown only now.

        Raises:
            NameRefused: the text cannot be a name.
            AccountExists: the name is taken, or was.
        """
        name, password = checked_name(name), passwords.made_up()
        kept = passwords.hashed(password)
        with opened(self._home) as db:
            _insert(db, name, shown_name, role, label)
            self._give(db, name, kept)
        return self.get(name), password

    def from_sign_on(  # noqa: PLR0913, PLR0917 - what a provider says of a person
        self, issuer: str, subject: str, name: str, shown_name: str, role: Role, label: AccessLabel
    ) -> Account:
        """Keep what a single sign-on says of a person, known by `subject`, and return the account.

        Raises:
            NameRefused, AccountExists: the name cannot be used; it is never taken over from somebody else.
        """
        now = datetime.now(UTC).isoformat()
        with opened(self._home) as db:
            row = db.execute(
                "SELECT name, role, label FROM accounts WHERE issuer = ? AND subject = ?", (issuer, subject)
            ).fetchone()
            if row is None:
                named = checked_name(name)
                _insert(db, named, shown_name, role, label, (issuer, subject))
            else:
                named = row[0]
                changed = (row[1], row[2]) != (role.value, str(label))
                db.execute(
                    "UPDATE accounts SET shown_name = ?, role = ?, label = ?, changed_at ="
                    " CASE WHEN ? THEN ? ELSE changed_at END WHERE name = ?",
                    (_shown(shown_name, named), role.value, str(label), changed, now, named),
                )
        return self.get(named)

    def get(self, name: str) -> Account:
        """Return one account. Raises `AccountUnknown`."""
        for account in self._read("name = ?", (name,)):
            return account
        raise AccountUnknown(f"no account {name!r}; `thutuc accounts list` shows them")

    def all(self) -> tuple[Account, ...]:
        """List all accounts by name, those that are disabled too."""
        return self._read("1 ORDER BY name", ())

    def set_rights(self, name: str, role: Role, label: AccessLabel, shown_name: str | None = None) -> Account:
        """Give an account another role, clearance and departments.

        Raises:
            LastAdministrator: it is the only one that keeps accounts.
        """
        account = self.get(name)
        shown = _shown(account.shown_name if shown_name is None else shown_name, name)
        with opened(self._home) as db:
            db.execute(
                "UPDATE accounts SET role = ?, label = ?, shown_name = ?, changed_at = ? WHERE name = ?",
                (role.value, str(label), shown, datetime.now(UTC).isoformat(), name),
            )
            _keep_an_administrator(db, account)
        return self.get(name)

    def disable(self, name: str) -> None:
        """Let nobody in by an account any more, and end its sessions. Raises `LastAdministrator`."""
        account = self.get(name)
        with opened(self._home) as db:
            now = datetime.now(UTC).isoformat()
            db.execute("UPDATE accounts SET disabled_at = ? WHERE name = ?", (now, name))
            db.execute("DELETE FROM sessions WHERE name = ?", (name,))
            _keep_an_administrator(db, account)

    def enable(self, name: str) -> None:
        """Let the owner of a disabled account in again."""
        self.get(name)
        with opened(self._home) as db:
            db.execute("UPDATE accounts SET disabled_at = NULL WHERE name = ?", (name,))

    def reset(self, name: str) -> str:
        """End the sessions of an account and return a new password for one time.

        Raises:
            SignedOnElsewhere: it has no password here.
        """
        if self.get(name).issuer is not None:
            raise SignedOnElsewhere(f"{name} signs in at {self.get(name).issuer}")
        password = passwords.made_up()
        kept = passwords.hashed(password)
        with opened(self._home) as db:
            self._give(db, name, kept)
            db.execute("DELETE FROM sessions WHERE name = ?", (name,))
        return password

    def choose_password(self, name: str, password: str) -> None:
        """Give an account the password that its owner chose. Raises `PasswordRefused`."""
        passwords.check(password, _known_of(self.get(name)))
        kept = passwords.hashed(password)
        with opened(self._home) as db:
            db.execute(
                "UPDATE accounts SET password = ?, password_ends_at = NULL, changed_at = ? WHERE name = ?",
                (kept, datetime.now(UTC).isoformat(), name),
            )

    def with_password(self, name: str, password: str) -> Account | None:
        """Return the account of a name with its password; `None` for any other, in the same time."""
        with looked_at(self._home) as db:
            row = db and db.execute("SELECT password FROM accounts WHERE name = ?", (name,)).fetchone()
        held = str(row[0]) if row and row[0] else None
        if not passwords.matches(held, password) or held is None:
            return None
        account = self.get(name)
        if passwords.outdated(held):
            kept = passwords.hashed(password)
            with opened(self._home) as db:
                db.execute("UPDATE accounts SET password = ? WHERE name = ?", (kept, name))
        return account

    def _give(self, db: Connection, name: str, kept: str) -> None:
        now = datetime.now(UTC)
        ends = now + timedelta(days=policy().password.given_days)
        db.execute(
            "UPDATE accounts SET password = ?, password_ends_at = ?, changed_at = ? WHERE name = ?",
            (kept, ends.isoformat(), now.isoformat(), name),
        )

    def _read(self, where: str, given: Iterable[str]) -> tuple[Account, ...]:
        with looked_at(self._home) as db:
            if db is None:
                return ()
            rows = db.execute(f"SELECT {COLUMNS} FROM accounts WHERE {where}", tuple(given)).fetchall()
        return tuple(map(account_of, rows))


def account_of(row: tuple[Any, ...]) -> Account:
    """Return the account of a row of `COLUMNS`."""
    name, shown, role, label, issuer, created, changed, seen, disabled, ends, factor = row
    return Account(
        name,
        shown,
        Role(role),
        AccessLabel.parse(label),
        issuer,
        datetime.fromisoformat(created),
        datetime.fromisoformat(changed),
        datetime.fromisoformat(seen) if seen else None,
        disabled is not None,
        datetime.fromisoformat(ends) if ends else None,
        factor is not None,
    )


def reading(clearance: str) -> AccessLabel:
    """Read the clearance and departments of an account; nothing given is the lowest, not the highest."""
    return AccessLabel.parse(clearance) if clearance.strip() else AccessLabel(Clearance.PUBLIC)


def _insert(  # noqa: PLR0913, PLR0917 - the members of an account
    db: Connection,
    name: str,
    shown_name: str,
    role: Role,
    label: AccessLabel,
    says: tuple[str, str] | tuple[None, None] = (None, None),
) -> None:
    now = datetime.now(UTC).isoformat()
    try:
        db.execute(
            "INSERT INTO accounts (name, shown_name, role, label, issuer, subject, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (name, _shown(shown_name, name), role.value, str(label), *says, now, now),
        )
    except IntegrityError as taken:
        raise AccountExists(f"the name {name} is taken") from taken


def _shown(text: str, name: str) -> str:
    return " ".join(text.split())[:100] or name


def _known_of(account: Account) -> tuple[str, ...]:
    return (account.name, *account.name.split("."), account.shown_name, *account.shown_name.split())


def _keep_an_administrator(db: Connection, before: Account) -> None:
    (left,) = db.execute(
        "SELECT count(*) FROM accounts WHERE role = ? AND disabled_at IS NULL", (Role.ADMINISTRATOR.value,)
    ).fetchone()
    if not left and before.role is Role.ADMINISTRATOR and not before.disabled:
        raise LastAdministrator(f"{before.name} is the last administrator; make another first")
