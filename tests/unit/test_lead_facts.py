"""Facts of a lead that itself holds the value, and of rows with notes."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath

from assistant.composing import compose
from assistant.facts import facts_of, lead_facts
from assistant.question import understand
from assistant.shelf import Volume
from index.access import AccessLabel, Clearance
from index.document_store import DocumentHead
from index.documents import Document, Identity, Kind
from index.validity import UNKNOWN
from ingest.citable import provisions_of
from ingest.readers.markdown import read_markdown
from ingest.structure import parse

PUBLIC = AccessLabel(Clearance.PUBLIC)
ACT = """# NGHỊ ĐỊNH

Điều 1. Báo cáo

1. Trong vòng 24 giờ kể từ khi xảy ra sự cố thử nghiệm, đơn vị gửi báo cáo gồm:

a) Tên của đơn vị thử nghiệm;

b) Thiệt hại đã biết của sự cố.

PHỤ LỤC

DANH MỤC ĐẦU MỐI

| TT | Việc | Đầu mối |
|---|---|---|
| 1 | Sự cố thử nghiệm | Trung tâm mẫu[1] |

[1] Hiện có hai trung tâm mẫu thuộc Sở Mẫu.

PHỤ LỤC II

| Thứ tự | Việc | Thời gian |
|---|---|---|
| 2.1. Trường hợp sự cố nhỏ | | |
| Bước 1 | Nhận báo cáo | 0,5 ngày |
| 2.2. Trường hợp sự cố lớn | | |
| Bước 1 | Nhận báo cáo | 0,25 ngày |
"""


def volume() -> tuple[DocumentHead, Volume]:
    reading = read_markdown(ACT, PurePath("act.md"))
    document = Document(
        "d", Identity("1/2026/NĐ-CP", Kind.DECREE), "Thử nghiệm", reading.text, "act.md", "0", PUBLIC
    )
    provisions = provisions_of("d", reading, parse(reading))
    head = DocumentHead(
        "d",
        document.identity,
        "Thử nghiệm",
        "act.md",
        "0",
        PUBLIC,
        "vi",
        UNKNOWN,
        None,
        (),
        (),
        len(provisions),
    )
    return head, Volume.of(document, provisions)


def test_a_lead_with_the_value_is_a_fact_of_its_own_before_its_points():
    head, read = volume()
    question = understand(("Báo cáo sự cố thử nghiệm trong bao lâu?",), date(2026, 11, 1))
    facts = list(lead_facts(facts_of(head, read, read.provisions, {}), question.aspects))
    lead = next(f for f in facts if f.is_lead)
    assert "24 giờ" in lead.text
    assert lead.quotes[0].text in read.document.text
    points = [f for f in facts if f.lead == lead.text]
    said = compose([lead, *points], [], "vi").statements
    assert len(said) == 1
    assert said[0].text.count("24 giờ") == 1
    assert "Thiệt hại" in said[0].text


def test_no_lead_stands_alone_where_it_answers_nothing():
    head, read = volume()
    question = understand(("Ai gửi báo cáo sự cố thử nghiệm?",), date(2026, 11, 1))
    aspects = [a for a in question.aspects if a.name == "fee"]
    assert not any(f.is_lead for f in lead_facts(facts_of(head, read, read.provisions, {}), aspects))


def test_a_row_says_the_note_that_its_cell_refers_to_and_cites_it():
    head, read = volume()
    row = next(f for f in facts_of(head, read, read.provisions, {}) if f.cells)
    assert "hai trung tâm mẫu thuộc Sở Mẫu" in row.text
    assert any("chú thích [1]" in q.provision.locator for q in row.quotes)


def test_a_lead_that_was_said_before_is_cited_by_nothing_that_does_not_say_it():
    head, read = volume()
    facts = [f for f in facts_of(head, read, read.provisions, {}) if "24 giờ" in f.lead]
    draft = compose(facts[:1], facts[1:], "vi")
    first, second = (
        [draft.citations[at].quote for at in statement.citations] for statement in draft.statements
    )
    assert any("24 giờ" in quote for quote in first)
    assert not any("24 giờ" in quote for quote in second)


def test_the_section_that_a_row_names_is_cited():
    head, read = volume()
    row = next(f for f in facts_of(head, read, read.provisions, {}) if "0,25 ngày" in f.text)
    assert "2.2. Trường hợp sự cố lớn" in row.text
    assert any("2.2. Trường hợp sự cố lớn" in q.text for q in row.quotes)
