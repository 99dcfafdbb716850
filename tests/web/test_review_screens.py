"""Pictures of the pages of experts and sharers, looked over with axe; THUTUC_SCREENS=1 keeps the pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from people import make
from sample_office import sample_home
from serving import served
from waiting import follow

from api.audit import AuditLog
from api.identity.keeping import Keeping
from api.roles import Role
from index.access import AccessLabel, Principal
from index.sqlite_store import SqliteStore

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
FEE = "Lệ phí cấp mới cho nhà ở hộ gia đình là bao nhiêu?"
RENEWAL = "Còn gia hạn thì sao?"
WIDE, PHONE = (1280, 860), (390, 780)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Path(shutil.copytree(sample_home(), tmp_path_factory.mktemp("screens") / "home", symlinks=True))
    keeper = Keeping(home, AuditLog(home), "operator:test")
    for name, role, shown in (
        ("lan", Role.OFFICIAL, "Nguyễn Thị Lan"),
        ("hoa", Role.OFFICIAL, "Trần Thị Hoa"),
        ("minh", Role.EXPERT, "Lê Văn Minh"),
        ("tri", Role.ADMINISTRATOR, "Phạm Quản Trị"),
    ):
        make(home, name, role)
        keeper.set_rights(name, role, AccessLabel.parse("internal:so-xay-dung"), shown)
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, sign_in="local") as address:
        yield address


@pytest.fixture
def shoot(tmp_path: Path, violations: Any) -> Callable[..., None]:
    folder = SCREENS if os.environ.get("THUTUC_SCREENS") else tmp_path

    def shoot(page: Any, name: str, at: str = "body") -> None:
        page.evaluate("(at) => document.querySelector(at).scrollIntoView()", at)
        page.wait_for_timeout(200)
        picture = folder / f"{name}.png"
        page.screenshot(path=picture)
        assert 5_000 < picture.stat().st_size < 250_000
        assert violations(page) == []

    return shoot


def test_pictures_of_review_and_sharing(
    signed_in: Any, ask: Any, home: Path, address: str, shoot: Any
) -> None:
    clerk = signed_in("lan", "/login", *WIDE, reduced_motion="reduce")
    for question in (FEE, RENEWAL):
        ask(clerk, question)
    conversation = clerk.locator("input[name=conversation]").first.input_value()
    clerk.goto(f"{address}/conversations/{conversation}/shares")
    clerk.locator("#account").fill("hoa")
    clerk.locator("#unit").fill("so-xay-dung")
    follow(clerk, clerk.locator("form.composer button"))
    shoot(clerk, "shares")
    expert = signed_in("minh", "/login", *WIDE, reduced_motion="reduce")
    expert.goto(f"{address}/review/answers")
    shoot(expert, "review-answers")
    work = f"{address}/review/answers/{conversation}"
    expert.goto(work)
    shoot(expert, "review-answer")
    expert.locator("#correct > summary").click()
    expert.locator("#text1").fill("Lệ phí cấp mới là 999.000 đồng.")
    follow(expert, expert.locator(".correcting > button"))
    shoot(expert, "review-refused", "#approve")
    expert.goto(work)
    follow(expert, expert.locator("#approve ~ form button"))
    shoot(expert, "review-approval")
    for language, scheme in (("en", "light"), ("bn", "dark")):
        phone = signed_in("minh", "/login", *PHONE, reduced_motion="reduce", color_scheme=scheme)
        phone.goto(f"{work}?lang={language}")
        shoot(phone, f"review-answer-{language}")
        reader = signed_in("hoa", "/login", *PHONE, reduced_motion="reduce", color_scheme=scheme)
        reader.goto(f"{address}/shared/{conversation}?lang={language}")
        shoot(reader, f"shared-{language}")
    reader.goto(f"{address}/?lang=vi")
    ask(reader, FEE)
    shoot(reader, "answer-approved-phone")
    with SqliteStore.open(home / "documents.sqlite", write=True) as store:
        act = store.heads(Principal.operator(), number="941/2026/NQ-HĐND")[0]
        store.set_validity(act.id, replace(act.validity, ends=date.today()))
    expert.goto(f"{address}/review/approved")
    shoot(expert, "review-lapsed")
    keeper = signed_in("tri", "/login", *WIDE, reduced_motion="reduce")
    keeper.goto(f"{address}/admin/channels")
    shoot(keeper, "channels")
