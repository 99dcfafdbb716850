"""What the fields of a procedure record say of what is wanted, from the field that says it best."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from assistant.aspects import Aspect
from assistant.body_kinds import names_body_of
from assistant.counted import TOTAL, is_counted
from assistant.fitting import Wish, beyond, fit
from assistant.tables import load
from assistant.weighing import Weighed
from assistant.whole_lists import is_field
from index.vietnamese import fold


def _said_closer(wish: Wish, rows: Sequence[Weighed], own: Sequence[Weighed]) -> list[Weighed]:
    """Return the step, or what another field says, that tells a part before the record's own column.

    It has more of the part beyond the name: "thẩm định trong mấy ngày" asks for a step, "nộp trước khi hết
    hạn bao lâu" for a line of the papers or conditions, "nếu không phải hỏi ý kiến" for one of a description.
    """
    policy, aspect = load("policy")["selection"], wish.aspect
    ways = wish.part.manners
    if aspect.name not in policy["told_by_steps"] or TOTAL in ways or (wish.alone and not ways):
        return []
    certain = aspect.hint if aspect.hint is not None else aspect.value
    telling = [w for w in own if certain and certain.search(w.fact.folded)]

    def close(weighed: Weighed) -> float:
        counts = is_counted(weighed.fact.folded, *wish.part.counted)
        return beyond(weighed, wish) + float(policy["counted"]) * counts

    had = max((close(w) for w in rows if not is_field(w, "step")), default=0.0)
    found: list[Weighed] = []
    steps = [w for w in telling if is_field(w, "step")]
    others = [w for w in telling if not (is_field(w, "step") or is_field(w, "basis") or is_way(w))]
    elsewhere = policy["told_elsewhere"].get(aspect.name, math.inf)
    for said, least in ((steps, policy["told_by_steps"][aspect.name]), (others, elsewhere)):
        best = max(said, key=lambda w: (close(w), fit(w, wish), w.score), default=None)
        if best is not None and close(best) >= had + least:
            had, found = close(best), [best]
    return found


def _by_words(wish: Wish, own: Sequence[Weighed]) -> list[Weighed]:
    """Return the facts of any field of an aspect that say most of a part beyond the procedure's name.

    "Xe bốn chỗ có làm được không" is told by a condition, or by what is excepted from it, and by no step that
    has a value of what other parts ask for.
    """
    policy = load("policy")["selection"]
    told = [w for w in own if any(is_field(w, field) for field in wish.aspect.fields) and not is_way(w)]
    hint, asked = wish.aspect.hint, {aspect.name for aspect in wish.part.aspects}

    def worth(weighed: Weighed) -> float:
        hints = hint is not None and hint.search(weighed.fact.folded) is not None
        others = len(weighed.aspects - asked)
        return beyond(weighed, wish) + float(policy["hint"]) * hints - float(policy["of_others"]) * others

    if max((beyond(w, wish) for w in told), default=0.0) < policy["by_words"][wish.aspect.name]:
        return []
    return sorted(told, key=lambda w: (-worth(w), -w.score))[:2]


def _in_unit(wish: Wish, own: Sequence[Weighed]) -> list[Weighed]:
    """Return the fact of any field that tells a time in the unit that is asked for ("trong mấy giờ").

    Days are asked of any time.
    """
    policy = load("policy")["selection"]
    units = wish.part.counted & frozenset(policy["unit_meant"])
    if wish.aspect.name not in policy["timed"] or not units:
        return []
    return _best(wish, (w for w in own if is_counted(w.fact.folded, *units)))


def _of_kind(wish: Wish, rows: Sequence[Weighed], own: Sequence[Weighed]) -> list[Weighed]:
    """Return the fact of any field that names a body of the kind that is asked for, where no row does.

    "Đến phòng nào": the field for who decides names a Cục.
    """
    words = wish.part.words
    if wish.aspect.name != "body" or any(names_body_of(w.fact, words) for w in rows):
        return []
    return _best(wish, (w for w in own if names_body_of(w.fact, words)))


def _best(wish: Wish, telling: Iterable[Weighed]) -> list[Weighed]:
    """Return the one of some facts that grants a wish best; none of none."""
    return sorted(telling, key=lambda w: -(w.score + fit(w, wish)))[:1]


def rows_of_fields(wish: Wish, own: Sequence[Weighed], heard: str, more: int) -> list[Weighed]:
    """Return the facts of a record's fields that hold an aspect, from the field that says it best."""
    policy, aspect = load("policy")["selection"], wish.aspect
    found: list[Weighed] = []
    certain = aspect.hint if aspect.name in policy["steps_by_hint"] else None
    if aspect.name in policy["by_words"] and (said := _by_words(wish, own)):
        return said
    for at, part in enumerate(aspect.fields):
        rows = [w for w in own if is_field(w, part)]
        if certain is not None and part == "step" and part in aspect.fields[at + 1 :]:
            rows = [w for w in rows if certain.search(w.fact.folded)]
        # The step that says the very figure of the record's own column says whose time it is, unless several
        # parts ask for a time each: of stages, which are told apart by their own words.
        if found and not wish.again:
            same = math.inf if _leaves_out_unit(found[0]) else policy["same_value"]
            rows.sort(key=lambda w: (-same if _agrees(aspect, w, found[0]) else 0.0) - w.score)
        if part == "step":
            rows = _of_whole_dossier(rows, heard)
        if part == "channel":
            rows = _whole_time_first(aspect, rows, heard)
        if part == "paper":
            rows = _paper_first(wish, rows)
        own_field = part in policy["whatever_it_says"]
        found += [
            w
            for w in rows
            if (own_field and not re.fullmatch(rf"\W*{policy['unknown']}\W*", w.fact.folded))
            or aspect.name in w.aspects
            or aspect.value is None
        ][: policy["rows"][part] + more]
        if found and (part not in policy["goes_on_after"] or _asks_for_whole(wish)):
            break
    first = _in_unit(wish, own) or _of_kind(wish, found, own) or _said_closer(wish, found, own)
    return [*first, *(w for w in found if w not in first)]


