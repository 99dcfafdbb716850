"""A search by meaning beside that by words finds what it finds after it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from written_office import written_office

from assistant.assembly import Assistant, open_assistant
from assistant.question import understand
from index.access import Principal

_TEXTS = {
    "cau": "Điều 1. Cầu phao\n\n1. Cầu phao được tháo trong 02 ngày trước khi có bão.\n",
    "ho": "Điều 1. Hồ chứa\n\n1. Hồ chứa được xả khi mực nước cao hơn 12 mét.\n",
    "de": "Điều 1. Đê bao\n\n1. Đê bao được tuần tra mỗi đêm trong mùa lũ, kể từ tháng 6.\n",
}
_QUESTIONS = (
    "Trước bão mấy ngày thì phải gỡ cầu nổi?",
    "ho chua xa nuoc khi nao",
    "When are the dikes patrolled?",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with written_office(tmp_path_factory.mktemp("threads"), _TEXTS, vectors=True) as assistant:
        yield assistant


@pytest.mark.parametrize("question", _QUESTIONS)
def test_both_ways_find_the_same(assistant: Assistant, question: str) -> None:
    understood = understand((question,), date(2026, 8, 3))
    with ThreadPoolExecutor(1) as executor:
        ways = [replace(assistant.tools().retriever, executor=each) for each in (None, executor)]
        after, beside = (way.find(understood, Principal.operator(), 10) for way in ways)
    assert after.similarity is not None
    assert after == beside


def test_what_fails_on_the_second_thread_fails_the_search(assistant: Assistant) -> None:
    def encode(_: str) -> None:
        raise MemoryError

    understood = understand((_QUESTIONS[0],), date(2026, 8, 3))
    with ThreadPoolExecutor(1) as executor:
        broken = replace(assistant.tools().retriever, executor=executor, encode=encode)  # type: ignore[arg-type]
        with pytest.raises(MemoryError):
            broken.find(understood, Principal.operator(), 10)


def test_with_one_thread_there_is_no_second(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("one")
    with written_office(folder, {"mot": "Điều 1. Bến đò\n\n1. Bến đò mở lúc 5 giờ sáng.\n"}):
        pass
    monkeypatch.setenv("THUTUC_EMBEDDING_THREADS", "1")
    alone = open_assistant(folder / "home")
    try:
        assert alone.tools().retriever.executor is None
    finally:
        alone.close()
