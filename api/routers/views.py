"""The interactive view of a subgraph: a page of its own, and the same as one file to keep."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from innograph.api.deps import Edition, EditionDep
from innograph.api.pages.drawing import MOST_NODES, OVERVIEW, Wanted, draw, for_reading
from innograph.api.pages.shell import HEADERS, PageRoute, asset, language, remember
from innograph.api.parameters import EdgeType, EntityType
from innograph.api.reading.edges import briefs
from innograph.graph.errors import BadParameterError, NotFoundError
from innograph.graph.identity import is_entity_id
from innograph.graph.views import VIS_SCRIPT, Linked, Look, place, render
from innograph.queries.running import resolve_name

router = APIRouter(route_class=PageRoute, include_in_schema=False)

MOST_SEEDS = 50
Names = Annotated[str, Query(max_length=8000)]


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))


def _seeds(edition: Edition, text: str) -> tuple[list[str], list[str]]:
    """The ids of the starts, which are named by id or as people call them, and those that are not in the graph (any more).

    Raises AmbiguousNameError for a name that may mean several entities.
    """
    asked = _listed(text)
    if len(asked) > MOST_SEEDS:
        raise BadParameterError(f"ids: at most {MOST_SEEDS}")
    known = briefs(edition, asked)
    found, gone = [], []
    for each in asked:
        try:
            found.append(each if each in known else _named(edition, each))
        except NotFoundError:
            gone.append(each)
    return list(dict.fromkeys(found)), gone


def _named(edition: Edition, text: str) -> str:
    # An id that is gone is no name: the search would find what it resembles.
    if is_entity_id(text):
        raise NotFoundError(f"no entity has the id {text!r}")
    return resolve_name(edition.store, text)["id"]


def _pins(text: str) -> dict[str, tuple[float, float]]:
    found = {}
    for each in _listed(text.replace(";", ",")):
        parts = each.split(":")
        try:
            found[parts[0]] = (float(parts[1]), float(parts[2]))
        except (IndexError, ValueError):
            raise BadParameterError("pin: id:x:y, with semicolons between") from None
    return found


def wanted_of(  # noqa: PLR0913
    *,
    edition: EditionDep,
    ids: Names = "",
    depth: Annotated[int, Query(ge=0, le=3)] = 1,
    expand: Names = "",
    hide: Names = "",
    also: Names = "",
    types: Annotated[list[EntityType], Query(alias="type", default_factory=list)],
    edges: Annotated[list[EdgeType], Query(alias="edge", default_factory=list)],
    plans: Annotated[list[str], Query(alias="plan", default_factory=list, max_length=50)],
    commitments: Annotated[list[str], Query(alias="commitment", default_factory=list, max_length=5)],
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    group: Annotated[str, Query(pattern="^(community|district)?$")] = "",
    limit: Annotated[int, Query(ge=1, le=OVERVIEW)] = 200,
    everything: Annotated[bool, Query(alias="all")] = False,
    pin: Names = "",
) -> Wanted:
    """What an address asks to be drawn, less the starts that are gone.

    Raises BadParameterError, AmbiguousNameError, and NotFoundError where every start is gone.
    """
    known = {plan.id for plan in edition.plans()}
    seeds, gone = _seeds(edition, ids)
    if gone and not seeds and not everything:
        raise NotFoundError(f"none of these is in the graph: {', '.join(gone)[:600]}")
    return Wanted(
        ids=seeds,
        gone=gone,
        depth=depth,
        expand=[each for each in expand.split(",") if each][:MOST_SEEDS],  # one named twice is expanded twice
        hide=_listed(hide),
        also=_listed(also)[:MOST_SEEDS],
        types=types,
        edges=edges,
        plans=[plan for plan in plans if plan in known],
        commitments=commitments,
        year=year,
        group=group,
        limit=limit if everything else min(limit, MOST_NODES),
        everything=everything,
        pinned=_pins(pin),
    )


WantedDep = Annotated[Wanted, Depends(wanted_of)]


@router.get("/view")
def view_page(
    request: Request,
    edition: EditionDep,
    wanted: WantedDep,
    size: Annotated[str, Query(pattern="^(degree|same)$")] = "degree",
    bare: Annotated[bool, Query()] = False,
    download: Annotated[bool, Query()] = False,
) -> Response:
    """A pyvis page of what is wanted; with `download` one file that needs no network and no server."""
    lang = language(request)
    graph = for_reading(draw(edition, wanted, lang, evidence=True), lang)
    look = Look(
        lang=lang,
        size=size,
        pinned=wanted.pinned,
        entity_url="" if download else "/entities/{id}",
        bare=bare and not download,
    )
    linked = Linked(vis=asset(f"vis/{VIS_SCRIPT}"), script=asset("view/view.js"), style=asset("view/view.css"))
    html = render(graph, look=look, linked=None if download else linked, at=place(graph, grouped=bool(wanted.group)))
    if download:
        name = quote(f"{graph.title[:40] or 'innograph'}.html")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
        return Response(html, media_type="text/html; charset=utf-8", headers=headers)
    return remember(request, HTMLResponse(html, headers=HEADERS))
