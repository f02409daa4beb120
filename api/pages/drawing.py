"""Which part of the graph a view draws: from the parameters of an address to a `ViewGraph`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from innograph.api.deps import Edition
from innograph.api.pages.words import Lang, kind_name
from innograph.api.reading.common import edge_pattern, passages, sections
from innograph.api.reading.edges import edge_id
from innograph.api.reading.outline import Part, among, around, neighbours, whole
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
EXPANSION = 50
"""So many neighbours come in each time a node is expanded; what is drawn stays."""
COMMITMENTS = ("built", "under_way", "supported", "envisaged", "none")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to draw. Each time that `expand` names a node, `EXPANSION` neighbours more of it are drawn; `hide` are nodes left
    out; empty filters let all through; `also` are nodes drawn without neighbours; `group` is "", "community" or "district";
    `everything` draws the whole graph; `gone` are starts that were asked for and are not in the graph."""

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
    gone: Sequence[str] = ()


def draw(edition: Edition, wanted: Wanted, lang: Lang, *, evidence: bool = False) -> ViewGraph:
    """The nodes and edges that are wanted; with `evidence` the sentences that the edges were read from."""
    found = whole(edition, wanted.limit) if wanted.everything else _around(edition, wanted)
    # Groups are those of all that was reached, so that a filter leaves every node in the group that it was in.
    named = _groups(edition, found, wanted.group)
    nodes, edges = _kept(edition, found, wanted)
    places = _evidence(edition, edges) if evidence else {}
    return ViewGraph(
        nodes=tuple(replace(node, group=named.get(node.id, "")) for node in nodes) if named else tuple(nodes),
        edges=tuple(replace(edge, evidence=tuple(places.get(edge.id, ()))) for edge in edges)
        if places
        else tuple(edges),
        plans={plan.id: plan.title for plan in edition.plans()},
        title=_title(nodes, wanted, lang),
        truncated=found.truncated,
    )


def for_reading(graph: ViewGraph, lang: Lang) -> ViewGraph:
    """The graph with kinds as people call them."""
    nodes = (replace(node, kind=kind_name(node.kind, lang)) if node.kind else node for node in graph.nodes)
    return replace(graph, nodes=tuple(nodes))


def left_out(edition: Edition, graph: ViewGraph) -> dict[str, int]:
    """Node -> how many of its neighbours are not drawn; those that have none are left out."""
    drawn = {node.id for node in graph.nodes}
    around_each = neighbours(edition, [node.id for node in graph.nodes])
    counted = {each: sum(other not in drawn for other in others) for each, others in around_each.items()}
    return {each: count for each, count in counted.items() if count}


def _kept(edition: Edition, found: Part, wanted: Wanted) -> tuple[list[ViewNode], list[ViewEdge]]:
    """What passes the filters; static/explorer/filters.js draws by the same rules."""
    asked, hidden = set(wanted.ids), set(wanted.hide)
    kept = {
        node.id
        for node in found.nodes
        if node.id not in hidden and (not wanted.types or node.type in wanted.types or node.id in asked)
    }
    edges = [e for e in found.edges if e.source in kept and e.target in kept and _passes(edition, e, wanted)]
    if _narrowed(wanted):
        kept &= {end for edge in edges for end in (edge.source, edge.target)} | asked
    return [node for node in found.nodes if node.id in kept], edges


