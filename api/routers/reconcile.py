"""The reconciliation service of OpenRefine, version 0.2 of its protocol: https://www.w3.org/community/reports/reconciliation/"""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field, ValidationError, field_validator
from starlette.concurrency import run_in_threadpool

from innograph.api.bodies import body_of
from innograph.api.deps import Edition, EditionDep
from innograph.api.problems import NOT_FOUND
from innograph.api.reading import entities, reconciling
from innograph.api.reading.moved import moved_to
from innograph.api.schemas_reconcile import Extended, Manifest, Preview, Proposed, Results, Suggested
from innograph.graph.errors import BadParameterError, NotFoundError
from innograph.graph.model import ontology

router = APIRouter(prefix="/api/reconcile", tags=["reconcile"])

LARGEST_FORM = 4 * 2**20
MOST_QUERIES = 500
MOST_IDS = 1000
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,100}", re.ASCII)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    200: {"content": {"application/javascript": {"schema": {"type": "string"}}}},
}
"""Beside JSON: a script, where a callback is named."""
_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

Callback = Annotated[str, Query(max_length=101, description="Answer as a script that calls this function (JSONP)")]
Prefix = Annotated[str, Query(max_length=200, description="What was typed", examples=["石墨"])]
Cursor = Annotated[int, Query(ge=0, le=100_000, description="How many suggestions to pass over")]


class _Given(BaseModel):
    """A value of another column."""

    pid: str
    v: Any = None


class _Question(BaseModel):
    """One name to match."""

    query: str = Field(default="", max_length=1000)
    type: list[str] = Field(default_factory=list, max_length=50)
    limit: int = Field(default=5, ge=0)
    properties: list[_Given] = Field(default_factory=list, max_length=20)
    type_strict: str = ""

    @field_validator("type", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value or []


class _PropertyAsked(BaseModel):
    id: str = Field(max_length=100)
    settings: dict[str, Any] = Field(default_factory=dict)


class _Extension(BaseModel):
    ids: list[str] = Field(max_length=MOST_IDS)
    properties: list[_PropertyAsked] = Field(max_length=50)


def answer(request: Request, value: Any, callback: str) -> Response:
    """A value as JSON, or, where a callback is named, as a script; raises BadParameterError for one that is no name."""
    text = json.dumps(value, ensure_ascii=False)
    if not callback:
        return Response(text, media_type="application/json")
    if not _CALLBACK.fullmatch(callback):
        raise BadParameterError("callback: a plain name of a function is wanted")
    if request.app.state.settings.api_keys_file:
        raise BadParameterError("callback: a server that asks for keys gives no scripts")
    escaped = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"/**/{callback}({escaped});", media_type="application/javascript; charset=utf-8")


