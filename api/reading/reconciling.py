"""Reconciliation: names of a table matched against the graph's entities, and the graph's values brought back into it.

Types are the ontology's entity types. Properties are those of a node (`name_en`, `kind`, …) and the edges: `HOSTS` for those
that run from the entity, `HOSTS.in` for those that run to it, a bare name for undirected ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz.distance import OSA

from innograph.api.deps import Edition
from innograph.api.reading import names
from innograph.api.reading.common import brief, brief_of, edge_pattern, type_label
from innograph.api.reading.entities import LINE, line_values
from innograph.api.schemas import Brief, Suggestion
from innograph.graph.model import ontology

OWN = {
    "name": ("名称", "name"),
    "name_en": ("英文名", "English name"),
    "pinyin": ("拼音", "pinyin"),
    "aliases": ("别名", "aliases"),
    "kind": ("子类", "kind"),
    "type": ("类型", "type"),
    "plans": ("规划", "plans"),
    "mentions": ("提及次数", "mentions"),
}
INWARD = ".in"
MOST = 50
_BASE = {"exact": 100.0, "prefix": 80.0, "sound": 75.0, "part": 70.0, "near": 65.0}
_PROPERTY_WEIGHT = 15.0
_TYPE_WEIGHT = 10.0
_CLEAR = 90.0

Record = dict[str, Any]


def type_record(name: str) -> Record:
    """A type as the protocol tells it."""
    label = type_label(name)
    return {"id": name, "name": f"{label.zh} {label.en}"}


def types() -> list[Record]:
    """All types of entities."""
    return [type_record(name) for name in ontology().entity_types]


def properties(type_: str = "") -> list[Record]:
    """The properties of entities of a type, of all without one."""
    found = [{"id": name, "name": f"{zh} {en}"} for name, (zh, en) in OWN.items()]
    for name in ontology().relation_types:
        edge, label = ontology().edge(name), type_label(name)
        out, inward = not type_ or type_ in edge.source, not type_ or type_ in edge.to
        if out or (inward and edge.undirected):
            found.append({"id": name, "name": f"{label.zh} {label.en}"})
        if inward and not edge.undirected:
            found.append({"id": f"{name}{INWARD}", "name": f"{label.zh}(来自) {label.en} (from)"})
    return found


def known_property(identity: str) -> bool:
    """Whether there is a property of that id."""
    return identity in OWN or _edge_of(identity) is not None


def _edge_of(identity: str) -> tuple[str, bool] | None:
    """(edge type, whether it is wanted inward) of a property; None for a node's own."""
    name = identity.removesuffix(INWARD)
    if name not in ontology().relation_types:
        return None
    return name, identity.endswith(INWARD)


def candidates(
    edition: Edition, query: str, wanted: Sequence[str], limit: int, given: Sequence[tuple[str, str]] = ()
) -> list[Record]:
    """Entities that a name may mean, the likeliest first; `given` are (property, value) pairs that speak for some.

    `match` is true for one candidate at most: one that bears the name and that no other equals.
    """
    exact = _by_id(edition, query)
    found = exact or names.suggestions(edition, query, tuple(wanted))
    if not found and wanted:
        found = names.suggestions(edition, query)
    found = found[: max(limit, 25) if given else limit]
    agreed = {each.id: _agreement(edition, each.id, given) for each in found} if given else {}
    records = [_candidate(each, query, wanted, agreed.get(each.id)) for each in found]
    records.sort(key=lambda record: -record["score"])
    records = records[:limit]
    clear = records and records[0]["score"] >= _CLEAR
    if clear and (len(records) == 1 or records[0]["score"] > records[1]["score"]):
        records[0]["match"] = True
    return records


def _by_id(edition: Edition, text: str) -> list[Suggestion]:
    rows = edition.read(f"MATCH (n:Entity {{id: $id}}) RETURN {LINE}", {"id": text})
    fields = ("id", "name", "name_en", "type", "kind", "mentions")
    return [
        Suggestion(**{name: line_values(row)[name] for name in fields}, form=text, match="exact") for row in rows[:1]
    ]


