"""What one sentence of an act orders of other acts: "Bãi bỏ khoản 1, khoản 2 Điều 8 của Nghị định số …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from index.amendments import Order
from ingest.acts import KINDS, Acts, Named
from ingest.places import Place, places

_ONE_VERB = (
    r"(?:sửa đổi|bổ sung|bãi bỏ|thay thế|hủy bỏ|huỷ bỏ|đính chính|lược bỏ|bỏ|thay|sửa|đổi"
    r"|(?:tạm )?ngưng hiệu lực(?: thi hành)?)"
)
_VERBS: Final = re.compile(
    rf"(?P<verbs>\b{_ONE_VERB}(?:\s*,?\s+{_ONE_VERB}|\s+(?:và|hoặc)\s+{_ONE_VERB})*)\b(?!\s(?:bởi|theo))",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    rf"(?:^|[.;:]\s|{KINDS}\snày\s|(?:hành|này|\d{{4}}),\s|[”\"]\s?(?:,|và)\s)(?:và\s)?$", re.IGNORECASE
)
_TOLD: Final = re.compile(r"\b(?:được|bị|đã)\s(?:sửa đổi,?\s(?:và\s)?)?$", re.IGNORECASE)
_CHAINED: Final = re.compile(r"(?:[,;:]|\bvà)\s$")
_PHRASE: Final = re.compile(
    r"\s(?:các\s)?(?:cụm\s?từ|từ ngữ|từ|cụm|chữ|dấu|ký hiệu|số)\b[^“\"”;:]{0,40}?:?\s?(?=[“\"])",
    re.IGNORECASE,
)
_UNQUOTED: Final = re.compile(
    r"\s(?:cụm\s?)?từ\s(?P<old>[^“”\",;:.]{2,120}?)\s(?:bằng|thành)\s(?:cụm\s?)?từ\s(?P<new>[^“”\";:.]{2,160}?)"
    r"(?=\stại\s)",
    re.IGNORECASE,
)
_QUOTE: Final = re.compile(r"“(?P<curly>[^“”]{1,600})”|\"(?P<straight>[^\"]{1,600})\"")
_BY: Final = re.compile(
    r"\s?(?:thành|bằng|là)\s(?:các\s)?(?:cụm\s?từ|từ ngữ|từ|cụm|chữ|dấu|số)?\s?:?\s?(?=[“\"])", re.IGNORECASE
)
_NEXT_PHRASE: Final = re.compile(r"\s?(?:,|;|và)\s?(?:(?:cụm từ|từ)\s)?(?=[“\"])", re.IGNORECASE)
_AT: Final = re.compile(
    r"\b(?:quy định\s)?(?:tại|ở|trong|của)\s(?:các\s)?(?:quy định\s(?:tại|của)\s)?", re.IGNORECASE
)
_SOME: Final = re.compile(
    r"\s(?:và thay thế\s)?(?:một số|các|những|nội dung|quy định)\s(?:[^“\";:.]{0,80}?\s)?(?:của|tại|trong|về)\s",
    re.IGNORECASE,
)
_SOME_OF: Final = re.compile(r"\s(?:một số|các)\s(?:điều|khoản|điểm|quy định|nội dung)\s", re.IGNORECASE)
_PLAIN: Final = re.compile(
    r"\s(?:(?:nội dung|quy định|mới|toàn bộ|bổ sung)\s)?(?:(?:của|tại)\s)?", re.IGNORECASE
)
_ANCHOR: Final = re.compile(
    r"\s?(?:,\s)?(?:vào|tiếp theo|liền|ngay)?\s?(?:phía\s)?(?:sau|trước|vào|tại)\s(?:các\s)?", re.IGNORECASE
)
_TAIL: Final = re.compile(
    r"\s?(?:\([^()]{0,300}\)\s?)?,?\s?(?:(?:được\s)?(?:ban hành\s)?kèm\stheo\s|của\s|tại\s|thuộc\s|trong\s){0,2}",
    re.IGNORECASE,
)
DATE: Final = r"(?P<d>\d{1,2})\s?(?:tháng\s|/|-)\s?(?P<m>\d{1,2})\s?(?:năm\s|/|-)\s?(?P<y>\d{4})"
_FROM: Final = re.compile(rf"(?:kể\s)?từ\s(?:ngày\s)?{DATE}", re.IGNORECASE)
_FORCE: Final = re.compile(
    r"\b(?P<what>(?:có|hết) hiệu lực|(?:bị|được) bãi bỏ)(?:\s(?:thi hành|áp dụng))?,?\s(?:kể\s)?từ\s(?:ngày\s)?"
    rf"(?:(?P<own>{KINDS}\snày)|(?P<signed>(?:được\s)?(?:ký|ban hành|thông qua))|{DATE})",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"^(?:riêng\s|(?:và\s)?đối với\s)?"
    r"(?:(?:các\s|những\s)?(?:quy định|nội dung)\s(?:quy định\s)?(?:tại|của)\s(?:các\s)?)?",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(
    r"\(|[:;]|\.\s|\b(?:được|như sau|bằng|bởi|tương ứng|theo quy định)\b", re.IGNORECASE
)
_LINK: Final = re.compile(r"\b(?:kèm theo|của|tại)\s", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"\s?vào\s(?P<side>sau|trước)\s(?:cụm\s?từ|từ|cụm|chữ)\s?(?=[“\"])", re.IGNORECASE
)
_LIST: Final = re.compile(r"\b(?:sau đây|dưới đây|như sau|sau)\b[^“\"]{0,120}:?\s?$|:\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """One order of a sentence: what is done to which places of which act.

    `act` is `None` where the sentence names none. `places` is empty where it means the whole act, or, with
    `some`, parts of it that are told below. `from_start` stands for "from the day this act takes effect".
    """

    verb: Order
    places: tuple[Place, ...]
    act: Named | None
    on: date | None = None
    from_start: bool = False
    some: bool = False
    phrase: str | None = None
    wording: str | None = None


def hear(sentence: str, acts: Acts, lead: Order | None = None) -> Iterator[Heard]:
    """Go over the orders of a sentence written by `plain`; `lead` is the verb of its list."""
    masked = _masked(sentence)
    heard = False
    if lead is not None and (item := _item(sentence, masked, acts, lead)) is not None:
        yield item
        return
    for match in _VERBS.finditer(masked):
        before = masked[: match.start()]
        if _TOLD.search(before) or not (_OPENING.search(before) or (heard and _CHAINED.search(before))):
            continue
        verb = _verb(match["verbs"])
        for order in _after(sentence, masked, acts, verb, match.end()):
            heard = True
            yield order
    if not heard:
        yield from _in_force(masked, acts)


def listing(sentence: str) -> Order | None:
    """Return the verb of a sentence that opens a list: "Bãi bỏ các quy định sau đây:"."""
    if _LIST.search(sentence) is None:
        return None
    match = _VERBS.match(sentence)
    if match is not None and "như sau" not in sentence[-12:].casefold():
        verb = _verb(match["verbs"])
        return verb if verb in {Order.REPEALS, Order.REPLACES, Order.SUSPENDS} else None
    return Order.EXPIRES if re.search(r"hết hiệu lực", sentence, re.IGNORECASE) else None


def _after(sentence: str, masked: str, acts: Acts, verb: Order, at: int) -> Iterator[Heard]:
    on = _day(_FROM.search(masked, at))
    if (phrase := _PHRASE.match(sentence, at)) is not None:
        yield from _phrases(sentence, masked, acts, verb, phrase.end(), on)
        return
    if (bare := _UNQUOTED.match(sentence, at)) is not None and verb in {Order.REPLACES, Order.AMENDS}:
        yield from _at(masked, acts, Order.REPHRASES, bare.end(), on, [(bare["old"], bare["new"])])
        return
    plain = _PLAIN.match(masked, at)
    start = plain.end() if plain else at
    found, end = places(masked, start)
    if found:
        if verb is Order.ADDS and (anchor := _ANCHOR.match(masked, end)) is not None:
            outer, stop = places(masked, anchor.end())
            if outer:
                found, end = tuple(_beside(place, outer[0]) for place in found), stop
        act = acts.at(masked, _tail(masked, end)) or _further(masked, end, acts)
        yield Heard(verb, found, act, on)
        if act is not None:
            yield from _more(masked, acts, verb, act.end, on)
        return
    if (some := _SOME.match(masked, at) or _SOME_OF.match(masked, at)) is not None:
        found, end = places(masked, some.end())
        act = acts.at(masked, _tail(masked, end) if found else some.end())
        if act is None and not found and (short := _SOME_OF.match(masked, at)) is not None:
            act = acts.at(masked, short.end())
        if found or act is not None:
            yield Heard(verb, found, act, on, some=True)
        return
    act = acts.at(masked, start)
    if act is not None and not act.own and verb in {Order.AMENDS, Order.ADDS, Order.CORRECTS}:
        yield Heard(verb, (), act, on, some=True)


def _further(masked: str, at: int, acts: Acts) -> Named | None:
    """Find the act behind words that tell the place more closely: "… trong Danh mục kèm theo Luật …"."""
    stop = _ASIDE.search(masked, at)
    end = stop.start() if stop else len(masked)
    for link in _LINK.finditer(masked, at, end):
        if (act := acts.at(masked, link.end())) is not None:
            return act
    return None


def _more(masked: str, acts: Acts, verb: Order, at: int, on: date | None) -> Iterator[Heard]:
    """Go on with "…; khoản 2 Điều 5 của Nghị định số …" after an act."""
    follows = re.compile(r"[^;“\"]{0,400}?;\s(?:và\s)?").match(masked, at)
    if follows is None:
        return
    found, end = places(masked, follows.end())
    act = acts.at(masked, _tail(masked, end)) if found else None
    if act is not None:
        yield Heard(verb, found, act, on)
        yield from _more(masked, acts, verb, act.end, on)


def _phrases(  # noqa: PLR0913, PLR0917 - where in the sentence, and what is known of it
    sentence: str, masked: str, acts: Acts, verb: Order, at: int, on: date | None
) -> Iterator[Heard]:
    pairs: list[tuple[str, str | None]] = []
    while (quote := _QUOTE.match(sentence, at)) is not None:
        at = quote.end()
        wording = None
        if (by := _BY.match(sentence, at)) is not None and (new := _QUOTE.match(sentence, by.end())):
            wording, at = _words(new), new.end()
        pairs.append((_words(quote), wording))
        follows = _NEXT_PHRASE.match(sentence, at)
        at = follows.end() if follows and _QUOTE.match(sentence, follows.end()) else at
    if not pairs:
        return
    if verb is Order.ADDS and (side := _BESIDE.match(sentence, at)) is not None:
        anchor = _QUOTE.match(sentence, side.end())
        if anchor is not None:
            at, there = anchor.end(), _words(anchor)
            new = pairs[0][0]
            pairs = [(there, f"{there} {new}" if side["side"].casefold() == "sau" else f"{new} {there}")]
    kind = {Order.REPEALS: Order.REPEALS, Order.ADDS: Order.ADDS}.get(verb, Order.REPHRASES)
    yield from _at(masked, acts, kind, at, on, pairs)


def _at(  # noqa: PLR0913, PLR0917 - where in the sentence, and what is known of it
    masked: str,
    acts: Acts,
    kind: Order,
    at: int,
    on: date | None,
    pairs: Sequence[tuple[str, str | None]],
) -> Iterator[Heard]:
    """Go over the changes of wording, at the places told behind them."""
    found: tuple[Place, ...] = ()
    act: Named | None = None
    place = _AT.search(masked, at)
    stop = masked.find(". ", at)
    while place is not None and (stop < 0 or place.start() < stop):
        found, end = places(masked, place.end())
        if found:
            act = acts.at(masked, _tail(masked, end))
            break
        if (act := acts.at(masked, place.end())) is not None:
            break
        place = _AT.search(masked, place.end())
    if kind is Order.ADDS and not found:
        return
    for phrase, wording in pairs:
        if kind is Order.ADDS and wording is None:
            yield Heard(kind, found, act, on, wording=phrase, phrase="")
        else:
            yield Heard(kind, found, act, on, phrase=phrase, wording=wording)


def _item(sentence: str, masked: str, acts: Acts, lead: Order) -> Heard | None:
    """Read an item of a list that begins with the place: "a) Điều 5 của Nghị định số …;"."""
    subject = _SUBJECT.match(masked)
    found, end = places(masked, subject.end() if subject else 0)
    if not found:
        return None
    return Heard(lead, found, acts.at(masked, _tail(masked, end)))


def _in_force(masked: str, acts: Acts) -> Iterator[Heard]:
    """Read "Khoản 2 Điều 43 của Luật này có hiệu lực từ ngày …" and its like at the start of a sentence."""
    force = _FORCE.search(masked)
    if force is None:
        return
    subject = _SUBJECT.match(masked)
    found, end = places(masked, subject.end() if subject else 0)
    if not found or end > force.start():
        return
    act = acts.at(masked, _tail(masked, end))
    between = masked[act.end if act else end : force.start()].strip()
    inner = re.match(r"\([^()]*?\btại\s(?=[^()]*này\))", between)
    if between and inner is None and not re.match(r"(?:và|,|đã được|được|\()", between):
        return
    verb = Order.STARTS if force["what"].casefold() == "có hiệu lực" else Order.EXPIRES
    if "bãi bỏ" in force["what"].casefold():
        verb = Order.REPEALS
    on = _day(force) if force["d"] else None
    if inner is not None and verb is Order.STARTS:
        own, _ = places(between, inner.end())
        if own:
            yield Heard(verb, own, Named(0, 0), on, from_start=on is None)
        return
    yield Heard(verb, found, act, on, from_start=on is None and force["own"] is not None)


def _beside(place: Place, anchor: Place) -> Place:
    return place.inside(Place({n: x for n, x in anchor.labels.items() if n not in place.labels}))


def _tail(masked: str, at: int) -> int:
    tail = _TAIL.match(masked, at)
    return tail.end() if tail else at


def _verb(words: str) -> Order:
    words = " ".join(words.casefold().split())
    if "sửa" in words or words == "đổi":
        return Order.AMENDS
    for stem, order in _STEMS:
        if stem in words:
            return order
    return Order.REPLACES


_STEMS: Final = (
    ("đính chính", Order.CORRECTS),
    ("ngưng", Order.SUSPENDS),
    ("bổ sung", Order.ADDS),
    ("thay", Order.REPLACES),
    ("bỏ", Order.REPEALS),
)


def _masked(sentence: str) -> str:
    """Blank out what is quoted, so that its words are no orders; the length stays."""
    return _QUOTE.sub(lambda m: "“" + "·" * (len(m.group()) - 2) + "”", sentence)


def _words(quote: re.Match[str]) -> str:
    return " ".join((quote["curly"] or quote["straight"]).split())


def _day(match: re.Match[str] | None) -> date | None:
    try:
        return None if match is None else date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
