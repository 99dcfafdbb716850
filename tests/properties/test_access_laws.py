"""Laws that hold for every principal and label."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.access import AccessLabel, Clearance, Principal, may_read

NAMES = st.text(min_size=1, max_size=6).filter(lambda s: s == s.strip() and "," not in s)
DEPARTMENTS = st.frozensets(st.one_of(st.sampled_from(["a", "b", "c"]), NAMES), max_size=3)
LEVELS = st.sampled_from(Clearance)
LABELS = st.builds(AccessLabel, LEVELS, DEPARTMENTS)
PRINCIPALS = st.builds(Principal, st.just("x"), LEVELS, DEPARTMENTS)


@given(LABELS)
def test_a_label_survives_writing(label: AccessLabel) -> None:
    assert AccessLabel.parse(str(label)) == label


@given(LABELS, LABELS)
def test_two_labels_are_written_alike_only_if_they_are_equal(one: AccessLabel, other: AccessLabel) -> None:
    assert (str(one) == str(other)) == (one == other)


@given(PRINCIPALS, LABELS, LEVELS, DEPARTMENTS)
def test_more_rights_never_read_less(
    principal: Principal, label: AccessLabel, level: Clearance, more: frozenset[str]
) -> None:
    greater = Principal("y", max(principal.clearance, level), principal.departments | more)
    assert may_read(greater, label) or not may_read(principal, label)


@given(PRINCIPALS, LABELS, LEVELS)
def test_a_higher_level_never_lets_more_people_read(
    principal: Principal, label: AccessLabel, level: Clearance
) -> None:
    stricter = AccessLabel(max(label.level, level), label.departments)
    assert may_read(principal, label) or not may_read(principal, stricter)


@given(PRINCIPALS, LABELS)
def test_nobody_reads_above_their_clearance(principal: Principal, label: AccessLabel) -> None:
    if may_read(principal, label):
        assert principal.clearance >= label.level
        assert (
            not label.departments or "*" in principal.departments or principal.departments & label.departments
        )


@given(PRINCIPALS)
def test_only_the_cleared_read_what_has_no_label(principal: Principal) -> None:
    assert may_read(principal, AccessLabel.parse(None)) == (principal.clearance is Clearance.TOP_SECRET)


@given(LABELS)
def test_the_operator_reads_everything(label: AccessLabel) -> None:
    assert may_read(Principal.operator(), label)
