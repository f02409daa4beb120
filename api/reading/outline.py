"""The graph in outline, held in memory while it does not change: what a drawing needs of nodes and edges, and no more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from innograph.api.deps import Edition, node_type
from innograph.api.reading import ties
from innograph.api.reading.common import edge_pattern
from innograph.api.reading.edges import edge_id
from innograph.api.schemas import EdgeLine, EntityLine, Subgraph
from innograph.graph.identity import english
from innograph.graph.views import ViewEdge, ViewNode

MOST_ENTITIES = 50_000
"""Larger graphs are asked step by step instead of being held."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the graph to draw: nodes nearest first, each with its steps from the start, and all edges among them."""

    nodes: Sequence[ViewNode]
    edges: Sequence[ViewEdge]
    truncated: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """All entities by id, and the edges of each, by type and ends. Both ends of an edge list it."""

    nodes: Mapping[str, ViewNode]
    ties: Mapping[str, Sequence[ViewEdge]]

    def around(self, ids: Sequence[str], depth: int, limit: int) -> Part:
        """As `ties.subgraph`: the nodes within `depth` steps, nearest first and then by mentions, at most `limit`."""
        reached = {each: 0 for each in dict.fromkeys(ids) if each in self.nodes}
        frontier = list(reached)
        truncated = False
        for step in range(1, depth + 1):
            met = {end for each in frontier for edge in self.ties.get(each, ()) for end in (edge.source, edge.target)}
            found = sorted(met - reached.keys(), key=self._order)
            room = max(0, limit - len(reached))
            truncated = truncated or len(found) > room
            frontier = found[:room]
            reached |= dict.fromkeys(frontier, step)
            if not frontier:
                break
        return self._part(reached, truncated=truncated)

    def neighbours(self, ids: Iterable[str]) -> dict[str, list[str]]:
        """As `ties.neighbours`: the ids of those around each of the given nodes, by mentions."""
        found = {}
        for each in ids:
            met = {end for edge in self.ties.get(each, ()) for end in (edge.source, edge.target)} - {each}
            if met:
                found[each] = sorted(met, key=self._order)
        return found

    def among(self, depth: Mapping[str, int]) -> Part:
        """The given nodes, with the steps given for each, and all edges among them."""
        return self._part({each: steps for each, steps in depth.items() if each in self.nodes}, truncated=False)

    def whole(self, limit: int) -> Part:
        """The nodes that are mentioned most."""
        order = sorted(self.nodes, key=self._order)
        return self._part(dict.fromkeys(order[:limit], 1), truncated=len(order) > limit)

    def _order(self, identity: str) -> tuple[int, str]:
        return -self.nodes[identity].mentions, identity

    def _part(self, reached: Mapping[str, int], *, truncated: bool) -> Part:
        order = sorted(reached, key=lambda each: (reached[each], *self._order(each)))
        nodes = [replace(self.nodes[each], depth=reached[each]) for each in order]
        edges = [
            edge
            for each in reached
            for edge in self.ties.get(each, ())
            if edge.source == each and edge.target in reached
        ]
        return Part(nodes, sorted(edges, key=lambda edge: (edge.source, edge.type, edge.target)), truncated)


def outline(edition: Edition) -> Outline | None:
    """The outline of this edition, read once; None for a graph that is too large to hold."""
    if edition.counts().get("Entity", 0) > MOST_ENTITIES:
        return None
    return edition.keep("outline", lambda: _read(edition))


def around(edition: Edition, ids: Sequence[str], depth: int, limit: int) -> Part:
    """The nodes within `depth` steps of the given ones and all edges among them."""
    held = outline(edition)
    if held is not None:
        return held.around(ids, depth, limit)
    return _part(ties.subgraph(edition, ids, depth=depth, limit=limit))


def neighbours(edition: Edition, ids: Sequence[str]) -> dict[str, list[str]]:
    """The ids of those around each of the given nodes that has neighbours, those that are mentioned most first."""
    held = outline(edition)
    return held.neighbours(ids) if held is not None else ties.neighbours(edition, ids)


def among(edition: Edition, depth: Mapping[str, int]) -> Part:
    """The nodes of a mapping from id to steps, and all edges among them."""
    held = outline(edition)
    if held is not None:
        return held.among(depth)
    found = _part(ties.subgraph(edition, list(depth), depth=0, limit=len(depth)))
    return replace(found, nodes=[replace(node, depth=depth[node.id]) for node in found.nodes])


def whole(edition: Edition, limit: int) -> Part:
    """The nodes of the whole graph that are mentioned most, and all edges among them."""
    held = outline(edition)
    if held is not None:
        return held.whole(limit)
    query = "MATCH (n:Entity) RETURN n.id AS id ORDER BY n.mentions DESC, id LIMIT $limit"
    rows = edition.read(query, {"limit": limit + 1})
    found = among(edition, {row["id"]: 1 for row in rows[:limit]})
    return replace(found, truncated=len(rows) > limit)


# A row each costs more than what stands in it, so nodes come as one list, and edges in one row for each node they start from.
_NODES = "MATCH (n:Entity) RETURN collect([n.id, n.name, labels(n), n.name_en, n.kind, n.mentions, n.plans]) AS nodes"
_EDGES = (
    "MATCH (n:Entity)-[e:{types}]->(m:Entity) "
    "RETURN n.id AS source, collect([type(e), m.id, e.plans, e.commitment, e.confidence]) AS edges"
)
READ_TIMEOUT_MS = 20_000


def _read(edition: Edition) -> Outline:
    rows = edition.read(_NODES, timeout_ms=READ_TIMEOUT_MS)[0]["nodes"]
    nodes = {
        identity: ViewNode(
            id=identity,
            name=name,
            type=node_type(labels),
            name_en=english(name, name_en or ""),
            kind=kind or "",
            plans=tuple(plans or ()),
            mentions=mentions or 0,
        )
        for identity, name, labels, name_en, kind, mentions, plans in rows
    }
    found: dict[str, list[ViewEdge]] = {}
    for row in edition.read(_EDGES.format(types=edge_pattern()), timeout_ms=READ_TIMEOUT_MS):
        source = row["source"]
        for kind, target, plans, commitment, confidence in row["edges"]:
            if source not in nodes or target not in nodes:  # written between the two readings
                continue
            edge = ViewEdge(
                id=edge_id(source, kind, target),
                source=source,
                target=target,
                type=kind,
                plans=tuple(plans),
                commitment=commitment or "",
                confidence=confidence,
            )
            for end in {source, target}:
                found.setdefault(end, []).append(edge)
    return Outline(nodes, found)


def _part(found: Subgraph) -> Part:
    nodes = [replace(_node(node), depth=node.depth) for node in found.nodes]
    return Part(nodes, [_edge(line) for line in found.edges], found.truncated)


def _node(node: EntityLine) -> ViewNode:
    return ViewNode(
        id=node.id,
        name=node.name,
        type=node.type,
        name_en=english(node.name, node.name_en),
        kind=node.kind,
        plans=tuple(node.plans),
        mentions=node.mentions,
    )


def _edge(line: EdgeLine) -> ViewEdge:
    return ViewEdge(
        id=line.id,
        source=line.source,
        target=line.target,
        type=line.type,
        plans=tuple(line.plans),
        commitment=line.commitment,
        confidence=line.confidence,
    )
