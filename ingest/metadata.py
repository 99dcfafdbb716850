"""Who issued a document, under which number, when, and what it is called.

The text's own head decides, then what the file declares, then its name; each lower source that decides alone
or disagrees is a doubt that the reader of a citation is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

import yaml

from index.documents import Identity, Kind
from index.reading_corrections import Field
from index.vietnamese import NUMBER, fold, normalise
from ingest.doubts import doubt
from ingest.reading import Draft, Reading
from ingest.titles import cite, own_title

_HEAD = 6000
_NUMBER_LINE = re.compile(
    r"(?:^|\||\s{2})\s{0,3}(?:[^\W\d_]{2,9}\s){0,3}?số(?:\s(?:hiệu|ký hiệu))?\s?[:"
    r"|]?\s{0,3}(?P<number>\d{1,4}(?:\s\d{1,3}(?=\s?/))?[^\s|;,]{0,6}\s?/\s?[^\s|;,]{2,30}(?:\s?[-–]\s?[A-ZĐ]{2,8})?)",
    re.IGNORECASE | re.MULTILINE,
)
_PARTED = re.compile(r"\d+\s\d")
_CITED_HEAD = re.compile(
    r"^(?:[^\W\d_]{2,9}\s){1,3}(?:số\s)?(?P<number>\d[^\s|;,]{0,6}/[^\s|;,]{2,30})", re.MULTILINE
)
_ENGLISH_HEAD = re.compile(
    r"^\W{0,3}(?:(?P<word>law|code|ordinance|resolution|decree|decision|circular)\s)?no[.:]?\s?:?\s?"
    r"(?P<number>\d[^\s|;,]{0,6}/[^\s|;,]{2,30})(?:\sof\s(?P<date>[A-Za-z]{3,9}\s\d{1,2},\s\d{4}))?",
    re.IGNORECASE | re.MULTILINE,
)
_STANDARD = re.compile(r"\b(?P<number>(?:TCVN|QCVN|TCXDVN)\s\d{1,5}(?:-\d{1,3})?:\d{4}(?:/[A-Z]{2,8})?)")
_DATE = re.compile(r"ngày\s{0,3}(\d{1,2})\s{0,3}tháng\s{0,3}(\d{1,2})\s{0,3}năm\s{0,3}(\d{4})", re.IGNORECASE)
_PASSED = re.compile(r"thông qua ngày\s(\d{1,2})\stháng\s(\d{1,2})\snăm\s(\d{4})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_PLACE_DATE = re.compile(
    r"^(?:Số\s?:?\s?\d[^\s\n]{2,30}\s)?[^\d\n]{3,40},\s?ngày|\|\s{0,2}[^\d\n|]{3,40},\s?ngày",
    re.MULTILINE | re.IGNORECASE,
)
_PROVINCE = re.compile(
    r"nhân dân\s{1,3}(?P<level>tỉnh|thành phố|xã|phường|đặc khu|huyện|quận)\s{1,3}"
    r"(?P<name>[^\W\d][^\n|,;:.()\d*]{1,40})",
    re.IGNORECASE,
)
_FILE_FULL = re.compile(
    r"(?P<n>\d{1,5})[-_](?P<symbol>[A-ZĐ]{2,6}(?:[-_][A-ZĐa-z]{2,10}\d{0,2}){1,2})(?:[-_.]|$)"
)
_FILE_DECREE = re.compile(r"^(?:ND|NĐ)[-_](?P<n>\d{1,4})[-_](?P<year>\d{4})$", re.IGNORECASE)
_ENDS_HEAD = re.compile(
    r"^\W{0,4}(?:căn cứ\s(?:vào\s)?(?:hiến|luật|bộ|nghị|pháp|quyết|các|thông|điều|chỉ|kế|khoản)"
    r"|pursuant to|theo đề nghị|chương\s[I1]\b|điều\s1[.:]|article\s1\.)",
    re.IGNORECASE | re.MULTILINE,
)
_YEAR = re.compile(r"/(?:19|20)\d\d/")
_BASIS = re.compile(r"^\W{0,4}căn cứ\s", re.IGNORECASE)
_PLACE_WORDS = 3
_KIND_WORDS = re.compile(r"[*_#\s]+")


@cache
def words() -> Mapping[str, Any]:
    """Return the kinds and issuers of `ingest/data/identity.yaml`."""
    loaded: Mapping[str, Any] = yaml.safe_load(
        files("ingest").joinpath("data/identity.yaml").read_text(encoding="utf-8")
    )
    return loaded


def identify(
    reading: Reading, source_name: str, settled: Mapping[Field, str] | None = None
) -> tuple[Identity, str, tuple[str, ...]]:
    """Return a document's identity, its title as it is cited, and what is doubtful about them.

    `source_name` is the file's name, the last of the sources. What a person `settled` is not looked for, and
    what follows from it (a kind and an issuer from a number) follows from that.
    """
    if reading.card is not None:
        return _record(reading)
    text = normalise(reading.text[: _HEAD * 2])
    head = _head(text)
    doubts: list[str] = []
    given = settled or {}
    number = given.get(Field.NUMBER) or _number(head, text, reading.declared, source_name, doubts)
    kind = Kind(given[Field.KIND]) if Field.KIND in given else _kind(head, number, reading.declared)
    strangers = declares_another(reading, number)
    if Field.ISSUED_ON in given:
        issued_on: date | None = date.fromisoformat(given[Field.ISSUED_ON])
    else:
        issued_on = _issued_on(head, reading, {} if strangers else reading.declared, doubts)
    issuer = given.get(Field.ISSUER) or _issuer(number, kind, head, reading)
    identity = Identity(number, kind, issuer, issued_on)
    title = given.get(Field.TITLE) or cite(
        identity, own_title(head, reading, kind, number, stem=PurePath(source_name).stem)
    )
    return identity, title, tuple(doubts)


def declares_another(reading: Reading, number: str | None) -> bool:
    """Tell whether what a file declares is of another act, which its text names beside its own number."""
    told = _told(reading.declared)
    text = normalise(reading.text[: _HEAD * 2])
    return bool(told and number and fold(told) != fold(number) and told in text)


def _record(reading: Reading) -> tuple[Identity, str, tuple[str, ...]]:
    card = reading.card
    if card is None:
        raise ValueError("no procedure card")
    issuer = normalise(reading.declared.get("issuer", "")).strip() or None
    return Identity(card.code, Kind.PROCEDURE, issuer, None), f"{card.name} ({card.code})", ()


def legal_bases(drafts: Iterable[Draft], text: str) -> tuple[str, ...]:
    """Return the numbers of the acts in the `Căn cứ` lines, each once, in their order."""
    found: dict[str, None] = {}
    for draft in drafts:
        if draft.unit != "preamble":
            continue
        for line in draft.span.of(text).splitlines():
            if _BASIS.match(line):
                found.update((match.group(), None) for match in NUMBER.finditer(normalise(line)))
    return tuple(found)


def _head(text: str) -> str:
    match = _ENDS_HEAD.search(text)
    return text[: match.start()] if match and match.start() > 0 else text[: 1500 if match is None else 0]


def _clean(number: str) -> str:
    compact = re.sub(r"\s+", "", number).replace("–", "-").strip(".-_*/")
    match = NUMBER.match(compact)
    found = match.group() if match else ""
    parts = found.split("/")
    if found and parts[-1] != parts[-1].upper() and not any(x in parts[-1] for x in ("TTg", "TTr")):
        parts[-1] = parts[-1].upper()
    return "/".join(parts)


def _number(
    head: str, text: str, declared: Mapping[str, str], source_name: str, doubts: list[str]
) -> str | None:
    printed = list(dict.fromkeys(n for m in _NUMBER_LINE.finditer(head) if (n := _clean(m["number"]))))
    body = _base_act(printed) if "hop nhat" in fold(head) else "".join(printed[:1])
    if not body and (match := _CITED_HEAD.search(head[:400])):
        body = _clean(match["number"])
    if not body and (match := _english_head(head)):
        body = _vietnamese_symbol(_clean(match["number"]))
    if not body and (match := _STANDARD.search(head[:2500])):
        body = match["number"]
    told = _told(declared)
    parted = next((m["number"] for m in _NUMBER_LINE.finditer(head) if _clean(m["number"]) == body), "")
    if _PARTED.match(parted):
        doubts.append(doubt("number_joined", printed=parted, number=body))
    if body:
        if told and fold(told) != fold(body):
            doubts.append(doubt("number_differs", body=body, declared=told))
        return body
    named = _number_of_file(normalise(PurePath(source_name).stem))
    if told and not (named and fold(named) != fold(told) and told in text):
        doubts.append(doubt("number_declared", number=told))
        return told
    doubts.append(doubt("number_file", number=named) if named else doubt("no_number"))
    return named


def _told(declared: Mapping[str, str]) -> str:
    """Return the number that the file declares; the title's where that one only goes on further."""
    told = _clean(normalise(declared.get("number", "")))
    match = NUMBER.search(normalise(declared.get("title", "")))
    titled = _clean(match.group()) if match else ""
    return titled if fold(titled).startswith(fold(told)) else told


