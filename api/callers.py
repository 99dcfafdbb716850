"""Who a request comes from, and what that lets it do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.identity.sessions import Session
from api.keys import ApiKey, Scope
from api.roles import Role
from index.access import AccessLabel, Principal
from index.settings import Settings

_OF_SCOPE: Final = {Scope.ADMIN: Role.ADMINISTRATOR, Scope.AUDIT: Role.AUDITOR}
"""The roles that a system's key acts in, by its scopes."""
_OF_ROLE: Final = {
    Role.OFFICIAL: frozenset({Scope.READ}),
    Role.EXPERT: frozenset({Scope.READ}),
    Role.ADMINISTRATOR: frozenset({Scope.READ, Scope.WRITE, Scope.ADMIN}),
    Role.AUDITOR: frozenset({Scope.READ, Scope.AUDIT}),
}
"""What a person of each role may do over the programming interface."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: a person of some role, in a session or not, or a system by its key (`key_id`).

    Nobody known has no scope at all.
    """

    principal: Principal
    scopes: frozenset[Scope]
    key_id: str | None = None
    per_minute: int | None = None
    role: Role = Role.GUEST
    session: Session | None = None

    @classmethod
    def by(cls, key: ApiKey) -> Caller:
        """Return the holder of a key."""
        return cls(key.principal, key.rights.scopes, key.id, key.rights.per_minute, Role.OFFICIAL)

    @classmethod
    def signed_in(cls, session: Session) -> Caller:
        """Return the person of a session, with the rights that the account has now."""
        account = session.account
        return cls(account.principal, _OF_ROLE[account.role], role=account.role, session=session)

    @classmethod
    def without_key(cls, settings: Settings) -> Caller:
        """Return somebody who shows nothing: a reader at the clearance of the settings, or nobody."""
        if settings.key_required or settings.sign_in != "off":
            return cls.nobody()
        label = AccessLabel.parse(settings.serve_clearance)
        reader = Principal("web", label.level, label.departments)
        return cls(reader, frozenset({Scope.READ}), role=Role.OFFICIAL)

    @classmethod
    def guest(cls) -> Caller:
        """Return a resident, who may use the residents' view."""
        return cls(Principal.guest(), frozenset({Scope.READ}))

    @classmethod
    def nobody(cls) -> Caller:
        """Return somebody who has not shown who they are, where that is asked for."""
        return cls(Principal.guest(), frozenset())

    @property
    def shown_name(self) -> str | None:
        """The name of a person who has signed in; `None` for a key and where nobody signs in."""
        return self.session.account.shown_name if self.session else None

    def acts_as(self, *roles: Role) -> bool:
        """Tell whether one of the roles is the caller's own, or one that a scope of its key stands for."""
        held = {self.role} if self.key_id is None else {self.role, *map(_OF_SCOPE.get, self.scopes)}
        return not held.isdisjoint(roles)
