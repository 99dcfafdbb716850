"""`thutuc evaluate`: retrieval on labelled sets, answers on golden questions."""

# ruff: noqa: FBT002, PLR0913, PLR0917 - typer makes an option of each parameter

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evaluation.errors import EvaluationFailure
from evaluation.extra import require
from evaluation.learning import learn
from evaluation.variants import Variant

if TYPE_CHECKING:
    from evaluation.golden import Outcome, Question
    from evaluation.names import Placed
    from evaluation.office import Office
    from index.embedder import Embedder

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Measure retrieval and answers.")
app.command()(learn)

Home = Annotated[Path | None, typer.Option(help="The installation's home (default: THUTUC_HOME, ./.thutuc).")]


@app.command()
def retrieval(
    folder: Annotated[Path, typer.Argument(help="A BEIR folder: corpus.jsonl, queries.jsonl, qrels.tsv.")],
    variant: Annotated[Variant, typer.Option(help="How the questions are typed.")] = Variant.PLAIN,
    dense: Annotated[bool, typer.Option(help="Search by meaning too.")] = True,
    cache: Annotated[Path | None, typer.Option(help="Keep the vectors of the passages here.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask the first so many questions only.")] = None,
    intervals: Annotated[bool, typer.Option(help="Add 95 % bootstrap intervals.")] = False,
    home: Home = None,
) -> None:
    """Measure the product's retrieval on a labelled set, in a throw-away index; prints one line of JSON."""
    from evaluation.datasets import read_retrieval_set  # noqa: PLC0415
    from evaluation.retrieval import measure  # noqa: PLC0415
    from evaluation.set_office import Bench  # noqa: PLC0415 - each command loads its own

    try:
        require()
        dataset = read_retrieval_set(folder)
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    if limit is not None:
        dataset = dataset.first(limit)
    bench = Bench(dataset.documents, _embedder(home) if dense else None, cache)
    try:
        report = measure(dataset, bench, variant=variant)
    finally:
        bench.close()
    typer.echo(json.dumps(report.to_json(intervals=intervals)))


@app.command()
def answers(
    file: Annotated[Path, typer.Argument(help="Golden questions, one JSON object a line.")],
    given: Annotated[
        Path | None, typer.Option("--answers", help="Score these answers, asking nothing.")
    ] = None,
    home: Home = None,
    json_out: Annotated[Path | None, typer.Option(help="Write the summary with its slices here.")] = None,
    questions_out: Annotated[Path | None, typer.Option(help="Write one line for each question here.")] = None,
    failures: Annotated[bool, typer.Option(help="Say of each wrong answer what is wrong with it.")] = False,
) -> None:
    """Score answers to golden questions; the table goes to standard error, one line of JSON to output."""
    from evaluation.golden import read_questions  # noqa: PLC0415
    from evaluation.summary import by_slice, summarise  # noqa: PLC0415

    try:
        outcomes = _outcomes(read_questions(file), given, home)
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    whole = summarise(outcomes)
    slices = by_slice(outcomes)
    _show({"": {"all": whole}, **slices}, outcomes if failures else ())
    if json_out is not None:
        json_out.write_text(json.dumps({**whole, "slices": slices}, ensure_ascii=False, indent=1), "utf-8")
    if questions_out is not None:
        lines = (json.dumps(o.to_json(), ensure_ascii=False) for o in outcomes)
        questions_out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    typer.echo(json.dumps(whole))


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="Write report.md, report.html and report.json here.")],
    golden: Annotated[Path | None, typer.Option(help="Golden questions, one JSON object a line.")] = None,
    sets: Annotated[
        list[Path] | None,
        typer.Option(help="A BEIR folder, or a folder of such; may be given more than once."),
    ] = None,
    baselines: Annotated[bool, typer.Option(help="Measure plain langchain and plain BM25 too.")] = False,
    embed: Annotated[
        bool,
        typer.Option(help="Embed what the langchain baseline lacks (about 15 texts a second on 2 cores)."),
    ] = True,
    chunks: Annotated[
        int | None,
        typer.Option(
            min=1, help="Let the langchain baseline search so many chunks, gold documents among them."
        ),
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Keep vectors here (default: OUT/vectors).")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask the first so many questions of each.")] = None,
    home: Home = None,
) -> None:
    """Measure retrieval, answers and time, by slice, beside the baselines, in one report."""
    from evaluation.datasets import read_retrieval_sets  # noqa: PLC0415
    from evaluation.golden import read_questions  # noqa: PLC0415
    from evaluation.office import open_office  # noqa: PLC0415
    from evaluation.progress import showing  # noqa: PLC0415
    from evaluation.rendering import write  # noqa: PLC0415
    from evaluation.report import Plan, make_report  # noqa: PLC0415

    if golden is None and not sets:
        raise typer.BadParameter("nothing to measure: give --golden FILE, --sets DIR or both")
    try:
        require()
        questions = () if golden is None else read_questions(golden)[:limit]
        labelled = read_retrieval_sets(sets or (), limit)
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    plan = Plan(golden, questions, labelled, baselines, embed, cache or out / "vectors", chunks)
    office = open_office(home, threads=1)
    try:
        with showing() as progress:
            found = make_report(office, plan, progress)
    finally:
        office.close()
    for path in write(found, out):
        typer.echo(path)


