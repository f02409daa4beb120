"""The plan's facts with what a second opinion adds, each marked with who read it; what the loaders read stays as it is."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from innograph.graph.identity import Authority, identify
from innograph.graph.model import ontology
from innograph.graph.records import LOADERS, Entity, Evidence, Figure, Mention, PlanFacts, Relation
from innograph.loaders.extract.figures.units import normalise
from innograph.loaders.extract.places import place_forms, scope_of
from innograph.loaders.opinion.checking import Named, Stated, Tied, form

CONFIDENCE = 0.5
"""Confidence of what the second opinion alone read: one number for all of it, calibrated on nothing."""
MOST_EVIDENCE = 8
"""Most passages kept as evidence of one relation."""

OTHER_TYPE = "name that the loaders read as of another type"
OTHER_NAME = "inside or across another name"
NO_ENTITY = "tie to what is no entity of the plan"
NOT_ALLOWED = "relation that the ontology does not allow between these types"
OTHERWISE = "figure that the loaders read with another year or kind"


@dataclass(frozen=True, slots=True)
class Joined:
    """The facts, and how many claims were new, told what the loaders had read, or were dropped, by what and why."""

    facts: PlanFacts
    kept: Counter[str]
    agreed: Counter[str]
    dropped: Counter[str]


def joined(
    facts: PlanFacts,
    named: Sequence[Named],
    tied: Sequence[Tied],
    stated: Sequence[Stated],
    *,
    reader: str,
    authority: Authority,
) -> Joined:
    """Join what stands in the text to the facts; a pure function of its arguments."""
    tally = Joined(facts, Counter(), Counter(), Counter())
    entities = _Entities(facts, authority, reader)
    for each in sorted(set(named), key=lambda n: (n.span.start, -n.span.end, n.type)):
        entities.take(each, tally)
    whole = entities.whole()
    relations = _relations(facts, whole, tied, reader, tally)
    figures = _figures(facts, stated, reader, tally)
    return replace(tally, facts=replace(facts, entities=whole, relations=relations, figures=figures))


# Entities.


class _Entities:
    """The entities of the loaders, and those that come to them."""

    def __init__(self, facts: PlanFacts, authority: Authority, reader: str) -> None:
        self._facts, self._authority, self._reader = facts, authority, reader
        self._scope = scope_of(facts.plan)
        self._entities = list(facts.entities)
        self._by_form: dict[str, set[int]] = defaultdict(set)
        self._by_identity: dict[tuple[str, str], int] = {}
        self._spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for at, entity in enumerate(self._entities):
            for name in _forms(entity):
                self._by_form[name].add(at)
            for name in (entity.name, *entity.aliases):
                self._by_identity.setdefault(self._identity(name, entity.type), at)
            for m in entity.mentions:
                self._spans[m.passage].append((m.start, m.end, at))

    def _identity(self, name: str, kind: str) -> tuple[str, str]:
        found = identify(name, kind, self._scope, self._authority)
        return found.type, found.canonical

    def take(self, each: Named, tally: Joined) -> None:
        """Join one name: it tells what is there, adds a mention, a form or an entity, or is dropped."""
        span = each.span
        here = [s for s in self._spans[span.passage] if s[0] < span.end and span.start < s[1]]
        same = next((at for start, end, at in here if (start, end) == (span.start, span.end)), None)
        if same is not None:
            self._told_again(same, each, tally)
            return
        known = self._by_form.get(form(each.surface), set())
        if known and all(self._entities[at].type != each.type for at in known):
            tally.dropped[OTHER_TYPE] += 1
        elif not self._fits(each, here):
            tally.dropped[OTHER_NAME] += 1
        else:
            self._add(each, tally)

    def _told_again(self, at: int, each: Named, tally: Joined) -> None:
        entity = self._entities[at]
        if entity.type != each.type:
            tally.dropped[OTHER_TYPE] += 1
            return
        mine = [m for m in entity.mentions if (m.start, m.end) == (each.span.start, each.span.end)]
        if any(m.readers for m in mine):
            return
        readers = (LOADERS, self._reader)
        mentions = tuple(replace(m, readers=readers) if m in mine else m for m in entity.mentions)
        self._entities[at] = replace(entity, mentions=mentions)
        tally.agreed["mentions"] += 1

    def _fits(self, each: Named, here: Sequence[tuple[int, int, int]]) -> bool:
        """As in the loaders' own reading: the longer name wins, and inside a name only a field has a place."""
        for start, end, at in here:
            inside = start <= each.span.start and each.span.end <= end
            around = each.span.start <= start and end <= each.span.end
            field = each.type == "Technology" and self._entities[at].type != "Technology"
            if not around and not (inside and field):
                return False
        return True

    def _add(self, each: Named, tally: Joined) -> None:
        span = each.span
        mention = Mention(span.passage, span.start, span.end, each.surface, (self._reader,), CONFIDENCE)
        key = self._identity(each.surface, each.type)
        at = self._by_identity.get(key)
        if at is None:
            at = len(self._entities)
            name = each.surface
            reasons = {name: f"read by {self._reader} alone"}
            self._entities.append(Entity("", name, each.type, (mention,), reasons=reasons, confidence=CONFIDENCE))
        else:
            entity = self._entities[at]
            mentions = tuple(sorted((*entity.mentions, mention), key=lambda m: (m.start, m.end)))
            entity = replace(entity, mentions=mentions)
            if form(each.surface) not in _forms(entity):
                reasons = {**entity.reasons, each.surface: f"one canonical form; read by {self._reader} alone"}
                aliases = tuple(sorted({*entity.aliases, each.surface}))
                entity = replace(entity, aliases=aliases, reasons=reasons)
            self._entities[at] = entity
        self._by_identity.setdefault(key, at)
        self._by_form[form(each.surface)].add(at)
        self._spans[span.passage].append((span.start, span.end, at))
        tally.kept["mentions"] += 1

    def whole(self) -> tuple[Entity, ...]:
        """All entities: the loaders' under their ids, the new ones behind them."""
        own = len(self._facts.entities)
        new = [replace(e, id=f"e{n}") for n, e in enumerate(self._entities[own:], own + 1)]
        return (*self._entities[:own], *new)


