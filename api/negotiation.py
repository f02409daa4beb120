"""The one place where answers are made: JSON, CSV or JSON Lines, whole or in pages, with cursors."""

import base64
import binascii
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from innograph.api.deps import Edition, edition_of
from innograph.api.problems import NotAcceptableError, StaleCursorError
from innograph.api.schemas import Page
from innograph.graph.errors import BadParameterError

T = TypeVar("T")

MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}
_ACCEPTED = {
    "application/json": "json",
    "application/*": "json",
    "*/*": "json",
    "text/csv": "csv",
    "text/*": "csv",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "application/ndjson": "jsonl",
    "application/x-jsonlines": "jsonl",
}
DEFAULT_LIMIT = 50
_LARGEST_OFFSET = 10**9

LIST_FORMS: dict[str, Any] = {
    "content": {
        "text/csv": {"schema": {"type": "string"}},
        "application/jsonl": {"schema": {"type": "string"}},
    },
    "description": "A page as JSON; with .csv or .jsonl behind the path (or by Accept) all items, streamed, "
    "unless `limit` or `cursor` asks for one page",
}


def suffix_of(path: str) -> tuple[str, str]:
    """A path of the API without its suffix, and the form that the suffix asks for ("" without one)."""
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in MEDIA and path.startswith("/api/"):
        return stem, suffix
    return path, ""


