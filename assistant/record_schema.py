"""The tables of the stored answers, and the way from each older version of them to this one."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from assistant.errors import RecordsTooNew
from index.endings import act_key

MIGRATIONS: Final = (
    # 1: answers alone. Homes of before the versions were counted hold this table without a number.
    """
    CREATE TABLE IF NOT EXISTS answers (
      id TEXT PRIMARY KEY, asked_at TEXT NOT NULL, principal TEXT NOT NULL, clearance INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    """,
    # 2: what each was made from, and the conversation it belongs to; one of before is a conversation of one.
    """
    ALTER TABLE answers ADD COLUMN conversation_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE answers ADD COLUMN provenance TEXT NOT NULL DEFAULT '';
    UPDATE answers SET conversation_id = id;
    CREATE INDEX answers_of_conversation ON answers (conversation_id, asked_at);
    CREATE INDEX answers_of_person ON answers (principal, asked_at);
    CREATE INDEX answers_by_time ON answers (asked_at);
    """,
    # 3: how each person calls and keeps a conversation; gone with its last answer.
    """
    CREATE TABLE threads (
      owner TEXT NOT NULL, conversation_id TEXT NOT NULL,
      last_answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
      title TEXT NOT NULL, pinned INTEGER NOT NULL DEFAULT 0, used_at TEXT NOT NULL, deleted_at TEXT,
      PRIMARY KEY (owner, conversation_id)
    ) STRICT;
    CREATE INDEX threads_of_answer ON threads (last_answer);
    """,
    # 4: what readers say of a statement (0 is the answer as a whole); gone with the answer.
    """
    CREATE TABLE feedback (
      id INTEGER PRIMARY KEY, answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
      statement INTEGER NOT NULL, verdict TEXT NOT NULL, words TEXT NOT NULL, owner TEXT NOT NULL,
      said_at TEXT NOT NULL, settled_at TEXT,
      UNIQUE (answer_id, statement, owner)
    ) STRICT;
    """,
    # 5: what each answer cites, so that those that rest on changed law are found; gone with the answer.
    """
    CREATE TABLE sources (
      answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
      document_id TEXT NOT NULL, act_key TEXT NOT NULL,
      PRIMARY KEY (answer_id, document_id)
    ) STRICT;
    CREATE INDEX sources_of_document ON sources (document_id);
    CREATE INDEX sources_of_act ON sources (act_key) WHERE act_key <> '';
    INSERT OR IGNORE INTO sources
      SELECT a.id, json_extract(c.value, '$.document.id'), act_key(json_extract(c.value, '$.document.number'))
      FROM answers a, json_each(a.body, '$.citations') c;
    """,
    # 6: what experts find of statements, gone with the answer; the answers that they approved, which stay
    # when their records are deleted; and who a conversation is shared with, gone with its owner's entry.
    """
    CREATE TABLE scores (
      answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
      statement INTEGER NOT NULL, score INTEGER NOT NULL, words TEXT NOT NULL,
      expert TEXT NOT NULL, scored_at TEXT NOT NULL,
      PRIMARY KEY (answer_id, statement, expert)
    ) STRICT;
    CREATE TABLE approvals (
      id TEXT PRIMARY KEY, question_key TEXT NOT NULL, body TEXT NOT NULL, answer_id TEXT NOT NULL,
      approved_by TEXT NOT NULL, shown_name TEXT NOT NULL, approved_at TEXT NOT NULL,
      withdrawn_by TEXT, withdrawn_at TEXT
    ) STRICT;
    CREATE INDEX approvals_of_question ON approvals (question_key);
    CREATE TABLE shares (
      owner TEXT NOT NULL, conversation_id TEXT NOT NULL,
      reader TEXT NOT NULL, shared_by TEXT NOT NULL, shared_at TEXT NOT NULL,
      PRIMARY KEY (owner, conversation_id, reader),
      FOREIGN KEY (owner, conversation_id) REFERENCES threads (owner, conversation_id) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX shares_of_reader ON shares (reader);
    """,
)
"""The statements that lead to each version, from 1 on; `PRAGMA user_version` holds the number of the last."""


def open_records(path: Path) -> sqlite3.Connection:
    """Open the file of the records, made where there is none and brought forward where it is older.

    Raises:
        RecordsTooNew: a later version of the program wrote it; nothing is changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        # What is deleted is somebody's own question: it is overwritten, not only let go.
        database.execute("PRAGMA secure_delete=ON")
        database.create_function("act_key", 1, lambda number: act_key(number or ""), deterministic=True)
        database.execute("PRAGMA foreign_keys=ON")  # what is said of an answer goes with it
        if _version(database) != len(MIGRATIONS):
            _bring_forward(database, path)
    except BaseException:
        database.close()
        raise
    return database


def _bring_forward(database: sqlite3.Connection, path: Path) -> None:
    database.execute("BEGIN IMMEDIATE")  # another process may be doing the same
    try:
        version = _known_version(database, path)
        for statements in MIGRATIONS[version:]:
            for statement in filter(str.strip, statements.split(";")):
                database.execute(statement)
        database.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _known_version(database: sqlite3.Connection, path: Path) -> int:
    version, latest = _version(database), len(MIGRATIONS)
    if version > latest:
        raise RecordsTooNew(
            f"{path.name} has schema {version}, this program reads {latest}: install the version that wrote "
            "it, or move the file away to begin new records"
        )
    return version


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)
