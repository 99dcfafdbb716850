"""The cross-encoder is trained anew on a few questions over the samples."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from sample_office import sample_home
from typer.testing import CliRunner

from assistant.tables import load
from evaluation.cli import app
from evaluation.errors import BadDataset
from evaluation.office import open_office
from evaluation.reading_examples import Example, examples, read_labelled
from evaluation.reading_training import Epoch, Plan, Training, is_kept_aside, lessons
from index.cross_encoder import ADAPTER, CrossEncoder, PairTokenizer
from index.piece_tokenizer import PieceTokenizer
from index.settings import load_settings

ASKED = [
    ("Trạm đo gió tự động cao dưới mấy mét được miễn giấy phép?", "901/2025/QH95", "Điều 4 khoản 2 điểm đ#0"),
    ("Giấy phép công trình có giá trị trong bao nhiêu tháng?", "901/2025/QH95", "Điều 8 khoản 1#0"),
    ("Ai ký giấy phép cho công trình trong khu kinh tế?", "901/2025/QH95", "Điều 6 khoản 3#0"),
    ("Cấp lại giấy phép công trình mất mấy ngày làm việc?", "921/2026/NĐ-CP", "Điều 4 khoản 3#0"),
    ("Cấp mới giấy phép công trình nhóm hai trong mấy ngày?", "921/2026/NĐ-CP", "Điều 3 điểm b#0"),
    ("Lệ phí cấp mới giấy phép nhà ở hộ gia đình là bao nhiêu?", "941/2026/NQ-HĐND", "Điều 1 khoản 3#0"),
    ("Phí xem xét dây chuyền có giá dưới 10 tỷ đồng?", "941/2026/NQ-HĐND", "Điều 2 khoản 1#0"),
    ("Ủy ban nhân dân cấp xã ghi danh dự án nào?", "902/2025/QH95", "Điều 7 khoản 2#0"),
    ("Công trình nhóm một bảo hành bao nhiêu tháng?", "933/2026/TT-BKT", "Điều 4 khoản 1#0"),
    ("Tổ xem xét dây chuyền cũ kết luận trong mấy ngày?", "932/2026/TT-BKHUD", "Điều 1 khoản 3#0"),
    ("Dây chuyền đã qua sử dụng được bao nhiêu tuổi?", "902/2025/QH95", "Điều 5 khoản 3#0"),
    (
        "Gia hạn giấy phép công trình nhà ở hộ gia đình cần giấy tờ gì?",
        "9.910012",
        "Thành phần hồ sơ, giấy tờ 1#0",
    ),
]
NOT_HELD = ("Giấy phép công trình có giá trị trong bao nhiêu năm?", "777/2020/NĐ-CP", "Điều 1#0")


def written(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    lines = (json.dumps({"question": q, "document": d, "places": [p]}) for q, d, p in rows)
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Example | None]:
    path = written(tmp_path_factory.mktemp("asked") / "questions.jsonl", [*ASKED, NOT_HELD])
    office = open_office(sample_home(), threads=1)
    try:
        return list(examples(office, read_labelled(path)))
    finally:
        office.close()


@pytest.fixture(scope="module")
def pairs() -> PairTokenizer:
    return PairTokenizer(PieceTokenizer.open(load_settings(sample_home()).model_folder / "tokenizer.json"))


def test_an_example_has_the_right_fact_among_wrong_ones(found: list[Example | None]) -> None:
    *held, not_held = found
    assert not_held is None
    for (_, document, _), example in zip(ASKED, held, strict=True):
        assert example is not None, document
        assert example.document == document
        assert 0 < sum(example.right) < len(example.right) == len(example.excerpts) == len(example.scores)
        assert list(example.scores) == sorted(example.scores, reverse=True)
    assert load("policy")["documents"]["most"] == 3  # read more for examples alone


def test_what_is_written_scores_as_the_trained_network(
    found: list[Example | None], pairs: PairTokenizer, tmp_path: Path
) -> None:
    from safetensors.torch import save_file

    folder = load_settings(sample_home()).model_folder
    held = [example for example in found if example is not None][:8]
    given = lessons(held, pairs)
    training, told = Training(folder, pairs, Plan(epochs=2, layers=1, batch=4)), list[Epoch]()
    training.run(given, told.append)
    assert told[1].loss < told[0].loss
    save_file(training.network.changes(), tmp_path / "changes.safetensors")
    opened = CrossEncoder(folder, pairs.pieces, tmp_path / "changes.safetensors")
    for example, lesson in zip(held[:3], given, strict=False):
        trained = training.scores(lesson.question, lesson.facts)
        assert np.ptp(trained) > 0
        assert np.abs(opened.scores(example.question, example.excerpts) - trained).max() < 0.05


def test_the_command_writes_a_file_and_counts(tmp_path: Path) -> None:
    path, out = written(tmp_path / "q.jsonl", [*ASKED[:4], NOT_HELD]), tmp_path / "changes.safetensors"
    arguments = ["learn", str(path), "--home", str(sample_home()), "--out", str(out)]
    ran = CliRunner().invoke(app, [*arguments, "--epochs", "1", "--layers", "1"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout.splitlines()[-1])
    aside = sum(is_kept_aside(document) for _, document, _ in ASKED[:4])
    assert (told["questions"], told["left_out"], told["kept_aside"]) == (5, 1, aside)
    assert "epoch 1 of 1: loss" in ran.stderr
    assert out.stat().st_size > 100_000


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('{"question": "?", "document": "1"}', "questions.jsonl:2: places"),
        ('{"question": "?", "document": "1", "places": []}', "questions.jsonl:2: places"),
        ('{"question": "?", "document": "1", "places": ["Điều 1"]}', "questions.jsonl:2: places.0"),
        ("{", "questions.jsonl:2: not JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, line: str, where: str) -> None:
    path = written(tmp_path / "questions.jsonl", ASKED[:1])
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    with pytest.raises(BadDataset, match=where):
        read_labelled(path)
    out = tmp_path / "changes"
    ran = CliRunner().invoke(app, ["learn", str(path), "--home", str(tmp_path), "--out", str(out)])
    assert ran.exit_code == 2
    assert not out.exists()


def test_what_ships_is_of_six_layers_and_is_opened(pairs: PairTokenizer) -> None:
    from safetensors.torch import load_file

    from evaluation.reading_network import ReadingNetwork

    folder, shipped = load_settings(sample_home()).model_folder, load_file(ADAPTER)
    made = ReadingNetwork.open(folder, 6).changes()
    assert {name: (part.shape, part.dtype) for name, part in made.items()} == {
        name: (part.shape, torch.float16) for name, part in shipped.items()
    }
