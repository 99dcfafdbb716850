"""The files that an envelope brings, and what its header says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ingest.envelope import Envelope
from ingest.envelope_xml import read_envelope
from ingest.errors import Unreadable

_DEPTH: Final = 3
"""Gateways pack an envelope into the attachment of another, once or twice."""


def attached_files(envelope: Envelope, most_bytes: int, depth: int = _DEPTH) -> Iterator[tuple[str, bytes]]:
    """Give each attached file; an envelope in the envelope is opened too, where it can be read.

    Raises:
        BadArchive: an attachment is a ZIP that is damaged or a trick.
    """
    for name, data in envelope.files(most_bytes):
        inner = _inner(name, data) if depth > 1 else None
        if inner is not None and inner.attachments:
            yield from attached_files(inner, most_bytes, depth - 1)
        else:
            yield name, data


def declared(envelope: Envelope) -> dict[str, str]:
    """Return what the header says of the document, by the names that readers of files use."""
    facts = {
        "title": envelope.subject or envelope.content,
        "number": envelope.number,
        "kind": envelope.type_name,
        "issuer": envelope.sender.in_charge or envelope.sender.name,
        "date": envelope.promulgated_on.isoformat() if envelope.promulgated_on else "",
    }
    return {name: value for name, value in facts.items() if value}


def _inner(name: str, data: bytes) -> Envelope | None:
    if not name.lower().endswith(".edxml") and b"<edXML" not in data[:400]:
        return None
    try:
        return read_envelope(data)
    except Unreadable:  # the ingest says why, as for every other file
        return None