def overview(edition: Edition, lang: Lang, limit: int) -> bytes:
    """The whole graph as JSON in columns, with positions; nodes, types, plans and commitments are known by their number.

    `sets` are the sets of plans that edges were read from; `edges` holds five numbers for each: its ends, type, set of
    plans, commitment.
    """
    graph = draw(edition, Wanted(everything=True, limit=limit), lang)
    at = place(graph)
    number = {node.id: index for index, node in enumerate(graph.nodes)}
    types, kinds = list(ontology().entity_types), list(ontology().relation_types)
    plans = {plan: index for index, plan in enumerate(graph.plans)}
    sets: dict[tuple[str, ...], int] = {}
    edges: list[int] = []
    for edge in graph.edges:
        chosen = sets.setdefault(edge.plans, len(sets))
        commitment = COMMITMENTS.index(edge.commitment or "none")
        edges += (number[edge.source], number[edge.target], kinds.index(edge.type), chosen, commitment)
    made = {
        "ids": [node.id for node in graph.nodes],
        "names": [drawable(node.name_en if lang == "en" and node.name_en else node.name)[:60] for node in graph.nodes],
        "types": types,
        "kinds": kinds,
        "colours": [colour_of(name) for name in types],
        "plans": list(plans),
        "sets": [[plans[plan] for plan in each if plan in plans] for each in sets],
        "commitments": COMMITMENTS,
        "type": [types.index(node.type) for node in graph.nodes],
        "x": [at[node.id][0] for node in graph.nodes],
        "y": [at[node.id][1] for node in graph.nodes],
        "edges": edges,
        "truncated": graph.truncated,
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _narrowed(wanted: Wanted) -> bool:
    return bool(wanted.edges or wanted.plans or wanted.commitments or wanted.year is not None)


def _passes(edition: Edition, edge: ViewEdge, wanted: Wanted) -> bool:
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


def _around(edition: Edition, wanted: Wanted) -> Part:
    ids = list(dict.fromkeys(wanted.ids))
    found = around(edition, ids, wanted.depth, max(wanted.limit, len(ids)))
    if not wanted.expand and not wanted.also:
        return found
    depth = {node.id: node.depth for node in found.nodes}
    for each in wanted.also:
        depth.setdefault(each, 1)
    around_each = neighbours(edition, wanted.expand)
    for each in wanted.expand:
        depth.setdefault(each, 2)
        new = (other for other in around_each.get(each, ()) if other not in depth)
        depth |= dict.fromkeys(islice(new, min(EXPANSION, max(0, MOST_NODES - len(depth)))), 2)
    left = any(other not in depth for others in around_each.values() for other in others)
    return replace(among(edition, depth), truncated=found.truncated or left)


def _evidence(edition: Edition, edges: Sequence[ViewEdge]) -> dict[str, list[ViewEvidence]]:
    query = (
        f"UNWIND $ids AS i MATCH (n:Entity {{id: i}})-[e:{edge_pattern()}]->(m:Entity) WHERE m.id IN $targets "
        "RETURN i AS source, type(e) AS type, m.id AS target, e.passages AS passages"
    )
    ends = {"ids": sorted({edge.source for edge in edges}), "targets": sorted({edge.target for edge in edges})}
    asked = {edge.id for edge in edges}
    read = {
        name: row["passages"]
        for row in (edition.read(query, ends) if edges else [])
        if (name := edge_id(row["source"], row["type"], row["target"])) in asked
    }
    rows = passages(edition, (passage for places in read.values() for passage in places))
    found: dict[str, list[ViewEvidence]] = {}
    for name, places in read.items():
        for row in (rows[each] for each in places if each in rows):
            plan = row["plan"]
            section = sections(edition, plan).get(row["section"] or "") if plan in edition.plan_by_id else None
            place = ViewEvidence(
                plan=plan,
                plan_title=edition.plan_by_id[plan].title if plan in edition.plan_by_id else plan,
                section=tuple(section.path) if section else (),
                start=row["passage_start"],
                end=row["passage_end"],
                text=row["text"] or "",
            )
            found.setdefault(name, []).append(place)
    return found


def _title(nodes: Sequence[ViewNode], wanted: Wanted, lang: Lang) -> str:
    by_id = {node.id: node for node in nodes}
    seeds = [by_id[each] for each in wanted.ids if each in by_id]
    names = [node.name_en if lang == "en" and node.name_en else node.name for node in seeds[:4]]
    return (" · " if lang == "en" else "、").join(names)


def _groups(edition: Edition, found: Part, group: str) -> Mapping[str, str]:
    """Node -> its community or district; empty where none is asked for."""
    if group == "community" and found.nodes:
        return community_names(ViewGraph(tuple(found.nodes), tuple(found.edges), {}))
    return _districts(edition, found.nodes) if group == "district" else {}


def _districts(edition: Edition, nodes: Sequence[ViewNode]) -> dict[str, str]:
    """Node -> the region that hosts it, else the region of the one plan that names it."""
    rows = edition.read(
        "UNWIND $ids AS i MATCH (n:Entity {id: i})<-[e:HOSTS]-(r:Region) "
        "RETURN n.id AS id, r.name AS region, e.confidence AS sure ORDER BY sure DESC, region",
        {"ids": [node.id for node in nodes]},
    )
    hosts: dict[str, str] = {}
    regions = {plan.region for plan in edition.plans()}
    for row in sorted(rows, key=lambda row: row["region"] not in regions):
        hosts.setdefault(row["id"], row["region"])
    found = {}
    for node in nodes:
        alone = (
            edition.plan_by_id[node.plans[0]].region
            if len(node.plans) == 1 and node.plans[0] in edition.plan_by_id
            else ""
        )
        found[node.id] = node.name if node.type == "Region" and node.name in regions else hosts.get(node.id) or alone
    return found
