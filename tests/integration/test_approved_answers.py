"""An answer that an expert approved is given again, to who may read its sources, while those stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from small_office import DECISION, small_office

from assistant.answers import Answer
from assistant.approvals import Approval
from assistant.approving import Wording, Wrong, approve, as_given
from assistant.assembly import Assistant, open_assistant
from assistant.errors import CorrectionRefused
from assistant.footing import Became, standing
from assistant.shelf import Shelf
from index.access import AccessLabel, Clearance, Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from ingest.cli import run

QUESTION = "Thời hạn gia hạn giấy phép treo biển hiệu là bao nhiêu ngày?"
LAN, HOA = Principal("account:lan", Clearance.INTERNAL), Principal("account:hoa", Clearance.INTERNAL)
EXPERT = Principal("account:chuyen.gia", Clearance.SECRET)
GUEST = Principal.guest()
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    opened = open_assistant(small_office().copied(tmp_path_factory.mktemp("approved") / "home"))
    yield opened
    opened.close()


@pytest.fixture
def assistant(kept: Assistant) -> Iterator[Assistant]:
    """One assistant for the tests that change no document; each leaves no approval behind."""
    yield kept
    assert kept.approvals is not None
    for approval in kept.approvals.all():
        if approval.withdrawn_at is None:
            kept.approvals.withdraw(approval.id, "the test")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return small_office().copied(tmp_path / "home")


@pytest.fixture
def changing(home: Path) -> Iterator[Assistant]:
    opened = open_assistant(home)
    yield opened
    opened.close()


def approved(
    assistant: Assistant, answer: Answer, wordings: tuple[Wording, ...] = (), expert: Principal = EXPERT
) -> Approval:
    record = assistant.records.any_of(answer.id)
    shelf = Shelf(assistant.store, expert)
    approval = approve(record, wordings or as_given(record), shelf, expert.name, "Trần Chuyên Gia")
    assert assistant.approvals is not None
    assistant.approvals.add(approval)
    return approval


def became(assistant: Assistant, approval: Approval, reader: Principal = LAN, day: date = DAY) -> set[Became]:
    return {one.became for one in standing(approval.footholds, Shelf(assistant.store, reader), day)}


def take_in(home: Path, text: str, name: str = "quyet-dinh-12.md", label: str = "internal") -> None:
    papers = home.parent / "later"
    papers.mkdir(exist_ok=True)
    (papers / name).write_text(text, encoding="utf-8")
    given = AccessLabel.parse(label)
    run(load_settings(home), [papers], given, workers=1, sync=False, vectors=False, quiet=True)


def test_an_approved_answer_is_given_to_the_same_question(assistant: Assistant) -> None:
    answer = assistant.answer(QUESTION, LAN, DAY)
    assert answer.approved is None
    approval = approved(assistant, answer)
    for typed in (QUESTION, "  thời hạn GIA HẠN giấy phép treo biển hiệu, là bao nhiêu ngày"):
        again = assistant.answer(typed, HOA, DAY)
        assert again.approved is not None
        assert (again.approved.approval_id, again.approved.shown_name) == (approval.id, "Trần Chuyên Gia")
        assert not again.approved.corrected
        assert [s.text for s in again.statements] == [s.text for s in answer.statements]
        assert [c.quote for c in again.citations] == [c.quote for c in answer.citations]
        assert again.question == typed
        kept = assistant.records.any_of(again.id)
        assert kept.body["approved"] == again.approved.to_json()
        assert kept.provenance["approval"] == approval.id
    assert assistant.answer("Thời hạn cấp giấy phép treo biển hiệu?", HOA, DAY).approved is None
    assert assistant.replay(kept.id).same


def test_who_may_not_read_a_source_is_given_what_there_was_before(assistant: Assistant) -> None:
    def told() -> dict[str, object]:
        body = assistant.answer(QUESTION, GUEST, DAY).to_json()
        return {
            k: v for k, v in body.items() if k not in {"id", "record_id", "conversation_id", "timings_ms"}
        }

    before = told()
    approved(assistant, assistant.answer(QUESTION, LAN, DAY))
    assert assistant.answer(QUESTION, HOA, DAY).approved is not None
    assert told() == before


def test_a_correction_has_only_what_its_sources_have(assistant: Assistant) -> None:
    answer = assistant.answer(QUESTION, LAN, DAY)
    source = as_given(assistant.records.any_of(answer.id))[0].provisions
    for text, why, word in (
        ("Gia hạn giấy phép mất 5 ngày làm việc.", Wrong.FIGURE, "5"),
        ("Gia hạn không mất ngày nào.", Wrong.NEGATION, "không"),
        ("Gia hạn giấy phép mất mười ngày làm việc.", Wrong.FIGURE, "mười"),
    ):
        with pytest.raises(CorrectionRefused) as refused:
            approved(assistant, answer, (Wording(text, source),))
        assert [(r.statement, r.why, r.word) for r in refused.value.refusals] == [(0, why, word)]
    for provisions, why in (((), Wrong.NO_SOURCE), (("of no provision",), Wrong.SOURCE_GONE)):
        with pytest.raises(CorrectionRefused) as refused:
            approved(assistant, answer, (Wording("Gia hạn mất 3 ngày làm việc.", provisions),))
        assert refused.value.refusals[0].why is why
    with pytest.raises(CorrectionRefused):
        approved(assistant, answer, (Wording("  ", source),))
    assert assistant.answer(QUESTION, HOA, DAY).approved is None  # nothing of all that was kept
    approved(assistant, answer, (Wording("Gia hạn giấy phép mất ba ngày làm việc.", source),))
    again = assistant.answer(QUESTION, HOA, DAY)
    assert again.approved is not None
    assert again.approved.corrected
    assert [s.text for s in again.statements] == ["Gia hạn giấy phép mất ba ngày làm việc."]


def test_an_expert_cites_nothing_that_may_not_be_read(assistant: Assistant) -> None:
    answer = assistant.answer(QUESTION, LAN, DAY)
    with pytest.raises(CorrectionRefused) as refused:
        approved(assistant, answer, expert=Principal("account:khach", Clearance.PUBLIC))
    assert {r.why for r in refused.value.refusals} == {Wrong.SOURCE_GONE}


def test_it_lapses_when_the_words_of_a_source_change(changing: Assistant, home: Path) -> None:
    approval = approved(changing, changing.answer(QUESTION, LAN, DAY))
    with SqliteStore.open(load_settings(home).database, write=True) as store:
        store.delete(approval.footholds[0].document_id)
    assert became(changing, approval) == {Became.HIDDEN}
    take_in(home, DECISION.replace("là 03 ngày làm việc", "là 05 ngày làm việc"))
    assert Became.TEXT in became(changing, approval)
    again = changing.answer(QUESTION, HOA, DAY)
    assert again.approved is None
    assert all("03 ngày" not in s.text for s in again.statements)


def test_it_lapses_when_another_act_ends_or_changes_its_source(changing: Assistant, home: Path) -> None:
    approval = approved(changing, changing.answer(QUESTION, LAN, DAY))
    take_in(
        home,
        """ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 90/2026/QĐ-UBND

