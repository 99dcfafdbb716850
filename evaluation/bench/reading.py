"""Pages a second of each stage of reading, beside plain pypdf and, where it is installed, docling.

docling's usual pipeline fetches its models when it is first run. What is compared is its pipeline without any
(`NativePdfPipeline`), which gives the text of the layer alone: no order, no tables, no structure.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from index.access import AccessLabel
from index.quality import PageSource
from ingest.detect import detect, is_as_named, reader_for
from ingest.errors import NotWhatItSays, Unreadable
from ingest.pipeline import STEPS, Task, Work, extract
from ingest.recognition import OcrWish, Recognised, Recogniser

if TYPE_CHECKING:
    from PIL.Image import Image

PAGED: Final = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"})
LAYER: Final = "text layer, lines, tables"
RECOGNITION: Final = "recognition"


def paged_files(folder: Path) -> list[str]:
    """Return the files of a folder that have pages."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in PAGED and path.is_file())
    return [str(path) for path in sorted(found)]


def has_docling() -> bool:
    """Tell whether docling is installed; it is no dependency."""
    return find_spec("docling") is not None


@dataclass(slots=True)
class _Clock:
    """Seconds of the processor by stage, with those of programs that were waited for."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def stage(self, name: str, inside: str = "") -> Iterator[None]:
        """Count what is done to a stage, and not to the one that it is `inside`."""
        began = _processor()
        try:
            yield
        finally:
            used = _processor() - began
            self.spent[name] += used
            if inside:
                self.spent[inside] -= used


class _Timed(Recogniser):
    """A recogniser whose pages are counted and timed apart from the reading that asks for them."""

    clock: _Clock

    def page(self, picture: Image, number: int, pages: int) -> Recognised | None:
        """Recognise on the clock."""
        with self.clock.stage(RECOGNITION, LAYER):
            return super().page(picture, number, pages)


def read_pages(files: list[str], languages: str) -> dict[str, Any]:
    """Read files as an ingest does, without its store: pages, and seconds of the processor by stage."""
    clock, pages, recognised = _Clock(), 0, 0
    refused: list[str] = []
    for file in files:
        path = Path(file)
        work = Work(Task(file, path, path.stat().st_size, 0, AccessLabel()), data=path.read_bytes())
        work.sha256 = hashlib.sha256(work.data).hexdigest()
        recogniser = _Timed(OcrWish(languages), work.sha256)
        recogniser.clock = clock
        try:
            with clock.stage(LAYER):
                kind = detect(work.data, path)
                if not is_as_named(kind, path):  # the others go by the name
                    raise NotWhatItSays(file)
                work.reading = reader_for(kind, recogniser).read(work.data, path)
        except Unreadable:
            refused.append(file)
            continue
        pages += len(work.reading.pages)
        recognised += sum(page.source is PageSource.OCR for page in work.reading.qualities)
        for step in STEPS:
            if step is not extract:
                with clock.stage(step.__name__):
                    step(work)
    return {"pages": pages, "recognised": recognised, "refused": refused, "spent": dict(clock.spent)}


def read_pages_pypdf(files: list[str]) -> dict[str, Any]:
    """Take the text of the layer of PDF files out with pypdf."""
    from pypdf import PdfReader  # noqa: PLC0415

    began, pages = _processor(), 0
    for file in files:
        reader = PdfReader(file)
        pages += sum(1 for page in reader.pages if page.extract_text() is not None)
    return {"pages": pages, "spent": _processor() - began}


def read_pages_docling(files: list[str]) -> dict[str, Any]:
    """Take the text of the layer of PDF files out with docling's pipeline without models."""
    converting, base = (
        import_module("docling.document_converter"),
        import_module("docling.datamodel.base_models"),
    )
    options = import_module("docling.datamodel.pipeline_options").NativePdfPipelineOptions(
        generate_page_images=False, generate_picture_images=False, parser_threads=1
    )
    pipeline = import_module("docling.pipeline.native_pdf_pipeline").NativePdfPipeline
    wish = converting.PdfFormatOption(pipeline_cls=pipeline, pipeline_options=options)
    converter = converting.DocumentConverter(format_options={base.InputFormat.PDF: wish})
    began, pages = _processor(), 0
    for file in files:
        document = converter.convert(file).document
        pages += len(document.pages) if document.export_to_text() is not None else 0
    return {"pages": pages, "spent": _processor() - began}


def _processor() -> float:
    return time.process_time() + sum(os.times()[2:4])
