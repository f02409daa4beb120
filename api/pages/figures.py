"""Figures as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from innograph.api.deps import Edition
from innograph.api.pages.shell import number


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A stated figure with the place it stands in."""

    id: str
    name: str
    value: str
    unit: str
    year: int | None
    kind: str
    measure: str
    hedge: str
    plan: str
    passage: str
    indicator: str
    indicator_name: str


def value_text(value: float, value_max: float | None) -> str:
    """A value, or a range of values, as it is printed."""
    return number(value) if value_max is None else f"{number(value)}–{number(value_max)}"


def figure_lines(edition: Edition, match: str, asked: Mapping[str, Any], limit: int) -> Sequence[FigureLine]:
    """Figures that a Cypher pattern finds; it binds `t` and the passage `p`."""
    query = (
        f"{match} MATCH (t)-[:OF]->(i:Indicator) RETURN DISTINCT t, p.id AS passage, i.id AS indicator, "
        "i.name AS indicator_name ORDER BY t.kind, t.name, t.year, t.id LIMIT $limit"
    )
    found = []
    for row in edition.read(query, {**asked, "limit": limit}):
        target = row["t"]
        found.append(
            FigureLine(
                id=target["id"],
                name=target["name"],
                value=value_text(target["value"], target.get("value_max")),
                unit=target.get("unit") or "",
                year=target.get("year"),
                kind=target["kind"],
                measure=target["measure"],
                hedge=target.get("hedge") or "",
                plan=target["plan"],
                passage=row["passage"],
                indicator=row["indicator"],
                indicator_name=row["indicator_name"],
            )
        )
    return found
