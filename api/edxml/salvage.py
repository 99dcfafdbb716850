"""Who an envelope is from and what it is about, where it is no well-formed XML: enough to answer why."""

from __future__ import annotations

import re
from typing import Final

from ingest.envelope import Organisation

_HEAD: Final = 1 << 16
_PASSED: Final = re.compile(
    r"<!--.*?-->|<(?:[\w.-]+:)?(ResponseFor|Bussiness|To)>.*?</(?:[\w.-]+:)?\1>", re.DOTALL
)
_SENDER: Final = re.compile(r"<(?:[\w.-]+:)?From>(.*?)</(?:[\w.-]+:)?From>", re.DOTALL)


def salvage(data: bytes) -> tuple[Organisation, str] | None:
    """Return sender and DocumentId as the text of the header has them; `None` where one is missing."""
    head = _PASSED.sub("", data[:_HEAD].decode("utf-8", "replace"))
    sender = _SENDER.search(head)
    organ, document_id = _value(sender[1] if sender else "", "OrganId"), _value(head, "DocumentId")
    if not organ or not document_id:
        return None
    return Organisation(organ, _value(sender[1] if sender else "", "OrganName")), document_id


def _value(text: str, tag: str) -> str:
    found = re.search(rf"<(?:[\w.-]+:)?{tag}>([^<&]{{1,300}})</", text)
    return " ".join(found[1].split()) if found else ""
