"""The tokenizer of questions cuts any text as the library does that cuts the passages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.embedder import prepare_model
from index.piece_tokenizer import PieceTokenizer

AT_MOST = 64
WORDS = st.sampled_from(
    (
        *(
            "Hồ sơ",
            "cấp phép",
            "ngày làm việc",
            "  ",
            "\u00a0",
            "\t",
            "▁",
            "ư\u0301",
            "đ\u0323",
            "ﬁle",
            "½",
            "m²",
        ),
        *(
            "1.008.891",
            "NĐ-CP",
            "fee",
            "নির্মাণ",
            "ণ্ড",
            "許可",
            "😀",
            "\u200b",
            "\U000e0041",
            "\x00",
            "<",
            "s>",
        ),
    )
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=12).map("".join)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare_model(tmp_path_factory.mktemp("pieces") / "model") / "tokenizer.json"


@pytest.fixture(scope="module")
def pieces(file: Path) -> PieceTokenizer:
    return PieceTokenizer.open(file)


@pytest.fixture(scope="module")
def library(file: Path) -> Tokenizer:
    opened = Tokenizer.from_file(str(file))
    opened.enable_truncation(AT_MOST)
    return opened


@settings(max_examples=1500)
@given(TEXTS)
def test_any_text_has_the_pieces_that_the_library_finds(
    pieces: PieceTokenizer, library: Tokenizer, text: str
) -> None:
    if pieces.reads(text):
        assert pieces.ids(text, AT_MOST) == library.encode(text).ids


@pytest.mark.parametrize("sign", ["<s>", "</s>", "<pad>", "<unk>", "<mask>"])
def test_a_sign_of_the_model_written_out_is_left_to_the_library(pieces: PieceTokenizer, sign: str) -> None:
    assert not pieces.reads(f"Dấu {sign} là gì?")
    assert pieces.reads("Dấu < là gì?")


def test_a_long_text_is_cut_where_the_library_cuts_it(pieces: PieceTokenizer, library: Tokenizer) -> None:
    text = "Thời hạn giải quyết hồ sơ là 15 ngày làm việc. " * 9
    assert len(pieces.ids(text, AT_MOST)) == AT_MOST
    assert pieces.ids(text, AT_MOST) == library.encode(text).ids
