"""Tells rows that are the fields of one procedure from rows that are its neighbours in a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.aspects import Aspect
from assistant.facts import Fact
from assistant.tables import load
from assistant.weighing import Weighed, row_name
from index.vietnamese import fold


def own_rows(aspect: Aspect, facts: Sequence[Weighed]) -> list[Weighed]:
    """Return the facts without rows beside which another row of their name is headed by what is asked for.

    A decision tells a procedure as a table of its fields, a row for each: "Thời hạn giải quyết", "Cơ quan
    thực hiện". What is asked for stands in the row of that header, and what the others say of it in passing
    ("trong thời hạn 18 tháng kể từ ngày có văn bản …" among the conditions) answers something else.
    """
    header = load("policy")["row_headers"].get(aspect.name)
    if header is None:
        return list(facts)
    headed = {_procedure(w.fact) for w in facts if w.fact.cells and _is_headed(w.fact, header)}
    return [
        w for w in facts if not w.fact.cells or _procedure(w.fact) not in headed or _is_headed(w.fact, header)
    ]


def _procedure(fact: Fact) -> tuple[str, str]:
    return fact.head.id, row_name(fact)


def _is_headed(fact: Fact, header: str) -> bool:
    return any(value.strip() and re.search(header, fold(name)) for name, value in fact.cells)
