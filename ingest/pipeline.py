"""From one file to what the store takes: the steps, and the function that a worker process runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from time import perf_counter
from typing import Final

from index.access import AccessLabel
from index.document_store import SourceFile
from index.documents import Document, Identity
from index.provisions import Passage, Provision
from index.quality import Corrected, Quality
from index.reading_corrections import Field, ReadingCorrection, reading_key
from index.validity import UNKNOWN, Validity
from index.vietnamese import covert
from ingest.chunking import passages
from ingest.citable import provisions_of, tie_card
from ingest.corrections import correct_text, settled
from ingest.detect import Format, detect, is_as_named, reader_for
from ingest.doubts import doubt
from ingest.effect import effect
from ingest.errors import Crashed, Empty, NoAccess, NotADocument, NotWhatItSays, TooLarge, Unreadable
from ingest.footnotes import lift
from ingest.language import language_of
from ingest.metadata import declares_another, identify, legal_bases
from ingest.numbering import numbering_doubts
from ingest.quality import quality_doubts, quality_of
from ingest.readers.declared import beside
from ingest.readers.limits import MAX_BYTES
from ingest.reading import Draft, Reading
from ingest.recognition import NO_OCR, OcrWish, Recogniser, Tell, silent
from ingest.said import Said, said_by
from ingest.structure import parse

PARSER_VERSION: Final = 14
"""Grows with every change of what the steps make of the same bytes: then all files are read again."""


_OF_FORCE: Final = frozenset({"effective_from", "status"})
"""What a file declares of an act's force."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file for a worker: what is known of it, and how its document is to be held.

    `known_sha256` is the hash of the bytes that were read last, where they need not be read into provisions
    again. `document_id` is set where the id comes from where the file came from; with `distinct` it is made
    from the bytes, beside a document with the same identity, which is told (`tells_twin`) where all who may
    read this one may read that one. `ocr` says how text in pictures is
    recognised, `declared` what an envelope around the file says of it. `corrections` are what people
    corrected of files, by `reading_key`.
    """

    source: str
    path: Path
    size: int
    mtime_ns: int
    label: AccessLabel
    known_sha256: str | None = None
    document_id: str = ""
    distinct: bool = False
    ocr: OcrWish = NO_OCR
    declared: Mapping[str, str] = field(default_factory=dict, hash=False)
    tells_twin: bool = False
    corrections: Mapping[str, tuple[ReadingCorrection, ...]] = field(default_factory=dict, hash=False)

    def corrections_of(self, sha256: str) -> tuple[ReadingCorrection, ...]:
        """Return what people corrected of this file, whose bytes have that hash."""
        return self.corrections.get(reading_key(sha256, self.document_id), ())


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document ready for the store, with what it says of others, and the seconds that it took."""

    document: Document
    provisions: tuple[Provision, ...]
    passages: tuple[Passage, ...]
    said: Said
    file: SourceFile
    seconds: float


@dataclass(frozen=True, slots=True)
class Same:
    """The bytes are those that were read last; only size or time of the file's entry is new."""

    file: SourceFile


@dataclass(frozen=True, slots=True)
class Failed:
    """The file cannot be read. `sha256` is "" where not even its bytes could be had."""

    failure: Unreadable
    sha256: str
    seconds: float


@dataclass(slots=True)
class Work:
    """What the steps know of one file; each step reads what the earlier ones set."""

    task: Task
    tell: Tell = silent
    data: bytes = b""
    sha256: str = ""
    reading: Reading = field(default_factory=lambda: Reading(""))
    corrected: tuple[Corrected, ...] = ()
    drafts: tuple[Draft, ...] = ()
    identity: Identity = field(default_factory=Identity)
    title: str = ""
    doubts: tuple[str, ...] = ()
    validity: Validity = UNKNOWN
    quality: Quality | None = None
    document: Document | None = None
    provisions: tuple[Provision, ...] = ()
    passages: tuple[Passage, ...] = ()
    said: Said = field(default_factory=Said)


