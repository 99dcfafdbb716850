"""Ingest end to end: real workers, real readers, the real store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.access import AccessLabel, Clearance, Principal
from index.document_store import DocumentHead
from index.documents import Identity
from index.endings import act_key
from index.settings import Settings
from index.sqlite_store import SqliteStore
from ingest import ingestion, succession
from ingest.doubts import doubt
from ingest.ingestion import Ingestion, Wish
from ingest.progress import Silence
from ingest.report import Report

ROOT = Path(__file__).parents[2]
OPERATOR = Principal.operator()


def act(number: str, day: str, *articles: str) -> str:
    body = "\n".join(f"Điều {n}. {words}" for n, words in enumerate(articles, 1))
    _, _, symbol = number.rpartition("/")
    kind = {"NĐ-CP": "NGHỊ ĐỊNH", "QĐ-UBND": "QUYẾT ĐỊNH"}[symbol]
    return (
        f"CHÍNH PHỦ\nSố: {number}\nHà Nội, ngày {day}\n\n{kind}\nVề việc nuôi ong trong công viên\n\n"
        f"Căn cứ Luật Ong mật số 91/2031/QH17;\n\n{body}\n"
    )


OLD = act(
    "901/2031/NĐ-CP",
    "02 tháng 3 năm 2031",
    "Phạm vi điều chỉnh\nNghị định này quy định việc đặt tổ ong.",
    "Hiệu lực thi hành\nNghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2031.",
)
NEW = act(
    "902/2033/NĐ-CP",
    "10 tháng 8 năm 2033",
    "Thời hạn\nThời hạn cấp phép đặt tổ ong là 07 ngày làm việc.",
    "Hiệu lực thi hành\n1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 10 năm 2033.\n"
    "2. Nghị định số 901/2031/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.",
)


class Published:
    """Counts how often an ingest publishes."""

    def __init__(self) -> None:
        self.times = 0

    def publish(self) -> None:
        self.times += 1


class Place:
    """A folder of documents and the home they are ingested into."""

    def __init__(self, root: Path) -> None:
        self.docs, self.home = root / "docs", root / "home"
        self.docs.mkdir()
        self.settings = Settings(home=self.home, workers=2, worker_seconds=20)
        self.published = Published()

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def ingest(
        self,
        *paths: Path,
        label: str | None = None,
        sync: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Report:
        wish = Wish(paths or (self.docs,), AccessLabel.parse(label) if label else None, sync)
        with SqliteStore.open(self.settings.database, write=True) as store:
            report = Ingestion(store, self.settings, self.published, Silence(), stopped).run(wish)
        return report

    def heads(self) -> dict[str, DocumentHead]:
        with SqliteStore.open(self.settings.database) as store:
            return {Path(head.source).name: head for head in store.heads(OPERATOR)}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path)


def counts(report: Report) -> tuple[int, int, int, int, int]:
    return (report.created, report.updated, report.unchanged, report.deleted, len(report.quarantined))


def test_files_are_read_once_and_changed_ones_replaced(place: Place) -> None:
    place.write("old.txt", OLD)
    changed = place.write("a/new.txt", NEW)
    assert counts(place.ingest()) == (2, 0, 0, 0, 0)
    assert counts(place.ingest()) == (0, 0, 2, 0, 0)
    os.utime(changed, ns=(1, 1))
    assert counts(place.ingest()) == (0, 0, 2, 0, 0)
    place.write("a/new.txt", NEW.replace("07 ngày", "05 ngày"))
    assert counts(place.ingest()) == (0, 1, 1, 0, 0)
    with SqliteStore.open(place.settings.database) as store:
        head = place.heads()["new.txt"]
        text = store.get(head.id, OPERATOR).text
        read = [p.span.of(text) for p in store.provisions(head.id, OPERATOR)]
    assert any("05 ngày làm việc" in words for words in read)
    assert not any("07 ngày làm việc" in words for words in read)


def test_bad_files_have_reasons_and_the_rest_is_live(place: Place) -> None:
    place.write("good.txt", OLD)
    place.write("empty.txt", b"")
    place.write("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    place.write("not.pdf", b"PK\x03\x04 no pdf at all")
    place.write("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    place.write("list.jsonl", json.dumps({"file": "good.txt"}) + "\n")
    place.write("record.json", '{"unexpected": true}')
    os.mkfifo(place.docs / "pipe")
    report = place.ingest()
    codes = {Path(q.file).name: q.code for q in report.quarantined}
    assert report.created == 1
    assert report.files == 8
    assert codes.pop("cut.pdf") in {"damaged", "empty"}
    assert codes.pop("not.pdf") in {"not_what_it_says", "damaged"}
    assert codes.pop("record.json") in {"unsupported_format", "not_what_it_says", "damaged"}
    assert codes == {
        "empty.txt": "empty",
        "picture.png": "damaged",
        "list.jsonl": "not_a_document",
        "pipe": "unsupported_format",
    }
    again = place.ingest()
    assert counts(again) == (0, 0, 1, 0, 7)
    assert {q.code for q in again.quarantined} == {q.code for q in report.quarantined}
    place.write("empty.txt", NEW)
    assert counts(place.ingest()) == (1, 0, 1, 0, 6)


def test_what_was_read_before_a_file_broke_stays_live_and_is_told(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest()
    place.write("old.txt", b"\x00" * 9)
    report = place.ingest()
    assert counts(report) == (0, 0, 0, 0, 1)
    assert "stays live" in report.quarantined[0].detail
    assert place.heads()["old.txt"].identity.number == "901/2031/NĐ-CP"


def test_the_same_bytes_twice_are_one_document(place: Place) -> None:
    place.write("one.txt", OLD)
    twin = place.write("two.txt", OLD)
    assert counts(place.ingest()) == (1, 0, 1, 0, 0)
    assert len(place.heads()) == 1
    assert counts(place.ingest()) == (0, 0, 2, 0, 0)
    place.docs.joinpath("one.txt").unlink()
    assert counts(place.ingest(sync=True)) == (0, 0, 1, 0, 0)
    assert place.heads().keys() == {"two.txt"}
    twin.unlink()
    assert counts(place.ingest(sync=True)) == (0, 0, 0, 1, 0)


def test_another_text_of_the_same_number_is_kept_beside_the_first(place: Place) -> None:
    place.write("a.txt", OLD)
    place.write("b.txt", OLD.replace("đặt tổ ong", "đặt thùng ong"))
    assert counts(place.ingest()) == (2, 0, 0, 0, 0)
    heads = place.heads()
    assert heads["a.txt"].id != heads["b.txt"].id
    assert heads["a.txt"].identity == heads["b.txt"].identity
    assert doubt("another_text") in heads["b.txt"].doubts
    assert doubt("another_text") not in heads["a.txt"].doubts
    place.write("b.txt", OLD.replace("đặt tổ ong", "đặt đàn ong"))
    assert counts(place.ingest()) == (0, 1, 1, 0, 0)
    assert len(place.heads()) == 2


def test_a_twin_that_not_everybody_may_read_is_not_told_of(place: Place) -> None:
    place.ingest(place.write("a.txt", OLD), label="secret")
    place.ingest(place.write("b.txt", OLD.replace("đặt tổ ong", "đặt thùng ong")), label="internal")
    place.ingest(place.write("c.txt", OLD.replace("đặt tổ ong", "đặt đàn ong")), label="top_secret")
    heads = place.heads()
    assert doubt("another_text") not in heads["b.txt"].doubts
    assert doubt("another_text") in heads["c.txt"].doubts


def test_sync_takes_out_only_what_is_gone_from_the_named_paths(place: Place) -> None:
    place.write("x/one.txt", OLD)
    place.write("y/two.txt", NEW)
    place.ingest()
    (place.docs / "x/one.txt").unlink()
    (place.docs / "y/two.txt").unlink()
    assert counts(place.ingest()) == (0, 0, 0, 0, 0)
    assert len(place.heads()) == 2
    assert counts(place.ingest(place.docs / "x", sync=True)) == (0, 0, 0, 1, 0)
    assert place.heads().keys() == {"two.txt"}


def test_a_renamed_and_edited_file_takes_the_place_of_the_old_one(place: Place) -> None:
    old = place.write("draft.txt", OLD)
    place.ingest()
    old.unlink()
    place.write("final.txt", OLD.replace("tổ ong", "đàn ong"))
    assert counts(place.ingest(sync=True))[1:] == (1, 0, 0, 0)
    assert place.heads().keys() == {"final.txt"}


@pytest.mark.parametrize("first", ["old.txt", "new.txt"])
def test_an_act_that_another_ends_is_ended_in_whatever_order_they_come(place: Place, first: str) -> None:
    texts = {"old.txt": OLD, "new.txt": NEW}
    place.write(first, texts.pop(first))
    place.ingest()
    ((second, text),) = texts.items()
    place.write(second, text)
    place.ingest()
    ended = place.heads()["old.txt"].validity
    assert str(ended.ends) == "2033-10-01"
    assert ended.ended_by == "902/2033/NĐ-CP"
    assert ended.basis == "Điều 2 khoản 2 902/2033/NĐ-CP"
    (place.docs / "new.txt").unlink()
    place.ingest(sync=True)
    restored = place.heads()["old.txt"].validity
    assert (restored.ends, restored.ended_by, str(restored.starts)) == (None, None, "2031-05-01")


def test_what_an_act_ends_is_kept_though_it_is_not_held(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("new.txt", NEW)
    place.ingest(label="public")
    key, day = act_key("901/2031/NĐ-CP"), date(2033, 10, 1)
    with SqliteStore.open(place.settings.database) as store:
        assert store.numbers_ended(date(2033, 9, 30), Principal.guest()) == {}
        assert store.numbers_ended(day, Principal.guest())[key].locator == "Điều 2 khoản 2"
    read: list[str] = []
    whole = succession.ended_acts

    def noted(text: str, drafts: Any, identity: Identity, starts: date | None) -> Any:
        read.append(identity.number or "")
        return whole(text, drafts, identity, starts)

    monkeypatch.setattr(succession, "ended_acts", noted)
    place.write("other.txt", OLD.replace("901/", "903/"))
    place.ingest()
    assert read == ["903/2031/NĐ-CP"]  # what is known of the others is not read again
    monkeypatch.setattr(succession, "RULES", succession.RULES + 1)
    place.ingest()
    assert sorted(read[1:]) == ["902/2033/NĐ-CP", "903/2031/NĐ-CP"]


def test_an_ending_that_readers_may_not_see_does_not_show_in_the_ended_act(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest(label="public")
    new = place.write("new.txt", NEW)
    place.ingest(new, label="secret")
    assert place.heads()["old.txt"].validity.ends is None
    with SqliteStore.open(place.settings.database) as store:
        assert store.numbers_ended(date(2033, 10, 1), Principal.guest()) == {}
        assert act_key("901/2031/NĐ-CP") in store.numbers_ended(date(2033, 10, 1), OPERATOR)


def test_labels_are_kept_unless_another_is_asked_for(place: Place) -> None:
    place.write("old.txt", OLD)
    place.ingest(label="secret")
    place.write("old.txt", OLD + "\n")
    place.ingest()
    assert place.heads()["old.txt"].label.level is Clearance.SECRET
    assert counts(place.ingest(label="public")) == (0, 1, 0, 0, 0)
    assert place.heads()["old.txt"].label.level is Clearance.PUBLIC


def test_a_copy_elsewhere_never_lowers_a_label(place: Place) -> None:
    place.write("x/one.txt", OLD)
    place.ingest(label="secret")
    place.write("y/two.txt", OLD)
    place.ingest(place.docs / "y", label="public")
    assert [head.label.level for head in place.heads().values()] == [Clearance.SECRET]


def test_an_interrupted_ingest_goes_on_where_it_stopped(place: Place) -> None:
    for n in range(30):
        place.write(f"{n:02}.txt", OLD.replace("901/", f"{700 + n}/"))
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > 6

    report = place.ingest(stopped=stopped)
    assert report.interrupted
    assert 0 < report.created < 30
    assert len(place.heads()) == report.created
    rest = place.ingest()
    assert (rest.created, rest.unchanged) == (30 - report.created, report.created)


def test_a_new_version_of_the_steps_reads_everything_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("old.txt", OLD)
    place.write("empty.txt", b" ")
    place.ingest()
    read: list[str] = []
    real = Ingestion._take

    def take(self: Ingestion, task: Any, result: Any) -> None:
        read.append(Path(task.source).name)
        real(self, task, result)

    monkeypatch.setattr(Ingestion, "_take", take)
    place.ingest()
    assert read == []
    monkeypatch.setattr(ingestion, "PARSER_VERSION", 10_000)
    assert counts(place.ingest()) == (0, 0, 1, 0, 1)
    assert sorted(read) == ["empty.txt", "old.txt"]


def _thutuc(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=env, timeout=120
    )


def test_the_command_publishes_embeds_and_reports(place: Place) -> None:
    place.write("old.txt", OLD)
    place.write("empty.txt", b"")
    home = ("--home", str(place.home))
    ran = _thutuc("ingest", str(place.docs), *home, "--json", "--label", "public")
    assert ran.returncode == 3, ran.stderr
    report = json.loads(ran.stdout.splitlines()[-1])
    assert {k: report[k] for k in ("created", "updated", "unchanged", "deleted")} == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "deleted": 0,
    }
    assert report["quarantined"][0]["file"].endswith("empty.txt")
    assert "trống" in report["quarantined"][0]["reason"]
    assert {"read", "store", "lexical", "vectors", "total"} == set(report["seconds"])
    stats = json.loads(_thutuc("index", "stats", *home, "--json").stdout)
    assert stats["published"]
    assert stats["embedded"] > 0
    checked = _thutuc("index", "check", *home)
    assert checked.returncode == 0, checked.stdout
    shown = _thutuc("documents", "text", "--source", "old.txt", *home)
    assert shown.stdout.split() == OLD.split()
    second = _thutuc("ingest", str(place.docs), *home, "--json", "--quiet")
    assert json.loads(second.stdout)["unchanged"] == 1
    deleted = _thutuc("documents", "delete", "--source", "old.txt", *home)
    assert deleted.returncode == 0, deleted.stderr
    assert json.loads(_thutuc("index", "stats", *home, "--json").stdout)["passages"] == 0
    assert json.loads(_thutuc("index", "check", *home, "--json").stdout)["sound"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ingest", "nowhere-at-all"), 2, "nowhere-at-all"),
        (("ingest", ".", "--label", "hidden"), 2, "unknown label"),
        (("documents", "show", "0000"), 1, "no document"),
        (("index", "check"), 1, "thutuc index rebuild"),
    ],
)
def test_a_mistake_is_one_line_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = _thutuc(*arguments, "--home", str(tmp_path))
    assert ran.returncode == code, ran.stderr
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.shared
def test_real_documents_are_live_or_have_a_reason(place: Place, shared: Path) -> None:
    corpus = shared / "corpus"
    files = [
        *sorted((corpus / "bac-ninh").iterdir())[:3],
        *sorted((corpus / "procedures").rglob("*.json"))[::400],
        *sorted((corpus / "laws" / "vbpl").glob("*.html"))[:2],
        *sorted((corpus / "office").glob("*_01.pdf")),
        corpus / "office" / "other_505.docx",
    ]
    report = place.ingest(*files)
    assert report.files == len(files)
    assert {q.code for q in report.quarantined} <= {"no_text_layer", "legacy_encoding"}
    assert report.created >= len(files) - 3
