"""Reads many files on other machines, in order, and on this one what may not leave it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from index.access import AccessLabel, Principal, may_read
from ingest.bulk import BulkReader, Hear, Outcome, Results
from ingest.cluster.client import Cluster, WorkersDied
from ingest.cluster.errand import Errand, errand
from ingest.errors import Crashed
from ingest.jobs import Limits
from ingest.ocr_cache import keep_pages
from ingest.pipeline import Failed, Task
from ingest.readers.declared import facts_of

if TYPE_CHECKING:
    from distributed import Future

_WINDOW: Final = 512
"""Files that may be on their way or wait for one that is slow."""
_WINDOW_BYTES: Final = 256 << 20
"""Bytes of such files: the scheduler keeps each until it is read."""

ABOVE: Final = "above cluster_ceiling"
LARGE: Final = "larger than cluster_file_mb"
LEANS: Final = "read together with what lies beside them"


@dataclass(slots=True, eq=False)
class _Sent:
    """A file in the window; it has either its outcome, or an errand that is under way."""

    task: Task
    outcome: Outcome | None = None
    errand: Errand | None = None
    future: Future | None = None
    died: bool = False

    @property
    def weight(self) -> int:
        return len(self.errand.data) if self.errand is not None else 0


class ClusterReader:
    """Reads on the workers of a cluster; `here` reads what is not sent to them.

    Not sent are files whose label is above `ceiling`, files of more than `most_bytes`, and those that are
    read with what lies beside them. `kept` counts them, by the reason.
    """

    def __init__(
        self, cluster: Cluster, here: BulkReader, limits: Limits, ceiling: AccessLabel, most_bytes: int
    ) -> None:
        """Keep who reads what."""
        self._cluster = cluster
        self._here = here
        self._limits = limits
        self._sees = Principal("cluster", ceiling.level, ceiling.departments)
        self._most_bytes = most_bytes
        self.kept: Counter[str] = Counter()

    def results(self, tasks: Sequence[Task], hear: Hear) -> Results:
        """Give each task with its outcome, in order, whoever has read it."""
        stays = [self._stays(task) for task in tasks]
        self.kept.update(filter(None, stays))
        here = [task for task, reason in zip(tasks, stays, strict=True) if reason]
        sent = [task for task, reason in zip(tasks, stays, strict=True) if not reason]
        self._cluster.hear(hear)
        with closing(self._here.results(here, hear)) as own:
            elsewhere = self._elsewhere(sent)
            for reason in stays:
                yield next(own if reason else elsewhere)

    def _stays(self, task: Task) -> str:
        if not may_read(self._sees, task.label):
            return ABOVE
        if task.size > self._most_bytes:
            return LARGE
        if task.path.suffix.lower() == ".jsonl" or facts_of(task.path).exists():
            return LEANS
        return ""

    def _elsewhere(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Outcome]]:
        window: deque[_Sent] = deque()
        waiting, more = iter(tasks), True
        while True:
            while more and len(window) < _WINDOW and sum(one.weight for one in window) < _WINDOW_BYTES:
                if (task := next(waiting, None)) is None:
                    more = False
                else:
                    window.append(self._send(task))
            if not window:
                return
            head = window.popleft()
            yield head.task, self._outcome(head, window)

    def _send(self, task: Task) -> _Sent:
        made = errand(task, self._limits)
        if not isinstance(made, Errand):
            return _Sent(task, outcome=made)
        return _Sent(task, errand=made, future=self._cluster.send(task, made))

    def _outcome(self, head: _Sent, others: Sequence[_Sent]) -> Outcome:
        """Return the outcome of the first file of the window.

        A worker takes others down with it. So a file at which workers died is read once more when nothing
        else is, and only what happens then is its own doing.
        """
        self._collect(head)
        if head.died:
            self._cluster.wait([one.future for one in others if one.future is not None])
            for one in others:
                self._collect(one)
            assert head.errand is not None
            head.future = self._cluster.send(head.task, head.errand)
            head.died = False
            self._collect(head)
        if head.outcome is None:
            told = "each worker that read it died, also where it read nothing else"
            return Failed(Crashed(f"{told}; its log, or that of its system, says of what"), "", 0.0)
        return head.outcome

    def _collect(self, one: _Sent) -> None:
        """Wait for an errand, and keep what came of it."""
        if one.future is None:
            return
        try:
            done = self._cluster.done(one.future)
        except WorkersDied:
            one.died = True
        else:
            one.outcome, one.errand = done.outcome, None
            if (home := one.task.ocr.home) is not None and done.pages:
                keep_pages(home, done.key, done.pages)
        one.future = None
