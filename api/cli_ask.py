"""`innograph ask`: a question in words."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innograph.api import jobs
from innograph.api.speaking import Json, show
from innograph.api.starting import open_store

if TYPE_CHECKING:
    from innograph.queries.ask import Reading


def ask(
    question: Annotated[list[str], typer.Argument(help="A question in Chinese or English; quotes may be left out.")],
    as_json: Json = False,
) -> None:
    """Answer a question in words, for example: innograph ask 哪些平台涉及石墨烯.

    Prints how the question was understood, the named query it was read as, the rows with their evidence, and, where the
    reading is not sure, the nearest others. Exit status 4 where no query fits the question.
    """
    with open_store() as store:
        from innograph.queries.ask import ask as read_question
        from innograph.queries.running import coverage

        reading = read_question(store, " ".join(question))
        searched = asdict(coverage(store))
    show(_plain(reading, searched), as_json, lambda: _lines(reading, searched))
    raise typer.Exit(0 if reading.query else 4)


def _plain(reading: "Reading", searched: dict[str, Any]) -> dict[str, Any]:
    answer = reading.answer
    return {
        "question": reading.question,
        "language": reading.language,
        "understood": reading.understood,
        "query": reading.query,
        "parameters": dict(reading.parameters),
        "names": dict(reading.names),
        "score": reading.score,
        "sure": reading.sure,
        "alternatives": [asdict(guess) for guess in reading.alternatives],
        "rows": answer.rows if answer else [],
        "cypher": answer.query.cypher if answer else None,
        "coverage": searched,
    }


def _lines(reading: "Reading", searched: dict[str, Any]) -> Iterator[str]:
    yield reading.understood
    if reading.query and reading.answer:
        yield f"innograph query {_call(reading.query, dict(reading.parameters))}"
        yield from jobs.answer_lines({"rows": reading.answer.rows, "coverage": searched})
    if reading.alternatives:
        yield "也可能是:" if reading.language == "zh" else "It may also mean:"
        for guess in reading.alternatives:
            yield f"  {guess.understood}  (innograph query {_call(guess.query, dict(guess.parameters))})"


def _call(query: str, parameters: dict[str, str]) -> str:
    return " ".join([query, *(f"{key}={value}" for key, value in parameters.items())])
