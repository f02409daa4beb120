"""Paths between entities, and subgraphs around them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from innograph.api.deps import Edition, EditionDep
from innograph.api.negotiation import LIST_FORMS, WindowDep, many, one
from innograph.api.parameters import EdgeTypes, PlanFilter, any_name
from innograph.api.problems import AMBIGUOUS
from innograph.api.reading import ties
from innograph.api.reading.edges import briefs
from innograph.api.schemas import Brief, Routes, Subgraph
from innograph.graph.errors import BadParameterError
from innograph.queries.running import resolve_name

router = APIRouter(prefix="/api", tags=["ties"])

LARGEST_SUBGRAPH = 2000
MOST_SEEDS = 50


def _named(edition: Edition, name: str) -> Brief:
    identity = resolve_name(edition.store, name.strip())["id"]
    return briefs(edition, [identity])[identity]


@router.get("/paths", response_model=Routes, responses={**AMBIGUOUS, 200: LIST_FORMS}, summary="Shortest paths")
def paths(
    *,
    request: Request,
    edition: EditionDep,
    window: WindowDep,
    start: Annotated[str, any_name("from", "上海大学")],
    end: Annotated[str, any_name("to", "石墨烯")],
    edge: EdgeTypes,
    longest: Annotated[int, Query(alias="max", ge=1, le=6, description="Most edges of a path")] = 6,
) -> Response:
    """All shortest paths between two entities, with the evidence of every step; no item where there is none.

    Edges are walked in either direction. At most 100 paths are found. Example: `/api/paths?from=上海大学&to=宝武`.
    """
    source, target = _named(edition, start), _named(edition, end)
    key = ("paths", source.id, target.id, longest, tuple(edge))
    found = edition.keep(key, lambda: ties.shortest_paths(edition, source, target, longest=longest, types=edge))
    return many(
        request,
        edition,
        window,
        Routes,
        lambda offset, limit: (found[offset : offset + limit], len(found)),
        source=source,
        target=target,
    )


@router.get("/subgraph", response_model=Subgraph, responses=AMBIGUOUS, summary="The graph around some entities")
def subgraph(
    *,
    request: Request,
    edition: EditionDep,
    ids: Annotated[
        str, Query(min_length=1, max_length=4000, description="Ids or names, with commas between", examples=["石墨烯"])
    ],
    edge: EdgeTypes,
    depth: Annotated[int, Query(ge=0, le=3, description="Steps from the entities asked for")] = 1,
    limit: Annotated[int, Query(ge=1, le=LARGEST_SUBGRAPH, description="Most nodes; the nearest are kept")] = 200,
    plan: PlanFilter = "",
) -> Response:
    """Nodes within some steps and all edges among them, without evidence (`/api/entities/{id}/edges` has it)."""
    asked = [each for each in ids.split(",") if each.strip()]
    if not asked or len(asked) > MOST_SEEDS:
        raise BadParameterError(f"ids: between 1 and {MOST_SEEDS} ids or names, with commas between")
    if plan:
        edition.plan(plan)
    seeds = list(dict.fromkeys(_named(edition, each).id for each in asked))
    size = max(min(limit, edition.settings.max_limit), len(seeds))
    return one(request, ties.subgraph(edition, seeds, depth=depth, limit=size, edge_types=edge, plan=plan))
