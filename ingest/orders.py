"""What one sentence of an act orders of other acts: "Bãi bỏ khoản 1, khoản 2 Điều 8 của Nghị định số …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from index.amendments import Order
from ingest.acts import KINDS, Acts, Named, plain
from ingest.english_orders import vietnamese_orders
from ingest.places import Place, places
from ingest.told import FORCE, FROM, SUBJECT, Heard, day_of, in_force, in_part, less, tail

_HEADING: Final = re.compile(
    r"^(?:điều\s\d{1,3}[a-zđ]?\s?[.:]?|(?:chương|mục|phần|tiểu mục)\s[ivxlc\d]{1,7}\s?[.:]?)(?:\s{1,3}|$)",
    re.IGNORECASE,
)
MARKER: Final = re.compile(
    r"^\W{0,2}(?:\d{1,3}(?:\.\d{1,2})*[.,)]|(?:dd|[a-zđ])\d?(?:\.\d{1,2})?[.)/]|[-+–])\s{0,3}"
)
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
_PHRASES_OF: Final = re.compile(
    r"\s(?:một số\s|các\s)?(?:cụm\s?từ|từ ngữ)\s(?:tại|của|trong)\s(?:các\s)?", re.IGNORECASE
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
    r"\b(?:quy định\s)?(?:tại|ở|trong|của):?\s(?:các\s)?(?:quy định\s(?:tại|của)\s)?", re.IGNORECASE
)
_SOME: Final = re.compile(
    r"\s(?:và thay thế\s)?(?:một số|các|những|nội dung|quy định)\s(?:[^“\";:.]{0,80}?\s)?"
    r"(?:của|tại|trong|về)\s",
    re.IGNORECASE,
)
_SOME_OF: Final = re.compile(r"\s(?:một số|các)\s(?:điều|khoản|điểm|quy định|nội dung)\s", re.IGNORECASE)
_PLAIN: Final = re.compile(
    r"\s(?:(?:nội dung|quy định|mới|toàn bộ|bổ sung)\s)?(?:(?:của|tại)\s)?", re.IGNORECASE
)
_ANCHOR: Final = re.compile(
    r"\s?(?:,\s)?(?:vào|tiếp theo|liền|ngay)?\s?(?:phía\s)?(?:sau|trước|vào|tại)\s(?:các\s)?", re.IGNORECASE
)
_ASIDE: Final = re.compile(
    r"\(|[:;]|\.\s|\b(?:được|như sau|bằng|bởi|tương ứng|theo quy định)\b", re.IGNORECASE
)
_LINK: Final = re.compile(r"\b(?:kèm theo|của|tại)\s", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"\s?vào\s(?P<side>sau|trước)\s(?:cụm\s?từ|từ|cụm|chữ)\s?(?=[“\"])", re.IGNORECASE
)
_OF_LIST: Final = re.compile(
    r"^(?:các|một số)\s(?:điều|khoản|điểm|phụ lục)\b[^.;:]{0,60}?\scủa\s", re.IGNORECASE
)
_OWN_PARTS: Final = re.compile(
    rf"^(?:các\s)?(?:quy định|nội dung|điều|khoản)[^.;:]{{0,60}}\s{KINDS}\snày\b", re.IGNORECASE
)
_LIST: Final = re.compile(r"\b(?:sau đây|dưới đây|như sau|sau)\b[^“\"]{0,120}:?\s?$|:\s?$", re.IGNORECASE)


def hear(sentence: str, acts: Acts, lead: Order | None = None) -> Iterator[Heard]:
    """Go over the orders of a sentence written by `plain`; `lead` is the verb of its list."""
    masked = _masked(sentence)
    heard = re.search(rf"{KINDS}\snày\b", masked, re.IGNORECASE) is not None and lead is None
    told = False
    if lead is not None and (item := _item(sentence, masked, acts, lead)) is not None:
        yield item
        return
    for match in _VERBS.finditer(masked):
        before = masked[: match.start()]
        if _TOLD.search(before) or not (_OPENING.search(before) or (heard and _CHAINED.search(before))):
            continue
        verb = _verb(match["verbs"])
        for order in _after(sentence, masked, acts, verb, match.end()):
            heard = told = True
            yield order
    if not told:
        yield from in_force(masked, acts)


def target(*instructions: str) -> Place | None:
    """Return the place that instructions mean together, the nearest first: "khoản 4" in "Điều 7"."""
    place: Place | None = None
    for words in instructions:
        sentence = unmarked(vietnamese_orders(plain(words)))
        heard = next((order for order in hear(sentence, Acts("")) if order.places), None)
        if heard is None:
            continue
        around = Place.around(heard.places) or Place({})
        place = around if place is None else place.inside(around)
        if place.whole:
            break
    return place


def unmarked(words: str) -> str:
    """Cut off the number of a unit, or "Điều 5." before its words."""
    return _HEADING.sub("", MARKER.sub("", words))


def listing(sentence: str) -> Order | None:
    """Return the verb of a sentence that opens a list: "Bãi bỏ các quy định sau đây:"."""
    if _LIST.search(sentence) is None:
        return None
    match = _VERBS.match(sentence)
    if match is not None and "như sau" not in sentence[-12:].casefold():
        verb = _verb(match["verbs"])
        return verb if verb in {Order.REPEALS, Order.REPLACES, Order.SUSPENDS} else None
    if re.search(r"(?:hết|chấm dứt) hiệu lực", sentence, re.IGNORECASE):
        return Order.EXPIRES
    force = FORCE.search(sentence)
    return Order.STARTS if force is not None and force["d"] and _OWN_PARTS.match(sentence) else None


def listed_from(sentence: str) -> date | None:
    """Return the day that a sentence which opens a list gives its items."""
    return day_of(FROM.search(sentence))


def _after(sentence: str, masked: str, acts: Acts, verb: Order, at: int) -> Iterator[Heard]:
    on = day_of(FROM.search(masked, at))
    if (header := _PHRASES_OF.match(masked, at)) is not None:
        found, end = places(masked, header.end())
        act = acts.at(masked, tail(masked, end) if found else header.end())
        if act is not None:
            yield Heard(Order.REPHRASES, found, act, on, some=True)
        return
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
        found = less(found, masked, end)
        act = acts.at(masked, tail(masked, end)) or _further(masked, end, acts)
        yield Heard(verb, found, act, on)
        if act is not None:
            yield from _more(masked, acts, verb, act.end, on)
        return
    if (some := _SOME.match(masked, at) or _SOME_OF.match(masked, at)) is not None:
        found, end = places(masked, some.end())
        act = acts.at(masked, tail(masked, end) if found else some.end())
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
    act = acts.at(masked, tail(masked, end)) if found else None
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
            added = pairs[0][0]
            pairs = [(there, f"{there} {added}" if side["side"].casefold() == "sau" else f"{added} {there}")]
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
            act = acts.at(masked, tail(masked, end))
            break
        if (act := acts.at(masked, place.end())) is not None:
            break
        place = _AT.search(masked, place.end())
    if (
        not found
        and act is None
        and (kind is Order.ADDS or _AT.search(masked, at, stop if stop > 0 else len(masked)))
    ):
        return
    for phrase, wording in pairs:
        if kind is Order.ADDS and wording is None:
            yield Heard(kind, found, act, on, wording=phrase, phrase="")
        else:
            yield Heard(kind, found, act, on, phrase=phrase, wording=wording)


def _item(sentence: str, masked: str, acts: Acts, lead: Order) -> Heard | None:
    """Read an item of a list that begins with the place: "a) Điều 5 của Nghị định số …;"."""
    subject = SUBJECT.match(masked)
    found, end = places(masked, subject.end() if subject else 0)
    if not found:
        if (of := _OF_LIST.match(masked)) is not None and (act := acts.at(masked, of.end())) is not None:
            return Heard(lead, (), act, some=True)
        return None
    act = acts.at(masked, tail(masked, end))
    rest = act.end if act else end
    if lead is Order.STARTS and re.match(r"\s(?:về|đối với|liên quan)\s", masked[rest:]):
        found = in_part(found)
    return Heard(lead, less(found, masked, rest), act)


def _beside(place: Place, anchor: Place) -> Place:
    return place.inside(Place({n: x for n, x in anchor.labels.items() if n not in place.labels}))


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
