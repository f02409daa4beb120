"""What surrounds every page: language, templates, addresses of scripts and styles, headers, errors."""

import hashlib
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection

from innograph.api.pages.codes import code_name, reason_text, unread_text
from innograph.api.pages.words import Lang, Words, kind_name, words
from innograph.graph.errors import AmbiguousNameError, BadParameterError, InnographError
from innograph.graph.identity import english
from innograph.graph.model import ontology
from innograph.graph.views import drawable

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
COOKIE = "lang"
_WEIGHT = re.compile(r"\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*")
LONGEST_NAME = 160
"""Characters of a name in a list; longer ones are cut with an ellipsis."""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    # With "no-referrer" a form of ours would come with the origin "null", as one of another site may.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language, Cookie",
}


class Named(Protocol):
    """Anything with a Chinese and an English name."""

    @property
    def name(self) -> str:
        """The Chinese name."""

    @property
    def name_en(self) -> str:
        """The English name, or empty."""


def language(request: Request) -> Lang:
    """The language asked for in the address, else the one remembered, else what the browser prefers, else Chinese."""
    for asked in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        for lang in LANGUAGES:
            if asked == lang:
                return lang
    return preferred(request.headers.get("accept-language", ""))


def preferred(accepted: str) -> Lang:
    """The one of our languages that an Accept-Language header puts first, by weight and then by place; else Chinese."""
    best: tuple[float, Lang] = (0.0, "zh")
    for each in accepted.split(","):
        name, _, rest = each.partition(";")
        for lang in LANGUAGES:
            weight = _weight(rest)
            if name.strip().lower().partition("-")[0] == lang and weight > best[0]:
                best = (weight, lang)
    return best[1]


def _weight(parameters: str) -> float:
    found = _WEIGHT.fullmatch(parameters)
    return 1.0 if not parameters.strip() else float(found[1]) if found else 0.0


@cache
def templates() -> Environment:
    """The templates; names that a page is not given are errors."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"cut": cut, "number": number, "seg": segment, "query": urlencode}
    return made


@cache
def assets_version() -> str:
    """Changes when a script, style or the ontology's colours do, so that browsers may keep them for good."""
    digest = hashlib.sha256("".join(node.colour for node in ontology().nodes.values()).encode())
    for path in sorted([*STATIC.rglob("*.*"), *ROOT.parent.glob("graph/viewer/*")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a script or style."""
    return f"/assets/{assets_version()}/{name}"


def cut(text: str, length: int = LONGEST_NAME) -> str:
    """The text in one line, without characters that cannot be seen, with an ellipsis where it is longer."""
    plain = drawable(text)
    return plain if len(plain) <= length else f"{plain[: length - 1]}…"


def number(value: float | int | None) -> str:
    """A number as it is printed: thousands set off, no idle decimals."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4f}".rstrip("0").rstrip(".")


def segment(text: str) -> str:
    """Text as one segment of a path."""
    return quote(text, safe="")


def label(lang: Lang) -> Callable[..., str]:
    """A function that gives the name of a thing in the language, cut to a length.

    A transliteration is no English name: run together, it is read by nobody, so the Chinese name stands instead.
    """

    def find(thing: Named, length: int = LONGEST_NAME) -> str:
        return cut((english(thing.name, thing.name_en) if lang == "en" else "") or thing.name, length)

    return find


def context(request: Request) -> dict[str, Any]:
    """What every template may use."""
    lang = language(request)
    other: Lang = "en" if lang == "zh" else "zh"
    asked = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    path = quote(request.scope.get("state", {}).get("path", request.url.path))
    find = words(lang)
    return {
        "t": find,
        "lang": lang,
        "other_lang": other,
        "other_lang_url": f"{path}?{urlencode([*asked, ('lang', other)])}",
        "pick": lambda both: both.en if lang == "en" else both.zh,
        "label": label(lang),
        "kind_name": lambda kind: kind_name(kind, lang),
        "code_name": lambda column, value: code_name(column, value, lang),
        "reason_text": lambda text: reason_text(text, lang),
        "unread_text": lambda message: unread_text(message, lang),
        "english": lambda thing: english(thing.name, thing.name_en),
        "type_name": lambda name: type_name(name, lang),
        "asset": asset,
        "path": request.url.path,
        "upload": request.app.state.settings.upload,
        "q": "",
        "signed_in": request.scope.get("state", {}).get("signed_in", ""),
    }


def type_name(name: str, lang: Lang) -> str:
    """What a type of node or edge is called."""
    found = ontology().nodes.get(name) or ontology().edges.get(name)
    if found is None:
        return name
    return found.label.en if lang == "en" else found.label.zh


def page(
    request: Request, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **view: Any
) -> HTMLResponse:
    """A page from a template and its view model."""
    html = templates().get_template(template).render({**context(request), **view})
    answer = HTMLResponse(html, status, {**HEADERS, **(headers or {})})
    return remember(request, answer)


def remember(request: Request, answer: HTMLResponse) -> HTMLResponse:
    """Keep a language that the address asks for."""
    asked = request.query_params.get("lang")
    if asked in LANGUAGES and asked != request.cookies.get(COOKIE):
        answer.set_cookie(COOKIE, asked, max_age=31_536_000, samesite="lax", httponly=True)
    return answer


def script_words(find: Words, *keys: str) -> dict[str, str]:
    """The words that a script shows, by key."""
    return {key: find(key) for key in keys}


class PageRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with errors told as a page."""
        handler = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handler(request)
            except InnographError as error:
                return error_page(request, error)
            except RequestValidationError as error:
                found = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in error.errors())
                return error_page(request, BadParameterError(found))

        return told


PROBLEMS = (404, 409, 413, 422, 429, 503)
"""The statuses that have words of their own."""


def error_page(request: Request, error: InnographError) -> HTMLResponse:
    """A page that tells what went wrong and where to go on."""
    candidates = error.candidates if isinstance(error, AmbiguousNameError) else []
    return problem_page(request, error.status, str(error), candidates=candidates)


def problem_page(
    request: Request,
    status: int,
    detail: str,
    *,
    candidates: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page that tells of a problem in the reader's language; `detail` is for those who look after the server."""
    return page(
        request,
        "error.html",
        status=status,
        headers=headers,
        problem=f"problem_{status}" if status in PROBLEMS else "problem_other",
        detail=f"{status}: {detail[:1000]}",
        candidates=candidates,
        request_id=request.scope.get("state", {}).get("request_id", ""),
    )


def wants_page(request: HTTPConnection) -> bool:
    """Whether an error is for a person at a browser: HTML is accepted by name, and the address is not of the API."""
    return not request.scope["path"].startswith("/api/") and accepts_html(request)


def accepts_html(request: HTTPConnection) -> bool:
    """Whether a request names HTML among what it accepts, as browsers do that go to an address, and no form of JSON."""
    names = [each.partition(";")[0].strip().lower() for each in request.headers.get("accept", "").split(",")]
    return "text/html" in names and not any(name.endswith("json") for name in names)
