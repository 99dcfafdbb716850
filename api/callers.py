"""Who a request comes from, and what that lets it do."""

from __future__ import annotations

from dataclasses import dataclass

from api.keys import ApiKey, Scope
from index.access import AccessLabel, Principal
from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: by a key, or without one (`key_id` is `None`)."""

    principal: Principal
    scopes: frozenset[Scope]
    key_id: str | None = None
    per_minute: int | None = None

    @classmethod
    def by(cls, key: ApiKey) -> Caller:
        """Return the holder of a key."""
        return cls(key.principal, key.rights.scopes, key.id, key.rights.per_minute)

    @classmethod
    def without_key(cls, settings: Settings) -> Caller:
        """Return somebody without a key: a reader at the clearance of the settings, or nobody at all."""
        if settings.key_required:
            return cls(Principal.guest(), frozenset())
        label = AccessLabel.parse(settings.serve_clearance)
        return cls(Principal("web", label.level, label.departments), frozenset({Scope.READ}))
