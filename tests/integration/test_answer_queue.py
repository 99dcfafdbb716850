"""Questions that wait for their turn: how many are worked on at once, in what order, and who is refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from dms_client import code
from fastapi.testclient import TestClient
from small_office import small_office

from api.answer_queue import AnswerQueue, answers_at_once
from api.app import create_app
from api.problems import Problem
from index.settings import Settings, load_settings

QUESTION = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
STREAM = {"accept": "text/event-stream"}


class Held:
    """An assistant whose answers end when they are let go; everything else is the real one's."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.go_on = threading.Event()
        self.lock = threading.Lock()
        self.now = self.most = 0

    def answer(self, *given: Any) -> Any:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            assert self.go_on.wait(60)
            return self.inner.answer(*given)
        finally:
            with self.lock:
                self.now -= 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_office().copied(tmp_path_factory.mktemp("queue") / "home")


class Office:
    """A service with held answers, and threads that ask it."""

    def __init__(self, home: Path, settings: Settings) -> None:
        from assistant.assembly import open_assistant

        self.held = Held(open_assistant(home))
        self.app = create_app(home, settings, open_assistant=lambda _: self.held)
        self.client = TestClient(self.app)
        self.threads = ThreadPoolExecutor(64)

    @property
    def waiting(self) -> int:
        return int(self.app.state.rooms.questions.waiting)

    def ask(self, headers: dict[str, str] | None = None) -> Future[Any]:
        body = {"question": QUESTION}
        return self.threads.submit(self.client.post, "/v1/answers", json=body, headers=headers or {})


@pytest.fixture
def office(home: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    found = Office(home, load_settings(home, **request.param))
    with found.client:
        yield found
        found.held.go_on.set()
        found.threads.shutdown()


@pytest.mark.parametrize("office", [{"answers_at_once": 3, "answers_waiting": 50}], indirect=True)
def test_no_more_than_that_are_worked_on_and_nobody_else_waits_behind_them(office: Office) -> None:
    asked = [office.ask() for _ in range(48)]
    until(lambda: office.waiting == 45)
    assert office.held.now == 3
    for path in ("/healthz", "/readyz", "/v1/documents", "/v1/search?q=bien+hieu", "/"):
        assert office.client.get(path).status_code == 200, path
    assert not any(one.done() for one in asked)
    office.held.go_on.set()
    assert {one.result().status_code for one in asked} == {200}
    assert office.held.most == 3
    assert office.waiting == 0


@pytest.mark.parametrize("office", [{"answers_at_once": 1, "answers_waiting": 2}], indirect=True)
def test_beyond_the_line_one_is_asked_to_come_again(office: Office) -> None:
    asked = [office.ask() for _ in range(3)]
    until(lambda: office.waiting == 2)
    turned = office.ask().result()
    assert code(turned) == (429, "busy")
    assert int(turned.headers["retry-after"]) >= 1
    told = office.ask(STREAM).result().text
    assert "event: error" in told
    assert '"code": "busy"' in told
    page = office.client.post("/ask", data={"question": QUESTION}, headers={"accept": "text/html"})
    assert (page.status_code, QUESTION in page.text) == (429, True)  # what was typed is not lost
    office.held.go_on.set()
    assert {one.result().status_code for one in asked} == {200}


@pytest.mark.parametrize("office", [{"answers_at_once": 1}], indirect=True)
def test_a_stream_says_that_it_waits(office: Office) -> None:
    first, second = office.ask(STREAM), None
    until(lambda: office.held.now == 1)
    second = office.ask(STREAM)
    until(lambda: office.waiting == 1)
    office.held.go_on.set()
    assert "wait_for_turn" not in first.result().text
    told = second.result().text
    assert told.index("wait_for_turn") < told.index("understand_question") < told.index("event: answer")


@pytest.mark.parametrize(
    "office", [{"answers_at_once": 1, "request_seconds": 0.5, "most_requests": 8}], indirect=True
)
def test_who_waits_as_long_as_a_request_may_take_is_let_go(office: Office) -> None:
    office.ask()
    until(lambda: office.held.now == 1)
    assert office.ask().result().status_code in {429, 503}
    until(lambda: office.waiting == 0)
    assert '"code": "busy"' in office.ask(STREAM).result().text


def test_the_line_is_first_come_first_served_and_a_wait_beyond_the_limit_is_refused_at_once() -> None:
    queue, served, goes_on = AnswerQueue(1, 8, 10.0), list[int](), threading.Event()

    def one(number: int) -> None:
        with queue.turn():
            assert goes_on.wait(60)
            served.append(number)

    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=one, args=(number,)))
        threads[-1].start()
        until(lambda: queue.waiting == number or not number)  # noqa: B023 - read at once
    goes_on.set()
    for thread in threads:
        thread.join()
    assert served == sorted(served)

    slow = AnswerQueue(1, 8, 0.05)
    with slow.turn():
        time.sleep(0.06)
    with slow.turn(), pytest.raises(Problem) as refused, slow.turn():
        pass
    assert (refused.value.code, refused.value.retry_after) == ("busy", 1)


def test_an_end_of_the_service_lets_nobody_wait_on() -> None:
    queue, refused = AnswerQueue(1, 8, 60.0), list[str]()

    def one() -> None:
        try:
            with queue.turn():
                pass
        except Problem as problem:
            refused.append(problem.code)

    with queue.turn():
        waits = threading.Thread(target=one)
        waits.start()
        until(lambda: queue.waiting == 1)
        queue.close()
        waits.join(60)
    assert refused == ["busy"]
    with pytest.raises(Problem), queue.turn():
        pass


def test_how_many_at_once_follows_what_answers(tmp_path: Path) -> None:
    server = {"chat_model_url": "http://127.0.0.1:9/v1", "chat_model_name": "m"}
    made = lambda **given: answers_at_once(load_settings(tmp_path, **given))  # noqa: E731
    assert (made(answer_processes=5), made(answers_at_once=7, answer_processes=5)) == (6, 7)
    assert made(answer_processes=None) == made(answer_processes=1) == 2
    assert made(**server, answer_processes=None) == made(**server, answer_processes=0) > 2


def test_those_who_wait_leave_half_of_the_places_to_others(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, most_requests=10, answers_waiting=64, answers_at_once=2)
    assert AnswerQueue.by(settings).places == 2 + 5