def read(work: Work) -> None:
    """Take the bytes and their hash."""
    if work.task.size > MAX_BYTES:
        raise TooLarge(f"{work.task.size} bytes, the limit is {MAX_BYTES}")
    try:
        work.data = work.task.path.read_bytes()
    except OSError as refusal:
        raise NoAccess(refusal.strerror or type(refusal).__name__) from refusal
    work.sha256 = hashlib.sha256(work.data).hexdigest()


def extract(work: Work) -> None:
    """Take the text out with the reader of the format that the content shows."""
    name = PurePath(work.task.source)
    if lists_other_files(work.data, work.task.path):
        raise NotADocument("each line names another file")
    recogniser = Recogniser(work.task.ocr, reading_key(work.sha256, work.task.document_id), work.tell)
    kind = detect(work.data, name)
    work.reading = reader_for(kind, recogniser).read(work.data, name)
    if work.task.declared:
        known = {**work.reading.declared, **work.task.declared}
        work.reading = replace(work.reading, declared=known)
    if not work.reading.text.strip():
        raise Empty("no text in it")
    if facts := beside(work.task.path):
        work.reading = replace(work.reading, declared={**facts, **work.reading.declared})
    if not is_as_named(kind, name):
        work.reading = _misnamed(work.reading, kind, name)
    if hidden := covert(work.reading.text):
        told = doubt("hidden_characters", count=str(hidden))
        work.reading = replace(work.reading, doubts=(*work.reading.doubts, told))


def _misnamed(reading: Reading, kind: Format, name: PurePath) -> Reading:
    """Doubt a file that is of another format than its name says.

    Raises `NotWhatItSays` for a web page that is no act: it is what a portal sent in place of the file.
    """
    if kind is Format.HTML and identify(reading, "")[0].number is None:
        raise NotWhatItSays(
            f"{name}: a web page without an act in it, such as the notice of a failed download"
        )
    told = doubt("other_format", ending=name.suffix, format=kind.value.upper())
    return replace(reading, doubts=(told, *reading.doubts))


def lift_notes(work: Work) -> None:
    """Take the marks of footnotes out of the words, and put the notes behind them."""
    work.reading = lift(work.reading)


def correct(work: Work) -> None:
    """Make what people corrected of the text."""
    made = correct_text(work.reading, work.task.corrections_of(work.sha256))
    work.reading, work.corrected = made.reading, made.corrected
    if made.lost:
        told = doubt("corrections_lost", count=str(len(made.lost)))
        work.reading = replace(work.reading, doubts=(*work.reading.doubts, told))


def structure(work: Work) -> None:
    """Take the structure apart."""
    work.drafts = parse(work.reading)
    told = () if work.reading.drafts else numbering_doubts(work.drafts, work.reading.text)
    work.reading = replace(work.reading, doubts=(*work.reading.doubts, *told))


def find_identity(work: Work) -> None:
    """Find number, kind, issuer, date and title, in the text's own head first, but for what was corrected."""
    name = PurePath(work.task.source).name
    work.identity, work.title, work.doubts = identify(work.reading, name)
    given = settled(work.task.corrections_of(work.sha256))
    if not given or work.reading.card is not None:
        return
    read = _fields(work.identity, work.title)
    values = {of: one.value for of, one in given.items()}
    work.identity, work.title, work.doubts = identify(work.reading, name, values)
    work.corrected += tuple(Corrected(one.entry, read[of]) for of, one in given.items())


def find_effect(work: Work) -> None:
    """Find when the text is in force, by its own words, else by what the file declares of this very act."""
    if declares_another(work.reading, work.identity.number):
        known = {k: v for k, v in work.reading.declared.items() if k not in _OF_FORCE}
        work.reading = replace(work.reading, declared=known)
    work.validity = effect(work.reading.text, work.drafts, work.identity, work.reading.declared)


