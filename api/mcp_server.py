"""`innograph mcp`: the graph as tools for language models, over standard input and output (Model Context Protocol).

Every answer bears the places in the plans that it was read from, and the coverage: what was searched. The package `mcp` is an
extra (`pip install innograph[mcp]`); both its first and its second major version will do.
"""

import importlib
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, Field

from innograph.api.deps import Edition, Graph
from innograph.api.reading import asking, entities, names, ties, vocabulary
from innograph.api.reading.edges import briefs
from innograph.api.reading.entities import EdgeFilter
from innograph.api.reading.moved import moved_to
from innograph.api.schemas import Brief
from innograph.graph.errors import AmbiguousNameError, BadParameterError, InnographError, SettingsError
from innograph.graph.model import ontology
from innograph.graph.settings import Settings
from innograph.graph.store import Store
from innograph.queries import catalogue, find_query, run_query
from innograph.queries.running import resolve_name

INSTRUCTIONS = """A knowledge graph of innovation actors (universities, institutes, platforms, parks, firms, regions, technologies) read out of
Chinese science-and-technology plans. Names may be given in Chinese, English or pinyin, or as ids. Every edge has the plan, section, passage and
character span it was read from: cite them. `coverage` says what was searched; an empty answer means that these texts do not say it."""
MOST = 100

Name = Annotated[str, Field(description="Name (Chinese, English, alias, pinyin) or id of an entity", max_length=200)]
Limit = Annotated[int, Field(description="Most items", ge=1, le=MOST)]
Types = Annotated[list[str] | None, Field(description="Only these types, such as Platform or Technology")]
Edges = Annotated[list[str] | None, Field(description="Only these edge types, such as PARTNERS or HOSTS")]
Tool = Callable[..., dict[str, Any]]


