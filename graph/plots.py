"""Plots with Chinese text, as SVG and PNG. matplotlib comes with the extra `analysis`; nothing here keeps global state.

Letters are drawn as outlines in SVG, so that a file looks the same where no Chinese font is installed.
"""

import io
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innograph.graph.analysis.centrality import Ranking
from innograph.graph.analysis.corpus import Basis
from innograph.graph.analysis.matrices import Matrix
from innograph.graph.analysis.trends import Series, Trend
from innograph.graph.errors import BadParameterError
from innograph.graph.frames import optional
from innograph.graph.model import ontology

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Sans CJK JP",
    "Noto Sans CJK TC",
    "Noto Sans CJK HK",
    "Noto Sans CJK KR",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Source Han Serif SC",
    "SimSun",
    "AR PL UMing CN",
    "Arial Unicode MS",
)
"""The first of these that is installed is used."""
COLOURS = ("#0f5c6e", "#c2667f", "#5f8f4f", "#a9793d", "#6f7fa8", "#9a5fb5", "#4f7f8f", "#8a8377")
INK, FAINT = "#22313a", "#d5dce0"


class MissingFontWarning(UserWarning):
    """No font with Chinese characters is installed; they will show as boxes."""


@dataclass(frozen=True, slots=True, repr=False)
class Plot:
    """A drawn figure with what it was computed from, which its files hold as a description. A notebook shows it by itself."""

    figure: "Figure"
    title: str
    basis: Basis | None = None

    def svg(self) -> str:
        """The plot as SVG; the same plot gives the same text."""
        told = {"Date": None, "Creator": None, "Title": self.title or None, "Description": self._source() or None}
        return self._drawn("svg", metadata=told).decode("utf-8")

    def png(self, *, dpi: int = 150) -> bytes:
        """The plot as PNG."""
        return self._drawn("png", dpi=dpi, metadata={"Software": None, "Description": self._source()})

    def save(self, path: Path | str, *, dpi: int = 150) -> Path:
        """Write to a file by its suffix, .svg or .png; raises BadParameterError for another."""
        path = Path(path)
        if path.suffix.lower() not in {".svg", ".png"}:
            raise BadParameterError(f"{path.name}: plots are written as .svg or .png")
        path.write_bytes(self.svg().encode("utf-8") if path.suffix.lower() == ".svg" else self.png(dpi=dpi))
        return path

    def __repr__(self) -> str:
        return f"<Plot {self.title!r}>"

    def _source(self) -> str:
        return self.basis.said() if self.basis else ""

    def _repr_png_(self) -> bytes:
        return self.png(dpi=90)

    def _drawn(self, form: str, **options: Any) -> bytes:
        buffer = io.BytesIO()
        with _style():
            self.figure.savefig(buffer, format=form, bbox_inches="tight", **options)
        return buffer.getvalue()


@cache
def chinese_font() -> str:
    """The installed font that Chinese text is drawn with; "" with a MissingFontWarning where there is none."""
    optional("matplotlib")
    from matplotlib import font_manager

    installed = set(font_manager.get_font_names())
    for name in CHINESE_FONTS:
        if name in installed:
            return name
    warnings.warn(
        "no font with Chinese characters was found: install one (for example Noto Sans CJK) and remove matplotlib's "
        "font cache",
        MissingFontWarning,
        stacklevel=2,
    )
    return ""


@contextmanager
def _style() -> Iterator[None]:
    matplotlib = optional("matplotlib")
    font = chinese_font()
    settings = {
        "font.family": [*([font] if font else []), "DejaVu Sans"],
        "font.size": 10,
        "axes.unicode_minus": False,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "innograph",
    }
    with matplotlib.rc_context(settings):
        yield


def _canvas(width: float, height: float, rows: int = 1, columns: int = 1) -> tuple["Figure", list["Axes"]]:
    optional("matplotlib")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    made = figure.subplots(rows, columns, squeeze=False)
    return figure, list(made.flat)


def _bare(axes: "Axes", *kept: str) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side in kept)
    axes.tick_params(length=0)


def bars(
    values: Ranking | Sequence[tuple[str, float]], *, title: str = "", top: int = 15, basis: Basis | None = None
) -> Plot:
    """Horizontal bars, the first on top: a ranking's first `top`, or (label, value) pairs as given."""
    if isinstance(values, Ranking):
        title, basis = title or values.measure, basis or values.basis
        values = [(score.name, score.value) for score in values.scores]
    pairs = list(values)[:top]
    with _style():
        figure, (axes,) = _canvas(7, 0.6 + 0.3 * max(1, len(pairs)))
        _draw_bars(axes, pairs)
        axes.set_title(title, loc="left", fontweight="bold")
    return Plot(figure, title, basis)


