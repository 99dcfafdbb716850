"""What operators see and set: metrics, logs, traces, channels and deadlines, on real servers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from dms_client import Dms, close_clients, code, notice
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from serving import served
from small_office import small_office

from api.app import create_app
from api.channels import channels_of
from api.keys import Keys, Rights, Scope
from api.schemas import ProblemOut
from evaluation.processes import free_port
from index.access import AccessLabel
from index.errors import SettingsInvalid
from index.settings import Settings, load_settings

QUESTION = "Thời hạn cấp giấy phép treo biển hiệu ngoài trời là bao nhiêu ngày?"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("operations") / "home")


class Collector(ThreadingHTTPServer):
    """Takes traces as a collector of OpenTelemetry does."""

    def __init__(self) -> None:
        self.got: list[ExportTraceServiceRequest] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:
                body = handler.rfile.read(int(handler.headers["content-length"]))
                if handler.headers.get("content-encoding") == "gzip":
                    import gzip

                    body = gzip.decompress(body)
                self.got.append(ExportTraceServiceRequest.FromString(body))
                handler.send_response(200)
                handler.send_header("content-length", "0")
                handler.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.daemon_threads = True
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def spans(self) -> list[Any]:
        return [
            span
            for request in self.got
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    found = Collector()
    yield found
    found.shutdown()
    found.server_close()
    found.thread.join()


@pytest.fixture(scope="module")
def observed(home: Path, collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a server told on all ways, after it was asked and has ended."""
    log, port = tmp_path_factory.mktemp("log") / "log.jsonl", free_port()
    settings = {
        "log_format": "json",
        "metrics_address": f"127.0.0.1:{port}",
        "otlp_endpoint": f"http://127.0.0.1:{collector.server_address[1]}/v1/traces",
    }
    told = {}
    with served(home, log=log, **settings) as address:
        reader = Dms(address, home, "qlvb")
        admin = Keys(home).create("ops", Rights(frozenset({Scope.ADMIN}), AccessLabel.parse("public")), 1)[1]
        parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        reader.http.post("/v1/answers", json={"question": QUESTION}, headers={"traceparent": parent})
        document = reader.http.get("/v1/documents").json()["documents"][0]
        reader.http.get(f"/v1/documents/{document['id']}")
        reader.http.get("/mat/quyet-dinh-mat.pdf")
        told |= {"id": document["id"], "title": document["title"]}
        told["refused"] = str(code(reader.http.get("/metrics")))
        told["nobody"] = str(code(httpx.get(f"{address}/metrics", timeout=60)))
        told["keyed"] = httpx.get(f"{address}/metrics", headers={"x-api-key": admin}, timeout=60).text
        told["open"] = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=60).text
        close_clients()
    told["log"] = log.read_text()
    return told


def test_metrics_are_for_administrators_and_the_address_that_is_set(observed: dict[str, str]) -> None:
    assert observed["refused"] == "(403, 'scope_missing')"
    assert observed["nobody"] == "(401, 'key_missing')"
    for text in (observed["keyed"], observed["open"]):
        assert (
            'thutuc_requests_total{method="GET",route="/v1/documents/{document_id}",status="200"} 1.0' in text
        )
        assert 'thutuc_requests_total{method="GET",route="unmatched",status="404"}' in text
        assert 'thutuc_answers_total{status="answered"} 1.0' in text
        assert 'thutuc_answer_step_seconds_count{step="retrieve"} 1.0' in text
        assert 'thutuc_waiting{queue="jobs"} 0.0' in text


def test_a_line_of_the_log_is_json_with_the_request_and_its_id(observed: dict[str, str]) -> None:
    lines = [json.loads(line) for line in observed["log"].splitlines()]
    asked = [line for line in lines if line.get("route") == "/v1/answers"]
    assert [(line["status"], line["who"], line["level"]) for line in asked] == [(200, "key:qlvb", "info")]
    assert len(asked[0]["request_id"]) == 16
    assert asked[0]["ms"] > 0


def test_a_trace_has_the_steps_of_the_answer_below_who_asked(
    observed: dict[str, str], collector: Collector
) -> None:
    spans = collector.spans()
    request = next(span for span in spans if span.name == "POST /v1/answers")
    assert request.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
    assert request.parent_span_id.hex() == "b7ad6b7169203331"
    steps = [span for span in spans if span.parent_span_id == request.span_id]
    assert {"retrieve", "verify_statements"} <= {span.name for span in steps}


