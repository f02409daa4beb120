"""Names whose class word stands once, behind the last of a list: 青岚、云溪等3家国家高新区 are 青岚高新区 and 云溪高新区.

The full names stand nowhere in the text; each is a mention at its item of the list.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from innograph.graph.records import Passage
from innograph.loaders.extract.vocabulary import CLOSED
from innograph.loaders.lexicon import Entry, Lexicon

_ITEM = r"[^、,。;:()“”《》\d和与及等的]{2,8}"
_LIST = rf"{_ITEM}(?:、{_ITEM})*(?:[和与及]|以及|、){_ITEM}"
_HEADS = {
    "Park": "高新技术产业开发区|高新技术产业园区|高新区|经济技术开发区|经开区|自贸试验区|自贸区|综合保税区|综保区",
    "Platform": "制造业创新中心|技术创新中心|产业创新中心|实验室",
}
_COUNTED = re.compile(
    rf"(?P<items>{_LIST})等?(?:\d{{1,3}}|[二两三四五六七八九十]{{1,3}})[家个所大座]"
    r"(?:国家级?|省级|市级|全国|重点|省|市|[\u4e00-\u9fff]{2}(?=实验室))*"
    "(?:"
    + "|".join(f"(?P<{type_}>{words})" for type_, words in _HEADS.items())
    + r")(?=[,。;、:()的和与及]|$|[\u4e00-\u9fff])"
)
_DISTRICTS = re.compile(rf"(?P<items>{_ITEM}(?:、{_ITEM})*(?:[和与及]|、){_ITEM})(?P<unit>[区县])")
_PARTED = re.compile("以及|[、和与及]")


@dataclass(frozen=True, slots=True)
class Completed:
    """A list's item at [start, end) of a passage, its full name and type; the list with its class word is at `whole`."""

    passage: Passage
    start: int
    end: int
    name: str
    type: str
    whole: tuple[int, int]


def completed_names(passages: Sequence[Passage], lexicon: Lexicon) -> Iterator[Completed]:
    """The items of all lists that share their class word; of districts those that the map knows all of."""
    for passage in passages:
        for match in _COUNTED.finditer(passage.text):
            head = next(match[type_] for type_ in _HEADS if match[type_])
            yield from _items(passage, match, head, str(match.lastgroup), lexicon)
        for match in _DISTRICTS.finditer(passage.text):
            found = list(_items(passage, match, match["unit"], "Region", lexicon))
            if all(lexicon.by_form.get(f.name, _UNKNOWN).type == "Region" for f in found):
                yield from (*found[:-1], replace(found[-1], end=match.end()))


_UNKNOWN = Entry("", "", ())


def _items(passage: Passage, match: re.Match[str], head: str, type_: str, lexicon: Lexicon) -> Iterable[Completed]:
    start, end = match.span("items")
    at, first = start, _begin(passage.text, start, passage.text.index("、", start) if "、" in match["items"] else end)
    for part in [*_PARTED.finditer(passage.text, start, end), None]:
        stop = part.start() if part else end
        begin = first if at == start else at
        name = passage.text[begin:stop] + head
        entry = lexicon.by_form.get(name)
        name, kind = (entry.name, entry.type) if entry else (name, type_)
        yield Completed(passage, begin, stop, name, kind, (first, match.end()))
        at = part.end() if part else stop


def _begin(text: str, start: int, stop: int) -> int:
    """Where the first item begins: behind the last verb or particle in front of it."""
    ends = [b for _, b in CLOSED.longest(text[start:stop])["v"] if start + b < stop - 1]
    return start + max(ends, default=0)