def manifest(base: str) -> dict[str, Any]:
    """What the service is and where its parts are; `base` is the address of the server."""
    here = f"{base}/api/reconcile"

    def part(name: str) -> dict[str, str]:
        return {
            "service_url": here,
            "service_path": f"/suggest/{name}",
            "flyout_service_url": here,
            "flyout_service_path": f"/flyout/{name}?id=${{id}}",
        }

    return {
        "versions": ["0.1", "0.2"],
        "name": "innograph",
        "identifierSpace": f"{base}/entities/",
        "schemaSpace": f"{base}/api/types#",
        "defaultTypes": reconciling.types(),
        "documentation": f"{base}/docs#reconcile",
        "batchSize": 50,
        "view": {"url": f"{base}/entities/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": 400, "height": 200},
        "suggest": {name: part(name) for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "最多 / at most",
                    "type": "number",
                    "default": 0,
                    "help_text": "Most values of a cell; 0 for all",
                }
            ],
        },
    }


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of the form in the body; raises BadParameterError, TooLargeError."""
    body = await body_of(request, LARGEST_FORM)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        raise BadParameterError("the body must be a form (application/x-www-form-urlencoded)")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    fields = await Request(request.scope, receive).form(max_files=0, max_fields=20, max_part_size=LARGEST_FORM)
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def respond(edition: Edition, asked: Mapping[str, str], base: str) -> dict[str, Any]:
    """The answer to a request for the service itself: candidates, values, or the manifest where nothing is asked."""
    if asked.get("queries"):
        return _batch(edition, _parsed(asked["queries"], "queries"))
    if asked.get("query"):
        return {"result": _matched(edition, _question(_single(asked)))}
    if asked.get("extend"):
        return _extension(edition, _parsed(asked["extend"], "extend"))
    return manifest(base)


def _single(asked: Mapping[str, str]) -> Any:
    text = asked["query"].strip()
    if text.startswith("{"):
        return _parsed(text, "query")
    rest = {name: asked[name] for name in ("type", "limit") if asked.get(name)}
    return {"query": text, **rest}


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadParameterError(f"{name}: not JSON that can be used") from error


def _batch(edition: Edition, asked: Any) -> dict[str, Any]:
    if not isinstance(asked, dict) or len(asked) > MOST_QUERIES:
        raise BadParameterError(f"queries: an object of at most {MOST_QUERIES} queries is wanted")
    return {key: {"result": _matched(edition, _question(each))} for key, each in asked.items()}


def _question(value: Any) -> _Question:
    try:
        return _Question.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise BadParameterError(f"query: {where}: {error.errors()[0]['msg']}") from error


def _matched(edition: Edition, asked: _Question) -> list[dict[str, Any]]:
    wanted = [name for name in asked.type if name in ontology().entity_types]
    given = [
        (each.pid, text) for each in asked.properties if reconciling.known_property(each.pid) for text in _texts(each.v)
    ]
    limit = min(asked.limit or 5, reconciling.MOST)
    text = asked.query.strip()
    return reconciling.candidates(edition, text, wanted, limit, given) if text else []


def _texts(value: Any) -> list[str]:
    """The words of a property's value: text, a number, a reconciled cell, or a list of these."""
    if isinstance(value, list):
        return [text for each in value[:20] for text in _texts(each)]
    if isinstance(value, dict):
        value = value.get("name") or value.get("id")
    return [str(value)] if isinstance(value, str | int | float) and str(value).strip() else []


def _extension(edition: Edition, value: Any) -> dict[str, Any]:
    try:
        asked = _Extension.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise BadParameterError(f"extend: {where}: {error.errors()[0]['msg']}") from error
    titles = {each["id"]: each["name"] for each in reconciling.properties()}
    unknown = [each.id for each in asked.properties if each.id not in titles]
    if unknown:
        raise BadParameterError(f"extend: no property {unknown[0]!r}; /api/reconcile/properties lists them")
    rows = reconciling.extended(edition, asked.ids, [each.id for each in asked.properties])
    for each in asked.properties:
        most = each.settings.get("limit")
        if isinstance(most, str) and most.isdecimal():
            most = int(most)
        if isinstance(most, int) and most > 0:
            for cells in rows.values():
                cells[each.id] = cells[each.id][:most]
    return {"meta": [{"id": each.id, "name": titles[each.id]} for each in asked.properties], "rows": rows}


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


@router.get("", response_model=Manifest | Results | Extended, responses=_ANSWERS, summary="The service, by GET")
def ask_by_get(  # noqa: PLR0913
    *,
    request: Request,
    edition: EditionDep,
    queries: Annotated[
        str, Query(max_length=100_000, description="Names to match: JSON, {key: {query, type, limit, properties}}")
    ] = "",
    query: Annotated[str, Query(max_length=2000, description="One name, as text or as a query in JSON")] = "",
    extend: Annotated[str, Query(max_length=100_000, description="Values to fetch: JSON, {ids, properties}")] = "",
    type_: Annotated[str, Query(alias="type", max_length=100, description="Type of the one name")] = "",
    limit: Annotated[int, Query(ge=0, le=reconciling.MOST, description="Most candidates of the one name")] = 0,
    callback: Callback = "",
) -> Response:
    """The address to give to OpenRefine. Without a question it tells what the service is and where its parts are."""
    asked = {"queries": queries, "query": query, "extend": extend, "type": type_, "limit": str(limit or "")}
    return answer(request, respond(edition, asked, _base(request)), callback)


_FORM = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {
            "schema": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("queries", "query", "extend")},
            }
        }
    },
}


