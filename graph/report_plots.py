"""The plots of a report, as SVG inside the page."""

import base64
from collections import Counter
from collections.abc import Iterator, Mapping

from innograph.graph import plots
from innograph.graph.analysis.matrices import actor_technology, region_technology
from innograph.graph.analysis.places import districts, issuing_regions
from innograph.graph.analysis.trends import Trend, trend
from innograph.graph.merge import COMMITMENTS
from innograph.graph.report_parts import Picture, Selection, type_label

Text = Mapping[str, str]
TIMELINES = 3


def pictures(chosen: Selection, text: Text, lang: str) -> tuple[Picture, ...]:
    """Technologies, firmness of ties, matrix and timelines, as far as there is something to draw.

    Raises MissingExtraError without matplotlib.
    """
    found = [plot for plot in _drawn(chosen, text, lang) if plot is not None]
    return tuple(Picture(p.title, _encoded(p.svg()), p.basis.said(lang) if p.basis else "") for p in found)


def _encoded(svg: str) -> str:
    return base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _drawn(chosen: Selection, text: Text, lang: str) -> Iterator[plots.Plot | None]:
    yield _technologies(chosen, text)
    yield _firmness(chosen, text, lang)
    yield _matrix(chosen, text)
    for each in _trends(chosen):
        kinds = {kind: text[kind] for kind in ("actual", "target", "previous_target")}
        yield plots.timeline(each, title=f"{text['plot_timeline']}: {each.indicator}", kinds=kinds)


def _technologies(chosen: Selection, text: Text) -> plots.Plot | None:
    ties = [tie for tie in chosen.ties if tie.type == "TARGETS"]
    counted: dict[str, set[str]] = {}
    for tie in ties:
        counted.setdefault(tie.tail, set()).update(tie.passages)
    order = sorted(counted, key=lambda each: (-len(counted[each]), chosen.whole.name(each)))
    pairs = [(chosen.whole.name(each), float(len(counted[each]))) for each in order]
    return plots.bars(pairs, title=text["plot_technologies"], basis=chosen.whole.basis(ties)) if pairs else None


def _firmness(chosen: Selection, text: Text, lang: str) -> plots.Plot | None:
    counted: dict[str, Counter[str]] = {}
    for tie in chosen.ties:
        counted.setdefault(tie.type, Counter())[tie.commitment] += 1
    panels = {
        type_label(kind, lang): [(text[name or "unstated"], float(counts[name])) for name in COMMITMENTS]
        for kind, counts in sorted(counted.items(), key=lambda pair: -pair[1].total())
    }
    basis = chosen.whole.basis(chosen.ties)
    return plots.small_multiples(panels, title=text["plot_commitments"], basis=basis) if panels else None


def _matrix(chosen: Selection, text: Text) -> plots.Plot | None:
    if chosen.kind == "region":
        regions = tuple(dict.fromkeys([*chosen.regions, *districts(chosen.whole)]))
        matrix = region_technology(chosen.whole, regions, level="broadest")
        return plots.heat(matrix, title=text["plot_matrix"], top=20) if matrix.columns else None
    if chosen.kind == "technology":
        wanted = {item.id for item in chosen.items if item.type == "Technology"}
        regions = issuing_regions(chosen.whole)
        kept = region_technology(chosen.whole, regions).narrowed(wanted)
        return plots.heat(kept, title=text["plot_matrix"]) if kept.columns else None
    matrix = actor_technology(chosen.whole)
    return plots.heat(matrix.top(8), title=text["plot_actors"], top=20) if matrix.columns else None


def _trends(chosen: Selection) -> Iterator[Trend]:
    """The indicators with most dated figures of the subject, where there are at least two."""
    own = Counter(row["indicator"] for row in chosen.figures if row["year"] and row["measure"] == "level")
    drawn = 0
    for indicator, count in sorted(own.items(), key=lambda pair: (-pair[1], pair[0])):
        if drawn == TIMELINES or not indicator:
            return
        found = trend(chosen.whole, indicator)
        if count >= 2 or sum(len(series.points) for series in found.series) >= 3:
            drawn += 1
            yield found