def form_of(request: Request) -> str:
    """The form that the client wants: by suffix, else by Accept; raises NotAcceptableError where it takes none."""
    suffix: str = request.scope["state"].get("suffix", "")
    if suffix:
        return suffix
    accept = request.headers.get("accept", "").strip()
    if not accept:
        return "json"
    best, chosen = 0.0, ""
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((_quality(p[2:]) for p in parameters if p.startswith("q=")), 1.0)
        if name in _ACCEPTED and quality > best:
            best, chosen = quality, _ACCEPTED[name]
    if not chosen:
        raise NotAcceptableError(f"there is no answer as {accept[:80]!r}; there are: {', '.join(MEDIA.values())}")
    return chosen


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is wanted; `whole` where the client named neither limit nor cursor."""

    offset: int
    limit: int
    whole: bool


def window_of(
    request: Request,
    limit: Annotated[
        int | None, Query(ge=1, le=100_000, description="Items on a page; the server has a cap of its own")
    ] = None,
    cursor: Annotated[
        str | None, Query(max_length=400, description="`next_cursor` of the page before, for the same question")
    ] = None,
) -> Window:
    """The window that limit and cursor ask for; raises BadParameterError or StaleCursorError for an unfit cursor."""
    edition = edition_of(request)
    size = min(limit or DEFAULT_LIMIT, edition.settings.max_limit)
    offset = _offset(request, cursor, edition) if cursor else 0
    return Window(offset, size, limit is None and cursor is None)


WindowDep = Annotated[Window, Depends(window_of)]


def _question(request: Request) -> str:
    """A digest of what is asked, whatever the page."""
    asked = sorted((k, v) for k, v in request.query_params.multi_items() if k not in {"cursor", "limit"})
    text = json.dumps([request.scope["path"], asked])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _cursor(request: Request, offset: int, edition: Edition) -> str:
    text = json.dumps([offset, edition.data_version(), _question(request)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _offset(request: Request, cursor: str, edition: Edition) -> int:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        offset, version, question = json.loads(base64.b64decode(padded, b"-_", validate=True))
        usable = isinstance(offset, int) and 0 <= offset <= _LARGEST_OFFSET
    except (ValueError, TypeError, binascii.Error, RecursionError):
        usable = False
    if not usable or question != _question(request):
        raise BadParameterError("the cursor does not belong to this question: leave it out to start anew")
    if version != edition.data_version():
        raise StaleCursorError("the graph has changed since this cursor was given out: leave it out to start anew")
    return int(offset)


def one(request: Request, model: BaseModel) -> Response:
    """An answer that is one record: JSON and nothing else."""
    if form_of(request) != "json":
        raise NotAcceptableError(f"{request.url.path} answers with JSON only")
    return Response(model.model_dump_json(), media_type=MEDIA["json"])


def many(
    request: Request,
    edition: Edition,
    window: Window,
    kind: type[Page[T]],
    fetch: Callable[[int, int], tuple[Sequence[T], int]],
    *,
    header: Sequence[str] | None = None,
    **more: Any,
) -> Response:
    """An answer that is a list. `fetch(offset, limit)` gives items and the number there are in all.

    `more` are the further fields of the page, for JSON alone. CSV and JSON Lines stream all items of a whole window;
    `header` are the columns of CSV where the items are plain rows.
    """
    form = form_of(request)
    size = window.limit if form == "json" or not window.whole else edition.settings.max_limit
    items, total = fetch(window.offset, size)
    after = window.offset + len(items)
    cursor = _cursor(request, after, edition) if items and after < total else None
    headers = {"X-Total-Count": str(total), "X-Data-Version": edition.data_version()}
    if form == "json":
        if cursor:
            headers["Link"] = f'<{_next_url(request, cursor)}>; rel="next"'
        page = kind(items=list(items), total=total, next_cursor=cursor, coverage=edition.coverage, **more)
        return Response(page.model_dump_json(), headers=headers, media_type=MEDIA["json"])
    if cursor and not window.whole:
        headers["Link"] = f'<{_next_url(request, cursor)}>; rel="next"'
    rows = _rest(items, after, total, size, fetch) if window.whole else iter([items])
    name = quote(request.scope["path"].rstrip("/").rpartition("/")[2])
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.{form}"
    lines = _csv(rows, item_type(kind), header or ()) if form == "csv" else _jsonl(rows)
    return StreamingResponse(lines, headers=headers, media_type=MEDIA[form])


def _next_url(request: Request, cursor: str) -> str:
    asked = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
    path = request.scope["state"].get("path", request.scope["path"])
    return f"{quote(path)}?{urlencode([*asked, ('cursor', cursor)])}"


def _rest(
    items: Sequence[T], after: int, total: int, size: int, fetch: Callable[[int, int], tuple[Sequence[T], int]]
) -> Iterator[Sequence[T]]:
    yield items
    while items and after < total:
        items, total = fetch(after, size)
        after += len(items)
        yield items


def item_type(kind: type[Page[Any]]) -> type[BaseModel] | None:
    """The model of a page's items; None where they are rows of any shape."""
    found = get_args(kind.model_fields["items"].annotation)[0]
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def columns(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The columns that a model's records fill: nested records give dotted names."""
    names: list[str] = []
    for name, field in model.model_fields.items():
        inner = next((each for each in (field.annotation, *get_args(field.annotation)) if _is_model(each)), None)
        if inner is not None and not str(field.annotation).startswith("list"):
            names += columns(inner, f"{prefix}{name}.")
        else:
            names.append(prefix + name)
    return names


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _plain(item: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = item.model_dump(mode="json") if isinstance(item, BaseModel) else item
    return found


def _jsonl(pages: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    for items in pages:
        text = "".join(json.dumps(_plain(item), ensure_ascii=False, default=str) + "\n" for item in items)
        yield text.encode("utf-8", "replace")


def _csv(pages: Iterable[Sequence[Any]], model: type[BaseModel] | None, names: Sequence[str]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, which spreadsheet programs need to see Chinese."""
    wanted = columns(model) if model else names
    buffer = io.StringIO("\ufeff")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(wanted)
    for items in pages:
        for row in (_plain(item) for item in items):
            writer.writerow([_cell(_value(row, name, dotted=model is not None)) for name in wanted])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer = io.StringIO()
        writer = csv.writer(buffer)


def _value(row: Mapping[str, Any], name: str, *, dotted: bool) -> Any:
    value: Any = row
    for part in name.split(".") if dotted else [name]:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _cell(value: Any) -> Any:
    """Lists of words are joined by "; ", records become JSON; text that a spreadsheet would run as a formula is quoted."""
    if isinstance(value, list | tuple) and all(isinstance(each, str | int | float) for each in value):
        value = "; ".join(str(each) for each in value)
    elif isinstance(value, list | tuple | Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value
