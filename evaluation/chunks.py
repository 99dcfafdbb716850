"""Texts cut as a plain langchain pipeline cuts them: 1,000 characters, 200 of them shared."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SIZE, OVERLAP = 1000, 200


@dataclass(frozen=True, slots=True)
class Source:
    """A text to be cut; `document` tells citations and gold places apart ("source", "number", "id")."""

    document: Mapping[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a text."""

    document: Mapping[str, Any]
    text: str


def part(chunks: Sequence[Chunk], needed: Callable[[Chunk], bool], most: int) -> tuple[Chunk, ...]:
    """Return the chunks of all documents that are needed, and of others until there are `most` chunks.

    Documents are taken whole, the others by the hash of their id: a draw that is the same each time.
    """
    documents: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        documents.setdefault(str(chunk.document["id"]), []).append(chunk)
    first = {name for name, own in documents.items() if needed(own[0])}
    others = sorted(documents.keys() - first, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    taken = [chunk for name, own in documents.items() if name in first for chunk in own]
    for name in others:
        if len(taken) + len(documents[name]) > most:
            break
        taken += documents[name]
    return tuple(taken)


def cut(sources: Iterable[Source]) -> Iterator[Chunk]:
    """Cut texts with langchain's `RecursiveCharacterTextSplitter` in its default form."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 - 0.5 s

    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
    for source in sources:
        for piece in splitter.split_text(source.text):
            yield Chunk(source.document, piece)
