"""What is near in meaning, with what a shared language adds taken away."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from passages import PUBLIC, SECRET, unit_vectors

from assistant.nearness import Aim, is_abroad, near_across
from assistant.tables import load
from index.search import Scope
from index.vector_index import NumpyIndex

DIMENSION = 64
SCOPE = Scope(frozenset({str(PUBLIC)}))
ENGLISH = frozenset({"en"})
TONGUES = np.eye(2, DIMENSION, dtype=np.float32)
"""The directions that everything in Vietnamese, and everything in English, shares; the others are topics."""


def written(rows: int, tongue: int, seed: int) -> NDArray[np.float32]:
    """Return vectors of texts on anything, all in one language."""
    mixed = unit_vectors(rows, DIMENSION, seed=seed)
    mixed[:, : len(TONGUES)] = TONGUES[tongue, : len(TONGUES)]
    return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


def held(vietnamese: int, english: int, label: str = str(PUBLIC)) -> NumpyIndex:
    """Return an index of texts on anything; those in English have keys from 10,000 on."""
    index = NumpyIndex(DIMENSION)
    index.add(np.arange(vietnamese), written(vietnamese, 0, 1), [(label, "vi")] * vietnamese)
    index.add(10_000 + np.arange(english), written(english, 1, 2), [(label, "en")] * english)
    return index


def english_question_about(index: NumpyIndex, key: int) -> NDArray[np.float32]:
    _, vectors = index.sample(len(index), Scope(SCOPE.labels, frozenset({"vi"})))
    asked = vectors[key].copy()
    asked[: len(TONGUES)] = TONGUES[1, : len(TONGUES)]
    return asked / np.linalg.norm(asked)


def test_a_passage_in_the_language_of_the_law_is_not_crowded_out_by_others_in_that_of_the_question():
    index = held(600, 400)
    question = english_question_about(index, 5)
    assert {key for key, _ in near_across(index, Aim(question), 20, SCOPE, [])} & set(range(600)) == set()
    across = near_across(index, Aim(question), 20, SCOPE, [ENGLISH])
    assert across[0][0] == 5
    assert list(across) == sorted(across, key=lambda hit: (-hit[1], hit[0]))
    assert len(across) == 20


def test_a_text_in_the_language_of_the_question_that_stands_out_still_comes_first():
    index = held(600, 400)
    _, english = index.sample(400, Scope(SCOPE.labels, ENGLISH))
    assert near_across(index, Aim(english[7]), 5, SCOPE, [ENGLISH])[0][0] == 10_007


@pytest.mark.parametrize(("vietnamese", "english"), [(600, 30), (30, 400), (600, 0), (0, 400)])
def test_where_either_language_has_few_passages_the_cosine_stands_as_it_is(vietnamese, english):
    index = held(vietnamese, english)
    question = written(1, 1, 9)[0]
    assert near_across(index, Aim(question), 20, SCOPE, [ENGLISH]) == index.search(question, 20, SCOPE)


def test_how_few_are_few_and_how_many_are_drawn_are_settings(monkeypatch):
    index = held(300, 150)
    question = english_question_about(index, 5)
    policy = load("policy")["fusion"]["language"]
    assert near_across(index, Aim(question), 9, SCOPE, [ENGLISH]) == index.search(question, 9, SCOPE)
    monkeypatch.setitem(policy, "least", 100)
    whole = near_across(index, Aim(question), 9, SCOPE, [ENGLISH])
    assert whole[0][0] == 5
    monkeypatch.setitem(policy, "sample", 120)
    assert near_across(index, Aim(question), 9, SCOPE, [ENGLISH]) != whole


def test_the_same_text_over_and_over_is_no_measure_of_a_language():
    index = held(300, 0)
    index.add(10_000 + np.arange(300), written(1, 1, 2).repeat(300, axis=0), [(str(PUBLIC), "en")] * 300)
    question = written(1, 1, 9)[0]
    assert near_across(index, Aim(question), 9, SCOPE, [ENGLISH]) == index.search(question, 9, SCOPE)


def test_what_may_not_be_read_neither_is_found_nor_counts():
    index, question = held(600, 400), written(1, 1, 9)[0]
    before = near_across(index, Aim(question), 20, SCOPE, [ENGLISH])
    index.add(20_000 + np.arange(500), written(500, 1, 8), [(str(SECRET), "en")] * 500)
    assert near_across(index, Aim(question), 20, SCOPE, [ENGLISH]) == before
    gone = Scope(SCOPE.labels, None, frozenset({"en"}))
    assert {key for key, _ in near_across(index, Aim(question), 20, gone, [ENGLISH])} <= set(range(600))
    assert near_across(index, Aim(question), 20, Scope(frozenset()), [ENGLISH]) == ()


@pytest.mark.parametrize(
    ("vietnamese", "english", "abroad"),
    [(600, 400, False), (600, 150, True), (100, 150, False), (30, 0, True), (0, 30, False), (0, 0, False)],
)
def test_a_question_is_abroad_where_few_texts_are_in_its_language_and_more_in_others(
    vietnamese, english, abroad
):
    documents = {"vi": frozenset({"vi"}), "en": ENGLISH}
    assert is_abroad(held(vietnamese, english), SCOPE, "en", documents) == abroad
    assert not is_abroad(held(vietnamese, english), Scope(frozenset()), "en", documents)


def test_texts_in_a_language_that_the_reader_may_not_see_do_not_make_a_question_at_home():
    index = held(300, 150)
    index.add(20_000 + np.arange(500), written(500, 1, 8), [(str(SECRET), "en")] * 500)
    assert is_abroad(index, SCOPE, "en", {"vi": frozenset({"vi"}), "en": ENGLISH})


@pytest.mark.parametrize(("english", "found"), [(400, {5, 10_007}), (1, {5, 10_000})])
def test_texts_in_the_language_of_the_question_are_compared_with_its_words_as_typed(english, found):
    index = held(600, english)
    _, vietnamese = index.sample(600, Scope(SCOPE.labels, frozenset({"vi"})))
    _, own = index.sample(english, Scope(SCOPE.labels, ENGLISH))
    aim = Aim(vietnamese[5], typed=own[7 % english], own=ENGLISH)
    assert {key for key, _ in near_across(index, aim, 2, SCOPE, [ENGLISH])} == found
    assert found & {key for key, _ in near_across(index, Aim(vietnamese[5]), 20, SCOPE, [ENGLISH])} == {5}
