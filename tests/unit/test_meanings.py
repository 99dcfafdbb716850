"""What the words of a question in another language stand for, and how much they weigh."""

from __future__ import annotations

from assistant.expansion import Expansion
from assistant.meanings import in_stead, rareness_of

CARD = Expansion("raft card", ("tem neo phao", "sổ phao"))


def test_a_word_of_another_language_stands_for_pairs_of_syllables_too() -> None:
    foreign, own = in_stead([CARD], "en"), in_stead([CARD], "vi")
    assert foreign["card"] == ({"tem", "neo", "phao", "tem_neo", "neo_phao"}, {"so", "phao", "so_phao"})
    assert own["raft"] == own["card"] == ({"tem", "neo", "phao"}, {"so", "phao"})


def test_a_word_counts_as_the_rarest_term_of_its_commonest_meaning() -> None:
    rare = {"tem": 3.0, "neo": 3.0, "phao": 2.0, "so": 1.0, "tem_neo": 5.0, "neo_phao": 6.0, "so_phao": 4.0}
    assert rareness_of(in_stead([CARD], "en")["raft"], lambda term: rare[term]) == 4.0
    assert rareness_of((), lambda term: rare[term]) == 0.0
