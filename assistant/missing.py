"""Finds what a question names and its evidence has not: years, places, names, specific words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.catalogue import place_of
from assistant.facts import Fact
from assistant.focus import unsaid_focus
from assistant.provinces import merged_with, province_names, provinces_named
from assistant.quantities import is_typed_plain
from assistant.question import Question
from assistant.tables import everyday_words, load
from assistant.transitions import speaks_of_before
from assistant.weighing import Weigher
from index.validity import Force, inside
from index.vietnamese import NUMBER, fold, folded_terms, normalise, tokens

_DATE = re.compile(r"\b\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}\b|\bngay \d{1,2} thang \d{1,2} nam \d{4}")
_CAPITALS = re.compile(r"[^\W\d_a-zà-ỹđ][^\W\d_]*(?:[ -][^\W\d_a-zà-ỹđ][^\W\d_]*)+")
# A single name in capitals that is no syllable of the language: a firm, a product.
_FOREIGN = re.compile(
    r"(?<=[a-zà-ỹđ,] )(?!\w*[^\W_a-zA-Z])[A-Z][a-z]*(?:[bcdfghjklqrsvwxz]|[a-z]{6})(?![\w-])"
)
# A syllable of the language; "cđt", "fép" and "ngề" are abbreviations and slips.
_VIETNAMESE = re.compile(r"(?!ng[ei]|g[e])[bcdghklmnpqrstvx]{0,3}[aeiouy]{1,3}[cghmnpt]{0,2}")
_FIGURES = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the question names and the evidence has not.

    `terms` is the share of a question's terms, in another language, for which the evidence has the words.
    `length` counts the question's words and pairs of words; `translated` is the share of its weight, in
    another language, on words that have a translation.
    `known` is the share of the question's weight that is not on words which no text has: slips of typing.
    `documents` are not held. `elsewhere` are places and years of which the evidence is not, while it is of
    others: it answers another question. `unsaid` are places, names and specific words that it does not speak
    of, though it may answer all the same.
    """

    documents: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    known: float = 1.0
    terms: float = 1.0
    length: int = 0
    translated: float = 1.0


def find_gaps(
    question: Question,
    facts: Sequence[Fact],
    weigher: Weigher,
    spelled: Mapping[str, tuple[str, ...]],
    documents: tuple[str, ...] = (),
) -> Gaps:
    """Compare what a question names with the facts chosen for it.

    `spelled` maps mistyped words to what they may have been; `documents` are those named and not held.
    """
    known = 1.0 - _share(_unknown(weigher), weigher.weights)
    if not facts:
        return Gaps(documents, known=known)
    said = " ".join(_said(fact) for fact in facts)
    called = "năm {}" if question.language == "vi" else "{}"
    elsewhere = [called.format(year) for year in _years(question, facts, said)]
    unsaid = [called.format(year) for year in _before_force(question, facts)]
    for name in _places(question, facts, said):
        (elsewhere if place_of(facts[0].head) else unsaid).append(name)
    if question.language == "vi":
        unsaid += _countries(question, said)
        unsaid += _names(weigher, said, local=bool(place_of(facts[0].head)))
        unsaid += _words(weigher, f"{said} {fold(' '.join(unsaid))}", spelled)
        unsaid += unsaid_focus(weigher, facts)
    return Gaps(
        documents,
        tuple(dict.fromkeys(elsewhere)),
        tuple(dict.fromkeys(unsaid)),
        known,
        terms=1.0 if question.language == "vi" else _terms(weigher, said),
        length=len(weigher.weights),
        translated=1.0 if question.language == "vi" else _share(frozenset(weigher.stead), weigher.weights),
    )


def _terms(weigher: Weigher, said: str) -> float:
    """Return the share, by weight, of the terms with a translation that the evidence has in either language.

    Where few words of a question have a translation they tell nothing: 1.
    """
    have = frozenset(folded_terms(said))
    weights = {w: v for w, v in weigher.weights.items() if weigher.stead.get(w)}
    whole = sum(weights.values())
    if whole < load("missing")["least"]["terms"]:
        return 1.0
    met = (v for w, v in weights.items() if w in have or any(meant <= have for meant in weigher.stead[w]))
    return sum(met) / whole


