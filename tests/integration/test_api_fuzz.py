"""Requests that schemathesis makes from the OpenAPI description, as each role: no fault, no schema breached.

`make test` tries a few for each operation; `make api-fuzz` as many as THUTUC_FUZZ_EXAMPLES says.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from people import make, token_of
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from signed_in_office import browsers
from small_office import small_office

from api.app import create_app
from api.keys import Keys, Rights, Scope
from api.roles import GIVEN, Role
from index.access import AccessLabel
from index.settings import load_settings

EXAMPLES = int(os.environ.get("THUTUC_FUZZ_EXAMPLES", "2"))
ROLES = {"nobody": (), "reader": (Scope.READ,), "writer": (Scope.READ, Scope.WRITE), "admin": tuple(Scope)}
MANY = 10
"""From so many examples on, who has signed in tries all operations, not only those that differ by person."""
PERSONAL = (
    "/v1/review",
    "/v1/shared",
    "/v1/conversations",
    "/v1/answers",
    "/v1/documents",
    "/v1/search",
    "/readyz",
)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("fuzz") / "home")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_request_finds_a_fault(home: Path, role: str) -> None:
    app = create_app(home, load_settings(home, key_requests_per_minute=1_000_000))
    headers = {}
    if ROLES[role]:
        rights = Rights(frozenset(ROLES[role]), AccessLabel.parse("internal"))
        headers["authorization"] = f"Bearer {Keys(home).create(role, rights, 1)[1]}"
    assert fuzzed(app, headers) >= 20


@pytest.mark.parametrize("role", GIVEN)
def test_no_request_of_who_has_signed_in_finds_a_fault(home: Path, role: Role) -> None:
    make(home, f"mot.{role.value}", role)
    app = create_app(home, load_settings(home, sign_in="local"))
    with browsers(app) as opens:
        browser = opens()
        browser.sign_in(f"mot.{role.value}")
        token = browser.client.cookies["__Host-session"]
        form = token_of(browser.get("/account").text)
    headers = {"cookie": f"__Host-session={token}", "x-csrf-token": form}
    told = TestClient(app).get("/v1/review/approvals", headers=headers).status_code
    assert told == (200 if role is Role.EXPERT else 403)
    assert fuzzed(app, headers, *(PERSONAL if EXAMPLES < MANY else ())) >= 10


def fuzzed(app: Any, headers: dict[str, str], *under: str) -> int:
    """Try the operations, or those under some paths, with some headers; return how many requests it were."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    tried, failures = 0, list[Exception]()
    for found in schema.get_all_operations():
        operation = found.ok()
        if under and not operation.path.startswith(under):
            continue

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def one(case: schemathesis.Case) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(headers=headers, checks=list(CHECKS))

        try:
            one()
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} operations", failures)
    return tried
