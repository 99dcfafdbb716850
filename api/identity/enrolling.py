"""What people do to their own second factor; each act is in the audit log and ends their other sessions."""

from __future__ import annotations

from math import ceil

from api.audit import AuditLog
from api.identity.accounts import Account, principal_name
from api.identity.errors import FactorRefused
from api.identity.second_factors import SecondFactors
from api.identity.sessions import Session
from api.identity.signing_in import SigningIn
from api.identity.tries import Tries
from index.settings import Settings


class Enrolling:
    """The second factor of whoever is signed in: set up, given new recovery codes, taken away.

    Each change asks for the password again, and wrong ones are counted as in signing in. Failure:
    `FactorRefused`; then nothing was changed.
    """

    def __init__(self, settings: Settings, audit: AuditLog, signing_in: SigningIn) -> None:
        """Keep where everything lies."""
        self._accounts, self._sessions = signing_in.accounts, signing_in.sessions
        self._factors: SecondFactors = signing_in.factors
        self._tries, self._audit = Tries(settings.home), audit

    def begin(self, session: Session) -> str:
        """Return a new secret, of which `confirm` has to see a code before it counts."""
        return self._factors.begin(session.account.name)

    def confirm(self, session: Session, password: str, code: str) -> tuple[str, tuple[str, ...]]:
        """Set the second factor up; return the new token of the session, and the recovery codes.

        Raises:
            FactorRefused: `password_wrong`, `code_wrong`, `locked`, `not_begun`.
        """
        account = session.account
        self._factors.begun(account.name)
        self._know_again(account, password)
        codes = self._factors.confirm(account.name, code)
        return self._done(session, "second_factor_set"), codes

    def new_recovery_codes(self, session: Session, password: str) -> tuple[str, tuple[str, ...]]:
        """Make the recovery codes anew; return the new token of the session, and the codes.

        Raises:
            FactorRefused: `password_wrong`, `locked`, `none_set`.
        """
        if not session.account.second_factor:
            raise FactorRefused("none_set")
        self._know_again(session.account, password)
        codes = self._factors.new_recovery_codes(session.account.name)
        return self._done(session, "recovery_codes_made"), codes

    def remove(self, session: Session, password: str, code: str) -> str:
        """Take the second factor away, for a code of it; return the new token of the session.

        Raises:
            FactorRefused: `password_wrong`, `code_wrong`, `locked`, `none_set`.
        """
        account = session.account
        if not account.second_factor:
            raise FactorRefused("none_set")
        self._know_again(account, password)
        if self._tries.attempt(account.name) or self._factors.shown(account.name, code) is None:
            self._audit.add(principal_name(account.name), "second_factor_kept", outcome="code_wrong")
            raise FactorRefused("code_wrong")
        self._tries.forget(account.name)
        self._factors.remove(account.name, but=session.id)
        return self._done(session, "second_factor_removed")

    def _know_again(self, account: Account, password: str) -> None:
        if left := self._tries.attempt(account.name):
            raise FactorRefused("locked", ceil(left.total_seconds() / 60))
        if self._accounts.with_password(account.name, password) is None:
            self._audit.add(principal_name(account.name), "second_factor_kept", outcome="password_wrong")
            raise FactorRefused("password_wrong")
        self._tries.take_back(account.name)

    def _done(self, session: Session, what: str) -> str:
        self._sessions.end_all(session.account.name, but=session.id)
        self._audit.add(principal_name(session.account.name), what)
        return self._sessions.renew(session)
