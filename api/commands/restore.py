"""`thutuc restore`: put a home folder back from a backup, or see what a backup holds."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - typer makes an option of each parameter

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="DIR|FILE", help="Where `thutuc backup` wrote to.")],
    home: Annotated[Path | None, typer.Option(help="Where to (default ./.thutuc).")] = None,
    backup: Annotated[
        str | None, typer.Option(help="Which one, as --list names it; the newest else.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="The key it was encrypted with (default: the setting).")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put aside what is in the home, into before-restore-…")
    ] = False,
    list_only: Annotated[bool, typer.Option("--list", help="Only name the backups there are.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only read every block; status 1 where one is damaged.")
    ] = False,
) -> None:
    """Restore a home, every file checked before the first takes its place. The service must not run."""
    from api.audit import AuditLog, operator  # noqa: PLC0415 - so that --help stays quick
    from api.backup.restoring import restore as put_back  # noqa: PLC0415
    from api.backup.sealing import seal_of  # noqa: PLC0415
    from api.backup.snapshot import (  # noqa: PLC0415
        check_header,
        damaged_blocks,
        read_snapshot,
        snapshot_names,
    )
    from api.backup.vault import open_vault  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    settings = load_settings(home)
    seal = seal_of(key_file or settings.backup_key_file)
    with closing(open_vault(source)) as vault:
        check_header(vault, seal)
        if list_only:
            for name in snapshot_names(vault):
                found = read_snapshot(vault, seal, name)
                size = sum(file.size for file in found.files)
                typer.echo(f"{name}  {len(found.files)} files, {size:,} bytes")
            return
        snapshot = read_snapshot(vault, seal, backup)
        if check:
            damaged = damaged_blocks(vault, seal, snapshot)
            files = sum(not damaged.isdisjoint(file.blocks) for file in snapshot.files)
            typer.echo(f"{files} files are damaged" if damaged else f"{len(snapshot.files)} files are whole")
            sys.exit(1 if damaged else 0)
        aside = put_back(settings.home, vault, seal, snapshot, replace=replace)
    AuditLog(settings.home).add(operator(), "restored", outcome=f"{snapshot.at:%Y%m%dT%H%M%S.%fZ}")
    typer.echo(f"restored {len(snapshot.files)} files as of {snapshot.at:%Y-%m-%d %H:%M:%S} UTC")
    if aside is not None:
        typer.echo(f"what was there lies in {aside}")
