"""Files that hold files, archives, e-mails, edXML envelopes and PDFs, taken apart by a worker process."""

from __future__ import annotations

import email
import email.errors
import email.policy
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from io import BytesIO
from mmap import mmap
from pathlib import Path, PurePosixPath
from typing import Final

from ingest.archives import MOST_FILES, contents
from ingest.envelope import Business, Envelope
from ingest.envelope_xml import read_envelope
from ingest.errors import BadArchive, Crashed, Damaged, Empty, NoAccess, NotADocument, TooLarge, Unreadable
from ingest.photos import is_photo, page_runs, write_photos
from ingest.readers.declared import collect
from ingest.readers.limits import MAX_BYTES, MAX_UNPACKED_BYTES
from ingest.readers.ole import Streams
from ingest.tar_archives import is_tar, tar_contents

_ENDINGS: Final = frozenset({".zip", ".edxml", ".eml", ".msg"})
_OFFICE: Final = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/vnd\.")
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_ATTACHMENT: Final = re.compile(r"(__attach_version1\.0_#[0-9A-F]{8})/__substg1\.0_37010102")
_ATTACHING: Final = (b"/EmbeddedFile", b"/ObjStm")
"""A PDF with attached files names them plainly, or has packed objects, in which it may."""
_LONGEST: Final = 120
_BROKEN_MAIL: Final = (LookupError, ValueError, TypeError, AttributeError, email.errors.MessageError)
"""What the library lets through for malformed heads."""


def may_have_attachments(name: str) -> bool:
    """Tell whether a file is, by its name, a document that may have others attached to it."""
    return PurePosixPath(name).suffix.lower() == ".pdf"


def may_carry(data: bytes | mmap) -> bool:
    """Tell at a glance whether the bytes of a PDF may have attached files in them."""
    return any(data.find(mark) >= 0 for mark in _ATTACHING)


def is_container_name(name: str) -> bool:
    """Tell whether a file is looked at, by its name, as one that holds others."""
    path = PurePosixPath(name)
    return path.suffix.lower() in _ENDINGS or is_tar(path)


@dataclass(frozen=True, slots=True)
class Opening:
    """A container to take apart: `into` is an empty folder for what is in it."""

    source: str
    path: Path
    into: Path


@dataclass(frozen=True, slots=True)
class Inside:
    """A file that a container holds, where it was unpacked, and what the container declares of it.

    `failure` says why it cannot be had, though the others can.
    """

    name: str
    path: Path
    size: int
    declared: Mapping[str, str] = field(default_factory=dict)
    failure: Unreadable | None = None


def open_container(task: Opening, *_told: object) -> tuple[Inside, ...] | Unreadable:
    """Take a container apart; never raises. An empty tuple says that it is a document, not a container."""
    try:
        return _opened(task)
    except Unreadable as refusal:
        return refusal
    except OSError as refusal:
        return NoAccess(refusal.strerror or type(refusal).__name__)
    except (MemoryError, RecursionError) as limit:
        return TooLarge(f"taking it apart needs too much ({type(limit).__name__})")
    except Exception as problem:
        return Crashed(f"{type(problem).__name__}: {problem}")


def _opened(task: Opening) -> tuple[Inside, ...]:
    size = task.path.stat().st_size
    if may_have_attachments(task.source):
        return _attached(task) if size <= MAX_BYTES else ()
    if size > MAX_BYTES:
        raise TooLarge(f"{size} bytes, the limit is {MAX_BYTES}")
    data = task.path.read_bytes()
    if data.startswith(b"PK") and _OFFICE.search(data[:4096]):
        return ()
    return tuple(_written(_joined(_files(data, PurePosixPath(task.source))), task.into))


def _attached(task: Opening) -> tuple[Inside, ...]:
    from ingest.readers.pdf_attached import attached_files  # noqa: PLC0415 - loads pypdf, for PDFs only

    broken: list[tuple[str, Unreadable]] = []

    def sound() -> Iterator[Part]:
        for name, content in attached_files(task.path.read_bytes()):
            if isinstance(content, bytes):
                yield name, content, {}
            else:
                broken.append((name, content))

    found: list[Inside] = []
    with suppress(Empty):
        found.extend(_written(_joined(sound()), task.into))
    taken = {one.name.casefold() for one in found}
    for name, failure in broken:
        unique = _unique(name, taken, len(taken) + 1)
        taken.add(unique.casefold())
        found.append(Inside(unique, task.path, 0, failure=failure))
    return tuple(found)


Part = tuple[str, bytes, Mapping[str, str]]


