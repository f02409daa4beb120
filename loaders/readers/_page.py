"""Printed pages: characters with places -> lines in reading order -> paragraphs.

Coordinates are in points from the page's bottom left corner.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from innograph.loaders.fold import fold_table
from innograph.loaders.headings import FRONT, NUMBER

_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/,共]+\s*\d{1,4}\s*页?)?[-—–·\s]*|[ivxIVX]{1,6}")
_WORD = re.compile(r"[“《(\uff08]?(?:[A-Za-z0-9.%+-]+|.)[\uff0c。、\uff1b\uff1a”》)\uff09]*")
_BAND = 0.11
_ENDS = "。!?;:"


@dataclass(slots=True)
class Run:
    """Characters printed side by side in one size."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float


@dataclass(slots=True)
class Line:
    """A printed line; `row` holds the cells of a table's row, in which case `text` is empty."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    column: int = 0
    row: list[str] | None = None


@dataclass(slots=True)
class Page:
    """A page's size and its lines from top to bottom, column after column."""

    width: float
    height: float
    lines: list[Line] = field(default_factory=list)


def lines_of(runs: Sequence[Run], width: float) -> list[Line]:
    """Lines in reading order; a page set in two columns is read column by column between its full-width lines."""
    gutter = _gutter(runs, width)
    if gutter is None:
        return [_joined(group, 0) for group in _grouped(runs)]
    lines: list[Line] = []
    halves: tuple[list[Run], list[Run]] = ([], [])

    def empty() -> None:
        for column, half in enumerate(halves, start=1):
            lines.extend(_joined(group, column) for group in _grouped(half))
            half.clear()

    for group in _grouped(runs):
        if any(r.x0 < gutter - 2 and r.x1 > gutter + 2 for r in group):
            empty()
            lines.append(_joined(group, 0))
        else:
            for run in group:
                halves[run.x0 >= gutter - 2].append(run)
    empty()
    return lines


def _grouped(runs: Iterable[Run]) -> list[list[Run]]:
    """Runs that stand on one line, lines from top to bottom, runs from left to right."""
    groups: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -(r.y0 + r.y1)):
        middle = (run.y0 + run.y1) / 2
        last = groups[-1][0] if groups else None
        if last is not None and last.y0 <= middle <= last.y1:
            groups[-1].append(run)
        elif last is not None and run.y0 <= (last.y0 + last.y1) / 2 <= run.y1:
            groups[-1].insert(0, run)
        else:
            groups.append([run])
    return [sorted(group, key=lambda r: r.x0) for group in groups]


def _joined(group: list[Run], column: int) -> Line:
    size = max(group, key=lambda r: len(r.text)).size
    words = ""
    end: float | None = None
    for run in group:
        raised = run.size < 0.75 * size and run.y0 > min(r.y0 for r in group) + 0.15 * size
        if raised and re.fullmatch(r"[\[\]()*\d①-⑳\s]{1,4}", run.text):
            continue  # a reference to a footnote
        if end is not None and run.x0 - end > 0.25 * size:
            words += "  " if run.x0 - end > 1.8 * size else " "
        words += run.text
        end = run.x1
    y0, y1 = min(r.y0 for r in group), max(r.y1 for r in group)
    return Line(words.strip(), group[0].x0, max(r.x1 for r in group), y0, y1, size, column)


def _gutter(runs: Sequence[Run], width: float) -> float | None:
    """The middle of the white strip between two columns, if the page has two."""
    groups = _grouped(runs)
    if len(groups) < 8:
        return None
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        crossing = sum(any(r.x0 < x < r.x1 for r in g) for g in groups)
        if (
            best is None
            or crossing < best[0]
            or (crossing == best[0] and abs(x - width / 2) < abs(best[1] - width / 2))
        ):
            best = (crossing, x)
    if best is None or best[0] > 0.3 * len(groups):
        return None
    x = best[1]
    left = [
        max(r.x1 for r in g if r.x1 <= x) - min(r.x0 for r in g if r.x1 <= x)
        for g in groups
        if any(r.x1 <= x for r in g)
    ]
    right = [
        max(r.x1 for r in g if r.x0 >= x) - min(r.x0 for r in g if r.x0 >= x)
        for g in groups
        if any(r.x0 >= x for r in g)
    ]
    both = sum(any(r.x1 <= x for r in g) and any(r.x0 >= x for r in g) for g in groups)
    if min(len(left), len(right)) < 6 or both < 0.4 * len(groups) or min(median(left), median(right)) < 0.22 * width:
        return None
    return x