class Tools:
    """The tools over one graph; each gives plain values and raises InnographError."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def all(self) -> list[Tool]:
        """Every tool; its name and docstring are what a client sees."""
        return [self.search, self.entity, self.neighbours, self.path, self.named_queries, self.run_query, self.ask]

    @property
    def _edition(self) -> Edition:
        return self._graph.edition()

    def _named(self, name: str) -> Brief:
        edition = self._edition
        identity = moved_to(edition, name.strip()) or resolve_name(edition.store, name.strip())["id"]
        return briefs(edition, [identity])[identity]

    def search(
        self,
        query: Annotated[str, Field(description="A name or part of one", min_length=1, max_length=200)],
        types: Types = None,
        limit: Limit = 20,
    ) -> dict[str, Any]:
        """Find entities by any of their names: Chinese, English, alias, pinyin; near misses where nothing is found."""
        edition = self._edition
        hits, facets = names.search(edition, query, _known(types, ontology().entity_types), "")
        meant = names.suggestions(edition, query, types or ())[:8] if not hits else []
        return _told(edition, items=hits[:limit], total=len(hits), facets=facets, did_you_mean=meant)

    def entity(self, name: Name, edges: Limit = 30) -> dict[str, Any]:
        """One entity: all its names, the plans that speak of it, its edges with the sentences they were read from."""
        edition = self._edition
        found = entities.entity(edition, self._named(name).id)
        shown, total = entities.edges_of(edition, found.id, EdgeFilter(), 0, edges)
        return _told(edition, entity=found, edges=shown, edges_in_all=total)

    def neighbours(self, name: Name, types: Types = None, edges: Edges = None, limit: Limit = 30) -> dict[str, Any]:
        """Who or what an entity is tied to, each edge with the sentences it was read from."""
        edition = self._edition
        wanted = EdgeFilter(_known(edges, ontology().relation_types))
        allowed = _known(types, (*ontology().entity_types, "Task"))
        identity = self._named(name).id
        found, total = entities.edges_of(edition, identity, wanted, 0, MOST if allowed else limit)
        kept = [each for each in found if not allowed or each.other.type in allowed][:limit]
        return _told(edition, items=kept, edges_in_all=total)

    def path(
        self,
        start: Name,
        end: Name,
        longest: Annotated[int, Field(description="Most edges of a path", ge=1, le=6)] = 6,
        limit: Limit = 5,
    ) -> dict[str, Any]:
        """The shortest paths between two entities, every step with the sentences it was read from."""
        edition = self._edition
        source, target = self._named(start), self._named(end)
        found = ties.shortest_paths(edition, source, target, longest=longest)
        return _told(edition, source=source, target=target, items=found[:limit], total=len(found))

    def named_queries(self) -> dict[str, Any]:
        """The named queries with their parameters and an example each; run one with run_query."""
        lines = [vocabulary.query_line(query) for query in catalogue()]
        kept = [each.model_dump(exclude={"cypher", "columns", "example_url"}) for each in lines]
        return _told(self._edition, items=kept)

    def run_query(
        self,
        name: Annotated[str, Field(description="Name of a query, from named_queries", max_length=100)],
        parameters: Annotated[dict[str, str] | None, Field(description="Its parameters, as text")] = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """Run a named query; rows with evidence, what the names came to, and the Cypher that ran."""
        edition = self._edition
        answer = run_query(edition.store, find_query(name), parameters or {}, max_rows=limit + 1)
        return _told(
            edition,
            query=name,
            resolved=dict(answer.resolved),
            rows=answer.rows[:limit],
            truncated=len(answer.rows) > limit,
            cypher=answer.query.cypher,
        )

    def ask(
        self,
        question: Annotated[str, Field(description="A question in Chinese or English", min_length=1, max_length=400)],
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """Answer a question in words as a named query: how it was understood, rows with evidence, other readings."""
        edition = self._edition
        found = asking.ask(edition, question)
        values = found.model_dump(exclude={"items", "total", "next_cursor", "coverage", "columns"})
        return _told(edition, **values, rows=found.items[:limit], total=found.total)


def _known(names_: list[str] | None, known: tuple[str, ...]) -> list[str]:
    unknown = [name for name in names_ or () if name not in known]
    if unknown:
        raise BadParameterError(f"no type {unknown[0]!r}; there are: {', '.join(known)}")
    return names_ or []


def _told(edition: Edition, **values: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()} | {"coverage": edition.coverage.model_dump()}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude={"coverage"})
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def build(graph: Graph) -> Any:
    """The server, its tools over a graph; raises SettingsError where the package `mcp` is not installed."""
    kind, failure = _sdk()
    server = kind("innograph", instructions=INSTRUCTIONS)
    for tool in Tools(graph).all():
        server.add_tool(_guarded(tool, failure), name=tool.__name__, description=tool.__doc__)
    return server


def _sdk() -> tuple[Any, type[Exception]]:
    """The server class of the installed SDK, and the error whose text it hands to its client."""
    for module, name in (("mcp.server.mcpserver", "MCPServer"), ("mcp.server.fastmcp", "FastMCP")):
        try:
            found = importlib.import_module(module)
            return getattr(found, name), importlib.import_module(f"{module}.exceptions").ToolError
        except ModuleNotFoundError:
            continue
    raise SettingsError("the MCP server needs the package mcp: pip install 'innograph[mcp]'")


def _guarded(tool: Tool, failure: type[Exception]) -> Tool:
    """The same tool with our errors, candidates of ambiguous names included, told to the client."""
    from functools import wraps

    @wraps(tool)
    def run(*args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return tool(*args, **kwargs)
        except AmbiguousNameError as error:
            listed = "; ".join(f"{each['id']} = {each['name']} ({each['type']})" for each in error.candidates[:20])
            raise failure(f"{error}. Give one of these ids: {listed}") from error
        except InnographError as error:
            raise failure(str(error)) from error

    return run


def serve(settings: Settings) -> None:
    """Serve the graph that the settings name until the input ends; raises SettingsError where the SDK is missing."""
    _sdk()
    with Store.open(settings) as store:
        build(Graph(store, settings)).run("stdio")