def _candidate(found: Suggestion, query: str, wanted: Sequence[str], agreement: float | None) -> Record:
    likeness = OSA.normalized_similarity(names.folded(query), names.folded(found.form))
    named = 100.0 if found.match == "exact" else _BASE[found.match] * (0.5 + likeness / 2)
    fits = not wanted or found.type in wanted
    score = named - (0.0 if fits else _TYPE_WEIGHT)
    features: list[Record] = [{"id": "name", "value": round(likeness, 3)}, {"id": "type", "value": fits}]
    if agreement is not None:
        score -= _PROPERTY_WEIGHT * (1 - agreement)
        features.append({"id": "properties", "value": round(agreement, 3)})
    return {
        "id": found.id,
        "name": found.name,
        "description": _description(found),
        "type": [type_record(found.type)],
        "score": round(max(score, 0.0), 2),
        "match": False,
        "features": features,
    }


def _description(found: Suggestion) -> str:
    label = type_label(found.type)
    parts = [label.zh, found.name_en, found.kind, f"{found.mentions} 次提及"]
    return " · ".join(part for part in parts if part)


def _agreement(edition: Edition, identity: str, given: Sequence[tuple[str, str]]) -> float:
    """The share of the given values that the graph has for an entity."""
    values = extended(edition, [identity], [name for name, _ in given])[identity]
    held = 0
    for name, value in given:
        forms = {names.folded(str(each)) for cell in values[name] for each in cell.values()}
        held += any(names.folded(value) in form or form in names.folded(value) for form in forms if form)
    return held / len(given)


def suggested(edition: Edition, prefix: str, wanted: Sequence[str], start: int) -> list[Record]:
    """Entities whose names begin with, or sound like, what was typed."""
    found = names.suggestions(edition, prefix, tuple(wanted))[start : start + MOST]
    return [
        {
            "id": each.id,
            "name": each.name,
            "description": _description(each),
            "notable": [type_record(each.type)],
        }
        for each in found
    ]


def narrowed(records: Iterable[Record], prefix: str) -> list[Record]:
    """Records whose id or name holds what was typed."""
    wanted = names.folded(prefix)
    return [each for each in records if wanted in names.folded(each["id"]) or wanted in names.folded(each["name"])]


def extended(edition: Edition, ids: Sequence[str], wanted: Sequence[str]) -> dict[str, dict[str, list[Record]]]:
    """{entity id: {property: cells}}; ids that are not there have empty cells."""
    rows = edition.read(f"UNWIND $ids AS i MATCH (n:Entity {{id: i}}) RETURN {LINE}", {"ids": list(dict.fromkeys(ids))})
    lines = {row["id"]: line_values(row) for row in rows}
    edges = {each: edge for each in wanted if (edge := _edge_of(each))}
    tied = {name: _far_ends(edition, list(lines), *edge) for name, edge in edges.items()}
    table: dict[str, dict[str, list[Record]]] = {}
    for identity in ids:
        cells: dict[str, list[Record]] = {}
        for name in wanted:
            if name in tied:
                cells[name] = [{"id": each.id, "name": each.name} for each in tied[name].get(identity, ())]
            else:
                cells[name] = _cells(lines.get(identity, {}).get(name))
        table[identity] = cells
    return table


def _cells(value: Any) -> list[Record]:
    if isinstance(value, int):
        return [{"int": value}]
    values = value if isinstance(value, list) else [value]
    return [{"str": str(each)} for each in values if each]


def _far_ends(edition: Edition, ids: list[str], edge: str, inward: bool) -> Mapping[str, list[Brief]]:
    if not ids:
        return {}
    kind = edge_pattern([edge])
    arrow = f"-[:{kind}]-" if ontology().edge(edge).undirected else f"<-[:{kind}]-" if inward else f"-[:{kind}]->"
    query = (
        f"UNWIND $ids AS i MATCH (n:Entity {{id: i}}){arrow}(m) RETURN DISTINCT i, {brief_of('m')} ORDER BY i, name, id"
    )
    found: dict[str, list[Brief]] = {}
    for row in edition.read(query, {"ids": ids}):
        found.setdefault(row["i"], []).append(brief(row))
    return found