def _english_head(head: str) -> re.Match[str] | None:
    """Find the number of a translated act: on a line that names no other kind than the first line does."""
    first = head.strip().split("\n", 1)[0].strip(" :*#").casefold()
    match = _ENGLISH_HEAD.search(head)
    return match if match and (match["word"] or first).casefold() == first else None


def _vietnamese_symbol(number: str) -> str:
    """Write ND-CP and QD-TTg of translations with the letter that the number has."""
    return re.sub(r"/(ND|QD)-", lambda match: "/NĐ-" if match[1] == "ND" else "/QĐ-", number)


def _base_act(numbers: list[str]) -> str:
    """Return the number of the act that others were merged into: the oldest, unless the text has its own."""
    own = [number for number in numbers if "VBHN" in number]
    years = [number for number in numbers if _YEAR.search(number)]
    return (own or sorted(years, key=lambda number: number.split("/")[1]) or numbers or [""])[0]


def _number_of_file(stem: str) -> str | None:
    if match := _FILE_DECREE.match(stem):
        return f"{int(match['n']):02d}/{match['year']}/NĐ-CP"
    if match := _FILE_FULL.search(stem):
        return f"{match['n']}/{match['symbol'].replace('_', '-')}"
    return None


def _kind(  # noqa: PLR0911 - one return for each source
    head: str, number: str | None, declared: Mapping[str, str]
) -> Kind:
    kinds: Mapping[str, str] = words()["kinds"]
    symbol = number.rsplit("/", 1)[-1].split("-")[0] if number else ""
    if number and number.startswith("TCVN"):
        return Kind.STANDARD
    if number and number.startswith("QCVN"):
        return Kind.REGULATION
    if "hop nhat" in fold(head) and len(set(_NUMBER_LINE.findall(head))) > 1:
        return Kind.CONSOLIDATED
    by_symbol = words()["symbols"].get(symbol.upper())
    if by_symbol:
        return Kind[by_symbol]
    for line in head.splitlines():
        plain = _KIND_WORDS.sub(" ", line).strip(" :|").upper()
        if plain in kinds:
            return Kind[kinds[plain]]
    told = fold(declared.get("kind", "") or declared.get("title", ""))
    for name in sorted(kinds, key=len, reverse=True):
        if told.startswith(fold(name)):
            return Kind[kinds[name]]
    if symbol.startswith("QH"):
        return Kind.LAW
    return Kind.LETTER if number and "-" in number and number.count("/") == 1 else Kind.OTHER


