"""The page of a technology: who, where, in which plans, and the terms above and below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from innograph.api.deps import Edition
from innograph.api.reading import entities
from innograph.api.reading.common import Row, brief, brief_of
from innograph.api.schemas import Brief, Entity
from innograph.graph.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Doer:
    """Someone who targets the technology. `edge` is the edge's id, `place` the region that hosts them."""

    entity: Brief
    edge: str
    commitment: str
    plans: Sequence[str]
    technology: Brief
    place: Brief | None


@dataclass(frozen=True, slots=True)
class TechnologyView:
    """All that the page shows. `narrower` are the terms below, with how often the plans name them."""

    entity: Entity
    doers: Sequence[tuple[str, Sequence[Doer]]]
    regions: Sequence[tuple[Brief, int]]
    narrower: Sequence[tuple[Brief, int]]
    with_narrower: bool


def technology(edition: Edition, identity: str, *, with_narrower: bool) -> TechnologyView:
    """A technology, and with `with_narrower` who targets a term below it; raises NotFoundError for anything else."""
    found = entities.entity(edition, identity)
    if found.type != "Technology":
        raise NotFoundError(f"{found.name} is no technology; /entities/{identity} has its page")
    narrower = _narrower(edition, identity)
    ids = [identity, *(each.id for each, _ in narrower)] if with_narrower else [identity]
    doers = _doers(edition, ids)
    return TechnologyView(found, _by_type(doers), _regions(doers), narrower, with_narrower)


def _narrower(edition: Edition, identity: str) -> Sequence[tuple[Brief, int]]:
    query = (
        f"MATCH (t:Technology) WHERE $id IN t.ancestors RETURN {brief_of('t')}, t.mentions AS mentions "
        "ORDER BY mentions DESC, name LIMIT 200"
    )
    return [(brief(row), row["mentions"]) for row in edition.read(query, {"id": identity})]


def _doers(edition: Edition, ids: Sequence[str]) -> Sequence[Doer]:
    query = (
        "UNWIND $ids AS i MATCH (n:Entity)-[e:TARGETS]->(t:Technology {id: i}) "
        f"OPTIONAL MATCH (n)<-[h:HOSTS]-(r:Region) RETURN {brief_of('n')}, {brief_of('t', 't_')}, {brief_of('r', 'r_')}, "
        "e.commitment AS commitment, e.plans AS plans, n.mentions AS mentions, h.confidence AS sure "
        "ORDER BY mentions DESC, name, id, t_name, sure DESC, r_name"
    )
    found: dict[tuple[str, str], Doer] = {}
    for row in edition.read(query, {"ids": list(ids)}):
        found.setdefault((row["id"], row["t_id"]), _doer(row))
    return list(found.values())


def _doer(row: Row) -> Doer:
    near, far = brief(row), brief(row, "t_")
    place = brief(row, "r_") if row["r_id"] else None
    return Doer(near, f"{near.id}~TARGETS~{far.id}", row["commitment"] or "", row["plans"], far, place)


def _by_type(doers: Sequence[Doer]) -> Sequence[tuple[str, Sequence[Doer]]]:
    groups: dict[str, list[Doer]] = {}
    for doer in doers:
        groups.setdefault(doer.entity.type, []).append(doer)
    return sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def _regions(doers: Sequence[Doer]) -> Sequence[tuple[Brief, int]]:
    """Regions that target it themselves or host those who do, with the number of these."""
    counted: dict[str, tuple[Brief, set[str]]] = {}
    for doer in doers:
        region = doer.entity if doer.entity.type == "Region" else doer.place
        if region:
            counted.setdefault(region.id, (region, set()))[1].add(doer.entity.id)
    return sorted(((region, len(who)) for region, who in counted.values()), key=lambda pair: (-pair[1], pair[0].name))
