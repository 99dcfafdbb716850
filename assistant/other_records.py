"""Which of the procedure records that were found do something else than what a question asks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.distinctions import (
    acts_of,
    asked_of,
    everyday_acts,
    named,
    named_of,
    secondary_acts,
    secondary_asked,
    words_of_acts,
)
from assistant.expansion import Expander
from assistant.question import Question
from assistant.tables import load, stop_words
from index.vietnamese import fold, normalise, tokens

_CODE = re.compile(r"\(\s*\d\.\d{6}")
"""What ends a name in the title of a passage, before the field."""
_BRACKETS = re.compile(r"\([^()]*\)?")


def other_records(question: Question, titles: Mapping[str, str], expander: Expander) -> frozenset[str]:
    """Return the ids of records that do something else than what a question asks of, by their names."""
    if question.language != "vi":
        return frozenset()
    names = {i: _name(title) for i, title in titles.items()}
    other = _of_other_acts(question, names) | _saying_more(question, names, expander)
    other |= _giving_alone(question, names)
    return other.union(*(_of_other(kind, question, names) for kind in ("reasons", "levels")))


def meant_records(question: Question, titles: Mapping[str, str], expander: Expander) -> frozenset[str]:
    """Return the ids of records whose whole name an everyday phrase of a question stands for.

    "Nhập hộ khẩu" is the procedure "Đăng ký thường trú", whatever else speaks of that.
    """
    if question.language != "vi":
        return frozenset()
    meanings = (phrase for e in expander.expand(question.searched) for phrase in e.added)
    called = {" ".join(tokens(fold(phrase))) for phrase in meanings}
    return frozenset(i for i, title in titles.items() if _bare(_name(title)) in called)


def _of_other_acts(question: Question, names: Mapping[str, str]) -> frozenset[str]:
    """Return the records of other acts.

    A question that speaks of no change means the procedure that gives; one that says what is done ("gia hạn")
    means that, and neither a record that names other acts alone nor one that only gives.
    """
    acts = named(fold(question.searched)).get("act", frozenset())
    if acts:
        acts |= everyday_acts(question.searched)
        return frozenset(i for i, name in names.items() if (own := acts_of(name)) and not acts & own)
    meant = secondary_asked(question.searched)
    return frozenset(i for i, name in names.items() if (own := secondary_acts(name)) and not own & meant)


def _of_other(kind: str, question: Question, names: Mapping[str, str]) -> frozenset[str]:
    """Return the records of other values than the question's: for what is lost, not what is out of date."""
    asked = asked_of(kind, question.searched)
    if not asked:
        return frozenset()
    return frozenset(i for i, name in names.items() if (own := named_of(kind, name)) and not own & asked)


def _saying_more(question: Question, names: Mapping[str, str], expander: Expander) -> frozenset[str]:
    """Return the records whose names say all that another's says and more, of which the question has nothing.

    "Đăng ký khai tử có yếu tố nước ngoài" is not what is asked of where nobody speaks of "nước ngoài".
    """
    table = load("distinctions")["more"]
    asked = frozenset(map(fold, tokens(question.searched)))
    for expansion in expander.expand(question.searched):
        asked |= {fold(token) for meaning in expansion.added for token in tokens(meaning)}
    asked |= words_of_acts(question.searched)
    words = {i: (_words(name), secondary_acts(name)) for i, name in names.items()}
    bases = {row for row in words.values() if row[0] and len(row[0] & asked) >= table["asked"] * len(row[0])}
    return frozenset(
        i
        for i, (own, acts) in words.items()
        if any(base < own and done <= acts and not (own - base) & asked for base, done in bases)
    )


def _giving_alone(question: Question, names: Mapping[str, str]) -> frozenset[str]:
    """Return the records that give what another one changes, where the question says that it is changed.

    The name of the other says no more than theirs but what is done: "Sửa đổi, bổ sung chương trình …" beside
    "Phê duyệt chương trình …".
    """
    acts = load("distinctions")["more"]["acts"]
    said = everyday_acts(question.searched) & acts.keys()
    meant = frozenset(acts[act] for act in said)
    changing = {i for i, name in names.items() if secondary_acts(name) & meant}
    exact = {i for i in changing if acts_of(names[i]) & said}
    idle = frozenset(" ".join(load("distinctions")["more"]["words"].values()).split())

    def bases(ids: set[str]) -> set[frozenset[str]]:
        return {base for i in ids if len(base := frozenset(_words(names[i]) - idle)) > 1}

    of_all, of_exact = bases(changing), bases(exact)
    return frozenset(
        i
        for i, name in names.items()
        if (i not in changing and any(base <= _words(name) for base in of_all))
        or (i in changing - exact and acts_of(name) and any(base <= _words(name) for base in of_exact))
    )


@lru_cache(maxsize=8192)
def _name(title: str) -> str:
    """Return the folded name of a procedure out of the title of a passage."""
    return _CODE.split(fold(normalise(title)), maxsplit=1)[0]


@lru_cache(maxsize=8192)
def _bare(name: str) -> str:
    """Return a folded name without what brackets say and without "thủ tục" before it."""
    before = load("overtaken")["before"]
    return re.sub(rf"^(?:(?:{before}) )+", "", " ".join(tokens(_BRACKETS.sub(" ", name))))


@lru_cache(maxsize=8192)
def _words(name: str) -> frozenset[str]:
    """Return the words of a folded name, without those in brackets and those that say by whom."""
    whom = load("policy")["several"]["by_whom"]
    bare = re.split(rf"\bthuoc tham quyen\b|\b(?:{whom})\b", _bare(name), maxsplit=1)[0]
    return frozenset(tokens(bare)) - (stop_words() - frozenset(load("distinctions")["more"]["tells"]))
