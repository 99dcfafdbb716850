"""What the leak suites share: readers, questions, worlds under random labels, and the comparison of looks."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import unified_diff
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from leak_worlds import LABELS, PAPERS, PDF, World

from index.access import AccessLabel, Principal, may_read

EXAMPLES = int(os.environ.get("THUTUC_LEAK_EXAMPLES", "1"))
LONG = 30
"""From so many examples on there are 10,000 cases."""
READERS = (
    "public",
    "internal",
    "internal:so-xay-dung",
    "internal:so-tai-chinh",
    "confidential:so-xay-dung",
    "secret",
)
QUESTIONS = (
    "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?",
    "thoi han gia han giay phep treo bien hieu",
    "Quyết định 05/2020/QĐ-UBND còn hiệu lực không?",
    "Quyết định 41/2025/QĐ-UBND quy định phí neo đậu bao nhiêu?",
    "Thủ tục 9.000418 nộp lệ phí bao nhiêu?",
    "Kho lạnh có bao nhiêu thùng vắc xin?",
    "Đội tuần tra hải đăng xuất phát lúc mấy giờ?",
    "thur kho giuwx chia khoas kho lanhj",
    "tuan trra hai dang",
    "phí neo đậu tại bến thủy",
    "Hộ kinh doanh ký quỹ bao nhiêu để dựng biển quảng cáo?",
    "How many days does a signboard permit take?",
)
EVERY = (*PAPERS, PDF)
_VOLATILE = (
    (re.compile(r"\b([a-z]?)[0-9a-f]{32}\b"), r"\1ID"),  # in the page a letter says what it is the id of
    (re.compile(r'"timings_ms":\s*\{[^}]*\}'), "TIMES"),
    (re.compile(r'"request_id":\s*"[0-9a-f]+"'), "REQUEST"),
    (re.compile(r'"chatcmpl-[0-9a-f]{16}"'), "REQUEST"),
    (re.compile(r'"asked_at":\s*"[^"]+"'), "ASKED"),
    (re.compile(r'"entered_at":\s*"[^"]+"'), "ENTERED"),
    (re.compile(r'"at":\s*"[^"]+"'), "AT"),
    (re.compile(r'"next":\s*"[A-Za-z0-9_-]{70}"'), "CURSOR"),
    (re.compile(r'"created":\s*\d{9,}'), "CREATED"),
    (re.compile(r"\d+[.,]\d+ (?:giây|seconds?|সেকেন্ড)|[০-৯]+[.,][০-৯]+ সেকেন্ড"), "SECONDS"),
)
Seen = dict[str, str]
cases: Counter[str] = Counter()


def plain(text: str) -> str:
    for pattern, word in _VOLATILE:
        text = pattern.sub(word, text)
    return text


@contextmanager
def worlds(*labels: dict[str, str]) -> Iterator[list[World]]:
    made: list[World] = []
    try:
        for each in labels:
            made.append(World(each))
        yield made
    finally:
        for world in made:
            world.close()


def compare(kind: str, one: Seen, other: Seen) -> None:
    assert list(one) == list(other)
    for name, told in one.items():
        assert told == other[name], (
            f"{kind}: {name} tells of what may not be read\n{apart(told, other[name])}"
        )
        cases[kind] += 1


def apart(one: str, other: str) -> str:
    """Return the lines that two texts do not share."""
    return "\n".join(unified_diff(other.splitlines(), one.splitlines(), lineterm="", n=0))[:2000]


def readable(labels: dict[str, str], reader: str) -> dict[str, str]:
    label = AccessLabel.parse(reader)
    principal = Principal("web", label.level, label.departments)
    return {name: own for name, own in labels.items() if may_read(principal, AccessLabel.parse(own))}


def above(reader: str) -> str:
    """Return a label that the reader may not read."""
    return "top_secret" if reader == "secret" else "secret"


def labelled(seed: int) -> dict[str, str]:
    """Return a label for each paper; by seed, so that already the first worlds are mixed."""
    rng = Random(seed)
    return {name: rng.choice(LABELS) for name in EVERY}


RANDOM_LABELS = st.integers(0, 2**32 - 1).map(labelled)
SOME_QUESTIONS = st.lists(st.sampled_from(QUESTIONS), min_size=3, max_size=3, unique=True).map(tuple)
RUN = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < LONG,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),  # worlds made from a seed do not get simpler by another seed
)
