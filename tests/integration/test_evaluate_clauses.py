"""A home is asked what its own clauses rule, and what is found is counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sample_office import sample_home
from typer.testing import CliRunner

from evaluation.clauses import Ruled, all_clause_questions, clause_questions
from evaluation.cli import app
from evaluation.office import Office, open_office

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    office = open_office(Path(sample_home()))
    yield office
    office.close()


def test_each_question_is_made_of_a_clause_that_holds_it(office: Office) -> None:
    questions = all_clause_questions(office, TODAY)
    assert len({q.kind for q in questions}) > 1
    for asked in questions:
        document, place = min(asked.places)
        assert asked.holds(document, place)
        assert asked.holds(document, f"{place} điểm a")
        assert not asked.holds(document, f"{place}0")
    drawn = Counter(q.kind for q in clause_questions(office, TODAY, 2))
    assert max(drawn.values()) == 2


def test_an_answer_of_another_document_is_not_held() -> None:
    assert not Ruled("cases", "?", frozenset({("a", "Điều 1")}), 9).holds("b", "Điều 1")


def test_the_samples_are_asked_what_their_clauses_rule() -> None:
    told = CliRunner().invoke(app, ["clauses", "--home", str(sample_home()), "--most", "4"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout.splitlines()[-1])
    asked = sum(row["asked"] for row in found.values())
    assert asked > 3
    assert sum(row["led"] * row["asked"] for row in found.values()) / asked > 0.7
