"""The documents of the cases that a question contrasts: "cấp mới mấy ngày, còn gia hạn mấy ngày"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations

from assistant.apart import Apart
from assistant.bare_text import bare
from assistant.context import Context
from assistant.distinctions import acts_of, asked_of, everyday_acts, named, named_of, words_of_acts
from assistant.evidence import Evidence, best_scores
from assistant.question import Part, Question
from assistant.references import find_references
from assistant.subject import core_of
from assistant.tables import load, stop_words_of
from assistant.weighing import Weigher
from index.document_store import DocumentHead
from index.documents import Kind
from index.vietnamese import fold, folded_terms, normalise, tokens


@dataclass(frozen=True, slots=True)
class _Case:
    """Parts of a question that go on about one thing: what they say, and the words that this stands for.

    `lead` is what the question says before all of its cases; `acts` are what the case says is done, and by
    which level; `first` tells that no other case comes before.
    """

    parts: tuple[Part, ...]
    lead: str
    said: str
    typed: frozenset[str]
    words: frozenset[str]
    acts: frozenset[str]
    first: bool = False

    @property
    def names(self) -> bool:
        """Whether it names a document, if need be beside what it asks."""
        beside = (find_references(part.words) for part in self.parts)
        return any(
            part.references.names_document or also.names_document
            for part, also in zip(self.parts, beside, strict=True)
        )

    @property
    def asks_of_record(self) -> bool:
        """Whether it asks what every record of a procedure holds."""
        wanted = load("policy")["contrasts"]["of_record"]
        return any(aspect.name in wanted for part in self.parts for aspect in part.aspects)

    def going_on(self, part: Part, words: frozenset[str]) -> _Case:
        """Return the same with a part that says nothing of its own."""
        said = f"{self.said} {part.words}"
        return replace(
            self, parts=(*self.parts, part), said=said, typed=self.typed | words, words=self.words | words
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search for a case alone found: what it is about, and the best score of each document."""

    head: DocumentHead
    scores: Mapping[str, float]
    passages: tuple[Evidence, ...]

    @property
    def is_record(self) -> bool:
        """Whether it is about a procedure."""
        return _is_record(self.head)

    def near(self, other: DocumentHead) -> float:
        """Tell how near another document came, in shares of the score of this one."""
        return self.scores.get(other.id, 0.0) / (self.scores[self.head.id] or 1.0)


_Sought = tuple[_Case, _Found | None]


def contrasted(context: Context) -> Apart:
    """Tell which procedure answers each case of a question that contrasts several, and gives no code.

    Each case is searched for with what is said before all of them. Two of them are about two procedures where
    the search prefers one for the first and the other for the second, and the words by which their names
    differ are those by which the cases do.
    """
    question, evidence = context.question, context.evidence
    if question.language != "vi" or question.references.codes or not evidence:
        return Apart({})
    weigher = context.weighing(frozenset())
    cases = _cases(question, weigher)
    if len(cases) < 2 or not _may_differ(cases, evidence, weigher):  # noqa: PLR2004 - one is no contrast
        return Apart({})
    sought = [(case, None if case.names else _found(case, context, weigher)) for case in cases]
    apart = {
        index
        for pair in combinations(range(len(cases)), 2)
        if _are_two(two := [sought[index] for index in pair], weigher)
        or _is_beside_act(two, evidence[0].head, weigher)
        for index in pair
    }
    of: dict[Part, frozenset[str]] = {}
    further: list[Evidence] = []
    about = frozenset[str]()
    for index, (case, own) in enumerate(sought):
        if own is None or not own.is_record:
            about = frozenset()
        elif index in apart:
            about = frozenset({own.head.id})
            further += [item for item in own.passages if item.head == own.head and item not in evidence]
        of |= {part: about for part in case.parts if about}
    return Apart(of, tuple(dict.fromkeys(further)))


def _cases(question: Question, weigher: Weigher) -> list[_Case]:
    """Return the cases of a question: a part that says nothing of its own goes on about that before it."""
    least = load("policy")["contrasts"]["fresh"]
    first = question.parts[0]
    lead = first.words[: max(first.words.find(first.asked), 0)].strip()
    before = _terms(lead, weigher)
    cases: list[_Case] = []
    for part in question.parts:
        said = part.words.removeprefix(lead) if part is first else part.words
        own, acts, terms = _words(said), _acts(said), _terms(said, weigher)
        fresh = sum(weigher.naming[term] for term in terms - before)
        other = bool(cases and acts) and acts != cases[-1].acts
        if not cases or fresh >= least or other or part.references.names_document:
            typed = own | words_of_acts(said.lower())
            words = typed | weigher.meant(*(own & weigher.stead.keys()))
            cases.append(_Case((part,), lead, said, typed, words, acts, not cases))
        else:
            cases[-1] = cases[-1].going_on(part, own)
        before |= terms
    return cases


def _may_differ(cases: Sequence[_Case], evidence: Sequence[Evidence], weigher: Weigher) -> bool:
    """Tell whether a later case may be about something else than the first: it saves the searches.

    It says that something else is done, has words of the name of what was found for the whole question, or
    such as that does not have.
    """
    known, first = load("policy")["contrasts"]["known"], cases[0]
    best = evidence[0].head
    own = [f"{e.passage.title} {e.passage.body}" for e in evidence if e.head == best]
    held, name = frozenset[str]().union(*map(_words, own)), _words(best.title)
    said = first.words | _words(first.lead)
    for case in cases[1:]:
        fresh = case.words - said
        worth = {word: weigher.naming.get(word, 0.0) for word in case.typed - said}
        met = sum(value for word, value in worth.items() if word in held)
        if case.acts - first.acts or fresh & name or case.names or met < known * sum(worth.values()):
            return True
    return False