def _unknown(weigher: Weigher) -> frozenset[str]:
    """Return the single words of the question that no text has and that stand for nothing else."""
    nowhere = weigher.rareness_of_share(0)
    return frozenset(
        word
        for word in weigher.weights
        if "_" not in word and word not in weigher.stead and weigher.rareness(word) >= nowhere
    )


def _said(fact: Fact) -> str:
    """Return all that is known of where a fact stands, without diacritics."""
    identity = fact.head.identity
    about = f"{fact.head.title} {identity.number or ''} {identity.issuer or ''}"
    return f"{fact.said} {fold(normalise(about))}"


def _years(question: Question, facts: Sequence[Fact], said: str) -> Iterator[int]:
    """Go over the years that are asked of, of which the evidence is not.

    It is of other years if its titles and headings name others, if the year has yet to come, or if an act is
    said to have been made in a year in which none of these was, nor any that its row names. In a matter
    begun before the law changed the years tell when things were done, not of when a rule is asked for.
    """
    table, asked = load("missing"), _asked(question)
    above = [f"{fact.context} {fact.folded_lead}" for fact in facts]
    scopes = [scope for text in above for scope in _scopes(text, table["scope"])]
    made = {int(m["year"]) for m in re.finditer(table["made"], asked)}
    matter = speaks_of_before(question)
    issued = {f.head.identity.issued_on.year for f in facts if f.head.identity.issued_on}
    for year in (*_named_years(question), *_years_to_come(question)):
        if matter and year <= question.as_of.year:
            continue
        if year in made and issued and year not in issued and not _dated_in_row(year, facts):
            yield year
        elif re.search(rf"(?<!\d){year}(?!\d)", said) or any(year in scope for scope in scopes):
            continue
        elif year > question.as_of.year or (scopes and year not in issued):
            yield year


def _before_force(question: Question, facts: Sequence[Fact]) -> Iterator[int]:
    """Go over the years for which a sum is asked, and in which no act that tells it had begun.

    What is earned, paid or granted in a year goes by the law of that year. Records tell of no first day, and
    in a matter begun before the law changed the years tell when things were done.
    """
    if facts[0].of_record or speaks_of_before(question) or not question.asks(*load("missing")["of_its_year"]):
        return
    acts = [inside(fact.provision.validity, fact.head.validity) for fact in facts if not fact.of_record]
    for year in _named_years(question):
        if all(validity.on(date(year, 12, 31)) is Force.NOT_YET for validity in acts):
            yield year


def _named_years(question: Question) -> Iterator[int]:
    """Go over the years that a question names, beside those up to or from which something went on."""
    for match in re.finditer(load("missing")["year"], _asked(question)):
        yield int(match["year"] or match["bengali"])


def _years_to_come(question: Question) -> Iterator[int]:
    """Go over the years, later than the day that is asked of, from which something will be so."""
    for match in re.finditer(load("missing")["to_come"], _dateless(question)):
        if int(match["year"]) > question.as_of.year:
            yield int(match["year"])


def _asked(question: Question) -> str:
    return re.sub(load("missing")["moment"], " ", _dateless(question))


def _dateless(question: Question) -> str:
    """Return a question without diacritics, dates and numbers of acts."""
    return _DATE.sub(" ", fold(NUMBER.sub(" ", normalise(question.text))).translate(_FIGURES))


def _dated_in_row(year: int, facts: Sequence[Fact]) -> bool:
    """Tell whether the row of a table names an act that was made in a year."""
    dated = re.compile(rf"(?<!\d)\d{{1,2}}(?:/| thang )\d{{1,2}}(?:/| nam ){year}(?!\d)")
    return any(dated.search(fold(value)) for fact in facts for _, value in fact.cells)


