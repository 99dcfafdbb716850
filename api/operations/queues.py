"""How much waits to be done in a home: uploads, envelopes, webhooks."""

from __future__ import annotations

from api.dms.jobs import Jobs
from api.edxml.register import Register
from api.webhooks.queue import WebhookQueue
from index.settings import Settings


def waiting(settings: Settings) -> dict[str, float]:
    """Return the lengths of the queues by name; `webhooks_dead` are messages that were given up."""
    messages, dead = WebhookQueue(settings.home).counts()
    return {
        "jobs": len(Jobs(settings.home).unfinished()),
        "envelopes": len(Register(settings.home).waiting()),
        "webhooks": messages,
        "webhooks_dead": dead,
    }
