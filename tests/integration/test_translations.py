"""An act in force is found before an old one in the language of the question, asked of the real assistant."""

from __future__ import annotations

from pathlib import Path

from written_office import written_office

from index.access import Principal

ACT = """# ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ

Số: 31/2026/QĐ-UBND

Sơn Khê, ngày 05 tháng 3 năm 2026

# QUYẾT ĐỊNH

Ban hành Quy định về nhà ở tại tỉnh Sơn Khê

Điều 1. Thời hạn

Giấy phép xây dựng được cấp trong thời hạn 06 ngày.
"""
TRANSLATED = """# THE PEOPLE'S COMMITTEE OF SON KHE

No. 12/2008/QD-UBND

Son Khe, March 5, 2008

# DECISION

On construction permits in the province of Son Khe

Article 1. Construction permits

The municipal inspector shall grant the construction permit for wooden stilt dwellings
within 20 days.
"""
ASKED = "How many days does the municipal inspector have to grant a permit for wooden stilt dwellings?"


def test_the_law_itself_comes_before_a_translation_of_another_act_unless_that_is_named(
    tmp_path: Path,
) -> None:
    with written_office(tmp_path, {"now": ACT, "old": TRANSLATED}) as assistant:
        languages = {head.language for head in assistant.store.heads(Principal.operator())}
        assert languages == {"vi", "en"}
        first = assistant.search(ASKED, Principal.operator(), 5)[0].head
        assert (first.language, first.identity.number) == ("vi", "31/2026/QĐ-UBND")
        named = assistant.search(f"Decision 12/2008/QD-UBND: {ASKED}", Principal.operator(), 5)[0].head
        assert named.language == "en"
