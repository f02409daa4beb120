"""The explorer: its page, and what it draws as data and as GraphML."""

import io
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from innograph.api.deps import EditionDep
from innograph.api.pages.drawing import COMMITMENTS, OVERVIEW, draw, for_reading, left_out, overview
from innograph.api.pages.shell import PageRoute, asset, context, language, page, script_words
from innograph.api.pages.words import words
from innograph.api.reading import ties
from innograph.api.reading.edges import briefs
from innograph.api.routers.views import MOST_SEEDS, WantedDep
from innograph.graph.errors import NotFoundError
from innograph.graph.model import ontology
from innograph.graph.views import EDGE_COLOURS, SHAPES, VIS_SCRIPT, Look, ViewGraph, network, place

router = APIRouter(route_class=PageRoute, include_in_schema=False)

LARGE = 3000
"""Beyond this many entities the whole graph is drawn as an overview."""
SCRIPT_WORDS = (
    "x_nothing x_start x_counts x_truncated x_collapse x_hide x_pin x_unpin x_open x_path_from x_path_to x_path_none "
    "x_path_found x_degree x_loading x_failed x_link_copied x_picked x_overview x_around x_most "
    "x_gone x_expand_more x_expand_none x_path_part x_path_start x_path_end x_hit"
).split()


@router.get("/explore")
def explore_page(
    request: Request,
    edition: EditionDep,
    ids: Annotated[str, Query(max_length=8000)] = "",
    everything: Annotated[bool, Query(alias="all")] = False,
) -> HTMLResponse:
    """The explorer; all of its state is in the address."""
    large = edition.counts().get("Entity", 0) > LARGE
    seeds = list(dict.fromkeys(each for each in ids.split(",") if each))[:MOST_SEEDS]
    known = briefs(edition, seeds)
    find = words(language(request))
    facts = {
        "words": script_words(find, *SCRIPT_WORDS),
        "types": {
            name: context(request)["type_name"](name) for name in (*ontology().entity_types, *ontology().relation_types)
        },
        "commitments": {name: find(f"commitment_{name}") for name in COMMITMENTS},
        "lang": language(request),
        "periods": {plan.id: [plan.start_year, plan.end_year] for plan in edition.plans()},
        "overview": OVERVIEW,
        "large": large,
    }
    return page(
        request,
        "explore.html",
        facts=facts,
        everything=everything,
        whole=everything and large,
        seeds=[known.get(each) for each in seeds],
        types=[(name, ontology().node(name).colour, SHAPES.get(name, "dot")) for name in ontology().entity_types],
        edge_types=[
            (name, EDGE_COLOURS.get(name, "#888888")) for name in ontology().relation_types if name != "RESPONSIBLE_FOR"
        ],
        commitments=COMMITMENTS,
        plans=edition.plans(),
        vis=asset(f"vis/{VIS_SCRIPT}"),
    )


@router.get("/explore/data")
def explore_data(
    request: Request,
    edition: EditionDep,
    wanted: WantedDep,
    size: Annotated[str, Query(pattern="^(degree|same)$")] = "degree",
    placed: Annotated[bool, Query()] = True,
) -> Response:
    """Nodes, edges and options as pyvis holds them, at positions computed here; all at one point where not to be `placed`.

    `more` of a node's `info` is how many of its neighbours are not drawn; `gone` are starts that are not in the graph.
    """
    lang = language(request)

    def make() -> bytes:
        graph = for_reading(draw(edition, wanted, lang), lang)
        at = place(graph, grouped=bool(wanted.group)) if placed else {node.id: (0.0, 0.0) for node in graph.nodes}
        made = network(graph, at, Look(lang=lang, size=size, pinned=wanted.pinned))
        # Of the whole graph nothing can be expanded.
        more = {} if wanted.everything else left_out(edition, graph)
        for node in made.nodes:
            node["info"]["more"] = more.get(node["id"], 0)
        answer = JSONResponse(
            {
                "nodes": made.nodes,
                "edges": made.edges,
                "options": made.options,
                "truncated": graph.truncated,
                "title": graph.title,
                "gone": list(wanted.gone),
            }
        )
        return bytes(answer.body)

    kept = edition.keep(("explore", lang, size, placed, str(wanted)), make)
    return Response(kept, media_type="application/json", headers={"Cache-Control": "no-cache"})


@router.get("/explore/overview")
def explore_overview(request: Request, edition: EditionDep) -> Response:
    """The whole graph in columns."""
    lang = language(request)
    made = edition.keep(("overview", lang), lambda: overview(edition, lang, OVERVIEW))
    return Response(made, media_type="application/json", headers={"Cache-Control": "no-cache"})


@router.get("/explore/path")
def explore_path(
    edition: EditionDep, start: Annotated[str, Query(max_length=700)], end: Annotated[str, Query(max_length=700)]
) -> Response:
    """One shortest path between two nodes: their ids, and the edges between."""
    found = briefs(edition, [start, end])
    if len(found) < 2:
        raise NotFoundError("both ends of a path must be entities")
    routes = ties.shortest_paths(edition, found[start], found[end], longest=6)
    nodes = [node.id for node in routes[0].nodes] if routes else []
    edges = [edge.id for edge in routes[0].edges] if routes else []
    return JSONResponse({"nodes": nodes, "edges": edges, "paths": len(routes)})


@router.get("/explore/graphml")
def explore_graphml(request: Request, edition: EditionDep, wanted: WantedDep) -> Response:
    """What is drawn as GraphML, with positions."""
    graph = draw(edition, wanted, language(request))
    name = quote(f"{graph.title[:40] or 'innograph'}.graphml")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
    return Response(_graphml(graph), media_type="application/graphml+xml", headers=headers)


def _graphml(graph: ViewGraph) -> bytes:
    import networkx as nx

    at = place(graph)
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in graph.nodes:
        x, y = at[node.id]
        made.add_node(
            node.id,
            name=_xml(node.name),
            name_en=_xml(node.name_en),
            type=node.type,
            kind=_xml(node.kind),
            plans=";".join(node.plans),
            mentions=node.mentions,
            group=_xml(node.group),
            x=x,
            y=y,
        )
    for edge in graph.edges:
        made.add_edge(
            edge.source,
            edge.target,
            key=edge.id,
            type=edge.type,
            plans=";".join(edge.plans),
            commitment=edge.commitment,
            confidence=edge.confidence,
        )
    out = io.BytesIO()
    nx.write_graphml(made, out, encoding="utf-8")
    return out.getvalue()


def _xml(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
