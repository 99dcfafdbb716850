"""Asks a home about its procedures by their names as people shorten them; no labels are needed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.distinctions import is_secondary
from evaluation.names import Named, data, record_name, some
from evaluation.office import OPERATOR, Office
from index.documents import Kind
from index.vietnamese import fold


def short_record_questions(office: Office, most: int) -> list[Named]:
    """Return what is asked of procedures by shortened names, for at most so many of them.

    Right is each procedure whose name has all words of the shortened one in their order; of those that change
    or end what another gives only where all do.
    """
    table = data()["short"]
    heads = [h for h in office.assistant.store.heads(OPERATOR) if h.identity.kind is Kind.PROCEDURE]
    names = {head.id: record_name(head) for head in heads}
    words = {i: fold(name).split() for i, name in names.items()}
    wanted: dict[str, frozenset[str]] = {}
    for name in some(sorted(set(names.values())), len(names)):
        short = shortened(name)
        if short is None or short in wanted or len(wanted) == most:
            continue
        meant = _meant(fold(short).split(), words)
        if len(meant) <= table["most"]:
            wanted[short] = meant
    return [
        Named(f"short_{kind}", asked.format(name=name), documents, field)
        for name, documents in wanted.items()
        for kind, (asked, field) in table["records"].items()
    ]


def shortened(name: str) -> str | None:
    """Return a name without what people leave out; nothing where that is nothing, or too much."""
    table = data()["short"]
    least, longest = table["words"]
    short = name
    for pattern in table["dropped"]:
        cut = re.sub(pattern, "", short).strip(" ,;.-")
        short = cut if len(cut.split()) >= least else short
    return short if short != name and least <= len(short.split()) <= longest else None


def _meant(short: list[str], words: Mapping[str, list[str]]) -> frozenset[str]:
    """Return the documents whose words hold those of a shortened name in their order."""
    found = {i for i, own in words.items() if _holds(own, short)}
    giving = {i for i in found if not is_secondary(" ".join(words[i]))}
    return frozenset(found if is_secondary(" ".join(short)) else giving or found)


def _holds(own: list[str], short: list[str]) -> bool:
    """Tell whether words stand among others in their order."""
    rest = iter(word.strip(",;.()") for word in own)
    return all(word.strip(",;.()") in rest for word in short)
