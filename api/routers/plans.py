"""Plans with their sections, and passages with what was read from them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from innograph.api.deps import EditionDep
from innograph.api.negotiation import LIST_FORMS, WindowDep, many, one
from innograph.api.parameters import PassageId
from innograph.api.problems import NOT_FOUND
from innograph.api.reading import plans
from innograph.api.schemas import PassageDetail, PassagePage, Plan, PlanPage, SectionPage

router = APIRouter(prefix="/api", tags=["plans"])

PlanId = Annotated[str, Path(max_length=200, description="Id of a plan", examples=["baoshan-14fyp"])]


@router.get("/plans", response_model=PlanPage, responses={**NOT_FOUND, 200: LIST_FORMS}, summary="The loaded plans")
def list_plans(request: Request, edition: EditionDep, window: WindowDep) -> Response:
    """The loaded plans by id, with how much was read from each."""
    found = [plans.line(plan) for plan in edition.plans()]
    return many(request, edition, window, PlanPage, lambda offset, limit: (found[offset : offset + limit], len(found)))


@router.get("/plans/{plan}", response_model=Plan, responses=NOT_FOUND, summary="One plan")
def plan_detail(request: Request, edition: EditionDep, plan: PlanId) -> Response:
    """A plan with its entities and relations counted by type, and its numbered tasks with who is responsible."""
    return one(request, plans.detail(edition, plan))


@router.get(
    "/plans/{plan}/sections",
    response_model=SectionPage,
    responses={**NOT_FOUND, 200: LIST_FORMS},
    summary="Sections of a plan",
)
def sections(request: Request, edition: EditionDep, window: WindowDep, plan: PlanId) -> Response:
    """The headings of a plan in the order of the text; `parent` makes them a tree."""
    found = plans.section_lines(edition, plan)
    return many(
        request, edition, window, SectionPage, lambda offset, limit: (found[offset : offset + limit], len(found))
    )


@router.get(
    "/plans/{plan}/passages",
    response_model=PassagePage,
    responses={**NOT_FOUND, 200: LIST_FORMS},
    summary="Passages of a plan",
)
def passages(
    request: Request,
    edition: EditionDep,
    window: WindowDep,
    plan: PlanId,
    section: Annotated[str, Query(max_length=200, description="Id of a section: it and all that stands under it")] = "",
) -> Response:
    """Passages in the order of the text, each with the entities it names and the facts and figures read from it."""
    return many(
        request,
        edition,
        window,
        PassagePage,
        lambda offset, limit: plans.passages_of(edition, plan, section, offset, limit),
    )


@router.get("/passages/{identity}", response_model=PassageDetail, responses=NOT_FOUND, summary="One passage")
def passage(request: Request, edition: EditionDep, identity: PassageId) -> Response:
    """A passage with what was read from it, and the passages before and after it."""
    return one(request, plans.passage_detail(edition, identity))