def _date(match: re.Match[str] | None, *, iso: bool = False) -> date | None:
    if match is None:
        return None
    first, second, third = (int(x) for x in match.groups()[-3:])
    try:
        return date(first, second, third) if iso else date(third, second, first)
    except ValueError:
        return None


def _english_date(words: str) -> date | None:
    try:
        return datetime.strptime(words.title(), "%B %d, %Y").date()
    except ValueError:
        return None


def _issued_on(head: str, reading: Reading, declared: Mapping[str, str], doubts: list[str]) -> date | None:
    placed = _PLACE_DATE.search(head)
    found = _date(_DATE.search(head, placed.start())) if placed else None
    if found is None and (
        match := re.search(r"ngày ban hành\W{1,6}(\d{1,2})/(\d{1,2})/(\d{4})", head, re.IGNORECASE)
    ):
        found = _date(match)
    if found is None:
        passed = list(_PASSED.finditer(normalise(reading.text[-4000:])))
        found = _date(passed[-1]) if passed else None
    if found is None and (match := _english_head(head)) and match["date"]:
        found = _english_date(match["date"])
    told = _date(_ISO.search(declared.get("issued_on", "")), iso=True)
    if found and told and found != told:
        doubts.append(doubt("date_differs", body=f"{found:%d/%m/%Y}", declared=f"{told:%d/%m/%Y}"))
    if found is None and told is not None:
        doubts.append(doubt("date_declared", date=f"{told:%d/%m/%Y}"))
    return found or told


def _issuer(number: str | None, kind: Kind, head: str, reading: Reading) -> str | None:
    symbol = number.rsplit("/", 1)[-1] if number else ""
    parts = [part.upper() for part in symbol.split("-")]
    if re.match(r"QH\d", symbol):
        return "Quốc hội"
    if symbol.startswith("UBTVQH") or re.match(r"UBTVQH", parts[-1] if parts else ""):
        return str(words()["issuers"]["UBTVQH"])
    known: Mapping[str, str] = words()["issuers"]
    folded = {fold(code): name for code, name in known.items()}
    for part in reversed(parts):
        if name := folded.get(fold(part)):
            return name
    local: Mapping[str, str] = words()["local_issuers"]
    for part in parts:
        if part in local:
            name = _place(head) or _place(normalise(reading.text[:4000]))
            return f"{local[part]} {name}" if name else local[part]
    told = normalise(reading.declared.get("issuer", "")).strip()
    return told or None


def _place(text: str) -> str:
    """Write "TỈNH BẮC NINH Số" as "tỉnh Bắc Ninh"; "" where no place is named after the local body."""
    match = _PROVINCE.search(text) or _PROVINCE.search(" ".join(text.split()))
    if match is None:
        return ""
    ends = tuple(f"{opening} " for opening in words()["after_place"])
    name: list[str] = []
    rest = match["name"].split()
    for word, following in zip(rest, [*rest[1:], ""], strict=True):
        opens = f"{word} {following} ".casefold().startswith(ends)
        if not word[0].isupper() or (name and opens) or len(name) > _PLACE_WORDS:
            break
        name.append(word.capitalize())
    return f"{' '.join(match['level'].casefold().split())} {' '.join(name)}" if name else ""
