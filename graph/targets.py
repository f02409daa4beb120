"""Figures of two plans for one indicator, set side by side, with the reason where they cannot be compared."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from innograph.graph.evidence import Sentence, sentence_in
from innograph.graph.identity import fold
from innograph.graph.records import Figure, PlanFacts
from innograph.graph.resolve import indicator_stem

_SYNONYMS = (
    (re.compile(r"r&d|研究与试验发展|研究与开发"), "研发"),
    (re.compile(r"拥有(?:数量|数|量)?$"), "拥有量"),
    (re.compile(r"经费支出|经费投入"), "投入"),
    (re.compile(r"高企"), "高新技术企业"),
)
_DERIVED = re.compile(
    r"(?:(?:年均|同比)?(?:增长率?|增幅|增速|增加|提高)|翻.?番|倍数|(?:在?全[市省国])?(?:各区)?(?:的)?排名)$"
)
_QUANTITY = re.compile(r"(?:总量|总数|数量|总额|(?<=企业)数|个数|家数)$")
_WHOLE = re.compile(r"^(?:全社会|全区|全市|全省|全县|地区|区域|本区|本市)")
_QUALIFIER = re.compile(
    r"\(含[^()]*\)|新增|净增|新建|累计|累积|有效期内|有效|国内|高价值|高质量|国家级|省部级|省级|市级以上|市级|区级|年均"
)

_KINDS = {"target": "target", "actual": "figure achieved", "previous_target": "target of the plan before"}


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as a plan states it, with its sentence. `qualifiers` are words that narrow what is counted (新增, 有效)."""

    name: str
    value: float
    value_max: float | None
    unit: str
    year: int | None
    kind: str
    measure: str
    hedge: str
    norm_value: float | None
    norm_unit: str
    indicator: str
    qualifiers: tuple[str, ...]
    sentence: Sentence

    @property
    def said(self) -> str:
        """The figure in short: name, value, unit, year, kind."""
        upper = f"-{self.value_max:g}" if self.value_max is not None else ""
        year = f"{self.year} " if self.year else ""
        return (
            f"{self.name} {self.value:g}{upper}{self.unit} ({year}{self.kind}{', ' + self.hedge if self.hedge else ''})"
        )

    @property
    def base(self) -> tuple[float, str]:
        """Value and unit in base units."""
        return (self.value if self.norm_value is None else self.norm_value), (self.norm_unit or self.unit)


@dataclass(frozen=True, slots=True)
class Matched:
    """Two figures of one indicator. `reasons` say why they cannot be compared, or what to mind where they can.

    `difference` is b less a in base units, where they are comparable.
    """

    indicator: str
    a: Stated
    b: Stated
    comparable: bool
    reasons: tuple[str, ...]
    difference: float | None = None


def stated_figures(facts: PlanFacts) -> tuple[Stated, ...]:
    """All figures of a plan with their sentences."""
    return tuple(_stated(facts, figure) for figure in facts.figures)


def _stated(facts: PlanFacts, figure: Figure) -> Stated:
    core, qualifiers = indicator_core(figure, facts.plan.region)
    return Stated(
        name=figure.name,
        value=figure.value,
        value_max=figure.value_max,
        unit=figure.unit,
        year=figure.year,
        kind=figure.kind,
        measure=figure.measure,
        hedge=figure.hedge,
        norm_value=figure.norm_value,
        norm_unit=figure.norm_unit,
        indicator=core,
        qualifiers=qualifiers,
        sentence=sentence_in(facts, figure.evidence.passage, figure.evidence.start, figure.evidence.end),
    )


def indicator_core(figure: Figure, region: str = "") -> tuple[str, tuple[str, ...]]:
    """What a figure is about, without quantity words, place and qualifiers; and the qualifiers, sorted."""
    stem = indicator_stem(figure)
    for form in (fold(region), fold(region).rstrip("省市区县")):
        if len(form) >= 2:
            stem = stem.removeprefix(form)
    for pattern, plain in _SYNONYMS:
        stem = pattern.sub(plain, stem)
    qualifiers = tuple(sorted(set(_QUALIFIER.findall(stem))))
    core = _QUALIFIER.sub("", stem)
    before = ""
    while core != before:
        before = core
        core = _WHOLE.sub("", _QUANTITY.sub("", _DERIVED.sub("", core)))
    return core or stem, qualifiers