def _files(data: bytes, name: PurePosixPath) -> Iterator[Part]:
    ending = name.suffix.lower()
    if ending == ".zip":
        yield from ((inner, content, {}) for inner, content in contents(data, MAX_UNPACKED_BYTES))
    elif is_tar(name):
        yield from ((inner, content, {}) for inner, content in tar_contents(data, MAX_UNPACKED_BYTES))
    elif ending == ".edxml":
        yield from _enveloped(read_envelope(data))
    elif ending == ".msg":
        yield from _outlook(Streams(data, Path(name)))
    else:
        yield from _mail(email.message_from_bytes(data, policy=email.policy.default))


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Give the parts with photos that are pages of one document as one."""
    photos: dict[str, Part] = {}
    for part in parts:
        if is_photo(part[0], part[1]) and part[0] not in photos:
            photos[part[0]] = part
        else:
            yield part
    for run in page_runs({name: len(data) for name, data, _ in photos.values()}):
        out = BytesIO()
        write_photos(out, (photos.pop(name)[1] for name in run.photos))
        yield run.name, out.getvalue(), {}
    yield from photos.values()


def _written(parts: Iterator[Part], into: Path) -> Iterator[Inside]:
    left, names = MAX_UNPACKED_BYTES, set[str]()
    number = 0
    for name, data, declared in parts:
        left -= len(data)
        if left < 0 or number >= MOST_FILES:
            raise TooLarge(f"more than {MAX_UNPACKED_BYTES} bytes or {MOST_FILES} files in it")
        path = into / str(number)
        path.write_bytes(data)
        number += 1
        unique = _unique(name, names, number)
        names.add(unique.casefold())
        yield Inside(unique, path, len(data), declared)
    if not number:
        raise Empty("there is no file in it")


def _unique(name: str, taken: Collection[str], number: int) -> str:
    """Return a name that is not taken yet, with a number from `number` on where it is."""
    place, unique = PurePosixPath(name), name
    while unique.casefold() in taken:
        unique = str(place.with_name(f"{place.stem} ({number}){place.suffix}"))
        number += 1
    return unique


def _enveloped(envelope: Envelope) -> Iterator[Part]:
    """Give what an envelope carries; one file alone is the document that its header describes."""
    if envelope.status is not None:
        about = envelope.response_for.code if envelope.response_for else "?"
        raise NotADocument(f"a status message ({envelope.status.code}) about {about}, without a text")
    if envelope.business is Business.REVOCATION:
        raise NotADocument(f"an envelope that takes {envelope.number} back; nothing in it is to be read")
    found = list(envelope.files())
    day = envelope.promulgated_on.isoformat() if envelope.promulgated_on else ""
    facts = (
        *(("số hiệu", envelope.number), ("trích yếu", envelope.subject), ("ngày ban hành", day)),
        *(("loại văn bản", envelope.type_name), ("cơ quan ban hành", envelope.sender.name)),
    )
    declared = collect(facts) if len(found) == 1 else {}
    yield from ((file_name(name), data, declared) for name, data in found)


def _mail(message: EmailMessage) -> Iterator[Part]:
    try:
        yield from _letter_and_attachments(message)
    except _BROKEN_MAIL as error:
        raise Damaged(f"the e-mail is malformed ({type(error).__name__})") from error


def _head(message: EmailMessage, key: str) -> str:
    """Return a line of the head; as it is written where it breaks the rules, as `a@` for an address does."""
    try:
        return str(message.get(key, ""))
    except _BROKEN_MAIL:
        return next((value for name, value in message.raw_items() if name.lower() == key.lower()), "")


def _letter_and_attachments(message: EmailMessage) -> Iterator[Part]:
    yield _letter({key: _head(message, key) for key in ("Subject", "From", "To", "Date")}, *_body(message))
    for attached in message.iter_attachments():
        if attached.get_content_type() == "message/rfc822":
            for inner in attached.iter_parts():
                yield "thư đính kèm.eml", inner.as_bytes(), {}
            continue
        data = attached.get_payload(decode=True)
        name = file_name(attached.get_filename() or f"đính kèm.{attached.get_content_subtype()}")
        yield name, data if isinstance(data, bytes) else b"", {}


def _body(message: EmailMessage) -> tuple[str, bool]:
    part = message.get_body(("plain", "html"))
    if part is None:
        return "", False
    try:
        return str(part.get_content()), part.get_content_subtype() == "html"
    except (LookupError, ValueError):  # a charset that does not exist
        data = part.get_payload(decode=True)
        return (data.decode("utf-8", "replace") if isinstance(data, bytes) else ""), False


def _outlook(streams: Streams) -> Iterator[Part]:
    def text(place: str) -> str:
        if f"{place}001F" in streams:
            return streams.read(f"{place}001F").decode("utf-16-le", "replace")
        return (
            streams.read(f"{place}001E").decode("windows-1258", "replace")
            if f"{place}001E" in streams
            else ""
        )

    if "__properties_version1.0" not in streams:
        raise BadArchive("no Outlook message in it")
    heads = {"Subject": "0037", "From": "0C1A", "To": "0E04"}
    shown = {key: text(f"__substg1.0_{tag}").strip("\x00") for key, tag in heads.items()}
    yield _letter(shown, text("__substg1.0_1000"), html=False)
    for name in streams.names():
        if match := _ATTACHMENT.fullmatch(name):
            called = text(f"{match[1]}/__substg1.0_3707") or text(f"{match[1]}/__substg1.0_3704")
            yield file_name(called.strip("\x00") or "đính kèm"), streams.read(name), {}


def _letter(heads: Mapping[str, str], body: str, html: bool) -> Part:  # noqa: FBT001
    """Return a message as a text of its own, with what its heads say above it."""
    labels = {"Subject": "Tiêu đề", "From": "Từ", "To": "Đến", "Date": "Ngày"}
    lines = [f"{labels[key]}: {' '.join(said.split())}" for key, said in heads.items() if said.strip()]
    title = " ".join(heads.get("Subject", "").split())
    declared = {"title": title} if title else {}
    if html:
        above = "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines)
        page = f"<html><body>{above}<div>{body}</div></body></html>"
        return "thư.html", page.encode("utf-8", "replace"), declared
    return "thư.txt", "\n\n".join(["\n".join(lines), body]).encode("utf-8", "replace"), declared


def file_name(name: str) -> str:
    """Return a name without folders and signs that no name has; its ending stays."""
    plain = _UNFIT.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .") or "tệp"
    suffix = PurePosixPath(plain).suffix[:12]
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - len(suffix)] + suffix
