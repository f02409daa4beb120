"""Page numbers that text extraction left inside sentences and names.

A page number is a bare integer between white space, one of a run that rises by one from page to page. The run is found
as a whole: the longest chain of such integers, each one more than the last, a page's length apart, that spans most of
the text. A lone number is never dropped, so a figure of the plan cannot be taken for a page. Lines such as "- 12 -",
"第 3 页" and "3 / 32" are page numbers by their form.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from innograph.loaders.headings import NUMBER, line_heading
from innograph.loaders.mapped import Edit

_BARE = re.compile(r"(?:(?<=\s)|^)(\d{1,3})(?=\s|$)", re.MULTILINE)
_FORM = re.compile(
    r"^[ \t]*(?:[-—–]+[ ]?\d{1,4}[ ]?[-—–]+|第[ ]?\d{1,4}[ ]?页(?:[ ,/]*共[ ]?\d{1,4}[ ]?页)?|\d{1,4}[ ]?/[ ]?\d{1,4}|[Pp](?:age|\.)[ ]?\d{1,4})[ \t]*$",
    re.MULTILINE,
)
MEASURES = frozenset(
    "个家项条件亿万千百十元年月日号线名人次倍分组批种类座所处平公里米吨层台套户村镇街章节期届轮大余多时点岁艘架辆支款部篇门场级度只位区星维"
)
MIN_PAGE, MAX_PAGE = 120, 6_000
"""Characters from one page number to the next."""
_MAX_CANDIDATES = 4_000
_MAX_BEFORE = 100


@dataclass(slots=True)
class _Link:
    position: int
    value: int
    length: int
    cost: float
    before: "_Link | None"


def _penalty(text: str, end: int) -> float:
    """A number before a measure word reads as a figure: a page only where the run asks for it."""
    after = text[end : end + 3].strip()[:1]
    return 0.5 if after in MEASURES and after else 0.0


def _chain(text: str, found: list[re.Match[str]], page: float | None) -> _Link | None:
    by_value: dict[int, list[_Link]] = {}
    best: _Link | None = None
    for match in found:
        value, position = int(match[1]), match.start()
        link = _Link(position, value, 1, _penalty(text, match.end()), None)
        for before in reversed(by_value.get(value - 1, [])[-_MAX_BEFORE:]):
            gap = position - before.position
            if not MIN_PAGE <= gap <= MAX_PAGE:
                continue
            odd = abs(gap - page) / page if page else 0.0
            cost = before.cost + odd + _penalty(text, match.end())
            if (before.length + 1, -cost) > (link.length, -link.cost if link.before else float("-inf")):
                link.length, link.cost, link.before = before.length + 1, cost, before
        by_value.setdefault(value, []).append(link)
        if best is None or (link.length, -link.cost) > (best.length, -best.cost):
            best = link
    return best


def page_numbers(text: str) -> list[tuple[int, int]]:
    """(start, end) of the page numbers in a run, in order; [] where there is no run of at least three."""
    found = list(_BARE.finditer(text))
    if not 3 <= len(found) <= _MAX_CANDIDATES:
        return []
    page: float | None = None
    links: list[_Link] = []
    for _ in range(2):  # the second pass knows the usual length of a page
        link = _chain(text, found, page)
        links = []
        while link:
            links.append(link)
            link = link.before
        figures = sum(_penalty(text, k.position + len(str(k.value))) > 0 for k in links)
        if len(links) < 3 or figures > len(links) / 2 or links[0].position - links[-1].position < 0.5 * len(text):
            return []
        links.reverse()
        page = median(b.position - a.position for a, b in pairwise(links))
    return [(k.position, k.position + len(str(k.value))) for k in links]


def page_number_edits(text: str) -> Iterator[Edit]:
    """Deletions of page numbers with the white space around them; the lines that a page break parted are joined again
    unless a sentence or a heading ended there."""
    spans = [(m.start(), m.end()) for m in _FORM.finditer(text)] + page_numbers(text)
    for start, end in sorted(spans):
        left, right = start, end
        while left > 0 and text[left - 1].isspace():
            left -= 1
        while right < len(text) and text[right].isspace():
            right += 1
        around = text[left:start] + text[end:right]
        if not around:
            continue
        if left == 0 or right == len(text):
            yield left, right, ""
        else:
            yield left, right, "\n" if "\n" in around and _ends_block(text, left, right) else " "


def _ends_block(text: str, left: int, right: int) -> bool:
    """Whether a paragraph or heading ends before a page break."""
    line = text[text.rfind("\n", 0, left) + 1 : left].strip()
    return line[-1:] in "。!?;:”)" or len(line) < 15 or bool(line_heading(line) or NUMBER.match(text, right))
