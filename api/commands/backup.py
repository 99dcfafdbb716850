"""`thutuc backup`: save a home folder while it serves."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - typer makes an option of each parameter

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None)


@app.command()
def backup(
    target: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR|FILE",
            help="A folder that holds many backups, each of only what is new, or a new file (.tar) for one.",
        ),
    ] = None,
    home: Annotated[Path | None, typer.Option(help="What to back up (default ./.thutuc).")] = None,
    key_file: Annotated[
        Path | None, typer.Option(help="The key to encrypt with (default: the setting backup_key_file).")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Then delete all but so many of the newest in DIR.")
    ] = None,
    new_key: Annotated[
        Path | None, typer.Option("--new-key", metavar="FILE", help="Only make a key, to be kept elsewhere.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Back up documents, indexes, answers, keys, jobs, originals and settings, for `thutuc restore`.

    The service may go on meanwhile. A backup counts once every block of it was read back.
    """
    from api.audit import AuditLog, operator  # noqa: PLC0415 - so that --help stays quick
    from api.backup.errors import KeyRefused  # noqa: PLC0415
    from api.backup.sealing import make_key, seal_of  # noqa: PLC0415
    from api.backup.taking import take, thin_out  # noqa: PLC0415
    from api.backup.vault import open_vault  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    if new_key is not None:
        make_key(new_key)
        typer.echo(f"made {new_key}; without it no backup that is encrypted with it can be opened")
        return
    if target is None:
        raise typer.BadParameter("say where to: thutuc backup DIR|FILE")
    settings = load_settings(home)
    if target.resolve().is_relative_to(settings.home.resolve()):
        raise typer.BadParameter(f"{target} lies in the home itself: name another disk")
    key = key_file or settings.backup_key_file
    if key is not None and key.resolve().is_relative_to(settings.home.resolve()):
        raise KeyRefused(f"{key} lies in the home: lost with it, it opens no backup; keep it elsewhere")
    seal = seal_of(key)
    with closing(open_vault(target, write=True)) as vault:
        taken = take(settings.home, vault, seal)
        gone = thin_out(vault, seal, keep) if keep is not None and target.is_dir() else 0
    AuditLog(settings.home).add(operator(), "backup", outcome=taken.name)
    facts = {"backup": taken.name, "files": taken.files, "bytes": taken.size, "new_bytes": taken.new}
    if as_json:
        typer.echo(json.dumps({**facts, "deleted": gone, "encrypted": key is not None}))
        return
    typer.echo(
        f"{taken.name}: {taken.files} files, {taken.size:,} bytes, {taken.new:,} of them new; verified"
    )
    if gone:
        typer.echo(f"deleted {gone} older backups")
    if settings.store_url is not None:
        print(  # noqa: T201
            "the documents are not in this backup: back up the database of store_url too (docs/servers.md)",
            file=sys.stderr,
        )
    if key is None:
        print(  # noqa: T201
            "not encrypted: whoever reads this backup reads every document and can check keys"
            " (see backup_key_file)",
            file=sys.stderr,
        )
