"""What every view uses: the ontology's names for Cypher, nodes in short, and places in the text of plans."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from innograph.api.deps import Edition, node_type
from innograph.api.schemas import Brief, Place, Text
from innograph.graph.errors import BadParameterError
from innograph.graph.model import ontology

Row = Mapping[str, Any]

BRIEF = "{v}.id AS {p}id, coalesce({v}.name, {v}.title) AS {p}name, {v}.name_en AS {p}name_en, {v}.kind AS {p}kind, labels({v}) AS {p}labels"
PASSAGE = "p.id AS passage, p.plan AS plan, p.section AS section, p.start AS passage_start, p.end AS passage_end, p.text AS text"


def brief_of(variable: str, prefix: str = "") -> str:
    """Cypher that returns a node in short, its columns behind a prefix; `brief` reads them."""
    return BRIEF.format(v=variable, p=prefix)


def brief(row: Row, prefix: str = "") -> Brief:
    """The node in short that `brief_of` returned."""
    return Brief(
        id=row[f"{prefix}id"],
        name=row[f"{prefix}name"] or "",
        name_en=row[f"{prefix}name_en"] or "",
        type=node_type(row[f"{prefix}labels"]),
        kind=row[f"{prefix}kind"] or "",
    )


def edge_pattern(types: Sequence[str] = ()) -> str:
    """The edge types wanted as Cypher ("A|B"), all that are read from text without any; checked, as it is not quoted."""
    known = ontology().relation_types
    unknown = [name for name in types if name not in known]
    if unknown:
        raise BadParameterError(f"no edge type {unknown[0]!r}; there are: {', '.join(known)}")
    return "|".join(types or known)


def undirected_types() -> list[str]:
    """The edge types whose direction says nothing."""
    return [name for name, edge in ontology().edges.items() if edge.undirected]


def type_label(name: str) -> Text:
    """What a type of node or edge is called."""
    found = ontology().nodes.get(name) or ontology().edges.get(name)
    return Text(zh=found.label.zh, en=found.label.en) if found else Text(zh=name, en=name)


def total_of(found: int, offset: int, limit: int, count: Callable[[], int]) -> int:
    """How many items a list has: known from a page that is not full, else counted."""
    return offset + found if found < limit and (found or not offset) else count()


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section with the headings that lead to it, its own last."""

    id: str
    parent: str
    number: str
    title: str
    level: int
    start: int
    end: int
    path: tuple[str, ...]


def sections(edition: Edition, plan: str) -> Mapping[str, SectionRow]:
    """The sections of a plan by id, in the order of the text."""

    def make() -> Mapping[str, SectionRow]:
        query = (
            "MATCH (s:Section) WHERE s.plan = $plan RETURN s.id AS id, s.parent AS parent, s.number AS number, "
            "s.title AS title, s.level AS level, s.start AS start, s.end AS end ORDER BY s.start, s.level, s.id"
        )
        rows = {row["id"]: row for row in edition.read(query, {"plan": plan})}
        return {
            name: SectionRow(
                id=name,
                parent=row["parent"] or "",
                number=row["number"] or "",
                title=row["title"],
                level=row["level"],
                start=row["start"],
                end=row["end"],
                path=_path(rows, name),
            )
            for name, row in rows.items()
        }

    return edition.keep(("sections", plan), make)


def _path(rows: Mapping[str, Row], name: str) -> tuple[str, ...]:
    path: list[str] = []
    seen: set[str] = set()
    while name in rows and name not in seen:
        seen.add(name)
        row = rows[name]
        path.append(f"{row['number'] or ''}{row['title']}")
        name = row["parent"] or ""
    return tuple(reversed(path))


def section_path(edition: Edition, plan: str, section: str) -> list[str]:
    """The headings that lead to a section; empty for none."""
    found = sections(edition, plan).get(section) if section else None
    return list(found.path) if found else []


def place_values(edition: Edition, row: Row, start: int, end: int) -> dict[str, Any]:
    """The fields of a `Place` from a row with the columns of PASSAGE."""
    plan, section = row["plan"], row["section"] or ""
    return {
        "plan": plan,
        "plan_title": edition.plan_by_id[plan].title if plan in edition.plan_by_id else plan,
        "section": section,
        "section_path": section_path(edition, plan, section),
        "passage": row["passage"],
        "start": start,
        "end": end,
        "passage_start": row["passage_start"],
        "passage_end": row["passage_end"],
        "text": row["text"] or None,
    }


def place(edition: Edition, row: Row, start: int, end: int) -> Place:
    """A span of a passage from a row with the columns of PASSAGE."""
    return Place(**place_values(edition, row, start, end))


def passages(edition: Edition, ids: Iterable[str]) -> Mapping[str, Row]:
    """Rows with the columns of PASSAGE, by passage id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = edition.read(f"UNWIND $ids AS i MATCH (p:Passage {{id: i}}) RETURN {PASSAGE}", {"ids": wanted})
    return {row["passage"]: row for row in rows}
