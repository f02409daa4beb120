"""Plans: what was read from each, their sections, and their passages with the facts found in them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from innograph.api.deps import Edition, node_type
from innograph.api.reading.common import Row, brief, brief_of, edge_pattern, section_path, sections, type_label
from innograph.api.reading.edges import EDGE, edge_id
from innograph.api.schemas import (
    Brief,
    Passage,
    PassageDetail,
    PassageFact,
    PassageFigure,
    PassageMention,
    Plan,
    PlanLine,
    Section,
    TaskLine,
    TypeCount,
)
from innograph.graph.errors import NotFoundError
from innograph.graph.model import ontology
from innograph.graph.store import PlanInfo


def line(plan: PlanInfo) -> PlanLine:
    """A plan in a list."""
    return PlanLine(**{name: getattr(plan, name) for name in PlanLine.model_fields})


def detail(edition: Edition, plan_id: str) -> Plan:
    """One plan; raises NotFoundError."""
    return edition.keep(("plan", plan_id), lambda: _detail(edition, plan_id))


def _detail(edition: Edition, plan_id: str) -> Plan:
    info = edition.plan(plan_id)
    entities = "MATCH (n:Entity) WHERE $plan IN n.plans RETURN labels(n) AS labels, count(*) AS n"
    by_type = {node_type(row["labels"]): row["n"] for row in edition.read(entities, {"plan": plan_id})}
    return Plan(
        **line(info).model_dump(),
        entity_types=_counts(by_type),
        relation_types=_counts(_stated(edition, plan_id).by_type),
        tasks=_tasks(edition, plan_id),
        coverage=edition.coverage,
    )


def _counts(counted: Mapping[str, int]) -> list[TypeCount]:
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [TypeCount(type=name, label=type_label(name), count=n) for name, n in order]


def _tasks(edition: Edition, plan_id: str) -> list[TaskLine]:
    query = (
        "MATCH (:Plan {id: $plan})-[:HAS_TASK]->(t:Task) OPTIONAL MATCH (n:Entity)-[:RESPONSIBLE_FOR]->(t) "
        f"RETURN t.id AS task, t.number AS number, t.title AS title, t.section AS section, {brief_of('n')} "
        "ORDER BY number, task, name"
    )
    tasks: dict[str, tuple[Row, list[Brief]]] = {}
    for row in edition.read(query, {"plan": plan_id}):
        _, responsible = tasks.setdefault(row["task"], (row, []))
        if row["id"]:
            responsible.append(brief(row))
    return [
        TaskLine(
            id=name, number=row["number"], title=row["title"], section=row["section"] or "", responsible=responsible
        )
        for name, (row, responsible) in tasks.items()
    ]


def section_lines(edition: Edition, plan_id: str) -> list[Section]:
    """The sections of a plan in the order of the text; raises NotFoundError."""
    edition.plan(plan_id)
    counted: dict[str, int] = {}
    for passage in skeleton(edition, plan_id):
        counted[passage.section] = counted.get(passage.section, 0) + 1
    return [
        Section(
            id=row.id,
            parent=row.parent,
            number=row.number,
            title=row.title,
            level=row.level,
            path=list(row.path),
            start=row.start,
            end=row.end,
            passages=counted.get(row.id, 0),
        )
        for row in sections(edition, plan_id).values()
    ]


@dataclass(frozen=True, slots=True)
class Bone:
    """A passage's id and that of the section it stands in ("" for none)."""

    id: str
    section: str


def skeleton(edition: Edition, plan_id: str) -> Sequence[Bone]:
    """Ids and sections of all passages of a plan, in the order of the text."""

    def make() -> Sequence[Bone]:
        query = "MATCH (p:Passage) WHERE p.plan = $plan RETURN p.id AS id, p.section AS section ORDER BY p.start, p.id"
        return [Bone(row["id"], row["section"] or "") for row in edition.read(query, {"plan": plan_id})]

    return edition.keep(("skeleton", plan_id), make)


def passages_of(edition: Edition, plan_id: str, section: str, offset: int, limit: int) -> tuple[list[Passage], int]:
    """Passages of a plan, or of one section with all that stands under it; raises NotFoundError."""
    edition.plan(plan_id)
    bones = skeleton(edition, plan_id)
    if section:
        wanted = _under(edition, plan_id, section)
        bones = [bone for bone in bones if bone.section in wanted]
    chosen = [bone.id for bone in bones[offset : offset + limit]]
    return _read(edition, plan_id, chosen), len(bones)


def _under(edition: Edition, plan_id: str, section: str) -> set[str]:
    known = sections(edition, plan_id)
    if section not in known:
        raise NotFoundError(f"plan {plan_id!r} has no section {section!r}; /api/plans/{plan_id}/sections lists them")
    wanted = {section}
    grown = True
    while grown:
        more = {row.id for row in known.values() if row.parent in wanted} - wanted
        wanted |= more
        grown = bool(more)
    return wanted


def passage_detail(edition: Edition, identity: str) -> PassageDetail:
    """One passage with what was read from it and the ids of those beside it; raises NotFoundError."""
    rows = edition.read("MATCH (p:Passage {id: $id}) RETURN p.plan AS plan", {"id": identity})
    if not rows:
        raise NotFoundError(f"no passage has the id {identity!r}")
    plan_id = rows[0]["plan"]
    ids = [bone.id for bone in skeleton(edition, plan_id)]
    at = ids.index(identity)
    return PassageDetail(
        **_read(edition, plan_id, [identity])[0].model_dump(),
        previous=ids[at - 1] if at else "",
        next=ids[at + 1] if at + 1 < len(ids) else "",
        coverage=edition.coverage,
    )


