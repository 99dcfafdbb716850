"""Asks golden questions once as they are and once with their documents withheld.

Without the document that holds the answer, what is nearest answers: nobody has to label anything to measure
how well an answer tells that it may be beside the question. Questions that nothing answers are asked once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from assistant.answers import AnswerStatus, document_json
from assistant.confidence import Signs
from assistant.context import Context, Tools
from assistant.doubting import signs
from assistant.pipeline import run
from evaluation.errors import BadDataset
from evaluation.golden import Question, is_same_document, score
from evaluation.office import OPERATOR, Office
from evaluation.slices import names_number
from index.access import Principal
from index.reach import Reach
from index.search import Scope

_SPEAKING = frozenset({AnswerStatus.ANSWERED, AnswerStatus.PARTIAL})
_KINDS = 2
_STRENGTH = 0.3
"""Of the weights, squared, against the loss: as large as scikit-learn calls C."""
_NO_SOURCE = "no gold document cited"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question was answered, and the signs where something was said and could be doubted.

    `right` tells that it says what has to be said, from whatever document; `withheld` that nothing was there
    to say it.
    """

    id: str
    withheld: bool
    status: str
    right: bool
    signs: Signs | None


def ask_both(office: Office, questions: Sequence[Question]) -> Iterator[Asked]:
    """Ask each question that has an answer and names no document, with its documents and without them.

    One that has no answer is asked as it is.
    """
    heads = [(head, document_json(head)) for head in office.assistant.store.heads(OPERATOR)]
    for question in questions:
        gone = frozenset(
            head.id for head, known in heads if any(is_same_document(gold, known) for gold in question.gold)
        )
        if question.answerable and gone and not names_number(question.turns[-1]):
            yield from (_asked(question, office.tools, away) for away in (frozenset(), gone))
        elif not question.answerable:
            yield replace(_asked(question, office.tools, frozenset()), withheld=True, right=False)


def _asked(question: Question, tools: Tools, away: frozenset[str]) -> Asked:
    day = question.as_of or datetime.now(tz=UTC).date()
    context = Context(question.turns, OPERATOR, day, _without(tools, away))
    answer = run(context)
    reasons = [reason for reason in score(question, answer.to_json()).reasons if _NO_SOURCE not in reason]
    return Asked(question.id, bool(away), answer.status.value, not reasons, _signs(context, answer.status))


def _signs(context: Context, status: AnswerStatus) -> Signs | None:
    """Return the signs of the leading fact, `None` where the status does not hang on them."""
    judged = status in _SPEAKING and context.routed is None and context.cases is None
    return signs(context) if judged and context.chosen else None


def _without(tools: Tools, away: frozenset[str]) -> Tools:
    reach = tools.retriever.reach

    def rest(principal: Principal) -> Reach:
        own = reach(principal)
        return Reach(own.generation, Scope(own.scope.labels, own.scope.documents, own.scope.gone | away))

    return replace(tools, retriever=replace(tools.retriever, reach=rest)) if away else tools


def doubts(asked: Sequence[Asked]) -> dict[str, Any]:
    """Count how right answers, and those beside the question, were told.

    An answer is beside the question where its document was withheld and what it says is not right.
    """
    right = [one for one in asked if not one.withheld and one.right]
    beside = [one for one in asked if one.withheld and not one.right]
    return {
        name: {"asked": len(row), **{status: sum(one.status == status for one in row) for status in statuses}}
        for name, row in (("right", right), ("beside", beside))
        for statuses in [sorted({one.status for one in row})]
    }


def fitted(asked: Sequence[Asked], doubted: float) -> list[dict[str, Any]]:
    """Learn the policy anew, for answers with the same signs together.

    Raises:
        BadDataset: nothing was answered rightly, or nothing beside the question.
    """
    rows = [(one.signs.known, one.right) for one in asked if one.signs and one.withheld != one.right]
    kinds: defaultdict[tuple[str, ...], list[tuple[dict[str, float], bool]]] = defaultdict(list)
    for known, right in rows:
        kinds[tuple(known)].append((known, right))
    both = {names: own for names, own in kinds.items() if len({right for _, right in own}) == _KINDS}
    found = [_learned(names, own, doubted) for names, own in both.items()]
    if not found:
        raise BadDataset(
            "to learn from, some questions have to be answered rightly and some beside the question"
        )
    return found


def _learned(
    names: Sequence[str], rows: Sequence[tuple[dict[str, float], bool]], doubted: float
) -> dict[str, Any]:
    """Learn weights by logistic regression, and the bound that doubts a share of right answers.

    No weight is below 0, since no sign speaks against a fact; right answers and others count as much.
    """
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import minimize  # noqa: PLC0415 - a second, and only to learn

    values = np.array([[known[name] for name in names] for known, _ in rows])
    right = np.array([right for _, right in rows])
    mean, spread = values.mean(0), values.std(0) + 1e-9
    scaled = (values - mean) / spread
    sign, share = np.where(right, 1, -1), np.where(right, 0.5 / right.mean(), 0.5 / (~right).mean())

    def loss(point: Any) -> float:  # noqa: ANN401 - an array
        told = np.logaddexp(0, -sign * (scaled @ point[1:] + point[0]))
        return float((share * told).sum() + (point[1:] ** 2).sum() / (2 * _STRENGTH))

    bounds = [(None, None), *((0, None) for _ in names)]
    best = minimize(loss, np.zeros(len(names) + 1), bounds=bounds, method="L-BFGS-B").x
    weights = best[1:] / spread
    constant = float(best[0] - weights @ mean)
    told = 1 / (1 + np.exp(-(constant + values @ weights)))
    least = float(np.quantile(told[right], doubted))
    return {
        "weights": dict(zip(names, weights.round(3).tolist(), strict=True)),
        "constant": round(constant, 3),
        "least": round(least, 3),
        "right": int(right.sum()),
        "beside": int((~right).sum()),
        "beside_doubted": round(float((told[~right] < least).mean()), 3),
    }
