"""Rewrites a follow-up so that it stands alone: the subject of before, and the text it was answered from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.aspects import asked
from assistant.naming import document_name
from assistant.provinces import provinces_named
from assistant.references import acts_named, find_references
from assistant.tables import load
from assistant.turns import (
    Correction,
    acting,
    case_put,
    contrasts,
    kind_pointed_at,
    named_span,
    names_subject,
    new_subject,
    opens_case,
    own_words,
    party,
    points_at_text,
    stands_alone,
    without_small_talk,
)
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
    """What a conversation is about.

    `subject` are the words of its subject, with what was asked of it first; `aside` the case of it that was
    put last, with what was told of that; `asking` the last turn that only asked; `act` the act that was
    named last, and `topic` the document of the last answer.
    """

    subject: str = ""
    aside: str = ""
    asking: str = ""
    act: str = ""
    topic: DocumentHead | None = None

    def resolve(self, turn: str) -> str:
        """Return a turn so that it can be asked alone.

        A turn that leans on the others takes their subject, less what it puts in the place of it ("cấp xã"
        for "cấp tỉnh"). The document of the last answer is named with it where the turn points at it
        ("thủ tục này"), or names no subject of its own ("còn lệ phí?"); an act also where it does, since an
        act speaks of more than its title, and a record of no other procedure. The act named last is named
        where the turn points at one ("thông tư này") and no other text is known.
        """
        taken = self._take(turn)
        if taken.alone:
            return taken.text
        name = self._act_meant(taken) or self._topic_meant(taken)
        return f"{taken.text} ({name})" if name else taken.text

    def after(self, turn: Earlier) -> Thread:
        """Return the thread with one turn more."""
        taken = self._take(normalise(turn.question).strip())
        act = next((name for *_, name in reversed(acts_named(taken.said))), self.act)
        stays = not taken.alone and (taken.thread.subject, taken.thread.aside) == (self.subject, self.aside)
        return replace(taken.thread, act=act, topic=turn.topic or (self.topic if stays else None))

    def _take(self, turn: str) -> _Taken:
        """Return the thread that a turn leads to, and what it means in that."""
        said = without_small_talk(turn)
        other = new_subject(said)
        if other is not None and names_subject(other):
            return _Taken(Thread(other), other, other, alone=True)
        said = other or said
        if not self.subject or stands_alone(said, _join(self.subject, self.aside)):
            return _Taken(Thread(said), said, said, alone=True)
        meant = Correction.read(said)
        if meant is not None:
            text = f"{_put_right(self.subject, meant)} {meant.said}"
            return _Taken(replace(self, subject=text, aside=""), text, said)
        case = case_put(said)
        if case is not None:
            return self._of_case(case, said)
        return self._going_on(said)

    def _of_case(self, case: str, said: str) -> _Taken:
        """Return what a turn means that asks of a case what was asked before."""
        asking = swap(self.asking, case)
        subject = _named_anew(self.subject, case)
        if subject:
            return _Taken(
                replace(self, subject=subject, aside="", asking=asking), _join(subject, asking), said
            )
        subject = put_in(self.subject, case)
        if subject == self.subject:
            then = replace(self, aside=said, asking=asking)
            return _Taken(then, _join(subject, asking, said), said, case=True)
        rest = "" if set(own_words(case)) <= set(own_words(subject)) else said
        then = replace(self, subject=_join(subject, rest), aside="", asking=asking)
        return _Taken(then, _join(subject, asking, rest), said)

    def _going_on(self, said: str) -> _Taken:
        """Return what a turn means that asks something else of the subject, or tells more of it."""
        subject, aside, asking = swap(self.subject, said), swap(self.aside, said), self.asking
        asks = {a.name for a in asked(said)} - {"other"}
        own = own_words(said)
        if not own:
            then = replace(self, subject=subject, aside=aside, asking=said if asks else asking)
            return _Taken(then, _join(subject, aside, said), said)
        if opens_case(said):
            return _Taken(replace(self, subject=subject, aside=said), _join(subject, said), said)
        then = replace(self, subject=subject, aside=_join(aside, said))
        return _Taken(then, _join(subject, aside, asking, said), said)

    def _act_meant(self, taken: _Taken) -> str:
        """Return the act named last, where a turn points at one and is not answered by the last document."""
        kind = kind_pointed_at(taken.said)
        if kind is None or not self.act or find_references(taken.text).names_document:
            return ""
        is_meant = kind == "" or self.act[0].isdigit() or self.act.startswith(kind)
        if self.topic is None:
            return self.act if is_meant else ""
        return self.act if kind and is_meant and kind != self.topic.identity.kind.value else ""

    def _topic_meant(self, taken: _Taken) -> str:
        """Return the name of the document of the last answer, where a turn is about it."""
        if self.topic is None or taken.thread.subject != self.subject:
            return ""
        if find_references(taken.said).names_document:
            return ""
        own, title = own_words(taken.said), {fold(t) for t in tokens(self.topic.title)}
        # "Mất thì sao?" asks of a case that another record may be about.
        on_topic = set(own) <= title and not (taken.case and not own)
        if self.topic.identity.kind is Kind.PROCEDURE and not on_topic and not points_at_text(taken.said):
            return ""
        return document_name(self.topic, "vi")


@dataclass(frozen=True, slots=True)
class _Taken:
    """A turn in its thread: the thread with it, what it means, and what it says without small talk.

    `alone` tells that it needs nothing of before, `case` that it only puts a case beside the subject.
    """

    thread: Thread
    text: str
    said: str
    alone: bool = False
    case: bool = False


def resolve(turn: str, earlier: Sequence[Earlier]) -> str:
    """Return the last turn of a conversation so that it can be asked alone."""
    thread = Thread()
    for one in earlier[-load("conversation")["turns"] :]:
        thread = thread.after(one)
    return thread.resolve(normalise(turn).strip())


def swap(subject: str, turn: str) -> str:
    """Return the subject with what the turn names in the place of what excludes it."""
    said = turn.lower()
    if len(said) != len(turn) or len(subject.lower()) != len(subject):
        return subject
    for pattern in contrasts():
        named = list(pattern.finditer(said))
        if len({fold(m.group()) for m in named}) != 1:
            continue
        words = turn[slice(*named[0].span())]
        for old in reversed(list(pattern.finditer(subject.lower()))):
            subject = subject[: old.start()] + words + subject[old.end() :]
    there = dict(provinces_named(turn))
    here = dict(provinces_named(subject)) if len(there) == 1 else {}
    if len(here) == 1 and here.keys() != there.keys():
        return subject.replace(next(iter(here.values())), next(iter(there.values())))
    return subject


def put_in(subject: str, case: str) -> str:
    """Return the subject with a case in the place of its counterpart; where none is found, as it is.

    Its counterpart is what excludes it, another kind of organisation, another law, or what is done where the
    case is that of no other thing.
    """
    swapped = swap(subject, case)
    if swapped != subject or len(subject.lower()) != len(subject):
        return swapped
    for found, own in ((party(subject), party(case)), (acting(subject), acting(case))):
        if found is not None and own == (0, len(case)):
            return subject[: found[0]] + case + subject[found[1] :]
    here, there = acts_named(subject), acts_named(case)
    if len(here) == len(there) == 1 and not own_words(case[: there[0][0]] + case[there[0][1] :]):
        return subject[: here[0][0]] + case[slice(*there[0][:2])] + subject[here[0][1] :]
    return subject


def _named_anew(subject: str, case: str) -> str:
    """Return the subject with a case that is the whole name of another in the place of its name; "" for none.

    It is long, and is an act with its thing, or goes on from two words of the subject as those do. What the
    subject asks before and behind its name is asked of the other one.
    """
    if len(set(own_words(case))) < load("conversation")["stands_alone"]["name"]:
        return ""
    begins, ends = named_span(subject)
    if acting(case) is None:
        head = r"\W+".join(map(re.escape, case.split()[:2]))
        found = re.search(rf"(?<!\w){head}(?!\w)", subject, re.IGNORECASE)
        begins = found.start() if found else ends
    if begins == ends:
        return ""
    named = _join(subject[:begins].strip(), case, subject[ends:].strip(" ,;"))
    return named if set(asked(subject)) <= set(asked(named)) else ""


def _put_right(subject: str, meant: Correction) -> str:
    """Return the subject without what was rejected, and without what excludes what is meant."""
    if meant.rejected:
        said = "" if asked(meant.said) else meant.said
        subject = re.sub(re.escape(meant.rejected), lambda _: said, subject, flags=re.IGNORECASE)
        subject = " ".join(subject.split())
    return swap(subject, meant.said)


def _join(*said: str) -> str:
    return " ".join(part for part in said if part)
