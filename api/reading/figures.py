"""Indicators and the figures that plans state for them."""

from dataclasses import dataclass
from typing import Any

from innograph.api.deps import Edition
from innograph.api.reading.common import PASSAGE, Row, brief, brief_of, place, total_of
from innograph.api.schemas import Indicator, IndicatorBrief, Target


def indicators(edition: Edition, text: str, plan: str, offset: int, limit: int) -> tuple[list[Indicator], int]:
    """Indicators whose name holds the text, those that most plans share first, and how many there are."""
    where = ["true"]
    if text:
        where.append("(i.id = $text OR i.name CONTAINS $text)")
    if plan:
        where.append("$plan IN i.plans")
    match = f"MATCH (i:Indicator) WHERE {' AND '.join(where)}"
    asked = {"text": text, "plan": plan, "skip": offset, "limit": limit}
    query = (
        f"{match} OPTIONAL MATCH (t:Target)-[:OF]->(i) WITH i, count(t) AS figures "
        "RETURN i.id AS id, i.name AS name, i.unit AS unit, i.measure AS measure, i.plans AS plans, figures "
        "ORDER BY size(i.plans) DESC, figures DESC, i.name, i.id SKIP $skip LIMIT $limit"
    )
    found = [_indicator(row) for row in edition.read(query, asked)]
    count = f"{match} RETURN count(i) AS n"
    return found, total_of(len(found), offset, limit, lambda: int(edition.read(count, asked)[0]["n"]))


def _indicator(row: Row) -> Indicator:
    return Indicator(
        **_brief(row, "").model_dump(),
        plans=row["plans"],
        figures=row["figures"],
    )


def _brief(row: Row, prefix: str) -> IndicatorBrief:
    return IndicatorBrief(
        id=row[f"{prefix}id"],
        name=row[f"{prefix}name"],
        unit=row[f"{prefix}unit"] or "",
        measure=row[f"{prefix}measure"] or "",
    )


@dataclass(frozen=True, slots=True)
class TargetFilter:
    """Which figures are wanted; empty fields let all through. `indicator` is an id or part of a name, `region` an id."""

    indicator: str = ""
    region: str = ""
    plan: str = ""
    kind: str = ""
    year: int | None = None

    def where(self) -> str:
        """Cypher on the figure `t` and its indicator `i`."""
        parts = ["true"]
        if self.indicator:
            parts.append("(i.id = $indicator OR i.name CONTAINS $indicator OR t.name CONTAINS $indicator)")
        if self.plan:
            parts.append("t.plan = $plan")
        if self.kind:
            parts.append("t.kind = $kind")
        if self.year is not None:
            parts.append("t.year = $year")
        return " AND ".join(parts)

    def match(self) -> str:
        """Cypher that binds `t`, `i` and the region `r` (null without one)."""
        region = (
            "MATCH (t)-[:FOR]->(r:Entity {id: $region})" if self.region else "OPTIONAL MATCH (t)-[:FOR]->(r:Entity)"
        )
        return f"MATCH (t:Target)-[:OF]->(i:Indicator) WHERE {self.where()} {region}"

    def parameters(self) -> dict[str, Any]:
        """What `match` refers to."""
        return {name: getattr(self, name) for name in self.__slots__}


def targets(edition: Edition, wanted: TargetFilter, offset: int, limit: int) -> tuple[list[Target], int]:
    """Figures with the place where each is stated, by indicator, year and plan, and how many there are."""
    asked = {**wanted.parameters(), "skip": offset, "limit": limit}
    query = (
        f"{wanted.match()} MATCH (t)-[s:STATED_IN]->(p:Passage) RETURN t, s.start AS start, s.end AS end, {PASSAGE}, "
        "i.id AS i_id, i.name AS i_name, i.unit AS i_unit, i.measure AS i_measure, "
        f"{brief_of('r', 'r_')} ORDER BY i.name, i.id, coalesce(t.year, 0), t.plan, s.start, t.id SKIP $skip LIMIT $limit"
    )
    found = [_target(edition, row) for row in edition.read(query, asked)]
    count = f"{wanted.match()} RETURN count(DISTINCT t) AS n"
    return found, total_of(len(found), offset, limit, lambda: int(edition.read(count, asked)[0]["n"]))


def _target(edition: Edition, row: Row) -> Target:
    figure = row["t"]
    return Target(
        id=figure["id"],
        indicator=_brief(row, "i_"),
        name=figure["name"],
        value=figure["value"],
        value_max=figure.get("value_max"),
        unit=figure.get("unit") or "",
        norm_value=figure.get("norm_value"),
        norm_unit=figure.get("norm_unit") or "",
        year=figure.get("year"),
        base_year=figure.get("base_year"),
        measure=figure["measure"],
        kind=figure["kind"],
        hedge=figure.get("hedge") or "",
        readers=figure.get("readers") or [],
        region=brief(row, "r_") if row["r_id"] else None,
        evidence=place(edition, row, row["start"], row["end"]),
    )
