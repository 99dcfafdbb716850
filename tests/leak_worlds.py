"""Worlds of small papers for the leak suite: real files, the real reading of them, real stores and indexes.

A world is a home whose papers carry labels. Two worlds that differ only in papers which a reader may not read
must look the same to that reader.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import scratch
from numpy.typing import NDArray

from assistant.approvals import ApprovalBook
from assistant.assembly import Assistant
from assistant.expansion import Expander
from assistant.records import AnswerRecords
from index.access import AccessLabel
from index.generation_reader import GenerationReader
from index.manifest import Header
from index.publishing import publish
from index.sqlite_store import SqliteStore
from index.vietnamese import fold, tokens
from ingest.pipeline import Parsed, Task, process
from ingest.succession import apply_endings

DIMENSION = 24
HEADER = Header("hashed-syllables", DIMENSION)


def _act(number: str, kind: str, title: str, *articles: str) -> str:
    body = "\n\n".join(f"Điều {n}. {text}" for n, text in enumerate(articles, 1))
    day = f"Sơn Khê, ngày 10 tháng 02 năm {number.split('/')[1]}"
    head = f"ỦY BAN NHÂN DÂN TỈNH SƠN KHÊ\n\nSố: {number}\n\n{day}"
    return f"{head}\n\n{kind}\n\n{title}\n\n{body}\n"


def _record(code: str, name: str, days: int, fee: str, basis: str) -> str:
    return json.dumps(
        {
            "ma_thu_tuc": code,
            "ten_thu_tuc": name,
            "so_quyet_dinh": "77/QĐ-UBND",
            "cap_thuc_hien": "Cấp xã",
            "linh_vuc": "Quảng cáo",
            "doi_tuong_thuc_hien": "Doanh nghiệp, hộ kinh doanh",
            "co_quan_co_tham_quyen": "Ủy ban nhân dân cấp xã",
            "dia_chi_tiep_nhan": "",
            "trinh_tu_thuc_hien": "- Bước 1: Nộp hồ sơ tại bộ phận một cửa.\n- Bước 2: Trả kết quả.",
            "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả"
            f"Trực tiếp{days} Ngày làm việc{fee} VNĐ(Nộp khi nhận kết quả)",
            "thanh_phan_ho_so": "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
            f"Đơn đề nghị {name.lower()}Mau 01.docx1 bản chính",
            "can_cu_phap_ly": f"Tên văn bản pháp lýMã văn bảnQuy định về biển hiệu{basis}",
            "co_quan_thuc_hien": "Ủy ban nhân dân cấp xã",
            "yeu_cau_dieu_kien": "Không có thông tin",
            "ket_qua_xu_ly": "Giấy phép",
        },
        ensure_ascii=False,
    )


PAPERS: Mapping[str, str] = {
    "qd-12.md": _act(
        *("12/2031/QĐ-UBND", "QUYẾT ĐỊNH", "Ban hành Quy định về treo biển hiệu ngoài trời"),
        "Thời hạn\n\n1. Thời hạn cấp giấy phép treo biển hiệu là 07 ngày làm việc kể từ ngày nhận đủ hồ sơ.",
        "Thẩm quyền\n\nỦy ban nhân dân cấp xã cấp giấy phép treo biển hiệu dưới 20 m2.",
        "Hiệu lực\n\n1. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2031.\n\n"
        "2. Quyết định này thay thế Quyết định số 05/2020/QĐ-UBND ngày 06 tháng 01 năm 2020.",
    ),
    "qd-05.md": _act(
        *("05/2020/QĐ-UBND", "QUYẾT ĐỊNH", "Ban hành Quy định về biển quảng cáo của hộ kinh doanh"),
        "Mức ký quỹ\n\n1. Hộ kinh doanh ký quỹ 2.000.000 đồng trước khi dựng cột biển quảng cáo.",
        "Hiệu lực\n\nQuyết định này có hiệu lực thi hành kể từ ngày 20 tháng 01 năm 2020.",
    ),
    "qd-33.md": _act(
        *("33/2024/QĐ-UBND", "QUYẾT ĐỊNH", "Sửa đổi quy định về biển hiệu và bến thủy"),
        "Bãi bỏ\n\nBãi bỏ Quyết định số 05/2020/QĐ-UBND ngày 06 tháng 01 năm 2020 "
        "kể từ ngày 01 tháng 7 năm 2024.",
        "Hiệu lực\n\nQuyết định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2024.",
    ),
    "qd-41.md": _act(
        *("41/2025/QĐ-UBND", "QUYẾT ĐỊNH", "Ban hành Quy định về bến thủy nội địa"),
        "Phí\n\n1. Phí neo đậu tại bến thủy là 35.000 đồng một lượt đối với tàu dưới 20 tấn.",
        "Hiệu lực\n\n1. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 02 năm 2025.",
    ),
    "9.000417.json": _record(
        "9.000417", "Cấp giấy phép treo biển hiệu ngoài trời", 7, "150,000", "05/2020/QĐ-UBND"
    ),
    "9.000418.json": _record(
        "9.000418", "Gia hạn giấy phép treo biển hiệu ngoài trời", 3, "75,000", "12/2031/QĐ-UBND"
    ),
    "9.000500.json": _record("9.000500", "Đăng ký bến thủy nội địa", 5, "200,000", "41/2025/QĐ-UBND"),
    "ghi-chu-kho.txt": "Ghi chú kiểm kê kho lạnh\n\n"
    "Kho lạnh số 3 chứa 40 thùng vắc xin, kiểm kê mỗi tháng một lần.\n",
    "tuan-tra.md": "# Lịch tuần tra hải đăng Mũi Én\n\n"
    "Đội tuần tra hải đăng xuất phát lúc 04 giờ 15 phút tại bến số 9.\n",
    "bien-hieu.md": "# Sổ tay biển hiệu\n\n" + "Biển hiệu giấy phép biển hiệu hồ sơ thời hạn lệ phí. " * 40,
    "ly-lich.txt": "Lý lịch cán bộ kho lạnh\n\n"
    "Thủ kho là người giữ chìa khóa kho lạnh và sổ kiểm kê vắc xin.\n",
    "bao-cao.md": "# Báo cáo bến thủy\n\n"
    "Tàu neo đậu tại bến thủy Sơn Khê tăng; phí neo đậu thu được 12 triệu đồng.\n",
}
PDF = "so-do.pdf"
LABELS = (
    *("public", "public", "internal", "internal:so-xay-dung", "internal:so-tai-chinh"),
    *("confidential:so-xay-dung", "secret", "public:so-tai-chinh"),
)


@cache
def _papers() -> Path:
    root = scratch.folder("leak-papers")
    for name, text in PAPERS.items():
        (root / name).write_text(text, encoding="utf-8")
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(root / PDF), pagesize=(200, 120), invariant=True)
    canvas.drawString(20, 60, "So do kho lanh va ben thuy")
    canvas.save()
    return root


@cache
def parsed(name: str) -> Parsed:
    """Read one paper as an ingest does."""
    path = _papers() / name
    status = path.stat()
    found = process(Task(str(path), path, status.st_size, status.st_mtime_ns, AccessLabel()))
    assert isinstance(found, Parsed), found
    return found


def document_id(name: str) -> str:
    return parsed(name).document.id


def encode(text: str) -> NDArray[np.float32]:
    """Embed a text as the normalised sum of its folded syllables, each a vector made of its hash."""
    vector = np.full(DIMENSION, 1e-3)
    for token in tokens(text):
        seed = int.from_bytes(hashlib.blake2b(fold(token).encode(), digest_size=8).digest(), "big")
        vector += np.random.default_rng(seed).standard_normal(DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class World:
    """A home with papers under labels, all of them published with their vectors."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="leak-world-"))
        self.labels = dict(labels)
        with self._writing() as store:
            with store.batch():
                for name, label in self.labels.items():
                    read = parsed(name)
                    document = replace(read.document, label=AccessLabel.parse(label))
                    store.put(document, read.provisions, read.passages, read.file)
                apply_endings(store)
            waiting = store.texts_to_embed(HEADER.model_id, 10_000)
            if waiting:
                vectors = np.stack([encode(text) for _, text in waiting])
                store.put_vectors(HEADER.model_id, [digest for digest, _ in waiting], vectors)
        self.publish()

    def _writing(self) -> SqliteStore:
        return SqliteStore.open(self.home / "documents.sqlite", write=True)

    def publish(self) -> None:
        with SqliteStore.open(self.home / "documents.sqlite") as store:
            publish(self.home, store, HEADER, embeddings=True)

    def take(self, name: str, label: str | None) -> None:
        """Give a paper another label, or delete it; the indexes are left as they are."""
        with self._writing() as store, store.batch():
            if label is None:
                store.delete(document_id(name))
            else:
                store.relabel(document_id(name), AccessLabel.parse(label))
            apply_endings(store)

    def assistant(self) -> Assistant:
        return Assistant(
            store=SqliteStore.open(self.home / "documents.sqlite"),
            generation=GenerationReader(self.home, HEADER).current,
            encode=encode,
            records=AnswerRecords(self.home / "answers.sqlite"),
            expander=Expander(self.home / "abbreviations.yaml"),
            approvals=ApprovalBook(self.home / "answers.sqlite"),
        )

    def close(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
