"""Many questions from a file of JSON lines, each answered on its own, whatever the lines hold."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from api.contracts import AssistantLike
from index.access import Principal

_log = logging.getLogger(__name__)


class _BadLine(ValueError):
    """A line that holds no question; the message says what is wrong with it."""


def answers_to(path: Path, assistant: AssistantLike, principal: Principal) -> Iterator[dict[str, Any]]:
    """Answer the questions of a file in their order, one answer of the contract with `question_id` each.

    A line that cannot be read as a question becomes an answer with status `error_bad_question`, and the
    reason among its warnings; its `question_id` is null where it has none. A question on which the assistant
    fails becomes one with status `error_internal`, and the fault is logged. Blank lines are passed over.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if raw.strip():
                yield _answer(raw, number, assistant, principal)


def _answer(raw: bytes, number: int, assistant: AssistantLike, principal: Principal) -> dict[str, Any]:
    question_id: Any = None
    try:
        line = _parsed(raw)
        question_id = line.get("id")
        question, day = _turns(line), _day(line)
    except _BadLine as mistake:
        return _failed(question_id, "error_bad_question", f"line {number}: {mistake}")
    try:
        return {"question_id": question_id, **assistant.answer(question, principal, day).to_json()}
    except Exception as fault:
        _log.exception("line %d", number)
        return _failed(question_id, "error_internal", f"line {number}: {type(fault).__name__}")


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw.decode("utf-8-sig"))
        json.dumps(line, ensure_ascii=False).encode()  # refuses half characters, which no answer can hold
    except (ValueError, RecursionError) as error:
        raise _BadLine("not a line of JSON in UTF-8") from error
    if not isinstance(line, dict):
        raise _BadLine("not a JSON object")
    return line


def _turns(line: dict[str, Any]) -> str | list[str]:
    question = line.get("question")
    turns = [question] if isinstance(question, str) else question
    if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
        raise _BadLine("`question` is neither a string nor a list of strings")
    if not turns[-1].strip():
        raise _BadLine("`question` is empty")
    return question if isinstance(question, str) else list(turns)


def _day(line: dict[str, Any]) -> date | None:
    given = line.get("as_of")
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise _BadLine("`as_of` is no date of the form 2026-07-01") from error


def _failed(question_id: object, status: str, reason: str) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "id": "",
        "status": status,
        "question": "",
        "understood_as": "",
        "language": "vi",
        "as_of": date.today().isoformat(),
        "answer": "",
        "brief": "",
        "statements": [],
        "citations": [],
        "warnings": [reason],
        "procedure": None,
        "record_id": None,
        "timings_ms": {"total": 0.0},
    }
