"""Made-up requests, right and wrong, on every route: no failure of the server, no answer outside the document."""

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from innograph.api.app import create_app
from innograph.graph.settings import Settings
from innograph.graph.store import Store

EXAMPLES = 6


@pytest.fixture(scope="module")
def openapi(sample_store: Store) -> schemathesis.BaseSchema:
    app = create_app(Settings(max_limit=200, cypher_timeout_ms=2000), sample_store)
    return schemathesis.openapi.from_asgi("/openapi.json", app)


schema = schemathesis.pytest.from_fixture("openapi")


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_answers_stay_within_the_document(case: schemathesis.Case) -> None:
    case.call_and_validate(
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_headers_conformance,
            response_schema_conformance,
        ]
    )
