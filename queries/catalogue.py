"""The catalogue: every query file read and checked.

A file begins with comment lines: `// title: zh | en`, `// description: zh | en`, one `// param NAME: KIND … — zh | en`
a parameter, `// returns: column, column`, and `// example: name=value name=value`. The statement follows.

Kinds: `entity` or `entity(Type, Type)` (any name, resolved to an id), `plan` (id, title or region), `indicator` (any
name, resolved to the ids of all indicators meant), `type`, `edge`, `choice(a, b)`, `string`, `year`, `boolean`,
`integer(min..max)`. `required` or `= default` ends the kind. What the columns hold stands in columns.yaml.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from innograph.graph.errors import NotFoundError, OntologyError
from innograph.graph.model import ontology
from innograph.graph.shipped import read_yaml

HOME = Path(__file__).parent
KINDS = frozenset({"entity", "plan", "indicator", "type", "edge", "choice", "string", "year", "boolean", "integer"})
COLUMN_TYPES = frozenset(
    {"string", "string[]", "integer", "integer[]", "float", "boolean", "object", "object[]", "evidence[]"}
)
_PARAM = re.compile(
    r"(?P<name>[a-z_]+): (?P<kind>[a-z]+)(?:\((?P<of>[^()]*)\))?(?: (?P<required>required)| = (?P<default>[^—]*?))?"
    r" — (?P<zh>[^|]+) \| (?P<en>.+)"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `types` narrow an entity, `least` and `most` bound an integer, `choices` are the values of a choice.

    `default` is as written ("": null).
    """

    name: str
    kind: str
    required: bool
    default: str
    title_zh: str
    title_en: str
    types: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer.

    `type` is a JSON type, or "evidence[]": a list of {plan, section, passage, start, end, text}, `text` null where the
    plan's text is not at hand, offsets in characters of the cleaned text.
    """

    name: str
    type: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Query:
    """A named query. `example` maps parameter names to values as a person would write them."""

    name: str
    title_zh: str
    title_en: str
    description_zh: str
    description_en: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    example: Mapping[str, str]
    cypher: str


@cache
def catalogue() -> tuple[Query, ...]:
    """All queries, by name; raises OntologyError naming a file whose header is wrong."""
    return tuple(read_query(path) for path in sorted(HOME.glob("*.cypher")))


def find_query(name: str) -> Query:
    """The query of that name; raises NotFoundError naming those there are."""
    for query in catalogue():
        if query.name == name:
            return query
    raise NotFoundError(f"no query {name!r}; there are {', '.join(q.name for q in catalogue())}")


def read_query(path: Path) -> Query:
    """Read and check one file."""
    lines = path.read_text("utf-8").splitlines()
    head = [line[3:] for line in lines if line.startswith("// ")]
    fields = dict(line.split(": ", 1) for line in head if ": " in line and not line.startswith("param "))
    missing = {"title", "description", "returns", "example"} - fields.keys()
    if missing:
        raise OntologyError(f"{path.name}: the header has no line '// {min(missing)}:'")
    title_zh, title_en = _both(path, fields["title"])
    description_zh, description_en = _both(path, fields["description"])
    query = Query(
        name=path.stem,
        title_zh=title_zh,
        title_en=title_en,
        description_zh=description_zh,
        description_en=description_en,
        parameters=tuple(_parameter(path, line[6:]) for line in head if line.startswith("param ")),
        columns=tuple(_column(path, name.strip()) for name in fields["returns"].split(",")),
        example=dict(word.split("=", 1) for word in shlex.split(fields["example"]) if "=" in word),
        cypher="\n".join(line for line in lines if not line.startswith("//")).strip(),
    )
    _check(path, query)
    return query


@cache
def columns() -> Mapping[str, Column]:
    """Every column that a query may return, by name; raises OntologyError where columns.yaml is wrong."""
    rows = read_yaml(HOME / "columns.yaml")
    found = {name: Column(name, row["type"], row["zh"], row["en"]) for name, row in rows.items()}
    for column in found.values():
        if column.type not in COLUMN_TYPES:
            raise OntologyError(f"columns.yaml: {column.name}: {column.type!r} is no type of a column")
    return found


def _column(path: Path, name: str) -> Column:
    if name not in columns():
        raise OntologyError(f"{path.name}: the column {name!r} is not described in columns.yaml")
    return columns()[name]


def _both(path: Path, text: str) -> tuple[str, str]:
    zh, bar, en = text.partition(" | ")
    if not bar:
        raise OntologyError(f"{path.name}: {text!r} is not 'Chinese | English'")
    return zh.strip(), en.strip()


def _parameter(path: Path, line: str) -> Parameter:
    found = _PARAM.fullmatch(line)
    if not found or found["kind"] not in KINDS:
        raise OntologyError(f"{path.name}: cannot read 'param {line}'")
    of = (found["of"] or "").strip()
    types = tuple(part.strip() for part in of.split(",")) if found["kind"] == "entity" and of else ()
    unknown = set(types) - set(ontology().nodes)
    if unknown:
        raise OntologyError(f"{path.name}: {min(unknown)!r} is no type of the ontology")
    if found["kind"] == "choice" and not of:
        raise OntologyError(f"{path.name}: {found['name']}: a choice needs its values")
    least, most = (int(part) for part in of.split("..")) if found["kind"] == "integer" else (0, 0)
    return Parameter(
        name=found["name"],
        kind=found["kind"],
        required=bool(found["required"]),
        default=(found["default"] or "").strip(),
        title_zh=found["zh"].strip(),
        title_en=found["en"].strip(),
        types=types,
        least=least,
        most=most,
        choices=tuple(part.strip() for part in of.split(",")) if found["kind"] == "choice" else (),
    )


def _check(path: Path, query: Query) -> None:
    names = {p.name for p in query.parameters}
    used = set(re.findall(r"\$([a-z_]+)", query.cypher))
    if used != names:
        odd = min(used ^ names)
        raise OntologyError(f"{path.name}: parameter {odd!r} is {'not declared' if odd in used else 'not used'}")
    if query.example.keys() - names:
        raise OntologyError(
            f"{path.name}: the example names {min(query.example.keys() - names)!r}, which is no parameter"
        )
    lacking = {p.name for p in query.parameters if p.required} - query.example.keys()
    if lacking:
        raise OntologyError(f"{path.name}: the example gives no {min(lacking)!r}")
