"""The card of a procedure record against its own JSON: nothing is lost, and every line is cited."""

from __future__ import annotations

import json
import os
import random
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import pytest

from assistant.card_citing import CitedCard, cite_card
from index.access import AccessLabel
from index.documents import Document, Identity, Kind
from ingest.citable import provisions_of, tie_card
from ingest.readers.procedure_json import ProcedureReader

SAMPLE = int(os.environ.get("THUTUC_CARDS", "300"))
SEED = 20261122
# What a card has no line for: addresses and the page's whole text.
SILENT = {"raw_text", "detail_url", "formality_id", "source_file", "thu_tuc_id"}
# What the portal's page puts around the words of a record: headers of tables, its footer, "nothing known".
FURNITURE = (
    "Hình thức nộp",
    "Thời gian",
    "Thời hạn giải quyết",
    "Phí, lệ phí",
    "Mô tả",
    "Tên giấy tờ",
    "Mẫu đơn, tờ khai",
    "Số lượng",
    "Tên văn bản pháp lý",
    "Mã văn bản",
    "Không có thông tin",
    "Từ khóa",
    "Chọn cơ quan thực hiện",
    "Cơ quan thực hiện",
    "Tỉnh/ Thành phố",
    "-- Chọn Tỉnh/ Thành phố --",
    "Bộ ngành",
    "-- Chọn Bộ ngành --",
    "Phường/Xã/Sở",
    "-- Chọn Phường/Xã/Sở --",
    "Đơn vị",
    "Chọn đơn vị",
    "Chọn cơ sở",
    "Hệ thống chỉ hiển thị những cơ quan đã áp dụng Dịch vụ công trực tuyến",
    "Nộp hồ sơ",
    "Bản chính",
    "Bản sao",
    "Thành phần hồ sơ",
    "Chọn Phường/Xã",
)
# How the page names its fields: part of its whole text only.
LABELS = (
    "Tên thủ tục",
    "Mã thủ tục",
    "Số quyết định",
    "Cấp thực hiện",
    "Loại thủ tục",
    "Lĩnh vực",
    "Đối tượng thực hiện",
    "Cơ quan có thẩm quyền",
    "Địa chỉ tiếp nhận HS",
    "Cơ quan được ủy quyền",
    "Cơ quan phối hợp",
    "Thủ tục hành chính liên quan",
    "Trình tự thực hiện",
    "Cách thức thực hiện",
    "Căn cứ pháp lý",
    "Yêu cầu, điều kiện thực hiện",
    "Kết quả xử lý",
    "Chi tiết thủ tục hành chính",
)
# The column of numbers names the kind of the act before its number; the card gives the number.
KINDS = (
    "",
    "Luật",
    "Bộ luật",
    "NQ",
    "Nghị quyết",
    "NĐ",
    "Nghị định",
    "TT",
    "Thông tư",
    "Thông tư liên tịch",
    "QĐ",
    "Quyết định",
)


def bare(text: str) -> str:
    """Letters and digits only: what a reader reads, however the page sets it."""
    composed = unicodedata.normalize("NFC", text).replace("Ð", "Đ").replace("ð", "đ")
    return "".join(filter(str.isalnum, composed)).casefold()


def card_of(path: Path) -> tuple[Document, CitedCard]:
    reading = ProcedureReader().read(path.read_bytes(), PurePath(path.name))
    provisions = provisions_of("record", reading, reading.drafts)
    assert reading.card is not None
    card = tie_card(reading.card, provisions)
    identity = Identity(card.code, Kind.PROCEDURE, None, None)
    label = AccessLabel.parse("public")
    document = Document("record", identity, card.name, reading.text, path.name, "0", label, card=card)
    return document, cite_card(document, provisions, date(2026, 11, 22), {})


def shown(card: CitedCard) -> Iterator[str]:
    """Go over the words that a reader of the card sees."""
    for line in card.lines():
        value = line.value
        yield from (text for _, text in line.more)
        if isinstance(value, str):
            yield value
        elif value is not None:
            yield from (word for word in vars_of(value) if word)


def vars_of(value: Any) -> Iterator[str | None]:
    for name in ("method", "time", "fee", "description", "name", "form", "title", "number"):
        yield getattr(value, name, None)
    for count, kind in (("originals", "bản chính"), ("copies", "bản sao")):
        if getattr(value, count, None) is not None:
            yield f"{getattr(value, count)} {kind}"
            yield f"{kind} {getattr(value, count)}"


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def fields(record: dict[str, Any]) -> Iterator[str]:
    for key, value in record.items():
        if key in ("metadata", "content", "tables") and isinstance(value, dict):
            yield from fields(value)
        elif key not in SILENT:
            yield from texts(value)


def lost(record: dict[str, Any], card: CitedCard) -> list[str]:
    """List the stretches of the record's fields, without blanks and marks, that no line of the card holds."""
    numbers = [b.line.value.number for b in card.bases if b.line.value and b.line.value.number]
    columns = [f"{kind}{so}{number}" for kind in KINDS for so in ("", "số") for number in numbers]
    # Thirty records are cut in the wrong place: what they hold is told by the whole text of their page.
    recut = any("cắt sai chỗ" in doubt for doubt in card.doubts)
    around = (*FURNITURE, *columns, *(LABELS if recut else ()))
    said = {bare(text) for text in (*shown(card), *around)} - {""}
    missing: list[str] = []
    for field in map(bare, [record["raw_text"]] if recut else fields(record)):
        held = bytearray(len(field))
        for text in said:
            at = field.find(text)
            while at >= 0:
                held[at : at + len(text)] = b"\1" * len(text)
                at = field.find(text, at + 1)
        rest = "".join(c if not h else " " for c, h in zip(field, held, strict=True)).split()
        missing += rest
    return missing


@pytest.mark.shared
def test_a_card_loses_nothing_of_its_record_and_cites_every_line(shared: Path) -> None:
    """All 2,849 records: THUTUC_CARDS=9999, half a minute."""
    paths = sorted((shared / "corpus" / "procedures").rglob("*.json"))
    chosen = random.Random(SEED).sample(paths, min(SAMPLE, len(paths)))
    losses: dict[str, list[str]] = {}
    for path in chosen:
        document, card = card_of(path)
        for line in card.lines():
            assert line.value is None or line.place is not None, (path.name, line)
            if line.place is not None:
                assert line.place.span.of(document.text).strip(), (path.name, line)
        for quote, text in quotes(document, card):
            assert bare(text) in bare(quote), (path.name, text)
        if missing := lost(json.loads(path.read_bytes()), card):
            losses[path.name] = missing
    assert not losses, json.dumps(losses, ensure_ascii=False, indent=1)


def quotes(document: Document, card: CitedCard) -> Iterator[tuple[str, str]]:
    """Pair each line's characters in the record with the words that the card shows for it."""
    for line in (*card.facts.values(), *card.steps, *(one for _, one in card.others)):
        if line.value is not None and line.place is not None:
            yield line.place.span.of(document.text), line.value
    for case in card.cases:
        for paper in case.papers:
            assert paper.value is not None and paper.place is not None
            yield paper.place.span.of(document.text), paper.value.name
    for channel in card.channels:
        assert channel.value is not None and channel.place is not None
        for word in (channel.value.method, channel.value.time, channel.value.fee, channel.value.description):
            yield channel.place.span.of(document.text), word or ""
    for basis in card.bases:
        assert basis.line.value is not None and basis.line.place is not None
        yield basis.line.place.span.of(document.text), basis.line.value.title
