"""Reader of procedure records of the national portal, in either of their two JSON schemas."""

from __future__ import annotations

from pathlib import PurePath

from index.documents import Kind
from ingest.procedure_card import card, issuer
from ingest.procedure_record import read_record
from ingest.procedure_text import write_record
from ingest.procedure_words import Doubts
from ingest.reading import Reading


class ProcedureReader:
    """Reads a procedure record field by field, and its collapsed tables row by row.

    The text has a heading of ours for each field and under it the value exactly as the record has it, tables
    left collapsed, so that every quote is a slice of the source. In the card each `provision_id` is the
    locator of a draft; whoever stores the drafts puts the ids in.
    """

    def read(self, data: bytes, name: PurePath) -> Reading:
        """Take a record apart.

        Raises:
            Empty: no bytes, or nothing in the object.
            Damaged: malformed JSON, or bytes that are no text.
            UnsupportedFormat: JSON that is no procedure record.
        """
        doubts = Doubts()
        record = read_record(data, name, doubts)
        writing = write_record(record, doubts)
        told = doubts.told()
        made = card(record, writing.lines, doubts)
        declared = {
            "number": made.code,
            "title": made.name,
            "kind": Kind.PROCEDURE.value,
            "issuer": issuer(made.decision) or "",
        }
        return Reading(
            text="".join(writing.parts).rstrip() + "\n",
            declared={key: value for key, value in declared.items() if value},
            doubts=told,
            drafts=tuple(writing.drafts),
            card=made,
        )