def _draw_bars(axes: "Axes", pairs: Sequence[tuple[str, float]], *, most: float | None = None) -> None:
    places = range(len(pairs))
    drawn = axes.barh(places, [value for _, value in pairs], color=COLOURS[0], height=0.68)
    axes.bar_label(drawn, labels=[_short(value) for _, value in pairs], padding=3, fontsize=9)
    axes.set_yticks(places, [_cut(label) for label, _ in pairs])
    axes.invert_yaxis()
    axes.set_xticks([])
    if most:
        axes.set_xlim(0, most * 1.18)
    else:
        axes.margins(x=0.12)
    _bare(axes)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:.3g}"


def _cut(text: str, length: int = 22) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def heat(matrix: Matrix, *, title: str = "", top: int = 25, rows: int = 40) -> Plot:
    """A matrix as a grid of shades with its values: the first `top` columns down the side, rows across the top."""
    shown = matrix.head(top)
    labels = shown.rows[:rows]
    values = [[shown.value(row.id, column.id) for row in labels] for column in shown.columns]
    with _style():
        figure, (axes,) = _canvas(2.6 + 0.85 * max(1, len(labels)), 1.4 + 0.29 * max(1, len(values)))
        if values and labels:
            most = max(max(line) for line in values) or 1.0
            axes.imshow(values, aspect="auto", cmap="GnBu", vmin=0, vmax=most)
            for y, line in enumerate(values):
                for x, value in enumerate(line):
                    if value:
                        colour = "white" if value > 0.6 * most else INK
                        axes.text(x, y, _short(value), ha="center", va="center", fontsize=8, color=colour)
        tilt = 0 if len(labels) <= 6 else 40
        axes.set_xticks(
            range(len(labels)),
            [_cut(label.name, 12) for label in labels],
            rotation=tilt,
            ha="left" if tilt else "center",
        )
        axes.set_yticks(range(len(values)), [_cut(column.name) for column in shown.columns])
        axes.xaxis.tick_top()
        _bare(axes)
        axes.set_title(title or matrix.measure, loc="left", fontweight="bold")
    return Plot(figure, title or matrix.measure, matrix.basis)


