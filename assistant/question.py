"""The question as it is understood: its words, its language, what it asks for and what it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.aspects import Aspect, asked, named_aspects, only_states
from assistant.conversation import Earlier, resolve
from assistant.counted import asks_of_each, manners_asked, nouns_counted
from assistant.distinctions import Values, distinctions
from assistant.ellipsis import asks_again, comes_of
from assistant.errors import BadQuestion
from assistant.expansion import Expander, built_in
from assistant.name_runs import runs
from assistant.references import References, find_references
from index.vietnamese import fold, folded_terms, is_bengali, normalise, tokens

MOST_CHARACTERS = 4000
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(ch|nh|ng|[cmnpt])?"
)
_VIETNAMESE_SHARE = 0.6
_MARKED_SHARE = 0.35
_ENGLISH = re.compile(r"\b(?:the|is|are|of|for|how|what|which|when|who|does|must|should|with|from)\b")
# "(không phải nhà ở riêng lẻ)", "chứ không phải …": what is not meant, over the folded question.
_EXCLUDED = re.compile(
    r"\((?:khong|ko|k|chua|not)\s+(?:(?:phai|lam|tinh|gom|ke|noi)\s+)?(?:la\s+)?(?P<bracketed>[^()]{2,80})\)"
    r"|\bchu (?:khong|ko|k|chua)(?: phai)?(?: la)? (?P<plain>[^,.;?()]{2,80})"
    r"|, (?:khong|ko|k) phai(?: la)? (?P<inside>[^,.;?()]{2,80})(?=\))"
)
# "mấy" is typed plain as an English word.
_MAY = re.compile(r"\bmay\b", re.IGNORECASE)
_WHATEVER = "ra sao"
# What a title has that nobody types: "Thủ tục" before it, its code behind it.
_OF_TITLE = re.compile(r"^\s*thủ tục\s|\(\d\.\d{6}\)\s*$", re.IGNORECASE)
_NAME = 4
"""Words of a title, at least, that tell that a question spells it out."""
_STEAD = "_"  # no word of any language: "do" of "đó" asks in English
# What may be asked of anything: where nothing else is left beside a shortened name, the name asks too.
_VAGUE = frozenset({"definition", "yes_no", "other", "amount"})
_BY_WHAT = re.compile(
    r"\W*(?:(?:con|va|thi|nay|sau do|and|but|while) )*(?:theo|can cu|under|according to|pursuant to)\b"
)
_ENDS = frozenset(";?।.")
_WHEREAS = re.compile(
    r"\W*(?:con|whereas|while"
    r"|and (?:who|what|which|how|where|when|within|by|after|does|do|is|are|can|may|must))\b"
)
_AND = re.compile("và|va|and|এবং|আর")
_JOINT = re.compile(r"[,;:?।]\s*|\s(?:và|va|and|এবং|আর)\s")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things a question asks: its aspects, the folded terms of its words, what it names.

    `case` holds the values that tell its case from others; a later part goes on about that of the one before.
    `counted` are the nouns that it counts ("mấy ngày"); `words` are its own with those before it that ask
    nothing, and `begins` tells that they begin a sentence; `own` are the terms of the piece that asks, which
    is `asked`, and `like` the words of the part that it asks the same as.
    """

    aspects: tuple[Aspect, ...]
    terms: frozenset[str]
    references: References = field(default_factory=References)
    case: Values = field(default_factory=dict, hash=False)
    counted: frozenset[str] = frozenset()
    words: str = ""
    begins: bool = False
    own: frozenset[str] = frozenset()
    like: str = ""
    asked: str = ""

    def asks(self, name: str) -> bool:
        """Tell whether an aspect is asked for."""
        return any(aspect.name == name for aspect in self.aspects)

    @property
    def manners(self) -> frozenset[str]:
        """The ways in which it asks for a value, and those of the part that it asks the same as."""
        return manners_asked(fold(f"{self.like} {self.words}"))


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with the turns before it merged in where it leans on them.

    `text` is the whole of it; `asked` is what was typed last; `parts` are the things it asks, at least one;
    `excluded` are the words of what it says it does not mean, and `searched` is the text without them.
    """

    asked: str
    text: str
    language: str
    aspects: tuple[Aspect, ...]
    parts: tuple[Part, ...]
    references: References
    as_of: date
    searched: str
    excluded: str = ""

    def asks(self, *names: str) -> bool:
        """Tell whether any of the aspects is asked for."""
        return any(a.name in names for a in self.aspects)


def understand(
    turns: tuple[str, ...], as_of: date, expander: Expander | None = None, earlier: Sequence[Earlier] = ()
) -> Question:
    """Read the last of the turns, in the light of those before it, and of `earlier` ones of its conversation.

    References are read with the abbreviations of `expander` (default: the built-in ones) written out.

    Raises:
        BadQuestion: nothing was typed, or more than `MOST_CHARACTERS` characters.
    """
    if not turns or not turns[-1].strip():
        raise BadQuestion("the question is empty")
    if any(len(turn) > MOST_CHARACTERS for turn in turns):
        raise BadQuestion(f"the question is longer than {MOST_CHARACTERS} characters")
    last = normalise(turns[-1]).strip()
    text = resolve(last, (*earlier, *(Earlier(turn) for turn in turns[:-1])))
    tables = expander or built_in()
    spelled = tables.spelled_out
    references = find_references(spelled(text))
    language = language_of(last)
    heard = _heard(last, language)
    parts = _parts(heard, spelled)
    aspects = _aspects(parts) or named_aspects(heard, text)
    searched, excluded = _without_excluded(text)
    return Question(
        asked=turns[-1],
        text=text,
        language=language,
        aspects=aspects,
        parts=parts
        or (
            _whole(text, _heard(searched, language), aspects, references, _case(searched, language, tables)),
        ),
        references=references,
        as_of=as_of,
        searched=searched,
        excluded=excluded,
    )


def name_in(question: Question, titles: Iterable[str]) -> str | None:
    """Return the title that a question spells out, the longest of several; none where there is none."""
    folded = fold(normalise(question.asked).strip())
    found = {title: at[1] - at[0] for title in titles if (at := _spelled_out(title, folded)) is not None}
    return max(found, key=lambda title: found[title], default=None)


def beside_name(question: Question, title: str, expander: Expander | None = None) -> Question:
    """Return a question with what it asks read beside the title of a procedure that it has, or shortens.

    "Thời hạn cấp lại, đổi thẻ hưởng hỗ trợ phí là bao lâu?" asks for no fee, and for one thing. A question
    that asks nothing certain beside the title stays as it is.
    """
    last = normalise(question.asked).strip()
    folded = fold(last)
    whole = _spelled_out(title, folded)
    spans = (whole,) if whole is not None else runs(folded, title)
    if not spans or len(folded) != len(last):
        return question
    tables = expander or built_in()
    rest = last
    for start, end in reversed(spans):
        rest = f"{rest[:start]}{_STEAD}{rest[end:]}"
    parts, aspects = _read(rest, tables)
    if not aspects or (whole is None and not {a.name for a in aspects} - _VAGUE):
        return question
    if len(parts) == len(question.parts):
        each = [replace(p, aspects=q.aspects) for p, q in zip(question.parts, parts, strict=True)]
        return replace(question, aspects=aspects, parts=tuple(each))
    named = frozenset(term for start, end in spans for term in folded_terms(last[start:end]))
    case = distinctions(" ; ".join(folded[start:end] for start, end in spans))
    each = [replace(p, terms=p.terms | named, case={**case, **p.case}) for p in parts]
    own = _case(question.searched, question.language, tables)
    alone = _whole(question.text, rest, aspects, question.references, own)
    return replace(question, aspects=aspects, parts=tuple(each) or (alone,))


def by_codes(
    question: Question, named: Sequence[tuple[int, int, str]], expander: Expander | None = None
) -> Question:
    """Return a question with what it asks read as if it had codes for the procedures that it names.

    `named` are, in order, where it names them and their codes. Their names ask nothing, and what each part
    asks it asks of those that it names.
    """
    last, tables = normalise(question.asked).strip(), expander or built_in()
    rest, names = last, dict[str, str]()
    for start, end, code in reversed(named):
        rest, names[code] = f"{rest[:start]}{code}{rest[end:]}", last[start:end]
    references = question.references.joined(find_references(tables.spelled_out(rest)))
    parts, aspects = _read(rest, tables)
    if not aspects:
        return question
    own = _case(question.searched, question.language, tables)
    alone = _whole(question.text, rest, aspects, references, own)
    each = tuple(_named_by(p, names) for p in parts) or (alone,)
    return replace(question, aspects=aspects, parts=each, references=references)


def _read(rest: str, tables: Expander) -> tuple[tuple[Part, ...], tuple[Aspect, ...]]:
    """Return the parts of what a question says beside the names in it, and all that it asks there."""
    parts = _parts(rest, tables.spelled_out)
    return parts, _aspects(parts) or asked(rest)


def _aspects(parts: Iterable[Part]) -> tuple[Aspect, ...]:
    """Return what parts ask, each aspect once."""
    return tuple(dict.fromkeys(aspect for part in parts for aspect in part.aspects))


def _named_by(part: Part, names: Mapping[str, str]) -> Part:
    """Return a part with the words of the names that codes stand for in it."""
    words = " ; ".join(names[code] for code in part.references.codes if code in names)
    case = {**distinctions(fold(words)), **part.case}
    return replace(part, terms=part.terms | frozenset(folded_terms(words)), case=case)


def _spelled_out(title: str, folded: str) -> tuple[int, int] | None:
    """Return where a folded question has all words of a title one after the other; none of a short one."""
    words = [fold(t) for t in tokens(_OF_TITLE.sub(" ", normalise(title)))]
    if len(words) < _NAME:
        return None
    found = re.search(r"\b" + r"\W+".join(map(re.escape, words)) + r"\b", folded)
    return found.span() if found else None


def _whole(
    text: str, searched: str, aspects: tuple[Aspect, ...], references: References, case: Values
) -> Part:
    """Return a question that asks one thing as its only part."""
    counted = nouns_counted(fold(searched))
    return Part(aspects, frozenset(folded_terms(text)), references, case, counted, searched)


def _case(text: str, language: str, expander: Expander) -> Values:
    """Return the values that tell the case of a question from others.

    What words of another language stand for counts; everyday words ("làm lại giấy") are too loose for that.
    """
    meant = [p for e in expander.expand(text) for p in e.added] if language != "vi" else []
    return distinctions(fold(" ; ".join((text, *meant))))


def _heard(text: str, language: str) -> str:
    """Return a text without the English word that "mấy" is typed as, where it is English."""
    return _MAY.sub("might", text) if language == "en" else text


def _without_excluded(text: str) -> tuple[str, str]:
    """Return a text without what it says it does not mean, and that; the words of both stay as typed."""
    folded = fold(text)
    match = _EXCLUDED.search(folded)
    if match is None or len(folded) != len(text):
        return text, ""
    start, end = match.span(match.lastgroup or 0)
    return f"{text[: match.start()]} {text[match.end() :]}", text[start:end].strip()


def language_of(text: str) -> str:
    """Tell the language of a question: `bn`, `en`, or else `vi`.

    English is told from Vietnamese by the shape of its syllables; abbreviations and foreign names have any
    shape, so where many words carry Vietnamese marks, and none is a small word of English, that settles it.
    """
    if is_bengali(text):
        return "bn"
    typed = re.findall(r"[^\W\d_]{2,}", text)
    words = [fold(word) for word in typed]
    shaped = sum(map(is_syllable, words))
    marked = sum(fold(word) != word for word in map(str.casefold, typed))
    if marked > _MARKED_SHARE * len(words) and not _ENGLISH.search(text.casefold()):
        return "vi"
    return "en" if shaped < _VIETNAMESE_SHARE * len(words) else "vi"


def is_syllable(word: str) -> bool:
    """Tell whether a folded word has the shape of a Vietnamese syllable."""
    return _SYLLABLE.fullmatch(word) is not None


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """Go over the pieces of a question, each between what joins it to the one before and to the next."""
    begun, joint = 0, ""
    for match in (*_JOINT.finditer(text), None):
        piece = text[begun : match.start() if match else len(text)]
        if piece.strip():
            yield joint, piece, match.group().strip() if match else ""
        if match:
            begun, joint = match.end(), match.group().strip()


def _parts(text: str, spelled: Callable[[str], str]) -> tuple[Part, ...]:
    """Return the parts of a question that each ask something; none where there are not at least two.

    What a piece that asks nothing names belongs to the part before it, or to the first one; one that opens
    with by what is asked ("theo Nghị định …, …") belongs to the part that follows. Pieces are read with their
    abbreviations written out (`spelled`); no "và" of those ("R&D") joins two.
    """
    asking: list[Part] = []
    before, words, said, begins = References(), frozenset[str](), "", True
    beside = Part((), frozenset())
    for joint, typed, end in _pieces(text):
        piece = spelled(typed)
        aspects, references, terms = asked(piece), find_references(piece), frozenset(folded_terms(piece))
        if end == ":" and only_states(piece, aspects):
            aspects = ()
        said = f"{said} {piece}".strip()
        begins = begins or joint in _ENDS or _WHEREAS.match(fold(piece)) is not None
        counted = nouns_counted(fold(piece))
        like = ""
        if asking and asks_again(aspects, piece, asking[-1].words, (joint, end), asking[-1].aspects):
            aspects, counted = asking[-1].aspects, asking[-1].counted
            like = asking[-1].words
        elif not aspects and comes_of(fold(piece)):
            aspects = asked(_WHATEVER)
        if aspects:
            if beside.words and _AND.fullmatch(joint) and asks_of_each(fold(piece)):
                named = before.joined(references)
                asking.append(replace(beside, aspects=aspects, references=named, counted=counted))
                said, begins = piece, False
            case = {**(asking[-1].case if asking else {}), **distinctions(fold(piece))}
            asking.append(
                Part(
                    aspects,
                    terms | words,
                    references=before.joined(references),
                    case=case,
                    counted=counted,
                    words=said,
                    begins=begins,
                    own=terms,
                    like=like,
                    asked=piece,
                )
            )
            before, words, said, begins = References(), frozenset(), "", False
        elif _BY_WHAT.match(fold(piece)):
            before, words = before.joined(references), words | terms
        elif asking:
            last = asking[-1]
            asking[-1] = replace(last, references=last.references.joined(references))
            if joint not in _ENDS:  # it goes on with the sentence that asks
                asking[-1], said = replace(asking[-1], words=f"{last.words} {said}"), ""
        else:
            before = before.joined(references)
        beside = (
            Part((), frozenset())
            if aspects
            else Part((), terms | words, case=distinctions(fold(said)), words=said, begins=begins, own=terms)
        )
    if asking:
        last = asking[-1]
        asking[-1] = replace(last, references=last.references.joined(before), words=f"{last.words} {said}")
    return tuple(asking) if len(asking) > 1 else ()
