"""Which part of the graph a view draws: from the parameters of an address to a `ViewGraph`."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from innograph.api.deps import Edition
from innograph.api.pages.words import Lang
from innograph.api.reading import ties
from innograph.api.reading.common import edge_pattern, passages, sections
from innograph.api.reading.edges import EDGE, edge_line
from innograph.api.reading.entities import LINE, line_values
from innograph.api.schemas import EdgeLine, EntityLine, Subgraph, SubgraphNode
from innograph.graph.model import ontology
from innograph.graph.views import (
    ViewEdge,
    ViewEvidence,
    ViewGraph,
    ViewNode,
    colour_of,
    community_names,
    drawable,
    place,
)

MOST_NODES = 2000
OVERVIEW = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to draw. `expand` are nodes whose neighbours are drawn as well, `hide` nodes left out; empty filters let all
    through; `also` are nodes drawn without neighbours; `group` is "", "community" or "district"; `everything` draws the whole graph."""

    ids: Sequence[str] = ()
    depth: int = 1
    expand: Sequence[str] = ()
    hide: Sequence[str] = ()
    also: Sequence[str] = ()
    types: Sequence[str] = ()
    edges: Sequence[str] = ()
    plans: Sequence[str] = ()
    commitments: Sequence[str] = ()
    year: int | None = None
    group: str = ""
    limit: int = 200
    everything: bool = False
    pinned: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def draw(edition: Edition, wanted: Wanted, lang: Lang, *, evidence: bool = False) -> ViewGraph:
    """The nodes and edges that are wanted; with `evidence` the sentences that the edges were read from."""
    found = _whole(edition, wanted.limit) if wanted.everything else _around(edition, wanted)
    kept = {node.id for node in found.nodes} - set(wanted.hide)
    if wanted.types:
        asked = {*wanted.ids}
        kept = {node.id for node in found.nodes if node.id in kept and (node.type in wanted.types or node.id in asked)}
    lines = [e for e in found.edges if e.source in kept and e.target in kept and _passes(edition, e, wanted)]
    if _narrowed(wanted):
        touched = {end for edge in lines for end in (edge.source, edge.target)} | set(wanted.ids)
        kept &= touched
    nodes = tuple(_node(node, node.depth) for node in found.nodes if node.id in kept)
    places = _evidence(edition, lines) if evidence else {}
    made = ViewGraph(
        nodes=nodes,
        edges=tuple(_edge(line, places.get(line.id, ())) for line in lines),
        plans={plan.id: plan.title for plan in edition.plans()},
        title=_title(nodes, wanted, lang),
        truncated=found.truncated,
    )
    return with_groups(edition, made, wanted.group)


