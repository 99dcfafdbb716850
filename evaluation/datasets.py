"""Labelled retrieval sets in BEIR form: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from evaluation.errors import BadDataset

_COLUMNS = 3

Row = TypeVar("Row", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Text:
    """A document to be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents, the questions that have a judgement, and the grade of each judged document."""

    documents: tuple[Text, ...]
    queries: Mapping[str, str]
    judgements: Mapping[str, Mapping[str, int]]

    def first(self, count: int) -> RetrievalSet:
        """Keep the first `count` questions, and all documents."""
        kept = dict(list(self.queries.items())[:count])
        return RetrievalSet(self.documents, kept, {q: self.judgements[q] for q in kept})


def read_retrieval_set(folder: Path) -> RetrievalSet:
    """Read a BEIR folder; questions without a relevant document are left out, as they measure nothing.

    Raises:
        BadDataset: a file is missing, a line is malformed, or a judgement names an unknown document.
    """
    documents: dict[str, Text] = {}
    for where, row in json_lines(folder / "corpus.jsonl"):
        entry = Text(_word(row, "_id", where), str(row.get("title") or ""), _word(row, "text", where))
        if entry.id in documents:
            raise BadDataset(f"{where}: document {entry.id!r} is there twice")
        documents[entry.id] = entry
    judgements = _judgements(folder / "qrels.tsv", documents)
    queries = {
        _word(row, "_id", where): _word(row, "text", where)
        for where, row in json_lines(folder / "queries.jsonl")
    }
    if unknown := next((q for q in judgements if q not in queries), None):
        raise BadDataset(f"{folder / 'qrels.tsv'}: there is no question {unknown!r} in queries.jsonl")
    judged = {number: text for number, text in queries.items() if number in judgements}
    if not judged:
        raise BadDataset(f"{folder}: no question has a relevant document")
    return RetrievalSet(tuple(documents.values()), judged, judgements)


def read_retrieval_sets(folders: Iterable[Path], limit: int | None = None) -> dict[str, RetrievalSet]:
    """Read BEIR folders, and those that lie in the folders given, by their names.

    Raises:
        BadDataset: a folder is no set and holds none, a set cannot be read, or two have one name.
    """
    found: dict[str, RetrievalSet] = {}
    for given in folders:
        inside = sorted(path.parent for path in given.glob("*/corpus.jsonl"))
        for folder in [given] if (given / "corpus.jsonl").exists() else inside or [given]:
            name = folder.resolve().name
            if name in found:
                raise BadDataset(f"{folder}: there is a set {name!r} already")
            dataset = read_retrieval_set(folder)
            found[name] = dataset if limit is None else dataset.first(limit)
    return found


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go over (place, object) of a JSONL file; blank lines are passed over.

    Raises:
        BadDataset: the file is missing, or a line is no JSON object.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                where = f"{path}:{number}"
                try:
                    row = json.loads(line)
                except ValueError as error:
                    raise BadDataset(f"{where}: not JSON ({error})") from error
                if not isinstance(row, dict):
                    raise BadDataset(f"{where}: not an object")
                yield where, row
    except (OSError, UnicodeDecodeError) as error:
        raise BadDataset(f"{path}: cannot be read ({error})") from error


def json_rows(path: Path, kind: type[Row]) -> Iterator[tuple[str, Row]]:
    """Go over (place, row) of a JSONL file whose objects are all of one kind.

    Raises:
        BadDataset: the file is missing, or a line is no such object.
    """
    for where, row in json_lines(path):
        try:
            yield where, kind.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            raise BadDataset(f"{where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _judgements(path: Path, documents: Mapping[str, Text]) -> dict[str, dict[str, int]]:
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadDataset(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != _COLUMNS or not cells[2].strip().lstrip("-").isdigit():
            raise BadDataset(f"{path}:{number}: not query-id, corpus-id and grade, separated by tabs")
        query, document, grade = cells[0], cells[1], int(cells[2])
        if document not in documents:
            raise BadDataset(f"{path}:{number}: there is no document {document!r} in corpus.jsonl")
        if grade > 0:
            grades[query][document] = grade
    return dict(grades)


def _word(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise BadDataset(f"{where}: {key!r} is missing or no text")
    return value
