"""What the owner of an account may not read changes no byte of any page or reply, whatever their role.

Each case asks two worlds the same, as the same person: one with papers that the person may not read, and
answers approved and conversations shared that stand on those; one without all that. That a shared turn is
hidden is said; of its words it is asked that they say nothing of what is hidden. `/metrics` and `/audit` tell
of everybody's requests, by routes and ids.

`make test` runs few examples; `make leaks` as many as THUTUC_LEAK_EXAMPLES says.
"""

from __future__ import annotations

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
    QUESTIONS,
    RANDOM_LABELS,
    READERS,
    RUN,
    SOME_QUESTIONS,
    Seen,
    cases,
    compare,
    plain,
    readable,
    worlds,
)
from leak_worlds import World, document_id, parsed
from people import Browser, make, token_of

from api.app import create_app
from api.roles import GIVEN, Role
from index.settings import load_settings

CHIEF = "chief"
"""An expert who reads everything: what they approve and share stands on what others may not read."""
_VOLATILE = (
    (re.compile(r'(name="csrf" value=")[^"]+'), r"\1FORM"),
    (re.compile(r"<code>[0-9a-f]{16}</code></p>"), "REQUEST"),
    (re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d"), "MOMENT"),
    (re.compile(r'"(\w+_at)":\s*"[^"]+"'), "AT"),
    (re.compile(r'id="secret">[A-Z2-7 ]+'), "SECRET"),
    (re.compile(r"otpauth:[^\"]+"), "ADDRESS"),
    (re.compile(r'<svg viewBox.*?class="qr".*?</svg>', re.DOTALL), "PICTURE"),
    (re.compile(r"[\d.]+ (?:trên|of) [\d.]+ GB"), "DISK"),
    (re.compile(r'<section aria-labelledby="seconds">.*?</section>', re.DOTALL), "SECONDS"),
    (re.compile(r"(<td>\d+</td><td>)[\d.]+"), r"\1SECONDS"),
    (re.compile(r'(<td><svg class="beam".*?</svg>) [\d.]+'), "TIME"),
)
PAGES = (
    *("/", "/documents", "/documents?q=bien", "/procedures", "/conversations", "/shared", "/account"),
    *("/procedures/compare?a=9.000417&b=9.000418", "/cong-dan", "/acts?named=05/2020/QĐ-UBND", "/docs"),
    *("/v1/documents", "/v1/procedures", "/v1/search?q=bien+hieu&k=20", "/v1/shared", "/v1/review/approvals"),
    *("/v1/changes/affected?since=2000-01-01", "/openapi.json", "/v1/models", "/v1/accounts"),
    *("/review", "/review/answers", "/review/approved", "/admin", "/admin/documents", "/admin/answers"),
    "/account/second-factor",
    *("/admin/accounts", "/admin/keys", "/admin/channels", "/uploads", "/readyz"),
)


class Office:
    """A world where people sign in: one reader in each role under one label, and the chief."""

    def __init__(self, world: World, reader: str) -> None:
        for role in GIVEN:
            make(world.home, role.value, role, reader)
        make(world.home, CHIEF, Role.EXPERT, "top_secret:*")
        self.assistant = world.assistant()
        chosen = load_settings(world.home, sign_in="local", guest_view=True)
        self.app = create_app(world.home, chosen, open_assistant=lambda _: self.assistant)
        self.browsers: dict[str, Browser] = {}

    def close(self) -> None:
        for browser in self.browsers.values():
            browser.client.close()
        self.assistant.close()

    def as_(self, name: str) -> Browser:
        if name not in self.browsers:
            client = TestClient(self.app, base_url="https://testserver", raise_server_exceptions=False)
            client.follow_redirects = False
            self.browsers[name] = Browser(client)
            if name != "guest":
                self.browsers[name].sign_in(name)
        return self.browsers[name]

    def told(self, response: Any) -> str:
        assert response.status_code < 500, response.text
        text = plain(response.text)
        for pattern, word in _VOLATILE:
            text = pattern.sub(word, text)
        return f"{response.status_code}\n{text}"

    def ask(self, name: str, question: str) -> str:
        """Ask by the page and return the id of the answer."""
        home = "/" if name != "guest" else "/cong-dan"
        browser = self.as_(name)
        fields = {"question": question}
        if name == "guest":
            sent = browser.client.post(home, data=fields, headers={"accept": "text/html"})
        else:
            sent = browser.send("/ask", home, **fields)
        return str(sent.headers["location"])

    def chief_acts(self, hidden: set[str]) -> list[str]:
        """Have the chief approve and share what stands on hidden papers; return what was shared."""
        chief, shared = self.as_(CHIEF), []
        for question in QUESTIONS if hidden else ():
            at = self.ask(CHIEF, question).removeprefix("/answers/")
            cited = {c["document"]["id"] for c in self.assistant.records.any_of(at).body["citations"]}
            if cited & hidden:
                page = f"/review/answers/{at}"
                chief.send(f"{page}/approval", page)
                chief.send(f"/conversations/{at}/shares", account=Role.OFFICIAL.value)
                shared.append(at)
        return shared

    def look(self, name: str, questions: tuple[str, ...]) -> Seen:
        return dict(self._views(name, questions))

    def _views(self, name: str, questions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        browser = self.as_(name)
        for question in questions:
            answer = self.ask(name, question)
            yield f"{name} answer page {question}", self.told(browser.get(answer))
            if name == Role.EXPERT.value:
                at = answer.removeprefix("/answers/")
                yield f"explained {question}", self.told(browser.get(f"/admin/answers/{at}"))
                yield f"reviewed {question}", self.told(browser.get(f"/review/answers/{at}"))
                yield f"for review {question}", self.told(browser.client.get(f"/v1/review/answers/{at}"))
            if name != "guest":
                headers = {"x-csrf-token": token_of(browser.get("/account").text)}
                said = browser.client.post("/v1/answers", json={"question": question}, headers=headers)
                yield f"{name} answer {question}", self.told(said)
                yield (
                    f"{name} search {question}",
                    self.told(browser.client.get("/v1/search", params={"q": question})),
                )
        if name != "guest":
            begun = browser.send("/account/second-factor/begin", "/account/second-factor")
            yield f"{name} secret", self.told(begun)
        for path in PAGES:
            if path not in {"/shared", "/v1/shared"}:
                yield f"{name} {path}", self.told(browser.get(path))
        for paper in EVERY:
            at = document_id(paper)
            for path in (f"/documents/{at}", f"/documents/{at}/history", f"/v1/documents/{at}/text"):
                yield f"{name} {path} of {paper}", self.told(browser.get(path))


@contextmanager
def office(world: World, reader: str) -> Iterator[Office]:
    opened = Office(world, reader)
    try:
        yield opened
    finally:
        opened.close()


def text_of(name: str) -> str:
    document = parsed(name).document
    return "\n".join((document.title, document.identity.number or "", document.text))


def traces_of(hidden: set[str], own: set[str]) -> set[str]:
    """Return the lines of hidden papers by which they are known again: those that no readable paper has."""
    told = "\n".join(map(text_of, own))
    lines = {line.strip() for name in hidden for line in text_of(name).splitlines()}
    return {line for line in lines if len(line) > 8 and line not in told}


@pytest.mark.timeout(0)
@RUN
@given(RANDOM_LABELS, st.sampled_from(READERS), SOME_QUESTIONS)
def test_no_role_sees_what_its_account_may_not_read(
    labels: dict[str, str], reader: str, questions: tuple[str, ...]
) -> None:
    own = readable(labels, reader)
    hidden = set(labels) - set(own)
    with worlds(own, labels) as (without, world), office(without, reader) as a, office(world, reader) as b:
        a.chief_acts(set())
        shared = b.chief_acts({document_id(name) for name in hidden})
        for name in ("guest", *(role.value for role in GIVEN)):
            compare(f"as {name}", b.look(name, questions[:1]), a.look(name, questions[:1]))
        traces = traces_of(hidden, set(own))
        reader_of_shares = b.as_(Role.OFFICIAL.value)
        for at in ("", *(f"/{one}" for one in shared)):
            seen = reader_of_shares.get(f"/shared{at}").text + reader_of_shares.get(f"/v1/shared{at}").text
            assert not [trace for trace in traces if trace in seen]
            cases["shared"] += 1
        auditor = b.as_(Role.AUDITOR.value).get("/audit").text
        assert not [trace for trace in traces if trace in auditor]


def test_there_were_cases() -> None:
    if not cases.total():
        pytest.skip("the cases were not run")
    print(f"\n{cases.total()} cases: {dict(cases)}")  # noqa: T201 - for whoever runs the suite
    assert cases.total() >= 200