def unit_of(aspect: Aspect, picks: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """Return the step that says the unit which the column of the first pick leaves out, if there is one."""
    if not picks or not _leaves_out_unit(picks[0]):
        return ()
    return tuple(w for w in picks[1:2] if _agrees(aspect, w, picks[0]))


def is_way(weighed: Weighed) -> bool:
    """Tell whether a fact is the row of a way to submit, and no line of its description."""
    return bool(weighed.fact.cells) and is_field(weighed, "channel")


def _leaves_out_unit(weighed: Weighed) -> bool:
    pattern = load("policy")["selection"]["unit_left_out"]
    return bool(weighed.fact.cells) and re.search(pattern, weighed.fact.folded) is not None


def _of_whole_dossier(steps: list[Weighed], asked: str) -> list[Weighed]:
    """Return the steps, those last that tell what becomes of a dossier that lacks something.

    They have a time and a place of their own, which are asked for where the question speaks of that alone.
    """
    policy = load("policy")["selection"]
    if re.search(policy["lacking_asked"], asked):
        return steps
    lacking = re.compile(policy["lacking"])
    return sorted(steps, key=lambda w: lacking.search(w.fact.folded) is not None)


def _asks_for_whole(wish: Wish) -> bool:
    """Tell whether a part asks for the time of all of a procedure: its column tells it, no step."""
    return wish.aspect.name in load("policy")["selection"]["timed"] and TOTAL in wish.part.manners


def _paper_first(wish: Wish, rows: list[Weighed]) -> list[Weighed]:
    """Return papers, those first that are called as the part that asks for a form calls one.

    "Đơn theo mẫu số mấy" asks for the form of the application, whatever else shares more of its words.
    """
    policy = load("policy")["selection"]
    if wish.aspect.name not in policy["of_paper"]:
        return rows
    named = frozenset(m.group() for m in re.finditer(policy["paper_named"], fold(wish.part.words)))
    begins = policy["paper_begins"]

    def is_named(weighed: Weighed) -> bool:
        name = fold(weighed.fact.cells[0][1]) if weighed.fact.cells else weighed.fact.folded
        begun = re.match(rf"{begins}(?P<name>{policy['paper_named']})", name)
        return begun is not None and begun["name"] in named

    return sorted(rows, key=lambda w: not is_named(w)) if named else rows


def _whole_time_first(aspect: Aspect, rows: list[Weighed], asked: str) -> list[Weighed]:
    """Return ways to submit, those last that say what one stage takes of the time that their column tells.

    A stage that the question names is asked for.
    """
    stages = load("policy")["selection"]["stage"]
    if aspect.name not in stages:
        return rows

    def is_stage(weighed: Weighed) -> bool:
        found = None if weighed.fact.cells else re.search(stages[aspect.name], weighed.fact.folded)
        return found is not None and found["stage"] not in asked

    return sorted(rows, key=is_stage)


def _agrees(aspect: Aspect, one: Weighed, other: Weighed) -> bool:
    """Tell whether two facts have a value of an aspect in common: the same figure of the same unit."""
    if aspect.value is None:
        return False
    mine, theirs = ({m.group() for m in aspect.value.finditer(w.fact.folded)} for w in (one, other))
    return any(_same(_figures(a), _figures(b)) for a in mine for b in theirs)


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two figures are the same; a column may leave out the unit ("Thời hạn: 5")."""
    units = {one[1], other[1]} - {""}
    return bool(one[0]) and one[0] == other[0] and len(units) <= 1


def _figures(value: str) -> tuple[str, str]:
    """Return the figure of a value without a leading zero, and its unit: "07 (bảy) ngày" is "7 ngày"."""
    figure, last = re.search(r"0*(\d+)", value), value.rsplit(" ", 1)[-1]
    return (figure.group(1) if figure else "", "" if last.isdigit() else last)
