"""What a reader may not read changes no byte of what that reader is given.

Each case asks two worlds the same on one route for one reader: worlds that differ only in papers which that
reader may not read, or that have lost a paper in mid-conversation, by a new label or by deletion, before the
indexes were built anew. Ids of answers and requests, and times, may differ; nothing else may.

`make test` runs few examples; `make leaks` as many as THUTUC_LEAK_EXAMPLES says, at least 10,000 cases.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from leak_cases import (
    EVERY,
    EXAMPLES,
    LONG,
    RANDOM_LABELS,
    READERS,
    RUN,
    SOME_QUESTIONS,
    Seen,
    above,
    cases,
    compare,
    plain,
    readable,
    worlds,
)
from leak_worlds import PDF, World, document_id

from api.app import create_app
from assistant.assembly import Assistant
from index.access import AccessLabel, Principal
from index.settings import load_settings

_PASSING = frozenset({"x-request-id", "date", "content-length", "content-encoding", "vary", "etag"})
"""Headers that no reader can learn from: whether an answer is packed turns on the timings in it."""
_NAMING = frozenset({"location", "set-cookie"})
"""Headers that hold ids: of the answer that was given, and of the browser's list of conversations."""


class Desk:
    """One reader's view of a world: through the service, and in process."""

    def __init__(self, world: World, reader: str) -> None:
        label = AccessLabel.parse(reader)
        self.principal = Principal("web", label.level, label.departments)
        self.assistant: Assistant = world.assistant()
        chosen = load_settings(world.home, serve_clearance=reader)
        self.client = TestClient(
            create_app(world.home, chosen, open_assistant=lambda _: self.assistant),
            raise_server_exceptions=False,
        )

    def close(self) -> None:
        self.client.close()
        self.assistant.close()

    def get(self, path: str, **given: Any) -> str:
        return self._told(self.client.get(path, follow_redirects=False, **given))

    def post(self, path: str, **given: Any) -> str:
        return self._told(self.client.post(path, follow_redirects=False, **given))

    def _told(self, response: Any) -> str:
        assert response.status_code < 500 or response.status_code == 503, response.text
        kept = sorted(
            (k, plain(v) if k in _NAMING else v) for k, v in response.headers.items() if k not in _PASSING
        )
        kind = response.headers.get("content-type", "")
        body = response.content.hex() if kind.startswith("image/") else plain(response.text)
        told = f"{response.status_code} {kept}\n{body}"
        return f"{told}\n{self.get(response.headers['location'])}" if response.has_redirect_location else told

    def look(self, questions: tuple[str, ...], conversation: str | None = None) -> Seen:
        """Return what every route that shows anything of the papers answers, by the name of the case."""
        self.client.cookies.clear()  # each look is that of a browser that has asked nothing yet
        return dict(self._views(questions, conversation))

    def _views(self, questions: tuple[str, ...], conversation: str | None) -> Iterator[tuple[str, str]]:
        for path in ("/", "/documents", "/docs", "/healthz", "/readyz", "/v1/documents", "/openapi.json"):
            yield path, self.get(path)
        for path in (
            "/v1/procedures",
            "/procedures",
            "/v1/procedures?q=bien%20hieu",
            "/v1/documents?q=bien&limit=2",
        ):
            yield path, self.get(path)
        for code in ("9.000417", "9.000418", "9.000500"):
            yield f"procedure {code}", self.get(f"/v1/procedures/{code}")
            yield f"procedure page {code}", self.get(f"/procedures/{code}")
        yield "compare", self.get("/v1/procedures/compare?a=9.000417&b=9.000418")
        yield "compare page", self.get("/procedures/compare?a=9.000417&b=9.000500")
        for name in EVERY:
            at = document_id(name)
            yield f"document {name}", self.get(f"/v1/documents/{at}")
            yield f"text {name}", self.get(f"/v1/documents/{at}/text")
            yield f"document page {name}", self.get(f"/documents/{at}")
        yield "picture", self.get(f"/v1/documents/{document_id(PDF)}/pages/1.png")
        yield "no picture", self.get(f"/v1/documents/{document_id('qd-12.md')}/pages/1.png")
        for question in questions:
            yield f"answer {question}", self.post("/v1/answers", json={"question": question})
            yield (
                f"earlier answer {question}",
                self.post("/v1/answers", json={"question": question, "as_of": "2031-06-01"}),
            )
            yield f"search {question}", self.get("/v1/search", params={"q": question, "k": 20})
            yield f"page {question}", self.get("/ask", params={"question": question})
            yield (
                f"follow-up {question}",
                self.post("/v1/answers", json={"question": [question, "Còn lệ phí thì sao?"]}),
            )
            answer = self.assistant.answer(question, self.principal).to_json()
            yield f"in process {question}", plain(json.dumps(answer, ensure_ascii=False))
            form = {"question": "Còn lệ phí thì sao?", "conversation": answer["conversation_id"]}
            yield f"form {question}", self.post("/ask", data=form)
            yield f"for residents {question}", self.post("/cong-dan", data={"question": question})
            said = {"model": "thutuc", "messages": [{"role": "user", "content": question}]}
            yield f"completion {question}", self.post("/v1/chat/completions", json=said)
            yield f"stream {question}", self.post("/v1/chat/completions", json={**said, "stream": True})
            found = self.assistant.search(question, self.principal, 50)
            yield f"evidence {question}", repr(found)
        for path in ("/conversations", "/v1/jobs", "/cong-dan"):
            yield path, self.get(path)
        yield from self._feed()
        if conversation is not None:
            given = {"question": "Còn lệ phí thì sao?", "conversation_id": conversation}
            yield "recalled", self.get(f"/v1/answers/{conversation}")
            yield "recalled page", self.get(f"/answers/{conversation}")
            yield "conversation", self.get(f"/v1/conversations/{conversation}")
            yield "conversation goes on", self.post("/v1/answers", json=given)

    def _feed(self) -> Iterator[tuple[str, str]]:
        """Follow the change feed in small stretches, all of it in no order, and once more from its end."""
        cursor, stretch, touched = "", 0, []
        while True:
            told = self.client.get("/v1/changes", params={"since": cursor, "limit": 3})
            yield f"changes {stretch}", self._told(told)
            touched += [json.dumps(one | {"at": ""}) for one in told.json()["changes"]]
            if not told.json()["more"]:
                break
            cursor, stretch = told.json()["next"], stretch + 1
        yield "changes in no order", "\n".join(sorted(touched))
        again = self.get("/v1/changes", params={"since": told.json()["next"]})
        yield "changes later", again


