"""`thutuc ingest`: files into the store, with progress for a person and a report for a program."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - typer makes an option of each parameter

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import NothingToIngest

if TYPE_CHECKING:
    from index.access import AccessLabel
    from index.settings import Settings
    from index.upkeep import Upkeep
    from ingest.cluster.reader import ClusterReader
    from ingest.progress import Bar, Silence
    from ingest.report import Report

app = typer.Typer(rich_markup_mode=None)


class Stop:
    """The first Ctrl-C asks to stop after the file at hand; a second one stops at once."""

    def __init__(self) -> None:
        """Nothing has been asked yet."""
        self.asked = False

    def __call__(self) -> bool:
        """Tell whether to stop."""
        return self.asked

    @contextmanager
    def on_interrupt(self) -> Iterator[None]:
        """Listen for Ctrl-C."""
        before = signal.signal(signal.SIGINT, self._hear)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


class Stopped(Exception):
    """The operator asked to stop between two batches of vectors."""


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders to ingest.")],
    label: Annotated[
        str | None,
        typer.Option(help="Who may read them: public, internal, confidential, … [:department,…]."),
    ] = None,
    home: Annotated[
        Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes that read files (0: one a core).")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, last.")] = False,
    sync: Annotated[bool, typer.Option("--sync", help="Take out what is gone from the PATHs.")] = False,
    no_vectors: Annotated[
        bool, typer.Option("--no-vectors", help="Leave embedding to `thutuc index embed`.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Read on the workers of the Dask scheduler at tls://HOST:PORT."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Read documents and make them live.

    Only what is new or changed is read. Ends with status 0 when every file is live, 3 when some are in
    quarantine, 130 when it was interrupted: then the same command goes on.
    """
    from index.access import AccessLabel  # noqa: PLC0415 - so that --help stays quick
    from index.settings import load_settings  # noqa: PLC0415

    try:
        wanted = AccessLabel.parse(label) if label is not None else None
        settings = load_settings(home)
        report = run(
            *(settings, paths, wanted),
            workers=workers,
            sync=sync,
            vectors=not no_vectors,
            quiet=quiet,
            cluster=cluster,
        )
    except (ValueError, NothingToIngest) as mistake:
        raise typer.BadParameter(" ".join(str(mistake).split())) from mistake
    for line in [] if quiet else report.lines():
        typer.echo(line, err=True)
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    sys.exit(report.exit_code)


def run(
    settings: Settings,
    paths: list[Path],
    label: AccessLabel | None,
    *,
    workers: int,
    sync: bool,
    vectors: bool,
    quiet: bool,
    cluster: str | None = None,
) -> Report:
    """Ingest, then embed and publish; a stop asked for by Ctrl-C leaves what is done and published.

    With `cluster`, the address of a Dask scheduler, its workers read the files.

    Raises:
        NothingToIngest: a named path does not exist.
        ClusterFailure: nobody can be asked at the address of the cluster, or nobody any more.
        IndexFailure: the store or an index cannot be written.
    """
    from time import perf_counter  # noqa: PLC0415

    from index.offline import offline  # noqa: PLC0415
    from index.store_opening import open_store  # noqa: PLC0415
    from index.upkeep import Upkeep  # noqa: PLC0415
    from ingest.ingestion import Ingestion, Wish  # noqa: PLC0415
    from ingest.progress import Bar, Silence  # noqa: PLC0415

    offline()
    begun = perf_counter()
    stop = Stop()
    show = Silence() if quiet else Bar(sys.stderr)
    with (
        _reader(settings, cluster, workers) as reader,
        open_store(settings, write=True) as store,
        stop.on_interrupt(),
        show,
    ):
        upkeep = Upkeep(settings, store)
        ingestion = Ingestion(store, settings, upkeep, show, stop)
        report = ingestion.run(Wish(paths, label, sync, workers), reader)
        if not upkeep.is_published():
            with report.timed("lexical"):
                upkeep.publish()
        if vectors and not stop() and not upkeep.is_embedded():
            show.embedding()
            with report.timed("vectors"):
                report.interrupted = not _embed(upkeep, show, stop)
                upkeep.publish()
    if reader is not None:
        report.kept_here.update(reader.kept)
    report.seconds["total"] = perf_counter() - begun
    return report


def _reader(
    settings: Settings, cluster: str | None, workers: int
) -> AbstractContextManager[ClusterReader | None]:
    from ingest.cluster.opening import open_cluster  # noqa: PLC0415

    return nullcontext() if cluster is None else open_cluster(settings, cluster, workers)


def _embed(upkeep: Upkeep, show: Bar | Silence, stop: Stop) -> bool:
    def tell(texts: int) -> None:
        show.advance(texts)
        if stop():
            raise Stopped

    try:
        upkeep.embed(tell)
    except Stopped:
        return False
    return True
