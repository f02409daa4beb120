"""A corpus from a few lines, for tests that compute by hand: entities are known by their names."""

from collections.abc import Mapping, Sequence
from typing import Any

from innograph.graph.analysis import Corpus, Document, Mention
from innograph.graph.export import Tables
from innograph.graph.merge import Row, edge_properties

Said = tuple[str, str, str, str] | tuple[str, str, str, str, str]
"""head, type, tail, passage ("a.p1") and, if wanted, commitment."""

TYPES = {"区": "Region", "市": "Region", "大学": "University", "园": "Park", "平台": "Platform", "科技": "Firm"}


def type_of(name: str, types: Mapping[str, str]) -> str:
    """The type by the table, else by the name's ending; Technology for all else."""
    found = (kind for ending, kind in TYPES.items() if name.endswith(ending))
    return types.get(name) or next(found, "Technology")


def corpus(
    plans: Mapping[str, tuple[str, int]],
    said: Sequence[Said],
    *,
    types: Mapping[str, str] | None = None,
    ancestors: Mapping[str, tuple[str, ...]] | None = None,
    mentions: Sequence[tuple[str, str, str]] = (),
    figures: Sequence[Mapping[str, Any]] = (),
) -> Corpus:
    """Plans are {id: (region, passages)}; mentions (entity, passage, section) are added to the ends of ties."""
    edges: dict[tuple[str, str, str], set[Row]] = {}
    named: dict[str, set[str]] = {}
    for place, (head, kind, tail, passage, *rest) in enumerate(said):
        row = Row(passage.split(".")[0], place * 10, place * 10 + 5, passage, "test", rest[0] if rest else "", 0.9)
        edges.setdefault((head, kind, tail), set()).add(row)
        for end in (head, tail):
            named.setdefault(end, set()).add(row.plan)
    for entity, passage, _ in mentions:
        named.setdefault(entity, set()).add(passage.split(".")[0])
    for plan, (region, _) in plans.items():
        named.setdefault(region, set()).add(plan)
    nodes = [
        {"id": name, "name": name, "type": type_of(name, types or {}), "plans": sorted(within), "mentions": 1}
        for name, within in sorted(named.items())
    ]
    rows = [
        {"head": head, "type": kind, "tail": tail, **edge_properties(found)}
        for (head, kind, tail), found in edges.items()
    ]
    content = Tables("test", (), tuple(nodes), tuple(rows), tuple(dict(row) for row in figures))
    return Corpus.of(
        content,
        documents=tuple(Document(p, f"{r}规划", "", r, 2021, 2025, n) for p, (r, n) in plans.items()),
        mentions=tuple(Mention(entity, passage, section, 0, 1) for entity, passage, section in mentions),
        ancestors=ancestors,
    )


def figure(identity: str, plan: str, name: str, value: float, unit: str, **rest: Any) -> dict[str, Any]:
    """A target for 2025 as a row of `export.tables`."""
    row = {"id": identity, "plan": plan, "name": name, "value": value, "unit": unit, "norm_value": value}
    row |= {"norm_unit": unit, "year": 2025, "kind": "target", "measure": "level", "region": "", "indicator": name}
    return row | {"passage": f"{plan}.p9", "start": 0, "end": 4, "hedge": ""} | rest
