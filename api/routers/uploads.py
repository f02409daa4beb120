"""The load page: a file is dropped, read apart, shown, and kept or discarded. Only where the setting `upload` allows it."""

import threading
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from innograph.api.bodies import from_here
from innograph.api.deps import Edition, EditionDep, Graph, GraphDep
from innograph.api.pages.shell import PageRoute, cut, page
from innograph.api.pages.uploads import SECONDS, Upload, Uploads, preview
from innograph.api.parameters import PLAN_ID, check_plan_id
from innograph.graph.errors import BadParameterError, ForbiddenError, InnographError, NotFoundError
from innograph.graph.judgements import judgements_of
from innograph.graph.records import PlanFacts

router = APIRouter(route_class=PageRoute, include_in_schema=False)

FORMATS = (".txt", ".html", ".htm", ".pdf", ".docx", ".md")
_writing = threading.Lock()  # what is checked holds until the plan is written
Token = Annotated[str, Path(max_length=64)]


class TooLargeError(BadParameterError):
    """The file is larger than the setting `max_upload_mb` allows."""

    status = 413
    title = "File too large"


class PlanChangedError(InnographError):
    """The plan that an upload would replace is not the one that was shown with it."""

    status = 409
    title = "Plan changed"


def uploads_of(request: Request) -> Uploads:
    """The files that wait; raises NotFoundError where loading is not allowed, ForbiddenError for a form of another site."""
    if not request.app.state.settings.upload:
        raise NotFoundError("loading over the web is off; the setting INNOGRAPH_UPLOAD turns it on")
    if request.method == "POST":
        if not from_here(request):
            raise ForbiddenError("this form was sent from another site")
        size = request.headers.get("content-length", "0")
        _check_size(request, int(size) if size.isdecimal() else 0)
    state = request.app.state
    if not hasattr(state, "uploads"):
        state.uploads = Uploads()
    found: Uploads = state.uploads
    return found


def _check_size(request: Request, size: int) -> None:
    most = request.app.state.settings.max_upload_mb
    if size > most * 2**20 + 4096:
        raise TooLargeError(f"the file is larger than {most} MB")


UploadsDep = Annotated[Uploads, Depends(uploads_of)]


@router.get("/load", dependencies=[Depends(uploads_of)])
def load_page(request: Request) -> HTMLResponse:
    """The form."""
    most = request.app.state.settings.max_upload_mb
    return page(request, "load.html", most=most, seconds=SECONDS, formats=FORMATS, plan_id=PLAN_ID)


@router.post("/load")
async def take_in(
    request: Request,
    uploads: UploadsDep,
    file: Annotated[UploadFile, File()],
    plan: Annotated[str, Form(alias="id", max_length=200)] = "",
) -> Response:
    """Take a file in and go to the page that shows how it is read."""
    most = request.app.state.settings.max_upload_mb * 2**20
    data = await file.read(most + 1)
    if len(data) > most:
        raise TooLargeError(f"the file is larger than {most // 2**20} MB")
    name = cut((file.filename or "").replace("\\", "/").rpartition("/")[2], 120)
    if not data or not name.lower().endswith(FORMATS):
        raise BadParameterError(f"{name or 'the file'}: choose a file that is not empty, of {', '.join(FORMATS)}")
    upload = await run_in_threadpool(uploads.add, data, name, check_plan_id(plan.strip()))
    return RedirectResponse(f"/load/{upload.token}", status_code=303)


@router.get("/load/{token}")
def upload_page(request: Request, uploads: UploadsDep, edition: EditionDep, token: Token) -> HTMLResponse:
    """How far a file is; what was read from it, to keep or discard."""
    return _shown(request, uploads.get(token), edition)


def _shown(request: Request, upload: Upload, edition: Edition, fault: InnographError | None = None) -> HTMLResponse:
    """The page of a file; with a fault, why it is not kept, and what was read as before."""
    facts = upload.facts
    return page(
        request,
        "upload.html",
        status=fault.status if fault else 200,
        headers={"Cache-Control": "no-store"} | ({"Refresh": "1"} if upload.running else {}),
        upload=upload,
        view=preview(facts, edition.plan_by_id) if facts else None,
        fault=fault,
        changed=isinstance(fault, PlanChangedError),
    )


@router.post("/load/{token}/keep")
def keep(
    request: Request,
    uploads: UploadsDep,
    graph: GraphDep,
    token: Token,
    replaces: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Write what was read into the graph; `replaces` is the content hash of the plan shown as being replaced, "" for none."""
    upload = uploads.get(token)
    if upload.stage in {"keeping", "kept"}:  # the second of two clicks
        return RedirectResponse(f"/load/{token}", status_code=303)
    try:
        with uploads.keeping(token) as facts:
            _write(graph, facts, replaces)
    except InnographError as error:
        if upload.stage != "ready":
            raise
        graph.changed()
        return _shown(request, upload, graph.edition(), error)
    graph.changed()
    return RedirectResponse(f"/plans/{facts.plan.id}", status_code=303)


def _write(graph: Graph, facts: PlanFacts, replaces: str) -> None:
    """Put the plan in, unless another stands in its place than the one that was shown; raises PlanChangedError, StoreError."""
    from innograph.loaders.pipeline import prepare

    resolved = prepare(facts, judgements_of(graph.settings))
    with _writing:
        there = next((plan.content_hash for plan in graph.store.plans() if plan.id == facts.plan.id), "")
        if there != replaces:
            raise PlanChangedError(f"plan {facts.plan.id!r} was added, replaced or removed since this file was shown")
        graph.store.write_plan(resolved)


@router.get("/load/{token}/keep")
def keep_again(request: Request, uploads: UploadsDep, token: Token) -> Response:
    """Where the page of a file that could not be kept is opened anew, in the other language for one."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/load/{uploads.get(token).token}{asked}", status_code=303)


@router.post("/load/{token}/discard")
def discard(uploads: UploadsDep, token: Token) -> Response:
    """Forget what was read."""
    uploads.discard(token)
    return RedirectResponse("/load", status_code=303)
