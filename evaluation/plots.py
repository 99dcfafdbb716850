"""The pictures of a report, as SVG text to be put into a page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = ("#0b6e4f", "#c8553d", "#8d99ae", "#e0a458")
_ROW = 0.2
_SVG_SALT = "thutuc"


def bars(rows: Sequence[Mapping[str, Any]], measure: str) -> str:
    """Draw one measure of each slice and system as bars with their 95 % intervals.

    `rows` are lines of the report in its form for machines, those of one set.
    """
    new = figure_type()
    slices = list(dict.fromkeys(row["slice"] for row in rows))
    systems = list(dict.fromkeys(row["system"] for row in rows))
    figure = new(figsize=(8.4, 0.9 + _ROW * len(systems) * len(slices) * 1.15))
    axes = figure.subplots()
    for order, system in enumerate(systems):
        own = [row for row in rows if row["system"] == system]
        places = [slices.index(row["slice"]) + 0.8 * order / len(systems) for row in own]
        values = [row["measures"][measure] for row in own]
        means = [value["mean"] for value in values]
        spread = [
            [value["mean"] - value["low"] for value in values],
            [value["high"] - value["mean"] for value in values],
        ]
        axes.barh(
            places,
            means,
            height=0.76 / len(systems),
            xerr=spread,
            color=COLOURS[order % len(COLOURS)],
            error_kw={"elinewidth": 0.8, "ecolor": "#333333"},
            label=system,
        )
    axes.set_yticks([place + 0.4 * (len(systems) - 1) / len(systems) for place in range(len(slices))], slices)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.02)
    axes.set_xlabel(measure)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(systems), frameon=False)
    return svg(figure)


def curves(rows: Sequence[Mapping[str, Any]], measures: Sequence[str], label: str) -> str:
    """Draw a row of measures that differ in their k, one line a system."""
    figure = figure_type()(figsize=(7.2, 3.4))
    axes = figure.subplots()
    places = [int(name.rpartition("@")[2]) for name in measures]
    for order, row in enumerate(rows):
        values = [row["measures"][name] for name in measures]
        colour = COLOURS[order % len(COLOURS)]
        axes.plot(places, [v["mean"] for v in values], marker="o", color=colour, label=row["system"])
        axes.fill_between(
            places, [v["low"] for v in values], [v["high"] for v in values], color=colour, alpha=0.14
        )
    axes.set_ylim(0, 1.02)
    axes.set_xticks(places)
    axes.set_xlabel("k")
    axes.set_ylabel(label)
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False, loc="lower right")
    return svg(figure)


def stacked(parts: Mapping[str, float], bar: float, label: str) -> str:
    """Draw the parts of a time in milliseconds in one bar, with the time it may take."""
    figure = figure_type()(figsize=(8.4, 1.7))
    axes = figure.subplots()
    left = 0.0
    for order, (name, value) in enumerate(parts.items()):
        colour = f"C{order}"
        axes.barh([0], [value], left=left, color=colour, label=f"{name} {value:.1f}")
        left += value
    axes.axvline(bar, color="#333333", linestyle="--", linewidth=1)
    axes.set_yticks([])
    axes.set_xlabel(label)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False, fontsize=8)
    return svg(figure)


def figure_type() -> type[Figure]:
    """Return the class of a picture; only those who draw import the library."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra, half a second

    return Figure


def svg(figure: Figure) -> str:
    """Return a picture as SVG, the same for the same picture."""
    from matplotlib import rc_context  # noqa: PLC0415

    written = io.StringIO()
    with rc_context({"svg.hashsalt": _SVG_SALT, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(written, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :]
