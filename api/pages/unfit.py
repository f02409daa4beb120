"""A value of a form that fits nothing: which field, why, and what may have been meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from innograph.api.deps import Edition
from innograph.api.reading import names
from innograph.graph.errors import AmbiguousNameError, InnographError, NotFoundError
from innograph.queries import Query
from innograph.queries.catalogue import Parameter
from innograph.queries.indicators import Indicator, find_indicators
from innograph.queries.running import resolve_name, resolve_plan
from innograph.queries.view import view_of

MOST_CHOICES = 6
_NAMED_TYPES = 3
"""Of how many types a name may be for the reason to say so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What may have been meant; `value` is what the field takes for it."""

    name: str
    name_en: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a field's value does not fit. `word` is the reason's key without its beginning, `types` what is looked for."""

    field: str
    value: str
    status: int
    word: str
    types: Sequence[str] = ()
    least: int = 0
    most: int = 0
    choices: Sequence[Choice] = ()


def of_query(edition: Edition, query: Query, given: Mapping[str, str], error: InnographError) -> Unfit | None:
    """The first value that explains why a query was refused; None where it is no value of the form."""
    for parameter in query.parameters:
        text = given.get(parameter.name, parameter.default).strip()
        if not text:
            continue
        if parameter.kind in {"entity", "plan", "indicator"}:
            found = _resolved(edition, parameter, text)
        else:
            found = _plain(parameter, text, error)
        if found:
            return found
    return None


def _resolved(edition: Edition, parameter: Parameter, text: str) -> Unfit | None:
    try:
        if parameter.kind == "entity":
            resolve_name(edition.store, text, parameter.types)
        elif parameter.kind == "plan":
            resolve_plan(edition.store, text)
        else:
            find_indicators(text, _indicators(edition))
    except InnographError as error:
        if parameter.kind == "entity":
            return of_name(edition, parameter.name, text, parameter.types, error)
        if parameter.kind == "plan":
            return of_plan(edition, parameter.name, text, error)
        return Unfit(parameter.name, text, error.status, "indicator", choices=_near_indicators(edition, text))
    return None


def _indicators(edition: Edition) -> Sequence[Indicator]:
    return view_of(edition.store).indicators(edition.store)


def _near_indicators(edition: Edition, text: str) -> Sequence[Choice]:
    """The indicators whose names are nearest, else those that most plans state."""
    names_of = {each.name: len(each.plans) for each in _indicators(edition)}
    near = process.extract(text, list(names_of), scorer=OSA.normalized_similarity, score_cutoff=0.4, limit=MOST_CHOICES)
    common = sorted(names_of, key=lambda name: (-names_of[name], name))[:MOST_CHOICES]
    return [Choice(name, "", "", name) for name in ([found for found, _, _ in near] or common)]


def _plain(parameter: Parameter, text: str, error: InnographError) -> Unfit | None:
    if not str(error).startswith(f"{parameter.name}="):
        return None
    word = "range" if parameter.most else "number" if parameter.kind in {"integer", "year"} else "value"
    return Unfit(parameter.name, text, error.status, word, least=parameter.least, most=parameter.most)


def of_name(
    edition: Edition, field: str, text: str, types: Sequence[str], error: InnographError, word: str = ""
) -> Unfit:
    """Why the name of an entity does not fit; `word` is the reason for a name that nothing bears, where it is known."""
    shown = types if len(types) <= _NAMED_TYPES else ()
    if isinstance(error, AmbiguousNameError):
        several = [_candidate(edition, each) for each in error.candidates[: 4 * MOST_CHOICES]]
        return Unfit(field, text, error.status, "several", shown, choices=several)
    word = word or ("of_type" if shown else "name")
    near = names.suggestions(edition, text, types)[:MOST_CHOICES]
    found = [Choice(each.name, each.name_en, each.type, _sure(edition, each.name, each.id, types)) for each in near]
    return Unfit(field, text, error.status, word, shown, choices=found)


def _candidate(edition: Edition, found: Mapping[str, str]) -> Choice:
    return Choice(found["name"], names.english_names(edition).get(found["id"], ""), found["type"], found["id"])


def _sure(edition: Edition, name: str, identity: str, types: Sequence[str]) -> str:
    """The name where it means this entity and no other, else the id."""
    try:
        found = resolve_name(edition.store, name, tuple(types))
    except InnographError:
        return identity
    return name if found["id"] == identity else identity


def of_plan(edition: Edition, field: str, text: str, error: InnographError) -> Unfit:
    """Why the name of a plan does not fit, with the plans that there are."""
    if isinstance(error, AmbiguousNameError):
        several = [Choice(each["name"], "", "", each["id"]) for each in error.candidates]
        return Unfit(field, text, error.status, "several", choices=several)
    loaded = [Choice(plan.title, "", "", plan.id) for plan in edition.plans()[: 2 * MOST_CHOICES]]
    return Unfit(field, text, error.status, "plan", choices=loaded if isinstance(error, NotFoundError) else [])
