"""Asks golden questions once as they are and once with their documents withheld.

Without the document that holds the answer, what is nearest answers: nobody has to label anything to measure
how well an answer tells that it may be beside the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
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
_NO_SOURCE = "no gold document cited"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question was answered, and the signs where something was said and could be doubted.

    `right` tells that it says what has to be said, from whatever document.
    """

    id: str
    withheld: bool
    status: str
    right: bool
    signs: Signs | None


def ask_both(office: Office, questions: Sequence[Question]) -> Iterator[Asked]:
    """Ask each question that has an answer and names no document, with its documents and without them.

    Every question is asked twice in a row, so whoever counts on may count answers.
    """
    heads = [(head, document_json(head)) for head in office.assistant.store.heads(OPERATOR)]
    for question in questions:
        gone = frozenset(
            head.id for head, known in heads if any(is_same_document(gold, known) for gold in question.gold)
        )
        if question.answerable and gone and not names_number(question.turns[-1]):
            yield from (_asked(question, office.tools, away) for away in (frozenset(), gone))


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


def fitted(asked: Sequence[Asked], doubted: float) -> dict[str, Any]:
    """Learn the policy anew: weights by logistic regression, and the bound that doubts a share of right ones.

    Raises:
        BadDataset: nothing was answered rightly, or nothing beside the question.
    """
    import numpy as np  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second, and only to learn
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    rows = [(one, one.signs) for one in asked if one.signs is not None and one.withheld != one.right]
    values = np.array([list(asdict(signs).values()) for _, signs in rows])
    right = np.array([one.right for one, _ in rows])
    if len(set(right.tolist())) < _KINDS:
        raise BadDataset(
            "to learn from, some questions have to be answered rightly and some beside the question"
        )
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=0.3).fit(scaler.transform(values), right)
    weights = model.coef_[0] / scaler.scale_
    constant = float(model.intercept_[0] - weights @ scaler.mean_)
    told = 1 / (1 + np.exp(-(constant + values @ weights)))
    least = float(np.quantile(told[right], doubted))
    return {
        "weights": dict(zip((f.name for f in fields(Signs)), weights.round(3).tolist(), strict=True)),
        "constant": round(constant, 3),
        "least": round(least, 3),
        "right": int(right.sum()),
        "beside": int((~right).sum()),
        "beside_doubted": round(float((told[~right] < least).mean()), 3),
    }
