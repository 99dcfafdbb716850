"""What is installed is what is here: each file of the packages goes into the wheel."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = sorted(
    pattern.rstrip("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
)
DATA = PROJECT["tool"]["setuptools"]["package-data"]


def files_of(package: str) -> list[Path]:
    return [
        path
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_is_packed(package: str) -> None:
    found = files_of(package)
    assert found
    for path in found:
        place = path.relative_to(ROOT / package)
        if path.suffix == ".py":
            assert (path.parent / "__init__.py").is_file(), f"{path.parent} is no package"
        else:
            patterns = [p for p in DATA.get(package, ()) if p.count("/") == len(place.parts) - 1]
            assert any(fnmatch(place.as_posix(), p) for p in patterns), f"{package}: {place} is not packed"


@pytest.mark.parametrize("package", sorted(DATA))
def test_every_pattern_packs_something(package: str) -> None:
    for pattern in DATA[package]:
        assert list((ROOT / package).glob(pattern)), f"{package}: {pattern}"
