"""Lets a chat model word the draft anew, and takes of its words only what the cited sources carry."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from assistant.answers import Statement
from assistant.composing import Draft
from assistant.errors import GeneratorDown, GeneratorTimeout
from assistant.fidelity import faithful
from assistant.generator import Generator, Rewording
from assistant.verification import supported
from index.access import Principal, may_read


class Fallback(StrEnum):
    """Why the extractive answer stands; the words for each are in `prompts/generator.yaml`."""

    TIMEOUT = "generator_timeout"
    DOWN = "generator_down"
    EMPTY = "generator_empty"
    UNSUPPORTED = "generator_unsupported"
    CEILING = "generator_ceiling"


def reword(draft: Draft, question: str, generator: Generator) -> Fallback | None:
    """Put what the model wrote, where it holds, in the place of the draft's statements.

    A statement that no accepted sentence took the place of stays as it was: a model can word an answer, not
    leave part of it out. Returns why the whole draft stays, or `None`.
    """
    ceiling = generator.ceiling
    model = Principal("model", ceiling.level, ceiling.departments)
    if not all(may_read(model, c.head.label) for c in draft.citations):
        return Fallback.CEILING
    try:
        offered = generator.rewrite(question, draft.language, [s.text for s in draft.statements])
    except GeneratorTimeout:
        return Fallback.TIMEOUT
    except GeneratorDown:
        return Fallback.DOWN
    if not offered:
        return Fallback.EMPTY
    kept = [(o, s) for o in offered if (s := _verified(o, draft)) is not None]
    if not kept:
        return Fallback.UNSUPPORTED
    said = {f for offer, _ in kept for f in offer.facts}
    rest = [s for i, s in enumerate(draft.statements) if i not in said]
    draft.statements = [*dict.fromkeys(s for _, s in kept), *rest]
    return None


def fallback_message(reason: Fallback, language: str) -> str:
    """Return what the reader is told: the words, and the reason's name for whoever keeps the machine."""
    return f"{_words()[reason.value][language]} ({reason.value})"


@cache
def _words() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = yaml.safe_load(
        files("prompts").joinpath("generator.yaml").read_text(encoding="utf-8")
    )
    return table


def _verified(offer: Rewording, draft: Draft) -> Statement | None:
    """Return the sentence with the citations of its facts, or nothing where they do not carry it."""
    taken = [draft.statements[f] for f in offer.facts]
    if not taken:
        return None
    cited = tuple(dict.fromkeys(c for s in taken for c in s.citations))
    statement = Statement(offer.text, cited)
    if not supported(statement, draft.citations):
        return None
    return statement if faithful(offer.text, _sources(taken, draft), draft.language) else None


def _sources(taken: Sequence[Statement], draft: Draft) -> list[str]:
    """Return the texts that a sentence may take its words from."""
    cited = [draft.citations[c] for s in taken for c in s.citations]
    return [
        *(s.text for s in taken),
        *(text for c in cited for text in (c.quote, c.provision.lead, c.provision.heading, c.head.title)),
    ]
