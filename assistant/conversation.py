"""Rewrites a follow-up so that it stands alone: the subject of before, and the text it was answered from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.aspects import asked
from assistant.naming import document_name
from assistant.references import find_references
from assistant.tables import load, stop_words
from index.document_store import DocumentHead
from index.documents import Kind
from index.vietnamese import fold, normalise, tokens


@dataclass(frozen=True, slots=True)
class Earlier:
    """A turn of the past, and the document that its answer stood on first, while its reader may read it."""

    question: str
    topic: DocumentHead | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """What a conversation is about: the words of its subject, and the document it was answered from."""

    subject: str = ""
    topic: DocumentHead | None = None

    def resolve(self, turn: str) -> str:
        """Return a turn so that it can be asked alone.

        A turn that leans on the others takes their subject, less what it puts in the place of it ("cấp xã"
        for "cấp tỉnh"). The document of the last answer is named with it where the turn points at it
        ("thủ tục này"), or names no subject of its own ("còn lệ phí?"); an act also where it does, since an
        act speaks of more than its title, and a record of no other procedure.
        """
        if not self.subject or _stands_alone(turn):
            return turn
        meant = _Correction.read(turn)
        if meant is not None:
            return f"{_put_right(self.subject, meant)} {meant.said}"
        subject = swap(self.subject, turn)
        stays = subject == self.subject and not find_references(turn).names_document
        if self.topic is not None and stays and (_matches("points", turn) or self._is_on_topic(turn)):
            return f"{subject} {turn} ({document_name(self.topic, 'vi')})"
        return f"{subject} {turn}"

    def after(self, turn: Earlier) -> Thread:
        """Return the thread with one turn more."""
        text = normalise(turn.question).strip()
        if not self.subject or _stands_alone(text):
            return Thread(text, turn.topic)
        meant = _Correction.read(text)
        if meant is not None:
            return Thread(f"{_put_right(self.subject, meant)} {meant.said}", turn.topic)
        subject = swap(self.subject, text)
        if _own_words(text):
            subject = f"{subject} {text}"
        return Thread(subject, turn.topic or (self.topic if subject == self.subject else None))

    def _is_on_topic(self, turn: str) -> bool:
        assert self.topic is not None
        own = _own_words(turn)
        title = {fold(t) for t in tokens(self.topic.title)}
        return self.topic.identity.kind is not Kind.PROCEDURE or set(own) <= title


def resolve(turn: str, earlier: Sequence[Earlier]) -> str:
    """Return the last turn of a conversation so that it can be asked alone."""
    thread = Thread()
    for one in earlier[-load("conversation")["turns"] :]:
        thread = thread.after(one)
    return thread.resolve(normalise(turn).strip())


def swap(subject: str, turn: str) -> str:
    """Return the subject with what the turn names in the place of what excludes it."""
    folded, said = fold(subject), fold(turn)
    if len(folded) != len(subject) or len(said) != len(turn):
        return subject
    for pattern in _contrasts():
        named = list(pattern.finditer(said))
        if len({m.group() for m in named}) != 1:
            continue
        words = turn[slice(*named[0].span())]
        for old in reversed(list(pattern.finditer(fold(subject)))):
            subject = subject[: old.start()] + words + subject[old.end() :]
    return subject


@dataclass(frozen=True, slots=True)
class _Correction:
    """What is meant, and what is not."""

    said: str
    rejected: str = ""

    @classmethod
    def read(cls, turn: str) -> _Correction | None:
        """Read a turn as a correction of an earlier one, if it is one."""
        folded = fold(turn)
        found = next((m for p in _patterns("corrects") if (m := p.search(folded))), None)
        if found is None:
            return None
        if len(folded) != len(turn):
            return cls(turn)
        rejected = found.span("rejected") if "rejected" in found.re.groupindex else (0, 0)
        return cls(turn[slice(*found.span("meant"))].strip(), turn[slice(*rejected)].strip())


def _put_right(subject: str, meant: _Correction) -> str:
    """Return the subject without what was rejected, and without what excludes what is meant."""
    if meant.rejected:
        subject = re.sub(re.escape(meant.rejected), meant.said, subject, flags=re.IGNORECASE)
    return swap(subject, meant.said)


def _stands_alone(turn: str) -> bool:
    """Tell whether a turn needs nothing of what was said before."""
    if _Correction.read(turn) is not None:
        return False
    limits, own = load("conversation")["stands_alone"], _own_words(turn)
    leans = _matches("leans", turn) or _matches("points", turn)
    if leans:
        return False
    if find_references(turn).names_document or len(own) >= limits["content"]:
        return True
    return len(own) >= limits["asking"] and bool(asked(turn))


def _own_words(turn: str) -> tuple[str, ...]:
    """Return the folded syllables that name a subject, and not only what is asked of one."""
    text = _general().sub(" ", fold(turn))
    for pattern in _contrasts():
        text = pattern.sub(" ", text)
    return tuple(t for t in tokens(text) if t not in stop_words() and len(t) > 1)


def _matches(name: str, turn: str) -> bool:
    folded = fold(turn)
    return any(pattern.search(folded) for pattern in _patterns(name))


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in load("conversation")[name])


@cache
def _contrasts() -> tuple[re.Pattern[str], ...]:
    return tuple(_alternatives(row) for row in load("conversation")["contrasts"].values())


@cache
def _general() -> re.Pattern[str]:
    phrases = (p.strip() for p in load("conversation")["general"].split("|"))
    return _alternatives(sorted((re.escape(fold(p)) for p in phrases), key=len, reverse=True))


def _alternatives(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{p})' for p in phrases)})(?!\w)")
