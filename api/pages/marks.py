"""Sentences with what was read from them marked in place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from innograph.api.deps import Edition
from innograph.api.reading.common import brief, brief_of
from innograph.api.schemas import Brief, Place


@dataclass(frozen=True, slots=True)
class Span:
    """An entity named at these offsets of the plan's text."""

    start: int
    end: int
    entity: Brief


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence. `entity` is what it names, `inside` whether the fact was read from it, `focus` whether it
    names an end of the fact."""

    text: str
    entity: Brief | None = None
    inside: bool = False
    focus: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A place of evidence. `pieces` is empty where the text is not at hand."""

    plan: str
    plan_title: str
    path: tuple[str, ...]
    passage: str
    start: int
    end: int
    pieces: tuple[Piece, ...]
    commitment: str = ""
    rule: str = ""
    confidence: float | None = None


def spans(edition: Edition, passages: Iterable[str]) -> Mapping[str, Sequence[Span]]:
    """The entities named in passages, by passage id, in the order of the text."""
    wanted = sorted(set(passages))
    if not wanted:
        return {}
    query = (
        "UNWIND $ids AS i MATCH (p:Passage {id: i})<-[m:MENTIONED_IN]-(n:Entity) "
        f"RETURN i AS passage, m.start AS start, m.end AS end, {brief_of('n')} ORDER BY start, end DESC, id"
    )
    found: dict[str, list[Span]] = {}
    for row in edition.read(query, {"ids": wanted}):
        found.setdefault(row["passage"], []).append(Span(row["start"], row["end"], brief(row)))
    return found


def pieces(
    text: str,
    start: int,
    named: Sequence[Span],
    *,
    inside: tuple[int, int] | None = None,
    focus: frozenset[str] = frozenset(),
) -> tuple[Piece, ...]:
    """The text (which starts at the offset `start`) cut at the names in it and at the ends of the evidence.

    Of names that overlap the one in focus is kept, else the longest.
    """
    end = start + len(text)
    kept: list[Span] = []
    for span in sorted(named, key=lambda s: (s.entity.id not in focus, s.start - s.end, s.start)):
        fits = start <= span.start < span.end <= end
        if fits and all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    kept.sort(key=lambda s: s.start)
    bounds = {start, end, *(edge for span in kept for edge in (span.start, span.end))}
    bounds |= {edge for edge in inside or () if start < edge < end and not _within(edge, kept)}
    found = []
    cuts = sorted(bounds)
    for a, b in pairwise(cuts):
        entity = next((span.entity for span in kept if span.start == a and span.end == b), None)
        found.append(
            Piece(
                text[a - start : b - start],
                entity,
                inside is not None and inside[0] < b and a < inside[1],
                entity is not None and entity.id in focus,
            )
        )
    return tuple(found)


def _within(at: int, kept: Sequence[Span]) -> bool:
    return any(span.start < at < span.end for span in kept)


def quote(
    place: Place,
    named: Mapping[str, Sequence[Span]],
    *,
    focus: frozenset[str] = frozenset(),
    commitment: str = "",
    rule: str = "",
    confidence: float | None = None,
) -> Quote:
    """A place with its sentence marked, where the text is at hand."""
    cut: tuple[Piece, ...] = ()
    if place.text:
        inside = (place.start, place.end)
        whole = inside == (place.passage_start, place.passage_end)
        found = named.get(place.passage, ())
        cut = pieces(place.text, place.passage_start, found, inside=None if whole else inside, focus=focus)
    return Quote(
        plan=place.plan,
        plan_title=place.plan_title,
        path=tuple(place.section_path),
        passage=place.passage,
        start=place.start,
        end=place.end,
        pieces=cut,
        commitment=commitment,
        rule=rule,
        confidence=confidence,
    )