def test_nothing_that_operators_see_names_a_document_or_a_question(
    observed: dict[str, str], collector: Collector
) -> None:
    seen = [observed["keyed"], observed["open"], observed["log"], *map(str, collector.got)]
    for word in (observed["id"], observed["title"], "quyet-dinh-mat", "treo biển", "treo bi\\"):
        assert not [text for text in seen if word in text], word


OFF = {
    "web": ["/", "/documents", "/ask"],
    "guest": ["/cong-dan"],
    "api": ["/v1/answers", "/v1/search?q=x", "/v1/documents", "/v1/changes", "/docs", "/openapi.json"],
    "openai": ["/v1/models", "/v1/chat/completions"],
    "edxml": ["/v1/edxml/x"],
    "webhooks": ["/v1/webhooks"],
}


@pytest.mark.parametrize("name", sorted(OFF))
def test_a_channel_that_is_off_answers_nobody(home: Path, name: str) -> None:
    left = ",".join(sorted(Settings.CHANNELS - {name}))
    app = create_app(home, load_settings(home, channels=left))
    with TestClient(app) as client:
        for path in OFF[name]:
            assert code(client.get(path)) == (404, "channel_off"), path
        for other, paths in OFF.items():
            if other != name:
                reply = client.get(paths[0])
                assert "channel_off" not in reply.text or other in {"edxml", "webhooks"}, paths[0]
        assert client.get("/healthz").status_code == 200
    assert name in channels_of(OFF[name][0])


def test_mcp_can_be_off_and_a_channel_that_is_not_known_is_told(home: Path) -> None:
    call = [sys.executable, "-m", "api.cli", "mcp", "--home", str(home)]
    ran = subprocess.run(
        call, env=os.environ | {"THUTUC_CHANNELS": "web"}, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, "leaves mcp out" in ran.stderr) == (1, True)
    with pytest.raises(SettingsInvalid, match="unknown fax"):
        load_settings(home, channels="web,fax")


def test_what_takes_too_long_is_answered_and_keeps_its_place(home: Path) -> None:
    goes_on = threading.Event()

    class Slow:
        def close(self) -> None:
            """Nothing to let go of."""

        def __getattr__(self, name: str) -> Any:
            def wait(*_: object, **__: object) -> Any:
                goes_on.wait(60)
                raise RuntimeError("nobody hears of this")

            return wait

    chosen = load_settings(home, request_seconds=0.5, most_requests=1)
    app = create_app(home, chosen, open_assistant=lambda _: Slow())
    with TestClient(app, raise_server_exceptions=False) as client:
        late = client.post("/v1/answers", json={"question": QUESTION})
        assert code(late) == (503, "too_slow")
        assert int(late.headers["retry-after"]) > 0
        assert late.headers["x-request-id"] == ProblemOut.model_validate(late.json()).request_id
        busy = client.get("/v1/documents")
        assert code(busy) == (429, "busy")
        goes_on.set()
        until = time.monotonic() + 60
        while client.get("/v1/documents").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_indexes_of_another_program_are_not_ready(tmp_path: Path) -> None:
    home = small_office().copied(tmp_path / "home")
    manifest = next((home / "generations").glob("gen-*/manifest.json"))
    told = json.loads(manifest.read_text("utf-8"))
    told["header"]["analyser"] = "of-another-program"
    manifest.write_text(json.dumps(told), "utf-8")
    with TestClient(create_app(home, load_settings(home))) as client:
        reply = client.get("/readyz")
        assert (reply.status_code, reply.json()["missing"]) == (503, ["no_generation"])


def start(home: Path, **settings: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--home", str(home), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1", **{f"THUTUC_{k.upper()}": v for k, v in settings.items()}},
    )
    assert process.stdout is not None
    return process, process.stdout.readline().removeprefix("Serving on ").strip()


def test_an_upload_that_stands_still_is_ended_and_one_under_way_is_finished(home: Path) -> None:
    process, address = start(home, request_seconds="4")
    dms = Dms(address, home, "uploads")
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.md"\r\n\r\n'
    whole = part + notice(301, "1") + b"\r\n--x--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=x"}

    def pieces(silence: float, signalled: bool) -> Iterator[bytes]:
        yield whole[:150]
        if signalled:
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
        time.sleep(silence)
        yield whole[150:]

    stalled = dms.http.post("/v1/documents", content=pieces(6, signalled=False), headers=headers)
    assert code(stalled) == (408, "upload_stalled")
    finished = dms.http.post("/v1/documents", content=pieces(0.7, signalled=True), headers=headers)
    assert finished.status_code == 202, "what is under way when the service is asked to stop is finished"
    assert process.wait(60) in {0, -signal.SIGTERM}
    assert process.stdout is not None
    process.stdout.close()
    close_clients()
