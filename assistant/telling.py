"""The last steps of an answer: what was chosen is worded, verified, warned of and given its card."""

from __future__ import annotations

from assistant.act_doubts import label_doubts, presumptions
from assistant.answers import AnswerStatus
from assistant.cards import card_json
from assistant.composing import Draft, compose
from assistant.conflicts import conflict_warnings
from assistant.context import Context
from assistant.judgement import Judgement
from assistant.premises import premise_warnings
from assistant.rewording import fallback_message, reword
from assistant.tables import load
from assistant.verification import cited_only, verdicts
from assistant.warnings import incomplete_lists, question_warnings, source_warnings
from index.endings import act_key

_SPEAKING = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)


def compose_statements(context: Context) -> None:
    """Say what was approved, or what was chosen, with its citations."""
    if context.approved is not None:
        approved = context.approved
        statements, citations = list(approved.approval.statements), list(approved.citations)
        context.draft = Draft(context.question.language, statements, citations)
        return
    said = context.chosen if context.judgement.status in _SPEAKING else ()
    further = [w.fact for w in said if w in context.further]
    own = [w.fact for w in said if w not in context.further]
    context.draft = compose(own, further, context.question.language, context.newer.behind)


def generate(context: Context) -> None:
    """Let the chat model, where one is set, word the draft anew; say why where nothing of it is used."""
    generator = context.tools.generator
    if generator is None or context.approved is not None or not context.draft.statements:
        return
    context.reworded = reword(context.draft, context.question.text, generator)
    if context.reworded.reason is not None:
        context.warnings.append(fallback_message(context.reworded.reason, context.question.language))


def verify_statements(context: Context) -> None:
    """Drop every statement that its citations do not carry."""
    own = verdicts(context.draft.statements, context.draft.citations, context.reworded.taken)
    held = [v.statement for v in own if v.holds]
    context.verdicts = (*own, *(v for v in context.reworded.verdicts if not v.holds))
    if context.draft.statements and not held:
        context.judgement = Judgement(AnswerStatus.UNANSWERABLE)
    context.statements, context.draft.citations = cited_only(held, context.draft.citations)


def warn(context: Context) -> None:
    """Say what the reader should know of the sources, and of bodies the question names that are gone."""
    day, language, bodies = context.as_of, context.question.language, context.tools.bodies
    found = source_warnings(context.draft.citations, context.shelf, day, language, bodies)
    cited = {act_key(c.head.identity.number or "") for c in context.draft.citations}
    asked = [n for n in context.question.references.numbers if act_key(n) not in cited]
    found = (*presumptions(asked, context.shelf, day, language), *found)
    if context.question.asks("validity"):
        unread = [h for h in context.named if act_key(h.identity.number or "") not in cited]
        found = (*label_doubts(unread, context.shelf, day, language), *found)
    if context.routed is None or context.approved is not None:
        found = (*question_warnings(context.question.asked, day, language, bodies), *found)
    lists = load("policy")["selection"]
    if context.statements and context.question.asks(*lists["whole_lists"], *lists["whole_alone"]):
        chosen, all_facts = [w.fact for w in context.chosen], [w.fact for w in context.candidates]
        found = (*incomplete_lists(chosen, all_facts, language), *found)
    behind = context.newer.warnings(context.draft.citations, language)
    behind += conflict_warnings(context.conflicts, language) if context.statements else ()
    contradicted = premise_warnings(context.question, context.draft.citations) if context.statements else ()
    context.warnings = list(dict.fromkeys([*context.warnings, *contradicted, *behind, *found]))


def attach_card(context: Context) -> None:
    """Add the procedure card where the answer stands on a procedure record."""
    for citation in context.draft.citations[:1]:
        card = context.tools.store.card(citation.head.id, context.principal)
        if card is not None:
            context.procedure = card_json(card)