@app.command()
def explain(
    number: Annotated[str, typer.Argument(metavar="ID", help="The id of a golden question.")],
    file: Annotated[Path, typer.Argument(help="Golden questions, one JSON object a line.")],
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Show how one golden question was answered: what was found, weighed, chosen and said, and what lacks."""
    from evaluation.explain import explain as explained  # noqa: PLC0415
    from evaluation.explain import question_of  # noqa: PLC0415
    from evaluation.golden import read_questions  # noqa: PLC0415
    from evaluation.office import open_office  # noqa: PLC0415
    from evaluation.rendering import filled  # noqa: PLC0415

    try:
        question = question_of(number, read_questions(file))
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    office = open_office(home)
    try:
        told = explained(question, office)
    finally:
        office.close()
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else filled("explain.txt.j2", told))


@app.command()
def names(
    most: Annotated[int, typer.Option(min=1, help="Articles, procedures, and acts for each question.")] = 200,
    home: Home = None,
) -> None:
    """Ask a home about its own articles, procedures and acts by their names (table: standard error)."""
    from evaluation.act_names import act_questions  # noqa: PLC0415
    from evaluation.names import article_questions, record_questions  # noqa: PLC0415
    from evaluation.office import open_office  # noqa: PLC0415
    from evaluation.short_names import short_record_questions  # noqa: PLC0415

    office = open_office(home)
    try:
        day = datetime.now().astimezone().date()
        questions = [*article_questions(office, day, most), *record_questions(office, most)]
        questions += [*short_record_questions(office, most), *act_questions(office, day, most)]
        _ask_by_name(office, questions)
    finally:
        office.close()


@app.command()
def clauses(
    most: Annotated[int, typer.Option(min=1, help="Questions of each kind.")] = 50,
    home: Home = None,
) -> None:
    """Ask a home what its own clauses rule, by kind of rule; the table goes to standard error."""
    from evaluation.clauses import clause_questions  # noqa: PLC0415
    from evaluation.office import open_office  # noqa: PLC0415

    office = open_office(home)
    try:
        _ask_by_name(office, clause_questions(office, datetime.now().astimezone().date(), most))
    finally:
        office.close()


@app.command()
def withheld(
    file: Annotated[Path, typer.Argument(help="Golden questions, one JSON object a line.")],
    fit: Annotated[float | None, typer.Option(help="Learn the policy that doubts this share.")] = None,
    home: Home = None,
) -> None:
    """Ask golden questions with their documents and without, and count what was told as doubted, as JSON."""
    from evaluation.golden import read_questions  # noqa: PLC0415
    from evaluation.office import open_office  # noqa: PLC0415
    from evaluation.withheld import ask_both, doubts, fitted  # noqa: PLC0415

    office = open_office(home)
    try:
        asked = list(ask_both(office, read_questions(file)))
        policy = {} if fit is None else {"policy": fitted(asked, fit)}
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    finally:
        office.close()
    typer.echo(json.dumps({**doubts(asked), **policy}))


@app.command()
def load(
    file: Annotated[Path, typer.Argument(help="Questions, one JSON object a line.")],
    users: Annotated[int, typer.Option(min=1, max=1024, help="How many ask at once.")] = 64,
    minutes: Annotated[float, typer.Option(min=0.01, max=60, help="How long they ask.")] = 10,
    baseline: Annotated[bool, typer.Option(help="Load plain langchain behind FastAPI too.")] = True,
    home: Home = None,
) -> None:
    """Start the service over a home, let many ask at once, and print counts and times as JSON.

    The answers are stored in that home as all answers are: give a copy. Ends with 1 where the service failed
    anybody.
    """
    import asyncio  # noqa: PLC0415

    from evaluation import load as loading  # noqa: PLC0415
    from evaluation.golden import read_questions  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    asked = [one.turns[-1] for one in read_questions(file)]
    place, failed = load_settings(home).home, 0
    for name in loading.SERVERS if baseline else ("thutuc",):
        with loading.running(name, place) as address:
            # To read from the disk what is needed.
            asyncio.run(loading.load(address, asked, min(users, 4), 2))
            found = asyncio.run(loading.load(address, asked, users, minutes * 60))
        typer.echo(json.dumps({"server": name, **found.to_json()}))
        failed += found.errors if name == "thutuc" else 0
    if failed:
        raise typer.Exit(1)


@app.command()
def bench(
    file: Annotated[Path, typer.Argument(help="Questions, one JSON object a line.")],
    documents: Annotated[Path, typer.Option(help="A folder of files to ingest.")],
    out: Annotated[Path, typer.Option(help="Write bench.json, bench.md and the plots here.")],
    sizes: Annotated[str, typer.Option(help="Provisions of the homes that are made.")] = "10000,100000",
    homes: Annotated[list[Path] | None, typer.Option(help="A home that is there, asked too.")] = None,
    vectors: Annotated[str, typer.Option(help="Sizes of the vector index.")] = "100000,1000000",
    words: Annotated[str, typer.Option(help="Provisions whose words are indexed alone.")] = "1000000",
    users: Annotated[str, typer.Option(help="How many ask at once.")] = "1,16,64",
    scale: Annotated[float, typer.Option(min=0.01, max=10, help="How much of the usual amount.")] = 1.0,
    only: Annotated[
        str, typer.Option(help="Of starting,embedding,ingest,cluster,reading,vectors,words,homes.")
    ] = "",
    home: Home = None,
) -> None:
    """Measure speed, size and recall as ratios against named alternatives; takes about an hour.

    The answers are stored in the homes that are asked, as all answers are: give copies.
    """
    from evaluation.bench.report import write  # noqa: PLC0415
    from evaluation.bench.suite import Plan, run_suite  # noqa: PLC0415
    from evaluation.golden import read_questions  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    try:
        require()
        asked = [one.turns[-1] for one in read_questions(file)]
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    plan = Plan(
        home=load_settings(home).home.absolute(),
        documents=documents,
        questions=asked,
        sizes=_numbers(sizes),
        homes=homes or (),
        vectors=_numbers(vectors),
        words=_numbers(words),
        users=_numbers(users),
        only=tuple(name for name in only.split(",") if name),
    ).scaled(scale)
    run_suite(plan, lambda name: typer.echo(name, err=True), lambda report: write(report, out))


@app.command()
def soak(
    file: Annotated[Path, typer.Argument(help="Questions, one JSON object a line.")],
    out: Annotated[Path, typer.Option(help="Write soak.json and its plot here.")],
    users: Annotated[int, typer.Option(min=1, max=256, help="How many ask at once.")] = 4,
    minutes: Annotated[float, typer.Option(min=0.01, max=600, help="How long.")] = 20,
    home: Home = None,
) -> None:
    """Ask, hand in, relabel and delete for long, and tell how memory and open files went.

    The home is written to: give a copy. Ends with 1 where the service failed anybody.
    """
    from evaluation.bench.report import write_soak  # noqa: PLC0415
    from evaluation.bench.soak import soak as run_soak  # noqa: PLC0415
    from evaluation.golden import read_questions  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    try:
        require()
        asked = [one.turns[-1] for one in read_questions(file)]
    except EvaluationFailure as failure:
        raise typer.BadParameter(str(failure)) from failure
    found = run_soak(load_settings(home).home, asked, users, minutes * 60).to_json()
    write_soak(found, out)
    typer.echo(json.dumps({name: value for name, value in found.items() if name != "samples"}))
    if found["failed"]:
        raise typer.Exit(1)


def _ask_by_name(office: Office, questions: Sequence[Placed]) -> None:
    """Ask all questions; print a table of what their answers were led by, and a line of JSON."""
    from evaluation.names import asked_by_name  # noqa: PLC0415
    from evaluation.office import OPERATOR  # noqa: PLC0415
    from evaluation.progress import showing  # noqa: PLC0415

    with showing() as progress:
        progress.begin("asking", len(questions))
        found = asked_by_name(
            questions, lambda asked: office.assistant.answer(asked, OPERATOR), lambda _: progress.step(1)
        )
    for kind, row in found.items():
        shares = "  ".join(f"{key} {value:.3f}" for key, value in row.items() if key != "asked")
        typer.echo(f"{kind:<16} {row['asked']:.0f}  {shares}", err=True)
    typer.echo(json.dumps(found))


def _numbers(row: str) -> tuple[int, ...]:
    try:
        return tuple(int(one) for one in row.split(",") if one.strip())
    except ValueError as mistake:
        raise typer.BadParameter(f"{row!r} is no row of numbers") from mistake


def _embedder(home: Path | None) -> Embedder:
    from index.embedding import open_embedder  # noqa: PLC0415
    from index.settings import load_settings  # noqa: PLC0415

    return open_embedder(load_settings(home))


def _outcomes(questions: Sequence[Question], given: Path | None, home: Path | None) -> list[Outcome]:
    from evaluation.answers import asker, texts_in, texts_of  # noqa: PLC0415
    from evaluation.golden import read_answers, score  # noqa: PLC0415
    from evaluation.office import open_office  # noqa: PLC0415

    if given is not None:
        ready = read_answers(given)
        texts = texts_of(home) if home is not None else None
        return [score(question, ready.get(question.id), texts) for question in questions]
    office = open_office(home)
    try:
        ask, texts = asker(office), texts_in(office.assistant.store)
        return [score(question, ask(question), texts) for question in questions]
    finally:
        office.close()


def _show(slices: dict[str, dict[str, dict[str, object]]], failed: Sequence[Outcome]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console(stderr=True, markup=False)
    columns = ("questions", "correct", "gold_document", "gold_article", "wrongly_declined", "mean_length")
    table = Table("slice", *(name.replace("_", " ") for name in columns))
    for name, groups in slices.items():
        for value, summary in groups.items():
            cells = ("–" if summary[c] is None else str(summary[c]) for c in columns)
            table.add_row(f"{name} {value}".strip(), *cells)
        table.add_section()
    console.print(table)
    for outcome in failed:
        if not outcome.correct:
            asked = outcome.question.question
            console.print(f"{outcome.question.id} {asked if isinstance(asked, str) else ' / '.join(asked)}")
            for reason in outcome.reasons:
                console.print(f"    {reason}")
