"""Made-up requests, right and wrong, on every route: no failure of the server, no answer outside the document."""

import os

import hypothesis
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

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REQUESTS = int(os.environ.get("INNOGRAPH_TEST_REQUESTS", "400"))
"""About how many requests are made in all; the full measure is 5,000."""


def test_answers_stay_within_the_document(sample_store: Store) -> None:
    app = create_app(Settings(max_limit=200), sample_store)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [found.ok() for found in schema.get_all_operations()]
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    # A route without parameters cannot be asked wrongly.
    asked = [(each, mode) for mode in modes for each in operations if mode is modes[0] or list(each.iter_parameters())]
    each = max(1, REQUESTS // len(asked))
    made = 0
    for operation, mode in asked:

        @hypothesis.settings(
            max_examples=each,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            nonlocal made
            made += 1
            case.call_and_validate(checks=CHECKS)

        ask()
    assert made >= len(operations)
