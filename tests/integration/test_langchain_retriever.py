"""The search as langchain calls it, over the project's samples and one secret paper."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from assistant.assembly import Assistant, open_assistant
from assistant.errors import BadQuestion
from assistant.langchain_retriever import ThutucRetriever
from index.access import AccessLabel, Principal
from index.settings import load_settings
from ingest.cli import run

SAMPLES = Path(__file__).parents[2] / "samples" / "corpus"
QUESTION = "Cấp mới giấy phép công trình nhóm hai trong bao nhiêu ngày?"
SECRET = "# Sơ đồ hầm chứa Đá Bạc\n\nHầm chứa Đá Bạc có 23 cửa thép, mở bằng hai chìa.\n"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The samples, public, and a secret paper, found lexically."""
    root = tmp_path_factory.mktemp("samples")
    (root / "hidden").mkdir()
    (root / "hidden" / "ham.md").write_text(SECRET, encoding="utf-8")
    settings = load_settings(root / "home")
    for folder, label in ((SAMPLES, "public"), (root / "hidden", "secret")):
        run(
            settings, [folder], AccessLabel.parse(label), workers=1, sync=False, vectors=False, quiet=True
        )  # fmt: skip
    assistant = open_assistant(settings.home)
    yield assistant
    assistant.close()


def retriever(samples: Assistant, principal: Principal, **more: object) -> ThutucRetriever:
    return ThutucRetriever(assistant=samples, principal=principal, **more)  # type: ignore[arg-type]


def test_it_finds_what_the_search_finds(samples: Assistant) -> None:
    found = retriever(samples, Principal.guest(), k=4).invoke(QUESTION)
    searched = samples.search(QUESTION, Principal.guest(), 4)
    assert [d.page_content for d in found] == [e.passage.body for e in searched]
    assert len(found) == 4
    assert all(isinstance(d, Document) for d in found)


def test_a_document_says_where_it_stands_and_why_it_was_found(samples: Assistant) -> None:
    found = retriever(samples, Principal.guest(), as_of=date(2026, 8, 3)).invoke(QUESTION)
    decree = next(d for d in found if d.metadata["number"] == "921/2026/NĐ-CP")
    assert set(decree.metadata) == {
        "document_id", "number", "title", "kind", "issuer", "source", "locator", "provision_ids", "score",
        "score_parts", "validity",
    }  # fmt: skip
    assert decree.metadata["kind"] == "Nghị định"
    assert decree.metadata["source"].endswith("ND-921-2026.md")
    assert decree.metadata["locator"].startswith("Điều ")
    assert decree.metadata["validity"]["status"] == "in_force"
    store = samples.store.provisions_by_id(decree.metadata["provision_ids"], Principal.guest())
    assert {p.document_id for p in store.values()} == {decree.metadata["document_id"]}
    assert decree.metadata["score_parts"]["lexical"] > 0
    assert json.loads(json.dumps(decree.metadata)) == decree.metadata
    scores = [d.metadata["score"] for d in found]
    assert scores == sorted(scores, reverse=True)
    assert len({d.id for d in found}) == len(found)


def test_the_day_asked_for_decides_the_validity(samples: Assistant) -> None:
    old = retriever(samples, Principal.guest(), as_of=date(2026, 1, 2)).invoke(QUESTION)
    states = {d.metadata["validity"]["status"] for d in old if d.metadata["number"] == "921/2026/NĐ-CP"}
    assert states == {"not_yet"}


def test_it_never_returns_what_its_principal_may_not_read(samples: Assistant) -> None:
    asked = "hầm chứa Đá Bạc có mấy cửa thép"
    found = retriever(samples, Principal.guest()).invoke(asked)
    assert found
    assert not [d for d in found if "cửa thép" in d.page_content or d.metadata["source"].endswith("ham.md")]
    assert "23 cửa thép" in retriever(samples, Principal.operator()).invoke(asked)[0].page_content


def test_it_takes_its_place_in_a_chain(samples: Assistant) -> None:
    chain = retriever(samples, Principal.guest(), k=2) | RunnableLambda(len)
    assert chain.invoke(QUESTION) == 2


def test_a_question_that_is_none_is_an_error(samples: Assistant) -> None:
    with pytest.raises(BadQuestion):
        retriever(samples, Principal.guest()).invoke("  ")


def test_another_kind_of_assistant_is_refused() -> None:
    with pytest.raises(ValueError, match="assistant"):
        ThutucRetriever(assistant="none", principal=Principal.guest())  # type: ignore[arg-type]
