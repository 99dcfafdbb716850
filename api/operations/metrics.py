"""Counters for Prometheus. Labels are names of this program, never a document, person, path or question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = "text/plain; version=0.0.4"
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STEP: Final = "total"

Waiting = Callable[[], dict[str, float]]
"""Tells how much waits, by the name of the queue."""


class Metrics:
    """The metrics of one service, in a registry of their own."""

    def __init__(self, waiting: Waiting) -> None:
        """Begin at nothing; `waiting` is asked whenever the metrics are read."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "thutuc_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "thutuc_request_seconds",
            "Seconds from a request to the end of its response.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._under_way = Gauge(
            "thutuc_requests_under_way", "Requests that are being worked on.", registry=self._registry
        )
        self._answers = Counter(
            "thutuc_answers", "Answers by their status.", ("status",), registry=self._registry
        )
        self._steps = Histogram(
            "thutuc_answer_step_seconds",
            "Seconds of each step of an answer.",
            ("step",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._registry.register(_Queues(waiting))

    def begun(self) -> None:
        """Count a request that came in."""
        self._under_way.inc()

    def ended(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered; `route` is the pattern of its path."""
        self._under_way.dec()
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, status: str, timings_ms: dict[str, float]) -> None:
        """Count an answer with the milliseconds of its steps."""
        self._answers.labels(status).inc()
        for step, spent in timings_ms.items():
            self._steps.labels(step).observe(spent / 1000)

    def written(self) -> bytes:
        """Return all metrics as Prometheus reads them."""
        return generate_latest(self._registry)

    def serve(self, address: str) -> Callable[[], None]:
        """Let who reaches `host:port` read the metrics; return how to end that.

        Raises:
            OSError: the address is taken, or not this machine's.
        """
        host, _, port = address.rpartition(":")
        server, thread = start_http_server(int(port), host, registry=self._registry)

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return end


class _Queues(Collector):
    """Reads how much waits at the moment of the question."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting

    def collect(self) -> Iterable[GaugeMetricFamily]:
        family = GaugeMetricFamily("thutuc_waiting", "What waits to be done.", labels=("queue",))
        for name, count in self._waiting().items():
            family.add_metric((name,), count)
        yield family
