"""Indicator tables whose rows and cells ran together in one line.

The table of a plan's indicators has a column of attributes, 预期性 or 约束性, one a row. Where such words follow each other a
row apart, what stands before each is the name (with its printed number) and what stands after it the value; the next row
begins at its number, or, where the number strayed, at the first long word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from innograph.loaders.mapped import Edit
from innograph.loaders.pagination import MEASURES

_ATTRIBUTE = re.compile(r"(?<=\s)(?:预期性|约束性|指导性|引导性|导向性)(?=\s)")
_HEADER = re.compile(r"(?<=\s)(?:序号|类别|指标|指标名称|主要指标|一级指标)(?=\s)")
_MAX_ROW = 140
_HAN = re.compile("[\u4e00-\u9fff]")
_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class FlatTable:
    """A table found in a line: its span and the edits that set its rows and cells apart."""

    start: int
    end: int
    edits: list[Edit] = field(default_factory=list)


def flat_tables(text: str, start: int, end: int) -> Iterator[FlatTable]:
    """The tables in text[start:end], in order."""
    group: list[re.Match[str]] = []
    for anchor in _ATTRIBUTE.finditer(text, start, end):
        if group and anchor.start() - group[-1].end() > _MAX_ROW:
            if len(group) >= 3:
                yield _table(text, start, end, group)
            group = []
        group.append(anchor)
    if len(group) >= 3:
        yield _table(text, start, end, group)


def _tokens(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The words that end before `end`, or at it."""
    spans = [m.span() for m in _WORD.finditer(text, start, end)]
    cut = spans and spans[-1][1] == end < len(text) and not text[end].isspace()
    return spans[:-1] if cut else spans


def _table(text: str, start: int, end: int, anchors: list[re.Match[str]]) -> FlatTable:
    first = anchors[0].start()
    headers = list(_HEADER.finditer(text, max(start, first - _MAX_ROW), first))
    begin = headers[0].start() if headers else max(start, first - 40)
    head = _tokens(text, begin, first)
    split = next((i for i, (a, b) in enumerate(head) if text[a:b] == "1"), max(0, len(head) - 1))
    rows: list[list[tuple[int, int]]] = [head[split:]]
    values: list[list[tuple[int, int]]] = []
    number = 1
    for before, after in pairwise(anchors):
        tokens = _tokens(text, before.end(), after.start())
        cut, number = _cut(text, tokens, number)
        values.append(tokens[:cut])
        rows.append(tokens[cut:])
    values.append(_last_value(text, _tokens(text, anchors[-1].end(), min(end, anchors[-1].end() + 60))))
    table = FlatTable(begin, values[-1][-1][1] + 1 if values[-1] else anchors[-1].end())
    table.edits = list(_edits(text, head[:split], rows, anchors, values))
    if begin > start and text[begin - 1].isspace():
        table.edits.append((begin - 1, begin, "\n"))
        table.start = begin - 1
    return table


def _cut(text: str, tokens: list[tuple[int, int]], number: int) -> tuple[int, int]:
    """Index of the token that begins the next row, and that row's number."""
    for i, (a, b) in enumerate(tokens):
        word = text[a:b]
        if i and word.isdigit() and number < int(word) <= number + 2 and i + 1 < len(tokens):
            following = text[tokens[i + 1][0] : tokens[i + 1][1]]
            measure = following[0] in MEASURES and len(following) <= 3
            if not measure and (int(word) == number + 1 or len(following) >= 3):
                return i, int(word)
    last = max((i for i, (a, b) in enumerate(tokens) if re.search(r"\d", text[a:b])), default=0)
    for i in range(max(1, last + 1), len(tokens)):
        if len(_HAN.findall(text[tokens[i][0] : tokens[i][1]])) >= 4:
            return i, number + 1
    return max(1, len(tokens) - 1), number + 1


def _last_value(text: str, tokens: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The value of the last row: up to the unit of its first number."""
    for i, (a, b) in enumerate(tokens):
        word = text[a:b]
        if re.search(r"\d", word):
            return tokens[: i + 1] if re.search(r"\D", word) else tokens[: i + 2]
    return tokens[:1]


def _edits(
    text: str,
    head: list[tuple[int, int]],
    rows: list[list[tuple[int, int]]],
    anchors: list[re.Match[str]],
    values: list[list[tuple[int, int]]],
) -> Iterator[Edit]:
    def between(tokens: list[tuple[int, int]], mark: str) -> Iterator[Edit]:
        for (_, a), (b, _) in pairwise(tokens):
            yield a, b, mark

    yield from between(head, "\t")
    last = head[-1][1] if head else None
    for row, anchor, value in zip(rows, anchors, values, strict=True):
        if row and last is not None:
            yield last, row[0][0], "\n"
        if len(row) > 1 and text[row[0][0] : row[0][1]].isdigit():
            yield row[0][1], row[1][0], "\t"
            yield from between(row[1:], "")
        else:
            yield from between(row, "")
        if row:
            yield row[-1][1], anchor.start(), "\t"
        if value:
            yield anchor.end(), value[0][0], "\t"
        yield from between(value, "")
        last = value[-1][1] if value else anchor.end()
    if last is not None and last < len(text):
        yield last, last + 1, "\n"
