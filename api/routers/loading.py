"""Plans that clients load and remove, where the setting `upload` allows it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from innograph.api.bodies import TooLargeError, body_of, own_site
from innograph.api.deps import EditionDep, GraphDep
from innograph.api.negotiation import one
from innograph.api.parameters import PLAN_ID, check_plan_id
from innograph.api.problems import responses
from innograph.api.reading import loading
from innograph.api.reading.loading import Brought
from innograph.api.schemas_loading import PlanPreview, PlanWritten
from innograph.graph.errors import BadParameterError, ForbiddenError, NotFoundError

router = APIRouter(prefix="/api/plans", tags=["loading"])

_FRAME = 64 * 2**10
_ERRORS = responses(ForbiddenError, TooLargeError)
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "txt, html, pdf or docx"},
                        "id": {
                            "type": "string",
                            "pattern": f"^{PLAN_ID}$",
                            "description": "Id of the plan; from the file's name without one",
                        },
                    },
                }
            }
        },
    }
}


def allowed(request: Request) -> None:
    """Raise ForbiddenError where loading is off, or where a page of another site sent the request."""
    if not request.app.state.settings.upload:
        raise ForbiddenError("loading over the web is off; the setting INNOGRAPH_UPLOAD turns it on")
    own_site(request)


async def file_of(request: Request) -> Brought:
    """The file in the form; raises ForbiddenError, TooLargeError or BadParameterError."""
    allowed(request)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise BadParameterError("the body must be multipart/form-data with a file")
    most = request.app.state.settings.max_upload_mb * 2**20
    body = await body_of(request, most + _FRAME)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        form = await Request(request.scope, receive).form(max_files=1, max_fields=5, max_part_size=_FRAME)
    except HTTPException as error:
        raise BadParameterError(f"the form cannot be read: {error.detail}") from error
    except (ValueError, KeyError) as error:  # what the parser makes of a broken frame
        raise BadParameterError("the form cannot be read") from error
    try:
        return await _brought(form, most)
    finally:
        await form.close()


async def _brought(form: FormData, most: int) -> Brought:
    file, plan_id = form.get("file"), form.get("id", "")
    if not isinstance(file, UploadFile) or not isinstance(plan_id, str):
        raise BadParameterError("file: a file is wanted")
    check_plan_id(plan_id)
    data = await file.read()
    if len(data) > most:
        raise TooLargeError(f"the file is larger than {most // 2**20} MB")
    return loading.brought(file.filename or "", data, plan_id)


FileDep = Annotated[Brought, Depends(file_of)]
PlanId = Annotated[str, Path(max_length=200, description="Id of a plan")]


@router.post(
    "/preview", response_model=PlanPreview, responses=_ERRORS, summary="Read a plan, keep nothing", openapi_extra=_FORM
)
async def preview(request: Request, edition: EditionDep, file: FileDep) -> Response:
    """What would be read from a file: counts, and the first entities, relations with their sentences, and figures.

    Reading happens in a process apart, in bounded time. Off unless the server's setting INNOGRAPH_UPLOAD allows it.
    """
    return one(request, await run_in_threadpool(loading.preview, edition, file))


@router.post("", response_model=PlanWritten, responses=_ERRORS, summary="Load a plan", openapi_extra=_FORM)
async def keep(request: Request, graph: GraphDep, file: FileDep) -> Response:
    """Read a file and put it into the graph, whole or not at all; a plan of the same id is replaced.

    Off unless the server's setting INNOGRAPH_UPLOAD allows it.
    """
    return one(request, await run_in_threadpool(loading.keep, graph, file))


@router.delete(
    "/{plan}",
    response_model=PlanWritten,
    responses={**_ERRORS, **responses(NotFoundError, ForbiddenError)},
    summary="Remove a plan",
    dependencies=[Depends(allowed)],
)
def remove(request: Request, graph: GraphDep, plan: PlanId) -> Response:
    """Take a plan out of the graph: exactly what it alone said goes. Off unless INNOGRAPH_UPLOAD allows it."""
    return one(request, loading.remove(graph, plan))
