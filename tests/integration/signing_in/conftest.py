"""A service where people sign in, for each file of tests its own, and browsers at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from signed_in_office import Opens, browsers, office

from api.app import create_app
from index.settings import load_settings


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with an official and an administrator."""
    return office(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(scope="module")
def app(home: Path) -> Any:
    """Return the service over it."""
    return create_app(home, load_settings(home, sign_in="local"))


@pytest.fixture
def opens(app: Any) -> Iterator[Opens]:
    """Give what opens browsers at the service."""
    with browsers(app) as opens:
        yield opens
