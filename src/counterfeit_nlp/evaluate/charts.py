"""The report's charts: inline SVG that follows the page's colours and is the same on every run.

matplotlib draws with placeholder colours; afterwards each becomes a variable of the
page's style sheet, so that one drawing suits light, dark and paper. Text stays text
(readable by machines, in the page's own font), nothing is dated, and identifiers come
from a fixed salt and the chart's name, so that charts on one page can't mix up theirs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib
import matplotlib.ticker
import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

__all__ = ["attacks_chart", "intervals_chart", "pr_curve", "reliability_chart", "score_histogram"]

_COLOURS = {
    "#010101": "var(--ink)",
    "#020202": "var(--soft)",
    "#030303": "var(--grid)",
    "#040404": "var(--line-strong)",
    "#050505": "var(--card)",
    "#100001": "var(--model)",
    "#100002": "var(--base1)",
    "#100003": "var(--base2)",
    "#100004": "var(--base3)",
    "#200001": "rgb(var(--for))",
    "#200002": "rgb(var(--against))",
}
_INK, _SOFT, _GRID, _LINE, _CARD, _MODEL, *_ = _COLOURS
_FOR, _AGAINST = "#200001", "#200002"
# Colour is never the only difference: each curve has a dash pattern of its own as well.
_PEERS = (
    ("#100002", (0, (5, 2))),
    ("#100003", (0, (1.5, 1.5))),
    ("#100004", (0, (5, 1.5, 1, 1.5))),
)
_SIZE = (5.2, 3.7)  # inches; small, so that text is still readable on a telephone

_RISK_TICKS = (0.0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
_RISK_LABELS = ("0", "1 %", "5 %", "10 %", "20 %", "40 %", "60 %", "80 %", "100 %")

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "counterfeit_nlp",
    "text.parse_math": False,
    "font.size": 9.5,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "text.color": _INK,
    "axes.labelcolor": _SOFT,
    "axes.edgecolor": _LINE,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "grid.color": _GRID,
    "grid.linewidth": 0.8,
    "xtick.color": _LINE,
    "ytick.color": _LINE,
    "xtick.labelcolor": _SOFT,
    "ytick.labelcolor": _SOFT,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.linewidth": 1.8,
}


def pr_curve(curves: Mapping[str, Mapping[str, Sequence[float]]], positive_rate: float) -> Markup:
    """Precision against recall, one line per scorer.

    Parameters
    ----------
    curves : mapping
        Name to ``{"recall": [...], "precision": [...]}``, recall rising; ``"model"`` is ours.
    positive_rate : float
        Precision of a scorer that knows nothing, drawn as a line; share of 1.
    """

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        peers = [name for name in curves if name != "model"]
        for name, (colour, dash) in zip(peers, _PEERS * (1 + len(peers) // 3), strict=False):
            curve = curves[name]
            axes.plot(curve["recall"], curve["precision"], color=colour, linestyle=dash, label=name)
        if "model" in curves:
            ours = curves["model"]
            axes.plot(
                ours["recall"], ours["precision"], color=_MODEL, linewidth=2.4, label="this model"
            )
        axes.axhline(positive_rate, color=_LINE, linewidth=1.0)
        axes.text(0.0, positive_rate + 0.015, "by chance", color=_SOFT, fontsize=8.5, va="bottom")
        _shares(axes, "recall: share of counterfeits found", "precision")
        handles, labels = axes.get_legend_handles_labels()
        if handles:
            axes.legend(handles[::-1], labels[::-1], loc="best")

    return _svg("pr", "Precision against recall for this model and its peers", draw)


def reliability_chart(bins: Sequence[Mapping[str, Any]]) -> Markup:
    """Observed share of counterfeits against predicted risk, with intervals and bin counts.

    Parameters
    ----------
    bins : sequence of mapping
        ``mean_risk``, ``rate``, ``low``, ``high`` (shares of 1) and ``rows``.
    """

    def draw(figure: Figure) -> None:
        grid = figure.add_gridspec(2, 1, height_ratios=[4, 1], hspace=0.12)
        axes = figure.add_subplot(grid[0])
        below = figure.add_subplot(grid[1], sharex=axes)
        axes.plot([0, 1], [0, 1], color=_LINE, linewidth=1.0, linestyle=(0, (4, 3)))
        x = [b["mean_risk"] for b in bins]
        for b in bins:
            if b["low"] is not None and b["high"] is not None:
                axes.plot(
                    [b["mean_risk"]] * 2,
                    [b["low"], b["high"]],
                    color=_MODEL,
                    linewidth=1.3,
                    alpha=0.55,
                )
        axes.plot(x, [b["rate"] for b in bins], color=_MODEL, marker="o", markersize=4.5,
                  linewidth=1.3)  # fmt: skip
        axes.text(0.60, 0.53, "perfect", color=_SOFT, fontsize=8.5, va="top")
        _shares(axes, "", "observed share")
        # Most listings are harmless: square-root axes give their small risks room, and the
        # line of perfect calibration stays straight.
        for set_scale in (axes.set_xscale, axes.set_yscale):
            set_scale("function", functions=(_root, np.square))
        axes.set_xlim(0, 1.01)
        axes.set_ylim(0, 1.02)
        axes.set_yticks(_RISK_TICKS, _RISK_LABELS)
        axes.set_xticks(_RISK_TICKS, _RISK_LABELS)
        axes.tick_params(labelbottom=False)
        below.vlines(x, 0, [b["rows"] for b in bins], color=_MODEL, linewidth=3.2, alpha=0.65)
        below.set_ylim(0, 1.15 * max((b["rows"] for b in bins), default=1))
        below.set_ylabel("rows")
        below.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(2, integer=True))
        below.set_xlabel("predicted risk (square-root scale)")

    return _svg("reliability", "Observed share of counterfeits against predicted risk", draw)


def score_histogram(
    edges: Sequence[float], negatives: Sequence[int], positives: Sequence[int]
) -> Markup:
    """How the raw scores of genuine and of counterfeit listings spread; two rows, own scales.

    Parameters
    ----------
    edges : sequence of float
        Bin edges in score units (log-odds), one more than bins.
    negatives, positives : sequence of int
        Listings per bin.
    """

    def draw(figure: Figure) -> None:
        rows = figure.subplots(2, 1, sharex=True, gridspec_kw={"hspace": 0.22})
        parts = (("counterfeit", positives, _FOR), ("genuine", negatives, _AGAINST))
        for axes, (name, counts, colour) in zip(rows, parts, strict=True):
            axes.stairs(counts, edges, fill=True, color=colour, alpha=0.35)
            axes.stairs(counts, edges, color=colour, linewidth=1.3)
            axes.set_ylabel("listings")
            axes.grid(axis="x", visible=False)
            axes.set_ylim(0, 1.3 * max([*counts, 1]))
            axes.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(3, integer=True))
            axes.text(
                0.012, 0.95, f"{name} ({sum(counts):,})", transform=axes.transAxes, va="top",
                color=_INK, fontweight="bold",
            )  # fmt: skip
        rows[-1].set_xlabel("score (log-odds)")

    return _svg("histogram", "Scores of genuine and of counterfeit listings", draw)


def intervals_chart(rows: Sequence[tuple[str, Mapping[str, Any]]], label: str) -> Markup:
    """Values with their intervals, one above the other, the first one ours.

    Parameters
    ----------
    rows : sequence of (name, interval)
        Interval: ``value``, ``low``, ``high``, shares of 1 or None.
    label : str
        What is measured.
    """

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        shown = [(name, one) for name, one in rows if one.get("value") is not None]
        for place, (_, one) in enumerate(shown):
            colour = _MODEL if place == 0 else _PEERS[(place - 1) % len(_PEERS)][0]
            if one["low"] is not None and one["high"] is not None:
                axes.plot([one["low"], one["high"]], [-place, -place], color=colour, linewidth=2.2)
            axes.plot([one["value"]], [-place], color=colour, marker="oD"[place % 2], markersize=7)
            axes.text(one["value"], -place + 0.17, f"{one['value']:.3f}", ha="center", va="bottom",
                      fontweight="bold")  # fmt: skip
        axes.set_yticks([-place for place in range(len(shown))], [name for name, _ in shown])
        axes.tick_params(axis="y", length=0, labelcolor=_INK)
        axes.set_ylim(-len(shown) + 0.45, 0.6)
        axes.set_xlim(0, 1)
        axes.grid(axis="y", visible=False)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(label)

    return _svg("intervals", f"{label} with intervals", draw)


def attacks_chart(families: Sequence[Mapping[str, Any]]) -> Markup:
    """Recall retained under each family of attacks; the greatest strength with its interval.

    Parameters
    ----------
    families : sequence of mapping
        ``family``, ``strength`` and ``retained`` (an interval, shares of 1 or None).
    """

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        names = list(dict.fromkeys(row["family"] for row in families))
        strengths = sorted({row["strength"] for row in families})
        markers = "^s"
        for number, strength in enumerate(strengths):
            greatest = strength == strengths[-1]
            own = {
                row["family"]: row["retained"] for row in families if row["strength"] == strength
            }
            shown = [
                (-place, own[name])
                for place, name in enumerate(names)
                if name in own and own[name]["value"] is not None
            ]
            for place, one in shown:
                if greatest and one["low"] is not None and one["high"] is not None:
                    axes.plot([one["low"], one["high"]], [place] * 2, color=_MODEL, linewidth=2.2)
            axes.plot(
                [one["value"] for _, one in shown],
                [place for place, _ in shown],
                linestyle="none",
                marker="o" if greatest else markers[number % len(markers)],
                markersize=7 if greatest else 5,
                color=_MODEL,
                fillstyle="full" if greatest else "none",
                label=f"{100 * strength:.0f} %",
            )
        axes.set_yticks([-place for place in range(len(names))], names)
        axes.tick_params(axis="y", length=0, labelcolor=_INK)
        axes.set_ylim(-len(names) + 0.45, 0.6)
        axes.set_xlim(-0.01, 1.01)
        axes.grid(axis="y", visible=False)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("recall retained; marks: share of the words attacked")
        if strengths:
            figure.legend(loc="outside upper center", ncols=len(strengths))

    return _svg("attacks", "Recall retained under each family of attacks", draw)


def _root(values: Any) -> Any:
    return np.sqrt(np.maximum(values, 0.0))


def _shares(axes: Axes, x: str, y: str) -> None:
    axes.set_xlim(-0.01, 1.01)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel(x)
    axes.set_ylabel(y)


def _svg(name: str, description: str, draw: Callable[[Figure], None]) -> Markup:
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]  # no XML declaration, no DOCTYPE inside of HTML
    svg = re.sub(r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    # HTML needs no namespaces, and without them the page holds no address at all.
    svg = re.sub(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"', "", svg).replace("xlink:href", "href")
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)  # figure_1, axes_1: the same in every chart
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r" font-family: [^;\"]*;", "", svg)  # the page's font
    svg = re.sub(r"font: (?:(bold|\d+) )?([\d.]+px) [^;\"]*", _font, svg)
    svg = re.sub(r"\s*<defs>\s*<style.*?</defs>", "", svg, count=1, flags=re.DOTALL)  # see page.css
    for placeholder, variable in _COLOURS.items():
        svg = svg.replace(placeholder, variable)
    opening, rest = svg.split(">", 1)
    opening = re.sub(r'\s(?:width|height)="[^"]*"', "", opening)
    head = f'<svg role="img" aria-label="{description}"'
    return Markup(opening.replace("<svg", head, 1) + ">" + rest)  # no text but ours


def _font(match: re.Match[str]) -> str:
    weight, size = match.groups()
    return f"font-size: {size}" + (f"; font-weight: {weight}" if weight else "")
