"""The ontology, and the named queries."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from innograph.api.deps import EditionDep
from innograph.api.negotiation import LIST_FORMS, Window, WindowDep, many, one
from innograph.api.problems import AMBIGUOUS, NOT_FOUND, candidate
from innograph.api.reading import vocabulary
from innograph.api.schemas import QueryAnswer, QueryPage, Text, Types
from innograph.graph.errors import BadParameterError
from innograph.graph.model import ontology
from innograph.queries import Query, catalogue, find_query, run_query
from innograph.queries.catalogue import Parameter

router = APIRouter(prefix="/api", tags=["vocabulary"])


@router.get("/types", response_model=Types, responses=NOT_FOUND, summary="The ontology")
def types(request: Request, edition: EditionDep) -> Response:
    """Types of nodes and edges with labels in both languages, properties, and how many of each the graph holds."""
    return one(request, edition.keep("types", lambda: vocabulary.types(edition)))


@router.get("/queries", response_model=QueryPage, responses={**NOT_FOUND, 200: LIST_FORMS}, summary="Named queries")
def queries(request: Request, edition: EditionDep, window: WindowDep) -> Response:
    """The named queries with titles, parameters, an example and their Cypher."""
    found = [vocabulary.query_line(query) for query in catalogue()]
    return many(request, edition, window, QueryPage, lambda offset, limit: (found[offset : offset + limit], len(found)))


def query_router() -> APIRouter:
    """One route for each named query, so that OpenAPI documents its parameters; and one that refuses other names."""
    routes = APIRouter(prefix="/api/queries", tags=["queries"])
    for query in catalogue():
        routes.add_api_route(
            f"/{query.name}",
            _endpoint(query),
            response_model=QueryAnswer,
            responses={**AMBIGUOUS, 200: _answer_of(query)},
            summary=f"{query.title_en} · {query.title_zh}",
            description=f"{query.description_en}\n\n{query.description_zh}",
            operation_id=f"query_{query.name.replace('-', '_')}",
            openapi_extra={"parameters": [_documented(query, each) for each in query.parameters]},
        )

    @routes.get("/{name}", response_model=QueryAnswer, responses=AMBIGUOUS, include_in_schema=False)
    def no_such_query(name: str) -> Response:
        find_query(name)
        raise AssertionError("every query has a route of its own")

    return routes


def _endpoint(query: Query) -> Callable[..., Response]:
    def run(request: Request, edition: EditionDep) -> Response:
        given = _given(request, query)
        cap = edition.settings.max_limit
        answer = run_query(edition.store, query, given, max_rows=cap + 1)
        rows = answer.rows[:cap]
        return many(
            request,
            edition,
            Window(0, cap, whole=False),
            QueryAnswer,
            lambda offset, limit: (rows[offset : offset + limit], len(rows)),
            query=query.name,
            header=[each.name for each in query.columns],
            title=Text(zh=query.title_zh, en=query.title_en),
            columns=vocabulary.query_columns(query),
            parameters=dict(answer.parameters),
            resolved={name: candidate(found) for name, found in answer.resolved.items()},
            cypher=query.cypher,
            milliseconds=answer.milliseconds,
            truncated=len(answer.rows) > cap,
        )

    return run


def _given(request: Request, query: Query) -> dict[str, str]:
    """The parameters as written; each once, and numbers within what the engine can hold."""
    given: dict[str, str] = {}
    numbers = {each.name for each in query.parameters if each.kind in {"integer", "year"}}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise BadParameterError(f"{name!r} is given twice")
        if name in numbers and value.strip().lstrip("+-").isdecimal() and len(value) > 18:
            raise BadParameterError(f"{name} is too large a number")
        given[name] = value
    return given


def _answer_of(query: Query) -> dict[str, Any]:
    """How OpenAPI tells the answer: as every query's, with the columns of this one for its rows."""
    row = {
        "type": "object",
        "properties": {each.name: _SCHEMAS[each.type] | {"description": each.title_en} for each in query.columns},
        "required": [each.name for each in query.columns],
        "additionalProperties": False,
    }
    content = {"application/json": {"schema": {"properties": {"items": {"items": row}}}}, **LIST_FORMS["content"]}
    return {**LIST_FORMS, "content": content}


def _nullable(kind: str) -> dict[str, Any]:
    return {"type": [kind, "null"]}


_PLACE = {
    "type": "object",
    "properties": {
        "plan": {"type": "string"},
        "section": _nullable("string"),
        "passage": {"type": "string"},
        "start": {"type": "integer"},
        "end": {"type": "integer"},
        "text": _nullable("string"),
    },
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "string": _nullable("string"),
    "integer": _nullable("integer"),
    "float": _nullable("number"),
    "boolean": _nullable("boolean"),
    "object": _nullable("object"),
    "string[]": {"type": ["array", "null"], "items": {"type": "string"}},
    "integer[]": {"type": ["array", "null"], "items": {"type": "integer"}},
    "object[]": {"type": ["array", "null"], "items": {"type": "object"}},
    "evidence[]": {"type": ["array", "null"], "items": _PLACE},
}


def _documented(query: Query, parameter: Parameter) -> dict[str, Any]:
    schema = _schema(parameter)
    if parameter.default:
        schema["default"] = int(parameter.default) if schema["type"] == "integer" else parameter.default
    shown: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.title_en} · {parameter.title_zh}",
        "schema": schema,
    }
    if parameter.name in query.example:
        example = query.example[parameter.name]
        shown["example"] = int(example) if schema["type"] == "integer" else example
    return shown


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.kind in {"integer", "year"}:
        bounds = {"minimum": parameter.least, "maximum": parameter.most} if parameter.most else {}
        return {"type": "integer", **bounds}
    if parameter.kind == "boolean":
        return {"type": "boolean"}
    values = {
        "type": ontology().entity_types,
        "edge": tuple(ontology().edges),
        "choice": parameter.choices,
    }.get(parameter.kind)
    return {"type": "string", "enum": list(values)} if values else {"type": "string", "maxLength": 200}
