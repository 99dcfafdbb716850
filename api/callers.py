"""Who a request comes from, and what that lets it do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.keys import ApiKey, Scope
from api.roles import Role
from index.access import AccessLabel, Principal
from index.settings import Settings

_OF_SCOPE: Final = {Scope.ADMIN: Role.ADMINISTRATOR}
"""The roles that a system's key acts in, by its scopes."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: a person of some role, or a system by its key (`key_id`).

    `shown_name` is the name of a person who has signed in; `None` for a key and where nobody signs in.
    """

    principal: Principal
    scopes: frozenset[Scope]
    key_id: str | None = None
    per_minute: int | None = None
    role: Role = Role.GUEST
    shown_name: str | None = None

    @classmethod
    def by(cls, key: ApiKey) -> Caller:
        """Return the holder of a key."""
        return cls(key.principal, key.rights.scopes, key.id, key.rights.per_minute, Role.OFFICIAL)

    @classmethod
    def without_key(cls, settings: Settings) -> Caller:
        """Return somebody without a key: a reader at the clearance of the settings, or nobody at all."""
        if settings.key_required:
            return cls(Principal.guest(), frozenset())
        label = AccessLabel.parse(settings.serve_clearance)
        reader = Principal("web", label.level, label.departments)
        return cls(reader, frozenset({Scope.READ}), role=Role.OFFICIAL)

    def acts_as(self, *roles: Role) -> bool:
        """Tell whether one of the roles is the caller's own, or one that a scope of its key stands for."""
        held = {self.role} if self.key_id is None else {self.role, *map(_OF_SCOPE.get, self.scopes)}
        return not held.isdisjoint(roles)
