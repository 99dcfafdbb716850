"""Experts and sharers in the browser: journeys with and without scripts, small screens, hostile texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from people import make
from serving import served
from small_office import small_office
from waiting import awaiting, follow

from api.roles import Role
from index.access import AccessLabel
from index.settings import load_settings
from ingest.cli import run

DAYS = "Thời hạn cấp giấy phép treo biển hiệu là bao nhiêu ngày?"
BOATS = "Thuyền thúng gửi ở bến được trông bao nhiêu ngày?"
HARM = f"""Quy chế trông giữ thuyền thúng

Thuyền thúng gửi ở bến được trông <script>window.harmed = 1</script> trong 9 ngày
<style>body {{ display: none }}</style>
với [giá rẻ](javascript:alert(1)) và <img src=x onerror="window.harmed = 2"> thu tiền \u202eđảo\u202c.

Thuyền thúng gửi quá 9 ngày bị kéo về kho{chr(0x200B)} chung, số {"x" * 400}, theo **đậm** và `mã`.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    home = small_office().copied(folder / "home")
    (folder / "papers").mkdir()
    (folder / "papers" / "quy-che.txt").write_text(HARM, encoding="utf-8")
    label = AccessLabel.parse("internal")
    run(load_settings(home), [folder / "papers"], label, workers=1, sync=False, vectors=False, quiet=True)
    make(home, "lan")
    make(home, "hoa")
    make(home, "chuyen.gia", Role.EXPERT)
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, sign_in="local") as address:
        yield address


def asked(page: Any, question: str) -> str:
    """Ask and return the id of the answer."""
    page.locator("#question").fill(question)
    follow(page, page.locator("form.composer button"))
    page.locator(f"#answer-title:text-is('{question}')").wait_for()
    page.wait_for_url("**/answers/*")
    return str(page.url.rsplit("/", 1)[1])


