"""Running a named query: its parameters are read and resolved, the answer carries what it was computed from."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from innograph.graph.errors import AmbiguousNameError, BadParameterError, NotFoundError
from innograph.graph.model import ontology
from innograph.graph.store import Store
from innograph.queries.catalogue import Parameter, Query

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched: an empty answer is silent about all else."""

    plans: tuple[str, ...]
    passages: int
    data_version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query with the values its parameters came to, the Cypher that ran, and the coverage.

    `resolved` maps an entity parameter to {id, name, type}; `parameters` holds what was sent to the engine.
    """

    query: Query
    rows: Rows
    parameters: Mapping[str, Any]
    resolved: Mapping[str, dict[str, str]]
    coverage: Coverage
    milliseconds: float


def run_query(store: Store, query: Query, values: Mapping[str, str], *, max_rows: int = 1000) -> Answer:
    """Run a query with values as a person writes them.

    Raises BadParameterError for a missing, unknown or unfit value, NotFoundError for a name the graph does not hold, and
    AmbiguousNameError (with candidates) for a name that fits several entities equally well.
    """
    unknown = values.keys() - {p.name for p in query.parameters}
    if unknown:
        names = ", ".join(p.name for p in query.parameters) or "none"
        raise BadParameterError(f"{query.name} has no parameter {min(unknown)!r}; it has: {names}")
    parameters: dict[str, Any] = {}
    resolved: dict[str, dict[str, str]] = {}
    for parameter in query.parameters:
        text = values.get(parameter.name, parameter.default)
        if parameter.required and not text.strip():
            raise BadParameterError(f"{query.name} needs a value for {parameter.name!r} ({parameter.title_en})")
        parameters[parameter.name] = _value(store, parameter, text.strip(), resolved)
    started = time.perf_counter()
    rows = store.read(query.cypher, parameters, max_rows=max_rows)
    spent = (time.perf_counter() - started) * 1000
    return Answer(query, rows, parameters, resolved, coverage(store), round(spent, 2))


def coverage(store: Store) -> Coverage:
    """The plans in the graph, how many passages they have, and the data version."""
    plans = store.plans()
    return Coverage(tuple(p.id for p in plans), sum(p.passages for p in plans), store.data_version())


def resolve_name(store: Store, text: str, types: tuple[str, ...] = ()) -> dict[str, str]:
    """{id, name, type} of the one entity that a name means: an id, a Chinese or English name, an alias, pinyin.

    Raises NotFoundError where nothing bears the name, AmbiguousNameError where several do.
    """
    direct = store.read(
        "MATCH (n:Entity {id: $id}) RETURN n.id AS id, n.name AS name, labels(n) AS labels", {"id": text}
    )
    if direct:
        return {"id": direct[0]["id"], "name": direct[0]["name"], "type": entity_type(direct[0]["labels"])}
    hits = store.search(text, types=types, limit=10)
    exact = [h for h in hits if h["match"] == "exact"]
    chosen = exact or hits
    if not chosen:
        kinds = f" of type {', '.join(types)}" if types else ""
        raise NotFoundError(f"no entity{kinds} is named {text!r} in the plans loaded")
    found = [{"id": str(h["id"]), "name": str(h["name"]), "type": str(h["type"])} for h in chosen]
    if len(found) > 1:
        raise AmbiguousNameError(f"{text!r} may mean {len(found)} entities", found)
    return found[0]


def entity_type(labels: list[str]) -> str:
    """The type among a node's labels (the one that is neither Entity nor Actor)."""
    return next((label for label in labels if label not in {"Entity", "Actor"}), "Entity")


def _value(store: Store, parameter: Parameter, text: str, resolved: dict[str, dict[str, str]]) -> Any:
    if not text:
        return None
    if parameter.kind == "entity":
        resolved[parameter.name] = resolve_name(store, text, parameter.types)
        return resolved[parameter.name]["id"]
    if parameter.kind in {"integer", "year"}:
        return _integer(parameter, text)
    if parameter.kind == "boolean":
        if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
            raise BadParameterError(f"{parameter.name}={text!r} is not yes or no")
        return text.lower() in {"true", "1", "yes"}
    if parameter.kind == "plan" and text not in {p.id for p in store.plans()}:
        raise NotFoundError(f"no plan {text!r} is loaded; there are: {', '.join(p.id for p in store.plans())}")
    names = {"type": ontology().entity_types, "edge": tuple(ontology().edges)}.get(parameter.kind)
    if names is not None and text not in names:
        raise BadParameterError(f"{parameter.name}={text!r} is none of {', '.join(names)}")
    return text


def _integer(parameter: Parameter, text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise BadParameterError(f"{parameter.name}={text!r} is not a whole number") from error
    if parameter.most and not parameter.least <= number <= parameter.most:
        raise BadParameterError(f"{parameter.name}={number} is not between {parameter.least} and {parameter.most}")
    return number