def network_plot(
    graph: "nx.Graph[str]", *, title: str = "", labels: int = 40, basis: Basis | None = None, largest: bool = False
) -> Plot:
    """A network with `name` and `type` of its nodes: size by degree, colour by type, names of the most tied ones.

    Names that would lie on another are left out. The same graph is drawn the same way. With `largest` only its largest
    component is drawn.
    """
    import networkx as nx

    if largest and len(graph):
        graph = graph.subgraph(max(nx.connected_components(graph), key=lambda part: (len(part), min(part))))
    at = _positions(graph)
    halo = [_halo()]
    degree = dict(graph.degree())
    order = sorted(graph, key=lambda node: (-degree[node], node))
    with _style():
        figure, (axes,) = _canvas(9, 6.5)
        for one, other in sorted(graph.edges()):
            axes.plot(*zip(at[one], at[other], strict=True), color=FAINT, linewidth=0.8, zorder=1)
        types: dict[str, list[str]] = {}
        for node in order:
            types.setdefault(graph.nodes[node].get("type", ""), []).append(node)
        for kind, nodes in sorted(types.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            look: dict[str, Any] = {"color": _colour(kind), "edgecolors": "white", "linewidths": 0.6}
            sizes = [18 + 14 * degree[node] for node in nodes]
            axes.scatter([at[n][0] for n in nodes], [at[n][1] for n in nodes], s=sizes, zorder=2, **look)
            axes.scatter([], [], s=50, label=_type_name(kind), **look)
        for node, name in _labels(graph, order[:labels], at):
            axes.annotate(
                name, at[node], xytext=(4, 4), textcoords="offset points", fontsize=8, zorder=3, path_effects=halo
            )
        axes.set_xticks([])
        axes.set_yticks([])
        axes.margins(0.06)
        _bare(axes)
        if len(types) > 1:
            axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
        axes.set_title(title, loc="left", fontweight="bold")
    return Plot(figure, title, basis)


def _halo() -> Any:
    from matplotlib.patheffects import withStroke

    return withStroke(linewidth=2.2, foreground="white")


def _positions(graph: "nx.Graph[str]") -> dict[str, tuple[float, float]]:
    import networkx as nx

    from innograph.graph.layout import positions

    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(sorted(graph.edges()))
    return positions(plain) if len(plain) else {}


def _labels(
    graph: "nx.Graph[str]", nodes: Sequence[str], at: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[str, str]]:
    """Names in the order given, without those that would overlap one before; a letter is about 1/60 of the width."""
    wide = max((x for x, _ in at.values()), default=0) - min((x for x, _ in at.values()), default=0) or 1.0
    high = max((y for _, y in at.values()), default=0) - min((y for _, y in at.values()), default=0) or 1.0
    taken: list[tuple[float, float, float]] = []
    for node in nodes:
        name = _cut(str(graph.nodes[node].get("name", node)), 14)
        x, y, length = at[node][0] / wide, at[node][1] / high, len(name) / 60
        if all(abs(y - v) > 0.03 or x > u + k or u > x + length for u, v, k in taken):
            taken.append((x, y, length))
            yield node, name


def _colour(kind: str) -> str:
    found = ontology().nodes.get(kind)
    return found.colour if found else "#757575"


def _type_name(kind: str) -> str:
    found = ontology().nodes.get(kind)
    return found.label.zh if found else kind


def small_multiples(
    panels: Mapping[str, Sequence[tuple[str, float]]],
    *,
    title: str = "",
    columns: int = 3,
    same_scale: bool = True,
    basis: Basis | None = None,
) -> Plot:
    """Bars in one small panel for each group, on one scale unless told otherwise."""
    across = max(1, min(columns, len(panels)))
    down = max(1, math.ceil(len(panels) / across))
    longest = max((len(pairs) for pairs in panels.values()), default=1)
    most = max((value for pairs in panels.values() for _, value in pairs), default=0.0) if same_scale else None
    with _style():
        figure, axes = _canvas(3.3 * across, down * (0.7 + 0.26 * max(2, longest)), down, across)
        for place, (name, pairs) in zip(axes, panels.items(), strict=False):
            _draw_bars(place, pairs, most=most)
            place.set_title(_cut(name), loc="left", fontsize=10)
        for unused in axes[len(panels) :]:
            unused.set_visible(False)
        if title:
            figure.suptitle(title, x=0.01, ha="left", fontweight="bold")
    return Plot(figure, title, basis)


def timeline(trend: Trend, *, title: str = "", kinds: Mapping[str, str] | None = None) -> Plot:
    """An indicator over the years, one line a region: filled marks for what was achieved, hollow ones for targets.

    `kinds` names the kinds of figures in the legend (by default in Chinese). Each unit and measure has its own panel.
    """
    kinds = kinds or {"actual": "实际", "target": "目标", "previous_target": "上期目标"}
    groups: dict[str, list[Series]] = {}
    for each in trend.series:
        groups.setdefault(f"{each.unit}{'' if each.measure == 'level' else f' ({each.measure})'}", []).append(each)
    names = sorted({each.name for each in trend.series})
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
    with _style():
        figure, panels = _canvas(7.5, 3.4 * len(groups), len(groups), 1)
        for axes, (unit, members) in zip(panels, groups.items(), strict=True):
            _draw_panel(axes, members, colours, kinds)
            axes.set_ylabel(unit)
        panels[0].set_title(title or trend.indicator, loc="left", fontweight="bold")
    return Plot(figure, title or trend.indicator, trend.basis)


def _draw_panel(axes: "Axes", members: Sequence[Series], colours: Mapping[str, str], kinds: Mapping[str, str]) -> None:
    points = [point for each in members for point in each.points]
    for each in members:
        _draw_series(axes, each, colours[each.name])
    years = sorted({point.year for point in points})
    axes.set_xticks(years, [str(year) for year in years])
    axes.set_ylim(0, max(point.value for point in points) * 1.08 or 1)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    _bare(axes, "bottom")
    for kind, label in kinds.items():
        if any(point.kind == kind for point in points):
            axes.plot([], [], linestyle="", color=INK, label=label, **_mark(kind, INK))
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))


def _draw_series(axes: "Axes", series: Series, colour: str) -> None:
    line = [p for p in series.points if p.kind != "previous_target"]
    axes.plot([p.year for p in line], [p.value for p in line], color=colour, linewidth=1.2, label=series.name)
    for point in series.points:
        axes.plot([point.year], [point.value], linestyle="", color=colour, **_mark(point.kind, colour))


def _mark(kind: str, colour: str) -> dict[str, Any]:
    filled = kind == "actual"
    return {
        "marker": "D" if kind == "previous_target" else "o",
        "markersize": 6,
        "markerfacecolor": colour if filled else "white",
        "markeredgecolor": colour,
    }
