"""Sends what has changed to each webhook, in a thread of its own; what fails is tried again, ever later."""

from __future__ import annotations

import asyncio
import fcntl
import json
import logging
import os
import random
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import httpx

from api.audit import AuditLog
from api.channel_switch import Switches
from api.keys import ApiKey, Keys, Scope
from api.logs import log_fault
from api.routes.documents import head_json
from api.webhooks.hosts import AllowedHosts, HostRefused
from api.webhooks.queue import Delivery, Hook, WebhookQueue
from api.webhooks.signing import signed_headers
from index.settings import Settings
from index.sql_changes import ChangeLog
from index.store_opening import has_store, open_change_log, open_store

_LOOK_SECONDS: Final = 1.0
_BATCH: Final = 100
"""Changes in one message."""
_LONGEST_PAUSE: Final = 6 * 3600.0
_GROWTH: Final = 4
_JITTER: Final = 0.2
_log = logging.getLogger(__name__)


class Deliverer:
    """Follows the store's log for each webhook, with the rights that its system has at that moment.

    A hook has one message on the way at a time, so that messages arrive in order; what changes meanwhile is
    told in the next, each document once. Of several processes on one home only one delivers.
    """

    def __init__(self, settings: Settings) -> None:
        """Keep the rooms; nothing is sent before `start`."""
        self._settings = settings
        self._hosts = AllowedHosts(settings.webhook_hosts or "")
        self._queue, self._keys = WebhookQueue(settings.home), Keys(settings.home)
        self._audit, self._switches = AuditLog(settings.home), Switches(settings)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def close(self) -> None:
        """End; what is on the way is sent again after the next start."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(self._settings.webhook_seconds)

    def _run(self) -> None:
        lock = os.open(self._settings.home / "webhooks.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            while not self._stop.is_set():
                with suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                self._stop.wait(_LOOK_SECONDS)
            if not self._stop.is_set():
                asyncio.run(self._follow())
        finally:
            os.close(lock)

    async def _follow(self) -> None:
        log = open_change_log(self._settings)
        under_way: dict[str, asyncio.Task[None]] = {}
        self._queue.tidy()
        limits = httpx.Limits(max_connections=50)
        async with httpx.AsyncClient(trust_env=False, follow_redirects=False, limits=limits) as client:
            while not self._stop.is_set():
                under_way = {name: task for name, task in under_way.items() if not task.done()}
                try:
                    for hook in self._queue.all() if "webhooks" in self._switches.on() else ():
                        if hook.id not in under_way and (delivery := self._due(hook, log)) is not None:
                            task = asyncio.create_task(self._deliver(client, hook, delivery))
                            under_way[hook.id] = task
                except Exception as fault:
                    log_fault(_log, "webhooks", fault)
                await asyncio.sleep(_LOOK_SECONDS)
            for task in under_way.values():
                task.cancel()
        log.close()

    def _due(self, hook: Hook, log: ChangeLog) -> Delivery | None:
        """Return the message to send now; what is new becomes one where none waits."""
        waiting = self._queue.next(hook.id)
        if waiting is None and (key := self._key(hook)) is not None and has_store(self._settings):
            found = log.since(hook.place, key.principal, _BATCH)
            if found.place != hook.place:
                changes = [(one.document_id, one.at) for one in found.touched]
                self._queue.enqueue(hook, "documents.changed", changes, found.place)
                waiting = self._queue.next(hook.id)
        return waiting if waiting is not None and waiting.due <= time.time() else None

    def _key(self, hook: Hook) -> ApiKey | None:
        """Return a key by whose rights a hook reads now; without one nothing is sent."""
        now, wanted = datetime.now(UTC), {Scope.READ, Scope.WEBHOOKS}
        for key in reversed(self._keys.all()):
            if key.principal.name == hook.owner and key.is_good(now) and wanted <= key.rights.scopes:
                return key
        return None

    async def _deliver(self, client: httpx.AsyncClient, hook: Hook, delivery: Delivery) -> None:
        key = self._key(hook)
        if key is None:
            return
        again = None
        try:
            async with asyncio.timeout(self._settings.webhook_seconds):
                failure, again = await self._send(client, hook, delivery, key)
        except HostRefused as refused:
            failure = str(refused)
        except TimeoutError:
            failure = "no answer in time"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = type(error).__name__
        except Exception as fault:
            log_fault(_log, f"webhook {hook.id}", fault)
            failure = "a fault of the service"
        if failure is None:
            self._queue.delivered(delivery)
            return
        _log.warning("webhook %s, try %d: %s", hook.id, delivery.tries + 1, failure)
        self._queue.failed(delivery, failure, self._again_at(delivery.tries + 1, again))

    async def _send(
        self, client: httpx.AsyncClient, hook: Hook, delivery: Delivery, key: ApiKey
    ) -> tuple[str | None, float | None]:
        """Send a message; return why it was not taken, and after how many seconds the receiver wants it."""
        target = await self._hosts.resolve(hook.url)
        body = json.dumps(await asyncio.to_thread(self._body, delivery, key), ensure_ascii=False).encode()
        headers = {
            "host": target.host_header,
            "content-type": "application/json",
            "user-agent": "thutuc",
            **signed_headers(hook.secret, delivery.id, int(time.time()), body),
        }
        extensions = {"sni_hostname": target.host}
        async with client.stream(
            "POST", target.connect_to, content=body, headers=headers, extensions=extensions
        ) as reply:
            if reply.is_success:
                return None, None
            asked = reply.headers.get("retry-after", "")
            waits = reply.status_code in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
            return f"HTTP {reply.status_code}", float(asked) if waits and asked.isdigit() else None

    def _body(self, delivery: Delivery, key: ApiKey) -> dict[str, Any]:
        """Tell each document as it may be read now; what was hidden while the message waited is gone."""
        ids = [document_id for document_id, _ in delivery.changes]
        heads = {}
        if ids:
            with open_store(self._settings) as store:
                heads = {head.id: head for head in store.heads(key.principal, ids=ids)}
            shown = [one for one in ids if one in heads]
            outcome = f"{delivery.hook} {delivery.id}"
            self._audit.add(key.principal.name, "webhook", key=key.id, documents=shown, outcome=outcome)
        changes = [
            {
                "change": "changed" if document_id in heads else "gone",
                "document_id": document_id,
                "at": at,
                "document": head_json(heads[document_id]) if document_id in heads else None,
            }
            for document_id, at in delivery.changes
        ]
        return {
            "type": delivery.type,
            "timestamp": delivery.created_at.isoformat(timespec="seconds"),
            "data": {"webhook_id": delivery.hook, "changes": changes},
        }

    def _again_at(self, tries: int, asked: float | None) -> float | None:
        """Return when to try again; `None` after the last try."""
        if tries >= self._settings.webhook_tries:
            return None
        pause = self._settings.webhook_retry_seconds * float(_GROWTH) ** (tries - 1)
        pause *= 1 + random.uniform(-_JITTER, _JITTER)
        return time.time() + min(max(pause, asked or 0), _LONGEST_PAUSE)
