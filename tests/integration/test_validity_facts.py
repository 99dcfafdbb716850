"""Effect, replacement and amendment facts, made by reading, against what is extracted from the real texts."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.access import AccessLabel, Principal
from index.amendments import Edge, Order
from index.endings import act_key
from index.sqlite_store import SqliteStore
from ingest.pipeline import Parsed, Task, process
from ingest.succession import apply_endings

FACTS = Path(__file__).parents[1] / "facts" / "validity.jsonl"
VERBS = {
    "repeals": {Order.REPEALS, Order.EXPIRES},
    "replaces": {Order.REPLACES},
    "amends": {Order.AMENDS},
    "adds": {Order.ADDS},
    "replaces_phrase": {Order.REPHRASES, Order.REPEALS, Order.ADDS},
    "part_effect": {Order.STARTS},
}
RECALL, PRECISION = 0.95, 0.97
_PART = re.compile(r" (?:một phần|đoạn .*|tên.*|tiêu đề|lời dẫn|phần mở đầu)$")


def place(words: str | None) -> str:
    return _PART.sub("", words or "").replace(",", "").casefold()


Read = tuple[list[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def read(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Read:
    facts = [json.loads(line) for line in FACTS.read_text(encoding="utf-8").splitlines()]
    facts = [fact for fact in facts if fact["verb"] != "transitional"]
    operator = Principal.operator()
    found: dict[str, Any] = {}
    with SqliteStore.open(tmp_path_factory.mktemp("facts") / "store.sqlite", write=True) as store:
        with store.batch():
            for name in sorted({fact["file"] for fact in facts}):
                path = shared / "corpus" / name
                task = Task(name, path, path.stat().st_size, 0, AccessLabel.parse("public"))
                parsed = process(task)
                if isinstance(parsed, Parsed):
                    store.put(parsed.document, parsed.provisions, parsed.passages, parsed.file)
        apply_endings(store)
        for head in store.heads(operator):
            found[head.source] = (head.validity.starts, store.amendments.edges_from(head.id, operator))
    return facts, found


def judge(fact: dict[str, Any], starts: date | None, edges: tuple[Edge, ...]) -> str:
    """Tell whether a fact was found, with another day, or not at all."""
    day = None if fact["on"] is None else date.fromisoformat(fact["on"])
    if fact["verb"] == "effect":
        return "found" if starts == day else ("other day" if starts else "missing")
    act = act_key(fact["target"] or fact["act"])
    days = [
        edge.on
        for edge in edges
        if edge.verb in VERBS[fact["verb"]]
        and act_key(edge.act) == act
        and place(edge.place) == place(fact["target_path"])
    ]
    return "found" if day in days else ("other day" if days else "missing")


def test_the_facts_are_found_and_their_days_are_right(read: Read) -> None:
    facts, found = read
    verdicts = defaultdict(list)
    for fact in facts:
        verdicts[judge(fact, *found.get(fact["file"], (None, ())))].append(fact)
    known = len(verdicts["found"])
    assert known >= RECALL * len(facts), verdicts["missing"]
    assert known >= PRECISION * (known + len(verdicts["other day"])), verdicts["other day"]