def _found(case: _Case, context: Context, weigher: Weigher) -> _Found | None:
    """Return what a case is about: what is found for it with what the question says before its cases.

    Where that is nothing, a later case leaves its subject to the first ("còn gia hạn giấy đó mấy ngày"), and
    what was found for the whole question counts beside. A name of other levels beside that of the case is
    less likely meant, and a procedure of which the case has the name is before an act found a little better.
    """
    policy = load("policy")["contrasts"]
    passages = context.alone(f"{case.lead} {case.said}")
    if not passages:
        return None
    heads = {item.head.id: item.head for item in reversed(passages)}
    scores = best_scores(passages)
    if levels := asked_of("levels", case.said):
        for i, head in heads.items():
            if named_of("levels", fold(normalise(head.title))) - levels:
                scores[i] *= policy["other_level"]
    fits = dict(scores)
    if not case.lead and not case.first:
        whole = best_scores(context.evidence)
        top = max(whole.values()) or 1.0
        fits = {i: score + policy["whole"] * whole.get(i, 0.0) / top for i, score in scores.items()}
    ranked = sorted(heads.values(), key=lambda head: (-fits[head.id], head.id))
    found = _Found(ranked[0], scores, passages)
    record = next(filter(_is_record, ranked), None)
    if found.is_record or record is None or found.near(record) < policy["beside_act"]:
        return found
    return replace(found, head=record) if _aim(record, case, weigher) >= policy["named"] else found


def _is_beside_act(sought: Sequence[_Sought], main: DocumentHead, weigher: Weigher) -> bool:
    """Tell whether one of two cases is about a procedure, and the other about an act.

    That is named, or the whole question was found to speak of it. The case that does not name it says all but
    the name of the procedure, which is far from the other, and asks what its record holds.
    """
    policy = load("policy")["contrasts"]
    for (case, own), (a, act) in permutations(sought):
        if (
            own is None
            or not (own.is_record and case.asks_of_record)
            or _aim(own.head, case, weigher) < policy["named"]
        ):
            continue
        if a.names and (case.first or case.parts[0].begins):
            return True
        if act is not None and act.head == main and not act.is_record:
            return act.near(own.head) <= float(policy["far"])
    return False


def _are_two(sought: Sequence[_Sought], weigher: Weigher) -> bool:
    """Tell whether two cases are about two procedures, the first of them first."""
    policy = load("policy")["contrasts"]
    (a, one), (b, other) = sought
    if one is None or other is None or not (one.is_record and other.is_record):
        return False
    same = one.head == other.head or max(one.near(other.head), other.near(one.head)) > policy["near"]
    if same or min(_aim(one.head, a, weigher, a), _aim(other.head, b, weigher, a)) < policy["aim"]:
        return False
    mine = _more(one.head, other.head, a.words, weigher) + _acts_more(one.head, other.head, a)
    yours = _more(other.head, one.head, b.words, weigher) + _acts_more(other.head, one.head, b)
    crossed = max(
        _more(other.head, one.head, a.typed, weigher), _more(one.head, other.head, b.typed, weigher)
    )
    return crossed <= policy["crossed"] * (mine + yours) and (yours > 0 or (mine > 0 and bool(b.acts)))


def _more(head: DocumentHead, than: DocumentHead, words: frozenset[str], weigher: Weigher) -> float:
    """Return the weight of some words that one name has and another has not."""
    return sum(weigher.rareness(word) for word in (_words(head.title) - _words(than.title)) & words)


def _acts_more(head: DocumentHead, than: DocumentHead, case: _Case) -> float:
    """Return the weight of what a case says is done and one name has and another has not."""
    own, other = (acts_of(fold(normalise(h.title))) for h in (head, than))
    return float(load("policy")["contrasts"]["act"] * len((own - other) & case.acts))


def _aim(head: DocumentHead, case: _Case, weigher: Weigher, first: _Case | None = None) -> float:
    """Tell which share of the name of a procedure a case has, with what is said before it.

    Where that is nothing, a later case has the words of the first.
    """
    name, lead = _words(core_of(head.title)), _words(case.lead)
    had = case.words | lead | weigher.meant(*(lead & weigher.stead.keys()))
    if first is not None and not case.lead:
        had |= first.words
    whole = sum(weigher.rareness(word) for word in name)
    return sum(weigher.rareness(word) for word in name & had) / whole if whole else 0.0


def _is_record(head: DocumentHead) -> bool:
    return head.identity.kind is Kind.PROCEDURE


def _acts(said: str) -> frozenset[str]:
    """Return what a case says is done, and by which level."""
    return named(fold(said)).get("act", frozenset()) | everyday_acts(said.lower()) | asked_of("levels", said)


def _terms(text: str, weigher: Weigher) -> frozenset[str]:
    """Return the words of the question and their pairs in a text, without those that ask."""
    asking = frozenset(load("policy")["contrasts"]["asking"].split())
    said = weigher.naming.keys() & frozenset(folded_terms(bare(text)))
    return frozenset(term for term in said if not asking & set(term.split("_")))


def _words(text: str) -> frozenset[str]:
    """Return the folded words of a text that name something."""
    typed = tokens(bare(text))
    stop = stop_words_of(typed) - frozenset(load("distinctions")["more"]["tells"])
    asking = frozenset(load("policy")["contrasts"]["asking"].split())
    return frozenset(word for word in map(fold, typed) if word.isalpha() and word not in stop | asking)
