"""The graph as files that other programs read."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from innograph.api.deps import EditionDep
from innograph.api.problems import NOT_FOUND
from innograph.graph.errors import NotFoundError
from innograph.graph.export import FORMATS, tables

router = APIRouter(prefix="/api", tags=["exports"])

Form = Literal["json", "graphml", "gexf", "csv", "xlsx", "jsonld", "cypher"]
MEDIA: dict[Form, str] = {
    "json": "application/json",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "csv": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonld": "application/ld+json",
    "cypher": "text/x-cypher; charset=utf-8",
}
PIECE = 64 * 2**10
FormInPath = Annotated[Form, Path(description="csv is a zip of tables; cypher a script that makes the graph")]
PlanId = Annotated[str, Query(max_length=200, description="Id of a plan: only what this plan says")]


def _described(media: str) -> dict[str, Any]:
    """How the document describes a file: JSON is an object, all else bytes."""
    return {"schema": {"type": "object"} if media.endswith("json") else {"type": "string", "format": "binary"}}


_FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "A file", "content": {m.partition(";")[0]: _described(m) for m in MEDIA.values()}}
}


@router.get("/export.{form}", responses={**NOT_FOUND, **_FILES}, response_class=Response, summary="The graph as a file")
def export(edition: EditionDep, form: FormInPath, plan: PlanId = "") -> Response:
    """Entities, tasks, edges with the places they were read from, figures and plans; the same graph gives the same bytes.

    GraphML and GEXF open in Gephi, yEd and networkx; the tables of `csv` and `xlsx` in spreadsheets. Example:
    `/api/export.graphml?plan=baoshan-14fyp`.
    """
    if plan:
        edition.plan(plan)
    content = FORMATS[form](tables(edition.store_behind, plan=plan or None))
    name = quote(f"innograph{f'-{plan}' if plan else ''}.{'zip' if form == 'csv' else form}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Length": str(len(content)),
        "X-Data-Version": edition.data_version(),
    }
    return StreamingResponse(_pieces(content), headers=headers, media_type=MEDIA[form])


@router.get("/export", include_in_schema=False)
def export_by_suffix(request: Request, edition: EditionDep, plan: PlanId = "") -> Response:
    """The forms whose suffix every list of the API knows too, and which is taken off the path before routes are found."""
    suffix = request.scope["state"].get("suffix")
    if suffix not in {"json", "csv"}:
        raise NotFoundError(f"an export needs a suffix: {', '.join(FORMATS)}")
    return export(edition, "csv" if suffix == "csv" else "json", plan)


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]
