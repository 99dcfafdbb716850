"""Opens what is measured: the assistant over a home, with its records kept out of that home."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import assembly
from assistant.assembly import Assistant
from assistant.context import Tools
from assistant.records import AnswerRecords
from index.access import Principal
from index.embedding import header_of, open_embedder, score_of
from index.generation_reader import GenerationReader
from index.manifest import Header
from index.settings import Settings, load_settings
from index.store_opening import open_store

if TYPE_CHECKING:
    from index.embedder import Embedder

OPERATOR = Principal.operator()


@dataclass(frozen=True, slots=True)
class Office:
    """An assistant with all that it is made of; questions are asked as the operator."""

    settings: Settings
    assistant: Assistant
    embedder: Embedder | None
    _scratch: tempfile.TemporaryDirectory[str] = field(repr=False)

    @property
    def tools(self) -> Tools:
        """Return what the steps of an answer work with."""
        return self.assistant.tools()

    def close(self) -> None:
        """Let go of the store and throw the records away."""
        self.assistant.close()
        self._scratch.cleanup()


def open_office(home: Path | None, *, threads: int | None = None) -> Office:
    """Open the installation in `home`; `threads` bounds those of the embedding model.

    Raises:
        IndexFailure: nothing has been ingested there, or it cannot be opened.
    """
    given = {} if threads is None else {"embedding_threads": threads}
    settings = load_settings(home, **given)
    embedder = open_embedder(settings)
    return assemble(settings, embedder, header_of(embedder))


def assemble(settings: Settings, embedder: Embedder | None, header: Header) -> Office:
    """Put an office together over the store and the generation in `settings.home`."""
    scratch = tempfile.TemporaryDirectory(prefix="thutuc-evaluate-")
    reader = GenerationReader(settings.home, header)
    reader.current()
    assistant = assembly.assemble(
        settings,
        open_store(settings),
        reader.current,
        None if embedder is None else embedder.encode_query,
        AnswerRecords(Path(scratch.name) / "answers.sqlite"),
    )
    assistant.score = score_of(embedder)
    return Office(settings, assistant, embedder, scratch)
