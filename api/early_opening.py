"""Opening the assistant while the service that will ask it is still being put together."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

from api.contracts import AssistantLike
from index.errors import IndexFailure
from index.settings import Settings, load_settings
from index.store_opening import has_store


class EarlyOpening:
    """Opens the assistant of a home; the first time it may have begun before it is called.

    Processes that answer need nothing of the service, and the service nothing of torch: each takes a core for
    seconds, so that they start side by side. In one process they would only take turns.
    """

    def __init__(self, begun: Future[AssistantLike] | None = None) -> None:
        """Keep what has begun."""
        self._begun = begun

    @classmethod
    def begun(cls, settings: Settings) -> EarlyOpening:
        """Begin at once where processes answer and there is a store; else with the first call."""
        try:
            early = settings.answering_processes > 0 and has_store(settings)
        except IndexFailure:  # told when it is opened
            early = False
        if not early:
            return cls()
        begun: Future[AssistantLike] = Future()

        def open_it() -> None:
            try:
                begun.set_result(_open(settings.home))
            except BaseException as failure:  # passed on to who asks for it
                begun.set_exception(failure)

        threading.Thread(target=open_it, name="opening", daemon=True).start()
        return cls(begun)

    def __call__(self, home: Path) -> AssistantLike:
        """Return the assistant, one that is opened anew from the second call on.

        Raises:
            IndexFailure, AnswerFailure: it cannot be opened.
        """
        begun, self._begun = self._begun, None
        return _open(home) if begun is None else begun.result()


def _open(home: Path) -> AssistantLike:
    if count := load_settings(home).answering_processes:
        from api.answering import AnsweringProcesses  # noqa: PLC0415 - only where it is wanted

        return AnsweringProcesses(home, count)
    from assistant.assembly import open_assistant  # noqa: PLC0415 - brings the indexes with it

    return open_assistant(home)
