"""Sharing conversations over the programming interface, for programs that a person has signed in with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.problems import Problem
from api.routes.share_pages import TheSharing
from api.schemas import CitationOut, StatementOut
from api.sharing import Shared, ShareRefused
from api.web.words import accepted_language, words
from assistant.shares import Share

router = APIRouter(prefix="/v1", tags=["sharing"])


class ShareIn(BaseModel):
    """Who a conversation is shared with."""

    model_config = ConfigDict(extra="forbid")

    reader: str = Field(
        min_length=1, max_length=200, description="the name of an account, or `department:` and that of one"
    )


class ShareOut(BaseModel):
    """A reader of a conversation of the caller's."""

    reader: str = Field(description="`account:` or `department:`, and the name")
    shared_at: datetime

    @classmethod
    def of(cls, share: Share) -> ShareOut:
        """Return the shape of a share."""
        return cls(reader=share.reader, shared_at=share.shared_at)


class ShareList(BaseModel):
    """Who a conversation is shared with."""

    shares: list[ShareOut]


class SharedHead(BaseModel):
    """A conversation that somebody else shares with the caller."""

    id: str
    title: str = Field(description="the first question that may be seen; empty where none may")
    shared_by: str
    shared_at: datetime

    @classmethod
    def of(cls, found: Shared) -> SharedHead:
        """Return the shape of a shared conversation."""
        share = found.share
        return cls(
            id=share.conversation_id, title=found.title, shared_by=share.shared_by, shared_at=share.shared_at
        )


class SharedTurnOut(BaseModel):
    """A turn as the reader sees it; where it is not `whole`, its question is empty."""

    record_id: str
    asked_at: datetime
    whole: bool
    question: str
    status: str
    statements: list[StatementOut]
    citations: list[CitationOut]
    warnings: list[str]


class SharedOut(SharedHead):
    """A shared conversation with its turns."""

    turns: list[SharedTurnOut]


class SharedList(BaseModel):
    """What others share with the caller, the latest first."""

    conversations: list[SharedHead]


@router.get("/conversations/{conversation_id}/shares", response_model=ShareList)
def list_shares(conversation_id: str, mine: TheSharing) -> ShareList:
    """List who a conversation of the caller's is shared with."""
    return ShareList(shares=[ShareOut.of(one) for one in mine.shares(conversation_id)])


@router.post("/conversations/{conversation_id}/shares", response_model=ShareList, status_code=201)
def share(conversation_id: str, body: ShareIn, request: Request, mine: TheSharing) -> ShareList:
    """Share a conversation with an account or a department, to read only."""
    with _told(request):
        mine.share(conversation_id, body.reader)
    return list_shares(conversation_id, mine)


@router.delete("/conversations/{conversation_id}/shares", status_code=204)
def revoke(conversation_id: str, mine: TheSharing, reader: Annotated[str, Query(max_length=300)]) -> None:
    """Let a reader, as the list names it, see a conversation no more."""
    mine.revoke(conversation_id, reader)


@router.get("/shared", response_model=SharedList)
def list_shared(mine: TheSharing) -> SharedList:
    """List the conversations that others share with the caller."""
    return SharedList(conversations=[SharedHead.of(one) for one in mine.seen()])


@router.get("/shared/{conversation_id}", response_model=SharedOut)
def show_shared(conversation_id: str, mine: TheSharing) -> SharedOut:
    """Show a conversation that somebody else shares, cut to what the caller may read."""
    found = mine.conversation(conversation_id)
    shown = ("question", "status", "statements", "citations", "warnings")
    turns = [
        SharedTurnOut(
            record_id=one.record_id,
            asked_at=datetime.fromisoformat(one.asked_at),
            whole=one.whole,
            **{name: one.body[name] for name in shown},
        )
        for one in found.turns
    ]
    return SharedOut(**SharedHead.of(found).model_dump(), turns=turns)


@contextmanager
def _told(request: Request) -> Iterator[None]:
    try:
        yield
    except ShareRefused as refused:
        told = words(accepted_language(request.headers.get("accept-language"))).sharing.refusals
        raise Problem("share_refused", getattr(told, refused.why.value)) from refused
