"""The reference at /docs: the OpenAPI document as one page of HTML, with links that run the examples; nothing is loaded
from elsewhere."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def _code(text: str) -> Markup:
    """Text with what stands between backticks as code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(parts))


_PAGES.filters["code"] = _code
_PAGES.filters["unquote"] = unquote


def reference_router() -> APIRouter:
    """The route of the page."""
    router = APIRouter()

    @router.get("/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        page = _PAGES.get_template("reference.html").render(**view(request.app.openapi()))
        return HTMLResponse(page, headers={"Content-Security-Policy": _CSP})

    return router


def view(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows of an OpenAPI document: {info, groups, shapes}."""
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            groups[operation["tags"][0]].append(_operation(path, method, operation))
    shapes = [_shape(name, schema) for name, schema in sorted(document["components"]["schemas"].items())]
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    return {
        "info": document["info"],
        "groups": [(name, described[name], found) for name, found in groups.items() if found],
        "shapes": shapes,
    }


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    parameters = [_parameter(each) for each in operation.get("parameters", [])]
    answers = operation["responses"]
    content = answers["200"].get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", "").split("\n\n"),
        "parameters": parameters,
        "example": _example(path, method, parameters),
        "shape": _type(schema)[1] if schema else "",
        "forms": [name for name in content if name != "application/json"],
        "errors": [(code, answer["description"]) for code, answer in sorted(answers.items()) if code >= "300"],
    }


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    examples = [parameter[name] for name in ("example",) if name in parameter] or schema.get("examples", [])
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(schema, values=False)[0],
        "bounds": _bounds(schema),
        "default": schema.get("default"),
        "description": parameter.get("description", ""),
        "example": examples[0] if examples else None,
    }


def _bounds(schema: Mapping[str, Any]) -> str:
    inner = next((each for each in schema.get("anyOf", []) if each.get("type") != "null"), schema)
    inner = inner.get("items", inner)
    if "enum" in inner:
        return " | ".join(str(each) for each in inner["enum"])
    names = {"minimum": "at least", "maximum": "at most", "maxLength": "length at most"}
    return ", ".join(f"{text} {inner[key]}" for key, text in names.items() if key in inner)


def _example(path: str, method: str, parameters: list[dict[str, Any]]) -> str:
    """A link that runs the operation; "" where a required parameter has no example."""
    if method != "get" or any(each["required"] and each["example"] is None for each in parameters):
        return ""
    for each in parameters:
        if each["where"] == "path":
            path = path.replace("{" + each["name"] + "}", quote(str(each["example"])))
    asked = {
        each["name"]: each["example"] for each in parameters if each["where"] == "query" and each["example"] is not None
    }
    return f"{path}?{urlencode(asked)}" if asked else path


def _type(schema: Mapping[str, Any], *, values: bool = True) -> tuple[str, str]:
    """(text, name of the shape it refers to or ""); without `values`, those of an enumeration are left out."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    if schema.get("type") == "array":
        text, name = _type(schema.get("items", {}), values=values)
        return f"list of {text}", name
    if "anyOf" in schema:
        parts = [_type(each, values=values) for each in schema["anyOf"]]
        return " or ".join(text for text, _ in parts), next((name for _, name in parts if name), "")
    if values and "enum" in schema:
        return " | ".join(repr(each) for each in schema["enum"]), ""
    if "const" in schema:
        return repr(schema["const"]), ""
    if isinstance(schema.get("additionalProperties"), Mapping):
        text, name = _type(schema["additionalProperties"])
        return f"object of {text}", name
    return str(schema.get("type", "any")), ""


def _shape(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    fields = []
    for field, each in schema.get("properties", {}).items():
        text, refers = _type(each)
        fields.append({"name": field, "type": text, "refers": refers, "description": each.get("description", "")})
    examples = [json.dumps(each, ensure_ascii=False, indent=1) for each in schema.get("examples", [])]
    return {"name": name, "description": schema.get("description", ""), "fields": fields, "examples": examples}
