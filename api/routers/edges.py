"""One edge with its evidence, and two plans side by side."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from innograph.api.deps import EditionDep
from innograph.api.moving import refuse_moved
from innograph.api.negotiation import one
from innograph.api.parameters import EdgeType
from innograph.api.problems import AMBIGUOUS, MOVED, NOT_FOUND
from innograph.api.reading import citing, comparing
from innograph.api.schemas_compare import PlanComparison
from innograph.api.schemas_edge import EdgeDetail
from innograph.queries.running import resolve_plan

router = APIRouter(prefix="/api", tags=["edges"])

Head = Annotated[str, Path(max_length=200, description="Id of the edge's source")]
Tail = Annotated[str, Path(max_length=200, description="Id of the edge's target: an entity or a numbered task")]
Kind = Annotated[EdgeType, Path(alias="type", description="Type of the edge")]
APlan = Annotated[
    str,
    Query(min_length=1, max_length=200, description="A loaded plan: id, title or region", examples=["baoshan-14fyp"]),
]
BPlan = Annotated[
    str,
    Query(min_length=1, max_length=200, description="A loaded plan: id, title or region", examples=["jingan-14fyp"]),
]


@router.get(
    "/edges/{head}/{type}/{tail}",
    response_model=EdgeDetail,
    responses={**NOT_FOUND, **MOVED},
    summary="One edge with its evidence, cited",
)
def edge(request: Request, edition: EditionDep, head: Head, kind: Kind, tail: Tail) -> Response:
    """Every sentence that an edge was read from: the span marked, the headings above it, and citations (GB/T 7714,
    BibTeX, CSL-JSON) whose link names the data version. An undirected edge is found either way round."""
    refuse_moved(request, edition, head, tail)
    base = str(request.base_url).rstrip("/")
    return one(request, citing.edge_detail(edition, head, kind, tail, base=base))


@router.get("/compare", response_model=PlanComparison, responses=AMBIGUOUS, summary="Two plans side by side")
def compare(request: Request, edition: EditionDep, a: APlan, b: BPlan) -> Response:
    """What only one of two plans says, what both say differently, and their figures for one indicator side by side,
    each with its sentence, and the reasons where figures cannot be compared. What a plan does not say is not said by it,
    no more. Example: `/api/compare?a=宝山区&b=静安区`."""
    left, right = (resolve_plan(edition.store, each.strip()) for each in (a, b))
    return one(request, comparing.comparison(edition, left.id, right.id))
