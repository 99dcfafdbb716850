"""`thutuc evaluate learn`: trains anew what reads a question together with a fact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.errors import EvaluationFailure

if TYPE_CHECKING:
    from evaluation.progress import Tasks
    from evaluation.reading_examples import Example
    from evaluation.reading_training import Epoch


def learn(
    file: Annotated[Path, typer.Argument(metavar="QUESTIONS", help="Labelled questions, one object a line.")],
    out: Annotated[Path, typer.Option(help="Write the changes of the built-in model here (safetensors).")],
    epochs: Annotated[int, typer.Option(min=1, help="How often each question is read.")] = 6,
    layers: Annotated[int, typer.Option(min=1, max=12, help="Layers of the built-in model to keep.")] = 6,
    home: Annotated[Path | None, typer.Option(help="The home whose documents answer the questions.")] = None,
) -> None:
    """Train the cross-encoder on labelled questions; prints one line of JSON."""
    from safetensors.torch import save_file  # noqa: PLC0415 - loads torch

    from evaluation.office import open_office  # noqa: PLC0415
    from evaluation.progress import showing  # noqa: PLC0415
    from evaluation.reading_examples import examples, read_labelled  # noqa: PLC0415
    from evaluation.reading_training import Plan, Training, is_kept_aside, lessons  # noqa: PLC0415
    from index.cross_encoder import PairTokenizer  # noqa: PLC0415
    from index.embedder import prepare_model  # noqa: PLC0415
    from index.piece_tokenizer import PieceTokenizer  # noqa: PLC0415

    if not out.absolute().parent.is_dir():
        raise typer.BadParameter(f"{out} cannot be written: there is no such folder")
    told: list[Epoch] = []

    def tell(epoch: Epoch) -> None:
        told.append(epoch)
        shares = {"by words": epoch.by_words, "with reading": epoch.with_reading}
        known = "".join(f", {name} {share:.3f}" for name, share in shares.items() if share is not None)
        typer.echo(f"epoch {len(told)} of {epochs}: loss {epoch.loss:.4f}{known}", err=True)

    def stepped(found: Iterable[Example | None], progress: Tasks) -> Iterator[Example]:
        for example in found:
            progress.step(1)
            if example is not None:
                yield example

    try:
        questions = read_labelled(file)
        office = open_office(home, threads=1)
        try:
            folder = prepare_model(office.settings.model_folder)
            pairs = PairTokenizer(PieceTokenizer.open(folder / "tokenizer.json"))
            with showing() as progress:
                progress.begin("asking", len(questions))
                given = lessons(stepped(examples(office, questions), progress), pairs)
        finally:
            office.close()
        training = Training(folder, pairs, Plan(epochs, layers))
        training.run(given, tell)
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    save_file(training.network.changes(), out)
    counts = {
        "questions": len(questions),
        "left_out": len(questions) - len(given),
        "kept_aside": sum(is_kept_aside(lesson.document) for lesson in given),
    }
    typer.echo(json.dumps({**counts, "epochs": [asdict(epoch) for epoch in told]}))
