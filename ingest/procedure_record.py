"""A procedure record as it lies in its file, whichever of the two schemas it follows."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ingest.composed import Composed
from ingest.errors import Damaged, Empty, UnsupportedFormat
from ingest.procedure_recut import is_miscut, recut, split_tail
from ingest.procedure_words import Doubts, field_of_key, labels, words

Cells = dict[str, str]
Value = str | list[Cells]
CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?:\.[A-Z]\d+(?:\.\d+)*)?(?![\d])")
_EXPECTED = (
    "not a procedure record: expected a JSON object with keys such as 'ma_thu_tuc', 'ten_thu_tuc', "
    "'trinh_tu_thuc_hien', or 'metadata', 'content' and 'tables'"
)


@dataclass(slots=True)
class Record:
    """The fields of a record under our names, in order, and texts under keys that we have no name for."""

    fields: dict[str, Value]
    others: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field that is one text, trimmed; "" where it is missing or a list of rows."""
        value = self.fields.get(name, "")
        return value.strip() if isinstance(value, str) else ""


def read_record(data: bytes, name: PurePath, doubts: Doubts) -> Record:
    """Read a record, completing what can be completed from elsewhere in it, each time with a doubt.

    Raises:
        Empty: no bytes, or nothing in the object.
        Damaged: malformed JSON, or bytes that are no text.
        UnsupportedFormat: JSON that is no procedure record.
    """
    flat = _flatten(_load(data))
    record, page, hints = _sort(flat, doubts)
    if not any(record.fields.values()):
        raise Empty("the record has no field with anything in it")
    missing = [labels()[key] for key in words()["expected"] if key not in record.fields and key != "code"]
    if missing:
        doubts.add("missing", fields=", ".join(missing))
    papers, bases = record.fields.get("papers", ""), record.fields.get("bases", "")
    if page and isinstance(papers, str) and isinstance(bases, str) and is_miscut(papers, bases):
        again = recut(page)
        changed = [key for key, value in again.items() if value.strip() != record.text(key)]
        record.fields.update((key, again[key]) for key in changed)
        if changed:
            doubts.add("recut", fields=", ".join(labels()[key] for key in changed))
    for last in ("conditions", "result"):
        if record.text(last):
            said, *rest = split_tail(record.text(last))
            record.fields[last] = said
            for key, value in zip(("keywords", "note"), rest, strict=True):
                record.fields[key] = record.fields.get(key) or value
    _complete_code(record, [*hints, page], name, doubts)
    return record


def _load(data: bytes) -> Mapping[str, Any]:
    if not data.strip():
        raise Empty("the file has no content")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        loaded = json.loads(data.decode("utf-16" if wide else "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Damaged(f"not UTF-8 text: {error.reason} at byte {error.start}") from error
    except RecursionError as error:
        raise Damaged("malformed JSON: nested too deeply") from error
    except ValueError as error:
        raise Damaged(f"malformed JSON: {error}") from error
    if loaded is None or loaded in ({}, [], ""):
        raise Empty("the JSON value is empty")
    if not isinstance(loaded, dict):
        raise UnsupportedFormat(f"{_EXPECTED}; found a {type(loaded).__name__}")
    return loaded


def _flatten(loaded: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in loaded.items():
        if key in ("metadata", "content", "tables") and isinstance(value, dict):
            flat.update(value)
        else:
            flat[key] = value
    return {unicodedata.normalize("NFC", key): value for key, value in flat.items()}


def _sort(flat: Mapping[str, Any], doubts: Doubts) -> tuple[Record, str, list[str]]:
    names = field_of_key()
    known = {names[key]: value for key, value in flat.items() if key in names}
    if not {"code", "name"} & known.keys() and len(known) < 2:  # noqa: PLR2004
        raise UnsupportedFormat(f"{_EXPECTED}; found {', '.join(sorted(flat)[:8])}")
    silent = words()["silent"]
    cleaned = {name: _value(known[name], doubts) for name in labels() if name in known}
    others = {
        key: text
        for key, value in flat.items()
        if key not in names and key not in silent and (text := _plain(_value(value, doubts))).strip()
    }
    page = _plain(_value(flat.get("raw_text"), doubts))
    hints = [_plain(_value(flat.get(key), doubts)) for key in ("thu_tuc_id", "source_file")]
    return Record(cleaned, others), page, hints


def _value(value: object, doubts: Doubts) -> Value:
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        return [{str(k): _plain(_value(v, doubts)) for k, v in row.items()} for row in value]
    if isinstance(value, list):
        return "\n".join(_plain(_value(item, doubts)) for item in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_plain(_value(item, doubts))}" for key, item in value.items())
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        doubts.add("surrogates")
        return re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else "\n".join(" | ".join(row.values()) for row in value)


def _complete_code(record: Record, hints: list[str], name: PurePath, doubts: Doubts) -> None:
    if record.text("code"):
        return
    for hint in hints:
        if match := CODE.search(Composed.of(hint).text):
            record.fields["code"] = match.group()
            doubts.add("code_from_other", code=match.group())
            return
    if match := CODE.search(name.name):
        record.fields["code"] = match.group()
        doubts.add("code_from_name", code=match.group())
        return
    doubts.add("no_code")
