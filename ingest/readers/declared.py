"""The facts that a format itself declares about a document: front matter, attribute tables, title lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

from index.vietnamese import NUMBER, fold

LABELS: Mapping[str, str] = {
    "title": "title",
    "tieu de": "title",
    "ten van ban": "title",
    "trich yeu": "title",
    "so hieu": "number",
    "so ky hieu": "number",
    "so/ky hieu": "number",
    "number": "number",
    "loai van ban": "kind",
    "kind": "kind",
    "co quan ban hanh": "issuer",
    "don vi ban hanh": "issuer",
    "noi ban hanh": "issuer",
    "co quan ban hanh/ chuc danh/ nguoi ky": "issuer",
    "issuer": "issuer",
    "ngay ban hanh": "issued_on",
    "ngay ky xac thuc": "issued_on",
    "ngay ky": "issued_on",
    "date": "issued_on",
    "issued on": "issued_on",
    "ngay hieu luc": "effective_from",
    "ngay co hieu luc": "effective_from",
    "hieu luc": "effective_from",
    "hieu luc tu": "effective_from",
    "effective date": "effective_from",
    "tinh trang hieu luc": "status",
    "tinh trang": "status",
    "trang thai": "status",
    "lang": "language",
    "language": "language",
}
"""What the folded label of a fact is called among the keys of `Reading.declared`."""

DATES = frozenset({"issued_on", "effective_from"})
UNKNOWN = frozenset({"", "-", "--", "không có thông tin", "đang cập nhật", "n/a"})
# In these front matters `kind`, `type` and `status` are the site's own words for its pages.
KINDS = (
    "hiến pháp", "luật", "nghị quyết", "pháp lệnh", "nghị định", "quyết định", "thông tư", "chỉ thị",
    "văn bản", "công văn", "công điện", "kế hoạch", "thông báo", "lệnh", "quy chuẩn", "hướng dẫn",
)  # fmt: skip
STATUSES = ("hiệu lực", "ngưng", "bãi bỏ", "thay thế")

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_IN_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
_KIND = (
    "Bộ luật|Luật|Nghị quyết|Pháp lệnh|Nghị định|Quyết định|Thông tư liên tịch|Thông tư|Chỉ thị|"
    "Văn bản hợp nhất"
)
_CITED = re.compile(
    rf"(?P<kind>{_KIND})\s+(?:số\s*:?\s*)?(?P<number>{NUMBER.pattern})(?P<rest>.*)", re.DOTALL
)
_LAW = re.compile(
    rf"(?P<kind>Bộ luật|Luật|Pháp lệnh)\s+(?P<name>[^|;\d]{{3,150}}?)\s+số\s+"
    rf"(?P<number>{NUMBER.pattern})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_AMENDING = re.compile(r"sửa đổi|một số điều", re.IGNORECASE)
_ISSUED = re.compile(r"\s+ngày\s+(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})")


def key_of(label: str) -> str | None:
    """Return the key that a label stands for ("Số hiệu", "so_hieu", "**Ngày ban hành:**"), or `None`."""
    plain = re.sub(r"[*_`:\s]+", " ", fold(label)).strip()
    return LABELS.get(plain)


def facts_of(path: Path) -> Path:
    """Return where facts about a file may lie beside it, as JSON: an envelope's header, for one."""
    return path.with_name(f".{path.name}.declared.json")


def beside(path: Path) -> dict[str, str]:
    """Return the facts that lie beside a file; what cannot be read as such is none."""
    try:
        facts = json.loads(facts_of(path).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return collect(facts.items()) if isinstance(facts, dict) else {}


def iso_date(text: str) -> str | None:
    """Return the first date of a text as YYYY-MM-DD, or `None` where there is none."""
    if match := _ISO.search(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.search(text) or _IN_WORDS.search(text):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def collect(facts: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Map (label, value) pairs to declared facts; the first value of a key stays."""
    declared: dict[str, str] = {}
    for label, value in facts:
        key = key_of(label)
        if key is None or key in declared:
            continue
        text = _plain(key, value)
        if text is not None:
            declared[key] = text
    return declared


def _plain(key: str, value: object) -> str | None:
    if isinstance(value, datetime):
        text = value.date().isoformat()
    elif isinstance(value, str | date | int | float):
        text = re.sub(r"\s+", " ", str(value)).strip()
    else:
        return None
    lowered = text.casefold()
    if lowered in UNKNOWN:
        return None
    if key in DATES:
        return iso_date(text)
    known = {"kind": KINDS, "status": STATUSES}.get(key)
    if known is not None and not any(word in lowered for word in known):
        return None
    if key == "number":
        match = NUMBER.search(text)
        return match.group() if match else text
    return text


def from_title(title: str) -> dict[str, str]:
    """Take kind, number and date from a title such as "Nghị định số … ngày … của …", if it names them."""
    match = _CITED.match(title.strip())
    if match is None:
        match = _LAW.fullmatch(title.strip())
        # The number in an amending act's name may be that of the act it amends.
        if match is None or _AMENDING.search(match["name"]):
            return {}
    declared = {"title": title.strip(), "kind": match["kind"].capitalize(), "number": match["number"]}
    issued = _ISSUED.match(match["rest"])
    day = iso_date(f"ngày {issued.group(1)}") if issued else None
    if day:
        declared["issued_on"] = day
    return declared
