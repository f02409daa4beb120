"""Tables in plain text, as copying from a page leaves them: cells one space apart, a cell a line, or parted by upright strokes.

A header names the columns (序号 指标 2020年 2025年 属性). What follows are rows as long as it ends in as many values as the header
has columns behind the name; what stands before the values is the name, with its number if the header counts the rows. Lines
with as many upright strokes as the line before them are rows whatever they hold.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from innograph.loaders.mapped import Edit, line_spans

_NAME = re.compile(r"(?:主要|具体|核心|重点|[一二三]级)?(?:指标|项目|内容|名称|类别)(?:名称|内容)?(?:\([^()]{1,10}\))?")
_COUNT = re.compile(r"序号|编号|No\.?")
_COLUMN = re.compile(
    r".*(?:(?:19|20)\d{2}|年|目标|现状|基期|基数|完成|实际|实绩|预期|规划|属性|性质|单位|类型|值|增[长速]).*"
)
_VALUE = re.compile(
    r"(?:[约超近达≥≤>]?=?[-+]?\d[\d,.]*(?:[-~—–]\d[\d.]*)?(?:%|‰|[\u4e00-\u9fff]{0,4})?(?:以上|左右|以内)?"
    r"|[/\-—–]{1,2}|〔\d.*〕|\[\d.*\])"
)
_ATTRIBUTE = re.compile(r"预期性|约束性|指导性|引导性|导向性|[正逆负]向")
_UNIT = re.compile(r"%|‰|[\u4e00-\u9fffA-Za-z/]{1,6}")
_SENTENCE = re.compile(r"[。;!?]")
_WORD = re.compile(r"[^ \t]+")
_STROKE = re.compile(r"[ \t]*\|[ \t]*")
_RULE = re.compile(r"[|\s:\-—–]+")
_LONGEST = 120

Words = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Header:
    """The words of a header, whether its first column counts the rows, and how many columns follow the name."""

    words: Words
    counted: bool
    behind: int


def table_edits(text: str) -> Iterator[Edit]:
    """Edits that leave a tab between the cells of a row, and each row on a line of its own."""
    lines = [_stripped(text, start, end) for start, end in line_spans(text) if text[start:end].strip()]
    yield from _stroked(text, lines)
    at = 0
    while at < len(lines):
        edits, at = _spaced(text, lines, at) or _listed(text, lines, at) or ([], at + 1)
        yield from edits


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())


def _spaced(text: str, lines: Sequence[tuple[int, int]], at: int) -> tuple[list[Edit], int] | None:
    """The edits of a table whose header is line `at`, a row a line, and the line behind it; at least two rows make one."""
    header = _header(text, _words(text, *lines[at]))
    rows: list[tuple[Words, int]] = []
    behind = at + 1
    while header and behind < len(lines) and (row := _row(text, _words(text, *lines[behind]), header)) is not None:
        rows.append(row)
        behind += 1
    if header is None or len(rows) < 2:
        return None
    edits = [(a, b, "\t") for a, b in _gaps(header.words)]
    for words, first in rows:
        # A tab before each value and behind the number; no space inside the name.
        edits += [
            (a, b, "\t" if i >= first or (header.counted and i == 1) else "")
            for i, (a, b) in enumerate(_gaps(words), 1)
        ]
    return edits, behind


def _listed(text: str, lines: Sequence[tuple[int, int]], at: int) -> tuple[list[Edit], int] | None:
    """The same where every cell is a line: the header's cells, then as many a row."""
    size = 0
    while at + size < len(lines) and _is_head(text[slice(*lines[at + size])], size):
        size += 1
    header = _header(text, list(lines[at : at + size])) if size >= 3 else None
    rows: list[Words] = []
    behind = at + size
    while header and _is_row(text, cells := list(lines[behind : behind + size]), header):
        rows.append(cells)
        behind += size
    if header is None or len(rows) < 2:
        return None
    return [(a, b, "\t") for cells in (header.words, *rows) for a, b in _gaps(cells)], behind


def _is_head(cell: str, place: int) -> bool:
    named = bool(_NAME.fullmatch(cell) or (place == 0 and _COUNT.fullmatch(cell)))
    return named if place == 0 else len(cell) <= 14 and (named or bool(_COLUMN.fullmatch(cell)))


def _is_row(text: str, cells: Words, header: _Header) -> bool:
    if len(cells) < len(header.words) or any(b - a > 60 or _SENTENCE.search(text, a, b) for a, b in cells):
        return False
    if header.counted and not _is_number(text, cells[0]):
        return False
    return _row(text, cells, header) is not None


def _stroked(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Lines of cells between upright strokes: two or more in a row with as many of them."""
    for strokes, run in groupby(lines, key=lambda line: text.count("|", *line)):
        rows = list(run)
        if strokes < 2 or len(rows) < 2:
            continue
        for start, end in rows:
            if _RULE.fullmatch(text, start, end):
                yield start, end, ""
                continue
            outer = (text[start] == "|", text[end - 1] == "|")
            for mark in _STROKE.finditer(text, start, end):
                edge = (mark.start() == start and outer[0]) or (mark.end() == end and outer[1])
                yield *mark.span(), "" if edge else "\t"


def _words(text: str, start: int, end: int) -> Words:
    if end - start > _LONGEST or _SENTENCE.search(text, start, end) or "\t" in text[start:end]:
        return []
    return [m.span() for m in _WORD.finditer(text, start, end)]


def _header(text: str, words: Words) -> _Header | None:
    named = next((i for i, (a, b) in enumerate(words[:3]) if _NAME.fullmatch(text[a:b])), None)
    if named is None:
        return None
    behind = words[named + 1 :]
    if not behind or len(words) < 3 or not all(_COLUMN.fullmatch(text[a:b]) for a, b in behind):
        return None
    return _Header(words, bool(_COUNT.fullmatch(text[slice(*words[0])])), len(behind))


def _row(text: str, words: Words, header: _Header) -> tuple[Words, int] | None:
    """The words of a row and which of them is the first value; None for what is no row of this table."""
    first = len(words) - header.behind
    own = 1 if header.counted and words and _is_number(text, words[0]) else 0
    if first <= own:
        return None
    values = [text[a:b] for a, b in words[first:]]
    fits = all(_VALUE.fullmatch(v) or _ATTRIBUTE.fullmatch(v) or _UNIT.fullmatch(v) for v in values)
    return (words, first) if fits and any(_VALUE.fullmatch(v) for v in values) else None


def _is_number(text: str, word: tuple[int, int]) -> bool:
    return text[slice(*word)].rstrip(".、").isdigit()


def _gaps(words: Words) -> list[tuple[int, int]]:
    """The stretches between words."""
    return [(before[1], after[0]) for before, after in pairwise(words)]
