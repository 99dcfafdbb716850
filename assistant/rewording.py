"""Lets a chat model word the draft anew, and takes of its words only what the cited sources carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answers import Statement
from assistant.composing import Draft
from assistant.errors import GeneratorDown, GeneratorTimeout
from assistant.fidelity import faithful
from assistant.generator import Generator, Rewording
from assistant.orders import gives_orders
from assistant.tables import words_shown
from assistant.verification import Verdict, supported
from index.access import Principal, may_read


class Fallback(StrEnum):
    """Why the extractive answer stands; the words for each are in `prompts/generator.yaml`."""

    TIMEOUT = "generator_timeout"
    DOWN = "generator_down"
    EMPTY = "generator_empty"
    UNSUPPORTED = "generator_unsupported"
    CEILING = "generator_ceiling"


@dataclass(frozen=True, slots=True)
class Reworded:
    """What became of the model's sentences: why none is used, if so, and the verdict on each."""

    reason: Fallback | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def taken(self) -> tuple[Statement, ...]:
        """The sentences that hold, each once."""
        return tuple(dict.fromkeys(v.statement for v in self.verdicts if v.holds))


def reword(draft: Draft, question: str, generator: Generator) -> Reworded:
    """Put what the model wrote, where it holds, in the place of the draft's statements.

    A statement that no accepted sentence took the place of stays as it was: a model can word an answer, not
    leave part of it out.
    """
    ceiling = generator.ceiling
    model = Principal("model", ceiling.level, ceiling.departments)
    if not all(may_read(model, c.head.label) for c in draft.citations):
        return Reworded(Fallback.CEILING)
    # What a text orders a reader to say would be its own evidence: such a fact is said as it stands, or not.
    shown = [i for i, s in enumerate(draft.statements) if not gives_orders(s.text)]
    facts = [draft.statements[i].text for i in shown]
    try:
        offered = generator.rewrite(question, draft.language, facts) if facts else ()
    except GeneratorTimeout:
        return Reworded(Fallback.TIMEOUT)
    except GeneratorDown:
        return Reworded(Fallback.DOWN)
    if not offered:
        return Reworded(Fallback.EMPTY)
    offered = tuple(Rewording(o.text, tuple(shown[f] for f in o.facts)) for o in offered)
    judged = tuple(_verdict(offer, draft) for offer in offered)
    said = {f for offer, verdict in zip(offered, judged, strict=True) if verdict.holds for f in offer.facts}
    if not said:
        return Reworded(Fallback.UNSUPPORTED, judged)
    outcome = Reworded(None, judged)
    draft.statements = [*outcome.taken, *(s for i, s in enumerate(draft.statements) if i not in said)]
    return outcome


def fallback_message(reason: Fallback, language: str) -> str:
    """Return what the reader is told: the words, and the reason's name for whoever keeps the machine."""
    return f"{words_shown('generator')[reason.value][language]} ({reason.value})"


def _verdict(offer: Rewording, draft: Draft) -> Verdict:
    """Hold a sentence against the facts that it names, with their citations; one that names none fails."""
    taken = [draft.statements[f] for f in offer.facts]
    cited = tuple(dict.fromkeys(c for s in taken for c in s.citations))
    statement = Statement(offer.text, cited, all(s.further for s in taken))
    holds = (
        bool(taken)
        and supported(statement, draft.citations)
        and faithful(offer.text, _sources(taken, draft), draft.language)
    )
    return Verdict(statement, holds, tuple(draft.citations[c].provision.id for c in cited), "model")


def _sources(taken: Sequence[Statement], draft: Draft) -> list[str]:
    """Return the texts that a sentence may take its words from."""
    cited = [draft.citations[c] for s in taken for c in s.citations]
    return [
        *(s.text for s in taken),
        *(text for c in cited for text in (c.quote, c.provision.lead, c.provision.heading, c.head.title)),
    ]
