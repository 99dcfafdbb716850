"""Texts cut as a plain langchain pipeline cuts them: 1,000 characters, 200 of them shared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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


def cut(sources: Iterable[Source]) -> Iterator[Chunk]:
    """Cut texts with langchain's `RecursiveCharacterTextSplitter` in its default form."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: PLC0415 - 0.5 s

    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
    for source in sources:
        for piece in splitter.split_text(source.text):
            yield Chunk(source.document, piece)
