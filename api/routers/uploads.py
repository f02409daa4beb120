"""The load page: a file is dropped, read apart, shown, and kept or discarded. Only where the setting `upload` allows it."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, File, Path, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from innograph.api.deps import EditionDep, GraphDep
from innograph.api.pages.shell import PageRoute, cut, page
from innograph.api.pages.uploads import SECONDS, Uploads, preview
from innograph.graph.errors import BadParameterError, ForbiddenError, NotFoundError
from innograph.graph.judgements import judgements_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)

FORMATS = (".txt", ".html", ".htm", ".pdf", ".docx", ".md")
Token = Annotated[str, Path(max_length=64)]


class TooLargeError(BadParameterError):
    """The file is larger than the setting `max_upload_mb` allows."""

    status = 413
    title = "File too large"


def uploads_of(request: Request) -> Uploads:
    """The files that wait; raises NotFoundError where loading is not allowed, ForbiddenError for a form of another site."""
    if not request.app.state.settings.upload:
        raise NotFoundError("loading over the web is off; the setting INNOGRAPH_UPLOAD turns it on")
    if request.method == "POST":
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
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
    return page(request, "load.html", most=most, seconds=SECONDS, formats=FORMATS)


@router.post("/load")
async def take_in(request: Request, uploads: UploadsDep, file: Annotated[UploadFile, File()]) -> Response:
    """Take a file in and go to the page that shows how it is read."""
    most = request.app.state.settings.max_upload_mb * 2**20
    data = await file.read(most + 1)
    if len(data) > most:
        raise TooLargeError(f"the file is larger than {most // 2**20} MB")
    name = cut((file.filename or "").replace("\\", "/").rpartition("/")[2], 120)
    if not data or not name.lower().endswith(FORMATS):
        raise BadParameterError(f"{name or 'the file'}: choose a file that is not empty, of {', '.join(FORMATS)}")
    upload = await run_in_threadpool(uploads.add, data, name)
    return RedirectResponse(f"/load/{upload.token}", status_code=303)


@router.get("/load/{token}")
def upload_page(request: Request, uploads: UploadsDep, edition: EditionDep, token: Token) -> HTMLResponse:
    """How far a file is; what was read from it, to keep or discard."""
    upload = uploads.get(token)
    headers = {"Refresh": "1"} if upload.running else {}
    shown = preview(upload.facts, edition.plan_by_id) if upload.facts else None
    return page(request, "upload.html", headers={**headers, "Cache-Control": "no-store"}, upload=upload, view=shown)


@router.post("/load/{token}/keep")
def keep(uploads: UploadsDep, graph: GraphDep, token: Token) -> Response:
    """Write what was read into the graph."""
    from innograph.loaders.pipeline import prepare

    facts = uploads.take(token, "kept")
    graph.store.write_plan(prepare(facts, judgements_of(graph.settings)))
    graph.changed()
    return RedirectResponse(f"/plans/{facts.plan.id}", status_code=303)


@router.post("/load/{token}/discard")
def discard(uploads: UploadsDep, token: Token) -> Response:
    """Forget what was read."""
    uploads.take(token, "discarded")
    return RedirectResponse("/load", status_code=303)
