"""The samples that ship: each is marked, is the project's own writing, and is read as what it is."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path, PurePath

import pytest

from index.access import AccessLabel
from index.vietnamese import normalise
from ingest.detect import detect, reader_for
from ingest.errors import Unreadable
from ingest.pipeline import Parsed, Task, process

SAMPLES = Path(__file__).parents[2] / "samples"
CORPUS = SAMPLES / "corpus"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file())
QUESTIONS = [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()]
MARK = "VĂN BẢN MẪU – không có giá trị pháp lý"
RUN = 12
FORMULAS = (
    "nghị định này có hiệu lực thi hành từ ngày",
    "thông tư này có hiệu lực thi hành từ ngày",
    "luật này có hiệu lực thi hành từ ngày",
    "sửa đổi bổ sung một số điều của nghị định số",
    "loại văn bản nghị định cơ quan ban hành chính phủ",
    "thành phần hồ sơ tên giấy tờmẫu đơn tờ khaisố",
)
"""What every act or every record says in the same words, by the rules of drafting or by its format."""
IDENTITIES = {
    "circulars/TT-931-2026-TT-BKT.md": ("931/2026/TT-BKT", "circular"),
    "circulars/TT-932-2026-TT-BKHUD.md": ("932/2026/TT-BKHUD", "circular"),
    "decrees/ND-911-2023.md": ("911/2023/NĐ-CP", "decree"),
    "decrees/ND-915-2024.md": ("915/2024/NĐ-CP", "decree"),
    "decrees/ND-921-2026.md": ("921/2026/NĐ-CP", "decree"),
    "decrees/ND-926-2026.md": ("926/2026/NĐ-CP", "decree"),
    "decrees/ND-991-2031.md": ("991/2031/NĐ-CP", "decree"),
    "laws/luat-giay-phep-cong-trinh.html": ("901/2025/QH95", "law"),
    "laws/luat-khuyen-khich-dau-tu.html": ("902/2025/QH95", "law"),
    "notices/bijnapti-bn.md": (None, "other"),
    "notices/huong-dan-nop-truc-tuyen.txt": (None, "other"),
    "notices/public-notice-en.md": (None, "other"),
    "office/KH-9601-KH-UBND-2026.docx": ("9601/KH-UBND", "plan"),
    "office/TT-933-2026-TT-BKT.pdf": ("933/2026/TT-BKT", "circular"),
    "procedures/bo-dau-tu-phat-trien/9.920001.json": ("9.920001", "procedure"),
    "procedures/bo-dau-tu-phat-trien/9.920003.json": ("9.920003", "procedure"),
    "procedures/bo-khoa-hoc-ung-dung/9.930001.json": ("9.930001", "procedure"),
    "procedures/bo-khoa-hoc-ung-dung/9.930002.json": ("9.930002", "procedure"),
    "procedures/bo-khoa-hoc-ung-dung/9.930003.json": ("9.930003", "procedure"),
    "procedures/bo-kien-thiet/9.910001.json": ("9.910001", "procedure"),
    "procedures/bo-kien-thiet/9.910002.json": ("9.910002", "procedure"),
    "procedures/bo-kien-thiet/9.910003.json": ("9.910003", "procedure"),
    "procedures/bo-kien-thiet/9.910004.json": ("9.910004", "procedure"),
    "procedures/bo-kien-thiet/9.910011.json": ("9.910011", "procedure"),
    "procedures/bo-kien-thiet/9.910012.json": ("9.910012", "procedure"),
    "procedures/bo-kien-thiet/9.910013.json": ("9.910013", "procedure"),
    "provincial/CV-9501-SKT-QLCP.txt": ("9501/SKT-QLCP", "letter"),
    "provincial/NQ-941-2026-HDND.txt": ("941/2026/NQ-HĐND", "resolution"),
    "provincial/QD-9410-QĐ-UBND-2026.md": ("9410/QĐ-UBND", "decision"),
    "provincial/QD-9411-QĐ-UBND-2026.md": ("9411/QĐ-UBND", "decision"),
}


@cache
def text_of(path: Path) -> str:
    """The text of a file as the product reads it, NFC, each run of blanks one."""
    data = path.read_bytes()
    text = reader_for(detect(data, PurePath(path.name))).read(data, PurePath(path.name)).text
    return " ".join(normalise(text).split())


def parsed(name: str) -> Parsed:
    path = CORPUS / name
    done = process(Task(name, path, path.stat().st_size, 0, AccessLabel()))
    assert isinstance(done, Parsed), done
    return done


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs_of(text: str) -> dict[int, str]:
    """The runs of `RUN` words by their hash; none bridges a formula."""
    words = " ".join(words_of(text))
    for formula in FORMULAS:
        words = words.replace(formula, "\n")
    found: dict[int, str] = {}
    for part in words.split("\n"):
        row = part.split()
        for at in range(len(row) - RUN + 1):
            run = row[at : at + RUN]
            found[hash(tuple(run))] = " ".join(run)
    return found


def test_the_facts_name_every_file():
    assert [path.relative_to(CORPUS).as_posix() for path in FILES] == sorted(IDENTITIES)


@pytest.mark.parametrize("name", sorted(IDENTITIES))
def test_a_sample_has_its_identity(name):
    document = parsed(name).document
    assert (document.identity.number, document.identity.kind.name.lower()) == IDENTITIES[name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_is_marked_and_small(path):
    binary = path.suffix in {".pdf", ".docx"}
    assert MARK in (text_of(path) if binary else path.read_text("utf-8"))
    assert path.stat().st_size < 200_000


def test_no_site_menu_is_read_as_law():
    for path in (CORPUS / "laws").iterdir():
        assert "TRANG ĐẦU" in path.read_text("utf-8")
        assert "TRANG ĐẦU" not in text_of(path)
        assert "Điện thoại" not in text_of(path)


def test_an_amending_decree_quotes_the_amended_one():
    quoted = [p for p in parsed("decrees/ND-926-2026.md").provisions if p.amends]
    assert {p.amends for p in quoted} == {"915/2024/NĐ-CP"}
    assert "Điều 1 khoản 1 «Điều 2 khoản 2»" in {p.locator for p in quoted}


def test_a_point_stands_under_its_clause():
    document = parsed("laws/luat-giay-phep-cong-trinh.html")
    point = next(p for p in document.provisions if p.locator == "Điều 4 khoản 2 điểm đ")
    assert "Được miễn giấy phép công trình" in point.lead
    assert point.span.of(document.document.text).startswith("đ) Trạm đo mưa")


def test_a_record_whose_column_and_description_disagree_is_doubted():
    document = parsed("procedures/bo-kien-thiet/9.910003.json").document
    assert any("«7 Ngày»" in doubt and "«7 ngày làm việc»" in doubt for doubt in document.doubts)


def test_questions_are_whole():
    assert len(QUESTIONS) == 30
    assert len({q["id"] for q in QUESTIONS}) == 30
    assert Counter(q["answerable"] for q in QUESTIONS) == {True: 28, False: 2}
    assert {"en", "bn", "vi"} == {q["lang"] for q in QUESTIONS}
    assert all(bool(q["gold"]) == bool(q["must_contain"]) == q["answerable"] for q in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q["id"])
def test_the_gold_quotes_stand_in_their_files(question):
    for gold in question["gold"]:
        assert " ".join(normalise(gold["quote"]).split()) in text_of(CORPUS / gold["file"])
        assert gold["doc"] == (IDENTITIES[gold["file"]][0] or PurePath(gold["file"]).stem)


@pytest.mark.shared
def test_the_samples_are_the_projects_own_writing(shared):
    """No run of 12 words of a sample stands in a real document."""
    ours = {}
    for path in [*FILES, *(SAMPLES / "office-sources").iterdir()]:
        ours |= {run: f"{path.name}: {words}" for run, words in runs_of(text_of(path)).items()}
    openings = set()
    for words in ours.values():
        row = words.split(": ", 1)[1].split()
        openings |= {" ".join(row[at : at + 6]) for at in range(RUN - 5)}
    copied = set()
    for path in sorted((shared / "corpus").rglob("*")):
        row = words_of(normalise(words_in(path)))
        # Any 12 words hold 6 that begin at a multiple of 7: only where those are known is the whole compared.
        for near in range(0, len(row) - 5, 7):
            if " ".join(row[near : near + 6]) in openings:
                runs = (hash(tuple(row[at : at + RUN])) for at in range(max(0, near - 6), near + 1))
                copied |= ours.keys() & set(runs)
    assert sorted(ours[run] for run in copied) == []


def words_in(path: Path) -> str:
    """What a file of the shared corpus says, read in the cheapest way; "" for what has no text."""
    kind = path.suffix.lower()
    if kind in {".docx", ".pdf"} and path.parent.name == "office":
        try:
            return text_of(path)
        except Unreadable:
            return ""
    if kind not in {".json", ".html", ".md", ".txt"}:
        return ""
    text = path.read_text("utf-8", errors="replace").replace("\\n", " ")
    return re.sub(r"<[^>]*>", " ", text) if kind == ".html" else text
