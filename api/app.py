"""The app: routes, middleware and life span put together."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.concurrency import run_in_threadpool

from innograph.api import problems
from innograph.api.access import Keys, Limiter, read_keys
from innograph.api.bodies import hosts_of
from innograph.api.deps import Graph
from innograph.api.middleware import Addressed, Conditional, Envelope, Guard
from innograph.api.monitoring import Metrics, configure_logging
from innograph.api.reading import names, outline
from innograph.api.reference import reference_router
from innograph.api.routers import (
    asking,
    cypher,
    edges,
    entities,
    exports,
    figures,
    loading,
    pages,
    plans,
    reconcile,
    search,
    signin,
    system,
    ties,
    vocabulary,
)
from innograph.api.schemas import Problem
from innograph.api.sessions import Sessions
from innograph.graph.errors import InnographError
from innograph.graph.settings import Settings
from innograph.graph.store import Store

DESCRIPTION = """A knowledge graph of innovation actors, read out of science-and-technology plans. Every edge names the plan, section
and character span it was read from.

Lists answer with `items`, `total`, `next_cursor` and `coverage` (what was searched); give `next_cursor` as `cursor` for the next
page. Put `.csv` or `.jsonl` behind a list's path (or ask by `Accept`) for all its items as CSV or JSON Lines. Every answer has an
ETag that changes with the graph: send it as `If-None-Match`. Errors are `application/problem+json`; every answer bears
`X-Request-ID`. Where the server asks for a key, send it as `X-API-Key` or `Authorization: Bearer`."""

TAGS = [
    {"name": "search", "description": "Find entities by name"},
    {"name": "entities", "description": "Entities, their edges with evidence, mentions and neighbours"},
    {"name": "edges", "description": "One edge with its evidence, cited; two plans side by side"},
    {"name": "ties", "description": "Paths and subgraphs"},
    {"name": "plans", "description": "Plans, their sections and passages"},
    {"name": "figures", "description": "Indicators and targets"},
    {"name": "ask", "description": "Questions in words"},
    {"name": "cypher", "description": "Cypher of clients' own, where the server allows it"},
    {"name": "loading", "description": "Plans that clients load and remove, where the server allows it"},
    {"name": "reconcile", "description": "The reconciliation service of OpenRefine, version 0.2 of its protocol"},
    {"name": "exports", "description": "The graph as files"},
    {"name": "vocabulary", "description": "The ontology and the list of queries"},
    {"name": "queries", "description": "Named queries, each a file of Cypher"},
    {"name": "system", "description": "Health and metrics"},
]
SHUTDOWN_S = 10
WARM_AFTER_S = 1.0
_log = logging.getLogger("innograph.api")
EXAMPLES = Path(__file__).parent / "examples.json"
"""{name of a schema: an answer of that shape}, written by tests/api/write_examples.py."""


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The app over a store; without one it opens the store that the settings name as it starts, and closes it as it ends.

    Raises SettingsError for a file of keys, or names of hosts, that cannot be used.
    """
    keys = Keys(read_keys(settings.api_keys_file)) if settings.api_keys_file else None
    sessions = Sessions()
    limiter = Limiter(settings.rate_limit) if settings.rate_limit else None
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = await run_in_threadpool(Store.open, settings) if store is None else store
        app.state.graph = graph = Graph(opened, settings)
        ending = asyncio.Event()
        warming = asyncio.create_task(_warm_later(app, graph, ending))
        try:
            yield
        finally:
            ending.set()
            await warming
            await run_in_threadpool(graph.sandbox.close)
            app.state.graph = None
            if store is None:
                await run_in_threadpool(opened.close)

    app = FastAPI(
        title="innograph",
        version=system.VERSION,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.keys, app.state.sessions = keys, sessions
    app.state.graph = Graph(store, settings) if store else None
    problems.install(app)
    for module in (
        search,
        entities,
        edges,
        ties,
        plans,
        figures,
        asking,
        cypher,
        exports,
        reconcile,
        loading,
        vocabulary,
        system,
    ):
        app.include_router(module.router)
    app.include_router(vocabulary.query_router())
    app.include_router(reference_router())
    app.include_router(pages.router)
    if keys:
        app.include_router(signin.router)
    _complete_document(app)
    # The one added last is the outermost.
    app.add_middleware(Conditional, version=system.VERSION)
    app.add_middleware(Guard, keys=keys, sessions=sessions, limiter=limiter)
    _allow_origins(app, settings)
    app.add_middleware(Addressed, hosts=hosts_of(settings))
    app.add_middleware(Envelope, metrics=metrics)
    return app


async def _warm_later(app: FastAPI, graph: Graph, ending: asyncio.Event) -> None:
    """Make ready what the first visits would wait for, but not while they wait for a server that has just begun."""
    try:
        await asyncio.wait_for(ending.wait(), WARM_AFTER_S)
    except TimeoutError:
        await run_in_threadpool(_warm, app, graph)


def _warm(app: FastAPI, graph: Graph) -> None:
    try:
        names.warm(graph.edition())
        outline.outline(graph.edition())
    except InnographError as error:  # the first who asks will be told
        _log.warning("names and outline could not be read ahead: %s", error)
    app.openapi()
    import_module("innograph.graph.layout")
    import_module("pyvis.network")


def _allow_origins(app: FastAPI, settings: Settings) -> None:
    origins = [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST", "DELETE"],
            allow_headers=["X-API-Key", "Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=["ETag", "Link", "X-Request-ID", "X-Total-Count", "X-Data-Version", "Retry-After"],
        )


def _complete_document(app: FastAPI) -> None:
    """Add what routes refer to by name (problems) and examples; leave out the framework's own error shapes."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            schemas = document["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs", {})
            schemas["Problem"] = problem
            for name, example in json.loads(EXAMPLES.read_text("utf-8")).items():
                schemas[name]["examples"] = [example]
        assert app.openapi_schema is not None  # noqa: S101
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def server_of(settings: Settings, app: FastAPI | None = None) -> uvicorn.Server:
    """A web server on the host and port of the settings; `run()` serves until it is told to stop, then lets requests end."""
    configure_logging(settings.log_format)
    return uvicorn.Server(
        uvicorn.Config(
            app or create_app(settings),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=SHUTDOWN_S,
        )
    )
