"""Rows of a named query, and answers to questions in words, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from innograph.api.deps import Edition
from innograph.api.pages.cells import Cell, bearer_of, cell, teller
from innograph.api.pages.unfit import Unfit, of_query
from innograph.api.pages.words import Lang
from innograph.api.reading import names
from innograph.graph.errors import AmbiguousNameError, BadParameterError, NotFoundError
from innograph.queries import Answer, Query, find_query, run_query
from innograph.queries.ask import Reading, ask

MOST_ROWS = 200
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of an answer under their columns; ids are not shown but make links."""

    query: Query
    columns: Sequence[tuple[str, str]]
    """(title zh, title en)"""
    rows: Sequence[Sequence[Cell]]
    total: int
    truncated: bool
    address: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Told:
    """A question, how it was read, and the answer."""

    reading: Reading
    understood: str
    table: Table | None
    others: Sequence[tuple[str, str]]
    """(how it may be understood, address)"""


def table(edition: Edition, query: Query, answer: Answer, values: Mapping[str, str], lang: Lang) -> Table:
    """An answer as a table in a language."""
    known = {column.name for column in query.columns}
    shown = [c for c in query.columns if c.name != "id" and not (c.name.endswith("_id") and c.name[:-3] in known)]
    tell = teller(edition, lang, answer.rows)
    bearer = bearer_of(shown)
    address = f"/api/queries/{query.name}"
    return Table(
        query=query,
        columns=[(column.title_zh, column.title_en) for column in shown],
        rows=[[cell(tell, row, column, bearer) for column in shown] for row in answer.rows[:MOST_ROWS]],
        total=len(answer.rows),
        truncated=len(answer.rows) > MOST_ROWS,
        address=f"{address}{{form}}?{urlencode(values)}" if values else f"{address}{{form}}",
        answer=answer,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A named query as a form: what was given, and its answer or why there is none."""

    query: Query
    given: Mapping[str, str]
    table: Table | None = None
    unfit: Unfit | None = None


def named(edition: Edition, name: str, values: Mapping[str, str], lang: Lang) -> Asked:
    """A named query, with its answer where every parameter it needs is given.

    Raises NotFoundError for a query that there is not, and what `run_query` raises where no value is to blame.
    """
    query = find_query(name)
    known = {p.name for p in query.parameters}
    given = {key: value for key, value in values.items() if key in known and value.strip()}
    asked = "run" in values or bool(given)
    if not asked or any(p.required and not given.get(p.name) for p in query.parameters):
        return Asked(query, given)
    try:
        _check_numbers(query, given)
        answer = run_query(edition.store, query, given, max_rows=MOST_ROWS + 1)
    except (NotFoundError, AmbiguousNameError, BadParameterError) as error:
        unfit = of_query(edition, query, given, error)
        if unfit is None:
            raise
        return Asked(query, given, unfit=unfit)
    return Asked(query, given, table(edition, query, answer, given, lang))


def _check_numbers(query: Query, given: Mapping[str, str]) -> None:
    """Refuse numbers that no engine holds, as the API does."""
    for parameter in query.parameters:
        text = given.get(parameter.name, "").strip()
        if parameter.kind in {"integer", "year"} and len(text) > _LONGEST_NUMBER:
            raise BadParameterError(f"{parameter.name}={text[:40]!r} is too large a number")


def told(edition: Edition, question: str, lang: Lang) -> Told:
    """A question in words with its answer."""
    reading = ask(edition.store, question, max_rows=MOST_ROWS + 1)
    english = names.english_names(edition) if lang == "en" else {}
    others = [
        (
            _in_english(g.understood, g.parameters.values(), english),
            f"/queries/{g.query}?{urlencode({**g.parameters, 'run': '1'})}",
        )
        for g in reading.alternatives
    ]
    made = None
    if reading.answer:
        made = table(edition, reading.answer.query, reading.answer, _texts(reading.parameters), lang)
    return Told(reading, _in_english(reading.understood, reading.names.values(), english), made, others)


def _texts(parameters: Mapping[str, str]) -> dict[str, str]:
    return {key: str(value) for key, value in parameters.items()}


def _in_english(understood: str, given: Iterable[str], english: Mapping[str, str]) -> str:
    """How a question was understood, with the English names of what it was about."""
    for name in sorted({str(each) for each in given}, key=len, reverse=True):
        if name in english:
            understood = understood.replace(name, english[name])
    return understood
