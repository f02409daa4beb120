"""Running a named query: its parameters are read and resolved, the answer carries what it was computed from."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from innograph.graph.errors import AmbiguousNameError, BadParameterError, NotFoundError
from innograph.graph.model import ontology
from innograph.graph.search import folded
from innograph.graph.store import PlanInfo, Store
from innograph.queries.catalogue import Parameter, Query
from innograph.queries.indicators import find_indicators
from innograph.queries.view import Named, View, entity_type, view_of

__all__ = ["Answer", "Coverage", "coverage", "entity_type", "resolve_name", "resolve_plan", "run_query"]

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

    `resolved` maps an entity, plan or indicator parameter to {id, name, type}; `parameters` holds what was sent to the
    engine.
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
    view = view_of(store)
    parameters: dict[str, Any] = {}
    resolved: dict[str, dict[str, str]] = {}
    for parameter in query.parameters:
        text = str(values.get(parameter.name, parameter.default)).strip()
        if parameter.required and not text:
            raise BadParameterError(f"{query.name} needs a value for {parameter.name!r} ({parameter.title_en})")
        parameters[parameter.name] = _value(store, view, parameter, text, resolved) if text else None
    started = time.perf_counter()
    rows = store.read(query.cypher, parameters, max_rows=max_rows)
    spent = (time.perf_counter() - started) * 1000
    return Answer(query, rows, parameters, resolved, _coverage(view), round(spent, 2))


def coverage(store: Store) -> Coverage:
    """The plans in the graph, how many passages they have, and the data version."""
    return _coverage(view_of(store))


def _coverage(view: View) -> Coverage:
    return Coverage(tuple(p.id for p in view.plans), sum(p.passages for p in view.plans), view.version)


def resolve_name(store: Store, text: str, types: tuple[str, ...] = ()) -> dict[str, str]:
    """{id, name, type} of the one entity that a name means: an id, a Chinese or English name, an alias, pinyin.

    Its own name goes before an alias. Raises NotFoundError where nothing bears the name, AmbiguousNameError where
    several do.
    """
    return _resolve(store, view_of(store), text, types)


def _resolve(store: Store, view: View, text: str, types: tuple[str, ...]) -> dict[str, str]:
    for group in view.exact(store).get(folded(text), ((), ())):
        fitting = [entity for entity in group if not types or entity.type in types]
        if fitting:
            return _only(text, [_described(entity) for entity in fitting])
    query = "MATCH (n:Entity {id: $id}) RETURN n.id AS id, n.name AS name, labels(n) AS labels"
    direct = store.read(query, {"id": text})
    if direct:
        return _fit(text, {**direct[0], "type": entity_type(direct[0].pop("labels"))}, types)
    hits = store.search(text, types=types, limit=10)
    for match in ("name", "alias"):
        exact = [hit for hit in hits if hit["match"] == match]
        if exact:
            return _only(text, [_row(hit) for hit in exact])
    if not hits:
        kinds = f" of type {', '.join(types)}" if types else ""
        raise NotFoundError(f"no entity{kinds} is named {text!r} in the plans loaded")
    return _only(text, [_row(hit) for hit in hits])


def _fit(text: str, found: dict[str, str], types: tuple[str, ...]) -> dict[str, str]:
    if types and found["type"] not in types:
        raise BadParameterError(f"{text!r} is of type {found['type']}, not {', '.join(types)}")
    return found


def _only(text: str, found: list[dict[str, str]]) -> dict[str, str]:
    if len(found) > 1:
        names = ", ".join(f"{each['name']} ({each['type']})" for each in found[:5])
        raise AmbiguousNameError(f"{text!r} may mean {len(found)} entities: {names}", found)
    return found[0]


def _described(entity: Named) -> dict[str, str]:
    return {"id": entity.id, "name": entity.name, "type": entity.type}


def _row(hit: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(hit[key]) for key in ("id", "name", "type")}


def resolve_plan(store: Store, text: str) -> PlanInfo:
    """The plan of that id, title or region (宝山区, 宝山); raises NotFoundError, or AmbiguousNameError for several."""
    return _plan(view_of(store), text)


def _plan(view: View, text: str) -> PlanInfo:
    wanted = folded(text)
    for same in (
        lambda plan: plan.id == text,
        lambda plan: folded(plan.title) == wanted,
        lambda plan: bool(plan.region) and wanted in {folded(plan.region), folded(plan.region)[:-1]},
    ):
        found = [plan for plan in view.plans if same(plan)]
        if len(found) > 1:
            candidates = [{"id": plan.id, "name": plan.title, "type": "Plan"} for plan in found]
            raise AmbiguousNameError(f"{text!r} may mean {len(found)} plans", candidates)
        if found:
            return found[0]
    raise NotFoundError(f"no plan {text!r} is loaded; there are: {', '.join(p.id for p in view.plans) or 'none'}")


def _value(store: Store, view: View, parameter: Parameter, text: str, resolved: dict[str, dict[str, str]]) -> Any:
    name = parameter.name
    if parameter.kind == "entity":
        resolved[name] = _resolve(store, view, text, parameter.types)
        return resolved[name]["id"]
    if parameter.kind == "plan":
        plan = _plan(view, text)
        resolved[name] = {"id": plan.id, "name": plan.title, "type": "Plan"}
        return plan.id
    if parameter.kind == "indicator":
        found = find_indicators(text, view.indicators(store))
        names = "、".join(dict.fromkeys(each.name for each in found))
        resolved[name] = {"id": found[0].id, "name": names, "type": "Indicator"}
        return [each.id for each in found]
    return _plain(parameter, text)


def _plain(parameter: Parameter, text: str) -> Any:
    if parameter.kind in {"integer", "year"}:
        return _integer(parameter, text)
    if parameter.kind == "boolean":
        if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
            raise BadParameterError(f"{parameter.name}={text!r} is not yes or no")
        return text.lower() in {"true", "1", "yes"}
    known = {"type": ontology().entity_types, "edge": tuple(ontology().edges), "choice": parameter.choices}
    names = known.get(parameter.kind)
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
