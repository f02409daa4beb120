"""The page of an entity, and that of an edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from innograph.api.deps import Edition
from innograph.api.pages import marks
from innograph.api.pages.figures import FigureLine, figure_lines
from innograph.api.pages.marks import Quote
from innograph.api.reading import entities
from innograph.api.reading.common import brief, brief_of
from innograph.api.reading.edges import EDGE, briefs, edges
from innograph.api.reading.entities import EdgeFilter
from innograph.api.schemas import Brief, Edge, Entity, EntityEdge
from innograph.graph.errors import NotFoundError
from innograph.graph.model import ontology

SHOWN = 30
"""Edges of a kind that the page shows before "all"."""


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as seen from the entity, with its places."""

    id: str
    type: str
    other: Brief
    commitment: str
    confidence: float
    plans: Sequence[str]
    quotes: Sequence[Quote]


@dataclass(frozen=True, slots=True)
class Group:
    """The edges of one type in one direction."""

    type: str
    direction: str
    total: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class EntityView:
    """All that the page of an entity shows."""

    entity: Entity
    groups: Sequence[Group]
    mentions: Sequence[Quote]
    related: Sequence[tuple[Brief, int]]
    figures: Sequence[FigureLine]
    accessed: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class EdgeView:
    """All that the page of an edge shows."""

    edge: Edge
    quotes: Sequence[Quote]


def entity_view(edition: Edition, identity: str, *, every: str = "") -> EntityView:
    """The page of an entity; of the edge type `every` all edges are shown. Raises NotFoundError."""
    found = entities.entity(edition, identity)
    groups = edition.keep(("page-groups", identity, every), lambda: _groups(edition, found, every))
    return EntityView(
        entity=found,
        groups=groups,
        mentions=_mentions(edition, identity),
        related=edition.keep(("page-related", identity), lambda: _related(edition, identity)),
        figures=edition.keep(("page-figures", identity), lambda: _figures(edition, found)),
        accessed=datetime.now(UTC).date().isoformat(),
        has_text=any(plan.has_text for plan in edition.plans() if plan.id in {p.id for p in found.plans}),
    )


def _groups(edition: Edition, entity: Entity, every: str) -> Sequence[Group]:
    read: list[tuple[str, str, int, Sequence[EntityEdge]]] = []
    for count in entity.edges:
        limit = 1000 if count.type == every else SHOWN
        wanted = EdgeFilter([count.type], count.direction)
        lines, _ = entities.edges_of(edition, entity.id, wanted, 0, limit)
        read.append((count.type, count.direction, count.count, lines))
    passages = [place.passage for *_, lines in read for line in lines for place in line.evidence]
    named = marks.spans(edition, passages)
    return [
        Group(kind, direction, total, [_line(entity.id, line, named) for line in lines])
        for kind, direction, total, lines in read
    ]


def _line(near: str, edge: EntityEdge, named: Mapping[str, Sequence[marks.Span]]) -> Line:
    return Line(
        id=edge.id,
        type=edge.type,
        other=edge.other,
        commitment=edge.commitment,
        confidence=edge.confidence,
        plans=edge.plans,
        quotes=_quotes(edge, named, frozenset({near, edge.other.id})),
    )


def _quotes(edge: Edge, named: Mapping[str, Sequence[marks.Span]], focus: frozenset[str]) -> Sequence[Quote]:
    return [
        marks.quote(
            place,
            named,
            focus=focus,
            commitment=place.commitment,
            rule=place.rule,
            confidence=place.confidence,
        )
        for place in edge.evidence
    ]


def _mentions(edition: Edition, identity: str, limit: int = 40) -> Sequence[Quote]:
    found, _ = entities.mentions_of(edition, identity, "", 0, limit)
    named = marks.spans(edition, (place.passage for place in found))
    focus = frozenset({identity})
    once = {place.passage: place for place in reversed(found)}
    return [marks.quote(place, named, focus=focus) for place in reversed(once.values())]


def _related(edition: Edition, identity: str) -> Sequence[tuple[Brief, int]]:
    """Technologies named in the same sentences, with the number of sentences."""
    query = (
        "MATCH (n:Entity {id: $id})-[:MENTIONED_IN]->(p:Passage)<-[:MENTIONED_IN]-(t:Technology) WHERE t.id <> $id "
        f"WITH t, count(DISTINCT p) AS shared RETURN {brief_of('t')}, shared ORDER BY shared DESC, name LIMIT 14"
    )
    return [(brief(row), row["shared"]) for row in edition.read(query, {"id": identity})]


def _figures(edition: Edition, entity: Entity, limit: int = 12) -> Sequence[FigureLine]:
    if entity.type == "Region":
        where = "MATCH (t:Target)-[:FOR]->(n:Entity {id: $id}) MATCH (t)-[s:STATED_IN]->(p:Passage)"
    else:
        where = "MATCH (n:Entity {id: $id})-[:MENTIONED_IN]->(p:Passage)<-[s:STATED_IN]-(t:Target)"
    return figure_lines(edition, where, {"id": entity.id}, limit)


def edge_view(edition: Edition, identity: str) -> EdgeView:
    """The page of an edge by its id (source~TYPE~target); raises NotFoundError."""
    parts = identity.split("~")
    if len(parts) != 3 or parts[1] not in ontology().relation_types:
        raise NotFoundError(f"no edge has the id {identity!r}; an edge's id is source~TYPE~target")
    source, kind, target = parts
    query = (
        f"MATCH (a:Entity {{id: $source}})-[e:{kind}]->(b {{id: $target}}) RETURN {EDGE}, {brief_of('b', 'b_')} LIMIT 1"
    )
    rows = edition.read(query, {"source": source, "target": target})
    if not rows:
        raise NotFoundError(f"no edge has the id {identity!r}")
    ends = {**briefs(edition, [source]), target: brief(rows[0], "b_")}
    edge = edges(edition, rows, ends)[0]
    named = marks.spans(edition, (place.passage for place in edge.evidence))
    return EdgeView(edge, _quotes(edge, named, frozenset({source, target})))
