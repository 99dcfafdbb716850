"""`thutuc keys`: the keys by which other systems come in."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - typer makes an option of each parameter

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from api.keys import ApiKey, Keys

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Make, list, renew and revoke keys of the service."
)

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Days = Annotated[int, typer.Option(min=1, max=3650, help="After so many days it lets nobody in.")]
_SCOPES: Final = "read, write, webhooks, admin or audit; repeatable."
KeyId = Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `thutuc keys list` shows it.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The system that will use it, such as qlvb-so-xay-dung.")],
    scope: Annotated[list[str], typer.Option(help=_SCOPES)] = ["read"],  # noqa: B006
    clearance: Annotated[
        str, typer.Option(help="public, internal, confidential, … [:department,…], as for a document.")
    ] = "public",
    days: Days = 365,
    per_minute: Annotated[
        int | None, typer.Option(min=1, help="Requests a minute (default: the settings').")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it; it is not shown again."""
    from api.keys import NameTaken, Rights, Scope  # noqa: PLC0415 - so that --help stays quick
    from index.access import AccessLabel  # noqa: PLC0415

    if not name.strip() or not name.isprintable():
        raise typer.BadParameter("NAME is empty or holds control characters")
    try:
        rights = Rights(frozenset(map(Scope, scope)), AccessLabel.parse(clearance), per_minute)
        key, token = _keys(home).create(name.strip(), rights, days)
    except (ValueError, NameTaken) as mistake:
        raise typer.BadParameter(str(mistake)) from mistake
    _write_down(home, "key_created", key.id)
    _show_new(key, token, as_json=as_json)


@app.command("list")
def list_keys(home: Home = None, as_json: AsJson = False) -> None:
    """List all keys without their secrets."""
    now = datetime.now(UTC)
    rows = [_as_json(key, now) for key in _keys(home).all()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(
            f"{row['id']}  {row['state']:8}  {row['name']}  {','.join(row['scopes'])}  [{row['clearance']}]"
            f"  until {row['expires_at'][:10]}"
        )


@app.command()
def revoke(key_id: KeyId, home: Home = None) -> None:
    """Make a key useless at once."""
    from api.keys import NoSuchKey  # noqa: PLC0415

    try:
        _keys(home).revoke(key_id)
    except NoSuchKey as mistake:
        raise typer.BadParameter(str(mistake)) from mistake
    _write_down(home, "key_revoked", key_id)
    typer.echo(f"revoked {key_id}")


@app.command()
def rotate(
    key_id: KeyId,
    grace_hours: Annotated[float, typer.Option(min=0, max=720, help="How long the old one stays good.")] = 24,
    days: Days = 365,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make a new key with the rights of an old one, which then ends after the time of grace."""
    from api.keys import NoSuchKey  # noqa: PLC0415

    try:
        key, token = _keys(home).rotate(key_id, days, timedelta(hours=grace_hours))
    except NoSuchKey as mistake:
        raise typer.BadParameter(str(mistake)) from mistake
    _write_down(home, "key_rotated", key.id)
    _show_new(key, token, as_json=as_json)


def _write_down(home: Path | None, what: str, key_id: str) -> None:
    from api.audit import AuditLog, operator  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    AuditLog(load_settings(home).home).add(operator(), what, key=key_id)


def _keys(home: Path | None) -> Keys:
    from api.keys import Keys  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    return Keys(load_settings(home).home)


def _show_new(key: ApiKey, token: str, *, as_json: bool) -> None:
    row = _as_json(key, datetime.now(UTC)) | {"key": token}
    if as_json:
        typer.echo(json.dumps(row, ensure_ascii=False))
        return
    typer.echo(token)
    typer.echo(
        f"{key.id} for {key.name}: {', '.join(row['scopes'])}; reads up to {row['clearance']};"
        f" good until {row['expires_at'][:10]}. The key above is not shown again.",
        err=True,
    )


def _as_json(key: ApiKey, now: datetime) -> dict[str, Any]:
    state = "good" if key.is_good(now) else "revoked" if key.revoked_at else "expired"
    return {
        "id": key.id,
        "name": key.name,
        "state": state,
        "scopes": sorted(key.rights.scopes),
        "clearance": str(key.rights.label),
        "per_minute": key.rights.per_minute,
        "created_at": key.created_at.isoformat(timespec="seconds"),
        "expires_at": key.expires_at.isoformat(timespec="seconds"),
    }
