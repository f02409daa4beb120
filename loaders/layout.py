"""Lines, paragraphs and table rows told from white space alone, for plain text whose format says nothing of them.

- A line of more than 400 characters with spaces at a steady distance is a page's worth of printed lines run
  together: each space was a line end. It becomes a line end again before a numbered heading, after a heading and after a
  sentence; else the sentence goes on and the space is dropped.
- Lines of one width that end in mid-sentence were wrapped by a page: they are joined.
- Four or more short lines, labels and values, are the cells of a table, one a line: a row is a label and the values
  after it.
- Two or more spaces (or a tab) between the parts of a short line part the cells of a row.
- Spaces inside running text go, except between two Latin words or numbers.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from innograph.loaders.flat_tables import FlatTable, flat_tables
from innograph.loaders.headings import CAPTION, FRONT, NUMBER, line_heading
from innograph.loaders.mapped import Edit, line_spans

LONG = 400
_WRAP = re.compile(r"(?<![A-Za-z0-9\s])[ \t]+(?![A-Za-z0-9\s])")
_SPACES = re.compile(r"[ \t]+")
_CLOSED = re.compile(r"[。!?][”’)》]?$")
_VALUE = re.compile(r"[约超近达]?[-+]?\d[\d,.]*[ ]?(?:%|‰|[\u4e00-\u9fff]{0,3})(?:以上|左右)?|[/\-—–]+|")
_TERMINAL = "。!?;:"
_NOTE = re.compile(r"\d{1,2}[ ]?[^,。;:\d]{2,20}:")
"""A footnote: its number and the words that it explains."""


def unflatten_edits(text: str) -> Iterator[Edit]:
    """Edits that turn lines run together back into paragraphs."""
    for start, end in line_spans(text):
        if end - start > LONG:
            wraps = [m.start() for m in _WRAP.finditer(text, start, end)]
            gaps = np.diff(wraps)
            if len(gaps) >= 8 and float(np.median(gaps)) <= 70:
                tables = list(flat_tables(text, start, end))
                for table in tables:
                    yield from table.edits
                width = float(np.percentile(gaps, 75))
                yield from _unflatten(text, start, end, width, cover=_cover([start, *wraps], width), tables=tables)


def _cover(wraps: list[int], width: float) -> int:
    """Where the cover ends: at the first two full lines in a row."""
    for before, after, last in zip(wraps, wraps[1:], wraps[2:], strict=False):
        if after - before >= 0.75 * width and last - after >= 0.75 * width:
            return before
    return 0


def _unflatten(text: str, start: int, end: int, width: float, *, cover: int, tables: list[FlatTable]) -> Iterator[Edit]:
    """`width` is the usual length of a printed line in characters, `cover` the end of the title page."""
    heading: int | None = None  # where the heading that we are in began
    for space in _SPACES.finditer(text, start, end):
        if any(t.start <= space.start() < t.end for t in tables):
            heading = space.end() if NUMBER.match(text, space.end(), min(end, space.end() + 12)) else None
            continue
        before, after = text[max(start, space.start() - 2) : space.start()], space.end()
        number = NUMBER.match(text, after, min(end, after + 12))
        free = heading is not None or bool(_CLOSED.search(before)) or before.endswith((":", ";"))
        if number and (free or number.lastgroup in ("chapter", "part", "cn", "pcn")):
            heading = after
            yield space.start(), after, "\n"
        elif _CLOSED.search(before) or _NOTE.match(text, after, end):
            heading = None
            yield space.start(), after, "\n"
        elif space.start() <= cover and not _latin(text, space):
            yield space.start(), after, "" if _spaced_out(text, space) else "\n"
        elif heading is None or _latin(text, space):
            yield space.start(), after, " " if _both_latin(text, space) else ""
        else:
            title = text[heading : space.start()]
            goes_on = "。" in title or len(title) >= width - 2
            heading = heading if goes_on and "。" not in title else None
            yield space.start(), after, "" if goes_on else "\n"


def _spaced_out(text: str, space: re.Match[str]) -> bool:
    """A heading of two characters printed wide: 前 言."""
    return text[space.start() - 1] in "前引序目附" and text[space.end() : space.end() + 1] in "言次录则记"


def _latin(text: str, space: re.Match[str]) -> bool:
    left, right = text[space.start() - 1 : space.start()], text[space.end() : space.end() + 1]
    return (left.isascii() and left.isalnum()) or (right.isascii() and right.isalnum())


def _both_latin(text: str, space: re.Match[str]) -> bool:
    left, right = text[space.start() - 1 : space.start()], text[space.end() : space.end() + 1]
    return left.isascii() and left.isalnum() and right.isascii() and right.isalnum()


def _width(line: str) -> int:
    """Printed width: a Chinese character takes two places."""
    return len(line[:200].encode("gb18030", errors="replace"))


def unwrap_edits(text: str) -> Iterator[Edit]:
    """Edits that join lines which a page's width broke."""
    spans = [(s, text[s:e].rstrip()) for s, e in line_spans(text)]
    sizes = [(_width(x.lstrip()), len(x.lstrip())) for _, x in spans if len(x.strip()) >= 10]
    if len(sizes) < 5:
        return
    wide, long = (float(np.percentile(column, 85)) for column in zip(*sizes, strict=True))
    full = [w >= wide - 4 or n >= long - 1 for w, n in sizes]
    if wide > 130 or sum(full) < 0.4 * len(full) or max(w for w, _ in sizes) > wide + 8:
        return
    for (start, line), (after, follow) in pairwise(spans):
        if not line.strip() or not follow.strip():
            continue
        printed = line.lstrip()
        if (_width(printed) >= wide - 4 or len(printed) >= long - 1) and _flows(line, follow):
            yield start + len(line), after + len(follow) - len(follow.lstrip()), ""