def unordered(seen: Seen) -> Seen:
    """Leave out in which order the feed told.

    A paper that the reader could read moved others when it was taken away, such as the act that it had ended:
    to whoever follows the feed those changed at that moment.
    """
    return {name: told for name, told in seen.items() if not re.fullmatch(r"changes \d+", name)}


@contextmanager
def desk(world: World, reader: str) -> Iterator[Desk]:
    opened = Desk(world, reader)
    try:
        yield opened
    finally:
        opened.close()


@pytest.mark.timeout(0)
@RUN
@given(RANDOM_LABELS, st.sampled_from(READERS), SOME_QUESTIONS, st.sets(st.sampled_from(EVERY)))
def test_what_one_may_not_read_changes_nothing(
    labels: dict[str, str], reader: str, questions: tuple[str, ...], few: set[str]
) -> None:
    own = readable(labels, reader)
    some = {name: label for name, label in labels.items() if name in own or name in few}
    seen = []
    for each in (own, labels, some):
        with worlds(each) as (world,), desk(world, reader) as at:
            affected = at.get("/v1/changes/affected?since=2000-01-01")
            seen.append(at.look(questions) | {"affected": affected})
    compare("all hidden papers or none", seen[1], seen[0])
    compare("some hidden papers or none", seen[2], seen[0])


@pytest.mark.timeout(0)
@RUN
@given(RANDOM_LABELS, st.sampled_from(READERS), SOME_QUESTIONS, st.sampled_from(EVERY))
def test_what_is_taken_away_in_mid_conversation_is_gone_at_once(
    labels: dict[str, str], reader: str, questions: tuple[str, ...], taken: str
) -> None:
    labels = {**labels, taken: readable(labels, reader).get(taken, "public")}
    left = {name: label for name, label in readable(labels, reader).items() if name != taken}
    with (
        worlds(labels, labels, left) as (relabelled, deleted, never),
        desk(relabelled, reader) as a,
        desk(deleted, reader) as b,
        desk(never, reader) as c,
    ):
        begun = [each.assistant.answer(questions[0], each.principal).id for each in (a, b)]
        relabelled.take(taken, above(reader))
        deleted.take(taken, None)
        gone, without = b.look(questions, begun[1]), c.look(questions)
        compare("relabelled or deleted", a.look(questions, begun[0]), gone)
        without = unordered(without)
        compare("deleted or never there", {name: gone[name] for name in without}, without)
        relabelled.publish()
        compare("relabelled, published, or never there", unordered(a.look(questions)), without)


def test_the_number_of_cases_is_told() -> None:
    total = cases.total()
    if not total:
        pytest.skip("the cases were not run")
    print(f"\n{total} cases: {dict(cases)}")  # noqa: T201 - for whoever runs the suite
    assert total >= (10_000 if EXAMPLES >= LONG else 100)
