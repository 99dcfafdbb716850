"""Who may read what."""

from __future__ import annotations

import pytest

from index.access import AccessLabel, Clearance, Principal, may_read

CLERK = Principal("cán bộ", Clearance.INTERNAL, frozenset({"xay-dung"}))


@pytest.mark.parametrize(
    ("label", "readable"),
    [
        ("public", True),
        ("internal", True),
        ("confidential", False),
        ("top_secret", False),
        ("internal:xay-dung", True),
        ("internal:tai-chinh,xay-dung", True),
        ("public:tai-chinh", False),
        ("confidential:xay-dung", False),
        (None, False),
        ("", False),
    ],
)
def test_level_and_department_must_both_fit(label: str | None, readable: bool) -> None:
    assert may_read(CLERK, AccessLabel.parse(label)) is readable


def test_a_missing_label_is_the_most_restrictive() -> None:
    assert (
        AccessLabel.parse(None) == AccessLabel.parse("") == AccessLabel() == AccessLabel.parse("top_secret")
    )


def test_a_guest_reads_public_documents_of_no_department() -> None:
    assert may_read(Principal.guest(), AccessLabel.parse("public"))
    assert not may_read(Principal.guest(), AccessLabel.parse("public:xay-dung"))
    assert not may_read(Principal.guest(), AccessLabel.parse("internal"))


@pytest.mark.parametrize("label", ["top_secret:xay-dung", "secret", "public:a,b"])
def test_the_operator_reads_everything(label: str) -> None:
    assert may_read(Principal.operator(), AccessLabel.parse(label))


def test_parse_is_lenient_about_blanks_and_case() -> None:
    assert AccessLabel.parse(" Internal : a , b,") == AccessLabel(Clearance.INTERNAL, frozenset({"a", "b"}))


@pytest.mark.parametrize("text", ["mat", "9", " ", ":xay-dung", "public:", "internal: , "])
def test_a_label_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        AccessLabel.parse(text)


@pytest.mark.parametrize("name", ["", " ", "a,b", "a ", "\tb"])
def test_a_department_that_would_not_survive_writing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="department"):
        AccessLabel(Clearance.PUBLIC, frozenset({name}))
