"""What is said of an answer's sources, on a small office's own papers and on made-up endings."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_office import small_office
from typer.testing import CliRunner

from api.commands.documents import app
from assistant.answers import Citation
from assistant.shelf import Shelf
from assistant.stale_bases import stale_documents
from assistant.warnings import source_warnings, warnings_for
from index.access import AccessLabel, Clearance, Principal
from index.document_store import DocumentHead
from index.documents import Identity, Kind
from index.endings import Ended, Ending, act_key
from index.provisions import Provision, Span, Unit
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from index.validity import Validity

DAY = date(2033, 10, 1)
PROVISION = Provision("p", "d", 0, Unit.CLAUSE, "Điều 5 khoản 2", "Điều 5. Thời hạn", Span(0, 10))


def head(
    number: str, kind: Kind = Kind.DECREE, validity: Validity | None = None, *doubts: str
) -> DocumentHead:
    return DocumentHead(
        id=number, identity=Identity(number, kind), title=number, source="a.md", sha256="",
        label=AccessLabel(Clearance.PUBLIC), language="vi", validity=validity or Validity(date(2030, 1, 1)),
        portal_status=None, legal_bases=(), doubts=doubts, provisions=1,
    )  # fmt: skip


def cite(one: DocumentHead) -> Citation:
    return Citation(one, PROVISION, "x", one.validity)


def ended(number: str, day: date = DAY) -> dict[str, Ended]:
    return {act_key(number): Ended(number, "902/2033/NĐ-CP", day, "Điều 2 khoản 2", "by")}


def test_a_cited_act_out_of_force_is_told_with_the_provision_that_ends_it() -> None:
    said = warnings_for([cite(head("0901/2031/NĐ-CP"))] * 2, {}, DAY, "vi", ended("901/2031/NĐ-CP"))
    assert said == (
        "Nghị định 0901/2031/NĐ-CP đã hết hiệu lực từ 01/10/2033, "
        "theo khoản 2 Điều 2 Nghị định 902/2033/NĐ-CP.",
    )
    english = warnings_for([cite(head("901/2031/NĐ-CP"))], {}, DAY, "en", ended("901/2031/NĐ-CP"))
    assert "clause 2 Article 2 of Decree 902/2033/NĐ-CP" in english[0]


def test_an_act_is_told_to_have_ended_by_its_own_validity() -> None:
    over = Validity(date(2030, 1, 1), date(2033, 1, 1), None, "7/2032/NĐ-CP")
    (said,) = warnings_for([cite(head("1/2030/NĐ-CP", Kind.DECREE, over))], {}, DAY, "vi", {})
    assert "từ 01/01/2033" in said
    assert "7/2032/NĐ-CP" in said
    assert (
        warnings_for([cite(head("1/2030/NĐ-CP", Kind.DECREE, over))], {}, date(2032, 12, 31), "vi", {}) == ()
    )


def test_the_weightiest_come_first_and_no_more_than_eight() -> None:
    numbers = [f"{n}/2030/NĐ-CP" for n in range(1, 6)]
    acts = {key: act for number in numbers for key, act in ended(number).items()}
    record = head("1.000417", Kind.PROCEDURE, None, *(f"điều {n}" for n in range(9)))
    later = head("8/2033/NĐ-CP", Kind.DECREE, Validity(date(2034, 1, 1)))
    said = warnings_for(
        [cite(record), cite(later), cite(head(numbers[0]))], {record.id: numbers}, DAY, "vi", acts
    )
    assert len(said) == 8
    assert said[0].startswith("Nghị định 1/2030/NĐ-CP đã hết hiệu lực")
    assert said[1].startswith("Nghị định 8/2033/NĐ-CP chưa có hiệu lực")
    assert said[1].endswith("có hiệu lực từ 01/01/2034.")
    assert said[2].startswith(
        "Thủ tục 1.000417 còn viện dẫn Nghị định 1/2030/NĐ-CP (đã hết hiệu lực từ 01/10"
    )
    assert "và 2 văn bản khác" in said[2]
    assert said[3] == "Thủ tục 1.000417: điều 0"


def test_a_record_in_force_on_its_bases_is_not_warned_of() -> None:
    record = head("1.000417", Kind.PROCEDURE)
    assert warnings_for([cite(record)], {record.id: ["2/2030/NĐ-CP"]}, DAY, "vi", ended("1/2030/NĐ-CP")) == ()


@pytest.mark.parametrize("language", ["vi", "en", "bn"])
def test_each_language_has_all_words(language: str) -> None:
    alone = head("3/2030/NĐ-CP", Kind.DECREE, Validity(None, date(2031, 1, 1)))
    ruled = head("4/2030/NĐ-CP", Kind.DECREE, Validity(None, date(2031, 1, 1), None, "5/2030/NĐ-CP"))
    early = head("6/2030/NĐ-CP", Kind.DECREE, Validity(date(2040, 1, 1)))
    record = head("1.000417", Kind.PROCEDURE, None, "?")
    cited = [cite(h) for h in (alone, ruled, early, record, head("1/2030/NĐ-CP"))]
    said = warnings_for(cited, {record.id: ["1/2030/NĐ-CP"]}, DAY, language, ended("1/2030/NĐ-CP"))
    assert len(said) == 6
    assert not any("{" in line for line in said)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The small office's home, in which a new decision that is secret ends the one its record rests on."""
    home = tmp_path / "home"
    home.mkdir()
    source, target = (load_settings(place).database for place in (small_office().home, home))
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
        held.backup(copy)
    with SqliteStore.open(target, write=True) as store:
        (secret,) = (h for h in store.heads(Principal.operator()) if h.source.endswith("lich.md"))
        ending = Ending("12/2026/QĐ-UBND", date(2026, 8, 1), "Điều 9", "thay thế")
        store.put_endings(1, {secret.id: (ending,)})
    return home


def test_a_record_on_an_ended_basis_is_told_to_those_who_may_know(office: Path) -> None:
    day = date(2026, 8, 1)
    clerk = Principal("clerk", Clearance.INTERNAL)
    with SqliteStore.open(load_settings(office).database) as store:
        (record,) = store.heads(clerk, number="9.000417")
        cited = [replace(cite(record), head=record)]
        (said,) = (
            w
            for w in source_warnings(cited, Shelf(store, Principal.operator()), day, "vi")
            if "viện dẫn" in w
        )
        assert "12/2026/QĐ-UBND (đã hết hiệu lực từ 01/08/2026 theo Điều 9" in said
        before = source_warnings(cited, Shelf(store, Principal.operator()), date(2026, 7, 31), "vi")
        assert not any("viện dẫn" in w for w in before)
        assert source_warnings(cited, Shelf(store, clerk), day, "vi") == before
        assert [s.head.id for s in stale_documents(store, day, Principal.operator())] == [record.id]
        assert list(stale_documents(store, day, clerk)) == []


def test_the_command_lists_stale_records(office: Path) -> None:
    call = CliRunner().invoke(app, ["stale", "--home", str(office), "--on", "2026-08-01", "--json"])
    (row,) = json.loads(call.stdout)
    assert row["number"] == "9.000417"
    assert row["rests_on"][0]["number"] == "12/2026/QĐ-UBND"
    assert row["rests_on"][0]["ended_on"] == "2026-08-01"
    call = CliRunner().invoke(app, ["stale", "--home", str(office), "--on", "2026-07-31"])
    assert "0 documents" in call.output
