"""One indicator over the years: what each region's plans state as achieved and as aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from innograph.graph.analysis.corpus import Basis, Corpus
from innograph.graph.errors import NotFoundError
from innograph.graph.records import Evidence, Figure


@dataclass(frozen=True, slots=True)
class Point:
    """A stated figure in its base unit; `kind` is "actual", "target" or "previous_target"."""

    year: int
    value: float
    kind: str
    hedge: str
    figure: str
    passage: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one region for one indicator, by year. `unit` is the base unit ("元" for 亿元)."""

    region: str
    name: str
    indicator: str
    unit: str
    measure: str
    points: tuple[Point, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Trend:
    """The series of an indicator, one a region, unit and measure, in the order of names."""

    indicator: str
    series: tuple[Series, ...]
    basis: Basis
    columns: ClassVar[tuple[str, ...]] = (
        "region",
        "indicator",
        "year",
        "value",
        "unit",
        "measure",
        "kind",
        "hedge",
        "figure",
        "passage",
    )

    def rows(self) -> list[dict[str, Any]]:
        """One dict a figure."""
        return [
            {
                "region": s.name,
                "indicator": s.indicator,
                "year": p.year,
                "value": p.value,
                "unit": s.unit,
                "measure": s.measure,
                "kind": p.kind,
                "hedge": p.hedge,
                "figure": p.figure,
                "passage": p.passage,
            }
            for s in self.series
            for p in s.points
        ]


def trend(corpus: Corpus, indicator: str, *, measure: str = "level") -> Trend:
    """All dated figures of an indicator: an id, or a name that plans may put differently (高新技术企业数量, …总数).

    `measure` is "level", "growth", "rank", or "" for all. Raises NotFoundError where no plan states a figure for it in a year.
    """
    from innograph.graph.targets import indicator_core

    wanted = corpus.indicators.get(indicator, indicator)
    core, qualifiers = indicator_core(_named(wanted))
    regions = {document.id: document for document in corpus.documents}
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in corpus.figures:
        plan = regions.get(row["plan"])
        same = indicator_core(figure_of(row), plan.region_name if plan else "") == (core, qualifiers)
        if measure not in ("", row["measure"]) or row["year"] is None:
            continue
        if same or row["indicator"] == indicator:
            region = row["region"] or (plan.region if plan else "")
            unit = str(row["norm_unit"] or row["unit"] or "")
            found.setdefault((corpus.name(region), unit, row["measure"]), []).append(row)
    if not found:
        raise NotFoundError(f"no figure with a year is stated for {indicator!r} in these plans")
    made = [_series(corpus, *key, rows) for key, rows in sorted(found.items())]
    return Trend(wanted, tuple(made), corpus.basis(figures=(row for rows in found.values() for row in rows)))


def _series(corpus: Corpus, name: str, unit: str, measure: str, rows: list[Mapping[str, Any]]) -> Series:
    rows = sorted(rows, key=lambda row: (row["year"], row["kind"], str(row["id"])))
    points = tuple(
        Point(
            int(row["year"]),
            float(row["value"] if row["norm_value"] is None else row["norm_value"]),
            row["kind"],
            row["hedge"] or "",
            str(row["id"]),
            row["passage"],
        )
        for row in rows
    )
    return Series(rows[0]["region"] or "", name, rows[0]["name"], unit, measure, points, corpus.basis(figures=rows))


def _named(name: str) -> Figure:
    return Figure("", name, 0.0, "", None, "target", Evidence("", 0, 0))


def figure_of(row: Mapping[str, Any]) -> Figure:
    """A row of `export.tables` as the record that the loaders made."""
    place = Evidence(row["passage"], int(row.get("start") or 0), int(row.get("end") or 0))
    return Figure(
        str(row["id"]),
        row["name"],
        row["value"],
        row["unit"] or "",
        row["year"],
        row["kind"],
        place,
        measure=row["measure"],
    )
