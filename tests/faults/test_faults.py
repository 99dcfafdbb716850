"""Whatever strikes in mid-write: nothing acknowledged is lost, nothing withdrawn shown, readers are served.

The short form strikes at some changes; `make faults` at every second one (THUTUC_FAULT_STEP=2), in all modes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.office import GUEST, HEADER, HIDDEN, NEW, STAYS, Reader, before, write

from index.access import Principal
from index.consistency import check
from index.generation import Generation
from index.settings import load_settings
from index.sqlite_store import SqliteStore

ROOT = Path(__file__).parents[2]
STEP = int(os.environ.get("THUTUC_FAULT_STEP", "83"))
LONG = "THUTUC_FAULT_STEP" in os.environ
MODES = ("before", "after", "torn", "power", "full", "readonly")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: what is tried is the order of changes, not the disk."""
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="faults-", dir=memory if os.access(memory, os.W_OK) else None))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("no C compiler here (Debian, Ubuntu: apt-get install gcc libc6-dev)")
    built = tmp_path_factory.mktemp("shim") / "shim.so"
    source = str(Path(__file__).with_name("shim.c"))
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(built), source, "-ldl"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("the C compiler here cannot build a library (Debian, Ubuntu: apt-get install libc6-dev)")
    return built


@pytest.mark.timeout(3600 if LONG else 300)
def test_no_fault_at_any_change_loses_or_shows_what_it_must_not(folder: Path, shim: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
        "LD_PRELOAD": str(shim),
        "OMP_NUM_THREADS": "1",
    }
    driver = str(Path(__file__).with_name("driver.py"))
    first = 1 if LONG else random.randint(1, STEP)
    command = [sys.executable, driver, str(folder), str(first), str(STEP), *MODES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    errors = folder / "errors.txt"
    faults = [line for line in errors.read_text().splitlines() if line.startswith("FAULT")]
    assert told["broken"] == [], (first, told, faults[:5])
    assert faults == []
    assert told["kills"] > told["refusals"] > 0
    assert told["questions"] > told["kills"]
    if LONG:
        sys.stdout.write(f"{json.dumps({name: told[name] for name in told if name != 'broken'})}\n")


@pytest.mark.timeout(1800 if LONG else 300)
def test_an_ingest_that_is_killed_at_random_goes_on(folder: Path) -> None:
    """The command itself, with its worker processes, which must not outlive it."""
    rng = random.Random(5)
    home, papers = folder / "home", folder / "papers"
    before(home, papers)
    settings = load_settings(home)
    write(papers, *((100 + n, "lưới") for n in range(30)), (140, "lồng"))
    reader = Reader(home)
    for _ in range(40 if LONG else 2):
        with subprocess.Popen(
            [sys.executable, "-c", INGEST, str(home), str(papers)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            until = time.monotonic() + rng.uniform(0.0, 2.5)
            while time.monotonic() < until and child.poll() is None:
                assert reader.finds(STAYS[1], GUEST)
                assert not reader.finds(HIDDEN[1], GUEST)
            child.send_signal(signal.SIGKILL)
        with SqliteStore.open(settings.database) as store:
            for head in store.heads(Principal.operator()):
                assert len(store.provisions(head.id, Principal.operator())) == head.provisions
        for word in list(papers.glob("1*.md"))[:3]:
            word.write_text(word.read_text(encoding="utf-8") + "\nĐiều 3. Thêm.\n", encoding="utf-8")
    done = [sys.executable, "-c", INGEST, str(home), str(papers)]
    subprocess.run(
        done,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
        check=True,
        capture_output=True,
    )
    assert all(reader.finds(word, GUEST) for word in (STAYS[1], NEW[1], "lưới", "lồng"))
    with SqliteStore.open(settings.database) as store:
        generation = Generation.open(home, HEADER, verify="hashes")
        assert check(store, generation).sound
        generation.close()
    reader.close()


INGEST = """
import sys
from pathlib import Path
from faults.office import PUBLIC, Words
from index.settings import load_settings
from index.sqlite_store import SqliteStore
from index.upkeep import Upkeep
from ingest.ingestion import Ingestion, Wish
from ingest.progress import Silence
if __name__ == "__main__":
    print("ready", flush=True)
    settings = load_settings(Path(sys.argv[1]))
    with SqliteStore.open(settings.database, write=True) as store:
        upkeep = Upkeep(settings, store, Words())
        Ingestion(store, settings, upkeep, Silence()).run(Wish([Path(sys.argv[2])], PUBLIC))
        upkeep.embed()
        upkeep.publish()
"""
