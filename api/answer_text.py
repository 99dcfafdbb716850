"""An answer and what a search found, written for a person at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from api.web.answers import AnswerView, answer_view, chip, document_name
from api.web.words import DEFAULT, LANGUAGES, words
from assistant.naming import place_name

_COLOURS = {"answered": "green", "partial": "yellow", "clarification": "yellow", "error": "red"}
_FORCE_COLOURS = {"in_force": "green", "ended": "red"}


def show_answer(answer: Mapping[str, Any], console: Console) -> None:
    """Write an answer of the contract: its status, its statements, what to note, and the citations."""
    told = words(answer["language"] if answer["language"] in LANGUAGES else DEFAULT)
    view = answer_view(answer, told)
    line = Text.assemble((getattr(told.status, view.status), f"bold {_COLOURS.get(view.status, 'bold')}"))
    line.append(f"  {told.answer.as_of} {view.as_of:%d/%m/%Y}  {told.answer.seconds.format(s=view.seconds)}")
    console.print(line)
    if view.understood_as != view.question:
        console.print(Text(f"{told.answer.understood} {view.understood_as}", style="dim"))
    if view.approved:
        console.print(Text(view.approved, style="green"))
    if view.message:
        console.print(Text(f"\n{view.message}"))
    for statement in view.statements:
        marks = " ".join(f"[{mark.number}]" for mark in statement.marks)
        console.print(Padding(Text(f"{statement.number}. {statement.text} {marks}"), (1, 0, 0, 0)))
    for warning in view.warnings:
        console.print(Text(f"\n! {warning}", style="yellow"))
    _show_bases(view, told.basis.title, console)


def _show_bases(view: AnswerView, title: str, console: Console) -> None:
    if view.bases:
        console.print(Text(f"\n{title}", style="bold"))
    for basis in view.bases:
        head = Text(f"[{basis.number}] {basis.locator} {basis.name}  ")
        head.append(basis.chip.text, style=_FORCE_COLOURS.get(basis.chip.status, "yellow"))
        console.print(head)
        console.print(Padding(Text(f"«{basis.begins}»", style="italic"), (0, 0, 0, 4)))
        console.print(Padding(Text(basis.document["source"], style="dim"), (0, 0, 0, 4)))


def show_evidence(results: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Write what a search found, each with its score and the parts of it."""
    told = words(DEFAULT)
    if not results:
        console.print(Text(told.documents.none))
    for number, one in enumerate(results, 1):
        parts = "  ".join(f"{name} {value:.2f}" for name, value in one["parts"].items())
        head = Text(
            f"{number:>3}. {place_name(one['locator'])} {document_name(one['document'])}  ", style="bold"
        )
        console.print(head.append(chip(one["validity"], told).text, style="dim"))
        console.print(Padding(Text(" ".join(one["text"].split())[:300]), (0, 0, 0, 5)))
        console.print(Padding(Text(f"{one['score']:.3f}  {parts}", style="dim"), (0, 0, 0, 5)))
