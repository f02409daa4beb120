"""A plan to read: its sections, and its sentences with what was read from each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from innograph.api.deps import Edition
from innograph.api.pages.figures import value_text
from innograph.api.pages.marks import Piece, Span, pieces
from innograph.api.reading import plans
from innograph.api.schemas import Passage, PassageFact, PassageFigure, Plan, Section
from innograph.graph.errors import NotFoundError

PER_PAGE = 80
"""Passages on a page of a long plan."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A passage with what was read from it; `pieces` is empty where the text is not at hand."""

    id: str
    kind: str
    start: int
    end: int
    pieces: tuple[Piece, ...]
    mentions: Sequence[Span]
    facts: Sequence[PassageFact]
    figures: Sequence[tuple[PassageFigure, str]]
    heading: Section | None


@dataclass(frozen=True, slots=True)
class Contents:
    """A line of the table of contents, with the page it is on."""

    section: Section
    page: int
    passage: str


@dataclass(frozen=True, slots=True)
class Reader:
    """One page of a plan."""

    plan: Plan
    contents: Sequence[Contents]
    sentences: Sequence[Sentence]
    page: int
    pages: int
    total: int
    at: str
    source: str


def reader(edition: Edition, plan_id: str, page: int, at: str) -> Reader:
    """The page of a plan that holds the passage `at`, or the page of that number; raises NotFoundError."""
    plan = plans.detail(edition, plan_id)
    bones = plans.skeleton(edition, plan_id)
    places = {bone.id: (number, bone.section) for number, bone in enumerate(bones)}
    if at:
        if at not in places:
            raise NotFoundError(f"plan {plan_id!r} has no passage {at!r}")
        page = places[at][0] // PER_PAGE + 1
    pages = max(1, -(-len(bones) // PER_PAGE))
    page = min(page, pages)
    found, _ = plans.passages_of(edition, plan_id, "", (page - 1) * PER_PAGE, PER_PAGE)
    sections = plans.section_lines(edition, plan_id)
    return Reader(
        plan=plan,
        contents=_contents(sections, places),
        sentences=_sentences(found, {each.id: each for each in sections}, with_text=plan.has_text),
        page=page,
        pages=pages,
        total=len(bones),
        at=at,
        source=edition.plan(plan_id).path.rpartition("/")[2],
    )


def _contents(sections: Sequence[Section], places: Mapping[str, tuple[int, str]]) -> Sequence[Contents]:
    """`places`: passage id -> (its number in the order of the text, its section)."""
    first: dict[str, tuple[int, str]] = {}
    for passage, (number, inside) in places.items():
        first.setdefault(inside, (number, passage))
    lines = []
    for section in sections:
        place = first.get(section.id) or next(
            (first[s.id] for s in sections if s.start >= section.start and s.id in first), None
        )
        if place and section.level <= 3:
            lines.append(Contents(section, place[0] // PER_PAGE + 1, place[1]))
    return lines


def _sentences(found: Sequence[Passage], sections: dict[str, Section], *, with_text: bool) -> Sequence[Sentence]:
    made: list[Sentence] = []
    before = ""
    for passage in found:
        heading = sections.get(passage.section) if passage.section != before else None
        before = passage.section
        if not with_text and not (passage.facts or passage.figures or passage.mentions or heading):
            continue
        spans = [Span(each.start, each.end, each.entity) for each in passage.mentions]
        made.append(
            Sentence(
                id=passage.id,
                kind=passage.kind,
                start=passage.start,
                end=passage.end,
                pieces=pieces(passage.text, passage.start, spans) if passage.text else (),
                mentions=_once(spans),
                facts=passage.facts,
                figures=[(each, value_text(each.value, each.value_max)) for each in passage.figures],
                heading=heading,
            )
        )
    return made


def _once(spans: Sequence[Span]) -> Sequence[Span]:
    return list({span.entity.id: span for span in spans}.values())
