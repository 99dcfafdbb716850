"""Forms that this site did not make, that come too late, or out of an older session."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from people import PAGE, PASSWORD, token_of
from signed_in_office import DAYS, Opens, set_in_session


def test_a_form_without_its_token_changes_nothing(opens: Opens, home: Path) -> None:
    browser = opens()
    browser.sign_in("lan")
    for token in ({}, {"csrf": "x"}, {"csrf": ""}):
        told = browser.client.post("/account/sessions/end", data=token, headers=PAGE)
        assert told.status_code == 403
        answer = browser.client.post("/v1/answers", json={"question": DAYS})
        assert (answer.status_code, answer.json()["code"]) == (403, "form_outdated")
    form = token_of(browser.get("/account").text)
    answer = browser.client.post("/v1/answers", json={"question": DAYS}, headers={"X-CSRF-Token": form})
    assert answer.status_code == 200
    other = opens()
    other.sign_in("quan.tri")
    stolen = token_of(other.get("/account").text)
    assert (
        browser.client.post("/account/sessions/end", data={"csrf": stolen}, headers=PAGE).status_code == 403
    )


def test_the_form_of_signing_in_has_a_token_too(opens: Opens) -> None:
    browser = opens()
    told = browser.client.post("/login", data={"name": "lan", "password": PASSWORD}, headers=PAGE)
    assert told.status_code == 403
    assert "__Host-session" not in browser.client.cookies
    page = opens().get("/login").text
    told = browser.client.post("/login", data={"name": "lan", "password": PASSWORD, "csrf": token_of(page)})
    assert told.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_what_another_site_sends_is_turned_away(opens: Opens, headers: dict[str, str]) -> None:
    browser = opens()
    browser.sign_in("lan")
    form = token_of(browser.get("/account").text)
    told = browser.client.post("/account/sessions/end", data={"csrf": form}, headers=headers)
    assert (told.status_code, told.json()["code"]) == (403, "request_forged")


def test_a_question_asked_too_late_comes_back_after_signing_in(opens: Opens, home: Path) -> None:
    browser = opens()
    browser.sign_in("lan")
    form = token_of(browser.get("/").text)
    set_in_session(home, "lan", "used_at", datetime.now(UTC) - timedelta(hours=1))
    late = browser.client.post("/ask", data={"question": DAYS, "as_of": "", "csrf": form}, headers=PAGE)
    assert late.status_code == 401
    assert DAYS not in late.text
    kept = re.search(r'name="kept" value="([^"]+)"', late.text)
    assert kept
    stranger = opens()
    assert stranger.sign_in("lan", kept=kept[1]).headers["location"] == "/"  # it is another browser's
    fields = {"name": "lan", "password": "wrong wrong wrong", "kept": kept[1], "csrf": token_of(late.text)}
    wrong = browser.client.post("/login", data=fields, headers=PAGE)
    fields = {"name": "lan", "password": PASSWORD, "kept": kept[1], "csrf": token_of(wrong.text)}
    back = browser.client.post("/login", data=fields, headers=PAGE)
    assert back.status_code == 200
    assert DAYS in back.text
    assert 'action="/ask"' in back.text
    asked = browser.client.post("/ask", data={"question": DAYS, "csrf": token_of(back.text)}, headers=PAGE)
    assert asked.headers["location"].startswith("/answers/")


def test_a_form_of_an_older_session_is_asked_about_again(opens: Opens) -> None:
    browser = opens()
    browser.sign_in("lan")
    old = {"question": DAYS, "csrf": token_of(browser.get("/").text)}
    browser.client.cookies.delete("__Host-session")
    browser.sign_in("lan")
    told = browser.client.post("/ask", data=old, headers={**PAGE, "origin": "https://testserver"})
    assert told.status_code == 403
    assert DAYS in told.text
    assert token_of(told.text) != old["csrf"]
