"""What an act is called: its own words after the kind, in the case that running text has."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from index.documents import Identity, Kind
from index.vietnamese import NUMBER, fold, normalise
from ingest.reading import Reading

_BODY = 150_000
_MAX = 400
_ENGLISH_KINDS = (
    "law",
    "code",
    "decree",
    "circular",
    "joint circular",
    "decision",
    "ordinance",
    "resolution",
)
_STOPS = re.compile(
    r"(?:chính phủ|quốc hội|bộ trưởng|thống đốc|chủ tịch|ủy ban|uỷ ban|hội đồng|thủ tướng"
    r"|the government|the minister|the prime|[_\-*—=\s|]+$|ngày\s|chương\s|số\s?:|căn cứ"
    r"|thông tin văn bản|văn bản$|\("
    # what a consolidated text says under its title of the act and of those that amended it
    r"|(?:bộ luật|luật|nghị định|nghị quyết|thông tư|quyết định|pháp lệnh)\s.{0,300}\d/.{0,300}có hiệu lực)",
    re.IGNORECASE,
)
_LEADING_KIND = re.compile(
    r"^\W{0,3}(?:bộ luật|luật|nghị quyết|nghị định|thông tư liên tịch|thông tư|quyết định|chỉ thị"
    r"|pháp lệnh|văn bản hợp nhất|kế hoạch|thông báo|công văn|law|decree|decision|circular|ordinance"
    r"|resolution)\b\s{0,3}(?:liên tịch\s)?(?:số\s?:?\s?)?",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^(?:\W{0,3}ngày\s[\d/.\-]{6,10}|\W{0,3}ngày\s\d{1,2}\stháng\s\d{1,2}\snăm\s\d{4})"
    r"(?:\scủa\s[^,;:]{3,60}?(?=\s(?:về|quy định|sửa đổi|hướng dẫn|ban hành)))?\s{0,2}",
    re.IGNORECASE,
)
# "… TẠI SỞ XÂY DỰNG CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH": the head of an office, run into the title above.
_HEAD_OF_OFFICE = re.compile(
    r"(?<!của)(?<!do)(?<!bởi)(?<!cho)(?<!với)(?<!và)(?<!phó)(?<!về)(?<!thay)[\s–-]{1,3}"
    r"(?:chủ tịch (?:ủy|uỷ) ban nhân dân|bộ trưởng bộ|thủ tướng chính phủ|thống đốc ngân hàng"
    r"|giám đốc sở)(?:\s[^\s,;:.()]{1,9}){0,9}$",
    re.IGNORECASE,
)
_ENGLISH_NUMBER = re.compile(
    r"^\W{0,3}(?:(?:law|code|ordinance|resolution|decree|decision|circular)\s)?no[.:]?\s?:?\s?\d[^\s"
    r"|;,]{0,6}/[^\s|;,]{2,30}"
    r"(?:\sof\s[a-z]{3,9}\s\d{1,2},\s\d{4})?,?\s",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\A|[\n.:;!?|•)“\"-]\s?)\Z")
_INSIDE = 1000
_YEARED = re.compile(r"^năm\s\d{4}\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")


def own_title(head: str, reading: Reading, kind: Kind, number: str | None, *, stem: str) -> str:
    """Return the subject of a document without its kind and number; "" where nothing names it."""
    declared = _declared(reading.declared.get("title", ""), number)
    body = _ENGLISH_NUMBER.sub("", _after_kind(head))
    if body and declared and _alike(body, declared):
        return _calm(declared if len(declared) >= len(body) * 0.6 else body, reading.text)
    if body:
        return _calm(body, reading.text)
    if declared:
        return _calm(declared, reading.text)
    if kind is Kind.LETTER:
        match = re.search(r"\bv/v\W{0,3}([^\n|]{8,300})", head, re.IGNORECASE)
        if match:
            return " ".join(match[1].split())
    first = next((line.strip() for line in reading.text.splitlines() if len(line.strip()) > 12), "")  # noqa: PLR2004
    return first[:160] if number is None and first else ("" if number else stem)


def cite(identity: Identity, title: str) -> str:
    """Write a title as a citation has it: "Nghị định 217/2026/NĐ-CP: Quy định chi tiết …"."""
    kind, number = identity.kind.value, identity.number
    title = title.strip(" .:;–-")
    title = title[:_MAX].rsplit(" ", 1)[0] + " …" if len(title) > _MAX else title
    if number is None:
        return title
    if number.startswith(("TCVN", "QCVN")):
        name = number
    elif (
        identity.kind in {Kind.LAW, Kind.CODE, Kind.ORDINANCE}
        and title
        and not fold(title).startswith(("sua doi", "amend"))
    ):
        subject = _LEADING_KIND.sub("", title)
        return f"{kind} {subject[:1].upper()}{subject[1:]} số {number}"
    else:
        name = number if identity.kind is Kind.OTHER else f"{kind} {number}"
    return f"{name}: {title[:1].upper()}{title[1:]}" if title else name


def _declared(title: str, number: str | None) -> str:
    title = " ".join(normalise(title).split())
    subject = _LEADING_KIND.sub("", title)
    if (match := NUMBER.match(subject)) is not None:
        if number is not None and fold(match.group()) != fold(number):
            return ""
        subject = _YEARED.sub("", _DATED.sub("", subject[match.end() :].lstrip(" -–:")))
    elif number is not None:
        subject = re.sub(rf"\s(?:số\s)?{re.escape(number)}$", "", subject, flags=re.IGNORECASE)
    return subject.strip(" -–:")


def _after_kind(head: str) -> str:
    """Return the lines after the one that holds only the kind, up to the issuer or the legal bases."""
    lines = [" ".join(line.replace("|", " ").split()).strip("*_# ") for line in head.splitlines()]
    names = {fold(name) for name in (*_ENGLISH_KINDS, *(k.value for k in Kind))}
    starts = [i for i, line in enumerate(lines) if fold(line).strip(" :") in names]
    if not starts:
        return ""
    found: list[str] = []
    for line in lines[starts[-1] + 1 : starts[-1] + 9]:
        if not line or not any(c.isalpha() for c in line):
            if found:
                break
            continue
        if _STOPS.match(line) and (found or not line.isupper()):
            break
        if found and found[-1].isupper() and not line.isupper():
            break
        found.append(line)
    words = " ".join(found)
    if words.isupper():
        words = _HEAD_OF_OFFICE.sub("", words)
    return "" if len(words) > _MAX * 2 else words


def _alike(one: str, other: str) -> bool:
    a, b = set(fold(one).split()), set(fold(other).split())
    return len(a & b) * 2 >= min(len(a), len(b))


def _calm(title: str, text: str) -> str:
    """Write a title in capitals as running text: each word in the case it has beside its neighbour."""
    if not title.isupper() and sum(c.isupper() for c in title) * 2 < sum(c.isalpha() for c in title):
        return title
    known: Counter[tuple[str, str, str]] = Counter()
    text = normalise(text[:_BODY])
    wanted = {word.casefold() for word in _WORD.findall(title)}
    for one, other in pairwise(_WORD.finditer(text)):
        left, right = one.group(), other.group()
        if (
            left.casefold() in wanted
            and right.casefold() in wanted
            and not (left.isupper() and right.isupper() and len(left) > 1)
        ):
            # At the start of a sentence any word has a capital: such a place only counts where no other is.
            opens = _SENTENCE.search(text, max(0, one.start() - 3), one.start()) is not None
            left = left.lower() if opens and left[1:].islower() else left
            known[left.casefold(), right.casefold(), left + " " + right] += 1 if opens else _INSIDE
    best: dict[tuple[str, str], tuple[int, str]] = {}
    for (left, right, form), count in known.items():
        if count > best.get((left, right), (0, ""))[0]:
            best[left, right] = (count, form)
    words = list(_WORD.finditer(title))
    cased = [
        match.group().lower() if not any(c.isdigit() for c in match.group()) else match.group()
        for match in words
    ]
    for i in range(len(words) - 1):
        pair = best.get((words[i].group().casefold(), words[i + 1].group().casefold()))
        if pair is not None:
            left, right = pair[1].split(" ")
            cased[i] = left if i == 0 or left[0].isupper() or cased[i].islower() else cased[i]
            cased[i + 1] = right
    out, at = [], 0
    for match, word in zip(words, cased, strict=True):
        out.append(title[at : match.start()] + word)
        at = match.end()
    calm = "".join(out) + title[at:]
    return calm[:1].upper() + calm[1:]
