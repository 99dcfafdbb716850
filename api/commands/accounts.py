"""`thutuc accounts`: who may sign in, in which role, and what they may read."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - typer makes an option of each parameter

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from api.identity.accounts import Account, Accounts
    from api.identity.keeping import Keeping
    from api.roles import Role
    from index.settings import Settings

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Keep the accounts of people.")

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The user name, as `thutuc accounts list` shows it.")
]
_ROLES = "official, expert, administrator or auditor"


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The user name: a-z, digits and . _ @ + -; never given twice.")],
    role: Annotated[str, typer.Option(help=f"{_ROLES}.")] = "official",
    clearance: Annotated[
        str, typer.Option(help="public, internal, confidential, … [:department,…], as for a document.")
    ] = "internal",
    full_name: Annotated[str, typer.Option(help="The name that pages show.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Make an account and print its first password, which is not shown again."""
    from api.identity.accounts import reading  # noqa: PLC0415 - so that --help stays quick

    with _refusals():
        account, password = _keeping(home).create(name, _role(role), reading(clearance), full_name)
    _show_password(account.name, password, home, as_json=as_json)


@app.command("list")
def list_accounts(home: Home = None, as_json: AsJson = False) -> None:
    """List all accounts, those that are disabled too."""
    rows = [_as_json(account) for account in _accounts(home).all()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(
            f"{row['name']}  {row['state']:8}  {row['role']}  [{row['clearance']}]  {row['full_name']}"
        )


@app.command("set")
def set_rights(
    name: Name,
    role: Annotated[str | None, typer.Option(help=f"{_ROLES}.")] = None,
    clearance: Annotated[str | None, typer.Option(help="With the departments, as for a document.")] = None,
    full_name: Annotated[str | None, typer.Option(help="The name that pages show.")] = None,
    home: Home = None,
) -> None:
    """Change role, clearance and departments, or the full name; what is not given stays."""
    from api.identity.accounts import reading  # noqa: PLC0415

    with _refusals():
        now = _accounts(home).get(name)
        label = now.label if clearance is None else reading(clearance)
        account = _keeping(home).set_rights(name, _role(role) if role else now.role, label, full_name)
    typer.echo(f"{account.name}: {account.role.value} [{account.label}] {account.shown_name}")


@app.command()
def disable(name: Name, home: Home = None) -> None:
    """Let nobody in by an account any more, and end its sessions."""
    with _refusals():
        _keeping(home).disable(name)
    typer.echo(f"disabled {name}")


@app.command()
def enable(name: Name, home: Home = None) -> None:
    """Let the owner of a disabled account in again."""
    with _refusals():
        _keeping(home).enable(name)
    typer.echo(f"enabled {name}")


@app.command()
def reset(name: Name, home: Home = None, as_json: AsJson = False) -> None:
    """Print a new password for one time, end the sessions of the account, and unlock its name."""
    with _refusals():
        password = _keeping(home).reset(name)
    _show_password(name, password, home, as_json=as_json)


@app.command("remove-factor")
def remove_factor(name: Name, home: Home = None) -> None:
    """Take the second factor from somebody who can show none any more, and end their sessions."""
    with _refusals():
        _keeping(home).remove_factor(name)
    typer.echo(f"took the second factor from {name}")


@contextmanager
def _refusals() -> Iterator[None]:
    from api.identity.errors import IdentityFailure  # noqa: PLC0415

    try:
        yield
    except (IdentityFailure, ValueError) as mistake:
        raise typer.BadParameter(str(mistake)) from mistake


def _role(text: str) -> Role:
    from api.roles import GIVEN, Role  # noqa: PLC0415

    if text not in GIVEN:
        raise ValueError(f"no role {text!r}; a role is {_ROLES}")
    return Role(text)


def _settings(home: Path | None) -> Settings:
    from index.settings import load_settings  # noqa: PLC0415

    return load_settings(home)


def _accounts(home: Path | None) -> Accounts:
    from api.identity.accounts import Accounts  # noqa: PLC0415

    return Accounts(_settings(home).home)


def _keeping(home: Path | None) -> Keeping:
    from api.audit import AuditLog  # noqa: PLC0415
    from api.identity.keeping import Keeping  # noqa: PLC0415

    chosen = _settings(home).home
    return Keeping(chosen, AuditLog(chosen), f"operator:{getpass.getuser()}")


def _show_password(name: str, password: str, home: Path | None, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"name": name, "password": password}))
        return
    typer.echo(password)
    typer.echo(
        f"The password above is not shown again. It lets {name} in once, within 7 days, to choose another.",
        err=True,
    )
    if _settings(home).sign_in == "off":
        typer.echo('Nobody signs in yet: set sign_in = "local" in settings.toml.', err=True)


def _as_json(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "full_name": account.shown_name,
        "state": "disabled" if account.disabled else "given" if account.must_change else "good",
        "role": account.role.value,
        "clearance": str(account.label),
        "second_factor": account.second_factor,
        "single_sign_on": account.issuer,
        "created_at": account.created_at.isoformat(timespec="seconds"),
        "signed_in_at": account.seen_at.isoformat(timespec="seconds") if account.seen_at else None,
    }
