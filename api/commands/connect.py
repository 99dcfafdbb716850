"""`thutuc connect`: documents of a watched folder, or of another service, brought to a service."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

if TYPE_CHECKING:
    from api.connect.state import ConnectorState

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Bring documents of a folder or of another service to a service, and go on until Ctrl-C.",
)

To = Annotated[str, typer.Option(help="The service that documents go to; its key is THUTUC_API_KEY.")]
Every = Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")]
Once = Annotated[bool, typer.Option("--once", help="End when all that is there is taken over.")]
Home = Annotated[
    Path | None, typer.Option(help="Where the connector notes how far it is (default ./.thutuc).")
]
Name = Annotated[str | None, typer.Option(help="Its name in references.", show_default=False)]
Label = Annotated[str | None, typer.Option(help="Access label of what is handed in.", show_default=False)]
_HERE = "http://127.0.0.1:8000"


@app.command()
def folder(  # noqa: PLR0913 - each is an option of the command
    path: Annotated[Path, typer.Argument(exists=True, file_okay=False, resolve_path=True)],
    *,
    to: To = _HERE,
    label: Label = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave documents in whose files are gone.")] = False,
    name: Name = None,
    every: Every = 5.0,
    once: Once = False,
    home: Home = None,
) -> None:
    """Hand in the files of a folder, follow their changes, and take out what is gone from it."""
    from api.connect.folder import FolderConnector  # noqa: PLC0415 - so that --help stays quick
    from api.connect.target import ServiceClient  # noqa: PLC0415

    stop = _until_told()
    called = name or path.name or "root"
    state = _state(home, f"folder-{called}")
    with ServiceClient(to, os.environ.get("THUTUC_API_KEY"), stop) as target:
        connector = FolderConnector(path, called, label, keep, state, target)
        _follow(connector.look, stop, every, once=once)
    state.close()


@app.command()
def feed(  # noqa: PLR0913
    url: Annotated[str, typer.Argument(help="The other service; its key is THUTUC_FEED_KEY.")],
    *,
    to: To = _HERE,
    label: Label = None,
    name: Name = None,
    every: Every = 30.0,
    once: Once = False,
    home: Home = None,
) -> None:
    """Follow the change feed of another service; its documents keep their labels unless --label is given."""
    from api.connect.feed import FeedConnector  # noqa: PLC0415 - so that --help stays quick
    from api.connect.target import ServiceClient  # noqa: PLC0415

    base = url.rstrip("/").removesuffix("/v1/changes")
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise typer.BadParameter("URL is http:// or https:// and a host")
    stop = _until_told()
    called = name or f"{parts.hostname}-{parts.port}" if parts.port else name or parts.hostname
    state = _state(home, f"feed-{called}")
    with (
        ServiceClient(base, os.environ.get("THUTUC_FEED_KEY"), stop) as source,
        ServiceClient(to, os.environ.get("THUTUC_API_KEY"), stop) as target,
    ):
        _follow(FeedConnector(called, label, state, source, target).look, stop, every, once=once)
    state.close()


@app.command()
def status(*, home: Home = None) -> None:
    """Show what each connector has handed in, and what was not taken, and why."""
    from api.connect.state import ConnectorState  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    for path in sorted((load_settings(home).home / "connect").glob("*.sqlite")):
        state = ConnectorState(path)
        items = state.items().values()
        state.close()
        waiting, bad = sum(one.job is not None for one in items), [one for one in items if one.problem]
        typer.echo(f"{path.stem}: {len(items)} handed in, {waiting} being read, {len(bad)} not taken")
        for one in bad:
            typer.echo(f"  {one.name}: {one.problem}")


def _state(home: Path | None, name: str) -> ConnectorState:
    from api.connect.state import ConnectorState  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    settings = load_settings(home)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    return ConnectorState(settings.home / "connect" / f"{safe}.sqlite")


def _until_told() -> threading.Event:
    """Return an event that is set by Ctrl-C or SIGTERM; what is under way is recorded first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _follow(look: Callable[[], int], stop: threading.Event, every: float, *, once: bool) -> None:
    from api.connect.target import Refused, Stopped  # noqa: PLC0415

    while not stop.is_set():
        try:
            under_way = look()
        except Stopped:
            return
        except Refused as refusal:
            typer.echo(f"thutuc: the service refuses: {refusal}", err=True)
            sys.exit(1)
        if once and not under_way:
            return
        stop.wait(min(every, 1.0) if once else every)
