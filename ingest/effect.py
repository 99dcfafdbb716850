"""Since when an act is in force, and which acts it ends, as its own last articles say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.act_properties import Property, own_properties
from index.documents import Identity
from index.provisions import Unit
from index.validity import UNKNOWN, Validity
from index.vietnamese import NUMBER, normalise
from ingest.acts import joined
from ingest.english_orders import is_english, vietnamese_orders
from ingest.reading import Draft

_ACT = (
    r"(?:bộ luật|luật|pháp lệnh|nghị quyết|nghị định|thông tư liên tịch|thông tư|quyết định|chỉ thị"
    r"|quy chế|quy định)"
)
_DATE = r"(?P<d>\d{1,2})\s?(?:tháng\s|/|-)\s?(?P<m>\d{1,2})\s?(?:năm\s|/|-)\s?(?P<y>\d{4})"
_STARTS = re.compile(
    rf"(?<!của )(?<!ngày ){_ACT} này (?:(?:bắt đầu )?có hiệu lực"
    rf"|được áp dụng)(?: thi hành)?\s?,?\s?(?:kể )?(?:từ )?"
    rf"(?:ngày )?(?:(?P<after>sau )?(?P<days>\d{{1,3}}) ngày,? (?:kể )?từ ngày (?:ký|được ký|ban hành)"
    rf"|{_DATE}|(?P<signed>(?:được )?(?:ký|ban hành|thông qua)))",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"this (?:law|code|ordinance|resolution|decree|circular|decision) (?:takes|shall take|comes"
    r"|enters) (?:effect|into force|into effect)(?: for implementation)? (?:as of|as from|from"
    r"|on) (?P<month>[a-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MENTION = re.compile(
    rf"(?P<kind>(?:bộ luật|luật|pháp lệnh|nghị quyết|nghị định|thông tư liên tịch|thông tư|quyết định"
    rf"|chỉ thị)(?:\s(?!này\b)[^\W\d_]{{1,8}}){{0,10}}?)\s(?:số:?\s?)?(?P<number>{NUMBER.pattern})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:^|:|(?P<next>;)|\bhiệu lực(?: thi hành)?,|\bthay thế(?: cho)?|\bbãi bỏ"
    r"|\btoàn bộ|\bcác|\bnhững|\bsau|(?P<chain>,|\bvà))\s?$",
    re.IGNORECASE,
)
_ENDS_AFTER = re.compile(r"(?:hết|chấm dứt) hiệu lực|bị bãi bỏ|được thay thế bởi|được bãi bỏ", re.IGNORECASE)
_PARTLY = re.compile(r"\b(?:điều|khoản|điểm|chương|mục|phụ lục|cụm từ|một phần|mẫu số)\b", re.IGNORECASE)
_END_DATE = re.compile(rf"hết hiệu lực(?: thi hành)?,? (?:kể )?từ ngày {_DATE}", re.IGNORECASE)
_LAST_ARTICLES = 12
_LONGEST = 6000
_BROKEN_NUMBER = re.compile(r"(?<=[A-ZĐ]{2})-\s(?=[A-ZĐ]{2})")
_BROKEN_LINE = re.compile(r"\s?\n(?=số\s\d|\d{1,4}/\d{4}/[A-ZĐ])")
_ENDING_TITLE = re.compile(
    r"\b(?:bãi bỏ|hết hiệu lực)\s(?:toàn bộ\s)?(?:các\s)?(?:thông tư|nghị định|quyết định)", re.IGNORECASE
)
_WITH_ANOTHER = re.compile(
    r"từ (?:ngày|khi) (?:bộ luật|luật|nghị quyết|nghị định|thông tư)(?!\s\S{0,6}\s?này)[^.;]{0,80}?"
    r" có hiệu lực",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"UBND|HĐND", re.IGNORECASE)
_PARTIAL = re.compile(
    r"(?:bãi bỏ|thay thế)\s(?:một số\s|các\s)?(?:điều|khoản|điểm|chương|mục|phụ lục|cụm từ|mẫu)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[;,]\s?riêng\b", re.IGNORECASE)
_OPENS_LIST = re.compile(r"\b(?:sau đây|dưới đây|như sau)\b", re.IGNORECASE)
_MARKER = re.compile(r"^\W{0,2}(?:\d{1,3}[.,)]|[a-zđ]\)|[-+–])\s{0,3}")
_VERBS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("hết hiệu lực", re.compile(r"(?:hết|chấm dứt) hiệu lực", re.IGNORECASE)),
    ("thay thế", re.compile(r"\bthay thế\b(?!\s(?:cụm|từ|bằng))", re.IGNORECASE)),
    ("bãi bỏ", re.compile(r"\bbãi bỏ\b(?!\s(?:cụm|từ|khoản|điểm|điều|một số))", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class EndedAct:
    """A whole act that another one ends: by which verb, from which day, and where it says so."""

    number: str
    on: date | None
    locator: str
    verb: str


def effect(text: str, drafts: Sequence[Draft], identity: Identity, declared: Mapping[str, str]) -> Validity:
    """Return since when an act is in force, with the locator that says so as the basis.

    Where no clause says it, the table of the act's properties does; else the declared day stands with no
    basis, else `UNKNOWN`.
    """
    for draft, words in reversed(list(_closing(text, drafts))):
        if (match := _STARTS.search(words)) and (day := _start(match, identity)):
            return Validity(starts=day, basis=draft.locator)
        if (match := _ENGLISH.search(words)) and (day := _english(match)):
            return Validity(starts=day, basis=draft.locator)
    stated = own_properties(drafts, identity.number).get(Property.STARTS)
    if stated is not None and stated.day is not None:
        return Validity(starts=stated.day, basis=stated.row.locator)
    told = declared.get("effective_from", "")
    try:
        return Validity(starts=date.fromisoformat(told)) if told else UNKNOWN
    except ValueError:
        return UNKNOWN


def ended_acts(
    text: str, drafts: Sequence[Draft], identity: Identity, starts: date | None
) -> tuple[EndedAct, ...]:
    """Return the acts that this one replaces or abolishes as a whole; parts of acts and phrases are none.

    `starts` is the day from which this act is in force, on which the others end where no other day is named.
    """
    found: dict[str, EndedAct] = {}
    own = (identity.number or "").casefold()
    said: dict[str, str] = {}
    for draft, words in _closing(text, drafts):
        said[draft.locator] = words
        for context, sentence in _sentences(words, normalise(draft.lead) or _opening(draft, drafts, said)):
            for number, verb in _ended(sentence, context, draft.heading):
                foreign = bool(_LOCAL.search(own)) and not _LOCAL.search(number)
                if number.casefold() == own or number in found or foreign:
                    continue
                # "riêng quy định tại Điều 5 … hết hiệu lực từ …" dates a part, not the act.
                stated = _END_DATE.search(_ASIDE.split(sentence)[0]) or _END_DATE.search(context)
                on = _date(stated) if stated else starts
                if not stated and (_WITH_ANOTHER.search(sentence) or _WITH_ANOTHER.search(context)):
                    on = None  # "from the day the Law on Investment takes effect": not told here
                found[number] = EndedAct(number, on, draft.locator, verb)
    return tuple(found.values())


def _closing(text: str, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, str]]:
    """Go over the smallest units of the last articles, and of all articles that speak of force."""
    articles = [i for i, draft in enumerate(drafts) if draft.unit is Unit.ARTICLE and draft.amends is None]
    last = {*articles[-_LAST_ARTICLES:], *(i for i in articles if _ENDING_TITLE.search(drafts[i].heading))}
    root: dict[int, int] = {}
    for i, draft in enumerate(drafts):
        root[i] = i if draft.unit is Unit.ARTICLE or draft.parent is None else root[draft.parent]
        if draft.amends is not None or root[i] not in last:
            continue
        if draft.unit not in {Unit.ARTICLE, Unit.CLAUSE, Unit.POINT}:
            continue
        stop = draft.span.end
        if i + 1 < len(drafts) and drafts[i + 1].parent == i:
            stop = drafts[i + 1].span.start
        words = normalise(text[draft.span.start : min(stop, draft.span.start + _LONGEST)])
        words = joined(_BROKEN_LINE.sub(" ", _BROKEN_NUMBER.sub("-", words)))
        if is_english(words):
            words = "\n".join(map(vietnamese_orders, words.split("\n")))
        yield draft, words


def _opening(draft: Draft, drafts: Sequence[Draft], said: Mapping[str, str]) -> str:
    """Return the words above a unit that open a list without the colon that would make them its lead."""
    words = said.get(drafts[draft.parent].locator, "") if draft.parent is not None else ""
    return words if _OPENS_LIST.search(words) else ""


def _start(match: re.Match[str], identity: Identity) -> date | None:
    if match["signed"]:
        return identity.issued_on
    if match["days"]:
        return identity.issued_on + timedelta(days=int(match["days"])) if identity.issued_on else None
    return _date(match)


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _english(match: re.Match[str]) -> date | None:
    month = match["month"][:3].lower()
    try:
        return date(int(match["y"]), _MONTHS.index(month) + 1, int(match["d"]))
    except ValueError:
        return None


def _sentences(words: str, lead: str) -> Iterator[tuple[str, str]]:
    """Go over (lead, sentence); lines under one that opens a list have it as their lead too."""
    first, *rest = words.split("\n")
    opening = f"{lead} {first}" if _OPENS_LIST.search(first) else lead
    for context, line in [(lead, first), *((opening, line) for line in rest)]:
        for sentence in re.split(r"(?<=[a-zà-ỹ0-9)P])\.\s(?=[A-ZĐÀ-Ỹ])", _MARKER.sub("", line)):
            yield context, sentence


def _ended(sentence: str, context: str, heading: str) -> Iterator[tuple[str, str]]:
    accepted_end = -1
    for match in _MENTION.finditer(sentence):
        before = sentence[: match.start()].rstrip()
        chain = _BEFORE.search(before)
        if chain is None or (
            chain["chain"] and (accepted_end < 0 or _breaks(sentence[accepted_end : match.start()]))
        ):
            continue
        if chain["next"] and _PARTIAL.search(before, max(accepted_end, 0)):
            continue
        if _PARTLY.search(before[-40:]) and not before.endswith((":", ";")):
            continue
        verb = _verb(before, sentence[match.end() :], context, heading)
        if verb:
            accepted_end = match.end()
            yield match["number"].replace("–", "-"), verb


def _breaks(between: str) -> bool:
    return (
        re.search(
            r"sửa đổi|bổ sung|\bcủa (?:luật|nghị)|theo\b|bởi\b|căn cứ|quy định tại", between, re.IGNORECASE
        )
        is not None
    )


def _verb(before: str, after: str, context: str, heading: str) -> str | None:
    if ended := _ENDS_AFTER.search(after):
        return "bãi bỏ" if "bãi bỏ" in ended.group().casefold() else "hết hiệu lực"
    near = before.casefold()
    if re.search(r"cụm từ|trường hợp các? văn bản|sửa đổi, bổ sung(?:,| hoặc) thay thế", near):
        return None
    for verb, pattern in _VERBS:
        if pattern.search(before[-80:]) or (
            (not before or before.endswith(";"))
            and (pattern.search(context) or _abolishing(pattern, heading))
        ):
            return verb
        if before.endswith((";", ",", " và")) and pattern.search(before):
            return verb
    return None


def _abolishing(pattern: re.Pattern[str], heading: str) -> bool:
    return (
        pattern.search(heading) is not None
        and re.search(r"toàn bộ|văn bản|thông tư|quyết định|nghị định", heading, re.IGNORECASE) is not None
    )
