"""Weighs facts against a question: rare words count, and what is asked for has to be there."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from assistant.aspects import TERMS, Aspect, without_counted
from assistant.bare_text import bare
from assistant.expansion import Expander
from assistant.fact_case import told_case
from assistant.facts import Fact
from assistant.foreign_terms import base_terms, said_in
from assistant.meanings import Meanings, in_stead, in_stead_abroad, rareness_of, weights_abroad
from assistant.modality import Rule, Wanted, rule_of, wanted
from assistant.openings import Opening, openings_above, openings_of
from assistant.paper_terms import states_term
from assistant.quantities import Quantity, counted_in
from assistant.question import Part, Question
from assistant.ranges import Range, fit, stated
from assistant.references import beside_acts
from assistant.standing import recency, standing
from assistant.tables import everyday_words, load, stop_words, stop_words_of
from index.document_store import DocumentHead
from index.provisions import Provision
from index.vietnamese import bigrams, fold, folded_terms, normalise, tokens

_NUMBER_OF = re.compile(r"^\s*Điều\s+\S+\s*", re.IGNORECASE)
_ARTICLE = re.compile(r"\s*Điều\s+\d", re.IGNORECASE)
Frequency = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Weigher:
    """The question's words with their rareness.

    `weights` maps each folded word or pair of words to its weight; they sum to 1. `naming` does so too with
    words that are spelled unlike stop words ("chủ đầu tư"), for comparing with names. `stead` holds what
    counts in the stead of a word (the meanings of an abbreviation or an everyday word).
    `amounts` are those that the question states ("8 tuổi").
    `regardless` are the documents that count whatever their force, as `standing` has it; `outlived` tells
    which acts may have ended with the law that they detail.
    `quantities` are the kinds of quantity that it asks for.
    `rareness` tells the inverse document frequency of any folded word among the `total` passages.
    With `base_forms` the words of texts are compared by the forms that English ones derive from.
    """

    question: Question
    weights: dict[str, float]
    naming: dict[str, float]
    stead: Mapping[str, Meanings]
    rareness: Callable[[str], float]
    total: int
    amounts: tuple[Range, ...] = ()
    regardless: frozenset[str] | None = frozenset()
    wanted: tuple[Wanted, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    outlived: Callable[[str, str], bool] = lambda _document, _title: False
    base_forms: bool = False
    _readings: dict[str, Weigher] = field(default_factory=dict)
    _names: dict[str, float] = field(default_factory=dict)
    _terms: dict[str, frozenset[str]] = field(default_factory=dict)
    _shared: dict[str, float] = field(default_factory=dict)
    _titled: dict[str, Mapping[Part, float]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        question: Question,
        expander: Expander,
        frequency: Frequency,
        total: int,
        regardless: frozenset[str] | None = frozenset(),
    ) -> Weigher:
        """Weigh the words of a question by their inverse document frequency among `total` passages.

        Words of everyday speech ("em mệt quá") weigh less: they are rare in the law, and no subject.
        """
        stop = stop_words()
        typed = tokens(bare(question.searched))
        row = [fold(t) for t in typed]
        everyday = {fold(t) for t in typed if t in everyday_words()}
        stead = in_stead(expander.expand(question.searched), question.language)
        foreign = question.language != "vi"

        @cache
        def rareness(term: str) -> float:
            return _rareness(frequency(term), total)

        policy = load("policy")["weighing"]
        last = frozenset(map(fold, tokens(normalise(question.asked))))

        def worth(term: str) -> float:
            if foreign and term in stead:
                return rareness_of(stead[term], rareness)
            said = term in everyday and term not in stead
            before = not last.issuperset(term.split("_"))
            share = (policy["chatter"] if said else 1.0) * (policy["earlier"] if before else 1.0)
            return rareness(term) * float(share)

        def weights(stop: frozenset[str]) -> dict[str, float]:
            words = [w for w in dict.fromkeys(row) if w not in stop]
            pairs = [p for p in dict.fromkeys(bigrams(row)) if not stop & set(p.split("_", 1))]
            raw = {w: worth(w) for w in words} | {p: 0.5 * worth(p) for p in pairs}
            whole = sum(raw.values()) or 1.0
            return {w: v / whole for w, v in raw.items()}

        return cls(
            question,
            weights(stop),
            weights(stop_words_of(typed)),
            stead,
            rareness,
            total,
            stated(fold(question.searched)),
            regardless,
            tuple(wanted(fold(question.searched), stop_words_of(typed))) if question.language == "vi" else (),
            counted_in(question),
        )

    def knowing(self, outlived: Callable[[str, str], bool]) -> Weigher:
        """Return the same with what tells, by id and title, which acts may have ended with their law."""
        return replace(self, outlived=outlived)

    def asking(self, question: Question, regardless: frozenset[str] | None) -> Weigher:
        """Return the same words weighed for another reading of what the question asks."""
        return replace(self, question=question, regardless=regardless, _titled={}, _shared={}, _readings={})

    def reading(self, language: str) -> Weigher:
        """Return what weighs texts in a language: a Vietnamese question by what it says there."""
        if self.question.language != "vi" or language not in load("policy")["foreign_act"]["languages"]:
            return self
        if language not in self._readings:
            stead = in_stead_abroad(said_in(language, self.question.searched))
            asked = beside_acts(self.question.searched)
            weights, naming = (weights_abroad(own, asked, stead) for own in (self.weights, self.naming))
            fresh = replace(self, weights=weights, naming=naming, stead=stead, base_forms=True)
            fresh = replace(fresh, _readings={}, _names={}, _terms={}, _shared={}, _titled={})
            self._readings[language] = fresh
        return self._readings[language]

    def matched(
        self, text_terms: frozenset[str], context_terms: frozenset[str], context_share: float = 0.0
    ) -> dict[str, float]:
        """Return the weight each matched word gives; a word only in the context counts for a share of it."""
        found: dict[str, float] = {}
        for word, weight in self.weights.items():
            if word in text_terms:
                found[word] = weight
            elif word in context_terms:
                found[word] = weight * context_share
            elif word in self.stead:
                found[word] = weight * self._stead_share(word, text_terms, context_terms)
        return {w: v for w, v in found.items() if v > 0}

    def terms(self, text: str) -> frozenset[str]:
        """Return the folded terms of a text; facts of one article have their headings and lead in common."""
        known = self._terms.get(text)
        if known is None:
            found = base_terms(text) if self.base_forms else frozenset(folded_terms(text))
            known = self._terms[text] = found
        return known

    def aimed(self, name: str) -> float:
        """Tell which share of a name's words, by their rareness, the question has: 1 if it asks for that.

        A name is the title of a procedure or the heading of an article. "Gia hạn …" in the name and not in
        the question tells near twins apart.
        """
        if name not in self._names:
            self._names[name] = self._aim(name, self.weights, stop_words())
        return self._names[name]

    def _aim(self, name: str, weights: Mapping[str, float], stop: frozenset[str]) -> float:
        words = [w for w in dict.fromkeys(map(fold, tokens(_NUMBER_OF.sub("", name)))) if w.isalpha()]
        worth = {w: self.rareness(w) for w in words if w not in stop}
        meant = self.meant(*self.stead)
        had = sum(v for w, v in worth.items() if w in weights or w in meant)
        return had / sum(worth.values()) if worth else 0.0

    def titled(self, heading: str) -> Mapping[Part, float]:
        """Return the parts of the question that ask for an article by its heading, and how closely.

        "Điều kiện khởi công xây dựng là gì?" asks for the article of that name, whatever others say of it:
        all of the heading is in the question, and next to nothing is beside it. In [0, 1]; 1 where the
        question has each pair of the heading's words.
        """
        policy = load("policy")["titled"]
        named = _ARTICLE.match(heading) is not None
        return self._called(_NUMBER_OF.sub("", heading), policy["least"]) if named else {}

    def opened(self, opening: Opening) -> Mapping[Part, float]:
        """Return the parts of the question that ask for a clause by how it opens, and how closely."""
        wanted = [p for p in self.question.parts if opening.answers & {a.name for a in p.aspects}]
        if not wanted or (opening.asked and not opening.asked.search(fold(self.question.searched))):
            return {}
        close = self._called(opening.name, opening.least, opening.words)
        return {part: close[part] for part in wanted if part in close}

    def asks_for(self, provision: Provision) -> bool:
        """Tell whether the question asks for the article of a provision by its heading, or for its list."""
        named = self.titled(provision.heading)
        return bool(named) or any(self.opened(opening) for opening in openings_above(provision))

    def _called(self, name: str, bounds: Sequence[Sequence[float]], words: str = "") -> Mapping[Part, float]:
        """Return the parts of the question that have a name, and how closely.

        `bounds` are pairs: of the name's words, by their rareness, the question has so much, and the name, or
        the `words` that it is taken from, have so much of the part.
        """
        key = f"{name} {words} {bounds}"
        if key not in self._titled:
            details = frozenset(load("policy")["titled"]["details"])
            plain = self.question.searched.isascii()  # "chu" may be any word that is spelled so
            stop = stop_words() if plain else stop_words_of(tokens(name))
            aim = self._aim(name, self.naming, stop)
            least = next((q for h, q in bounds if aim >= h), math.inf)
            close = {
                part: share
                for part, share in (self._shares(words or name, self.naming) if least <= 1 else {}).items()
                if share >= least and not details & {a.name for a in part.aspects}
            }
            exact = self._exact(name) if close else 0.0
            self._titled[key] = {part: share * exact for part, share in close.items()}
        return self._titled[key]

    def about(self, name: str) -> float:
        """Tell which share of a part of the question, by the weight of its words, a name has."""
        bare = _NUMBER_OF.sub("", name)
        if bare not in self._shared:
            self._shared[bare] = max(self._shares(bare, self.weights).values())
        return self._shared[bare]

    def _shares(self, name: str, weights: Mapping[str, float]) -> Mapping[Part, float]:
        """Tell for each part of the question which share of its words, by their weight, a name has."""
        asking = frozenset(load("policy")["titled"]["asking"].split())
        terms = self.terms(fold(normalise(name)))
        shares = {}
        for part in self.question.parts:
            own = [t for t in weights if t in part.terms and not asking & set(t.split("_"))]
            whole = sum(weights[t] for t in own)
            met = sum(weights[t] * self.had(t, terms) for t in own)
            shares[part] = met / whole if whole else 0.0
        return shares

    def had(self, term: str, terms: frozenset[str]) -> float:
        """Tell how far a word of the question, or a meaning of it, is among some terms."""
        if term in terms:
            return 1.0
        return self._stead_share(term, terms, frozenset()) if term in self.stead else 0.0

    def _exact(self, name: str) -> float:
        """Tell which share of the pairs of words of a name the question has."""
        pairs, asked = (
            frozenset(bigrams([fold(t) for t in tokens(text)])) for text in (name, self.question.searched)
        )
        return len(pairs & asked) / len(pairs) if pairs else 1.0

    def meant(self, *words: str) -> frozenset[str]:
        """Return the folded words that any meaning of some words of the question has."""
        return frozenset[str]().union(*(meaning for word in words for meaning in self.stead.get(word, ())))

    def recency(self, head: DocumentHead) -> float:
        """Return the share of its score that an act keeps by its age, unless it is what is asked of."""
        asked = self.regardless is None or head.id in self.regardless
        return 1.0 if asked else recency(head.identity, self.question.as_of)

    def rareness_of_share(self, share: float) -> float:
        """Return the rareness of a word that a share of the passages holds."""
        return _rareness(int(share * self.total), self.total)

    def _stead_share(self, word: str, text_terms: frozenset[str], context_terms: frozenset[str]) -> float:
        both = text_terms | context_terms
        return max(
            max(len(meant & text_terms), 0.7 * len(meant & both)) / len(meant) if meant else 0.0
            for meant in self.stead[word]
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """A fact with what it gives to the answer: matched words, aspects it has a value for, and one score.

    `own` are the words that it has itself, not by its lead or headings; `aim` is the share of its names that
    the question has; `apart` are the groups of distinctions by which it is about another case, and `against`
    the parts of whose case it is not; `titled` the
    parts of the question that ask for its article by the heading, `opened` those that ask for its clause by
    how that opens; `relevance` are the log odds that it answers, where it was read with the question.
    """

    fact: Fact
    words: dict[str, float]
    aspects: frozenset[str]
    score: float
    own: dict[str, float] = field(default_factory=dict)
    aim: float = 0.0
    apart: frozenset[str] = frozenset()
    titled: Mapping[Part, float] = field(default_factory=dict)
    opening: Opening | None = None
    opened: Mapping[Part, float] = field(default_factory=dict)
    against: frozenset[Part] = frozenset()
    ruled: float = 0.0
    relevance: float | None = None


def weigh(fact: Fact, weigher: Weigher) -> Weighed:
    """Score a fact for a question, in [0, about 2]; the weights are `weighing` in `policy.yaml`."""
    policy, weigher = load("policy")["weighing"], weigher.reading(fact.head.language)
    lead, context, terms = (weigher.terms(text) for text in (fact.folded_lead, fact.context, fact.folded))
    words = weigher.matched(terms, context, policy["context_share"])
    listed = weigher.question.asks(*load("policy")["selection"]["whole_lists"])
    lead_share = policy["list_lead_share" if listed else "lead_share"]
    for word, value in weigher.matched(lead, frozenset()).items():
        words[word] = max(words.get(word, 0.0), lead_share * value)
    wanted = weigher.question.aspects
    heading = fold(fact.provision.heading)
    headed = any(a.is_headed(heading) for a in wanted)
    valued = frozenset(a.name for a in wanted if a.value is not None and _says(a, fact, weigher, words))
    valued |= {a.name for a in wanted if has_cell_of(fact, a)}
    asked_for = sum(a.value is not None for a in wanted)
    answered = len(valued) / asked_for if asked_for else 0.0
    aims = [weigher.aimed(name) for name in fact.names]
    apart, agrees, against = told_case(weigher.question, fact)
    case = fit(weigher.amounts, fact.folded) or fit(weigher.amounts, fact.context) if weigher.amounts else 0
    over = weigher.outlived(fact.head.id, fact.head.title)
    stands = standing(fact, weigher.question.as_of, weigher.regardless, outlived=over)
    titled = weigher.titled(fact.provision.heading) if stands == 1 else {}
    openings = ((o, weigher.opened(o)) for o in openings_of(fact)) if stands == 1 else ()
    opening, opened = next(((o, close) for o, close in openings if close), (None, {}))
    rule = rule_of(fact, weigher.wanted, weigher.had, weigher.rareness) if stands == 1 else None
    if rule is not None and rule.opening is not None and rule.close > max(opened.values(), default=0.0):
        opening, opened = rule.opening, _parts_asking(weigher.question, rule)
    if any(w.modality.alone and not w.modality.said.search(heading) for w in weigher.wanted):
        titled = {}
    score = (
        stands
        * weigher.recency(fact.head)
        * (
            policy["strength"] * fact.strength
            + policy["overlap"] * sum(words.values())
            + policy["aspect"] * answered
            + policy["case"] * case
            + policy["aim"] * sum(aims) / len(aims)
            + policy["headed"] * headed
            - policy["apart"] * len(apart)
            + policy["agrees"] * agrees
            + policy["titled"] * (1.0 if titled or opened else rule.close if rule else 0.0)
            + policy["about"] * weigher.about(fact.names[0])
        )
    )
    own = weigher.matched(terms, frozenset())
    ruled = rule.close if rule is not None and rule.opening is None else 0.0
    return Weighed(fact, words, valued, score, own, aims[-1], apart, titled, opening, opened, against, ruled)


def _says(aspect: Aspect, fact: Fact, weigher: Weigher, matched: Mapping[str, float]) -> bool:
    """Tell whether a fact states a value of an aspect; of an amount, one of the kind that is asked for."""
    if aspect.name in TERMS:
        return states_term(aspect, fact, weigher.question, matched, weigher.stead)
    if aspect.name == "amount" and weigher.quantities:
        return any(quantity.stated_by(fact) for quantity in weigher.quantities)
    if aspect.name == "amount":
        return aspect.answered_by(without_counted(fact.folded, weigher.question.aspects))
    by_lead = aspect.name in load("policy")["selection"]["said_by_lead"]
    return aspect.answered_by(fact.folded) or (by_lead and aspect.answered_by(fact.folded_lead))


def covered_by(facts: Iterable[Weighed]) -> dict[str, float]:
    """Return the weight of each of the question's words that the facts have between them."""
    covered: dict[str, float] = {}
    for fact in facts:
        for word, value in fact.words.items():
            covered[word] = max(covered.get(word, 0.0), value)
    return covered


def _parts_asking(question: Question, rule: Rule) -> Mapping[Part, float]:
    """Return the parts of a question that ask for a rule, and how closely."""
    parts = question.parts
    return {p: rule.close for p in parts if len(parts) == 1 or rule.asked.search(fold(p.words))}


def has_cell_of(fact: Fact, aspect: Aspect) -> bool:
    """Tell whether a row has a column for an aspect of no certain form ("địa điểm"), and fills it."""
    if aspect.name not in load("policy")["rows"]["by_header"]:
        return False
    header = load("policy")["row_headers"][aspect.name]
    return any(value.strip() and re.search(header, fold(name)) for name, value in fact.cells)


def _rareness(frequency: int, total: int) -> float:
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5)) if total else 1.0
