"""Signing in and out: the one place where a session begins."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Final, NoReturn

from api.audit import AuditLog
from api.identity.accounts import Account, Accounts, principal_name
from api.identity.errors import (
    AccountExists,
    AccountUnknown,
    NameRefused,
    PasswordRefused,
    SignInRefused,
    SignOnFailed,
)
from api.identity.open_id_logout import OLDEST, Ended
from api.identity.sealing import Sealing
from api.identity.second_factors import SecondFactors
from api.identity.sessions import Session, Sessions, Times
from api.identity.tries import Tries
from api.identity.waiting import Waiting
from api.roles import Role
from index.access import AccessLabel
from index.settings import Settings

NOBODY: Final = "nobody"
"""How the audit log calls who has not shown yet who they are."""
_HALF_WAY: Final = "half way in"
_CODE_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class HalfWay:
    """A right password, after which a code is asked for; `ticket` says so for ten minutes, to one browser."""

    ticket: str


class SigningIn:
    """Accounts, sessions and tries of one home, and what leads from one to the other.

    Each beginning, end and failure is in the audit log. Failure: `SignInRefused`, and nobody is let in.
    """

    def __init__(self, settings: Settings, audit: AuditLog) -> None:
        """Keep where everything lies; nothing is opened."""
        home: Path = settings.home
        times = Times(
            timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours)
        )
        self.accounts, self.sessions = Accounts(home), Sessions(home, times)
        self.waiting = Waiting(home)
        self.factors = SecondFactors(home)
        self._codes_asked = settings.second_factor != "off"
        self._tries, self._audit, self._sealing = Tries(home), audit, Sealing(home)

    def with_password(
        self, name: str, password: str, browser: str, secret: str
    ) -> tuple[Account, str] | HalfWay:
        """Let the owner of an account in; return it with the token of the new session.

        Where it has a second factor, nobody is in yet: `with_code` follows, from the browser
        that holds `secret`.

        Raises:
            SignInRefused: `wrong`, also where there is no such account; `locked`; `given_ended`.
        """
        name = name.strip().lower()
        if left := self._tries.attempt(name):
            self._refuse(name, "locked", left)
        account = self.accounts.with_password(name, password)
        if account is None or account.disabled or account.issuer is not None:
            if left := self._tries.wait(name):
                self._audit.add(NOBODY, "locked_out", about=self._known(name))
                self._refuse(name, "locked", left)
            self._refuse(name, "wrong")
        if account.password_ends_at is not None and account.password_ends_at < datetime.now(UTC):
            self._refuse(name, "given_ended")
        if account.second_factor and self._codes_asked:
            self._tries.take_back(name)
            return HalfWay(self._sealing.seal(_HALF_WAY, _half_way(account, secret)))
        self._tries.forget(name)
        return account, self._begin(account, browser, "password")

    def with_code(self, ticket: str, code: str, browser: str, secret: str) -> tuple[Account, str]:
        """Let somebody in who has shown the password, and now a code of the second factor.

        Raises:
            SignInRefused: `half_way_ended` where the password has to be shown again; `code_wrong`; `locked`.
        """
        account = self._half_way_in(ticket, secret)
        if left := self._tries.attempt(account.name):
            self._refuse(account.name, "locked", left)
        shown = self.factors.shown(account.name, code)
        if shown is None:
            if left := self._tries.wait(account.name):
                self._audit.add(NOBODY, "locked_out", about=account.name)
                self._refuse(account.name, "locked", left)
            self._refuse(account.name, "code_wrong")
        self._tries.forget(account.name)
        return account, self._begin(account, browser, f"password+{shown}")

    def _half_way_in(self, ticket: str, secret: str) -> Account:
        """Return whose password was shown for a ticket, where nothing has changed since."""
        opened = self._sealing.open(_HALF_WAY, ticket, lasts=_CODE_WITHIN)
        if opened is None:
            self._refuse("", "half_way_ended")
        account = self.accounts.get(json.loads(opened)["name"])
        if opened != _half_way(account, secret) or account.disabled:
            self._refuse(account.name, "half_way_ended")
        return account

    def with_sign_on(  # noqa: PLR0913, PLR0917 - what a provider says of a person
        self,
        issuer: str,
        subject: str,
        name: str,
        shown_name: str,
        rights: tuple[Role, AccessLabel] | None,
        browser: str,
        elsewhere: str | None = None,
    ) -> tuple[Account, str]:
        """Let somebody in for whom a single sign-on speaks; `rights` are `None` where nothing is granted.

        `elsewhere` is what the single sign-on calls its own session.

        Raises:
            SignInRefused: `no_grant`, `name_taken`, or `wrong` where the account is disabled.
        """
        if rights is None:
            self._refuse(name, "no_grant")
        try:
            account = self.accounts.from_sign_on(issuer, subject, name, shown_name, *rights)
        except (AccountExists, NameRefused):
            self._refuse(name, "name_taken")
        if account.disabled:
            self._refuse(account.name, "wrong")
        return account, self._begin(account, browser, "single_sign_on", elsewhere)

    def refused_sign_on(self, code: str) -> NoReturn:
        """Note that a single sign-on came to nothing, and raise `SignInRefused`."""
        self._refuse("", code)

    def ended_elsewhere(self, issuer: str, ended: Ended) -> None:
        """End the sessions that a single sign-on says have ended there.

        Raises:
            SignOnFailed: it has said so before, in the same words.
        """
        if not self.sessions.first_time(ended.token_id, timedelta(seconds=2 * OLDEST)):
            raise SignOnFailed("a logout token that was used")
        names = Counter(self.sessions.end_elsewhere(issuer, ended.subject, ended.session))
        for name, count in names.items():
            self._audit.add(principal_name(name), "signed_out_elsewhere", outcome=str(count))

    def sign_out(self, session: Session) -> None:
        """End a session at its owner's wish."""
        self.sessions.end(session.account.name, session.id)
        self._audit.add(principal_name(session.account.name), "signed_out")

    def end_one(self, session: Session, session_id: str) -> None:
        """End another session of the same person, where it has not ended yet."""
        if self.sessions.end(session.account.name, session_id):
            self._audit.add(principal_name(session.account.name), "sessions_ended", outcome="1")

    def end_others(self, session: Session) -> int:
        """End all other sessions of the same person; return how many."""
        count = self.sessions.end_all(session.account.name, but=session.id)
        self._audit.add(principal_name(session.account.name), "sessions_ended", outcome=str(count))
        return count

    def choose_password(self, session: Session, old: str, new: str) -> str:
        """Change the password of who is signed in, end the other sessions, and return the new token.

        Raises:
            PasswordRefused: `old_wrong`, or why the new one is not good enough.
        """
        account = session.account
        if self._tries.attempt(account.name) or self.accounts.with_password(account.name, old) is None:
            self._audit.add(principal_name(account.name), "password_not_changed")
            raise PasswordRefused("old_wrong")
        self._tries.forget(account.name)
        if new == old:
            raise PasswordRefused("same")
        self.accounts.choose_password(account.name, new)
        self.sessions.end_all(account.name, but=session.id)
        self._audit.add(principal_name(account.name), "password_changed")
        return self.sessions.renew(session)

    def _begin(self, account: Account, browser: str, outcome: str, elsewhere: str | None = None) -> str:
        token = self.sessions.begin(account.name, browser, elsewhere)
        self._audit.add(principal_name(account.name), "signed_in", outcome=outcome)
        return token

    def _refuse(self, name: str, code: str, left: timedelta | None = None) -> NoReturn:
        self._audit.add(NOBODY, "sign_in_failed", about=self._known(name), outcome=code)
        raise SignInRefused(code, ceil(left.total_seconds() / 60) if left else None)

    def _known(self, name: str) -> str | None:
        """Return a name that there is; any other text may be a password in the wrong field."""
        try:
            return self.accounts.get(name).name
        except AccountUnknown:
            return None


def _half_way(account: Account, secret: str) -> str:
    """Return what a ticket says: whose password was shown, as the account was then, and in which browser."""
    browser = hashlib.sha256(secret.encode()).hexdigest()
    said = {"name": account.name, "changed_at": account.changed_at.isoformat(), "browser": browser}
    return json.dumps(said)
