"""Which role may go where: a page names its roles, and a key acts only in what its scopes stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient

from api.app import create_app
from api.callers import Caller
from api.dependencies import Service, for_roles
from api.keys import Keys, Rights, Scope
from api.roles import Role
from index.access import AccessLabel, Principal
from index.settings import load_settings


@pytest.mark.parametrize("role", Role)
def test_no_role_includes_another(role: Role) -> None:
    caller = Caller(Principal("somebody"), frozenset({Scope.READ}), role=role)
    assert [other for other in Role if caller.acts_as(other)] == [role]


@pytest.fixture
def office(tmp_path: Path) -> TestClient:
    app = create_app(tmp_path, load_settings(tmp_path))

    @app.get("/v1/kept", include_in_schema=False)
    def kept(_: Annotated[Service, Depends(for_roles(Role.ADMINISTRATOR))]) -> str:
        return "kept"

    return TestClient(app)


def test_a_route_for_a_role_turns_away_others(office: TestClient, tmp_path: Path) -> None:
    label = AccessLabel.parse("public")
    shown = {
        scope: Keys(tmp_path).create(scope, Rights(frozenset({scope}), label), days=1)[1] for scope in Scope
    }
    told = {
        scope: office.get("/v1/kept", headers={"X-Api-Key": key}).status_code for scope, key in shown.items()
    }
    assert told == {scope: 200 if scope is Scope.ADMIN else 403 for scope in Scope}
    assert office.get("/v1/kept").json()["code"] == "role_missing"
