"""Two districts or plans side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from innograph.api.deps import Edition, node_type
from innograph.api.pages.ledger import Pair, pairs
from innograph.api.pages.unfit import Unfit, of_name
from innograph.api.reading import figures
from innograph.api.reading.common import brief, brief_of
from innograph.api.reading.figures import TargetFilter
from innograph.api.schemas import Brief, Target
from innograph.graph.errors import AmbiguousNameError, BadParameterError, NotFoundError
from innograph.graph.model import ontology
from innograph.queries.running import resolve_name

MOST_OWN = 60


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: a plan, or a district by the plans that are its own (else by what is tied to it)."""

    id: str
    name: str
    name_en: str
    plans: tuple[str, ...]
    region: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """A plan or region to choose."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Share:
    """What both have and what each has alone, of one sort; `own_a` and `own_b` are cut at MOST_OWN."""

    sort: str
    shared: Sequence[Brief]
    own_a: Sequence[Brief]
    own_b: Sequence[Brief]
    count_a: int
    count_b: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the page shows."""

    a: Side
    b: Side
    shares: Sequence[Share]
    targets: Sequence[Pair]


def side(edition: Edition, text: str) -> Side:
    """A plan by its id, or a region by any name; raises NotFoundError or AmbiguousNameError."""
    if text in edition.plan_by_id:
        return Side(text, edition.plan(text).title, "", (text,))
    found = resolve_name(edition.store, text.strip(), ("Region",))
    query = "MATCH (n:Entity {id: $id}) RETURN n.name AS name, n.name_en AS name_en, n.aliases AS aliases"
    row = edition.read(query, {"id": found["id"]})[0]
    names = {row["name"], *(row["aliases"] or [])}
    own = tuple(plan.id for plan in edition.plans() if plan.region in names)
    return Side(found["id"], row["name"], row["name_en"] or "", own, found["id"])


def unfit(edition: Edition, one: str, other: str) -> Unfit | None:
    """Which of two sides is neither a plan nor a region; None where both are one."""
    for field, text in (("a", one), ("b", other)):
        try:
            side(edition, text)
        except (NotFoundError, AmbiguousNameError, BadParameterError) as error:
            return of_name(edition, field, text.strip(), ("Region",), error, "side")
    return None


def compare(edition: Edition, one: str, other: str) -> Comparison:
    """What two sides share and what each has alone."""
    a, b = side(edition, one), side(edition, other)
    all_a, all_b = _entities(edition, a), _entities(edition, b)
    actors = {name for name in ontology().entity_types if "Actor" in ontology().labels(name)}
    partners = [_partners(edition, each) for each in (a, b)]
    return Comparison(
        a=a,
        b=b,
        shares=[
            _share("actors", [e for e in all_a if e.type in actors], [e for e in all_b if e.type in actors]),
            _share("partners", *partners),
            _share(
                "technologies",
                [e for e in all_a if e.type == "Technology"],
                [e for e in all_b if e.type == "Technology"],
            ),
            _share(
                "programmes", [e for e in all_a if e.type == "Programme"], [e for e in all_b if e.type == "Programme"]
            ),
        ],
        targets=pairs(edition, _targets(edition, a), _targets(edition, b)),
    )


def _share(sort: str, a: Sequence[Brief], b: Sequence[Brief]) -> Share:
    in_a, in_b = {each.id for each in a}, {each.id for each in b}
    return Share(
        sort,
        [each for each in a if each.id in in_b],
        [each for each in a if each.id not in in_b][:MOST_OWN],
        [each for each in b if each.id not in in_a][:MOST_OWN],
        len(in_a - in_b),
        len(in_b - in_a),
    )


def _entities(edition: Edition, side: Side) -> Sequence[Brief]:
    if side.plans:
        match = "MATCH (n:Entity) WHERE any(p IN n.plans WHERE p IN $plans)"
    else:
        match = "MATCH (r:Entity {id: $id})--(n:Entity) WITH DISTINCT n"
    query = f"{match} RETURN {brief_of('n')}, n.mentions AS mentions ORDER BY mentions DESC, name, id"
    return [brief(row) for row in edition.read(query, {"plans": list(side.plans), "id": side.id})]


def _partners(edition: Edition, side: Side) -> Sequence[Brief]:
    """Who takes part in a partnership that the side's plans state, those with most of them first."""
    if not side.plans:
        return []
    query = (
        "MATCH (n:Entity)-[e:PARTNERS]-(:Entity) WHERE any(p IN e.plans WHERE p IN $plans) "
        f"WITH n, count(e) AS ties RETURN {brief_of('n')}, ties ORDER BY ties DESC, name, id"
    )
    return [brief(row) for row in edition.read(query, {"plans": list(side.plans)})]


def _targets(edition: Edition, side: Side) -> Sequence[Target]:
    filters = [TargetFilter(plan=plan) for plan in side.plans] or [TargetFilter(region=side.region)]
    return [target for each in filters for target in figures.targets(edition, each, 0, 2000)[0]]


def choices(edition: Edition) -> Sequence[Pick]:
    """What can be chosen: the plans, then the regions that plans are about or speak of most."""
    rows = edition.read(
        f"MATCH (n:Region) RETURN {brief_of('n')}, n.mentions AS mentions ORDER BY mentions DESC, name LIMIT 40"
    )
    regions = [brief(row) for row in rows if node_type(row["labels"]) == "Region"]
    plans = [Pick(plan.id, plan.title, "") for plan in edition.plans()]
    return plans + [Pick(each.id, each.name, each.name_en) for each in regions]
