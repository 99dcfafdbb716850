"""Traces for OpenTelemetry, sent to the collector that a setting names; without one nothing is loaded."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

_BILLION: Final = 1_000_000_000


class MissingTracing(Exception):
    """The libraries of the extra `otel` are not installed."""


class Span(Protocol):
    """What is told of one request. Failure: none."""

    def end(self, route: str, status: int) -> None:
        """Name the request and tell how it ended."""
        ...


class Tracing:
    """Sends a span for each request, and one below it for each step of an answer.

    Names and values are those of metrics: no path, document, person or question is in them.
    """

    def __init__(self, endpoint: str) -> None:
        """Begin to send to a collector (OTLP over HTTP), such as `http://127.0.0.1:4318/v1/traces`.

        Raises:
            MissingTracing: as it says.
        """
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
                OTLPSpanExporter,
            )
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
            from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
            from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        except ModuleNotFoundError as missing:
            raise MissingTracing("traces need: pip install 'thutuc[otel]'") from missing
        self._provider = TracerProvider(resource=Resource({"service.name": "thutuc"}), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
        self._tracer = self._provider.get_tracer("thutuc")

    @contextmanager
    def request(self, method: str, request_id: str, headers: Mapping[str, str]) -> Iterator[Span]:
        """Trace a request, below the span that its `traceparent` header names."""
        from opentelemetry import trace  # noqa: PLC0415
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
            TraceContextTextMapPropagator,
        )

        above = TraceContextTextMapPropagator().extract(dict(headers))
        with self._tracer.start_as_current_span(
            method, above, kind=trace.SpanKind.SERVER, record_exception=False
        ) as span:
            span.set_attribute("http.request.method", method)
            span.set_attribute("thutuc.request_id", request_id)
            yield _Told(span, method)

    def answered(self, timings_ms: Mapping[str, float]) -> None:
        """Trace the steps of an answer that has just been made, one after the other up to now."""
        steps = [(name, int(ms * 1_000_000)) for name, ms in timings_ms.items() if name != "total"]
        at = time.time_ns() - sum(spent for _, spent in steps)
        for name, spent in steps:
            self._tracer.start_span(name, start_time=at).end(at + spent)
            at += spent

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


class _Told:
    def __init__(self, span: Any, method: str) -> None:  # noqa: ANN401 - the library's own
        self._span, self._method = span, method

    def end(self, route: str, status: int) -> None:
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
