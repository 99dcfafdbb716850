"""What is done to accounts by who keeps them; each act is in the audit log, with who did it to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from api.audit import AuditLog
from api.identity.accounts import Account, Accounts
from api.identity.errors import (
    AccountExists,
    AccountUnknown,
    FactorRefused,
    LastAdministrator,
    NameRefused,
    SignedOnElsewhere,
)
from api.identity.second_factors import SecondFactors
from api.identity.tries import Tries
from api.roles import Role
from index.access import AccessLabel

_REFUSALS: Final = (
    (NameRefused, "name_refused"),
    (AccountExists, "account_exists"),
    (LastAdministrator, "last_administrator"),
    (AccountUnknown, "account_unknown"),
    (SignedOnElsewhere, "signed_on_elsewhere"),
    (FactorRefused, "no_second_factor"),
)


class Keeping:
    """The acts of one person or system on the accounts of a home.

    Failure: what `Accounts` raises; then nothing was done and nothing is in the log.
    """

    def __init__(self, home: Path, audit: AuditLog, who: str, key: str | None = None) -> None:
        """Keep who acts, as the log calls them, and by which key."""
        self._accounts, self._tries = Accounts(home), Tries(home)
        self._factors = SecondFactors(home)
        self._audit, self._who, self._key = audit, who, key

    def create(self, name: str, role: Role, label: AccessLabel, shown_name: str = "") -> tuple[Account, str]:
        """Make an account; return it with the password for the first time."""
        account, password = self._accounts.create(name, role, label, shown_name)
        self._note("account_created", account.name, _rights(role, label))
        return account, password

    def set_rights(self, name: str, role: Role, label: AccessLabel, shown_name: str | None = None) -> Account:
        """Give an account another role, clearance and departments."""
        account = self._accounts.set_rights(name, role, label, shown_name)
        self._note("account_changed", name, _rights(role, label))
        return account

    def disable(self, name: str) -> None:
        """Let nobody in by an account any more."""
        self._accounts.disable(name)
        self._note("account_disabled", name)

    def enable(self, name: str) -> None:
        """Let the owner of a disabled account in again."""
        self._accounts.enable(name)
        self._note("account_enabled", name)

    def reset(self, name: str) -> str:
        """End the sessions of an account, unlock its name, and return a new password for one time."""
        password = self._accounts.reset(name)
        self._tries.forget(name)
        self._note("password_reset", name)
        return password

    def remove_factor(self, name: str) -> None:
        """Take the second factor from an account, and end its sessions. Raises `FactorRefused`."""
        self._accounts.get(name)
        self._factors.remove(name)
        self._note("second_factor_removed", name)

    def _note(self, what: str, name: str, outcome: str | None = None) -> None:
        self._audit.add(self._who, what, key=self._key, about=name, outcome=outcome)


def _rights(role: Role, label: AccessLabel) -> str:
    return f"{role.value} {label}"


def refusal_code(failure: Exception) -> str:
    """Return the key of `accounts.refusals` in the words of the page by which a failure is told."""
    return next((code for kind, code in _REFUSALS if isinstance(failure, kind)), "bad_departments")
