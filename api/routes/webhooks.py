"""Webhooks of a system: registered, looked at, and what could not be delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.cursors import LONGEST, BadCursor, Cursors
from api.dependencies import Service, allowed
from api.keys import Scope
from api.problems import Problem
from api.routes.changes import place_of
from api.webhooks.hosts import AllowedHosts, HostRefused
from api.webhooks.queue import Hook, TooManyHooks, WebhookQueue
from index.store_opening import open_change_log

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])

_LIST: Final = "dead letters"
Subscriber = Annotated[Service, Depends(allowed(Scope.WEBHOOKS))]


class WebhookIn(BaseModel):
    """An address that is to be told of changes."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(min_length=8, max_length=1000, description="http(s), on a host that the settings name")
    since: str = Field("", max_length=LONGEST, description="a cursor of /v1/changes; from now on without")


class WebhookOut(BaseModel):
    """A registered address, and how it has gone lately."""

    id: str
    url: str
    created_at: datetime
    delivered_at: datetime | None = Field(description="when a message last arrived")
    failure: str | None = Field(description="why the last try failed; null where it did not")


class WebhookMade(WebhookOut):
    """A new webhook with its secret, which is shown only now."""

    secret: str


class WebhookList(BaseModel):
    """The webhooks of the caller, the oldest first."""

    webhooks: list[WebhookOut]


class DeadLetter(BaseModel):
    """A message that was given up after the last try."""

    id: str
    type: str
    created_at: datetime
    dead_at: datetime
    tries: int
    failure: str
    changes: int = Field(description="how many changes it tells")


class DeadLetterList(BaseModel):
    """Messages that were given up, the newest first; `next` is the cursor of the next stretch."""

    dead_letters: list[DeadLetter]
    next: str | None


@router.post("", response_model=WebhookMade, status_code=201)
def register(body: WebhookIn, service: Subscriber) -> WebhookMade:
    """Register an address; the secret is in this reply only."""
    hosts = _hosts(service)
    if Scope.READ not in service.caller.scopes:
        raise Problem("scope_missing", Scope.READ.value)
    try:
        hosts.check(body.url)
    except HostRefused as refusal:
        raise Problem("host_not_allowed", str(refusal)) from refusal
    service.store()
    log = open_change_log(service.settings)
    try:
        place = place_of(service, body.since) if body.since else log.end()
    finally:
        log.close()
    try:
        hook = _queue(service).add(service.principal.name, body.url, place)
    except TooManyHooks as refusal:
        raise Problem("too_many_webhooks") from refusal
    _write_down(service, "webhook_registered", hook.id)
    return WebhookMade(**_out(hook).model_dump(), secret=hook.secret)


@router.get("", response_model=WebhookList)
def list_webhooks(service: Subscriber) -> WebhookList:
    """List your webhooks."""
    _hosts(service)
    return WebhookList(webhooks=[_out(one) for one in _queue(service).of_owner(service.principal.name)])


@router.get("/{webhook_id}", response_model=WebhookOut)
def show_webhook(webhook_id: str, service: Subscriber) -> WebhookOut:
    """Show one webhook."""
    return _out(_hook(service, webhook_id))


@router.delete("/{webhook_id}", status_code=204)
def remove(webhook_id: str, service: Subscriber) -> None:
    """Forget a webhook, with all that waits for it."""
    hook = _hook(service, webhook_id)
    _queue(service).remove(service.principal.name, hook.id)
    _write_down(service, "webhook_removed", hook.id)


@router.post("/{webhook_id}/ping", status_code=202)
def ping(webhook_id: str, service: Subscriber) -> None:
    """Send a message without changes, to try the way."""
    _queue(service).enqueue(_hook(service, webhook_id), "ping", [])


@router.get("/{webhook_id}/dead-letters", response_model=DeadLetterList)
def list_dead_letters(
    webhook_id: str,
    service: Subscriber,
    cursor: Annotated[str, Query(max_length=LONGEST, description="`next` of the stretch before")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> DeadLetterList:
    """List what could not be delivered; it is kept for 90 days."""
    hook, cursors = _hook(service, webhook_id), Cursors(service.settings.home)
    try:
        before = cursors.open(_LIST, service.principal, cursor)[0] if cursor else 2**62
    except BadCursor as refused:
        raise Problem("cursor_invalid") from refused
    found = _queue(service).dead(hook.id, before, limit + 1)
    letters = [
        DeadLetter(
            id=one.id,
            type=one.type,
            created_at=one.created_at,
            dead_at=one.dead_at,
            tries=one.tries,
            failure=one.failure or "",
            changes=len(one.changes),
        )
        for one in found[:limit]
        if one.dead_at is not None
    ]
    more = len(found) > limit
    return DeadLetterList(
        dead_letters=letters,
        next=cursors.seal(_LIST, service.principal, found[limit - 1].seq) if more else None,
    )


@router.post("/{webhook_id}/dead-letters/{message_id}/redeliver", status_code=202)
def redeliver(webhook_id: str, message_id: str, service: Subscriber) -> None:
    """Try a message anew; it tells each document as it may be read by then."""
    if not _queue(service).redeliver(_hook(service, webhook_id).id, message_id):
        raise Problem("message_not_found")


@router.delete("/{webhook_id}/dead-letters/{message_id}", status_code=204)
def bury(webhook_id: str, message_id: str, service: Subscriber) -> None:
    """Forget a message that could not be delivered."""
    if not _queue(service).bury(_hook(service, webhook_id).id, message_id):
        raise Problem("message_not_found")


def _hosts(service: Service) -> AllowedHosts:
    """Return which hosts may be called. Raises `Problem` where there are none."""
    if not service.settings.webhook_hosts:
        raise Problem("channel_off")
    return AllowedHosts(service.settings.webhook_hosts)


def _queue(service: Service) -> WebhookQueue:
    return WebhookQueue(service.settings.home)


def _hook(service: Service, webhook_id: str) -> Hook:
    _hosts(service)
    hook = _queue(service).of(service.principal.name, webhook_id)
    if hook is None:
        raise Problem("webhook_not_found")
    return hook


def _out(hook: Hook) -> WebhookOut:
    return WebhookOut(
        id=hook.id,
        url=hook.url,
        created_at=hook.created_at,
        delivered_at=hook.delivered_at,
        failure=hook.failure,
    )


def _write_down(service: Service, what: str, hook_id: str) -> None:
    service.rooms.audit.add(
        service.principal.name, what, key=service.caller.key_id, outcome=f"webhook {hook_id}"
    )
