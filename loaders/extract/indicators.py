"""Figures of a plan: every number that it states as an achievement or a goal of its region."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from innograph.graph.records import Evidence, Figure, Passage, PlanMeta
from innograph.loaders.document import Document
from innograph.loaders.extract.figures.dating import Context
from innograph.loaders.extract.figures.numerals import FOLD
from innograph.loaders.extract.figures.periods import Horizon, Setting, Time, setting_of
from innograph.loaders.extract.figures.prose import Draft, sentence_figures
from innograph.loaders.extract.figures.quantities import has_numeral
from innograph.loaders.extract.figures.tables import Lent, read_tables
from innograph.loaders.extract.figures.units import normalise, sort_of

_SPACE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
_ADDED = ("新增", "净增", "新培育", "新认定")
_LEAD_LENGTH = 24
_SENTENCES = re.compile(r"(?<=[。!?;])")
_LEADING = re.compile(r"^[\s。;,、]+")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A passage without its whitespace, folded; `at[i]` is the offset of `text[i]` in the passage (None: the same)."""

    text: str
    at: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the passage of [start, end) of the squeezed text."""
        if self.at is None or start >= end:
            return start, end
        return self.at[start], self.at[end - 1] + 1


def squeeze(text: str) -> Squeezed:
    """Fold full-width forms and delete whitespace, except between two digits."""
    folded = text.translate(FOLD)
    if not _SPACE.search(folded):
        return Squeezed(folded, None)
    at: list[int] = []
    position = 0
    for match in _SPACE.finditer(folded):
        at.extend(range(position, match.start()))
        position = match.end()
    at.extend(range(position, len(folded)))
    return Squeezed("".join(folded[i] for i in at), at)


def extract_figures(document: Document) -> tuple[Figure, ...]:
    """Every stated figure of a plan, in document order, ids "<plan>.f001".

    Each stands once, although text and table both state it; its evidence is the clause, or the row, that it was read from.
    """
    horizon = Horizon.of(document.plan)
    settings = _Settings(document, horizon)
    found = [*_from_prose(document, settings, horizon)]
    for rows in _tables(document.passages):
        lent = {(f.value, f.year): (f.name, f.unit) for f in found if f.unit}
        found.extend(_from_rows(rows, Context(settings.of(rows[0].section), horizon), lent))
    found.sort(key=lambda figure: figure.evidence.start)
    return _numbered(_once(found), document.plan)


class _Settings:
    """What each section says of figures without a year, worked out once a section."""

    def __init__(self, document: Document, horizon: Horizon) -> None:
        self._document = document
        self._horizon = horizon
        self._known: dict[str, Setting] = {}

    def of(self, section: str) -> Setting:
        """The setting of a section id."""
        if section not in self._known:
            setting = setting_of(self._document.section_path(section), self._horizon)
            # What stands before the first title is on neither side of the parting.
            self._known[section] = replace(setting, told=setting.told or (bool(section) and self._parted))
        return self._known[section]

    @cached_property
    def _parted(self) -> bool:
        """Whether titles part the document into what was and what is to be; those that say nothing then go by the rule.

        A summary of a year looks back wherever nothing says otherwise.
        """
        return not self._horizon.over and any(
            setting_of((section,), self._horizon).told for section in self._document.sections
        )


def _from_prose(document: Document, settings: _Settings, horizon: Horizon) -> Iterator[Figure]:
    titles = {section.id: section.title for section in document.sections}
    carried: Time | None = None
    section, end, lead = "", 0, ""
    for passage in document.passages:
        if passage.section != section or "\n" in document.text[end : passage.start]:
            carried, section, lead = None, passage.section, ""
        end = passage.end
        if passage.kind == "row" or not has_numeral(passage.text):
            lead = passage.text if passage.kind == "sentence" and len(passage.text) <= _LEAD_LENGTH else ""
            continue
        squeezed = squeeze(passage.text)
        context = Context(settings.of(section), horizon, titles.get(section, ""), carried, lead)
        drafts, carried = sentence_figures(squeezed.text, context)
        for draft in drafts:
            yield _figure(draft, passage, squeezed)


def _tables(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Runs of consecutive rows of one section."""
    run: list[Passage] = []
    for passage in passages:
        if run and (passage.kind != "row" or passage.section != run[0].section):
            yield run
            run = []
        if passage.kind == "row":
            run.append(passage)
    if run:
        yield run


