"""Rows of a named query, and answers to questions in words, as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from innograph.api.deps import Edition
from innograph.api.pages.shell import cut, number
from innograph.api.pages.unfit import Unfit, of_query
from innograph.graph.errors import AmbiguousNameError, BadParameterError, NotFoundError
from innograph.graph.model import ontology
from innograph.queries import Answer, Query, find_query, run_query
from innograph.queries.ask import Reading, ask

MOST_ROWS = 200
_LONGEST_NUMBER = 18
COMMITMENTS = ("built", "under_way", "supported", "envisaged")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: text, a link where it names something, or places in plans."""

    text: str = ""
    href: str = ""
    word: str = ""
    """Key of the words that stand for a value of the vocabulary"""
    type: str = ""
    """Name of a type that is shown by its label"""
    numeric: bool = False
    places: Sequence[Mapping[str, Any]] = ()


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
    table: Table | None
    others: Sequence[tuple[str, str]]
    """(how it may be understood, address)"""


def table(query: Query, answer: Answer, values: Mapping[str, str]) -> Table:
    """An answer as a table."""
    names = {column.name for column in query.columns}
    shown = [c for c in query.columns if c.name != "id" and not (c.name.endswith("_id") and c.name[:-3] in names)]
    bearer = next((column.name for column in shown if column.type == "string"), "")
    rows = [[_cell(row, column.name, column.type, bearer) for column in shown] for row in answer.rows[:MOST_ROWS]]
    address = f"/api/queries/{query.name}"
    return Table(
        query=query,
        columns=[(column.title_zh, column.title_en) for column in shown],
        rows=rows,
        total=len(answer.rows),
        truncated=len(answer.rows) > MOST_ROWS,
        address=f"{address}{{form}}?{urlencode(values)}" if values else f"{address}{{form}}",
        answer=answer,
    )


def _cell(row: Mapping[str, Any], name: str, kind: str, bearer: str) -> Cell:
    value = row.get(name)
    if value is None or value == []:
        return Cell()
    if kind == "evidence[]":
        return Cell(places=[each for each in value if each])
    if isinstance(value, bool | list | dict):
        return Cell(_listed(value))
    if isinstance(value, int | float):
        return Cell(str(value) if "year" in name else number(value), numeric=True)
    if name == "commitment" and value in COMMITMENTS:
        return Cell(word=f"commitment_{value}")
    if value in ontology().nodes or value in ontology().edges:
        return Cell(type=value)
    return Cell(cut(str(value), 300), _address(row, name, str(value), bearer))


def _listed(value: bool | list[Any] | dict[str, Any]) -> str:
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, list):
        return cut("、".join(_word(each) for each in value), 300)
    return _word(value)


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("title") or " ".join(str(v) for v in value.values() if v is not None))
    return str(value)


def _address(row: Mapping[str, Any], name: str, value: str, bearer: str) -> str:
    """Where a name leads: to the entity whose id stands beside it, or to a plan. `bearer` is the column that a bare id
    belongs to."""
    if name in {"plan", "plan_id"}:
        return f"/plans/{value}"
    identity = row.get(f"{name}_id") or (row.get("id") if name == bearer else None)
    kinds = {kind.lower() for kind in ontology().entity_types}
    if isinstance(identity, str) and identity.partition("-")[0] in kinds:
        return f"/entities/{quote(identity)}"
    return ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A named query as a form: what was given, and its answer or why there is none."""

    query: Query
    given: Mapping[str, str]
    table: Table | None = None
    unfit: Unfit | None = None


def named(edition: Edition, name: str, values: Mapping[str, str]) -> Asked:
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
    return Asked(query, given, table(query, answer, given))


def _check_numbers(query: Query, given: Mapping[str, str]) -> None:
    """Refuse numbers that no engine holds, as the API does."""
    for parameter in query.parameters:
        text = given.get(parameter.name, "").strip()
        if parameter.kind in {"integer", "year"} and len(text) > _LONGEST_NUMBER:
            raise BadParameterError(f"{parameter.name}={text[:40]!r} is too large a number")


def told(edition: Edition, question: str) -> Told:
    """A question in words with its answer."""
    reading = ask(edition.store, question, max_rows=MOST_ROWS + 1)
    others = [
        (g.understood, f"/queries/{g.query}?{urlencode({**g.parameters, 'run': '1'})}") for g in reading.alternatives
    ]
    made = None
    if reading.answer:
        made = table(reading.answer.query, reading.answer, {k: str(v) for k, v in reading.parameters.items()})
    return Told(reading, made, others)
