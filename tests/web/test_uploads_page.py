"""Documents put in on the page: with and without JavaScript, a folder, what is dropped, retry and report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from serving import served
from small_office import small_office
from waiting import awaiting, follow

NOTICE = """ỦY BAN NHÂN DÂN XÃ BẾN GIANG

Số: {number}/TB-UBND

Bến Giang, ngày 05 tháng 5 năm 2026

THÔNG BÁO

Về việc mở cửa kho thóc

Điều 1. Giờ mở cửa

1. Kho thóc xã Bến Giang mở cửa từ 7 giờ đến {hour} giờ các ngày trong tuần.
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = small_office().copied(tmp_path_factory.mktemp("uploads") / "home")
    with served(home, upload_page="true") as address:
        yield address


def notice(folder: Path, number: int, hour: int = 17) -> Path:
    path = folder / f"thong-bao-{number}.md"
    path.write_text(NOTICE.format(number=number, hour=hour), encoding="utf-8")
    return path


def follow_job(page: Any, control: Any) -> None:
    """Press what begins a job, and wait until the job, on a page of its own, has ended."""
    follow(page, control, page.locator("body:not([data-before]) .state.done"))


def test_files_are_read_and_found_and_a_bad_one_says_why(
    open_page: Any, ask: Any, violations: Any, tmp_path: Path
) -> None:
    bad = tmp_path / "=cmd.pdf"
    bad.write_bytes(b"no pdf at all")
    page = open_page("/uploads")
    assert violations(page) == []
    page.get_by_label("Chọn tệp").set_input_files([notice(tmp_path, 31, 18), bad])
    expect(page.locator(".chosen")).to_contain_text("Đã chọn 2 tệp")
    follow_job(page, page.get_by_role("button", name="Nạp"))
    rows = page.locator(".files tbody tr")
    assert rows.nth(0).locator("td").nth(0).inner_text().strip() == "Dùng được"
    assert "không đúng với đuôi tên tệp" in rows.nth(1).inner_text()
    assert violations(page) == []
    job = page.url
    with awaiting(page, page.locator("main")), page.expect_download() as given:
        page.get_by_role("link", name="Tải báo cáo").click()
    table = list(csv.reader(io.StringIO(given.value.path().read_text("utf-8-sig"))))
    assert table[1][:2] == ["thong-bao-31.md", "Dùng được"]
    assert table[2][0] == "'=cmd.pdf"  # a spreadsheet would compute it
    page.goto(job.split("/uploads")[0])
    ask(page, "Kho thóc xã Bến Giang mở cửa đến mấy giờ?")
    assert "18 giờ" in page.locator(".statements").inner_text()


def test_without_javascript_a_job_is_followed_tried_again_and_dropped(open_page: Any, tmp_path: Path) -> None:
    bad = tmp_path / "hỏng.docx"
    bad.write_bytes(b"PK\x03\x04 cut short")
    page = open_page("/uploads", java_script_enabled=False)
    follow(page, page.get_by_role("button", name="Nạp"))
    assert "Xin chọn ít nhất một tệp" in page.get_by_role("alert").inner_text()
    page.get_by_label("Chọn tệp").set_input_files(bad)
    page.get_by_label("Ai được đọc").select_option("Công khai")
    follow_job(page, page.get_by_role("button", name="Nạp"))
    first = page.url
    assert "Công khai" in page.locator("main").inner_text()
    follow_job(page, page.get_by_role("button", name="Thử lại"))
    assert page.url != first
    assert "hỏng.docx" in page.locator(".files").inner_text()
    page.locator("summary").click()
    follow(page, page.get_by_role("button", name="Xóa các tệp này"))
    assert page.get_by_role("button", name="Thử lại").count() == 0
    page.goto(first)  # the bytes of the first attempt are its own
    assert page.get_by_role("button", name="Thử lại").count() == 1


def test_a_folder_and_what_is_dropped_go_the_same_way(open_page: Any, tmp_path: Path) -> None:
    folder = tmp_path / "hồ sơ" / "con"
    folder.mkdir(parents=True)
    notice(folder, 41)
    notice(folder.parent, 42)
    page = open_page("/uploads")
    page.get_by_label("Hoặc chọn cả thư mục").set_input_files(folder.parent)
    page.evaluate(
        """([name, text]) => {
             const given = new DataTransfer();
             given.items.add(new File([text], name, { type: "text/markdown" }));
             const drop = new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true });
             document.querySelector("[data-drop]").dispatchEvent(drop);
           }""",
        ["thong-bao-43.md", NOTICE.format(number=43, hour=16)],
    )
    page.get_by_text("Đã chọn 3 tệp").wait_for()
    follow_job(page, page.get_by_role("button", name="Nạp"))
    names = page.locator(".files th[scope=row]").all_inner_texts()
    assert sorted(name.split(" ")[0] for name in names) == [f"thong-bao-{n}.md" for n in (41, 42, 43)]
    page.goto(page.url.rsplit("/", 1)[0])
    assert "và 2 tệp khác" in page.locator(".heads").inner_text()


def test_a_connection_that_is_lost_loses_no_file(open_page: Any, tmp_path: Path) -> None:
    page = open_page("/uploads")
    page.get_by_label("Chọn tệp").set_input_files(notice(tmp_path, 51))
    page.route(
        "**/uploads", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    follow(page, page.get_by_role("button", name="Nạp"), page.get_by_text("Chưa gửi được"))
    assert page.evaluate("document.getElementById('file').files.length") == 1


def test_the_page_is_closed_unless_it_is_opened(open_page: Any, address: str) -> None:
    with served(small_office().home) as closed:
        reply = httpx.get(f"{closed}/uploads", headers={"accept": "text/html"}, timeout=60)
        assert reply.status_code == 403
        sent = httpx.post(f"{closed}/uploads", files={"file": ("a.md", b"# A")}, timeout=60)
        assert sent.status_code == 403
        assert "/uploads" not in httpx.get(f"{closed}/documents", timeout=60).text
    assert "/uploads" in httpx.get(f"{address}/documents", timeout=60).text


@pytest.mark.parametrize("header", [{"sec-fetch-site": "cross-site"}, {"origin": "http://elsewhere.example"}])
def test_another_site_puts_nothing_in(address: str, header: dict[str, str]) -> None:
    sent = httpx.post(f"{address}/uploads", files={"file": ("a.md", b"# A")}, headers=header, timeout=60)
    assert (sent.status_code, sent.json()["code"]) == (403, "request_forged")


def test_somebody_elses_job_is_not_there(address: str) -> None:
    assert httpx.get(f"{address}/uploads/0123456789abcdef", timeout=60).status_code == 404
