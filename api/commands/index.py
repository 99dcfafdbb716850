"""`thutuc index`: what is stored and published, whether it is sound, and how to bring it up to date."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.settings import Settings
    from index.sql_store import SqlStore
    from index.upkeep import Upkeep

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Look after the indexes.")

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def stats(home: Home = None, as_json: AsJson = False) -> None:
    """Count what is live and what is published."""
    from index.access import Principal  # noqa: PLC0415 - so that --help stays quick
    from ingest.expanding import is_container  # noqa: PLC0415

    with _open(home) as (store, upkeep):
        manifest = upkeep.published()
        counts = store.counts(manifest.header.model_id if manifest else "")
        files = list(store.files())
        languages: dict[str, int] = {}
        for head in store.heads(Principal.operator()):
            languages[head.language] = languages.get(head.language, 0) + 1
        published = upkeep.is_published()
    facts: dict[str, Any] = {
        "documents": counts.documents,
        "provisions": counts.provisions,
        "passages": counts.passages,
        "embedded": counts.embedded,
        "files": len(files),
        "quarantined": sum(file.document_id is None and not is_container(file) for file in files),
        "languages": dict(sorted(languages.items())),
        "generation": manifest.number if manifest else None,
        "model": manifest.header.model_id if manifest else None,
        "published": published,
    }
    _print(facts, as_json=as_json)


@app.command()
def check(
    home: Home = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Build the indexes anew from the store where they differ.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare the indexes with the store, and their files with their hashes; status 1 where they differ."""
    with _open(home) as (store, upkeep):
        sound, found = _compared(home, store, upkeep, repair=repair)
    if repair and not sound:
        typer.echo("building the indexes anew from the store", err=True)
        with _open(home, write=True) as (store, upkeep):
            upkeep.publish(whole=True)
            sound, found = _compared(home, store, upkeep, repair=False)
    _print(found, as_json=as_json)
    sys.exit(0 if sound else 1)


def _compared(
    home: Path | None, store: SqlStore, upkeep: Upkeep, *, repair: bool
) -> tuple[bool, dict[str, Any]]:
    from dataclasses import asdict  # noqa: PLC0415

    from index.consistency import check as compare  # noqa: PLC0415
    from index.errors import GenerationDamaged, NoGeneration  # noqa: PLC0415
    from index.generation import Generation  # noqa: PLC0415

    manifest = upkeep.published()
    if manifest is None:
        if repair:
            return False, {}
        raise NoGeneration("nothing sound is published: run `thutuc index rebuild`")
    try:
        generation = Generation.open(_settings(home).home, manifest.header)
    except GenerationDamaged as damage:
        return False, {"sound": False, "damage": str(damage)}
    report = compare(store, generation)
    generation.close()
    found = {name: len(v) if isinstance(v, tuple) else v for name, v in asdict(report).items()}
    return report.sound, {"sound": report.sound, **found}


@app.command()
def embed(home: Home = None, as_json: AsJson = False) -> None:
    """Give every text its vector and publish; an interruption loses the batch at hand at most."""
    with _open(home, write=True) as (_, upkeep):
        done = 0

        def tell(texts: int) -> None:
            nonlocal done
            done += texts
            typer.echo(f"{done} texts embedded", err=True)

        try:
            upkeep.embed(tell)
        except KeyboardInterrupt:
            typer.echo("interrupted; the same command goes on where this one stopped", err=True)
            sys.exit(130)
        manifest = upkeep.publish()
    facts = {"embedded": done, "vectors": manifest.vectors, "generation": manifest.number}
    _print(facts, as_json=as_json)


@app.command()
def rebuild(home: Home = None, as_json: AsJson = False) -> None:
    """Build the published indexes anew from the store."""
    with _open(home, write=True) as (_, upkeep):
        manifest = upkeep.publish(whole=True)
    facts = {"generation": manifest.number, "passages": manifest.passages, "vectors": manifest.vectors}
    _print(facts, as_json=as_json)


@app.command()
def migrate(
    home: Home = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Do it on a copy, which is then deleted, and tell how long it took."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the store of an earlier version forward; there is no way back but a backup."""
    from index.store_opening import missing_steps, rehearse  # noqa: PLC0415

    settings = _settings(home)
    if dry_run:
        tried = rehearse(settings)
        _print(
            {"steps": list(tried.steps), "seconds": round(tried.seconds, 3), "done": False}, as_json=as_json
        )
        return
    steps = missing_steps(settings)
    with _open(home, write=True):
        _print({"steps": list(steps), "done": True}, as_json=as_json)


@app.command()
def model(home: Home = None, as_json: AsJson = False) -> None:
    """Prepare the embedding model; nothing is downloaded."""
    from index.embedder import prepare_model  # noqa: PLC0415

    settings = _settings(home)
    folder = settings.embedding_model or str(prepare_model(settings.model_folder))
    _print({"model": folder}, as_json=as_json)


def _settings(home: Path | None) -> Settings:
    from index.settings import load_settings  # noqa: PLC0415

    return load_settings(home)


@contextmanager
def _open(home: Path | None, *, write: bool = False) -> Iterator[tuple[SqlStore, Upkeep]]:
    from index.offline import offline  # noqa: PLC0415
    from index.store_opening import open_store  # noqa: PLC0415
    from index.upkeep import Upkeep  # noqa: PLC0415

    offline()
    settings = _settings(home)
    with open_store(settings, write=write) as store:
        yield store, Upkeep(settings, store)


def _print(facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        typer.echo(f"{name}: {value}")