def drop_margins(pages: Sequence[Page]) -> None:
    """Remove running headers and footers (the same words at the edge of many pages) and page numbers."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line) for line in page.lines if _at_edge(line, page)})
    often = max(2, 0.4 * len(pages))
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if line.row is not None
            or not _at_edge(line, page)
            or not (seen[_shape(line)] >= often or _PAGE_NUMBER.fullmatch(line.text))
        ]


def _at_edge(line: Line, page: Page) -> bool:
    return line.row is None and (line.y0 > (1 - _BAND) * page.height or line.y1 < _BAND * page.height)


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line.text))


@dataclass(slots=True)
class Block:
    """A paragraph, heading-sized line or table row."""

    text: str
    size: float
    row: list[str] | None = None


def blocks_of(pages: Sequence[Page]) -> Iterator[Block]:
    """Paragraphs over line and page breaks. A footnote waits for the end of the paragraph that it interrupts."""
    sizes = Counter[float]()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    open_: Block | None = None
    before: Line | None = None
    notes: list[Block] = []
    for page in pages:
        margins = _margins(page, body)
        for line in page.lines:
            if line.row is None and _is_note(line, page, body):
                _add_note(notes, line)
                continue
            if line.row is not None:
                if open_ is not None:
                    yield open_
                yield from notes
                yield Block("", body, line.row)
                open_, before, notes = None, None, []
                continue
            if open_ is not None and before is not None and _goes_on(before, line, margins):
                open_.text = _glued(open_.text, line.text)
            else:
                if open_ is not None:
                    yield open_
                yield from notes
                open_, notes = Block(line.text, line.size), []
            before = line
    if open_ is not None:
        yield open_
    yield from notes


def _margins(page: Page, body: float) -> dict[int, tuple[float, float]]:
    """Left and right edge of the text, by column."""
    result: dict[int, tuple[float, float]] = {}
    for column in {line.column for line in page.lines}:
        lines = [x for x in page.lines if x.column == column and x.row is None and abs(x.size - body) < 0.15 * body]
        if lines:
            lefts = sorted(x.x0 for x in lines)
            result[column] = (lefts[len(lefts) // 10], sorted(x.x1 for x in lines)[-1 - len(lines) // 10])
    return result


def _goes_on(before: Line, line: Line, margins: dict[int, tuple[float, float]]) -> bool:
    """Whether a line continues the paragraph of the one before it: that one was full, this one is not indented."""
    size = max(before.size, line.size)
    if not before.text or not line.text or abs(before.size - line.size) > 0.12 * size:
        return False
    here = margins.get(line.column)
    there = margins.get(before.column, here)
    if here is None or there is None:
        return False
    # edges of facing pages differ: the line before may also be measured by its own width
    lack = min(there[1] - before.x1, there[1] - there[0] - (before.x1 - before.x0))
    open_end = before.text[-1].translate(fold_table()) not in _ENDS
    word = _WORD.match(line.text)
    needed = (len(word[0]) if word else 1) + 1.2  # what the next word, with its marks, would have taken
    full = lack <= needed * size or (open_end and lack <= 0.25 * (there[1] - there[0]))
    indented = line.x0 > here[0] + 1.2 * size
    if not full or indented:
        return False
    words = line.text.translate(fold_table())
    opens = NUMBER.match(words) or FRONT.match(words)
    return not (opens and before.text[-1].translate(fold_table()) in _ENDS)


def _is_note(line: Line, page: Page, body: float) -> bool:
    return line.size < 0.88 * body and line.y1 < 0.35 * page.height and line.column == 0


def _add_note(notes: list[Block], line: Line) -> None:
    if notes and not re.match(r"[\d①-⑳\[*]", line.text):
        notes[-1].text = _glued(notes[-1].text, line.text)
    else:
        notes.append(Block(line.text, line.size))


def _glued(left: str, right: str) -> str:
    latin = left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii() and right[:1].isalnum()
    return f"{left} {right}" if latin else left + right


def title_of(pages: Sequence[Page], body: float) -> str:
    """The largest words of the first page, where they are larger than the text; "" otherwise."""
    if not pages:
        return ""
    lines = [x for x in pages[0].lines if x.row is None and len(x.text) >= 3]
    top = max((x.size for x in lines), default=0.0)
    if top < 1.15 * body:
        return ""
    chosen = [i for i, x in enumerate(lines) if x.size > 0.97 * top]
    run = [chosen[0]] if chosen else []
    for a, b in pairwise(chosen):
        if b != a + 1:
            break
        run.append(b)
    title = "".join(lines[i].text for i in run)
    return title if len(title) <= 80 else ""
