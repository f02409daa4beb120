"""The OpenAPI document, and the page made of it."""

import re
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from lxml import html

from innograph.queries import catalogue

OPEN = {"/health"}
FILES = {"/metrics", "/api/export.{form}"}


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, operation) for path, item in document["paths"].items() for operation in item.values()]


def test_every_route_is_described_typed_and_tells_its_errors(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"], path
        content = operation["responses"]["200"]["content"]
        if path not in FILES:
            assert "$ref" in str(content["application/json"]["schema"]), path
        if path not in OPEN:
            assert "application/problem+json" in operation["responses"]["503"]["content"], path
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (path, parameter["name"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    known = document["components"]["schemas"]
    assert "HTTPValidationError" not in known
    for name in re.findall(r'"#/components/schemas/([^"]+)"', str(document).replace("'", '"')):
        assert name in known


def test_every_answer_has_an_example_that_fits(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    answers = set(
        re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str([o["responses"] for _, o in operations(document)]))
    )
    for name in answers | {"Problem"}:
        (example,) = schemas[name]["examples"]
        jsonschema_rs.validator_for({**schemas[name], "components": document["components"]}).validate(example)
        assert example.get("items") != [], name


def test_every_query_is_documented_with_its_parameters(document: dict[str, Any]) -> None:
    for query in catalogue():
        operation = document["paths"][f"/api/queries/{query.name}"]["get"]
        documented = {p["name"]: p for p in operation.get("parameters", [])}
        assert set(documented) == {p.name for p in query.parameters}
        for name in query.example:
            assert str(documented[name]["example"]) == query.example[name]


def test_the_page_stands_alone(client: TestClient) -> None:
    answer = client.get("/docs")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = html.fromstring(answer.content)
    assert page.xpath("//script | //link | //img | //iframe") == []
    ids = set(page.xpath("//@id"))
    links = page.xpath("//a/@href")
    assert all(link.startswith(("#", "/")) for link in links)
    assert {link[1:] for link in links if link.startswith("#")} <= ids


def test_the_page_shows_every_route(client: TestClient, document: dict[str, Any]) -> None:
    page = html.fromstring(client.get("/docs").content)
    shown = set(page.xpath("//section//summary/span[@class='path']/text()"))
    assert set(document["paths"]) <= shown
    assert set(document["components"]["schemas"]) <= shown


def test_the_page_s_examples_reach_a_route(client: TestClient) -> None:
    page = html.fromstring(client.get("/docs").content)
    examples = [link for link in page.xpath("//p/a/@href") if link.startswith(("/api", "/health", "/ready"))]
    assert len(examples) > 20
    for link in examples:
        answer = client.get(link)
        # The graph of these tests does not hold what the examples name; the question must be well put all the same.
        assert answer.status_code in {200, 404}, (link, answer.text)