@router.post(
    "",
    response_model=Manifest | Results | Extended,
    responses=_ANSWERS,
    summary="The service, by POST",
    openapi_extra={"requestBody": _FORM},
)
async def ask_by_post(
    request: Request, edition: EditionDep, form: Annotated[Mapping[str, str], Depends(form_of)]
) -> Response:
    """The same with the questions as a form, as OpenRefine sends them: `queries`, `query` or `extend`, each JSON."""
    found = await run_in_threadpool(respond, edition, form, _base(request))
    return answer(request, found, form.get("callback", ""))


@router.get("/suggest/entity", response_model=Suggested, responses=_ANSWERS, summary="Suggest entities")
def suggest_entity(
    *,
    request: Request,
    edition: EditionDep,
    prefix: Prefix = "",
    type_: Annotated[str, Query(alias="type", max_length=100, description="Only this type")] = "",
    cursor: Cursor = 0,
    callback: Callback = "",
) -> Response:
    """Entities whose names complete what was typed, sound like it or nearly are it."""
    wanted = [type_] if type_ in ontology().entity_types else []
    found = reconciling.suggested(edition, prefix, wanted, cursor) if prefix.strip() else []
    return answer(request, {"result": found}, callback)


@router.get("/suggest/type", response_model=Suggested, responses=_ANSWERS, summary="Suggest types")
def suggest_type(request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = "") -> Response:
    """Types of entities whose names hold what was typed."""
    return answer(request, {"result": reconciling.narrowed(reconciling.types(), prefix)[cursor:]}, callback)


@router.get("/suggest/property", response_model=Suggested, responses=_ANSWERS, summary="Suggest properties")
def suggest_property(request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = "") -> Response:
    """Properties whose names hold what was typed."""
    return answer(request, {"result": reconciling.narrowed(reconciling.properties(), prefix)[cursor:]}, callback)


@router.get("/properties", response_model=Proposed, responses=_ANSWERS, summary="Properties to fetch")
def propose(
    request: Request,
    type_: Annotated[str, Query(alias="type", max_length=100, description="Of entities of this type")] = "",
    limit: Annotated[int, Query(ge=0, le=1000, description="Most properties; 0 for all")] = 0,
    callback: Callback = "",
) -> Response:
    """The properties that entities of a type may have, for a table to be extended with."""
    known = type_ if type_ in ontology().entity_types else ""
    found = reconciling.properties(known)
    told = {"type": type_, "limit": limit, "properties": found[:limit] if limit else found}
    return answer(request, told, callback)


@router.get("/flyout/{kind}", response_model=Preview, responses=_ANSWERS, summary="A few words on a suggestion")
def flyout(
    request: Request,
    edition: EditionDep,
    kind: Annotated[Literal["entity", "type", "property"], Path(description="What the suggestion was of")],
    identity: Annotated[str, Query(alias="id", max_length=200, description="Id of an entity, a type or a property")],
    callback: Callback = "",
) -> Response:
    """HTML that says what an entity, a type or a property is."""
    if kind == "entity":
        return answer(request, {"id": identity, "html": _card(edition, identity)}, callback)
    listed = reconciling.types() if kind == "type" else reconciling.properties()
    record = next((each for each in listed if each["id"] == identity), None)
    if record is None:
        raise NotFoundError(f"no {kind} {identity!r}")
    return answer(request, {"id": identity, "html": f"<p>{escape(record['name'])}</p>"}, callback)


@router.get("/preview", include_in_schema=False)
def preview(edition: EditionDep, identity: Annotated[str, Query(alias="id", max_length=200)]) -> HTMLResponse:
    """A small page on an entity."""
    page = f"<!DOCTYPE html><html lang='zh'><meta charset='utf-8'><title>innograph</title><body>{_card(edition, identity)}</body></html>"
    return HTMLResponse(page, headers={"Content-Security-Policy": _CSP})


def _card(edition: Edition, identity: str) -> str:
    found = entities.entity(edition, moved_to(edition, identity) or identity)
    ties = ", ".join(f"{each.label.zh} {each.count}" for each in found.edges)
    lines = [found.name_en, f"{found.type_label.zh} · {found.type_label.en}", "、".join(found.aliases), ties]
    lines.append("、".join(plan.title for plan in found.plans))
    rest = "".join(f"<p style='margin:.2em 0'>{escape(line)}</p>" for line in lines if line)
    return f"<div style='font:14px sans-serif'><strong>{escape(found.name)}</strong>{rest}</div>"
