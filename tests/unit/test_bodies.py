"""Bodies and units that are gone: found in texts, with what is there on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.bodies import Bodies, built_in, resolve, today_names
from assistant.errors import BadTable
from assistant.tables import load
from assistant.units import units

DAY = date(2026, 9, 1)


def names(text: str, on: date = DAY) -> dict[str, list[str]]:
    return {gone.name: [s.name for s in gone.now] for gone in resolve(text, on)}


def test_the_district_level_is_there_until_the_day_it_ends() -> None:
    text = "Nộp hồ sơ tại UBND huyện nơi có đất."
    assert names(text, date(2025, 6, 30)) == {}
    (gone,) = resolve(text, date(2025, 7, 1))
    assert (gone.body, gone.since, gone.by) == (
        "Ủy ban nhân dân cấp huyện",
        date(2025, 7, 1),
        "203/2025/QH15",
    )
    assert [s.name for s in gone.now] == ["Ủy ban nhân dân cấp xã", "Ủy ban nhân dân cấp tỉnh"]


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("Sở Kế hoạch và Đầu tư", "Sở Tài chính"),
        ("SỞ KẾ HOẠCH VÀ ĐẦU TƯ", "Sở Tài chính"),
        ("Sở KH&ĐT", "Sở Tài chính"),
        ("Sở Giao thông vận tải", "Sở Xây dựng"),
        ("Sở Tài nguyên và\nMôi trường", "Sở Nông nghiệp và Môi trường"),
        ("Bộ Nông nghiệp và Phát triển nông thôn", "Bộ Nông nghiệp và Môi trường"),
        ("Uỷ ban nhân dân cấp huyện", "Ủy ban nhân dân cấp xã"),
        ("tỉnh Bắc Giang", "tỉnh Bắc Ninh"),
        ("thị trấn Lim", "xã Tiên Du"),
        ("phường Vân Dương", "phường Nam Sơn"),
        ("xã Hoà Tiến", "xã Tam Giang"),
    ],
)
def test_old_names_lead_to_todays(said: str, now: str) -> None:
    (found,) = names(f"Gửi {said} để được giải quyết.").values()
    assert now in found


def test_a_body_that_came_between_is_followed_to_the_one_of_the_day() -> None:
    assert names("Cục Thuế tỉnh", date(2025, 2, 28)) == {}
    assert names("Cục Thuế tỉnh", date(2025, 4, 1)) == {"Cục Thuế tỉnh": ["Chi cục Thuế khu vực"]}
    assert names("Cục Thuế tỉnh", DAY) == {"Cục Thuế tỉnh": ["Thuế tỉnh, thành phố"]}


@pytest.mark.parametrize(
    "said",
    [
        "Sở Tài chính",
        "Ủy ban nhân dân cấp xã",
        "phường Bắc Giang",
        "phường Kinh Bắc",
        "Chi cục Thuế doanh nghiệp lớn",
        "Ủy ban nhân dân xã, phường, đặc khu",
        "cơ quan thuế cấp dưới; huyện đội",
        "xã Tân Hưng, tỉnh Lạng Sơn",
    ],
)
def test_what_is_there_is_not_told_to_be_gone(said: str) -> None:
    assert names(said) == {}


def test_a_split_is_shown_with_each_matter_or_part() -> None:
    (gone,) = resolve("Sở Lao động, Thương binh và Xã hội", DAY)
    assert str(gone.now[0]) == "Sở Nội vụ (lao động, việc làm, người có công)"
    assert {s.name for s in gone.now} >= {"Sở Y tế", "Sở Giáo dục và Đào tạo"}
    assert names("thị xã Việt Yên") == {
        "thị xã Việt Yên": ["phường Nếnh", "phường Tự Lạn", "phường Việt Yên", "phường Vân Hà"]
    }


def test_two_communes_of_one_name_are_told_apart_by_their_district() -> None:
    assert names("xã Đồng Tiến") == {"xã Đồng Tiến": ["xã Hoàng Vân", "xã Xuân Lương"]}
    assert names("xã Đồng Tiến, huyện Yên Thế")["xã Đồng Tiến"] == ["xã Xuân Lương"]


def test_a_body_is_told_once_under_the_name_the_text_uses_first() -> None:
    found = resolve("UBND huyện; Ủy ban nhân dân cấp huyện; Sở TNMT; Sở NNPTNT", DAY)
    assert [gone.name for gone in found] == ["UBND huyện", "Sở TNMT", "Sở NNPTNT"]


@pytest.mark.parametrize(
    ("question", "today"),
    [
        ("UBND huyện cấp giấy phép gì?", ("Ủy ban nhân dân cấp xã", "Ủy ban nhân dân cấp tỉnh")),
        ("so ke hoach va dau tu lam gi", ("Sở Tài chính",)),
        ("noi nop o xa noi due", ("xã Tiên Du",)),
        ("Does the district People's Committee decide?", ("Ủy ban nhân dân cấp xã",)),
        ("Sở Tài chính thay Sở KHĐT từ khi nào?", ()),
        ("dia phuong ho tro phuong an binh on gia", ()),
        ("Thủ tục ở thành phố Bắc Ninh cũ", ()),
    ],
)
def test_questions_get_todays_names(question: str, today: tuple[str, ...]) -> None:
    assert today_names(question, DAY)[: len(today) or None] == today


def test_the_table_of_units_is_the_resolutions() -> None:
    communes = load("merged_units")["communes"]["now"]
    assert len(communes) == 99
    assert sum(name.startswith("phường ") for name in communes) == 33
    assert len(units().provinces - units().in_use) == 29
    assert len(units().provinces & units().in_use) == 34


def test_an_office_adds_its_own_and_replaces_built_in_ones(tmp_path: Path) -> None:
    own = tmp_path / "bodies.yaml"
    own.write_text(
        "- {body: Ban Quản lý chợ Đầm, until: 2026-01-01, now: [Phòng Kinh tế]}\n"
        "- {body: Sở Giao thông vận tải, until: 2025-03-01, now: [Sở Xây dựng]}\n",
        encoding="utf-8",
    )
    bodies = Bodies(own)
    (market, transport) = bodies.resolve("Ban Quản lý chợ Đầm và Sở Giao thông vận tải", DAY)
    assert [s.name for s in market.now] == ["Phòng Kinh tế"]
    assert [s.name for s in transport.now] == ["Sở Xây dựng"]
    assert bodies.resolve("Ban Quản lý chợ Đầm", date(2025, 12, 31)) == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Sở X: Sở Y\n", "expected a list"),
        ("- {body: Sở X, now: [Sở Y]}\n", "until"),
        ("- {body: Sở X, until: 2026-01-01, now: []}\n", "now"),
        ("- {body: Sở X, until: 2026-01-01, now: [Y], since: 2020}\n", "since"),
        ("- {body: [\n", "cannot be read"),
    ],
)
def test_a_malformed_table_is_named(tmp_path: Path, content: str, told: str) -> None:
    own = tmp_path / "bodies.yaml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(BadTable, match=told) as failure:
        Bodies(own)
    assert str(own) in str(failure.value)


def test_an_empty_table_adds_nothing(tmp_path: Path) -> None:
    own = tmp_path / "bodies.yaml"
    own.write_text("# none yet\n", encoding="utf-8")
    assert Bodies(own).resolve("UBND huyện", DAY) == built_in().resolve("UBND huyện", DAY)


@pytest.mark.parametrize(
    ("asked", "now"),
    [
        ("Xã Nội Hoàng nay thuộc đơn vị nào?", ["phường Tiền Phong"]),  # it was a ward at the end
        ("Huyện Quế Võ nay là gì?", None),
        ("Xã Tiên Du giờ ở đâu?", []),  # a unit of today
        ("Xã Yên Dũng giờ ở đâu?", []),  # a ward of today bears the name
    ],
)
def test_a_question_may_call_a_unit_another_kind_of_its_level(asked: str, now: list[str] | None) -> None:
    found = [s.name for gone in built_in().in_question(asked, DAY) for s in gone.now]
    assert found == now if now is not None else len(found) > 1
    assert resolve("Gửi xã Nội Hoàng.", DAY) == ()
