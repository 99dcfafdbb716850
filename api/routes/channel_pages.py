"""The page on which administrators switch channels off and on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.channel_switch import SWITCHED, Switches
from api.problems import Problem
from api.routes.account_admin_pages import TheKeeper
from api.web.rendering import render

router = APIRouter(include_in_schema=False, prefix="/admin/channels")


@router.get("")
def show_channels(
    request: Request, service: TheKeeper, done: Annotated[str, Query(pattern="^(|on|off)$")] = ""
) -> HTMLResponse:
    """Show which channels are on, which are switched off, and which the settings leave out."""
    return render(
        request,
        "channels.html",
        channels=SWITCHED,
        on=Switches(service.settings).on(),
        open=service.settings.open_channels,
        done=done,
    )


@router.post("/{name}")
def switch(name: str, service: TheKeeper, on: Annotated[bool, Form()]) -> RedirectResponse:
    """Switch a channel; it counts with the next request."""
    try:
        Switches(service.settings).turn(name, on=on)
    except ValueError as refused:
        raise Problem("not_found") from refused
    what = "channel_on" if on else "channel_off"
    service.rooms.audit.add(service.principal.name, what, key=service.caller.key_id, about=name)
    return RedirectResponse(f"/admin/channels?done={'on' if on else 'off'}#{name}", status_code=303)
