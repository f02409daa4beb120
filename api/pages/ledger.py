"""The ledger of figures: what plans state for an indicator, side by side where that can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from innograph.api.deps import Edition
from innograph.api.pages.figures import value_text
from innograph.api.reading import figures
from innograph.api.reading.figures import TargetFilter
from innograph.api.schemas import Target
from innograph.graph.records import Evidence, Figure
from innograph.graph.targets import indicator_core

MOST = 5000
_ADDED = frozenset({"新增", "净增", "新建", "累计"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A stated figure. `base` is its value in `base_unit`; `apart` are keys of the reasons why it stands apart."""

    target: Target
    value: str
    base: float
    base_unit: str
    qualifiers: tuple[str, ...]
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart, as a share (0..100) of the longest."""

    entry: Entry
    length: float
    label: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan says was achieved, beside what was aimed at before."""

    plan: str
    aimed: Entry
    achieved: Entry
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """All figures of one indicator. `bars` are those that can be compared; `apart` the others, each with its reasons."""

    name: str
    unit: str
    measure: str
    plans: int
    entries: Sequence[Entry]
    bars: Sequence[Bar]
    outcomes: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The groups of the ledger, those that most plans share first."""

    groups: Sequence[Group]
    total: int
    years: Sequence[int]


def nothing(edition: Edition) -> Ledger:
    """A ledger of no figures, for a form whose filters fit nothing."""
    return Ledger([], 0, edition.keep("page-years", lambda: _years(edition)))


def ledger(edition: Edition, wanted: TargetFilter) -> Ledger:
    """The figures that are wanted, by indicator."""
    found, total = figures.targets(edition, wanted, 0, MOST)
    return Ledger(
        groups=grouped(edition, found),
        total=total,
        years=edition.keep("page-years", lambda: _years(edition)),
    )


def _years(edition: Edition) -> Sequence[int]:
    rows = edition.read("MATCH (t:Target) WHERE t.year IS NOT NULL RETURN DISTINCT t.year AS year ORDER BY year")
    return [row["year"] for row in rows]


def grouped(edition: Edition, found: Iterable[Target]) -> Sequence[Group]:
    """Figures put together by what they are about, whatever words a plan uses for it."""
    by_core: dict[str, list[Entry]] = {}
    for target in found:
        core, entry = entry_of(edition, target)
        by_core.setdefault(core, []).append(entry)
    groups = [_group(entries) for entries in by_core.values()]
    groups.sort(key=lambda g: (-g.plans, -len(g.bars), -len(g.entries), g.name))
    return groups


def entry_of(edition: Edition, target: Target) -> tuple[str, Entry]:
    """What a figure is about, and the figure in base units."""
    info = edition.plan_by_id.get(target.evidence.plan)
    core, qualifiers = indicator_core(_figure(target), info.region if info else "")
    base = target.norm_value if target.norm_value is not None else target.value
    unit = target.norm_unit or target.unit
    return core, Entry(target, value_text(target.value, target.value_max), base, unit, qualifiers)


def _figure(target: Target) -> Figure:
    return Figure(
        id=target.id,
        name=target.name,
        value=target.value,
        unit=target.unit,
        year=target.year,
        kind=target.kind,
        evidence=Evidence("", 0, 0),
        measure=target.measure,
        norm_value=target.norm_value,
        norm_unit=target.norm_unit,
    )


def _group(entries: Sequence[Entry]) -> Group:
    """The figures that share measure, unit and way of counting with most of the others are compared."""
    counted: dict[tuple[str, str, bool], set[str]] = {}
    for entry in entries:
        counted.setdefault(_way(entry), set()).add(entry.target.evidence.plan)
    way = max(counted, key=lambda each: (len(counted[each]), sum(_way(e) == each for e in entries), each[1]))
    marked = [_marked(entry, way) for entry in entries]
    marked.sort(key=lambda e: (bool(e.apart), e.target.evidence.plan, e.target.year or 0, e.target.kind))
    alike = [entry for entry in marked if not entry.apart]
    longest = max((abs(entry.base) for entry in alike), default=0.0) or 1.0
    bars = [Bar(e, round(100 * abs(e.base) / longest, 1), f"{e.value} {e.target.unit}") for e in alike]
    name = min((e.target.indicator.name for e in alike or marked), key=lambda n: (len(n), n))
    return Group(
        name=name,
        unit=way[1],
        measure=way[0],
        plans=len({e.target.evidence.plan for e in marked}),
        entries=marked,
        bars=bars if len(bars) > 1 else [],
        outcomes=_outcomes(marked),
    )


def _way(entry: Entry) -> tuple[str, str, bool]:
    return entry.target.measure, entry.base_unit, bool(_ADDED & set(entry.qualifiers))


def _marked(entry: Entry, way: tuple[str, str, bool]) -> Entry:
    reasons = apart(_way(entry), way)
    return Entry(entry.target, entry.value, entry.base, entry.base_unit, entry.qualifiers, reasons)


def apart(one: tuple[str, str, bool], other: tuple[str, str, bool]) -> tuple[str, ...]:
    """Keys of the reasons why figures counted in two ways cannot be compared."""
    reasons = []
    if one[0] != other[0]:
        reasons.append("apart_measure")
    elif one[1] != other[1]:
        reasons.append("apart_unit")
    if one[2] != other[2]:
        reasons.append("apart_added")
    return tuple(reasons)


def _outcomes(entries: Sequence[Entry]) -> Sequence[Outcome]:
    found = []
    for aimed in (e for e in entries if e.target.kind == "previous_target"):
        for done in (e for e in entries if e.target.kind == "actual"):
            same = aimed.target.evidence.plan == done.target.evidence.plan and _way(aimed) == _way(done)
            if same and (aimed.target.year is None or aimed.target.year == done.target.year):
                ratio = done.base / aimed.base if aimed.base else None
                found.append(Outcome(aimed.target.evidence.plan, aimed, done, ratio))
                break
    return found


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures for one indicator; `reasons` say why they cannot be compared, `notes` what to mind where they can."""

    name: str
    a: Entry
    b: Entry
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


def pairs(edition: Edition, a: Sequence[Target], b: Sequence[Target]) -> Sequence[Pair]:
    """For each indicator that both sides state, the two figures most alike."""
    sides: list[Mapping[str, list[Entry]]] = []
    for side in (a, b):
        by_core: dict[str, list[Entry]] = {}
        for target in side:
            core, entry = entry_of(edition, target)
            by_core.setdefault(core, []).append(entry)
        sides.append(by_core)
    found = []
    for core in sides[0].keys() & sides[1].keys():
        x, y = min(((x, y) for x in sides[0][core] for y in sides[1][core]), key=lambda p: _distance(*p))
        found.append(Pair(x.target.indicator.name, x, y, apart(_way(x), _way(y)), _notes(x, y)))
    return sorted(found, key=lambda p: (bool(p.reasons), p.name))


def _distance(x: Entry, y: Entry) -> tuple[bool, bool, bool, int, str, str]:
    years = abs((x.target.year or 0) - (y.target.year or 9999))
    kinds = x.target.kind != "target" or y.target.kind != "target"
    return _way(x) != _way(y), kinds, x.target.kind != y.target.kind, years, x.target.id, y.target.id


def _notes(x: Entry, y: Entry) -> tuple[str, ...]:
    notes = []
    if x.target.kind != y.target.kind:
        notes.append("mind_kind")
    if x.target.year != y.target.year:
        notes.append("mind_year")
    if x.target.hedge != y.target.hedge:
        notes.append("mind_hedge")
    return tuple(notes)