def opened(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_expert_corrects_is_refused_corrects_again_and_takes_it_back(
    signed_in: Any, scripts: bool
) -> None:
    clerk = signed_in("lan", java_script_enabled=scripts)
    asked(clerk, DAYS)
    page = signed_in("chuyen.gia", "/review/answers", java_script_enabled=scripts)
    follow(page, page.get_by_role("link", name=DAYS).first)
    page.get_by_role("group", name="Câu 1 thế nào?").get_by_label("Đúng nhưng thiếu").check()
    follow(page, page.get_by_role("button", name="Lưu điểm"))
    assert page.locator("#s1 input[value='3']").is_checked()
    page.locator("summary", has_text="Sửa rồi duyệt").click()
    page.locator("#text1").fill("Cấp giấy phép mất 12 ngày làm việc.")
    follow(page, page.get_by_role("button", name="Duyệt bản đã sửa"))
    assert "Những gì bạn gõ vẫn còn" in page.get_by_role("alert").inner_text()
    assert "«12» không có trong căn cứ đã chọn." in page.locator("#why1").inner_text()
    words = page.locator("#text1")
    assert words.input_value() == "Cấp giấy phép mất 12 ngày làm việc."
    words.fill("Cấp giấy phép mất 7 ngày làm việc.")
    follow(page, page.get_by_role("button", name="Duyệt bản đã sửa"))
    assert "Đã duyệt." in page.get_by_role("status").first.inner_text()
    asked(clerk, DAYS)
    assert "chuyen.gia đã sửa và duyệt" in clerk.locator(".answer .approved").last.inner_text()
    assert "Cấp giấy phép mất 7 ngày làm việc." in clerk.locator(".answer .statements").inner_text()
    follow(page, page.get_by_role("button", name="Hoàn tác"))
    assert "Đã rút lại." in page.get_by_role("status").first.inner_text()
    asked(clerk, DAYS)
    assert clerk.locator(".answer").last.locator(".approved").count() == 0


def test_a_clerk_shares_with_the_keys_alone_and_stops(signed_in: Any) -> None:
    page = signed_in("lan")
    asked(page, DAYS)
    follow(page, page.get_by_role("link", name="Chia sẻ hội thoại"))
    page.get_by_label("Tên đăng nhập của đồng nghiệp").focus()
    page.keyboard.type("hoaa")
    with awaiting(page):
        page.keyboard.press("Enter")
    assert "Không có tài khoản này" in page.get_by_role("alert").inner_text()
    page.get_by_label("Tên đăng nhập của đồng nghiệp").fill("hoa")
    with awaiting(page):
        page.keyboard.press("Enter")
    assert "Đã chia sẻ." in page.get_by_role("status").first.inner_text()
    reader = signed_in("hoa", "/conversations")
    follow(reader, reader.get_by_role("link", name="Được chia sẻ với bạn"))
    follow(reader, reader.get_by_role("link", name=DAYS).first)
    assert "07 ngày làm việc" in reader.locator(".statements").inner_text()
    shared = reader.url
    follow(page, page.get_by_role("button", name="Thôi chia sẻ: hoa"))
    assert "Đã thôi chia sẻ." in page.get_by_role("status").first.inner_text()
    assert reader.goto(shared).status == 404


def test_axe_finds_nothing_wrong_in_the_dark_and_nothing_is_cut_off(
    signed_in: Any, violations: Any, address: str, width_of: Any
) -> None:
    options = {"color_scheme": "dark", "reduced_motion": "reduce", "width": 320, "height": 256}
    clerk = signed_in("lan", **options)
    conversation = asked(clerk, BOATS)
    pages = [(clerk, [f"/conversations/{conversation}/shares", "/shared", "/conversations"])]
    clerk.goto(f"{address}/conversations/{conversation}/shares")
    clerk.get_by_label("Tên đăng nhập của đồng nghiệp").fill("hoa")
    follow(clerk, clerk.get_by_role("button", name="Chia sẻ", exact=True))
    expert = signed_in("chuyen.gia", f"/review/answers/{conversation}", **options)
    follow(expert, expert.get_by_role("button", name="Duyệt nguyên văn"))
    approval = expert.url.split("?")[0].removeprefix(address)
    pages.append(
        (
            expert,
            ["/review", "/review/answers", f"/review/answers/{conversation}", "/review/approved", approval],
        )
    )
    reader = signed_in("hoa", **options)
    pages.append((reader, ["/shared", f"/shared/{conversation}"]))
    for page, paths in pages:
        for path in paths:
            page.goto(address + path)
            opened(page)
            assert violations(page) == [], path
            assert width_of(page) <= page.viewport_size["width"], path
    expert.goto(address + approval)
    expert.locator("summary", has_text="Rút lại").click()
    follow(expert, expert.get_by_role("button", name="Rút lại"))


def test_a_hostile_text_is_shown_and_does_nothing(signed_in: Any, address: str, width_of: Any) -> None:
    clerk = signed_in("lan")
    conversation = asked(clerk, BOATS)
    clerk.goto(f"{address}/conversations/{conversation}/shares")
    clerk.get_by_label("Tên đăng nhập của đồng nghiệp").fill("hoa")
    follow(clerk, clerk.get_by_role("button", name="Chia sẻ", exact=True))
    expert = signed_in("chuyen.gia", f"/review/answers/{conversation}", width=320, height=600)
    reader = signed_in("hoa", f"/shared/{conversation}", width=320, height=600)
    explained = signed_in("chuyen.gia", f"/admin/answers/{conversation}", width=320, height=600)
    for page in (expert, reader, explained):
        opened(page)
        text = page.locator("main").inner_text()
        assert "<script>window.harmed" in text
        assert page.evaluate("window.harmed") is None
        assert (
            page.locator("main [href^='javascript:'], main img[src=x], main style, main script").count() == 0
        )
        assert width_of(page) <= 320
        assert not {"\u202e", "\u200b"} & set(page.locator(".said").all_inner_texts()[0])
    follow(expert, expert.get_by_role("button", name="Duyệt nguyên văn"))
    assert "<script>window.harmed" in expert.locator("main").inner_text()
    assert expert.evaluate("window.harmed") is None
    expert.goto(f"{address}/review/approved")
    assert expert.locator("main script").count() == 0