def judge_reading(work: Work) -> None:
    """Judge how well the pages were read."""
    work.quality = quality_of(work.reading, work.corrected)
    given = settled(work.task.corrections_of(work.sha256))
    number = None if Field.NUMBER in given else work.identity.number
    doubts = quality_doubts(work.quality, work.reading.text, number)
    work.doubts = (*work.doubts, *doubts)


def hold(work: Work) -> None:
    """Make the document and its provisions."""
    reading = work.reading
    identity = Identity() if work.task.distinct else work.identity
    document_id = work.task.document_id or identity.document_id(work.sha256)
    work.provisions = provisions_of(document_id, reading, work.drafts)
    doubts = (*reading.doubts, *work.doubts, *((doubt("another_text"),) if work.task.tells_twin else ()))
    work.document = Document(
        id=document_id,
        identity=work.identity,
        title=work.title,
        text=reading.text,
        source=work.task.source,
        sha256=work.sha256,
        label=work.task.label,
        language=reading.declared.get("language") or language_of(reading.text),
        validity=work.validity,
        portal_status=reading.declared.get("status"),
        legal_bases=legal_bases(work.drafts, reading.text),
        doubts=tuple(dict.fromkeys(doubts)),
        quality=work.quality,
        card=None if reading.card is None else tie_card(reading.card, work.provisions),
    )


def cut(work: Work) -> None:
    """Cut the provisions into the passages that are searched."""
    assert work.document is not None
    work.passages = passages(work.document.id, work.title, work.drafts, work.provisions, work.reading.text)


def find_orders(work: Work) -> None:
    """Find what the document orders of others and what it refers to."""
    assert work.document is not None
    work.said = said_by(work.document, work.provisions)


STEPS: Final[tuple[Callable[[Work], None], ...]] = (
    extract,
    lift_notes,
    correct,
    structure,
    find_identity,
    find_effect,
    judge_reading,
    hold,
    cut,
    find_orders,
)


def process(task: Task, tell: Tell = silent) -> Parsed | Same | Failed:
    """Run the steps over one file; never raises, since one file must not stop the rest.

    `tell` hears of each page that took long.
    """
    begun = perf_counter()
    work = Work(task, tell)
    try:
        read(work)
        file = SourceFile(task.source, task.size, task.mtime_ns, work.sha256, None)
        if work.sha256 == task.known_sha256:
            return Same(file)
        for step in STEPS:
            step(work)
    except Exception as problem:
        return Failed(_refusal(problem), work.sha256, perf_counter() - begun)
    assert work.document is not None
    file = replace(file, document_id=work.document.id)
    seconds = perf_counter() - begun
    return Parsed(work.document, work.provisions, work.passages, work.said, file, seconds)


def _refusal(problem: Exception) -> Unreadable:
    """Say why a file is not read; a fault of a reader costs its file, not the batch."""
    if isinstance(problem, Unreadable):
        return problem
    if isinstance(problem, MemoryError):
        return TooLarge("it needs more memory than allowed (worker_memory_mb)")
    if isinstance(problem, RecursionError):
        return TooLarge("it is nested too deeply")
    return Crashed(f"{type(problem).__name__}: {problem}")


def _fields(identity: Identity, title: str) -> Mapping[Field, str]:
    day = identity.issued_on.isoformat() if identity.issued_on else ""
    return {
        Field.NUMBER: identity.number or "",
        Field.KIND: identity.kind.value,
        Field.ISSUER: identity.issuer or "",
        Field.ISSUED_ON: day,
        Field.TITLE: title,
    }


def lists_other_files(data: bytes, path: Path) -> bool:
    """Tell whether a `.jsonl` file is a list of files beside or below it: each line's `file` names one."""
    if path.suffix.lower() != ".jsonl":
        return False
    lines = [line for line in data.splitlines() if line.strip()]
    try:
        names = [json.loads(line)["file"] for line in lines]
        return bool(names) and all((path.parent / name).exists() for name in names)
    except (ValueError, KeyError, TypeError, OSError):
        return False
