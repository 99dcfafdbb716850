"""Numbering that is damaged: which of the numbers that stand at line starts are the list's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LABEL = re.compile(r"(\d+)(.*)")
_GAP = 3


def numbers(labels: Sequence[str]) -> list[str | None]:
    """Choose the own numbers of a list out of all that look like it, in order; `None` is no member.

    A list that starts again at 1 inside an item is no part of the outer list. A number that is off is read by
    its position only where the next one goes on as if it had been right.
    """
    values = [int(match[1]) if (match := _LABEL.match(label)) else 0 for label in labels]
    chosen: list[str | None] = [None] * len(labels)
    last = {value: i for i, value in enumerate(values)}
    due, inner = 1, 0
    for i, value in enumerate(values):
        suffix = labels[i][len(str(value)) :]
        following = values[i + 1] if i + 1 < len(values) else 0
        if suffix and value == due - 1:
            chosen[i] = labels[i]
        elif inner and value == inner and not (value == due and last[due] == i):
            inner += 1
        elif not inner and 1 < due != value and following == due + 1 and chosen[i - 1] is not None:
            chosen[i], due = str(due), due + 1
        elif value == due or (not inner and due < value <= due + _GAP and due not in values[i + 1 : i + 4]):
            chosen[i], due, inner = labels[i], value + 1, 0
        elif value == 1 and due > 1 and following != due + 1:
            inner = 2
    return chosen


def letters(labels: Sequence[str], order: str) -> list[str | None]:
    """Choose the own letters of a list of points, as `numbers` does; `đ` follows `d`."""
    chosen: list[str | None] = [None] * len(labels)
    due = 0
    for i, label in enumerate(labels):
        at = order.find(label[0])
        following = order.find(labels[i + 1][0]) if i + 1 < len(labels) else -1
        if len(label) > 1 and at == due - 1:
            chosen[i] = label
        elif at != due and due > 0 and at > 0 and following == due + 1 and chosen[i - 1] is not None:
            chosen[i], due = order[due], due + 1
        elif at == due or (
            due < at <= due + _GAP and due not in (order.find(x[0]) for x in labels[i + 1 : i + 3])
        ):
            chosen[i], due = label, at + 1
        elif label[0] in "dđ" and 0 < due < len(order) and order[due] in "dđ":
            chosen[i], due = order[due], due + 1
    return chosen