Sơn Khê, ngày 01 tháng 10 năm 2026

QUYẾT ĐỊNH

Sửa đổi, bổ sung một số điều của Quyết định số 12/2026/QĐ-UBND

Điều 1. Sửa đổi khoản 2 Điều 2 Quyết định số 12/2026/QĐ-UBND như sau:

"2. Thời hạn gia hạn giấy phép treo biển hiệu là 02 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ."

Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 11 năm 2026.
""",
        name="quyet-dinh-90.md",
    )
    assert became(changing, approval) & {Became.FORCE, Became.ORDERED}
    assert changing.answer(QUESTION, HOA, DAY).approved is None


def test_it_is_not_given_for_a_day_on_which_its_source_was_not_in_force(assistant: Assistant) -> None:
    approval = approved(assistant, assistant.answer(QUESTION, LAN, DAY))
    early = date(2025, 5, 1)
    assert assistant.answer(QUESTION, HOA, early).approved is None
    assert became(assistant, approval, day=early) == {Became.FORCE}
    assert assistant.answer(QUESTION, HOA, date(2026, 6, 1)).approved is not None


def test_a_new_label_counts_at_once(changing: Assistant, home: Path) -> None:
    approval = approved(changing, changing.answer(QUESTION, LAN, DAY))
    with SqliteStore.open(load_settings(home).database, write=True) as store:
        store.relabel(approval.footholds[0].document_id, AccessLabel.parse("secret"))
    assert changing.answer(QUESTION, HOA, DAY).approved is None
    assert Became.HIDDEN in became(changing, approval)
    assert changing.answer(QUESTION, EXPERT, DAY).approved is not None


def test_what_is_withdrawn_is_given_no_more_until_it_is_brought_back(assistant: Assistant) -> None:
    approval, book = approved(assistant, assistant.answer(QUESTION, LAN, DAY)), assistant.approvals
    assert book is not None
    book.withdraw(approval.id, EXPERT.name)
    assert assistant.answer(QUESTION, HOA, DAY).approved is None
    assert book.get(approval.id).withdrawn_by == EXPERT.name
    book.restore(approval.id)
    assert assistant.answer(QUESTION, HOA, DAY).approved is not None


def test_an_expert_answers_what_had_no_answer_from_what_was_found(assistant: Assistant) -> None:
    question = "Biển hiệu dưới 20 m2 do ai cấp phép vào năm 2030?"
    answer = assistant.answer(question, LAN, DAY)
    record = assistant.records.any_of(answer.id)
    found = [p for one in record.provenance["evidence"] for p in one["provisions"]]
    shelf = Shelf(assistant.store, EXPERT)
    at = next(
        p for p in found if "20 m2" in shelf.volume(answerable(record, p)).words(held(shelf, record, p))
    )
    words = "Ủy ban nhân dân cấp xã cấp giấy phép treo biển hiệu dưới 20 m2."
    approved(assistant, answer, (Wording(words, (at,)),))
    again = assistant.answer(question, HOA, DAY)
    assert again.approved is not None
    assert [s.text for s in again.statements] == [words]


def answerable(record: object, provision: str) -> str:
    evidence = record.provenance["evidence"]  # type: ignore[attr-defined]
    return str(next(one["document"] for one in evidence if provision in one["provisions"]))


def held(shelf: Shelf, record: object, provision: str):  # type: ignore[no-untyped-def]
    return shelf.volume(answerable(record, provision)).by_id[provision]


def test_it_stays_when_the_record_that_it_came_from_is_deleted(assistant: Assistant) -> None:
    approved(assistant, assistant.answer(QUESTION, LAN, DAY))
    assistant.records.forget_person(LAN.name)
    assert assistant.answer(QUESTION, HOA, DAY).approved is not None


def test_it_is_given_in_a_conversation_only_to_the_whole_question(assistant: Assistant) -> None:
    first = assistant.answer("Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?", LAN, DAY)
    follow = assistant.answer("Còn gia hạn thì sao?", LAN, DAY, conversation_id=first.id)
    approved(assistant, follow)
    assert assistant.answer("Còn gia hạn thì sao?", HOA, DAY).approved is None
    other = assistant.answer("Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?", HOA, DAY)
    again = assistant.answer("Còn gia hạn thì sao?", HOA, DAY, conversation_id=other.id)
    assert again.approved is not None