def _read(edition: Edition, plan_id: str, ids: Sequence[str]) -> list[Passage]:
    query = "UNWIND $ids AS i MATCH (p:Passage {id: i}) RETURN p"
    rows = {row["p"]["id"]: row["p"] for row in edition.read(query, {"ids": list(ids)})} if ids else {}
    mentions = _mentions(edition, ids)
    figures = _figures(edition, ids)
    facts = _facts(edition, plan_id, ids)
    return [
        Passage(
            id=name,
            plan=plan_id,
            plan_title=edition.plan(plan_id).title,
            section=rows[name]["section"] or "",
            section_path=section_path(edition, plan_id, rows[name]["section"] or ""),
            kind=rows[name]["kind"],
            start=rows[name]["start"],
            end=rows[name]["end"],
            sha256=rows[name]["sha256"],
            text=rows[name]["text"] or None,
            mentions=mentions.get(name, []),
            facts=facts.get(name, []),
            figures=figures.get(name, []),
        )
        for name in ids
        if name in rows
    ]


def _mentions(edition: Edition, ids: Iterable[str]) -> dict[str, list[PassageMention]]:
    query = (
        "UNWIND $ids AS i MATCH (p:Passage {id: i})<-[m:MENTIONED_IN]-(n:Entity) RETURN p.id AS passage, "
        f"m.start AS start, m.end AS end, m.surface AS surface, {brief_of('n')} ORDER BY start, end, id"
    )
    found: dict[str, list[PassageMention]] = {}
    for row in edition.read(query, {"ids": list(ids)}):
        mention = PassageMention(entity=brief(row), surface=row["surface"], start=row["start"], end=row["end"])
        found.setdefault(row["passage"], []).append(mention)
    return found


def _figures(edition: Edition, ids: Iterable[str]) -> dict[str, list[PassageFigure]]:
    query = (
        "UNWIND $ids AS i MATCH (p:Passage {id: i})<-[s:STATED_IN]-(t:Target)-[:OF]->(x:Indicator) "
        "RETURN p.id AS passage, t, x.id AS indicator, s.start AS start, s.end AS end ORDER BY start, end, t.id"
    )
    names = ("id", "name", "value", "measure", "kind")
    found: dict[str, list[PassageFigure]] = {}
    for row in edition.read(query, {"ids": list(ids)}):
        target = row["t"]
        figure = PassageFigure(
            **{name: target[name] for name in names},
            indicator=row["indicator"],
            value_max=target.get("value_max"),
            unit=target.get("unit") or "",
            year=target.get("year"),
            hedge=target.get("hedge") or "",
            start=row["start"],
            end=row["end"],
        )
        found.setdefault(row["passage"], []).append(figure)
    return found


@dataclass(frozen=True, slots=True)
class _Stated:
    """Where a plan states its edges: how many of each type, and passage -> the nodes that edges read there start from."""

    by_type: Mapping[str, int]
    heads: Mapping[str, set[str]]


def _stated(edition: Edition, plan_id: str) -> _Stated:
    """Looks at every edge of the graph, so it brings home no more than is needed to go straight to the edges of a passage."""

    def make() -> _Stated:
        query = (
            f"MATCH (a:Entity)-[e:{edge_pattern()}]->() WHERE $plan IN e.plans "
            "RETURN a.id AS head, type(e) AS type, e.passages AS passages"
        )
        by_type: Counter[str] = Counter()
        heads: dict[str, set[str]] = {}
        for row in edition.read(query, {"plan": plan_id}):
            by_type[row["type"]] += 1
            for passage in row["passages"]:
                heads.setdefault(passage, set()).add(row["head"])
        return _Stated(by_type, heads)

    return edition.keep(("stated", plan_id), make)


def _facts(edition: Edition, plan_id: str, ids: Sequence[str]) -> dict[str, list[PassageFact]]:
    """The edges that were read from these passages of a plan, by passage."""
    known = _stated(edition, plan_id).heads
    heads = sorted({head for name in ids for head in known.get(name, ())})
    if not heads:
        return {}
    query = (
        f"UNWIND $heads AS h MATCH (a:Entity {{id: h}})-[e:{edge_pattern()}]->(b) "
        "WHERE any(each IN e.passages WHERE each IN $ids) "
        f"RETURN {EDGE}, {brief_of('a', 'a_')}, {brief_of('b', 'b_')} ORDER BY type, source, target"
    )
    wanted = set(ids)
    found: dict[str, list[PassageFact]] = {}
    for row in edition.read(query, {"heads": heads, "ids": list(ids)}):
        for passage, fact in _told(row):
            if passage in wanted:
                found.setdefault(passage, []).append(fact)
    return found


def _told(row: Row) -> Iterator[tuple[str, PassageFact]]:
    """Each place that an edge was read from: its passage, and the fact as it stands there."""
    source, target = brief(row, "a_"), brief(row, "b_")
    columns = ("passages", "starts", "ends", "rules", "commitments", "confidences")
    for passage, start, end, rule, commitment, sure in zip(*(row[name] for name in columns), strict=True):
        yield (
            passage,
            PassageFact(
                id=edge_id(source.id, row["type"], target.id),
                type=row["type"],
                label=type_label(row["type"]),
                undirected=ontology().edge(row["type"]).undirected,
                source=source,
                target=target,
                start=start,
                end=end,
                rule=rule,
                commitment=commitment,
                confidence=sure,
            ),
        )
