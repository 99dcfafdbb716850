"""A publisher that is killed at any moment leaves a whole generation in use."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from passages import PassageSource, passage

from index import lexical_build
from index.errors import NoGeneration
from index.generation import Generation
from index.layout import generations_folder
from index.manifest import Header
from index.publishing import publish
from index.search import Clause, Field, Scope

HEADER = Header("test-model", 64)
KILLS = 7
ROOT = Path(__file__).parents[2]


def source(version: int) -> PassageSource:
    """Version n holds n passages of its own beside 300 that are always there."""
    store = PassageSource(HEADER.dimension)
    for key in range(1, 301):
        store.put(passage(key, f"chung {key} thủ tục hành chính cấp xã " * 8))
    for key in range(1, version + 1):
        store.put(passage(1000 + key, "riêng"))
    return store


def publish_for_ever(home: Path) -> None:
    lexical_build.TOKENS_AT_ONCE = 900  # type: ignore[misc] # several runs for each generation
    stores = [source(version) for version in range(1, 6)]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        for store in stores:
            publish(home, store, HEADER, embeddings=True)


def whole(home: Path) -> bool:
    """Open what is in use, comparing every hash, and count what it finds."""
    try:
        generation = Generation.open(home, HEADER, verify="hashes")
    except NoGeneration:
        return False
    scope = Scope(generation.labels)
    own = generation.lexical.search([Clause(Field.BODY, "riêng")], 999, scope)
    shared = generation.lexical.search([Clause(Field.BODY, "chung")], 999, scope)
    assert len(shared) == 300
    assert len(own) == generation.manifest.passages - 300
    assert generation.vectors is not None
    assert len(generation.vectors) == generation.manifest.passages
    generation.close()
    return True


def test_kills_in_mid_publication_leave_a_whole_generation(tmp_path: Path) -> None:
    rng = random.Random(20)
    opened = 0
    interrupted = 0
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    for kill in range(KILLS):
        command = [sys.executable, __file__, str(tmp_path)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"ready\n"
            while kill == KILLS - 1 and not list(generations_folder(tmp_path).glob("gen-*")):
                time.sleep(0.01)  # on a slow machine none was whole so far
            time.sleep(rng.uniform(0.01, 0.4))
            worker.send_signal(signal.SIGKILL)
        interrupted += any(path.name.startswith("tmp-") for path in generations_folder(tmp_path).iterdir())
        opened += whole(tmp_path)
    assert opened
    assert interrupted
    # Twice, and each by itself: then nothing older is kept as what answers should the newest be damaged.
    for version in (1, 2):
        publish(tmp_path, source(version), HEADER, embeddings=True, whole=True)
    assert whole(tmp_path)
    left = {path.name for path in generations_folder(tmp_path).iterdir()}
    assert not [name for name in left if name.startswith("tmp-")]
    assert len([name for name in left if name.startswith("gen-")]) == 2


if __name__ == "__main__":
    publish_for_ever(Path(sys.argv[1]))
