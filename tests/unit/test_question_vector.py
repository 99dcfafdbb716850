"""The vector of a question, with what all questions share taken away."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.question_vector import between, own
from assistant.tables import load

ABOUT, ASKING = np.eye(2, 8, dtype=np.float32)


class Encoder:
    """Every question lies in the direction of asking; some are about something too."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_query(self, text: str):
        self.asked.append(text)
        return ASKING + (ABOUT if "đất" in text else 0)


@pytest.mark.parametrize("language", ["vi", "en", "bn"])
def test_what_a_question_shares_with_questions_about_nothing_counts_less(language):
    encoder = Encoder()
    whole = encoder.encode_query("Thuế đất nộp ở đâu?")
    less = own(whole, encoder.encode_query, language)
    share = load("policy")["fusion"]["abroad"]["bare_weight"]
    assert np.allclose(less, ABOUT + (1 - share) * ASKING)
    hub, place = ASKING, (ABOUT + 0.5 * ASKING) / np.linalg.norm(ABOUT + 0.5 * ASKING)
    assert less @ place > less @ hub


def test_questions_about_nothing_are_embedded_once_for_each_language(monkeypatch):
    encoder = Encoder()
    whole = encoder.encode_query("Thuế đất nộp ở đâu?")
    before = own(whole, encoder.encode_query, "vi")
    own(whole, encoder.encode_query, "vi")
    assert encoder.asked[1:] == load("policy")["fusion"]["bare_questions"]["vi"]
    monkeypatch.setitem(load("policy")["fusion"]["abroad"], "bare_weight", 0.0)
    assert np.allclose(own(whole, encoder.encode_query, "vi"), whole)
    assert not np.allclose(before, whole)


def test_what_is_said_in_two_languages_is_looked_for_between_them():
    assert np.allclose(between(ABOUT, ASKING, 1.0), (ABOUT + ASKING) / np.sqrt(2))
    assert np.allclose(between(ABOUT, ASKING, 0.0), ABOUT)