def _scopes(context: str, pattern: str) -> Iterator[range]:
    for match in re.finditer(pattern, context):
        single = match["first"] or match["english"]
        first, last = (single, single) if single else (match["from"], match["to"])
        yield range(int(first), int(last) + 1)


def _places(question: Question, facts: Sequence[Fact], said: str) -> Iterator[str]:
    """Go over the provinces that a question names, where the evidence neither is of nor speaks of any."""
    named = dict(provinces_named(question.asked))
    groups = [merged_with().get(place, frozenset({place})) for place in named]
    if not any(re.search(rf"\b{re.escape(name)}\b", said) for group in groups for name in group):
        yield from named.values()


def _countries(question: Question, said: str) -> Iterator[str]:
    """Go over the countries that a question names, where the evidence speaks of others and of none of these.

    A record for vehicles of one neighbour is none for those of another.
    """
    table, asked = load("missing")["countries"], normalise(question.asked)
    short = rf"\b{table['before']} (?P<short>{'|'.join(table['short'])})\b"
    named = [m["short"] for m in re.finditer(short, asked)]
    named += [name for name in table["names"] if re.search(rf"\b{name}\b", asked)]
    others = (name for name in table["names"] if re.search(rf"\b{fold(name)}\b", said))
    if named and not any(re.search(rf"\b{fold(name)}\b", said) for name in named) and any(others):
        yield from named


def _names(weigher: Weigher, said: str, *, local: bool) -> Iterator[str]:
    """Go over the proper names that carry much of a question and that the evidence does not speak of.

    A name is a run of capitals, two syllables or more, in a question that has small letters too. One that is
    said in passing tells of the asker's own case, and so does, where the evidence is not `local`, that of a
    firm or of the place where it is; the names of provinces are judged as places.
    """
    text = normalise(weigher.question.asked)
    if text.isupper() or is_typed_plain(text):
        return
    least = load("missing")["least"]["share"]
    general = frozenset(load("missing")["general"].split())
    provinces = province_names()
    plain = NUMBER.sub(" ", text)
    for match in (*_CAPITALS.finditer(plain), *_FOREIGN.finditer(plain)):
        if not local and re.search(load("missing")["own_case"], plain[: match.start()].casefold()):
            continue
        words = match.group().split(" ")
        while words and (words[0].casefold() in general or (words[0].isupper() and len(words) > 1)):
            words = words[1:]
        name = " ".join(words)
        own = fold(name)
        known = own in said or own in provinces or name.isupper()
        if (
            words
            and (len(words) > 1 or match.re is _FOREIGN)
            and not known
            and _share(frozenset(own.split()), weigher.weights) >= least
        ):
            yield name


def _words(weigher: Weigher, said: str, spelled: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Go over the specific words of the question that the evidence has not, nor what stands for them.

    A word is specific if few passages hold it, if with its neighbours it carries much of the question, and if
    it is none of everyday speech. Typed without diacritics no word is sure enough to be missed.
    """
    table = load("missing")
    asked = normalise(weigher.question.asked)
    if is_typed_plain(asked):
        return
    everyday = everyday_words()
    have = frozenset(folded_terms(said))
    floor = weigher.rareness_of_share(load("policy")["answerability"]["specific"])
    for token in dict.fromkeys(tokens(weigher.question.searched)):
        word = fold(token)
        meant = weigher.meant(word)
        others = {*meant, *spelled.get(token, ())}
        if (
            word in weigher.weights
            and _VIETNAMESE.fullmatch(word)
            and word != token
            and (meant or word not in weigher.stead)
            and token not in everyday
            and f" {token.capitalize()}" not in asked  # of a name, which is judged whole
            and not have & {word, *others}
            and weigher.rareness(word) >= floor
            and _share(frozenset({word}), weigher.weights) >= table["least"]["share"]
        ):
            yield token


def _share(words: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the weight of words and of their pairs."""
    return sum(value for term, value in weights.items() if words & set(term.split("_")))
