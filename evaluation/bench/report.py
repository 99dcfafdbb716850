"""The report of the suite: JSON for programs, Markdown with plots for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from evaluation.bench.reading import RECOGNITION
from evaluation.plots import COLOURS, figure_type, svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Report = Mapping[str, Any]
_TIMES: Final = ("search_ms", "search_processor_ms", "answer_ms", "answer_processor_ms")


def write(report: Report, out: Path) -> None:
    """Write `bench.json`, `bench.md` and the plots into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    plots = {
        name: picture for name, picture in (("ratios", _ratios(report)), ("sizes", _sizes(report))) if picture
    }
    for name, picture in plots.items():
        (out / f"bench-{name}.svg").write_text(svg(picture), "utf-8")
    (out / "bench.md").write_text("\n".join(_markdown(report, tuple(plots))) + "\n", "utf-8")


def _markdown(report: Report, plots: Sequence[str]) -> list[str]:
    machine = report["provenance"]["machine"]
    lines = [
        f"Measured on {report['provenance']['date'][:10]}, commit {report['provenance']['commit']}: "
        f"{machine['processor']}, {machine['processors']} processors, {machine['memory_gb']} GB, "
        f"Python {machine['python']}. Other work ran beside; load averages before and after each case: "
        + ", ".join(f"{name} {a} → {b}" for name, (a, b) in report["load"].items())
        + ".",
        "",
        "| figure | thutuc | alternative | unit | times better |",
        "|---|---:|---:|---|---:|",
    ]
    lines += [
        f"| {row['name']} | {_short(row['ours'])} | {_short(row['other'])} ({row['alternative']}) "
        f"| {row['unit']} | **{row['ratio']}** |"
        for row in report["figures"]
    ]
    lines += _cluster(report) + _reading(report) + _vectors(report) + _words(report) + _homes(report)
    for name in plots:
        lines += ["", f"![{name}](bench-{name}.svg)"]
    return lines


