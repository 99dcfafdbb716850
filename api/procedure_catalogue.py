"""The procedures that may be browsed: what their cards say, kept in memory and true to the store."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.documents import Kind, number_key
from index.endings import act_key
from index.errors import DocumentNotFound
from index.procedures import ProcedureCard
from index.vietnamese import fold, normalise

_TWIN: Final = 0.5
"""Names that share this much of their words, in one field, are worth comparing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure as a list shows it; `None` is unknown.

    `searched` and `handled` are what searches read: code, name and field, and the body, without diacritics.
    `bases` are the acts it rests on, by `act_key`.
    """

    document_id: str
    code: str
    name: str
    level: str | None
    field: str | None
    body: str | None
    searched: str
    handled: str
    bases: frozenset[str]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels one by one, as the record joins them: "Cấp tỉnh, Cấp xã"."""
        return tuple(part.strip().capitalize() for part in (self.level or "").split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty means all. Words match with or without diacritics, each of them."""

    text: str = ""
    field: str = ""
    level: str = ""
    body: str = ""


class BadCursor(ValueError):
    """A cursor that no list gave out."""


class ProcedureCatalogue:
    """Lists procedures for a principal.

    What a card says is remembered until the store's log says that its document changed; which of them are
    listed is asked of the store for the principal each time.

    Failure: `NotReady` from the given function where there is no store yet, and the store's own errors.
    """

    def __init__(self, store: Callable[[], DocumentStore]) -> None:
        """Keep how the store is reached; nothing is read yet."""
        self._store = store
        self._lock = threading.Lock()
        self._entries: dict[str, Entry | None] = {}
        self._revision = 0

    def entries(self, principal: Principal) -> tuple[Entry, ...]:
        """List the procedures that the principal may read, in order of code."""
        store = self._store()
        with self._lock:
            changes = store.changes_since(self._revision)
            for change in changes:
                self._entries.pop(change.document_id, None)
                self._revision = change.revision
            heads = [head for head in store.heads(principal) if head.identity.kind is Kind.PROCEDURE]
            found = [self._entry(store, head, principal) for head in heads]
        return tuple(sorted(filter(None, found), key=lambda entry: (entry.code, entry.document_id)))

    def _entry(self, store: DocumentStore, head: DocumentHead, principal: Principal) -> Entry | None:
        if head.id not in self._entries:
            try:
                card = store.card(head.id, principal)
            except DocumentNotFound:  # gone since it was listed
                return None
            self._entries[head.id] = None if card is None else entry_of(head.id, card)
        return self._entries[head.id]


def entry_of(document_id: str, card: ProcedureCard) -> Entry:
    """Return what a list shows of a card."""
    body = card.body.text if card.body else None
    searched = _plain(" ".join((card.code, card.name, card.field or "")))
    handled = _plain(body or "")
    bases = frozenset(act_key(basis.number) for basis in card.bases if basis.number)
    return Entry(document_id, card.code, card.name, card.level, card.field, body, searched, handled, bases)


def matching(entries: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """Return the entries that are looked for, those first that have its words one after the other."""
    text, body = _words(wanted.text), _words(wanted.body)
    field, level = _plain(wanted.field), _plain(wanted.level)
    found = [
        entry
        for entry in entries
        if (not field or _plain(entry.field or "") == field)
        and (not level or level in map(_plain, entry.levels))
        and _holds(entry.handled, body)
        and _holds(entry.searched, text)
    ]
    return sorted(found, key=lambda entry: _rank(entry, wanted))


def _rank(entry: Entry, wanted: Wanted) -> tuple[bool, str, str]:
    return (" ".join(_words(wanted.text)) not in entry.searched, entry.code, entry.document_id)


def stretch(
    found: Sequence[Entry], wanted: Wanted, cursor: str, limit: int
) -> tuple[list[Entry], str | None]:
    """Return at most `limit` of what `matching` found after a cursor, and the cursor of the next.

    A cursor names the last entry that was shown, so that nothing is shown twice or left out where procedures
    come and go between two stretches. Raises `BadCursor`.
    """
    after = _read_cursor(cursor) if cursor else None
    rest = [entry for entry in found if after is None or _rank(entry, wanted) > after]
    shown = rest[:limit]
    return shown, _cursor(_rank(shown[-1], wanted)) if len(rest) > limit else None


def choices(entries: Sequence[Entry]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Count the fields and the levels that the entries name, the fields in order of the alphabet."""
    fields = Counter(entry.field for entry in entries if entry.field)
    levels = Counter(level for entry in entries for level in entry.levels)
    return sorted(fields.items(), key=lambda one: fold(one[0])), levels.most_common()


def twins(entries: Sequence[Entry], of: Entry, most: int = 5) -> list[Entry]:
    """Return the procedures of the same field whose names are most like this one's."""
    own = _plain(of.name).split()
    scored: list[tuple[float, str, Entry]] = []
    for entry in entries:
        if entry.field == of.field and entry.document_id != of.document_id:
            score = SequenceMatcher(None, own, _plain(entry.name).split(), autojunk=False).ratio()
            if score >= _TWIN:
                scored.append((-score, entry.code, entry))
    return [entry for _, _, entry in sorted(scored, key=lambda one: one[:2])[:most]]


def find_procedure(store: DocumentStore, code: str, principal: Principal) -> str:
    """Return the id of the record with a code, or whose own id it is.

    Raises:
        DocumentNotFound: there is none that the principal may read.
    """
    wanted = number_key(code)
    named = [h for h in store.heads(principal, number=code) if number_key(h.identity.number or "") == wanted]
    for head in (*named, *store.heads(principal, ids=[code])):
        if head.identity.kind is Kind.PROCEDURE:
            return head.id
    raise DocumentNotFound(f"no procedure {code}")


def _plain(text: str) -> str:
    return fold(normalise(text)).strip()


def _words(text: str) -> list[str]:
    return _plain(text).split()


def _holds(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _cursor(rank: tuple[bool, str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(rank).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[bool, str, str]:
    try:
        read = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        later, code, document_id = read
    except (ValueError, TypeError) as error:
        raise BadCursor("not a cursor of this list") from error
    if not (isinstance(later, bool) and isinstance(code, str) and isinstance(document_id, str)):
        raise BadCursor("not a cursor of this list")
    return later, code, document_id
