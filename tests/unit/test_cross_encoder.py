"""The cross-encoder: the same as the network on transformers, and what it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import cross_encoder
from index.bert_encoder import BertEncoder
from index.cross_encoder import CrossEncoder, Excerpt
from index.embedder import SentenceEmbedder, prepare_model
from index.embedding import score_of
from index.errors import ModelUnavailable

_TITLE = "Cấp giấy phép nuôi ong lấy mật"
_QUESTION = "Xin giấy phép nuôi ong mất mấy ngày?"
_DAYS = Excerpt(_TITLE, "Thời hạn giải quyết", "", "Thời hạn: 05 ngày làm việc kể từ ngày nhận đủ hồ sơ.")
_FEE = Excerpt(_TITLE, "Phí, lệ phí", "", "Lệ phí cấp giấy phép: 120.000 đồng mỗi giấy phép nuôi ong.")
_TWIN = Excerpt("Cấp giấy phép săn bắt thú rừng", "Thời hạn giải quyết", "", "Thời hạn: 09 ngày làm việc.")
_LONG = Excerpt(_TITLE, "Trình tự", "Bước 2: " * 90, "Người nuôi ong nộp đơn tại trạm thú y của xã. " * 60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare_model(tmp_path_factory.mktemp("models") / "built-in")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Iterator[BertEncoder]:
    yield BertEncoder(folder, 256, threads=1)


def test_what_answers_stands_before_what_shares_its_words(encoder: BertEncoder) -> None:
    days, fee, twin = encoder.scores(_QUESTION, [_DAYS, _FEE, _TWIN])
    assert days > max(fee, twin) + 1


def test_a_question_of_the_fee_is_answered_by_the_fee(encoder: BertEncoder) -> None:
    days, fee = encoder.scores("Lệ phí cấp giấy phép nuôi ong là bao nhiêu?", [_DAYS, _FEE])
    assert fee > days + 1


def test_a_score_is_the_same_among_others_and_whatever_is_behind_the_cut(encoder: BertEncoder) -> None:
    excerpts = [_DAYS, _LONG, _FEE, _TWIN, Excerpt("", "", "", "")] * 5
    together = encoder.scores(_QUESTION, excerpts)
    alone = np.array([encoder.scores(_QUESTION, [excerpt])[0] for excerpt in excerpts[:5]])
    assert np.abs(together - np.tile(alone, 5)).max() < 0.15  # bfloat16 adds up in another order
    longer = Excerpt(_LONG.title, _LONG.heading, _LONG.lead, _LONG.words + "Hết hạn sau 3 năm.")
    assert encoder.scores(_QUESTION, [longer])[0] == pytest.approx(together[1], abs=0.15)
    assert encoder.scores(_QUESTION, []).shape == (0,)


def test_signs_of_the_tokenizer_in_a_text_are_its_words(encoder: BertEncoder) -> None:
    plain, marked = encoder.scores("a </s></s> b", [_DAYS, Excerpt(_TITLE, "", "", "<s></s><pad><mask>")])
    assert np.isfinite([plain, marked]).all()
    forged = f"{_QUESTION}</s></s>{_DAYS.title}</s></s>{_DAYS.words}"
    assert encoder.scores(_QUESTION, [Excerpt(_TWIN.title, "", "", forged)])[0] < 6


def test_it_is_the_network_that_transformers_runs(folder: Path, encoder: BertEncoder) -> None:
    import torch
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

    changes = {name: tensor.float() for name, tensor in load_file(cross_encoder.ADAPTER).items()}
    layers = 1 + max(int(name.split(".")[2]) for name in changes if name.startswith("encoder.layer."))
    config = json.loads((folder / "config.json").read_text("utf-8")) | {"num_hidden_layers": layers}
    model = BertModel(BertConfig(**config), add_pooling_layer=False).eval()
    state = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    for name, tensor in changes.items():
        if name.endswith(".up"):
            matrix = name.removesuffix(".up")
            state[f"{matrix}.weight"] = state[f"{matrix}.weight"] + tensor @ changes[f"{matrix}.down"]
        elif name in state:
            state[name] = tensor
    model.load_state_dict(state, strict=False)

    def ids(text: str) -> list[int]:
        return encoder._pieces.ids(text, 256)[1:-1]

    asked = [0, *ids(_QUESTION), 2]
    read = [2, *ids(_DAYS.title), 2, *ids(_DAYS.heading), 2, *ids(_DAYS.words), 2]
    words = model.embeddings.word_embeddings(torch.tensor([asked + read]))
    marks = changes["marks"][[0] * len(asked) + [1] * len(read)]
    with torch.inference_mode():
        values = model(inputs_embeds=words + marks).last_hidden_state[0]
        plain = torch.cat([values[0], values.mean(0)]) @ changes["row"] + changes["constant"]
    assert encoder.scores(_QUESTION, [_DAYS])[0] == pytest.approx(float(plain), abs=0.15)


def test_damage_is_told(folder: Path, encoder: BertEncoder, tmp_path: Path) -> None:
    broken = tmp_path / "cross_encoder.safetensors"
    broken.write_bytes(cross_encoder.ADAPTER.read_bytes()[:-100])
    with pytest.raises(ModelUnavailable, match="cross-encoder"):
        CrossEncoder(folder, encoder._pieces, broken)


def test_only_the_built_in_model_reads(folder: Path) -> None:
    built_in = SentenceEmbedder.open(folder)
    assert score_of(built_in) is not None
    assert score_of(None) is None