def _flows(line: str, follow: str) -> bool:
    """Whether a sentence goes on from one line to the next."""
    indent = len(follow) - len(follow.lstrip())
    if indent > 1 or line[-1] in "。!?" or (indent and line[-1] in _TERMINAL):
        return False
    return not (NUMBER.match(follow.lstrip()) or FRONT.match(follow) or (line_heading(line.strip()) and len(line) < 20))


def cell_edits(text: str) -> Iterator[Edit]:
    """Edits that put table cells, one a line in the source, on one line a row."""
    spans = list(line_spans(text))
    block: list[tuple[int, int, str]] = []
    for start, end in [*spans, (len(text), len(text))]:
        line = text[start:end]
        cell = line.strip()
        if not line and start < len(text):
            continue
        if start < len(text) and _is_cell(cell):
            block.append((start, end, cell))
            continue
        yield from _rows(block)
        block = []


def _is_cell(cell: str) -> bool:
    if len(cell) > 25 or re.search("[。;,!?:]", cell) or "  " in cell:
        return False
    return not (CAPTION.match(cell) or line_heading(cell) or FRONT.match(cell))


def _is_value(cell: str) -> bool:
    return bool(_VALUE.fullmatch(cell))


def _rows(block: list[tuple[int, int, str]]) -> Iterator[Edit]:
    while block and _is_value(block[0][2]):
        block = block[1:]
    while block and not block[-1][2]:
        block = block[:-1]
    values = sum(_is_value(cell) for _, _, cell in block)
    if len(block) < 4 or values < len(block) / 2:
        return
    for (_, end, _), (start, _, cell) in pairwise(block):
        yield end, start, "\t" if _is_value(cell) else "\n"


def space_edits(text: str, *, rows: frozenset[int] = frozenset()) -> Iterator[Edit]:
    """Edits that leave one line feed between lines, tabs only between cells and spaces only between Latin words.

    `rows` holds the starts of lines that are rows already.
    """
    table = False
    for start, end in line_spans(text):
        line = text[start:end]
        stripped = line.strip(" ") if start in rows else line.strip()
        if not stripped:
            yield (start, end + 1, "") if end < len(text) else (start, end, "")
            continue
        left = start + line.index(stripped)
        yield start, left, ""
        yield left + len(stripped), end, ""
        cells = len(re.findall(r"[ ]{2,}|[ ]*\t[ \t]*", stripped)) + 1
        prose = len(stripped) > 60 or "。" in stripped or CAPTION.match(stripped) is not None
        tabbed = "\t" in stripped and not prose and not _numbered(stripped)
        is_row = start in rows or tabbed or (not prose and cells > (1 if table else 2) and not _numbered(stripped))
        table = not prose and (table or (is_row and cells > 2))
        for space in _SPACES.finditer(text, left, left + len(stripped)):
            yield space.start(), space.end(), _space(text, space, row=is_row, line=stripped)


def _numbered(line: str) -> bool:
    """A heading whose number stands apart from its title."""
    number = NUMBER.match(line)
    return (
        number is not None
        and re.fullmatch(r"[ \t]+[^\t]{2,}", line[number.end() :]) is not None
        and "  " not in line[number.end() :].strip()
    )


def _space(text: str, space: re.Match[str], *, row: bool, line: str) -> str:
    if row and ("\t" in space[0] or (len(space[0]) > 1 and "\t" not in line)):
        return "\t" * max(1, space[0].count("\t"))
    if _both_latin(text, space):
        return " "
    if _latin(text, space) or len(line) > 60 or re.search("[。;,]", line):
        return ""
    if all(len(part) == 1 for part in line.split()):
        return ""
    left, right = text[space.start() - 1], text[space.end()]
    return " " if left.isalnum() and right.isalnum() else ""
