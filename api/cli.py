"""The root of the `thutuc` command: it finds its commands by name and loads the one that is called."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import distribution
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

import api.commands
from api.backup.errors import BackupFailure
from assistant.errors import AnswerFailure
from index.errors import IndexFailure
from ingest.errors import IngestFailure

_GROUP = "thutuc.commands"
EXIT_FAILED = 1


@cache
def command_places() -> Mapping[str, str]:
    """Map each command's name to the `module:attribute` of its typer app, without loading any.

    The packages of this distribution name theirs under the entry-point group `thutuc.commands`, so that this
    room imports none of them; what needs several rooms lies in `api.commands`.
    """
    own = distribution("thutuc").entry_points  # and not those of everything that is installed beside it
    places = {point.name: point.value for point in own.select(group=_GROUP)}
    for module in pkgutil.iter_modules(api.commands.__path__):
        places[module.name] = f"{api.commands.__name__}.{module.name}:app"
    return dict(sorted(places.items()))


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called or listed."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - typer keeps click's types to itself
        """Name the commands in order."""
        return list(command_places())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401
        """Load one command; `None` where there is none of that name."""
        place = command_places().get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command = get_command(getattr(import_module(module), attribute))
        command.name = cmd_name
        return command


app = typer.Typer(
    name="thutuc",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _root() -> None:
    """Cited answers on Vietnamese administrative procedures, from the provision in force."""


def explain(failure: Exception) -> str:
    """Write the one line that an operator reads of a failure."""
    text = " ".join(str(failure).split())
    if isinstance(failure, AnswerFailure | BackupFailure | IndexFailure | IngestFailure):
        return text or type(failure).__name__
    if isinstance(failure, OSError):
        return f"{failure.filename}: {failure.strerror}" if failure.filename else text
    return (
        f"a fault in thutuc, please report it: {type(failure).__name__}: {text} (THUTUC_DEBUG=1 shows where)"
    )


def main() -> None:
    """Run the command line; a failure ends it with one line on standard error and status 1."""
    try:
        app()
    except Exception as failure:
        if os.environ.get("THUTUC_DEBUG"):
            raise
        print(f"thutuc: {explain(failure)}", file=sys.stderr)  # noqa: T201 - the command's own voice
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    main()