def _from_rows(rows: list[Passage], context: Context, lent: Lent) -> Iterator[Figure]:
    cells = [[cell.strip() for cell in row.text.translate(FOLD).split("\t")] for row in rows]
    table = read_tables(cells, setting=context.setting, horizon=context.horizon, lent=lent)
    for entry in table.entries:
        row = rows[entry.row]
        norm_value, norm_unit = normalise(entry.value, entry.unit)
        yield Figure(
            id="",
            name=entry.name,
            value=entry.value,
            unit=entry.unit,
            year=entry.year,
            kind=entry.kind,
            evidence=Evidence(row.id, row.start, row.end),
            value_max=entry.high,
            base_year=entry.base_year,
            measure=entry.measure,
            hedge=entry.hedge,
            norm_value=norm_value,
            norm_unit=norm_unit,
        )
    for index, text in table.texts:
        for sentence in _SENTENCES.split(text):
            drafts, _ = sentence_figures(_SPACE.sub("", sentence), context)
            for draft in drafts:
                found = _figure(draft, rows[index], Squeezed("", None))
                yield replace(found, evidence=Evidence(rows[index].id, rows[index].start, rows[index].end))


def _figure(draft: Draft, passage: Passage, squeezed: Squeezed) -> Figure:
    start, end = squeezed.span(*draft.clause)
    lead = _LEADING.match(passage.text[start:end])
    start += lead.end() if lead else 0
    quantity = draft.quantity
    norm_value, norm_unit = normalise(quantity.value, quantity.unit)
    return Figure(
        id="",
        name=draft.name,
        value=quantity.value,
        unit=quantity.unit,
        year=draft.year,
        kind=draft.kind,
        evidence=Evidence(passage.id, passage.start + start, passage.start + end),
        value_max=quantity.high,
        base_year=draft.base_year,
        measure=draft.measure,
        hedge=draft.hedge,
        norm_value=norm_value,
        norm_unit=norm_unit,
    )


def _grams(name: str) -> set[str]:
    name = name.replace("R&D", "研发")
    return {name[i : i + 2] for i in range(len(name) - 1)} or {name}


def _same(a: Figure, b: Figure) -> bool:
    if a.name == b.name and a.unit == b.unit:
        return True
    if a.name.startswith(_ADDED) != b.name.startswith(_ADDED):
        return False
    x, y = _grams(a.name), _grams(b.name)
    alike = 2 * len(x & y) / (len(x) + len(y))
    return a.evidence.passage != b.evidence.passage and alike >= (0.45 if a.unit == b.unit else 0.7)


def _once(figures: list[Figure]) -> list[Figure]:
    """Each figure once: the same value, unit, year and kind under a like name in another passage, or the same name in one."""
    kept: list[Figure] = []
    by_key: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        # A table may count in 个 what the text counts in 家.
        unit = "" if sort_of(figure.unit) == "count" and figure.norm_value == figure.value else figure.unit
        same = by_key.setdefault((figure.value, unit, figure.year, figure.kind), [])
        if any(_same(f, figure) for f in same):
            continue
        same.append(figure)
        kept.append(figure)
    return kept


def _numbered(figures: list[Figure], plan: PlanMeta) -> tuple[Figure, ...]:
    def name(text: str) -> str:
        bare = text.removeprefix(plan.region) if plan.region else text
        return bare if len(bare) >= 4 else text

    return tuple(replace(f, id=f"{plan.id}.f{n:03d}", name=name(f.name)) for n, f in enumerate(figures, 1))
