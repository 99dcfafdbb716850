"""Wording put into a law that the amending one names above, without its number, ends with that law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from index.access import Principal
from index.settings import load_settings
from index.sqlite_store import SqliteStore

AMENDING = """QUỐC HỘI
Luật số: 5/2031/QH15
Hà Nội, ngày 05 tháng 5 năm 2031
LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT BẾN BÃI
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Bến bãi số 3/2030/QH15.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Bến bãi
1. Sửa đổi, bổ sung Điều 4 như sau:
“Điều 4. Thời hạn
1. Thời hạn cấp phép bến là 9 ngày làm việc.”.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2031.
"""
LATER = """QUỐC HỘI
Luật số: 9/2032/QH15
Hà Nội, ngày 05 tháng 5 năm 2032
LUẬT
BẾN BÃI
Điều 1. Phạm vi
Luật này quy định về bến bãi.
Điều 2. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2032.
2. Luật Bến bãi số 3/2030/QH15 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.
"""


def test_it_ends_with_the_law_it_was_put_into(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "sua-doi.txt").write_text(AMENDING, encoding="utf-8")
    (tmp_path / "papers" / "moi.txt").write_text(LATER, encoding="utf-8")
    words = ["ingest", str(tmp_path / "papers"), "--home", str(tmp_path / "home"), "--no-vectors", "--quiet"]
    assert CliRunner().invoke(app, [*words, "--label", "public"]).exit_code == 0
    operator = Principal.operator()
    with SqliteStore.open(load_settings(tmp_path / "home").database) as store:
        (head,) = store.heads(operator, number="5/2031/QH15")
        quoted = [p for p in store.provisions(head.id, operator) if "«" in p.locator]
    assert quoted
    assert {p.validity.ends for p in quoted} == {date(2032, 7, 1)}
    assert {p.validity.ended_by for p in quoted} == {"9/2032/QH15"}
