"""Search and typing help."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from innograph.api.deps import EditionDep
from innograph.api.negotiation import LIST_FORMS, WindowDep, many
from innograph.api.parameters import EntityTypes, PlanFilter, Words
from innograph.api.problems import NOT_FOUND
from innograph.api.reading import names
from innograph.api.schemas import SearchPage, SuggestionPage

router = APIRouter(prefix="/api", tags=["search"])


@router.get("/search", response_model=SearchPage, responses={**NOT_FOUND, 200: LIST_FORMS}, summary="Find entities")
def search(
    *, request: Request, edition: EditionDep, window: WindowDep, types: EntityTypes, q: Words, plan: PlanFilter = ""
) -> Response:
    """Entities by any of their names, exact names first; facets by type and plan. At most 2,000 hits are ranked.

    Example: `/api/search?q=石墨烯`, `/api/search?q=graphene&type=Platform`.
    """
    if plan:
        edition.plan(plan)
    hits, facets = names.search(edition, q, types, plan)
    meant = names.suggestions(edition, q, types)[:8] if not hits else []
    return many(
        request,
        edition,
        window,
        SearchPage,
        lambda offset, limit: (hits[offset : offset + limit], len(hits)),
        query=q,
        facets=facets,
        did_you_mean=meant,
    )


@router.get(
    "/suggest", response_model=SuggestionPage, responses={**NOT_FOUND, 200: LIST_FORMS}, summary="Help with typing"
)
def suggest(request: Request, edition: EditionDep, window: WindowDep, types: EntityTypes, q: Words) -> Response:
    """Entities whose names complete what was typed, sound like it (pinyin) or nearly are it (typing errors).

    Where there are none, the first entities that a search finds stand in for them.
    Example: `/api/suggest?q=shimo`, `/api/suggest?q=graphnee`.
    """
    found = names.suggestions(edition, q, types)
    return many(
        request, edition, window, SuggestionPage, lambda offset, limit: (found[offset : offset + limit], len(found))
    )
