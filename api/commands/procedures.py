"""`thutuc procedures`: a procedure's card, and two of them line by line."""

# ruff: noqa: FBT002 - typer makes an option of each parameter

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.card_citing import CitedCard
    from assistant.card_comparison import Side

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, help="Show and compare procedure cards.")

Home = Annotated[Path | None, typer.Option(help="Where store and indexes lie (default ./.thutuc).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the service gives it.")]
AsOf = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day whose law counts (default today).")
]
Code = Annotated[str, typer.Argument(help="The procedure's code, or the id of its document.")]


@app.command()
def show(
    code: Code,
    home: Home = None,
    as_of: AsOf = None,
    docx: Annotated[Path | None, typer.Option(help="Write the card as a Word document here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a procedure's card, each line with the place it stands at."""
    with _cards(home, as_of) as read:
        card = read(code)
    if docx is not None:
        from api.card_docx import card_docx  # noqa: PLC0415 - so that --help stays quick

        docx.write_bytes(card_docx(card, _words()))
        typer.echo(f"wrote {docx}", err=True)
        if not as_json:
            return
    if as_json:
        from api.card_schemas import card_out  # noqa: PLC0415

        typer.echo(card_out(card).model_dump_json(indent=2))
        return
    from api.card_text import told  # noqa: PLC0415

    for line in told(card, _words()):
        typer.echo(line)


@app.command()
def compare(  # noqa: PLR0913 - each is an option
    a: Code,
    b: Code,
    *,
    home: Home = None,
    as_of: AsOf = None,
    every: Annotated[bool, typer.Option("--all", help="Print the lines that are the same too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare two procedures line by line."""
    from assistant.card_comparison import ALIKE  # noqa: PLC0415
    from assistant.card_comparison import compare as compare_cards  # noqa: PLC0415

    with _cards(home, as_of) as read:
        left, right = read(a), read(b)
    lines = compare_cards(left, right)
    if as_json:
        from api.card_schemas import comparison_out  # noqa: PLC0415

        typer.echo(comparison_out(left, right, lines).model_dump_json(indent=2))
        return
    from api.web.cards import part_name  # noqa: PLC0415

    words = _words()
    for line in lines:
        if every or line.kind not in ALIKE:
            name = " ".join(filter(None, (part_name(line.part, words), line.of)))
            typer.echo(f"{name}: {getattr(words.procedures.kinds, line.kind.value)}")
            typer.echo(f"  {left.code}: {_side(line.a)}")
            typer.echo(f"  {right.code}: {_side(line.b)}")
    differing = sum(line.kind not in ALIKE for line in lines)
    typer.echo(f"{differing} of {len(lines)} lines differ or are unclear", err=True)


@contextmanager
def _cards(home: Path | None, as_of: datetime | None) -> Iterator[Any]:
    """Open the store and give a function that reads the card of a code; it raises `DocumentNotFound`."""
    from api.procedure_catalogue import find_procedure  # noqa: PLC0415
    from assistant.card_citing import cited_card  # noqa: PLC0415
    from index.access import Principal  # noqa: PLC0415
    from index.errors import DocumentNotFound  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415
    from index.store_opening import open_store  # noqa: PLC0415

    principal = Principal.operator()
    day = (as_of or datetime.now(UTC).astimezone()).date()
    with open_store(load_settings(home)) as store:

        def read(code: str) -> CitedCard:
            card = cited_card(store, find_procedure(store, code, principal), day, principal)
            if card is None:
                raise DocumentNotFound(f"{code} has no procedure card")
            return card

        yield read


def _words() -> Any:  # noqa: ANN401 - the words are a namespace
    from api.web.words import DEFAULT, words  # noqa: PLC0415

    return words(DEFAULT)


def _side(side: Side | None) -> str:
    words = _words()
    if side is None:
        return str(words.procedures.no_line)
    return side.text if side.text is not None else str(words.card.unknown)
