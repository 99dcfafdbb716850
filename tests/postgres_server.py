"""A real PostgreSQL server of the tests' own, on a socket in a folder that is deleted afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # what is tried out here is not the disk
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}
_schemas = count(1)


def binaries() -> Path | None:
    """The folder of the newest server's programs; Debian does not put it on the path."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


def why_not() -> str | None:
    """Why no server can be started here."""
    if binaries() is None:
        return "no PostgreSQL server here (apt-get install postgresql)"
    if os.geteuid() == 0 and subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode:
        return "PostgreSQL does not run as root, and there is no user postgres"
    return None


AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")


def as_its_user(*command: str | Path) -> list[str]:
    """Run a program of the server's as somebody who is not root."""
    words = [str(word) for word in command]
    return [*AS_POSTGRES, *words] if is_root() else words


def is_root() -> bool:
    return os.geteuid() == 0


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server that runs."""

    folder: Path

    def url(self, schema: str = "public") -> str:
        """The URL of a schema of its own."""
        options = quote(f"-csearch_path={schema}")
        return f"postgresql://postgres@/postgres?host={quote(str(self.folder), safe='')}&options={options}"

    def emptied(self) -> str:
        """The URL of a store of which all tables are empty: quicker than another one."""
        with psycopg.connect(self.url("emptied"), autocommit=True) as db:
            db.execute("CREATE SCHEMA IF NOT EXISTS emptied")
            tables = db.execute(
                "SELECT string_agg(tablename, ', ') FROM pg_tables"
                " WHERE schemaname = 'emptied' AND tablename <> 'schema_versions'"
            ).fetchone()
            if tables and tables[0]:
                db.execute(f"TRUNCATE {tables[0]} RESTART IDENTITY".encode())
        return self.url("emptied")

    def fresh(self) -> str:
        """The URL of an empty store."""
        schema = f"store{next(_schemas)}"
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {schema}".encode())
        return self.url(schema)


@contextmanager
def running() -> Iterator[PostgresServer]:
    """Make a server, with the order of letters of Vietnamese, and run it until the block ends."""
    programs = binaries()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="thutuc-pg-"))
    if is_root():
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    locale = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=vi")
    make = ("--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", *locale)
    given = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
    try:
        subprocess.run(as_its_user(programs / "initdb", *make), check=True, capture_output=True, cwd="/")
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                as_its_user(programs / "postgres", "-D", data, "-k", folder, *given),
                stdout=log,
                stderr=log,
                cwd="/",
            )
        try:
            _wait(programs, folder, server)
            yield PostgresServer(folder)
        finally:
            server.send_signal(signal.SIGINT)  # does not wait for who is still connected
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    ask = [programs / "pg_isready", "--quiet", "-h", folder, "-U", "postgres"]
    end = time.monotonic() + 60
    while subprocess.run(ask, check=False).returncode:
        if server.poll() is not None or time.monotonic() > end:
            raise AssertionError((folder / "log").read_text())
        time.sleep(0.05)