def match_figures(
    a: Sequence[Stated], b: Sequence[Stated]
) -> tuple[tuple[Matched, ...], tuple[Stated, ...], tuple[Stated, ...]]:
    """Pairs of one indicator, targets first, then what of a and of b has nothing beside it.

    The figures most alike (measure, unit, kind, year, qualifiers) go together; those that cannot be compared stand side
    by side only if both are targets, so that a reader sees what each plan sets itself.
    """
    groups: dict[str, tuple[list[Stated], list[Stated]]] = defaultdict(lambda: ([], []))
    for number, figures in enumerate((a, b)):
        for figure in figures:
            groups[figure.indicator][number].append(figure)
    matched = [pair for core, (left, right) in groups.items() for pair in _pairs(core, left, right)]
    taken = {id(pair.a) for pair in matched} | {id(pair.b) for pair in matched}
    matched.sort(key=lambda p: (p.a.kind != "target", not p.comparable, p.indicator, p.a.year or 0, p.a.name))
    return tuple(matched), *(tuple(f for f in side if id(f) not in taken) for side in (a, b))  # type: ignore[return-value]


def _pairs(core: str, left: Iterable[Stated], right: Iterable[Stated]) -> Iterable[Matched]:
    right = list(right)
    options = [(_distance(x, y), i, j, x, y) for i, x in enumerate(left) for j, y in enumerate(right)]
    used: set[tuple[int, int]] = set()
    for _, i, j, x, y in sorted(options, key=lambda o: o[:3]):
        hard = _hard(x, y)
        alike = x.kind == y.kind and (x.kind == "target" or (x.year == y.year and not hard))
        # where nothing better is there, the nearest two stand side by side with the reason why they do not compare
        if (0, i) in used or (1, j) in used or not (alike or not used):
            continue
        used |= {(0, i), (1, j)}
        difference = None if hard else y.base[0] - x.base[0]
        yield Matched(core, x, y, not hard, (*hard, *_soft(x, y)), difference)


def _distance(x: Stated, y: Stated) -> tuple[bool, bool, bool, int, bool]:
    years = abs((x.year or 0) - (y.year or 0)) if x.year and y.year else 99
    return x.measure != y.measure, x.base[1] != y.base[1], x.kind != y.kind, years, x.qualifiers != y.qualifiers


def _hard(x: Stated, y: Stated) -> tuple[str, ...]:
    """Why two figures cannot be compared."""
    reasons = []
    if x.kind != y.kind:
        reasons.append(f"one is a {_KINDS[x.kind]}, the other a {_KINDS[y.kind]}")
    if x.measure != y.measure:
        reasons.append(f"one is a {x.measure}, the other a {y.measure}")
    elif x.base[1] != y.base[1]:
        reasons.append(f"units differ: {x.unit} / {y.unit}")
    flows = [{"新增", "净增", "新建"} & set(f.qualifiers) for f in (x, y)]
    if bool(flows[0]) != bool(flows[1]):
        reasons.append("one counts what is added, the other what there is")
    return tuple(reasons)


def _soft(x: Stated, y: Stated) -> tuple[str, ...]:
    """What to mind in comparing two figures."""
    reasons = []
    if x.year != y.year:
        reasons.append(f"years differ: {x.year or 'not said'} / {y.year or 'not said'}")
    if x.qualifiers != y.qualifiers:
        reasons.append(f"named differently: {x.name} / {y.name}")
    if x.hedge != y.hedge:
        reasons.append(f"hedged differently: {x.hedge or 'not'} / {y.hedge or 'not'}")
    return tuple(reasons)
