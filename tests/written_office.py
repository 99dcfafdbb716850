"""An assistant over a few texts that a test wrote itself, searched by their words alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assistant.assembly import Assistant, open_assistant
from index.access import AccessLabel
from index.settings import load_settings
from ingest.cli import run


@contextmanager
def written_office(folder: Path, texts: Mapping[str, str], *, vectors: bool = False) -> Iterator[Assistant]:
    """Ingest texts, by the names of their files, as public ones; all of them have to be readable.

    A name without a suffix is that of a Markdown file.
    """
    papers, home = folder / "papers", folder / "home"
    papers.mkdir()
    for name, text in texts.items():
        (papers / (name if "." in name else f"{name}.md")).write_text(text, encoding="utf-8")
    label = AccessLabel.parse("public")
    report = run(load_settings(home), [papers], label, workers=1, sync=False, vectors=vectors, quiet=True)
    assert not report.quarantined
    assistant = open_assistant(home)
    try:
        yield assistant
    finally:
        assistant.close()
