"""Scripts and styles: ours, the interactive view's, and vis-network's as it comes with the installed pyvis."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from innograph.api.pages.shell import STATIC, assets_version, templates
from innograph.graph.errors import NotFoundError
from innograph.graph.model import ontology
from innograph.graph.views import VIEWER, VIS_SCRIPT, vis_file

router = APIRouter(include_in_schema=False)

MEDIA = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@cache
def _files() -> dict[str, Path]:
    """All that is served, by name: nothing else can be asked for."""
    found = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.suffix in MEDIA}
    found |= {f"view/{name}": VIEWER / name for name in ("view.js", "view.css")}
    found[f"vis/{VIS_SCRIPT}"] = vis_file(VIS_SCRIPT)
    return found


@router.get("/assets/{version}/{name:path}")
def asset(version: str, name: str) -> Response:
    """A script or style; what bears the current version may be kept for good."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if version == assets_version() else "no-cache"}
    headers["X-Content-Type-Options"] = "nosniff"
    if name == "types.css":
        colours = [(node, each.colour) for node, each in ontology().nodes.items()]
        style = templates().get_template("types.css").render(colours=colours)
        return Response(style, media_type=MEDIA[".css"], headers=headers)
    path = _files().get(name)
    if path is None:
        raise NotFoundError(f"there is no file {name!r}")
    return FileResponse(path, media_type=MEDIA[path.suffix], headers=headers)
