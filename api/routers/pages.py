"""The pages: each route finds its view model and hands it to a template."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from innograph.api.deps import EditionDep
from innograph.api.pages import answers, compare, departments, entity, ledger, reader, sheets, start, technology
from innograph.api.pages.shell import PageRoute, language, page
from innograph.api.pages.unfit import Unfit, of_name, of_plan
from innograph.api.pages.words import words
from innograph.api.parameters import EntityType
from innograph.api.reading.figures import TargetFilter
from innograph.api.routers import assets, explore, uploads, views
from innograph.graph.errors import AmbiguousNameError, BadParameterError, NotFoundError
from innograph.graph.model import ontology
from innograph.queries import catalogue
from innograph.queries.running import resolve_name

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


@pages.get("/plans")
def plans_page(request: Request, edition: EditionDep) -> HTMLResponse:
    """The loaded plans."""
    return page(request, "plans.html", plans=edition.plans())


@pages.get("/plans/{identity}")
def plan_page(
    request: Request, edition: EditionDep, identity: Identity, number: PageNumber = 1, at: Short = ""
) -> HTMLResponse:
    """A plan to read, with what was read from each sentence."""
    return page(request, "reader.html", view=reader.reader(edition, identity, number, at))


Kind = Annotated[str, Query(pattern="^(target|actual|previous_target)?$")]
Year = Annotated[str, Query(pattern="^([0-9]{4})?$")]


def _place(edition: EditionDep, region: str) -> str:
    return resolve_name(edition.store, region.strip(), ("Region",))["id"] if region.strip() else ""


def _figures(indicator: str, place: str, plan: str, kind: str, year: str) -> TargetFilter:
    return TargetFilter(indicator.strip(), place, plan, kind, int(year) if year else None)


def _fitting(edition: EditionDep, indicator: str, region: str, plan: str, kind: str, year: str) -> TargetFilter | Unfit:
    """The filter of the figures, or which part of it names what is not there."""
    try:
        place = _place(edition, region)
    except (NotFoundError, AmbiguousNameError, BadParameterError) as error:
        return of_name(edition, "region", region.strip(), ("Region",), error)
    if plan and plan not in edition.plan_by_id:
        return of_plan(edition, "plan", plan, NotFoundError(plan))
    return _figures(indicator, place, plan, kind, year)


def _ledger(edition: EditionDep, wanted: TargetFilter) -> ledger.Ledger:
    return edition.keep(("ledger", wanted), lambda: ledger.ledger(edition, wanted))


@pages.get("/targets")
def targets_page(
    *,
    request: Request,
    edition: EditionDep,
    indicator: Short = "",
    region: Short = "",
    plan: Short = "",
    kind: Kind = "",
    year: Year = "",
) -> HTMLResponse:
    """Figures across plans, compared where that can be done."""
    wanted = _fitting(edition, indicator, region, plan, kind, year)
    unfit = wanted if isinstance(wanted, Unfit) else None
    view = ledger.nothing(edition) if isinstance(wanted, Unfit) else _ledger(edition, wanted)
    asked = {"indicator": indicator, "region": region, "plan": plan, "kind": kind, "year": year}
    plans = edition.plans()
    return page(
        request,
        "targets.html",
        status=unfit.status if unfit else 200,
        view=view,
        unfit=unfit,
        asked=asked,
        plans=plans,
        titles={plan.id: plan.title for plan in plans},
        coverage=edition.coverage,
    )


@pages.get("/targets.xlsx")
def targets_sheet(
    *,
    request: Request,
    edition: EditionDep,
    indicator: Short = "",
    region: Short = "",
    plan: Short = "",
    kind: Kind = "",
    year: Year = "",
) -> Response:
    """The same as a spreadsheet, every figure with its source."""
    place = _place(edition, region)
    if plan:
        edition.plan(plan)
    wanted = _figures(indicator, place, plan, kind, year)
    view = _ledger(edition, wanted)
    book = sheets.workbook(view.groups, words(language(request)))
    headers = {
        "Content-Disposition": 'attachment; filename="innograph-targets.xlsx"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(book, media_type=sheets.MEDIA, headers=headers)


@pages.get("/compare")
def compare_page(request: Request, edition: EditionDep, a: Short = "", b: Short = "") -> HTMLResponse:
    """Two districts or plans side by side."""
    asked = a.strip() and b.strip()
    unfit = compare.unfit(edition, a, b) if asked else None
    view = edition.keep(("compare", a, b), lambda: compare.compare(edition, a, b)) if asked and not unfit else None
    choices = edition.keep("choices", lambda: compare.choices(edition))
    status = unfit.status if unfit else 200
    return page(
        request,
        "compare.html",
        status=status,
        view=view,
        unfit=unfit,
        choices=choices,
        a=a,
        b=b,
        asked={"a": a, "b": b},
    )


@pages.get("/technologies/{identity}")
def technology_page(
    request: Request, edition: EditionDep, identity: Identity, narrower: Annotated[bool, Query()] = True
) -> HTMLResponse:
    """Who works on a technology, and where."""
    key = ("technology-page", identity, narrower)
    view = edition.keep(key, lambda: technology.technology(edition, identity, with_narrower=narrower))
    titles = {plan.id: plan.title for plan in edition.plans()}
    return page(request, "technology.html", view=view, titles=titles)


@pages.get("/departments")
def departments_page(request: Request, edition: EditionDep, plan: Short = "") -> HTMLResponse:
    """Who is responsible for which task."""
    return page(request, "departments.html", view=departments.departments(edition, plan), plan=plan)


@pages.get("/queries")
def queries_page(request: Request) -> HTMLResponse:
    """The named queries."""
    return page(request, "queries.html", queries=catalogue())


@pages.get("/queries/{identity}")
def query_page(request: Request, edition: EditionDep, identity: Identity) -> HTMLResponse:
    """A named query as a form, with its answer."""
    values = {key: value[:300] for key, value in request.query_params.items()}
    asked = answers.named(edition, identity, values, language(request))
    return page(
        request,
        "query.html",
        status=asked.unfit.status if asked.unfit else 200,
        query=asked.query,
        table=asked.table,
        unfit=asked.unfit,
        asked={**asked.given, "run": "1"},
        values=values,
        coverage=edition.coverage,
        plans=edition.plans(),
        entity_types=ontology().entity_types,
        edge_types=ontology().relation_types,
        example=urlencode({**asked.query.example, "run": "1"}),
    )


@pages.get("/ask")
def ask_page(request: Request, edition: EditionDep, q: Short = "") -> Response:
    """A question in words: how it was understood, and the answer."""
    if not q.strip():
        return RedirectResponse("/", status_code=303)
    return page(
        request, "ask.html", question=q, view=answers.told(edition, q, language(request)), coverage=edition.coverage
    )


@pages.get("/favicon.ico")
def no_icon() -> Response:
    """Pages name their icon themselves."""
    raise NotFoundError("the icon is at the address that pages name")


for part in (pages, explore.router, views.router, uploads.router, assets.router):
    router.include_router(part)
