"""Sections, passages and tasks of a cleaned text.

A section begins at a heading: a line that is one (numbered, or marked by the format, or a short unnumbered line before a
paragraph), or a short numbered title that runs into its paragraph ("1.壮大主体。…"). Passages are sentences, headings and table
rows; a sentence ends at 。!? (closing quotes and brackets included) and at a line's end. A sentence of more than 300
characters is an enumeration: it is parted at ; too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from innograph.graph.records import Passage, Section, text_hash
from innograph.loaders.clean import Cleaned
from innograph.loaders.headings import (
    CAPTION,
    FRONT,
    MAX_HEADING,
    NUMBER,
    Heading,
    line_heading,
    rank_of,
    run_in_heading,
)
from innograph.loaders.raw import RawLine

MAX_SENTENCE = 300
_END = re.compile(r"[。!?]+[”’)》】]*")
_CLAUSE = re.compile(r";+")
_HEADING_LINE = 30
_PARAGRAPH = 60
_TOP = 4.0


@dataclass(slots=True)
class _Open:
    """A section while it is being read."""

    heading: Heading
    parent: "_Open | None"
    level: int
    id: str
    end: int
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """Sections and passages in order of their start."""

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]


class _Builder:
    def __init__(self, plan_id: str, text: str) -> None:
        self.plan_id, self.text = plan_id, text
        self.stack: list[_Open] = []
        self.all: list[_Open] = []
        self.passages: list[Passage] = []

    def section(self, heading: Heading, *, inline: bool = False) -> None:
        while self.stack and self.stack[-1].heading.rank >= heading.rank:
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        number = len(self.all) + 1
        opened = _Open(heading, parent, len(self.stack) + 1, f"{self.plan_id}.s{number:03d}", heading.end, inline)
        self.stack.append(opened)
        self.all.append(opened)
        self.passage(heading.start, heading.end, "heading")

    def passage(self, start: int, end: int, kind: str) -> None:
        while start < end and self.text[start].isspace() and not (kind == "row" and self.text[start] == "\t"):
            start += 1
        while end > start and self.text[end - 1].isspace() and not (kind == "row" and self.text[end - 1] == "\t"):
            end -= 1
        words = self.text[start:end]
        if not words.strip():
            return
        for opened in self.stack:
            opened.end = end
        section = self.stack[-1].id if self.stack else ""
        number = len(self.passages) + 1
        self.passages.append(
            Passage(f"{self.plan_id}.p{number:04d}", section, start, end, text_hash(words), kind, words)
        )

    def close_inline(self) -> None:
        """A title inside a line holds to that line's end."""
        while self.stack and self.stack[-1].inline:
            self.stack.pop()

    def done(self) -> Structure:
        sections = tuple(
            Section(
                o.id,
                o.parent.id if o.parent else "",
                o.heading.number,
                o.heading.title,
                o.level,
                o.heading.start,
                o.end,
            )
            for o in self.all
        )
        return Structure(sections, tuple(self.passages))


def structure(plan_id: str, cleaned: Cleaned, *, title: str = "") -> Structure:
    """Part a cleaned text; `title` is the plan's, which is a heading without a section. Pure."""
    builder = _Builder(plan_id, cleaned.text)
    ranks = _Ranks(cleaned, title)
    table = False
    for i, line in enumerate(cleaned.lines):
        words = cleaned.text[line.start : line.end]
        if not words.strip():
            continue
        table = _in_table(words, line, table)
        if table:
            builder.passage(line.start, line.end, "row")
        elif ranks.is_title(words) and not builder.all:
            builder.passage(line.start, line.end, "heading")
        elif heading := ranks.heading(i, words, builder):
            builder.section(heading)
        else:
            _paragraph(builder, line.start, line.end)
    return builder.done()


def _in_table(words: str, line: RawLine, table: bool) -> bool:
    """Whether a line is a row: marked so, or with tabs, or a short line that goes on a table of plain text."""
    if line.kind:
        return line.kind == "row"
    if "\t" in words:
        return True
    if not table or len(words) > _PARAGRAPH or "。" in words or CAPTION.match(words) or FRONT.match(words):
        return False
    heading = line_heading(words)
    return not (heading and heading[2] <= 5.0)


