"""Cypher that a client wrote, where the settings allow it."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from innograph.api.bodies import body_of, own_site
from innograph.api.deps import EditionDep, GraphDep
from innograph.api.negotiation import one
from innograph.api.problems import responses
from innograph.api.schemas_ask import CypherAnswer, CypherQuestion
from innograph.graph.errors import BadParameterError, ForbiddenError, QueryError, QueryTimeoutError
from innograph.graph.sandbox import LARGEST_QUESTION, Bounds

router = APIRouter(prefix="/api", tags=["cypher"])

_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": CypherQuestion.model_json_schema(),
            "example": {
                "query": "MATCH (p:Platform)-[:TARGETS]->(t:Technology {name: $name}) RETURN p.name AS platform",
                "parameters": {"name": "石墨烯"},
            },
        }
    },
}


async def question_of(request: Request) -> CypherQuestion:
    """What the body asks; raises ForbiddenError where Cypher is off, BadParameterError for a body that is none."""
    if not request.app.state.settings.cypher:
        raise ForbiddenError("Cypher of clients' own is off; the setting INNOGRAPH_CYPHER turns it on")
    own_site(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadParameterError("the body must be application/json")
    try:
        return CypherQuestion.model_validate(json.loads(await body_of(request, LARGEST_QUESTION)))
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise BadParameterError(f"{where or 'body'}: {error.errors()[0]['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise BadParameterError("the body is not JSON that can be used") from error


@router.post(
    "/cypher",
    response_model=CypherAnswer,
    responses=responses(QueryError, ForbiddenError, QueryTimeoutError),
    summary="Cypher of your own, read-only",
    openapi_extra={"requestBody": _BODY},
)
async def cypher(
    request: Request, graph: GraphDep, edition: EditionDep, asked: Annotated[CypherQuestion, Depends(question_of)]
) -> Response:
    """Run a statement that reads, in a process apart, within bounds on time, rows and size (see the settings).

    Off unless the server's setting INNOGRAPH_CYPHER allows it. Statements that write, change schema, users or settings,
    read files or call procedures that do more than look are refused with status 403; one that takes too long ends with 503.
    """
    settings = request.app.state.settings
    bounds = Bounds(settings.cypher_timeout_ms, settings.cypher_max_rows)
    reading = run_in_threadpool(graph.sandbox.read, asked.query, asked.parameters, bounds, state=edition.writes)
    found = await asyncio.shield(asyncio.ensure_future(reading))
    values: dict[str, Any] = {"columns": list(found.columns), "items": found.rows}
    answer = CypherAnswer(
        **values,
        truncated={"rows": "rows", "size": "size"}.get(found.truncated),  # type: ignore[arg-type]
        milliseconds=found.milliseconds,
        coverage=edition.coverage,
    )
    return one(request, answer)