def overview(edition: Edition, lang: Lang, limit: int) -> bytes:
    """The whole graph as JSON in columns, with positions; nodes are known by their number."""
    graph = draw(edition, Wanted(everything=True, limit=limit), lang)
    at = place(graph)
    number = {node.id: index for index, node in enumerate(graph.nodes)}
    degree = Counter(end for edge in graph.edges for end in (edge.source, edge.target))
    types = list(ontology().entity_types)
    made = {
        "ids": [node.id for node in graph.nodes],
        "names": [drawable(node.name_en if lang == "en" and node.name_en else node.name)[:60] for node in graph.nodes],
        "types": types,
        "colours": [colour_of(name) for name in types],
        "type": [types.index(node.type) for node in graph.nodes],
        "x": [at[node.id][0] for node in graph.nodes],
        "y": [at[node.id][1] for node in graph.nodes],
        "degree": [degree[node.id] for node in graph.nodes],
        "edges": [number[end] for edge in graph.edges for end in (edge.source, edge.target)],
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _narrowed(wanted: Wanted) -> bool:
    return bool(wanted.edges or wanted.plans or wanted.commitments or wanted.year is not None)


def _passes(edition: Edition, edge: EdgeLine, wanted: Wanted) -> bool:
    if wanted.edges and edge.type not in wanted.edges:
        return False
    if wanted.plans and not set(wanted.plans) & set(edge.plans):
        return False
    if wanted.commitments and (edge.commitment or "none") not in wanted.commitments:
        return False
    return wanted.year is None or any(_in_period(edition, plan, wanted.year) for plan in edge.plans)


def _in_period(edition: Edition, plan: str, year: int) -> bool:
    info = edition.plan_by_id.get(plan)
    if info is None or info.start_year is None:
        return False
    return info.start_year <= year <= (info.end_year or info.start_year)


def _around(edition: Edition, wanted: Wanted) -> Subgraph:
    ids = list(dict.fromkeys(wanted.ids))
    found = ties.subgraph(edition, ids, depth=wanted.depth, limit=max(wanted.limit, len(ids)))
    if not wanted.expand and not wanted.also:
        return found
    more = ties.subgraph(edition, list(wanted.expand), depth=1, limit=wanted.limit) if wanted.expand else found
    depth = dict.fromkeys(wanted.also, 1) | {node.id: 2 for node in more.nodes}
    depth |= {node.id: node.depth for node in found.nodes}
    union = ties.subgraph(edition, list(depth)[:MOST_NODES], depth=0, limit=MOST_NODES)
    nodes = [node.model_copy(update={"depth": depth[node.id]}) for node in union.nodes]
    return union.model_copy(update={"nodes": nodes, "truncated": found.truncated or more.truncated})


def _whole(edition: Edition, limit: int) -> Subgraph:
    """The best connected nodes of the whole graph."""

    def make() -> Subgraph:
        rows = edition.read(
            f"MATCH (n:Entity) RETURN {LINE} ORDER BY n.mentions DESC, n.id LIMIT $limit", {"limit": limit + 1}
        )
        ids = {row["id"] for row in rows[:limit]}
        lines = edition.read(
            f"MATCH (n:Entity)-[e:{edge_pattern()}]->(m:Entity) RETURN {EDGE} ORDER BY source, type, target"
        )
        return Subgraph(
            nodes=[SubgraphNode(**line_values(row), depth=1) for row in rows[:limit]],
            edges=[edge_line(row) for row in lines if row["source"] in ids and row["target"] in ids],
            truncated=len(rows) > limit,
            coverage=edition.coverage,
        )

    return edition.keep(("whole", limit), make)


def _node(node: EntityLine, depth: int) -> ViewNode:
    return ViewNode(
        id=node.id,
        name=node.name,
        type=node.type,
        name_en=node.name_en,
        kind=node.kind,
        plans=tuple(node.plans),
        mentions=node.mentions,
        depth=depth,
    )


def _edge(line: EdgeLine, places: Sequence[ViewEvidence]) -> ViewEdge:
    return ViewEdge(
        id=line.id,
        source=line.source,
        target=line.target,
        type=line.type,
        plans=tuple(line.plans),
        commitment=line.commitment,
        confidence=line.confidence,
        evidence=tuple(places),
    )


def _evidence(edition: Edition, lines: Sequence[EdgeLine]) -> dict[str, list[ViewEvidence]]:
    rows = passages(edition, (passage for line in lines for passage in line.passages))
    known = {plan.id: sections(edition, plan.id) for plan in edition.plans()}
    found: dict[str, list[ViewEvidence]] = {}
    for line in lines:
        for name in line.passages:
            row: Any = rows.get(name)
            if row is None:
                continue
            plan = row["plan"]
            section = known[plan].get(row["section"] or "") if plan in known else None
            place = ViewEvidence(
                plan=plan,
                plan_title=edition.plan_by_id[plan].title if plan in edition.plan_by_id else plan,
                section=tuple(section.path) if section else (),
                start=row["passage_start"],
                end=row["passage_end"],
                text=row["text"] or "",
            )
            found.setdefault(line.id, []).append(place)
    return found


def _title(nodes: Sequence[ViewNode], wanted: Wanted, lang: Lang) -> str:
    by_id = {node.id: node for node in nodes}
    seeds = [by_id[each] for each in wanted.ids if each in by_id]
    names = [node.name_en if lang == "en" and node.name_en else node.name for node in seeds[:4]]
    return (" · " if lang == "en" else "、").join(names)


def with_groups(edition: Edition, graph: ViewGraph, group: str) -> ViewGraph:
    """The graph with every node's community or district told."""
    if group == "community" and graph.nodes:
        names = community_names(graph)
    elif group == "district":
        names = _districts(edition, graph)
    else:
        return graph
    return replace(graph, nodes=tuple(replace(node, group=names.get(node.id, "")) for node in graph.nodes))


def _districts(edition: Edition, graph: ViewGraph) -> dict[str, str]:
    """Node -> the region that hosts it, else the region of the one plan that names it."""
    rows = edition.read(
        "UNWIND $ids AS i MATCH (n:Entity {id: i})<-[e:HOSTS]-(r:Region) "
        "RETURN n.id AS id, r.name AS region, e.confidence AS sure ORDER BY sure DESC, region",
        {"ids": [node.id for node in graph.nodes]},
    )
    hosts: dict[str, str] = {}
    regions = {plan.region for plan in edition.plans()}
    for row in sorted(rows, key=lambda row: row["region"] not in regions):
        hosts.setdefault(row["id"], row["region"])
    found = {}
    for node in graph.nodes:
        alone = (
            edition.plan_by_id[node.plans[0]].region
            if len(node.plans) == 1 and node.plans[0] in edition.plan_by_id
            else ""
        )
        found[node.id] = node.name if node.type == "Region" and node.name in regions else hosts.get(node.id) or alone
    return found
