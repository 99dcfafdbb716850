"""Which of several servers of a replicated store is to be used, and whether it still answers."""

from __future__ import annotations

import threading
import time
from enum import IntEnum
from functools import cache
from typing import Final

from index.errors import StoreFailure
from index.postgres_connection import Lost, Session, close, connect, hang_up, servers_of

_LOOK_SECONDS: Final = 0.3


class State(IntEnum):
    """What is known of a server; the lowest is used first."""

    PRIMARY = 0
    UNKNOWN = 1
    STANDBY = 2
    DOWN = 3


class Servers:
    """The servers of a URL, the primary first: what it shows is never behind what was acknowledged.

    Where there are several, each is looked at three times a second beside the work. So nobody has to try them
    out one by one, and a reader who waits for a server that is gone is told so within a second, although the
    line says nothing. What is known is known to the whole process.
    """

    def __init__(self, url: str) -> None:
        """Look at nothing yet. Raises `StoreFailure` where the URL is none of PostgreSQL."""
        self._states = dict.fromkeys(servers_of(url), State.UNKNOWN)
        self._lent: set[tuple[str, Session]] = set()
        self._lock = threading.Lock()
        self._watched = len(self._states) == 1

    def in_order(self) -> tuple[str, ...]:
        """Return connection strings, the one to be used first."""
        with self._lock:
            if not self._watched:
                self._watched = True
                for server in self._states:
                    threading.Thread(target=self._watch, args=(server,), daemon=True).start()
            return tuple(sorted(self._states, key=self._states.__getitem__))

    def failed(self, server: str) -> None:
        """Hear that a server did not answer; a single one is asked again all the same."""
        with self._lock:
            self._states[server] = State.DOWN

    def lent(self, server: str, session: Session) -> None:
        """Hear that a reader begins to use a session."""
        with self._lock:
            self._lent.add((server, session))

    def given_back(self, server: str, session: Session) -> None:
        """Hear that a session is not used any more."""
        with self._lock:
            self._lent.discard((server, session))

    def _note(self, server: str, state: State) -> None:
        with self._lock:
            self._states[server] = state
            if state is State.DOWN:
                for where, session in self._lent:
                    if where == server:
                        hang_up(session)

    def _watch(self, server: str) -> None:
        session: Session | None = None
        while True:
            try:
                session = session or connect(server, write=False)
                state = _asked(session)
            except (StoreFailure, Lost):
                if session is not None:
                    close(session)
                session, state = None, State.DOWN
            self._note(server, state)
            time.sleep(_LOOK_SECONDS)


def state_of(server: str) -> State:
    """Ask a server what it is."""
    try:
        session = connect(server, write=False)
    except StoreFailure:
        return State.DOWN
    try:
        return _asked(session)
    finally:
        close(session)


def _asked(session: Session) -> State:
    (standby,) = session.execute("SELECT pg_is_in_recovery()").fetchone() or (True,)
    return State.STANDBY if standby else State.PRIMARY


@cache
def servers(url: str) -> Servers:
    """Return what this process knows of the servers of a URL. Raises `StoreFailure` as `Servers`."""
    return Servers(url)
