"""Replies that carry a tag of their content, so that who has it already need not be sent it again."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response

NOT_MODIFIED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "the content is the one that If-None-Match names"}
}


def tagged(request: Request, reply: Response) -> Response:
    """Return a reply with its ETag, or 304 without a body where `If-None-Match` names that tag."""
    tag = f'W/"{hashlib.blake2b(bytes(reply.body), digest_size=12).hexdigest()}"'
    kept = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, X-Api-Key"}
    if _named(tag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=kept)
    reply.headers.update(kept)
    return reply


def _named(tag: str, header: str) -> bool:
    """Tell whether an If-None-Match header names a tag, weakly compared (RFC 9110, 13.1.2)."""
    bare = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") in (bare, "*") for one in header.split(","))
