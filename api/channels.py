"""The ways in: each can be switched off, in the settings or by an administrator, and then answers nobody."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.channel_switch import Switches
from api.problems import problem_response
from index.settings import Settings

_ALWAYS: Final = ("/healthz", "/readyz", "/metrics", "/static/")
_BY_PREFIX: Final = (
    ("/cong-dan", "guest"),
    ("/v1/chat/", "openai"),
    ("/v1/models", "openai"),
    ("/v1/edxml", "edxml"),
    ("/v1/webhooks", "webhooks"),
    ("/v1/", "api"),
    ("/openapi.json", "api"),
    ("/docs", "api"),
)
"""Which channel a path belongs to, the narrower before the wider; all others are the page's."""
_OF_PAGES: Final = re.compile(r"/v1/(?:documents/[^/]+/(?:pages/\d+\.png|original)|procedures/[^/]+\.docx)")
"""What pages show or link to of the programming interface."""


class Channels:
    """Turns away what comes by a channel that is off."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Wrap `app`."""
        self._app, self._switches = app, Switches(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request through, or turn it away."""
        if scope["type"] == "http" and not channels_of(scope["path"]) & self._switches.on():
            await problem_response(Request(scope), "channel_off")(scope, receive, send)
            return
        await self._app(scope, receive, send)


def channels_of(path: str) -> frozenset[str]:
    """Return the channels of which one must be on for a path; any will do for what tells of no document."""
    if path.startswith(_ALWAYS):
        return Settings.CHANNELS
    if _OF_PAGES.fullmatch(path):
        return frozenset({"api", "web", "guest"})
    return frozenset({next((name for prefix, name in _BY_PREFIX if path.startswith(prefix)), "web")})
