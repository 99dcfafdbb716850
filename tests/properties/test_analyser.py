from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from passages import passage

from index.analyser import analyser_id, field_terms
from index.search import Field
from index.vietnamese import folded_terms, terms

_pieces = st.sampled_from(
    [
        "Uỷ ban",
        "hòa giải",
        "217/2026/NĐ-CP",
        "1.013236.H05",
        "0,25 ngày",
        "07",
        "Đất đai",
        "বাংলা",
        "e\u0323\u0302",
        "quý;",
    ]
)
_text = st.lists(_pieces | st.text(max_size=6), max_size=8).map(" ".join)


@given(_text, _text)
def test_a_query_is_cut_as_the_passage_was(title: str, body: str) -> None:
    fields = field_terms(passage(1, body, title=title))
    whole = f"{title}\n{body}"
    assert fields == {
        Field.TITLE: terms(title),
        Field.BODY: terms(whole),
        Field.TITLE_FOLDED: folded_terms(title),
        Field.BODY_FOLDED: folded_terms(whole),
    }


@given(_text)
def test_no_term_is_cut_again_by_the_index(text: str) -> None:
    assert all(term.split() == [term] for row in field_terms(passage(1, text)).values() for term in row)


def test_the_analyser_has_the_same_name_each_time() -> None:
    name = analyser_id()
    analyser_id.cache_clear()
    assert analyser_id() == name