def _cluster(report: Report) -> list[str]:
    rows = report.get("cluster", ())
    if not rows:
        return []
    lines = [
        "",
        f"**{rows[0]['documents']:,} documents** into a new store, on one machine; seconds of the processor",
        "",
        "| workers | documents a second | caller | scheduler | workers | with --workers: documents a second "
        "| caller |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        spent = [row.get(f"{part}_processor") for part in ("caller", "scheduler", "workers")]
        beside = row.get("seconds_of_processes")
        spent += [beside and row["documents"] / beside, row.get("caller_processor_of_processes")]
        told = " | ".join("–" if one is None else _short(one) for one in spent)
        lines.append(f"| {row['workers'] or 'none'} | {_short(row['documents_per_second'])} | {told} |")
    bounds = rows[-1]["bound"]
    told = ", ".join(f"{bound} × with {many}" for many, bound in bounds.items())
    return [*lines, "", f"At most, by these seconds, a core for each worker, and one for the caller: {told}."]


def _reading(report: Report) -> list[str]:
    found = report.get("reading")
    if not found or not found["pages"]:
        return []
    lines = [
        "",
        f"**{found['pages']:,} pages** of {found['files']} files, {found['recognised']:,} of them "
        f"recognised, {found['refused']} files refused, peak {found['peak_mb']} MiB",
        "",
        "| stage | pages | seconds of the processor | pages a second of one core |",
        "|---|---:|---:|---:|",
    ]
    for stage, spent in found["spent"].items():
        pages = found["recognised"] if stage == RECOGNITION else found["pages"]
        lines.append(f"| {stage} | {pages:,} | {spent:.2f} | {_short(pages / spent) if spent else '–'} |")
    return lines


def _vectors(report: Report) -> list[str]:
    lines: list[str] = []
    for found in report.get("vectors", ()):
        kind = "nearest clusters" if found["clustered"] else "all are looked at"
        lines += [
            "",
            f"**{found['vectors']:,} vectors** ({kind}; {found['disk_mb']} MiB on disk, built in "
            f"{found['build_seconds']:.0f} s, opened in {found['open_seconds']:.2f} s)",
            "",
            "| filter | rows | recall@10 | p50 ms | p95 ms | p99 ms | exact float32 scan, p95 ms |",
            "|---|---:|---:|---:|---:|---:|---:|",
        ]
        lines += [
            f"| {row['filter']} | {row['rows']:,} | {row['recall']} | {row['p50_ms']} | {row['p95_ms']} "
            f"| {row['p99_ms']} | {row['p95_exact_ms']} |"
            for row in found["filters"]
        ]
    return lines


def _words(report: Report) -> list[str]:
    rows = report.get("words", ())
    if not rows:
        return []
    lines = [
        "",
        "| provisions | passages | building, s of the processor | peak MiB | disk MiB "
        "| search p50 / p95 / p99 ms of the processor | all postings read | same hits |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        times = " | ".join(_joined(row[part]) for part in ("search_processor_ms", "all_read_processor_ms"))
        lines.append(
            f"| {row['provisions']:,} | {row['passages']:,} | {row['processor']:.0f} | {row['peak_mb']:,} "
            f"| {row['disk_mb']:,} | {times} | {row['same']} of {row['compared']} |"
        )
    return lines


def _homes(report: Report) -> list[str]:
    homes = report.get("homes", ())
    if not homes:
        return []
    lines = [
        "",
        "| provisions | passages | vectors | disk MiB | ready s | own memory MiB | mapped MiB "
        "| search p50 / p95 / p99 ms | of the processor | answer p50 / p95 / p99 ms | of the processor |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in homes:
        times = " | ".join(_joined(row[part]) for part in _TIMES)
        lines.append(
            f"| {row['provisions']:,} | {row['passages']:,} | {row['vectors']:,} | {row['disk_mb']:,} "
            f"| {row.get('ready_seconds', {}).get('thutuc', '')} "
            f"| {row['memory']['own_mb']} | {row['memory']['mapped_mb']} "
            f"| {times} |"
        )
    lines += [
        "",
        "| provisions | users | thutuc answers a second | p50 / p95 / p99 ms | langchain answers a second "
        "| p50 / p95 / p99 ms |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for row in homes:
        for users in row["users"]:
            ours, plain = users["thutuc"], users["langchain + FAISS"]
            lines.append(
                f"| {row['provisions']:,} | {users['users']} | {ours['answers_per_second']} | {_times(ours)} "
                f"| {plain['answers_per_second']} | {_times(plain)} |"
            )
    lines += [
        "",
        "| provisions | filter | passages | by words p50 / p95 / p99 ms | by meaning p50 / p95 / p99 ms |",
        "|---:|---|---:|---:|---:|",
    ]
    for row in homes:
        for one in row["filters"]:
            words, meaning = (_joined(one.get(part, {})) for part in ("words_ms", "meaning_ms"))
            lines.append(
                f"| {row['provisions']:,} | {one['filter']} | {one['passages']:,} | {words} | {meaning} |"
            )
    return lines


def _times(found: Mapping[str, Any]) -> str:
    return " / ".join(str(found[name]) for name in ("p50_ms", "p95_ms", "p99_ms"))


def _joined(row: Mapping[str, float]) -> str:
    return " / ".join(str(value) for value in row.values())


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits either way


def _ratios(report: Report) -> Figure | None:
    rows = report["figures"]
    figure = figure_type()(figsize=(8.4, 0.6 + 0.24 * len(rows)))
    axes = figure.subplots()
    values = [max(row["ratio"], 0.01) for row in rows]
    axes.barh(range(len(rows)), values, color=[COLOURS[0 if v >= 1 else 1] for v in values])
    axes.axvline(1, color="#333333", linewidth=1)
    axes.set_xscale("log")
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel("times better than the alternative of the table (logarithmic)")
    return figure


def _sizes(report: Report) -> Figure | None:
    homes = sorted(report.get("homes", ()), key=lambda row: row["provisions"])
    if len(homes) < 2:  # noqa: PLR2004 - one point is no line
        return None
    figure = figure_type()(figsize=(8.4, 3.4))
    time, space = figure.subplots(1, 2)
    sizes = [row["provisions"] for row in homes]
    for order, (part, share) in enumerate(
        (p, s) for p in ("search_processor_ms", "answer_processor_ms") for s in ("p50", "p95")
    ):
        label = f"{part.removesuffix('_processor_ms')} {share}"
        colour, line = COLOURS[order // 2], "-" if share == "p50" else "--"
        time.plot(sizes, [row[part][share] for row in homes], line, marker="o", color=colour, label=label)
    space.plot(sizes, [row["disk_mb"] for row in homes], marker="o", color=COLOURS[0], label="disk")
    for order, (part, label) in enumerate((("own_mb", "own memory"), ("mapped_mb", "mapped files"))):
        values = [row["memory"][part] for row in homes]
        space.plot(sizes, values, marker="o", color=COLOURS[order + 1], label=label)
    for axes, label in ((time, "ms of the processor"), (space, "MiB")):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("provisions")
        axes.set_ylabel(label)
        axes.grid(alpha=0.3)
        axes.legend(frameon=False, fontsize=8)
    return figure


def write_soak(found: Report, out: Path) -> None:
    """Write `soak.json` and the plot of a soak into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "soak.json").write_text(json.dumps(found, ensure_ascii=False) + "\n", "utf-8")
    figure = figure_type()(figsize=(8.4, 3.0))
    memory = figure.subplots()
    files = memory.twinx()
    minutes = [row[0] / 60 for row in found["samples"]]
    memory.plot(minutes, [row[1] for row in found["samples"]], color=COLOURS[0])
    files.plot(minutes, [row[2] for row in found["samples"]], color=COLOURS[1])
    memory.set_xlabel("minutes")
    memory.set_ylabel("own memory of all processes, MiB", color=COLOURS[0])
    files.set_ylabel("open files", color=COLOURS[1])
    memory.set_ylim(bottom=0)
    files.set_ylim(bottom=0)
    (out / "soak.svg").write_text(svg(figure), "utf-8")
