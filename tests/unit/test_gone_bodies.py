"""What answers and lists say of sources that name bodies no longer there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answers import Citation
from assistant.bodies import built_in
from assistant.gone_bodies import documents_naming_gone, still_named
from assistant.shelf import Shelf
from assistant.warnings import question_warnings, source_warnings
from index.access import AccessLabel, Clearance, Principal
from index.document_store import DocumentHead, DocumentStore, SourceFile
from index.documents import Document, Identity, Kind
from index.provisions import Provision, Span, Unit
from index.sqlite_store import SqliteStore
from index.validity import Validity

DAY = date(2026, 9, 1)
OLD = "Người dân nộp tại Ủy ban nhân dân cấp huyện; Sở Kế hoạch và Đầu tư có ý kiến."


def head(kind: Kind = Kind.PROCEDURE, issued: date | None = None, starts: date | None = None) -> DocumentHead:
    return DocumentHead(
        id="d", identity=Identity("9.000500", kind, issued_on=issued), title="Cấp thẻ", source="a.md",
        sha256="", label=AccessLabel(Clearance.PUBLIC), language="vi", validity=Validity(starts),
        portal_status=None, legal_bases=(), doubts=(), provisions=1,
    )  # fmt: skip


def named(text: str, of: DocumentHead | None = None, on: date = DAY) -> list[str]:
    return [gone.name for gone in still_named(of or head(), text, on, built_in())]


def test_a_record_is_told_of_the_bodies_that_it_gives_a_task() -> None:
    assert named(OLD) == ["Ủy ban nhân dân cấp huyện", "Sở Kế hoạch và Đầu tư"]
    assert named(OLD, on=date(2025, 6, 30)) == ["Sở Kế hoạch và Đầu tư"]
    assert named(OLD, on=date(2025, 2, 28)) == []


def test_an_act_that_came_after_a_body_had_gone_knows_of_it() -> None:
    assert named(OLD, head(Kind.DECREE, issued=date(2025, 4, 1))) == ["Ủy ban nhân dân cấp huyện"]
    assert named(OLD, head(Kind.DECREE, issued=date(2025, 7, 1))) == []
    assert named(OLD, head(Kind.DECREE, starts=date(2026, 7, 1))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Thông tư số 3/2021/TT-X ngày 09/4/2021 của Bộ trưởng Bộ Kế hoạch và Đầu tư về mẫu đơn.",
        "Thông tư liên tịch số 4/2014/TTLT của Bộ Tài chính và Bộ Giao thông vận tải",
        "3/2021/TT-X | Mẫu đơn | 09-04-2021 | Bộ Kế hoạch và Đầu tư",
        "Cơ quan ban hành | Bộ Giao thông vận tải",
        "THÔNG TƯ SỐ 3/2021/TT-X CỦA BỘ TRƯỞNG BỘ GIAO THÔNG VẬN TẢI",
        "Thay thế cụm từ “Sở Tài nguyên và Môi trường” bằng cụm từ khác.",
        "Bộ Thông tin và Truyền thông (nay là Bộ Khoa học và Công nghệ)",
        "Sở Xây dựng (trước đây là Sở Giao thông vận tải)",
    ],
)
def test_an_issuer_or_a_name_that_is_said_to_be_old_has_no_task(text: str) -> None:
    assert named(text) == []


def test_a_task_is_seen_beside_the_issuer() -> None:
    text = "Theo Thông tư số 3/2021/TT-X của Bộ Kế hoạch và Đầu tư;\nBộ Kế hoạch và Đầu tư xem xét."
    assert named(text) == ["Bộ Kế hoạch và Đầu tư"]


def test_a_text_of_many_issuers_is_read_in_time() -> None:
    text = "Luật 1 của 2 " * 2_000 + "Sở Kế hoạch và Đầu tư " * 2_000
    begun = time.process_time()
    assert named(text) == ["Sở Kế hoạch và Đầu tư"]
    assert time.process_time() - begun < 2


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DocumentStore]:
    """A store of one record that still names the district level, and a secret one beside it."""
    with SqliteStore.open(tmp_path / "documents.sqlite", write=True) as own:
        for number, label in (("9.000501", Clearance.PUBLIC), ("9.000502", Clearance.SECRET)):
            source, text = f"{number}.json", f"{OLD}\nMã số {number}"
            record = Document(
                id=number, identity=Identity(number, Kind.PROCEDURE), title="Cấp thẻ", text=text,
                source=source, sha256=number, label=AccessLabel(label),
            )  # fmt: skip
            own.put(record, [], [], SourceFile(source, len(text), 0, number, number))
        yield own


def test_records_that_name_gone_bodies_are_listed_to_those_who_may_read_them(store: DocumentStore) -> None:
    operator, guest = Principal.operator(), Principal.guest()

    def listed(principal: Principal, on: date = DAY) -> list[str | None]:
        return [one.head.identity.number for one in documents_naming_gone(store, on, principal, built_in())]

    assert listed(operator) == ["9.000501", "9.000502"]
    assert listed(guest) == ["9.000501"]
    assert listed(operator, date(2025, 2, 28)) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "vi",
            "Thủ tục 9.000501 còn nêu tên cũ: Sở Kế hoạch và Đầu tư không còn từ 01/03/2025 "
            "theo 45/2025/NĐ-CP; nay là Sở Tài chính.",
        ),
        (
            "en",
            "Procedure 9.000501 still uses an old name: Sở Kế hoạch và Đầu tư has been gone since 01/03/2025 "
            "by 45/2025/NĐ-CP; today it is Sở Tài chính.",
        ),
        ("bn", "Sở Kế hoạch và Đầu tư 01/03/2025 থেকে আর নেই"),
    ],
)
def test_an_answer_warns_of_a_record_it_cites(store: DocumentStore, language: str, said: str) -> None:
    (cited, *_) = store.heads(Principal.operator())
    provision = Provision("p", cited.id, 0, Unit.FIELD, "Lệ phí", "Lệ phí", Span(0, 4))
    shelf = Shelf(store, Principal.operator())
    warnings = source_warnings([Citation(cited, provision, "Miễn phí", cited.validity)], shelf, DAY, language)
    (department,) = (w for w in warnings if "Sở Kế hoạch" in w)
    (district,) = (w for w in warnings if "cấp huyện" in w)
    assert said in department
    assert "Sở Tài chính" in department
    assert "Ủy ban nhân dân cấp xã; Ủy ban nhân dân cấp tỉnh" in district
    assert not any("{" in w for w in warnings)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "UBND huyện có cấp phép không?",
            "UBND huyện không còn từ 01/07/2025 theo 203/2025/QH15; nay tùy việc",
        ),
        ("so giao thong van tai lam gi", "Sở Giao thông vận tải không còn từ 01/03/2025"),
        (
            "Nhà ở huyện Yên Phong thì nộp đâu?",
            "Huyện Yên Phong không còn từ 01/07/2025 theo 1658/NQ-UBTVQH15",
        ),
    ],
)
def test_a_question_that_takes_a_gone_body_to_be_there_is_told(question: str, said: str) -> None:
    (told,) = question_warnings(question, DAY, "vi", built_in())
    assert told.startswith(said)
    assert question_warnings(question, date(2025, 1, 1), "vi", built_in()) == ()


def test_of_an_act_only_the_cited_words_count(store: DocumentStore) -> None:
    (record, *_) = store.heads(Principal.operator())
    act = replace(record, identity=replace(record.identity, kind=Kind.CIRCULAR))
    provision = Provision("p", act.id, 0, Unit.CLAUSE, "Điều 1", "Điều 1", Span(0, 4))
    shelf = Shelf(store, Principal.operator())
    quiet = source_warnings([Citation(act, provision, "Miễn phí", act.validity)], shelf, DAY, "vi")
    told = source_warnings([Citation(act, provision, OLD, act.validity)], shelf, DAY, "vi")
    assert not any("không còn" in w for w in quiet)
    assert sum("không còn" in w for w in told) == 2


def test_real_records_that_name_the_district_level_are_found(shared: Path) -> None:
    folder = shared / "corpus" / "procedures"
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("bo-quoc-phong/*.json"))}
    holding = {path for path, text in texts.items() if "Ban chỉ huy quân sự cấp huyện" in text}
    assert holding
    assert all("Ban Chỉ huy quân sự cấp huyện" in named(texts[path]) for path in holding)
