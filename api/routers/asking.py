"""Questions in words."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from innograph.api.deps import EditionDep
from innograph.api.negotiation import LIST_FORMS, Window, many
from innograph.api.problems import AMBIGUOUS
from innograph.api.reading import asking
from innograph.api.schemas_ask import AskAnswer
from innograph.graph.errors import BadParameterError

router = APIRouter(prefix="/api", tags=["ask"])

Question = Annotated[
    str,
    Query(
        min_length=1,
        max_length=400,
        description="A question in Chinese or English",
        examples=["哪些平台涉及石墨烯"],
    ),
]


@router.get("/ask", response_model=AskAnswer, responses={**AMBIGUOUS, 200: LIST_FORMS}, summary="A question in words")
def ask(request: Request, edition: EditionDep, q: Question) -> Response:
    """A question read, offline, as a named query with its parameters, and that query's rows with evidence.

    `understood` says how it was read; where that is not sure, `alternatives` hold the nearest other readings, and where
    nothing fits, `query` is null: nothing is made up. Example: `/api/ask?q=which platforms involve graphene`.
    """
    if not q.strip():
        raise BadParameterError("q: a question is wanted")
    found = asking.ask(edition, q)
    more = {name: getattr(found, name) for name in AskAnswer.model_fields if name not in _OF_PAGE}
    return many(
        request,
        edition,
        Window(0, max(1, len(found.items)), whole=False),
        AskAnswer,
        lambda offset, limit: (found.items[offset : offset + limit], found.total),
        header=[column.name for column in found.columns],
        **more,
    )


_OF_PAGE = frozenset({"items", "total", "next_cursor", "coverage"})
