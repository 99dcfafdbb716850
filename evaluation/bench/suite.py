"""The suite: which cases are run, at which sizes, and the ratio that each of them gives."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from evaluation import load as loading
from evaluation.bench.apart import Ran, run_apart
from evaluation.bench.clustered import scaling
from evaluation.bench.copies import multiply
from evaluation.bench.embedding import agreement, of_length, passages_of
from evaluation.bench.ingesting import files_in
from evaluation.bench.reading import LAYER, has_docling, paged_files
from evaluation.bench.starting import help_seconds, starts
from evaluation.provenance import provenance
from index.embedding import open_embedder
from index.settings import load_settings

SEED: Final = 7
PLAIN_EMBEDDING: Final = "plain sentence-transformers, float32, batches of 32"
PYPDF: Final = "pypdf, text of the layer alone"
DOCLING: Final = "docling without models, text of the layer alone"
PLAIN_INGEST: Final = "plain langchain: loaders, RecursiveCharacterTextSplitter, same model, FAISS"
IN_THE_CALLER: Final = "reading in the calling process"
PLAIN_WORDS: Final = "bm25s over syllables alone, all in memory"
ALL_READ: Final = "all postings read and added up"
_WORDS_OF_256_TOKENS: Final = 160
_PLAIN_WORDS: Final = 1_000_000
"""Provisions up to which the alternative fits into memory."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and how much of it."""

    home: Path
    documents: Path
    questions: Sequence[str]
    sizes: Sequence[int] = ()
    """Provisions of the homes that are made."""
    homes: Sequence[Path] = ()
    """Homes that were made before, asked as well."""
    vectors: Sequence[int] = ()
    words: Sequence[int] = ()
    """Provisions whose words are indexed, without a store."""
    texts: int = 400
    long_texts: int = 48
    files: int = 120
    users: Sequence[int] = (1, 16, 64)
    seconds: float = 30.0
    filtered: int = 100
    """Questions to the vector index under each filter."""
    only: Sequence[str] = ()
    """The cases that are run; none: all."""

    def scaled(self, scale: float) -> Plan:
        """Return a plan of so many times the texts, files, seconds and questions."""
        return replace(
            self,
            texts=max(4, round(self.texts * scale)),
            long_texts=max(2, round(self.long_texts * scale)),
            files=max(2, round(self.files * scale)),
            seconds=max(0.5, self.seconds * scale),
            filtered=max(5, round(self.filtered * scale)),
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside its alternative; `ratio` says how many times better ours is."""

    name: str
    ours: float
    other: float
    alternative: str
    unit: str
    less_is_better: bool = True

    @property
    def ratio(self) -> float:
        """Return the ratio, above 1 where ours is better."""
        better, worse = (self.other, self.ours) if self.less_is_better else (self.ours, self.other)
        return round(better / worse, 2) if worse else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return it with its ratio."""
        return {**asdict(self), "ratio": self.ratio}


@dataclass(slots=True)
class Found:
    """What a run found so far."""

    figures: list[Figure] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    loads: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Load averages before and after each case: what else the machine did."""


Tell = Callable[[str], None]


def run_suite(plan: Plan, tell: Tell, keep: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Run all cases; `tell` hears the name of each before it begins, `keep` the report after each."""
    found = Found()
    report = _report(plan, found)
    with tempfile.TemporaryDirectory(prefix="thutuc-bench-", dir=plan.home.parent) as folder:
        for name, case in _CASES.items():
            if plan.only and name not in plan.only:
                continue
            tell(name)
            before = os.getloadavg()[0]
            case(plan, Path(folder), found, tell)
            found.loads[name] = (before, os.getloadavg()[0])
            report = _report(plan, found)
            keep(report)
    return report


def _report(plan: Plan, found: Found) -> dict[str, Any]:
    told = provenance(load_settings(plan.home))
    return {
        "provenance": {name: told[name] for name in ("date", "version", "commit", "machine")},
        "load": {name: [round(value, 1) for value in pair] for name, pair in found.loads.items()},
        "figures": [figure.to_json() for figure in found.figures],
        **found.facts,
    }


def _embedding(plan: Plan, folder: Path, found: Found, _: Tell) -> None:
    texts = passages_of(plan.home, plan.texts, SEED)
    long = of_length(texts, _WORDS_OF_256_TOKENS, plan.long_texts)
    for name, some in (("256-token passages", long), ("passages of the corpus as they come", texts)):
        ran: dict[str, Ran] = {}
        for case in ("embed_plain", "embed_ours"):
            given = {"home": str(plan.home), "texts": some, "out": str(folder / f"{case}.npy")}
            ran[case] = run_apart(case, given)
        ours, plain = ran["embed_ours"], ran["embed_plain"]
        for unit, member in (("texts a second", "seconds"), ("texts a second of one core", "processor")):
            mine, other = (len(some) / each.found[member] for each in (ours, plain))
            found.figures.append(
                Figure(f"embedding, {name}, {unit}", mine, other, PLAIN_EMBEDDING, unit, less_is_better=False)
            )
        found.figures.append(
            Figure(f"embedding, {name}, peak memory", ours.memory, plain.memory, PLAIN_EMBEDDING, "MiB")
        )
        cosine = agreement(str(folder / "embed_ours.npy"), str(folder / "embed_plain.npy"))
        found.facts.setdefault("least_cosine", {})[name] = round(cosine, 6)


def _ingest(plan: Plan, folder: Path, found: Found, _: Tell) -> None:
    files = files_in(plan.documents, plan.files, SEED)
    model = load_settings(plan.home).model_folder
    plain = run_apart("ingest_plain", {"files": files, "model": str(model)})
    read = run_apart("read_plain", {"files": files})
    ran: dict[str, Ran] = {}
    for case in ("ingest_words", "ingest_ours"):
        home = folder / case
        home.mkdir()
        shutil.copytree(model, home / "model")
        ran[case] = run_apart(case, {"files": files, "home": str(home)})
    found.facts["ingest"] = {
        "files": len(files),
        "chunks": plain.found["chunks"],
        "ours": ran["ingest_ours"].found["report"],
    }
    pairs = (
        ("ingest end to end", ran["ingest_ours"], plain, PLAIN_INGEST),
        ("until questions are answered (by words)", ran["ingest_words"], plain, PLAIN_INGEST),
        ("reading alone", ran["ingest_words"], read, "plain loaders and splitter, no index, no structure"),
    )
    for name, ours, other, alternative in pairs:
        found.figures += [
            Figure(name, ours.found["seconds"], other.found["seconds"], alternative, "s"),
            Figure(f"{name}, processor", ours.processor, other.processor, alternative, "s"),
            Figure(f"{name}, peak memory", ours.memory, other.memory, alternative, "MiB"),
        ]


def _cluster(plan: Plan, folder: Path, found: Found, tell: Tell) -> None:
    if find_spec("distributed") is None:
        tell("the extra `cluster` is not installed")
        return
    files = files_in(plan.documents, plan.files, SEED)
    rows = list(scaling(files, folder))
    found.facts["cluster"] = rows
    here, *runs = rows
    for row in runs:
        name = f"ingest on {row['workers']} workers, until all is in the store"
        found.figures += [
            Figure(name, row["seconds"], here["seconds"], IN_THE_CALLER, "s"),
            Figure(name, row["seconds"], row["seconds_of_processes"], "as many --workers", "s"),
            Figure(
                f"{name}, processor of the caller",
                *(row["caller_processor"], here["caller_processor"], IN_THE_CALLER, "s"),
            ),
        ]


def _reading(plan: Plan, _: Path, found: Found, __: Tell) -> None:
    files = paged_files(plan.documents)
    if not files:
        return
    ours = run_apart("read_pages", {"files": files, "languages": load_settings(plan.home).ocr_languages})
    refused = len(ours.found["refused"])
    found.facts["reading"] = {
        **(ours.found | {"refused": refused}),
        "files": len(files),
        "peak_mb": ours.memory,
    }
    # The others recognise nothing, so what is compared are the files that are read without that.
    layered = [file for file in files if file.lower().endswith(".pdf")]
    alone = run_apart("read_pages", {"files": layered, "languages": ""}) if layered else None
    if alone is None or not alone.found["pages"]:
        return
    layered = [file for file in layered if file not in alone.found["refused"]]
    others = {"read_pages_pypdf": PYPDF} | ({"read_pages_docling": DOCLING} if has_docling() else {})
    for case, alternative in others.items():
        other = run_apart(case, {"files": layered})
        mine, its = (
            ran.found["pages"] / seconds
            for ran, seconds in ((alone, alone.found["spent"][LAYER]), (other, other.found["spent"]))
        )
        found.figures += [
            Figure(
                f"pages a second of one core, beside {case.rpartition('_')[2]}",
                mine,
                its,
                alternative,
                "pages",
                less_is_better=False,
            ),
            Figure(
                f"reading pages, peak memory, beside {case.rpartition('_')[2]}",
                alone.memory,
                other.memory,
                alternative,
                "MiB",
            ),
        ]


def _vectors(plan: Plan, _: Path, found: Found, tell: Tell) -> None:
    for count in plan.vectors:
        tell(f"{count} vectors")
        given = {"count": count, "questions": plan.filtered, "seed": SEED, "k": 100}
        ran = run_apart("scan_vectors", given)
        found.facts.setdefault("vectors", []).append({**ran.found, "peak_mb": ran.memory})
        for row in ran.found["filters"]:
            name = f"search of {count:,} vectors, filter: {row['filter']}, p95"
            found.figures.append(
                Figure(name, row["p95_ms"], row["p95_exact_ms"], "exact scan in float32 with NumPy", "ms")
            )


def _words(plan: Plan, folder: Path, found: Found, tell: Tell) -> None:
    for size in plan.words:
        tell(f"words of {size} provisions")
        file, index = str(folder / f"passages-{size}"), str(folder / f"words-{size}")
        made = run_apart(
            "make_passages", {"home": str(plan.home), "provisions": size, "seed": SEED, "file": file}
        )
        built = run_apart("build_words", {"file": file, "folder": index})
        asked = {"folder": index, "questions": list(plan.questions)}
        searched = run_apart("search_words", asked)
        found.facts.setdefault("words", []).append(
            {"provisions": size, **made.found, **built.found, "peak_mb": built.memory, **searched.found}
        )
        name = f"words of {size:,} provisions"
        ours, every = (searched.found[key]["p50"] for key in ("search_processor_ms", "all_read_processor_ms"))
        found.figures.append(Figure(f"{name}, search, p50 of the processor", ours, every, ALL_READ, "ms"))
        if size <= _PLAIN_WORDS:
            plain = run_apart("build_words_plain", {"file": file})
            found.figures += [
                Figure(f"{name}, building, processor", built.processor, plain.processor, PLAIN_WORDS, "s"),
                Figure(f"{name}, building, peak memory", built.memory, plain.memory, PLAIN_WORDS, "MiB"),
            ]
        Path(file).unlink()
        shutil.rmtree(index)


def _homes(plan: Plan, folder: Path, found: Found, tell: Tell) -> None:
    embedder = open_embedder(load_settings(plan.home)) if plan.sizes else None
    for size in plan.sizes:
        tell(f"home of {size} provisions")
        home = folder / f"home-{size}"
        assert embedder is not None
        made = multiply(plan.home, home, size, SEED, embedder)
        _one_home(plan, home, made.provisions, found, tell)
        shutil.rmtree(home)
    for home in plan.homes:
        _one_home(plan, home, _provisions(home), found, tell)


def _one_home(plan: Plan, home: Path, provisions: int, found: Found, tell: Tell) -> None:
    tell(f"questions over {provisions} provisions")
    ran = run_apart("ask_home", {"home": str(home), "questions": list(plan.questions)})
    row: dict[str, Any] = {"provisions": provisions, **ran.found, "peak_mb": ran.memory, "users": []}
    found.facts.setdefault("homes", []).append(row)
    if not plan.users:
        return
    row["users"] = [_loaded(plan, home, users) for users in plan.users]
    row["ready_seconds"] = ready = starts(home)
    plain = "langchain + FAISS"
    found.figures.append(
        Figure(f"start to ready, {provisions:,} provisions", ready["thutuc"], ready[plain], plain, "s")
    )
    for users in row["users"]:
        mine, other = (users[name]["answers_per_second"] for name in ("thutuc", plain))
        name = f"answers a second, {provisions:,} provisions, {users['users']} users"
        found.figures.append(Figure(name, mine, other, plain, "answers a second", less_is_better=False))


def _loaded(plan: Plan, home: Path, users: int) -> dict[str, Any]:
    row: dict[str, Any] = {"users": users}
    for name in loading.SERVERS:
        with loading.running(name, home) as address:
            asyncio.run(loading.load(address, plan.questions, min(users, 4), plan.seconds / 10))
            row[name] = asyncio.run(loading.load(address, plan.questions, users, plan.seconds)).to_json()
    return row


def _provisions(home: Path) -> int:
    import sqlite3  # noqa: PLC0415
    from contextlib import closing  # noqa: PLC0415

    place = f"file:{load_settings(home).database}?mode=ro"
    with closing(sqlite3.connect(place, uri=True)) as store:
        return int(store.execute("SELECT count(*) FROM provisions").fetchone()[0])


def _starting(_: Plan, __: Path, found: Found, ___: Tell) -> None:
    seconds = help_seconds()
    other = "import langchain_core.runnables"
    found.facts["help_seconds"] = seconds
    found.figures.append(Figure("thutuc --help", seconds["thutuc --help"], seconds[other], other, "s"))


_CASES: Final[dict[str, Callable[[Plan, Path, Found, Tell], None]]] = {
    "starting": _starting,
    "embedding": _embedding,
    "ingest": _ingest,
    "cluster": _cluster,
    "reading": _reading,
    "vectors": _vectors,
    "words": _words,
    "homes": _homes,
}
