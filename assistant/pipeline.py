"""The steps from a question to an answer, as a literal list over one context."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from assistant.absent import absent_places
from assistant.act_unsaid import acts_unsaid
from assistant.answerability import judge, judge_cases
from assistant.answers import Answer, AnswerStatus
from assistant.apart import apart
from assistant.cases import find_cases
from assistant.conflicts import find_conflicts, settled
from assistant.context import Context
from assistant.contrasts import contrasted
from assistant.doubting import is_to_be_doubted
from assistant.facts import Fact, lead_facts, once
from assistant.gathering import gather, gather_further, gather_rest, pinpointed
from assistant.gone_bodies import asks_for_successor
from assistant.guards import is_far, route
from assistant.judgement import Judgement
from assistant.laws_named import laws_named
from assistant.listening import begins
from assistant.missing import find_gaps
from assistant.one_number import resolver
from assistant.overtaken import Library
from assistant.overtaking import overtake
from assistant.own_days import tell_own_days
from assistant.question import beside_name, by_codes, name_in, understand
from assistant.referred import Referred
from assistant.relevance import read_with
from assistant.rows import merged, shown_row
from assistant.selection import select
from assistant.several import of_its_kind, published_record, things_in
from assistant.spelled_words import unsaid_spelled
from assistant.tables import load
from assistant.telling import attach_card, compose_statements, generate, verify_statements, warn
from assistant.told_of_acts import beside_force, told_of_acts, weighed_beside
from assistant.transitions import speaks_of_before, transition
from assistant.unanswered import unmeasured, unstated
from assistant.warnings import question_warnings
from assistant.weighing import Weighed, Weigher, weigh
from assistant.wishes import Named
from assistant.wording import status_message
from index.documents import Kind
from index.provisions import Unit
from index.search import Field
from index.vietnamese import normalise

Step = Callable[[Context], None]


def understand_question(context: Context) -> None:
    """Read the question in the light of its conversation, slips of spelling put right."""
    turns = context.tools.retriever.mended(context.turns, context.principal)
    context.question = understand(turns, context.as_of, context.tools.expander, context.earlier)


def guard(context: Context) -> None:
    """Turn away what is not looked up."""
    found = route(context.question)
    if found is not None:
        context.routed, context.reason = found.status, found.reason
    elif asks_for_successor(context.question.asked, context.as_of, context.tools.bodies):
        context.routed, context.reason = AnswerStatus.PARTIAL, "successor"


def offer_approved(context: Context) -> None:
    """Take the answer that an expert approved for this question, while all it stands on is as it was."""
    if context.routed is None and context.tools.approvals is not None:
        context.approved = context.tools.approvals.offer(context.question, context.shelf, context.as_of)
        if context.approved is not None:
            context.routed = AnswerStatus.ANSWERED


def retrieve(context: Context) -> None:
    """Find the passages; far ones are no evidence."""
    if context.routed is None:
        laws = partial(context.tools.catalogue().laws, context.principal)
        context.laws = laws_named(context.question, laws, context.shelf, context.tools.expander)
        most = load("policy")["evidence"]["passages"]
        found = context.tools.retriever.find(context.question, context.principal, most)
        count = context.tools.retriever.reach(context.principal).count()
        if not context.laws and is_far(context.question, found, count):
            context.routed = AnswerStatus.OUT_OF_SCOPE
        else:
            context.evidence, context.spelled = found.evidence, found.spelled
            context.similarity = found.similarity


def tell_contrast(context: Context) -> None:
    """Where the question contrasts cases of several procedures, find the one of each."""
    if context.routed is None and len(context.question.parts) > 1:
        context.contrast = contrasted(context)


def read_again(context: Context) -> None:
    """Where the question has the name of a procedure that was found, read what it asks beside that.

    The procedure whose whole name is spelled out is named by it as by its code, if it is the only one that
    was found of that name. A shortened name is that of the procedure that was found first.
    """
    if context.routed is not None or context.contrast.of:
        return
    records = {e.head.id: e.head for e in context.evidence if e.head.identity.kind is Kind.PROCEDURE}
    title = name_in(context.question, (head.title for head in records.values()))
    if title is not None:
        called = tuple(head for head in records.values() if head.title == title)
        context.called = called if len(called) == 1 else ()
    elif context.evidence and (first := context.evidence[0].head).id in records:
        title = first.title
    if title is not None:
        context.question = beside_name(context.question, title, context.tools.expander)


def tell_several(context: Context) -> None:
    """Where the question names several procedures, find each, and read what it asks of which."""
    if context.routed is not None or context.question.language != "vi" or context.contrast.of:
        return
    question = context.question
    things, found = things_in(normalise(question.asked).strip(), context.evidence, context.alone)
    codes = question.references.codes
    if len({*codes, *(thing.code for thing in things)}) > 1 and things:
        named = [(thing.start, thing.end, thing.code) for thing in things]
        context.question = by_codes(question, named, context.tools.expander)
        context.evidence = (*context.evidence, *found)


def choose(context: Context) -> None:
    """Weigh the facts of the best documents and choose those to state."""
    if context.routed is not None:
        return
    catalogue = context.tools.catalogue()
    resolve = resolver(context)
    resolved = resolve(context.question.references)
    context.named = named = (*resolved, *(h for h in context.called if h not in resolved))
    named_ids = frozenset(h.id for h in named)
    anyhow = context.question.asks("validity") or speaks_of_before(context.question)
    context.weigher = weigher = context.weighing(None if anyhow else named_ids).knowing(
        partial(catalogue.outlived, context.principal, context.as_of)
    )
    of_parts = {
        part: frozenset(h.id for h in resolve(part.references))
        or of_its_kind(part, resolved)
        or published_record(part, resolved, context.evidence)
        for part in context.question.parts
    }
    others = context.contrast
    if not others.of:
        others = apart(context.question, context.evidence, weigher, of_parts, context.alone)
    context.evidence = (*context.evidence, *others.evidence)
    of_parts |= {part: ids for part, ids in others.of.items() if not of_parts[part]}
    ended = told_of_acts(context, weigher)
    rest = beside_force(context.question) if ended.told else context.question
    in_place = ended.by if rest is not context.question else frozenset[str]()
    read_whole = named_ids.union(*of_parts.values(), in_place)
    found = gather(context.evidence, read_whole, context.shelf, weigher.asks_for, context.question.aspects)
    asked_for = tuple(pinpointed(context.question, named, context.shelf))
    moved = transition(context.question, context.evidence, named, context.shelf).of(in_place)
    facts = merged(
        f for f in once(chain(asked_for, moved.facts, ended.facts, found)) if f.provision.id not in moved.idle
    )
    candidates = _weighed(facts, weigher)
    if lacking := unstated(context.question, candidates):
        read = frozenset(w.fact.head.id for w in candidates)
        further = merged(gather_further(context.evidence, read, context.shelf, lacking))
        candidates = (*candidates, *_weighed(further, weigher))
    candidates = (*candidates, *_weighed(_of_unmeasured(context, candidates), weigher))
    spelled = context.tools.expander.spelled_out(context.question.text)
    context.candidates = candidates = read_with(context.question, candidates, context.tools.score, spelled)
    beside = candidates
    if rest is not context.question:
        asked_of = frozenset[str]().union(*(of_parts[part] for part in rest.parts))
        asking = weigher.asking(rest, None if speaks_of_before(context.question) else asked_of)
        beside = weighed_beside(candidates, asking, ended.facts, moved.facts)
    mentioned = Named(named_ids, of_parts).reworded(asked_for, context.question)
    mentioned = mentioned.only(rest.parts, catalogue.out_of_force(context.as_of))
    readable = partial(catalogue.resolve, principal=context.principal)
    chosen = select(rest, beside, mentioned, Referred(context.shelf, readable, weigher))
    if rest is context.question:
        context.chosen = moved.first(ended.first(chosen.all, candidates), candidates, rest.parts)
    else:  # each has its say: what tells of force, then what becomes of matters
        context.chosen = ended.first(moved.first(chosen.all, beside, rest.parts), candidates)
    context.silent, context.told_of_acts = ended.silent, ended.certain
    context.of_force = frozenset(place for places in ended.told for place in places)
    leading = (*moved.facts, *ended.facts)
    adding = (w for w in chosen.further if not (w.fact.cells and w.fact.provision.id in context.of_force))
    context.further = tuple(w for w in adding if w.fact not in leading)


def _of_unmeasured(context: Context, candidates: Sequence[Weighed]) -> Iterable[Fact]:
    """Go over what the act that says most tells elsewhere of quantities that nothing found states."""
    kinds = unmeasured(context.question, candidates)
    if not kinds or not candidates:
        return ()
    head = max(candidates, key=lambda w: w.score).fact.head
    if head.identity.kind is Kind.PROCEDURE:
        return ()
    read = frozenset(w.fact.provision.id for w in candidates)
    return merged(gather_rest(head, read, context.shelf, lambda f: any(k.stated_by(f) for k in kinds)))


def _weighed(facts: Iterable[Fact], weigher: Weigher) -> tuple[Weighed, ...]:
    shown = (shown_row(f, weigher) if f.cells else f for f in facts)
    return tuple(weigh(f, weigher) for f in lead_facts(shown, weigher.question.aspects))


def tell_cases(context: Context) -> None:
    """Where the question fits several near twins that answer it unlike, choose a fact of each."""
    if context.routed is not None or context.contrast.of:
        return

    def weighed(documents: frozenset[str]) -> list[Weighed]:
        own = [item for item in context.evidence if item.head.id in documents]
        facts = merged(gather(own, documents, context.shelf))
        told = (shown_row(f, context.weigher) if f.cells else f for f in facts)
        return [weigh(f, context.weigher) for f in told if f.cells or f.provision.unit is Unit.FIELD]

    context.cases = find_cases(context.weigher, context.evidence, context.shelf, weighed)
    if context.cases is not None and context.cases.facts:
        context.chosen, context.further = context.cases.facts, ()


def follow_newer_law(context: Context) -> None:
    """Where a record that is chosen rests on an act that has ended, let what the newer act says lead."""
    if context.routed is not None or speaks_of_before(context.question):
        return

    def search(words: str, documents: frozenset[str], most: int) -> tuple[str, ...]:
        return context.tools.retriever.inside(words, documents, context.principal, most)

    library = Library(context.shelf, context.tools.catalogue(), search)
    context.newer = overtake(context.question, context.chosen, context.weigher, library)
    context.chosen = context.newer.first(context.chosen)
    context.candidates = (*context.candidates, *context.newer.facts)


def settle_conflicts(context: Context) -> None:
    """Where another act in force says otherwise than what is chosen, tell both, the followed one first."""
    if context.routed is None and context.cases is None:
        answering = [w for w in context.chosen if w not in context.further]
        context.conflicts = find_conflicts(answering, context.candidates, context.as_of, context.shelf)
        context.chosen = settled(context.chosen, context.conflicts)
        told = [w for c in context.conflicts for w in (c.followed, c.other)]
        context.further = tuple(w for w in context.further if w not in told)


def judge_answerability(context: Context) -> None:
    """Decide whether there is an answer at all."""
    if context.routed is not None:
        told = _successors(context) if context.reason == "successor" else ()
        context.judgement = Judgement(context.routed, reason=context.reason, cases=told)
        return
    question = context.question
    if absent := absent_places(question.references, context.named, context.shelf):
        context.judgement = Judgement(AnswerStatus.UNANSWERABLE, absent, "no_place")
        return
    missing = context.tools.catalogue().missing(question.references, context.principal)
    if context.silent and not speaks_of_before(question):
        context.judgement = Judgement(AnswerStatus.UNANSWERABLE, context.silent)
        return
    if context.told_of_acts:
        context.judgement = Judgement(AnswerStatus.ANSWERED)
        return
    facts = [w.fact for w in context.chosen]
    gaps = find_gaps(question, facts, context.weigher, context.spelled, missing)
    as_spelled = partial(context.tools.retriever.reach(context.principal).document_frequency, Field.BODY)
    undone = acts_unsaid(question, context.chosen, context.candidates)
    gaps = replace(gaps, unsaid=(*gaps.unsaid, *undone, *unsaid_spelled(context.weigher, facts, as_spelled)))
    if context.cases is not None:
        context.judgement = judge_cases(question, context.chosen, gaps, context.cases)
        return
    context.judgement = judge(question, context.chosen, gaps, context.of_force)
    if context.judgement.status is AnswerStatus.ANSWERED and is_to_be_doubted(context):
        context.judgement = Judgement(AnswerStatus.PARTIAL, reason="doubted")


def _successors(context: Context) -> tuple[str, ...]:
    question = context.question
    told = question_warnings(question.asked, context.as_of, question.language, context.tools.bodies)
    return tuple(sentence.removesuffix(".").removesuffix("।") for sentence in told)


STEPS: tuple[Step, ...] = (
    understand_question,
    guard,
    offer_approved,
    retrieve,
    tell_contrast,
    read_again,
    tell_several,
    choose,
    tell_cases,
    follow_newer_law,
    settle_conflicts,
    tell_own_days,
    judge_answerability,
    compose_statements,
    generate,
    verify_statements,
    warn,
    attach_card,
)


def run(context: Context) -> Answer:
    """Take a context through all steps and return its answer.

    Raises:
        BadQuestion: the question cannot be read.
    """
    begun = time.perf_counter()
    for step in STEPS:
        at = time.perf_counter()
        begins(step.__name__)
        step(context)
        context.timings[step.__name__] = round((time.perf_counter() - at) * 1000, 2)
    context.timings["total"] = round((time.perf_counter() - begun) * 1000, 2)
    return _answer(context)


def _answer(context: Context) -> Answer:
    status = context.judgement.status
    question = context.question
    nearest = tuple(dict.fromkeys(e.head for e in context.evidence))[:3]
    return Answer(
        id=uuid.uuid4().hex,
        status=status,
        question=question.asked,
        understood_as=question.text,
        language=question.language,
        as_of=context.as_of,
        statements=context.statements,
        citations=tuple(context.draft.citations),
        message=status_message(context.judgement, question.language, nearest),
        warnings=tuple(context.warnings),
        procedure=context.procedure,
        timings_ms=context.timings,
        approved=context.approved.approval.signed if context.approved else None,
    )
