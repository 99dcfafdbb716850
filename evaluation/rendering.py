"""Writes a report for people: Markdown, and HTML in one file with its plots inside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.golden_retrieval import PROOFS
from evaluation.latency import BAR_MS
from evaluation.plots import bars, curves, stacked
from evaluation.slices import AS_ASKED

Report = Mapping[str, Any]
Row = Mapping[str, Any]

SET_MEASURES = ("ndcg@10", "recall@1", "recall@5", "recall@10", "mrr@10", "all_needed@10")
GOLDEN_MEASURES = (
    "found@1", "found@5", "found@10", "proof@4", "proof@10", "all_proofs@10", "all_needed@10", "mrr@10",
    "ndcg@10",
)  # fmt: skip
ANSWER_COLUMNS = (
    "questions", "correct", "gold_document", "gold_article", "gold_quote", "wrongly_declined",
    "quote_exactness",
    "statements_supported", "citations_useful", "gold_places_cited", "out_of_force_unmarked", "within_length",
    "mean_length", "mean_words", "one_fact_words", "brief_correct", "brief_words",
)  # fmt: skip
_TEMPLATES = Path(__file__).parent / "templates"


def write(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write `report.json`, `report.md` and `report.html` into a folder, made where there is none.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "report.json": json.dumps(report, ensure_ascii=False, indent=1),
        "report.md": render(report, "report.md.j2"),
        "report.html": render(report, "report.html.j2", plots(report)),
    }
    for name, text in parts.items():
        (folder / name).write_text(text, "utf-8")
    return tuple(folder / name for name in parts)


def render(report: Report, template: str, pictures: Mapping[str, str] | None = None) -> str:
    """Fill a template of `templates/` with a report and its pictures."""
    return filled(
        template,
        {
            "r": report,
            "sections": sections(report),
            "behind": behind(report["retrieval"]),
            "answer_columns": ANSWER_COLUMNS,
            "plots": pictures or {},
        },
    )


def filled(template: str, values: Mapping[str, Any]) -> str:
    """Fill a template of `templates/`; in HTML, all values are escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(share=_share, estimate=_estimate, cell=_cell)
    return environment.get_template(template).render(values)


def sections(report: Report) -> list[dict[str, Any]]:
    """Return the retrieval lines set by set, with the measures that are shown of each."""
    found: dict[str, list[Row]] = {}
    for row in report["retrieval"]:
        found.setdefault(row["set"], []).append(row)
    return [
        {"name": name, "rows": rows, "measures": [m for m in _measures(rows) if m in rows[0]["measures"]]}
        for name, rows in found.items()
    ]


def behind(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return where a baseline's mean is above the product's, on the measure that is drawn."""
    own = {(row["set"], row["slice"]): row for row in rows if row["system"] == "thutuc"}
    found = []
    for row in rows:
        product = own.get((row["set"], row["slice"]))
        measure = "found@5" if _is_golden(row) else "ndcg@10"
        if product is not None and product["measures"][measure]["mean"] < row["measures"][measure]["mean"]:
            found.append({"row": row, "measure": measure, "product": product["measures"][measure]})
    return found


def plots(report: Report) -> dict[str, str]:
    """Draw the pictures of a report, by the name of the section they stand in."""
    drawn = {}
    for section in sections(report):
        rows = [row for row in section["rows"] if not row["slice"].startswith(("style:", "lang:"))]
        if _is_golden(rows[0]):
            asked = [row for row in rows if row["slice"] == AS_ASKED]
            drawn[f"{section['name']} curve"] = curves(
                asked, [f"proof@{k}" for k in PROOFS], "proving passage found"
            )
            drawn[section["name"]] = bars(rows, "found@5")
        else:
            drawn[section["name"]] = bars(rows, "ndcg@10")
    if latency := report.get("latency"):
        means = {name: part["mean_ms"] for name, part in latency["parts"].items()}
        drawn["latency"] = stacked(
            means, BAR_MS, "mean milliseconds of the processor for one retrieval (dashed: what p95 may be)"
        )
    return drawn


def _measures(rows: Sequence[Row]) -> tuple[str, ...]:
    return GOLDEN_MEASURES if _is_golden(rows[0]) else SET_MEASURES


def _is_golden(row: Row) -> bool:
    return "proof@1" in row["measures"]


def _estimate(value: Mapping[str, float]) -> str:
    return f"{value['mean']:.3f} ({value['low']:.3f}–{value['high']:.3f})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _cell(value: object) -> str:
    """Return a number as a table shows it: a share with three decimals, a count or a mean as it is."""
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) and value <= 1 else str(value)
