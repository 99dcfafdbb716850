"""What somebody is given for what a single sign-on says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.roles import Role
from index.access import AccessLabel
from index.single_sign_on import SingleSignOn


def granted(settings: SingleSignOn, claims: Mapping[str, Any]) -> tuple[Role, AccessLabel] | None:
    """Return role, clearance and departments by the first grant that holds; `None` where none does."""
    for grant in settings.grants:
        if grant.value in _values(claims, grant.claim):
            label = AccessLabel.parse(grant.clearance)
            return Role(grant.role), AccessLabel(
                label.level, label.departments | _departments(settings, claims)
            )
    return None


def text_of(claims: Mapping[str, Any], claim: str) -> str:
    """Return a claim that is a text; an empty one where it is missing or something else."""
    value = _found(claims, claim)
    return value if isinstance(value, str) else ""


def _departments(settings: SingleSignOn, claims: Mapping[str, Any]) -> frozenset[str]:
    """Return the departments that the mapping knows; what it does not know gives nothing."""
    if settings.department_claim is None:
        return frozenset()
    said = _values(claims, settings.department_claim)
    return frozenset(settings.departments[one] for one in said if one in settings.departments)


def _values(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    value = _found(claims, claim)
    listed = value if isinstance(value, list) else [value]
    return tuple(one for one in listed if isinstance(one, str))


def _found(claims: Mapping[str, Any], claim: str) -> Any:  # noqa: ANN401 - whatever the provider says
    """Follow a claim by its name, or by its dots into claims of claims."""
    if claim in claims:
        return claims[claim]
    value: Any = claims
    for part in claim.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
