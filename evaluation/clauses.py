"""Asks a home what its clauses rule: what a list holds, who decides, within which time, what a word means.

Nobody has to label anything: the clause that a question was made of is its answer, and so is every other
clause in force of which the same question is made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assistant.sentences import SENTENCE
from evaluation.names import some
from evaluation.office import OPERATOR, Office
from index.amendments import within
from index.document_store import DocumentHead
from index.documents import Kind
from index.provisions import Provision, Unit
from index.validity import Force
from index.vietnamese import fold, normalise

_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-zđ]{1,2})[.)]\s*")
_MOST_PLACES = 3
"""Clauses of which the same question is made; what more of them say is no question of one of them."""
_SAYS = frozenset({Unit.ARTICLE, Unit.CLAUSE, Unit.POINT})


@dataclass(frozen=True, slots=True)
class Ruled:
    """A question made of what a clause rules, and the (document, locator) of each clause that answers it.

    `kind` is what the clause rules; `length` counts the characters of the first of them.
    """

    kind: str
    question: str
    places: frozenset[tuple[str, str]]
    length: int

    def holds(self, document: str, locator: str) -> bool:
        """Tell whether a citation stands where the answer does."""
        return any(document == held and within(locator, place) for held, place in self.places)


@cache
def _data() -> dict[str, Any]:
    text = (Path(__file__).parent / "data" / "clauses.yaml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def clause_questions(office: Office, day: date, most: int) -> list[Ruled]:
    """Return questions made of the clauses in force, of each kind at most so many."""
    kinds: defaultdict[str, list[Ruled]] = defaultdict(list)
    for ruled in all_clause_questions(office, day):
        kinds[ruled.kind].append(ruled)
    return [ruled for row in kinds.values() for ruled in some(row, most)]


def all_clause_questions(office: Office, day: date) -> list[Ruled]:
    """Return every question made of the clauses in force, by kind and in a settled order."""
    found: defaultdict[tuple[str, str], list[tuple[str, str, str, int]]] = defaultdict(list)
    for head in office.assistant.store.heads(OPERATOR):
        if head.identity.kind is Kind.PROCEDURE or head.validity.on(day) is not Force.IN_FORCE:
            continue
        for kind, question, provision in _of_document(office, head):
            length = provision.span.end - provision.span.start
            found[kind, fold(question)].append((question, head.id, provision.locator, length))
    return [
        Ruled(kind, row[0][0], frozenset((document, place) for _, document, place, _ in row), row[0][3])
        for (kind, _), row in sorted(found.items())
        if len({(document, place) for _, document, place, _ in row}) <= _MOST_PLACES
    ]


def _of_document(office: Office, head: DocumentHead) -> Iterator[tuple[str, str, Provision]]:
    text = office.assistant.store.get(head.id, OPERATOR).text
    provisions = office.assistant.store.provisions(head.id, OPERATOR)
    children: defaultdict[str | None, list[Provision]] = defaultdict(list)
    for provision in provisions:
        children[provision.parent_id].append(provision)
    for provision in provisions:
        if provision.is_quoted or provision.unit not in _SAYS:
            continue
        below = children[provision.id]
        words = provision.span.of(text)
        if provision.unit is Unit.ARTICLE:
            words = words.partition("\n")[2]
        if below:
            words = words[: words.find(":") + 1] if below[0].lead else ""
        said = _NUMBER.sub("", normalise(" ".join(words.split())))
        for kind, question in _asked(said, provision, listed=len(below) > 1):
            yield kind, question, provision


def _asked(said: str, provision: Provision, *, listed: bool) -> Iterator[tuple[str, str]]:
    for kind, rule in _data()["kinds"].items():
        if (rule["of"] == "lead" and not listed) or provision.unit.value not in _data()["units"].get(
            rule["of"], ()
        ):
            continue
        if not re.search(rule.get("heading", ""), fold(provision.heading)):
            continue
        match = re.fullmatch(rule["says"], said if rule["of"] == "lead" else SENTENCE.split(said)[0])
        if match is None:
            continue
        parts = {name: _small(words.strip()) for name, words in match.groupdict().items() if words}
        parts["asked_may"] = _data()["asked_may"].get(parts.get("may"), "")
        least, most = _data()["words"]
        for wording in rule["asks"]:
            question = wording.format(**parts)
            if least <= len(question.split()) <= most and not re.search(_data()["leans"], question):
                yield kind, question[0].upper() + question[1:]


def _small(words: str) -> str:
    """Return words as they stand in the middle of a sentence."""
    first = words.split(maxsplit=1)[0]
    return words if first[1:] != first[1:].lower() else words[:1].lower() + words[1:]
