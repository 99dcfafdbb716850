"""A folder of documents and the home that tests ingest it into, with two acts of which one ends the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.access import AccessLabel, Principal
from index.document_store import DocumentHead
from index.settings import Settings
from index.sqlite_store import SqliteStore
from ingest.ingestion import Ingestion, Wish
from ingest.progress import Silence
from ingest.report import Report

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
        self.settings = Settings(home=self.home, workers=2, worker_seconds=60)
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


def counts(report: Report) -> tuple[int, int, int, int, int]:
    return (report.created, report.updated, report.unchanged, report.deleted, len(report.quarantined))
