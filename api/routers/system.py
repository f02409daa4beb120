"""Whether the server lives, whether it can answer, and what it has counted."""

from importlib.metadata import version

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from innograph.api.deps import GraphDep
from innograph.api.monitoring import Metrics
from innograph.api.problems import responses
from innograph.api.schemas import Health, Ready

router = APIRouter(tags=["system"])
VERSION = version("innograph")


@router.get("/health", summary="Is the process alive")
def health() -> Health:
    """Answers as long as the process does, whatever the state of the store."""
    return Health(status="alive", version=VERSION)


@router.get("/ready", summary="Can it answer", responses=responses())
def ready(graph: GraphDep) -> Ready:
    """Asks the store; a problem with status 503 where that does not answer."""
    graph.store.read("RETURN 1 AS one", timeout_ms=2000)
    return Ready(status="ready", coverage=graph.edition().coverage)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={**responses(), 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request, graph: GraphDep) -> Response:
    """Requests by method, route and status, times, and the size of the graph."""
    counted: Metrics = request.app.state.metrics
    coverage = graph.edition().coverage
    return Response(counted.text(len(coverage.plans), coverage.passages), media_type=CONTENT_TYPE_LATEST)
