"""How entities hang together: shortest paths and subgraphs."""

from collections.abc import Sequence
from typing import Any

from innograph.api.deps import Edition
from innograph.api.reading.common import Row, brief, edge_pattern
from innograph.api.reading.edges import EDGE_LINE, briefs, edge_line, edges
from innograph.api.reading.entities import LINE, line_values
from innograph.api.schemas import Brief, Edge, EdgeLine, Route, Subgraph, SubgraphNode
from innograph.graph.errors import BadParameterError

MOST_PATHS = 100
PER_NODE = 500


def shortest_paths(
    edition: Edition, source: Brief, target: Brief, *, longest: int, types: Sequence[str] = ()
) -> list[Route]:
    """All shortest paths of at most `longest` edges (MOST_PATHS of them at most), in a stable order."""
    if source.id == target.id:
        raise BadParameterError("the two ends of a path are the same entity")
    query = (
        "MATCH (a:Entity {id: $source}), (b:Entity {id: $target}) "
        f"MATCH p = allShortestPaths((a)-[:{edge_pattern(types)}*..{int(longest)}]-(b)) RETURN p LIMIT {MOST_PATHS}"
    )
    rows = edition.read(query, {"source": source.id, "target": target.id})
    paths = [row["p"] for row in rows]
    paths.sort(key=lambda path: [node["id"] for node in path["nodes"]])
    ends: dict[str, Brief] = {}
    ties: dict[tuple[str, str, str], Row] = {}
    for path in paths:
        ends |= {node["id"]: brief({"name_en": "", "kind": "", **node}) for node in path["nodes"]}
        for tie in path["relationships"]:
            ties[_key(tie)] = {**tie, "source": tie["start"], "target": tie["end"]}
    known = dict(zip(ties, edges(edition, ties.values(), ends), strict=True))
    return [_route(path, ends, known) for path in paths]


def _key(tie: Row) -> tuple[str, str, str]:
    return tie["start"], tie["type"], tie["end"]


def _route(path: dict[str, Any], ends: dict[str, Brief], known: dict[tuple[str, str, str], Edge]) -> Route:
    steps = [known[_key(tie)] for tie in path["relationships"]]
    return Route(length=len(steps), nodes=[ends[node["id"]] for node in path["nodes"]], edges=steps)


def subgraph(
    edition: Edition, ids: Sequence[str], *, depth: int, limit: int, edge_types: Sequence[str] = (), plan: str = ""
) -> Subgraph:
    """The nodes within `depth` steps of the given ones, nearest first, at most `limit`, and all edges among them."""
    pattern = edge_pattern(edge_types)
    where = " WHERE $plan IN e.plans" if plan else ""
    known = briefs(edition, ids)
    reached = {each: 0 for each in dict.fromkeys(ids) if each in known}  # an unknown id takes no room
    frontier = list(reached)
    truncated = False
    for step in range(1, depth + 1):
        query = f"UNWIND $ids AS i MATCH (n:Entity {{id: i}})-[e:{pattern}]-(m:Entity){where} RETURN DISTINCT m.id AS id, m.mentions AS mentions"
        rows = edition.read(query, {"ids": frontier, "plan": plan})
        found = sorted((row for row in rows if row["id"] not in reached), key=lambda r: (-r["mentions"], r["id"]))
        room = max(0, limit - len(reached))
        truncated = truncated or len(found) > room
        frontier = [row["id"] for row in found[:room]]
        reached |= dict.fromkeys(frontier, step)
        if not frontier:
            break
    return Subgraph(
        nodes=_nodes(edition, reached),
        edges=_among(edition, list(reached), pattern, where, plan),
        truncated=truncated,
        coverage=edition.coverage,
    )


def neighbours(edition: Edition, ids: Sequence[str]) -> dict[str, list[str]]:
    """The ids of those around each of the given nodes that has neighbours, those that are mentioned most first."""
    query = (
        f"UNWIND $ids AS i MATCH (n:Entity {{id: i}})-[:{edge_pattern()}]-(m:Entity) WHERE m.id <> i "
        "RETURN DISTINCT i AS id, m.id AS other, m.mentions AS mentions"
    )
    rows = edition.read(query, {"ids": list(dict.fromkeys(ids))}) if ids else []
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: (-row["mentions"], row["other"])):
        found.setdefault(row["id"], []).append(row["other"])
    return found


def _nodes(edition: Edition, reached: dict[str, int]) -> list[SubgraphNode]:
    rows = edition.read(f"UNWIND $ids AS i MATCH (n:Entity {{id: i}}) RETURN {LINE}", {"ids": list(reached)})
    nodes = [SubgraphNode(**line_values(row), depth=reached[row["id"]]) for row in rows]
    return sorted(nodes, key=lambda node: (node.depth, -node.mentions, node.id))


def _among(edition: Edition, ids: list[str], pattern: str, where: str, plan: str) -> list[EdgeLine]:
    also = " AND " if where else " WHERE "
    query = (
        f"UNWIND $ids AS i MATCH (n:Entity {{id: i}})-[e:{pattern}]->(m:Entity){where}{also}m.id IN $ids "
        f"RETURN {EDGE_LINE} ORDER BY source, type, target"
    )
    return [edge_line(row) for row in edition.read(query, {"ids": ids, "plan": plan})]
