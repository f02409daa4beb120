"""Entities: lists, one with all that is known of it, its edges, mentions and neighbours."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from innograph.api.deps import EditionDep
from innograph.api.moving import CurrentId
from innograph.api.negotiation import LIST_FORMS, WindowDep, many, one
from innograph.api.parameters import EdgeTypes, EdgeTypesAsType, EntityTypes, NodeTypes, PlanFilter
from innograph.api.problems import AMBIGUOUS, MOVED, NOT_FOUND
from innograph.api.reading import entities
from innograph.api.reading.entities import EdgeFilter
from innograph.api.schemas import Direction, Entity, EntityEdgePage, EntityPage, MentionPage, NeighbourPage
from innograph.queries.running import resolve_name

router = APIRouter(prefix="/api/entities", tags=["entities"])

WantedDirection = Annotated[
    Direction | None, Query(description="As seen from the entity; undirected edges are part of out and of in")
]
WantedCommitment = Annotated[
    Literal["built", "under_way", "supported", "envisaged"] | None,
    Query(description="Only edges of this commitment (the strongest over all evidence)"),
]


@router.get(
    "",
    response_model=EntityPage,
    responses={**AMBIGUOUS, 200: LIST_FORMS, 303: {"description": "The entity of that name"}},
    summary="List entities, or go to the one of a name",
)
def list_entities(
    *,
    request: Request,
    edition: EditionDep,
    window: WindowDep,
    types: EntityTypes,
    name: Annotated[str, Query(max_length=200, description="Any name of one entity: redirects to it")] = "",
    plan: PlanFilter = "",
    kind: Annotated[str, Query(max_length=100, description="Only this sub-type")] = "",
) -> Response:
    """Entities, the most mentioned first. With `name`, a redirect to the entity that bears it (409 where several do).

    Example: `/api/entities?type=Platform`, `/api/entities?name=graphene`.
    """
    if name.strip():
        found = resolve_name(edition.store, name.strip(), tuple(types))
        return RedirectResponse(f"/api/entities/{quote(found['id'])}", status_code=303)
    if plan:
        edition.plan(plan)
    return many(
        request,
        edition,
        window,
        EntityPage,
        lambda offset, limit: entities.listed(edition, types, plan, kind, offset, limit),
    )


@router.get("/{identity}", response_model=Entity, responses={**NOT_FOUND, **MOVED}, summary="One entity")
def entity(request: Request, edition: EditionDep, identity: CurrentId) -> Response:
    """All names of an entity and why they are one, the plans that speak of it, its edges counted by type."""
    return one(request, entities.entity(edition, identity))


@router.get(
    "/{identity}/edges",
    response_model=EntityEdgePage,
    responses={**NOT_FOUND, **MOVED, 200: LIST_FORMS},
    summary="Edges of an entity with their evidence",
)
def edges(  # noqa: PLR0913
    *,
    request: Request,
    edition: EditionDep,
    window: WindowDep,
    identity: CurrentId,
    types: EdgeTypesAsType,
    direction: WantedDirection = None,
    plan: PlanFilter = "",
    commitment: WantedCommitment = None,
) -> Response:
    """Every edge with the plan, section, passage and offsets it was read from, and the sentence where it is at hand."""
    wanted = EdgeFilter(types, direction, plan, commitment or "")
    return many(
        request,
        edition,
        window,
        EntityEdgePage,
        lambda offset, limit: entities.edges_of(edition, identity, wanted, offset, limit),
    )


@router.get(
    "/{identity}/mentions",
    response_model=MentionPage,
    responses={**NOT_FOUND, **MOVED, 200: LIST_FORMS},
    summary="Where an entity is named",
)
def mentions(
    request: Request, edition: EditionDep, window: WindowDep, identity: CurrentId, plan: PlanFilter = ""
) -> Response:
    """Every place where an entity is named, in the order of the plans and their text."""
    return many(
        request,
        edition,
        window,
        MentionPage,
        lambda offset, limit: entities.mentions_of(edition, identity, plan, offset, limit),
    )


@router.get(
    "/{identity}/neighbours",
    response_model=NeighbourPage,
    responses={**NOT_FOUND, **MOVED, 200: LIST_FORMS},
    summary="Neighbours of an entity",
)
def neighbours(  # noqa: PLR0913
    *,
    request: Request,
    edition: EditionDep,
    window: WindowDep,
    identity: CurrentId,
    types: NodeTypes,
    edge: EdgeTypes,
    direction: WantedDirection = None,
    plan: PlanFilter = "",
) -> Response:
    """Nodes at the far end of the entity's edges, those with most ties first; `types` counts all of them by type."""
    wanted = EdgeFilter(edge, direction, plan)
    return many(
        request,
        edition,
        window,
        NeighbourPage,
        lambda offset, limit: entities.neighbours_of(edition, identity, types, wanted, offset, limit),
        types=entities.neighbour_types(edition, identity, wanted),
    )
