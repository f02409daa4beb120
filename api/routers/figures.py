"""Indicators and the figures that plans state for them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from innograph.api.deps import EditionDep
from innograph.api.negotiation import LIST_FORMS, WindowDep, many
from innograph.api.parameters import PlanFilter
from innograph.api.problems import AMBIGUOUS, NOT_FOUND
from innograph.api.reading import figures
from innograph.api.reading.figures import TargetFilter
from innograph.api.schemas import IndicatorPage, TargetPage
from innograph.queries.running import resolve_name

router = APIRouter(prefix="/api", tags=["figures"])


@router.get("/indicators", response_model=IndicatorPage, responses={**NOT_FOUND, 200: LIST_FORMS}, summary="Indicators")
def indicators(
    request: Request,
    edition: EditionDep,
    window: WindowDep,
    q: Annotated[str, Query(max_length=200, description="Part of the name, or an id")] = "",
    plan: PlanFilter = "",
) -> Response:
    """Indicators, those that most plans state figures for first."""
    if plan:
        edition.plan(plan)
    return many(
        request,
        edition,
        window,
        IndicatorPage,
        lambda offset, limit: figures.indicators(edition, q.strip(), plan, offset, limit),
    )


@router.get(
    "/targets", response_model=TargetPage, responses={**AMBIGUOUS, 200: LIST_FORMS}, summary="Figures that plans state"
)
def targets(  # noqa: PLR0913
    *,
    request: Request,
    edition: EditionDep,
    window: WindowDep,
    indicator: Annotated[str, Query(max_length=200, description="Id of an indicator, or part of its name")] = "",
    region: Annotated[str, Query(max_length=200, description="Id or name of a region")] = "",
    plan: PlanFilter = "",
    kind: Annotated[
        Literal["target", "actual", "previous_target"] | None, Query(description="What the figure is")
    ] = None,
    year: Annotated[int | None, Query(ge=1900, le=2200, description="The year the figure is for")] = None,
) -> Response:
    """Figures with value, unit, year, hedge and the place where each is stated; also in base units, so that plans compare.

    Example: `/api/targets?indicator=高新技术企业&kind=target&year=2025`.
    """
    if plan:
        edition.plan(plan)
    place = resolve_name(edition.store, region.strip(), ("Region",))["id"] if region.strip() else ""
    wanted = TargetFilter(indicator.strip(), place, plan, kind or "", year)
    return many(
        request, edition, window, TargetPage, lambda offset, limit: figures.targets(edition, wanted, offset, limit)
    )