def _forms(entity: Entity) -> set[str]:
    return {form(name) for name in (entity.name, *entity.aliases, *(m.surface for m in entity.mentions))}


# Relations.


def _relations(
    facts: PlanFacts, entities: Sequence[Entity], tied: Sequence[Tied], reader: str, tally: Joined
) -> tuple[Relation, ...]:
    by_form: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        for name in sorted(_forms(entity)):
            by_form[name].append(entity)
    own = {_key(r.head, r.type, r.tail): (r.head, r.type, r.tail) for r in facts.relations}
    found: dict[tuple[str, str, str], set[Evidence]] = {}
    turned: dict[tuple[str, str, str], tuple[str, str, str]] = dict(own)
    for each in tied:
        ends = _ends(each, by_form)
        if isinstance(ends, str):
            tally.dropped[ends] += 1
            continue
        said = (ends[0].id, each.type, ends[1].id)
        key = turned.setdefault(_key(*said), said)  # a tie without direction is written as it was first read
        found.setdefault(key, set()).add(Evidence(each.span.passage, each.span.start, each.span.end))
    for key in found:
        (tally.agreed if _key(*key) in own else tally.kept)["relations"] += 1
    new = (
        Relation(*key, tuple(sorted(places, key=lambda e: (e.start, e.end)))[:MOST_EVIDENCE], reader, CONFIDENCE)
        for key, places in sorted(found.items(), key=lambda item: (min(e.start for e in item[1]), item[0]))
    )
    return (*facts.relations, *new)


def _ends(each: Tied, by_form: Mapping[str, Sequence[Entity]]) -> tuple[Entity, Entity] | str:
    heads, tails = by_form.get(each.head, ()), by_form.get(each.tail, ())
    pairs = [(h, t) for h in heads for t in tails if h.id != t.id]
    if not pairs:
        return NO_ENTITY
    return next((p for p in pairs if ontology().allows(p[0].type, each.type, p[1].type)), NOT_ALLOWED)


def _undirected(kind: str) -> bool:
    return ontology().edge(kind).undirected


def _key(head: str, kind: str, tail: str) -> tuple[str, str, str]:
    return (tail, kind, head) if _undirected(kind) and tail < head else (head, kind, tail)


# Figures.


def _figures(facts: PlanFacts, stated: Sequence[Stated], reader: str, tally: Joined) -> tuple[Figure, ...]:
    figures = list(facts.figures)
    new: list[Figure] = []
    for each in sorted(stated, key=lambda s: (s.span.start, s.span.end, s.name)):
        figure = _figure(each, facts, reader, len(figures) + len(new) + 1)
        at = next((n for n, f in enumerate(figures) if _same(f, figure)), None)
        if at is not None:
            tally.agreed["figures"] += not figures[at].readers
            figures[at] = replace(figures[at], readers=(LOADERS, reader))
        elif any(_at_one_place(f, figure) for f in figures):
            tally.dropped[OTHERWISE] += 1
        elif not any(_same(f, figure) or _at_one_place(f, figure) for f in new):
            new.append(figure)
            tally.kept["figures"] += 1
    return (*figures, *new)


def _figure(each: Stated, facts: PlanFacts, reader: str, number: int) -> Figure:
    norm_value, norm_unit = normalise(each.value, each.unit)
    return Figure(
        id=f"{facts.plan.id}.f{number:03d}",
        name=_without_place(each.name, facts),
        value=each.value,
        unit=each.unit,
        year=each.year,
        kind=each.kind,
        evidence=Evidence(each.span.passage, each.span.start, each.span.end),
        value_max=each.high,
        measure=each.measure,
        hedge=each.hedge,
        norm_value=norm_value,
        norm_unit=norm_unit,
        readers=(reader,),
        confidence=CONFIDENCE,
    )


def _without_place(name: str, facts: PlanFacts) -> str:
    bare = name.removeprefix(place_forms(facts.plan)[0]) if facts.plan.region else name
    return bare if len(bare) >= 4 else name


def _base(figure: Figure) -> tuple[float, str]:
    return normalise(figure.value, form(figure.unit))


def _same(one: Figure, other: Figure) -> bool:
    """Whether two readings tell one figure: at one place, or under one name in two (a plan's table repeats its text)."""
    if (one.year, one.kind) != (other.year, other.kind):
        return False
    return _at_one_place(one, other) or (_base(one) == _base(other) and _alike(one.name, other.name))


def _at_one_place(one: Figure, other: Figure) -> bool:
    a, b = one.evidence, other.evidence
    return a.passage == b.passage and a.start < b.end and b.start < a.end and _base(one) == _base(other)


def _alike(one: str, other: str) -> bool:
    x, y = ({form(n)[i : i + 2] for i in range(len(form(n)) - 1)} for n in (one, other))
    return bool(x and y) and 2 * len(x & y) / (len(x) + len(y)) >= 0.45