class _Ranks:
    """Which lines are headings, and how deep."""

    def __init__(self, cleaned: Cleaned, title: str) -> None:
        self.cleaned, self.title = cleaned, _squeeze(title)
        numbered = [(x, h) for x in cleaned.lines if (h := line_heading(cleaned.text[x.start : x.end]))]
        self.top = min((h[2] for _, h in numbered), default=_TOP)
        self.by_level: dict[int, float] = {}
        for line, found in numbered:
            if line.kind == "heading":
                self.by_level.setdefault(line.level, found[2])

    def is_title(self, words: str) -> bool:
        """Whether a line is the plan's title, its draft mark, or the notice that issues it."""
        bare = _squeeze(words)
        if not bare or not self.title or len(bare) > 120 or line_heading(words):
            return False
        return (
            bare == self.title or (len(bare) >= 6 and bare in self.title) or (self.title in bare and "。" not in bare)
        )

    def heading(self, i: int, words: str, builder: _Builder) -> Heading | None:
        """The heading that a whole line is, if any."""
        line = self.cleaned.lines[i]
        if found := line_heading(words) or self._closed(i, words):
            return Heading(line.start, line.end, found[0], found[1], found[2])
        if line.kind == "heading" and len(words) <= 2 * MAX_HEADING:
            return Heading(line.start, line.end, "", words, self.by_level.get(line.level, 3.0 + line.level))
        if FRONT.match(words) and len(words) <= MAX_HEADING:
            return Heading(line.start, line.end, "", words, self.top)
        if builder.all and self._unnumbered(i, words):
            return Heading(line.start, line.end, "", words, self._beside(builder))
        return None

    def _closed(self, i: int, words: str) -> tuple[str, str, float] | None:
        """A numbered title that ends with a full stop, alone on its line, with a paragraph under it."""
        lines = self.cleaned.lines
        if not words.endswith("。") or len(words) > _HEADING_LINE or i + 1 >= len(lines):
            return None
        found = line_heading(words[:-1])
        after = self.cleaned.text[lines[i + 1].start : lines[i + 1].end]
        if found is None or re.search(r"[,;:\d]", found[1]):
            return None
        number = NUMBER.match(after)
        return found if (rank_of(number) > found[2] if number else len(after) >= _HEADING_LINE) else None

    def _unnumbered(self, i: int, words: str) -> bool:
        """A short line without marks between two paragraphs (or under a heading) is the title of what follows."""
        if (
            len(words) > _HEADING_LINE
            or re.search(r"[,。;:!?、\d/%\t]", words)
            or CAPTION.match(words)
            or len(words) < 4
        ):
            return False
        lines = self.cleaned.lines
        if lines[i].kind not in ("", "text") or i + 1 >= len(lines) or i == 0:
            return False
        before = self.cleaned.text[lines[i - 1].start : lines[i - 1].end]
        after = self.cleaned.text[lines[i + 1].start : lines[i + 1].end]
        return len(after) >= _PARAGRAPH and "。" in after and (before[-1:] in "。”)" or bool(line_heading(before)))

    def _beside(self, builder: _Builder) -> float:
        builder.close_inline()
        current = next((o for o in reversed(builder.stack) if o.heading.rank < 9), None)
        if current is None:
            return self.top
        under = builder.passages[-1].kind == "heading" or current.heading.rank <= self.top
        return current.heading.rank + 0.5 if under else current.heading.rank


def _squeeze(text: str) -> str:
    return re.sub(r"[\s()]", "", text)


def _paragraph(builder: _Builder, start: int, end: int) -> None:
    """Cut a line into sentences; a short numbered title at the start of one opens a section."""
    text, at = builder.text, start
    for stop in _stops(text, start, end):
        if stop <= at:
            continue
        lead = _lead(text, at, stop)
        title = run_in_heading(text, lead or at, end, line_start=at == start and not lead)
        if title is None:
            for a, b in _parts(text, at, stop):
                builder.passage(a, b, "sentence")
        else:
            builder.passage(at, lead, "sentence")
            number, first, last, rank = title
            heading = Heading(lead or at, stop, number, text[first:last], rank)
            builder.section(heading, inline=bool(lead) or at > start)
        at = stop
    builder.close_inline()


def _lead(text: str, start: int, stop: int) -> int:
    """Where an enumeration begins after a lead such as "重点任务:"; 0 for none."""
    colon = text.find(":(", start, min(stop, start + 12))
    return colon + 1 if colon > 0 else 0


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for match in _END.finditer(text, start, end):
        yield match.end()
    yield end


def _parts(text: str, start: int, end: int) -> Sequence[tuple[int, int]]:
    if end - start <= MAX_SENTENCE:
        return [(start, end)]
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end]
    return [(a, b) for a, b in pairwise(cuts) if b > a]
