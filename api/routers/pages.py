"""The pages: each route finds its view model and hands it to a template."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from innograph.api.deps import EditionDep
from innograph.api.pages import entity, start
from innograph.api.pages.shell import PageRoute, page
from innograph.api.parameters import EntityType
from innograph.api.routers import assets, views
from innograph.graph.model import ontology

router = APIRouter(include_in_schema=False)
pages = APIRouter(route_class=PageRoute, include_in_schema=False)

PageNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]
Identity = Annotated[str, Path(max_length=700)]
Short = Annotated[str, Query(max_length=300)]


@pages.get("/")
def start_page(request: Request, edition: EditionDep) -> HTMLResponse:
    """What is inside, and ways in."""
    return page(request, "start.html", view=start.start(edition), ask=True)


@pages.get("/search")
def search_page(
    request: Request,
    edition: EditionDep,
    q: Annotated[str, Query(max_length=200)] = "",
    types: Annotated[EntityType | str, Query(alias="type", max_length=40)] = "",
    plan: Short = "",
    kind: Short = "",
    number: PageNumber = 1,
) -> HTMLResponse:
    """Results of a search, or all entities of a type."""
    wanted = [types] if types in ontology().entity_types else []
    view = start.find(edition, q, wanted, plan, kind, number)
    shown = [start.Count(f.value, f.count) for f in view.facets.types] if view.facets else start.start(edition).types
    return page(request, "search.html", view=view, types=shown, plans=edition.plans(), coverage=edition.coverage)


@pages.get("/entities/{identity}")
def entity_page(
    request: Request,
    edition: EditionDep,
    identity: Identity,
    every: Annotated[str, Query(alias="all", max_length=40)] = "",
) -> HTMLResponse:
    """An entity with its names, edges, sentences and figures."""
    view = entity.entity_view(edition, identity, every=every)
    return page(request, "entity.html", view=view, host=str(request.base_url).rstrip("/"))


@pages.get("/edges/{identity}")
def edge_page(
    request: Request, edition: EditionDep, identity: Identity, panel: Annotated[bool, Query()] = False
) -> HTMLResponse:
    """An edge with every place it was read from; with `panel` the inner part alone, for the explorer."""
    template = "edge_panel.html" if panel else "edge.html"
    return page(request, template, view=entity.edge_view(edition, identity))


for part in (pages, views.router, assets.router):
    router.include_router(part)
