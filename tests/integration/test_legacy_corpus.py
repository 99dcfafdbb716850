"""Legacy encodings on real files with true transcripts, and Unicode texts that stay as they are."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from ingest.detect import detect, reader_for
from ingest.legacy_text import text_to_unicode

BARS = {"tcvn3": 0.98, "vni": 0.95, "synthetic": 0.95}


def words(text: str) -> Counter[str]:
    """Words with their diacritics; without case, since transcripts write fonts of capitals small."""
    return Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold()))


@pytest.mark.shared
def test_transcripts_of_legacy_files_are_reached(shared: Path) -> None:
    folder = shared / "corpus" / "legacy"
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        path = folder / entry["file"]
        data = path.read_bytes()
        read = words(reader_for(detect(data, path)).read(data, path).text)
        found = [words((folder / name).read_text("utf-8")) for name in entry["ground_truth"]]
        best = max(found, key=lambda true: (true & read).total() / true.total())
        right[entry["encoding"]] += (best & read).total()
        whole[entry["encoding"]] += best.total()
    shares = {encoding: right[encoding] / whole[encoding] for encoding in whole}
    print({encoding: round(share, 4) for encoding, share in shares.items()})  # noqa: T201
    assert set(shares) == set(BARS)
    assert {e: share for e, share in shares.items() if share < BARS[e]} == {}


@pytest.mark.shared
def test_unicode_texts_are_never_touched(shared: Path) -> None:
    paths = sorted(
        path
        for path in (shared / "corpus").rglob("*")
        if path.suffix in (".txt", ".md", ".json", ".html", ".edxml") and path.stat().st_size < 400_000
    )[::7]
    assert len(paths) > 100
    changed = []
    for path in paths:
        text = path.read_bytes().decode("utf-8", "replace")
        if "\n".join(text_to_unicode(text).texts) != text:
            changed.append(path.name)
    assert changed == []
