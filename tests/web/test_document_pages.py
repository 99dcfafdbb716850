"""Documents: found by filters, their tree, what became of them, an article on a day and between two days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from sample_office import sample_home
from serving import served
from waiting import follow

from index.access import Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore

AMENDED, AMENDING = "915/2024/NĐ-CP", "926/2026/NĐ-CP"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(sample_home()) as address:
        yield address


@pytest.fixture(scope="module")
def amended() -> str:
    """The id of the decree that another one of the samples amends."""
    with SqliteStore.open(load_settings(sample_home()).database) as store:
        (head,) = store.heads(Principal.guest(), number=AMENDED)
        return head.id


def listed(page: Any) -> list[str]:
    return page.locator(".heads li p b").all_inner_texts()


def test_the_filters_narrow_the_list_without_javascript(open_page: Any) -> None:
    page = open_page("/documents", java_script_enabled=False)
    everything = page.locator(".heads > li").count()
    page.get_by_label("Loại").select_option("Nghị định")
    follow(page, page.get_by_role("button", name="Tìm"))
    decrees = listed(page)
    assert 0 < len(decrees) < everything
    assert all(number.endswith("NĐ-CP") for number in decrees)
    page.get_by_label("Còn hiệu lực ngày").fill("01/05/2026")
    follow(page, page.get_by_role("button", name="Tìm"))
    in_force = listed(page)
    assert set(in_force) == set(decrees) - {"911/2023/NĐ-CP", AMENDING, "991/2031/NĐ-CP"}
    assert page.get_by_label("Loại").input_value() == "Nghị định"
    follow(page, page.get_by_role("link", name="Bỏ các điều kiện lọc"))
    assert page.url.endswith("/documents")
    assert page.locator(".heads > li").count() == everything


def test_a_field_has_its_procedures_and_the_acts_they_rest_on(open_page: Any) -> None:
    page = open_page("/documents")
    field = page.get_by_label("Lĩnh vực").locator("option").nth(1).get_attribute("value")
    page.goto(f"{page.url}?field={quote(field)}")
    kinds = page.locator(".heads li p span").all_inner_texts()
    assert any("Thủ tục hành chính" in kind for kind in kinds)
    assert any("Thủ tục hành chính" not in kind for kind in kinds)


def test_a_day_that_is_none_is_said_and_nothing_typed_is_lost(open_page: Any) -> None:
    page = open_page("/documents?q=giấy phép&on=hôm nay")
    assert "Xin ghi ngày" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Còn hiệu lực ngày").input_value() == "hôm nay"
    assert page.get_by_label("Tìm theo số hiệu").input_value() == "giấy phép"


def test_the_tree_leads_into_the_text(open_page: Any, amended: str) -> None:
    page = open_page(f"/documents/{amended}", java_script_enabled=False)
    tree = page.locator(".tree")
    assert tree.get_by_text("bị sửa đổi").count() == 2
    tree.locator("li", has_text="Điều 3.").locator("summary").click()
    tree.get_by_role("link", name="2. Sở trả lời").click()
    page.wait_for_url("**#*")
    goal = page.url.partition("#")[2]
    assert page.locator(f"[id='{goal}']").inner_text().startswith("2. Sở trả lời")


def test_the_timeline_tells_what_became_of_an_act(open_page: Any, amended: str) -> None:
    page = open_page(f"/documents/{amended}")
    follow(page, page.get_by_role("link", name="Quá trình hiệu lực"))
    days = page.locator(".timeline time").all_inner_texts()
    assert days == ["05/08/2024", "20/09/2024", "01/06/2026"]
    last = page.locator(".timeline > li").last
    assert AMENDING in last.inner_text()
    follow(page, last.get_by_role("link", name="Điều 1 khoản 2"))
    assert page.locator("#cited").count() == 1
    page.go_back()
    follow(page, page.get_by_role("link", name=AMENDING))
    follow(page, page.get_by_role("link", name="Quá trình hiệu lực"))
    assert (
        AMENDED in page.get_by_role("heading", name="Văn bản này sửa đổi, bãi bỏ").locator("..").inner_text()
    )


def test_an_article_on_a_day_names_the_act_behind_each_clause(open_page: Any, amended: str) -> None:
    page = open_page(f"/documents/{amended}")
    follow(page, page.get_by_role("link", name="Xem bản theo ngày").last)
    clauses = page.locator(".pieces > li")
    newer = page.locator(".pieces > .newer")
    assert newer.count() == 1
    assert "12 ngày làm việc" in newer.inner_text()
    assert f"Điều 1 khoản 2 {AMENDING}" in newer.inner_text()
    assert AMENDED in clauses.first.inner_text()
    follow(page, page.get_by_role("link", name="20/09/2024"))
    assert page.locator(".pieces > .newer").count() == 0
    assert "21 ngày" in page.locator(".pieces").inner_text()


def test_two_days_stand_side_by_side(open_page: Any, amended: str) -> None:
    page = open_page(f"/documents/{amended}/articles/compare?place={quote('Điều 3')}")
    rows = page.locator(".twosides tbody tr")
    assert rows.count() == 1
    marked = rows.locator("td").nth(1).locator("u").all_inner_texts()
    assert [one.strip() for one in marked] == ["12", "làm việc"]
    page.get_by_label("Ngày trước").fill("01/06/2026")
    follow(page, page.get_by_role("button", name="So sánh"))
    assert "như nhau" in page.locator("main").inner_text()


def test_what_is_not_there_is_said_plainly(open_page: Any, amended: str) -> None:
    page = open_page(f"/documents/{amended}/articles?place={quote('Điều 77')}")
    assert page.get_by_role("heading", level=1).inner_text() == "Không có văn bản này"


def paths(amended: str) -> tuple[str, ...]:
    article = f"/documents/{amended}/articles"
    return (
        "/documents?on=01/05/2026",
        f"/documents/{amended}",
        f"/documents/{amended}/history",
        f"{article}?place={quote('Điều 3')}",
        f"{article}/compare?place={quote('Điều 3')}",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_and_nothing_is_cut_off(
    open_page: Any, violations: Any, amended: str, scheme: str, width_of: Any
) -> None:
    page = open_page("/documents", width=320, height=256, color_scheme=scheme, reduced_motion="reduce")
    for path in paths(amended):
        page.goto(page.url.split("/documents")[0] + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert violations(page) == [], path
        assert width_of(page) <= 320, path
