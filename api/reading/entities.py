"""Entities: one with all that is known of it, lists of them, their edges, mentions and neighbours."""

from collections.abc import Sequence
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
    type_label,
    undirected_types,
)
from innograph.api.reading.edges import EDGE, briefs, edge_values
from innograph.api.schemas import (
    Brief,
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
    rows = edition.read("MATCH (n:Entity {id: $id}) RETURN n", {"id": identity})
    if not rows:
        raise NotFoundError(f"no entity has the id {identity!r}; /api/search finds entities by name")
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
        plans=_plans(edition, node),
        edges=edge_counts(edition, identity),
        coverage=edition.coverage,
    )


def _plans(edition: Edition, node: Row) -> list[EntityPlan]:
    query = "MATCH (n:Entity {id: $id})-[m:MENTIONED_IN]->(p:Passage) RETURN p.plan AS plan, count(m) AS mentions"
    counted = {row["plan"]: row["mentions"] for row in edition.read(query, {"id": node["id"]})}
    names: dict[str, list[str]] = {}
    for text in node["said"]:
        plan, _, rest = text.partition("|")
        names.setdefault(plan, []).append(rest.rpartition("|")[0])
    return [
        EntityPlan(
            id=plan,
            title=edition.plan_by_id[plan].title if plan in edition.plan_by_id else plan,
            mentions=counted.get(plan, 0),
            names=list(dict.fromkeys(names.get(plan, []))),
        )
        for plan in node["plans"]
    ]


def edge_counts(edition: Edition, identity: str) -> list[EdgeCount]:
    """The edges of an entity by type and direction."""
    query = (
        f"{EdgeFilter().match()} RETURN type(e) AS type, startNode(e).id = $id AS outward, count(*) AS n ORDER BY type"
    )
    counted: dict[tuple[str, Direction], int] = {}
    for row in edition.read(query, {"id": identity, **EdgeFilter().parameters()}):
        key = (row["type"], _direction(row["type"], outward=row["outward"]))
        counted[key] = counted.get(key, 0) + row["n"]
    return [
        EdgeCount(type=kind, label=type_label(kind), direction=direction, count=n)
        for (kind, direction), n in sorted(counted.items())
    ]


def _direction(kind: str, *, outward: bool) -> Direction:
    return "both" if ontology().edge(kind).undirected else "out" if outward else "in"


def check_there(edition: Edition, identity: str) -> Brief:
    """The entity in short; raises NotFoundError where there is none of that id."""
    found = briefs(edition, [identity])
    if not found:
        raise NotFoundError(f"no entity has the id {identity!r}; /api/search finds entities by name")
    return found[identity]


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
    """Edges of an entity with evidence: by type, the surest first."""
    near = check_there(edition, identity)
    asked = {"id": identity, "skip": offset, "limit": limit, **wanted.parameters()}
    total = int(edition.read(f"{wanted.match()} RETURN count(e) AS n", asked)[0]["n"])
    query = (
        f"{wanted.match()} RETURN {EDGE}, {brief_of('m', 'other_')} "
        "ORDER BY type, confidence DESC, other_name, other_id SKIP $skip LIMIT $limit"
    )
    rows = edition.read(query, asked)
    texts = passages(edition, (passage for row in rows for passage in row["passages"]))
    found: list[EntityEdge] = []
    for row in rows:
        other = brief(row, "other_")
        values = edge_values(row, {near.id: near, other.id: other}, texts, edition)
        direction = _direction(row["type"], outward=row["source"] == identity)
        found.append(EntityEdge(**values, direction=direction, other=other))
    return found, total


def mentions_of(edition: Edition, identity: str, plan: str, offset: int, limit: int) -> tuple[list[Mention], int]:
    """Where an entity is named, by plan and place."""
    check_there(edition, identity)
    match = "MATCH (n:Entity {id: $id})-[m:MENTIONED_IN]->(p:Passage)" + (" WHERE p.plan = $plan" if plan else "")
    asked = {"id": identity, "plan": plan, "skip": offset, "limit": limit}
    total = int(edition.read(f"{match} RETURN count(m) AS n", asked)[0]["n"])
    query = (
        f"{match} RETURN m.start AS start, m.end AS end, m.surface AS surface, {PASSAGE} "
        "ORDER BY plan, start, end SKIP $skip LIMIT $limit"
    )
    rows = edition.read(query, asked)
    found = [Mention(**place_values(edition, row, row["start"], row["end"]), surface=row["surface"]) for row in rows]
    return found, total


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
    """Nodes at the far end of an entity's edges, those with most ties first."""
    check_there(edition, identity)
    match = wanted.match() + (" AND any(l IN labels(m) WHERE l IN $types)" if types else "")
    asked = {"id": identity, "types": list(types), "skip": offset, "limit": limit, **wanted.parameters()}
    total = int(edition.read(f"{match} RETURN count(DISTINCT m) AS n", asked)[0]["n"])
    query = (
        f"{match} WITH m, count(e) AS ties, collect({{type: type(e), outward: startNode(e).id = $id, "
        "commitment: e.commitment, confidence: e.confidence, plans: e.plans}) AS edges "
        f"RETURN {brief_of('m')}, edges, ties ORDER BY ties DESC, name, id SKIP $skip LIMIT $limit"
    )
    return [_neighbour(row) for row in edition.read(query, asked)], total


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
