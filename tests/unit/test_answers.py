from datetime import date

import pytest

from assistant.answers import Answer, AnswerStatus, Citation, Statement
from assistant.verification import cited_only, supported, verdicts
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.provisions import Provision, Span, Unit
from index.validity import UNKNOWN, Force, Validity

DAY = date(2026, 9, 1)
HEAD = DocumentHead(
    id="d", identity=Identity("88/2031/NĐ-CP", Kind.DECREE), title="Nghị định 88", source="a.md", sha256="",
    label=AccessLabel(Clearance.PUBLIC), language="vi", validity=UNKNOWN, portal_status=None, legal_bases=(),
    doubts=(), provisions=1,
)  # fmt: skip
PROVISION = Provision("p", "d", 0, Unit.CLAUSE, "Điều 5 khoản 2", "Điều 5. Thời hạn", Span(0, 10))


def _cited(quote):
    return Citation(HEAD, PROVISION, quote, UNKNOWN)


def _answer(status, statements, citations):
    return Answer("i", status, "q", "q", "vi", DAY, statements, citations)


def test_an_uncited_statement_cannot_be_said():
    with pytest.raises(ValueError, match="citation"):
        _answer(AnswerStatus.ANSWERED, (Statement("x", ()),), ())
    with pytest.raises(ValueError, match="citation"):
        _answer(AnswerStatus.PARTIAL, (Statement("x", (1,)),), (_cited("x"),))


def test_an_answered_question_has_an_answer():
    with pytest.raises(ValueError, match="statement"):
        _answer(AnswerStatus.ANSWERED, (), ())


def test_the_contract_has_its_keys():
    body = _answer(AnswerStatus.ANSWERED, (Statement("x", (0,)),), (_cited("x"),)).to_json()
    assert set(body) == {
        "id", "status", "question", "understood_as", "language", "as_of", "answer", "brief", "statements",
        "citations", "warnings", "procedure", "approved", "record_id", "conversation_id", "timings_ms",
    }  # fmt: skip
    citation = body["citations"][0]
    assert set(citation["document"]) == {"id", "number", "title", "kind", "issuer", "source"}
    assert citation["validity"] == {
        "status": "unknown",
        "from": None,
        "to": None,
        "basis": None,
        "ended_by": None,
    }


@pytest.mark.parametrize(
    ("said", "quote", "holds"),
    [
        ("Theo Điều 5 khoản 2 Nghị định 88/2031/NĐ-CP: không quá 07 ngày", "không quá 07 ngày", True),
        ("không quá 08 ngày", "không quá 07 ngày", False),
        ("phí 300.000 đồng", "phí 150.000 đồng", False),
        ("không phải nộp", "phải nộp", False),
        ("theo Nghị định 90/2031/NĐ-CP", "theo quy định", False),
        ("trước ngày 01/7/2031", "trước ngày 01/7/2031", True),
    ],
)
def test_statements_say_only_what_they_cite(said, quote, holds):
    statement = Statement(said, (0,))
    assert supported(statement, (_cited(quote),)) is holds
    (verdict,) = verdicts((statement,), (_cited(quote),))
    assert verdict.holds is holds


def test_validity_is_half_open_and_unknown_stays_unknown():
    span = Validity(date(2026, 7, 1), date(2027, 1, 1))
    assert span.on(date(2026, 6, 30)) is Force.NOT_YET
    assert span.on(date(2026, 7, 1)) is Force.IN_FORCE
    assert span.on(date(2027, 1, 1)) is Force.ENDED
    assert UNKNOWN.on(DAY) is Force.UNKNOWN


def test_an_answer_keeps_only_the_citations_it_uses():
    citations = [_cited("một"), _cited("hai"), _cited("ba")]
    statements, kept = cited_only((Statement("x", (2,)), Statement("y", (0, 2))), citations)
    assert [c.quote for c in kept] == ["ba", "một"]
    assert [s.citations for s in statements] == [(0,), (1, 0)]
