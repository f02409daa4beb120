"""Entities: one with all that is known of it, lists of them, their edges, mentions and neighbours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from innograph.api.deps import Edition, node_type
from innograph.api.reading.common import (
    PASSAGE,
    Row,
    brief,
    brief_of,
    edge_pattern,
    passages,
    place_values,
    total_of,
    type_label,
    undirected_types,
)
from innograph.api.reading.edges import EDGE, briefs, edge_values
from innograph.api.schemas import (
    Direction,
    EdgeCount,
    Entity,
    EntityEdge,
    EntityLine,
    EntityPlan,
    Facet,
    Mention,
    Neighbour,
    Tie,
)
from innograph.graph.errors import NotFoundError
from innograph.graph.model import ontology

LINE = "n.id AS id, n.name AS name, labels(n) AS labels, n.name_en AS name_en, n.pinyin AS pinyin, n.aliases AS aliases, n.kind AS kind, n.mentions AS mentions, n.plans AS plans"
"""The columns of an entity `n` in a list."""


@dataclass(frozen=True, slots=True)
class EdgeFilter:
    """Which edges of an entity are wanted; empty fields let all through."""

    types: Sequence[str] = ()
    direction: Direction | None = None
    plan: str = ""
    commitment: str = ""

    def where(self) -> str:
        """Cypher on `e`, whose near end is `n`; an undirected edge runs in every direction."""
        parts = ["true"]
        if self.direction == "out":
            parts.append("(type(e) IN $undirected OR startNode(e).id = $id)")
        if self.direction == "in":
            parts.append("(type(e) IN $undirected OR endNode(e).id = $id)")
        if self.direction == "both":
            parts.append("type(e) IN $undirected")
        if self.plan:
            parts.append("$plan IN e.plans")
        if self.commitment:
            parts.append("e.commitment = $commitment")
        return " AND ".join(parts)

    def parameters(self) -> dict[str, Any]:
        """What `where` refers to."""
        return {"plan": self.plan, "commitment": self.commitment, "undirected": undirected_types()}

    def match(self) -> str:
        """Cypher that binds `n`, `e` and the far end `m`."""
        return f"MATCH (n:Entity {{id: $id}})-[e:{edge_pattern(self.types)}]-(m) WHERE {self.where()}"


def line_values(row: Row) -> dict[str, Any]:
    """The fields of an `EntityLine` from a row with the columns of LINE or of a search."""
    return {
        "id": row["id"],
        "name": row["name"],
        "name_en": row["name_en"] or "",
        "type": row["type"] if "type" in row else node_type(row["labels"]),
        "kind": row["kind"] or "",
        "pinyin": row["pinyin"] or "",
        "aliases": row["aliases"] or [],
        "plans": row["plans"] or [],
        "mentions": row["mentions"] or 0,
    }


def entity(edition: Edition, identity: str) -> Entity:
    """One entity; raises NotFoundError where there is none of that id."""
    return edition.keep(("entity", identity), lambda: _entity(edition, identity))


def _entity(edition: Edition, identity: str) -> Entity:
    query = (
        "MATCH (n:Entity {id: $id}) OPTIONAL MATCH (n)-[m:MENTIONED_IN]->(p:Passage) "
        "WITH n, p.plan AS plan, count(m) AS times WITH n, collect({plan: plan, times: times}) AS mentions "
        f"OPTIONAL MATCH (n)-[e:{edge_pattern()}]-() "
        "WITH n, mentions, type(e) AS type, startNode(e).id = $id AS outward, count(e) AS times "
        "RETURN n, mentions, collect({type: type, outward: outward, times: times}) AS edges"
    )
    rows = edition.read(query, {"id": identity})
    if not rows:
        raise _no_entity(identity)
    node = rows[0]["n"]
    kind = node_type(node["labels"])
    known = briefs(edition, node["ancestors"])
    return Entity(
        id=identity,
        type=kind,
        type_label=type_label(kind),
        labels=node["labels"],
        name=node["name"],
        name_en=node["name_en"],
        name_en_source=node["name_en_source"],
        pinyin=node["pinyin"],
        aliases=node["aliases"],
        kind=node["kind"],
        authority=node["authority"],
        reasons=node["reasons"],
        broader=[known[each] for each in node["ancestors"] if each in known],
        mentions=node["mentions"],
        plans=_plans(edition, node, {row["plan"]: row["times"] for row in rows[0]["mentions"]}),
        edges=_edge_counts(rows[0]["edges"]),
        coverage=edition.coverage,
    )


def _no_entity(identity: str) -> NotFoundError:
    return NotFoundError(f"no entity has the id {identity!r}; /api/search finds entities by name")


def _plans(edition: Edition, node: Row, times: Mapping[str, int]) -> list[EntityPlan]:
    names: dict[str, list[str]] = {}
    for text in node["said"]:
        plan, _, rest = text.partition("|")
        names.setdefault(plan, []).append(rest.rpartition("|")[0])
    return [
        EntityPlan(
            id=plan,
            title=edition.plan_by_id[plan].title if plan in edition.plan_by_id else plan,
            mentions=times.get(plan, 0),
            names=list(dict.fromkeys(names.get(plan, []))),
        )
        for plan in node["plans"]
    ]


def _edge_counts(rows: Iterable[Row]) -> list[EdgeCount]:
    counted: dict[tuple[str, Direction], int] = {}
    for row in rows:
        if row["type"]:
            key = (row["type"], _direction(row["type"], outward=row["outward"]))
            counted[key] = counted.get(key, 0) + row["times"]
    return [
        EdgeCount(type=kind, label=type_label(kind), direction=direction, count=n)
        for (kind, direction), n in sorted(counted.items())
    ]


def _direction(kind: str, *, outward: bool) -> Direction:
    return "both" if ontology().edge(kind).undirected else "out" if outward else "in"


def check_there(edition: Edition, identity: str) -> None:
    """Raises NotFoundError where there is no entity of that id."""
    if not edition.read("MATCH (n:Entity {id: $id}) RETURN n.id AS id", {"id": identity}):
        raise _no_entity(identity)


def listed(
    edition: Edition, types: Sequence[str], plan: str, kind: str, offset: int, limit: int
) -> tuple[list[EntityLine], int]:
    """Entities of these types (all without any), the most mentioned first, and how many there are."""
    where = "any(l IN labels(n) WHERE l IN $types)" if types else "true"
    where += " AND $plan IN n.plans" if plan else ""
    where += " AND n.kind = $kind" if kind else ""
    asked = {"types": list(types), "plan": plan, "kind": kind, "skip": offset, "limit": limit}
    key = ("entities", tuple(types), plan, kind)
    query = f"MATCH (n:Entity) WHERE {where} RETURN"
    total = edition.keep(key, lambda: int(edition.read(f"{query} count(n) AS n", asked)[0]["n"]))
    rows = edition.read(f"{query} {LINE} ORDER BY n.mentions DESC, n.name, n.id SKIP $skip LIMIT $limit", asked)
    return [EntityLine(**line_values(row)) for row in rows], total


def edges_of(
    edition: Edition, identity: str, wanted: EdgeFilter, offset: int, limit: int
) -> tuple[list[EntityEdge], int]:
    """Edges of an entity with evidence: by type, the surest first; raises NotFoundError."""
    asked = {"id": identity, "skip": offset, "limit": limit, **wanted.parameters()}
    query = (
        f"{wanted.match()} RETURN {EDGE}, {brief_of('n', 'near_')}, {brief_of('m', 'other_')} "
        "ORDER BY type, confidence DESC, other_name, other_id SKIP $skip LIMIT $limit"
    )
    rows = edition.read(query, asked)
    if not rows:
        check_there(edition, identity)
    texts = passages(edition, (passage for row in rows for passage in row["passages"]))
    found: list[EntityEdge] = []
    for row in rows:
        near, other = brief(row, "near_"), brief(row, "other_")
        values = edge_values(row, {near.id: near, other.id: other}, texts, edition)
        direction = _direction(row["type"], outward=row["source"] == identity)
        found.append(EntityEdge(**values, direction=direction, other=other))
    return found, total_of(
        len(found), offset, limit, lambda: _count(edition, f"{wanted.match()} RETURN count(e)", asked)
    )


def _count(edition: Edition, query: str, asked: Mapping[str, Any]) -> int:
    return int(edition.read(f"{query} AS n", asked)[0]["n"])


def mentions_of(edition: Edition, identity: str, plan: str, offset: int, limit: int) -> tuple[list[Mention], int]:
    """Where an entity is named, by plan and place; raises NotFoundError."""
    match = "MATCH (n:Entity {id: $id})-[m:MENTIONED_IN]->(p:Passage)" + (" WHERE p.plan = $plan" if plan else "")
    asked = {"id": identity, "plan": plan, "skip": offset, "limit": limit}
    query = (
        f"{match} RETURN m.start AS start, m.end AS end, m.surface AS surface, {PASSAGE} "
        "ORDER BY plan, start, end SKIP $skip LIMIT $limit"
    )
    rows = edition.read(query, asked)
    if not rows:
        check_there(edition, identity)
    found = [Mention(**place_values(edition, row, row["start"], row["end"]), surface=row["surface"]) for row in rows]
    return found, total_of(len(found), offset, limit, lambda: _count(edition, f"{match} RETURN count(m)", asked))


def neighbour_types(edition: Edition, identity: str, wanted: EdgeFilter) -> list[Facet]:
    """The neighbours of an entity counted by type."""
    query = f"{wanted.match()} RETURN labels(m) AS labels, count(DISTINCT m) AS n"
    counted: dict[str, int] = {}
    for row in edition.read(query, {"id": identity, **wanted.parameters()}):
        kind = node_type(row["labels"])
        counted[kind] = counted.get(kind, 0) + row["n"]
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Facet(value=kind, label=type_label(kind), count=n) for kind, n in order]


def neighbours_of(
    edition: Edition, identity: str, types: Sequence[str], wanted: EdgeFilter, offset: int, limit: int
) -> tuple[list[Neighbour], int]:
    """Nodes at the far end of an entity's edges, those with most ties first; raises NotFoundError."""
    match = wanted.match() + (" AND any(l IN labels(m) WHERE l IN $types)" if types else "")
    asked = {"id": identity, "types": list(types), "skip": offset, "limit": limit, **wanted.parameters()}
    query = (
        f"{match} WITH m, count(e) AS ties, collect({{type: type(e), outward: startNode(e).id = $id, "
        "commitment: e.commitment, confidence: e.confidence, plans: e.plans}) AS edges "
        f"RETURN {brief_of('m')}, edges, ties ORDER BY ties DESC, name, id SKIP $skip LIMIT $limit"
    )
    found = [_neighbour(row) for row in edition.read(query, asked)]
    if not found:
        check_there(edition, identity)
    count = f"{match} RETURN count(DISTINCT m)"
    return found, total_of(len(found), offset, limit, lambda: _count(edition, count, asked))


def _neighbour(row: Row) -> Neighbour:
    ties = [
        Tie(
            type=edge["type"],
            direction=_direction(edge["type"], outward=edge["outward"]),
            commitment=edge["commitment"] or "",
            confidence=edge["confidence"],
            plans=edge["plans"],
        )
        for edge in sorted(row["edges"], key=lambda edge: (edge["type"], not edge["outward"]))
    ]
    return Neighbour(**brief(row).model_dump(), ties=ties)
