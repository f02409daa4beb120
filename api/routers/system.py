"""Whether the server lives, whether it can answer, and what it has counted."""

from importlib.metadata import version

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from innograph.api.deps import EditionDep, graph_of
from innograph.api.monitoring import Metrics
from innograph.api.problems import responses
from innograph.api.schemas import Health, Ready

router = APIRouter(tags=["system"])
VERSION = version("innograph")
READY_S = 3.0
"""Less than the health check of docker-compose.yml waits."""


@router.get("/health", summary="Is the process alive")
async def health() -> Health:
    """Answers as long as the process does, whatever the state of the store."""
    # Not in a thread: all of them may be waiting for the store.
    return Health(status="alive", version=VERSION)


@router.get("/ready", summary="Can it answer", responses=responses())
async def ready(request: Request) -> Ready:
    """Asks the store; a problem with status 503 where that does not answer within three seconds."""
    edition = await graph_of(request).asked(READY_S)
    return Ready(status="ready", coverage=edition.coverage)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={**responses(), 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request, edition: EditionDep) -> Response:
    """Requests by method, route and status, times, and the size of the graph."""
    counted: Metrics = request.app.state.metrics
    coverage = edition.coverage
    return Response(counted.text(len(coverage.plans), coverage.passages), media_type=CONTENT_TYPE_LATEST)
