"""The assistant's search as a langchain retriever, for whoever builds a chain of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol, runtime_checkable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, InstanceOf

from assistant.answers import document_json, validity_json
from assistant.evidence import Evidence
from index.access import Principal


@runtime_checkable
class Searching(Protocol):
    """What is searched: an `Assistant`, or anything that searches as it does.

    Failure: `BadQuestion` for a question that cannot be read, `NoGeneration` where nothing is published.
    """

    def search(self, question: str, principal: Principal, k: int = 10) -> tuple[Evidence, ...]:
        """Return the best `k` passages that the principal may read, best first."""
        ...


class ThutucRetriever(BaseRetriever):
    """Finds passages for one principal: nothing that `principal` may not read is ever returned.

    `as_of` is the day that validity is told for (default: today, UTC). `invoke` raises as `Searching` does.

        retriever = ThutucRetriever(assistant=open_assistant(home), principal=Principal.guest(), k=5)
        documents = retriever.invoke("…")
    """

    assistant: Searching
    principal: InstanceOf[Principal]
    k: int = Field(default=10, ge=1)
    as_of: date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        day = self.as_of or datetime.now(tz=UTC).date()
        return [as_document(found, day) for found in self.assistant.search(query, self.principal, self.k)]


def as_document(found: Evidence, as_of: date) -> Document:
    """Return a passage as langchain's `Document`; its metadata are plain values, fit for JSON.

    `score` is the fused score, and `score_parts` are in [0, 1] before weighting.
    """
    head = document_json(found.head)
    return Document(
        id=f"{found.passage.key:016x}",
        page_content=found.passage.body,
        metadata={
            "document_id": head.pop("id"),
            **head,
            "locator": found.locator,
            "provision_ids": list(found.passage.provision_ids),
            "score": found.score,
            "score_parts": {
                "lexical": found.lexical,
                "dense": found.dense,
                "reference": found.reference,
            },
            "validity": validity_json(found.head.validity, as_of),
        },
    )
