"""Names whose class word stands once, behind the last of a list: 青岚、云溪等3家国家高新区 are 青岚高新区 and 云溪高新区.

The full names stand nowhere in the text; each is a mention at its item of the list.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from innograph.graph.records import Passage
from innograph.loaders.extract.vocabulary import deciding_word
from innograph.loaders.headings import to_int
from innograph.loaders.lexicon import Lexicon

_ITEM = r"[^、,。;:()“”《》\d和及等的]{2,16}"
_LIST = rf"{_ITEM}(?:、{_ITEM})*(?:[和与及]|以及|、){_ITEM}"
_HEADS = {
    "Park": "高新技术产业开发区|高新技术产业园区|高新区|经济技术开发区|经开区|自贸试验区|自贸区|综合保税区|综保区|产业园区?|科技园区?|孵化器|众创空间",
    "Platform": "功能型平台|公共服务平台|重点实验室|工程技术研究中心|工程研究中心|制造业创新中心|技术创新中心|产业创新中心|实验室",
    "Alliance": "(?:产业)?(?:技术)?创新(?:战略)?联盟|产业联盟|联盟",
    "ResearchInstitute": "研究院|研究所",
}
_COUNTED = re.compile(
    rf"(?P<items>{_LIST})(?P<more>等?)(?P<count>\d{{1,3}}|[二两三四五六七八九十]{{1,3}})[家个所大座]"
    r"(?:国家级?|省级|市级|全国|重点|省|市|[\u4e00-\u9fff]{2}(?=实验室))*"
    "(?:"
    + "|".join(f"(?P<{type_}>{words})" for type_, words in _HEADS.items())
    + r")(?=[,。;、:()的和与及]|$|[\u4e00-\u9fff])"
)
_DISTRICTS = re.compile(rf"(?P<items>{_ITEM}(?:、{_ITEM})*(?:[和与及]|、){_ITEM})(?P<unit>[区县])")
_PARTED = re.compile("以及|[、和与及]")
_MARKED = re.compile("以及|[、和及]")
_OPENS = re.compile(
    "(?:成立|组建|建成|培育|引进|支持|推动|推进|建设|打造|获批|设立|拥有|集聚|依托|形成|新增|包括|促进|建立|搭建|布局|发挥|联合|鼓励|组成|现有|已有)"
    "(?:了|起|有)?|[在有以由将把为]|加快"
)
"""Words that a list follows; verbs that are nouns as well (制造, 服务) may stand in an item."""


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
            type_ = next(t for t in _HEADS if match[t])
            yield from _counted(passage, match, match[type_], type_, lexicon)
        for match in _DISTRICTS.finditer(passage.text):
            parts = _parts(passage.text, *match.span("items"), _PARTED)
            found = [_completed(passage, part, match, match["unit"], "Region", lexicon) for part in parts]
            if all(lexicon.type_of(f.name) == "Region" for f in found):
                yield from (*found[:-1], replace(found[-1], end=match.end()))


def _counted(passage: Passage, match: re.Match[str], head: str, type_: str, lexicon: Lexicon) -> Iterable[Completed]:
    """The items of a counted list; none where their number does not fit the count, or where they are names already."""
    count = to_int(match["count"]) or 0
    span = match.span("items")
    ways = [_parts(passage.text, *span, parted) for parted in (_MARKED, _PARTED)]
    fits = [parts for parts in ways if 1 < len(parts) <= count and (match["more"] or len(parts) == count)]
    for parts in fits[:1]:
        items = [passage.text[a:b] for a, b in parts]
        if not any(item.endswith(head[-2:]) or _is_name(item, lexicon) for item in items):
            yield from (_completed(passage, part, match, head, type_, lexicon) for part in parts)


def _parts(text: str, start: int, end: int, parted: re.Pattern[str]) -> list[tuple[int, int]]:
    """The [start, end) of a list's items, the first without the words that open the list."""
    marks = list(parted.finditer(text, start, end))
    edges = [start, *(m.end() for m in marks)], [*(m.start() for m in marks), end]
    parts = list(zip(*edges, strict=True))
    opened = [m.end() for m in _OPENS.finditer(text, *parts[0]) if m.end() < parts[0][1] - 1]
    return [(max(opened, default=parts[0][0]), parts[0][1]), *parts[1:]]


def _completed(
    passage: Passage, part: tuple[int, int], match: re.Match[str], head: str, type_: str, lexicon: Lexicon
) -> Completed:
    item = passage.text[slice(*part)]
    # 科技融资服务 and 公共服务平台 are 科技融资服务平台.
    shared = head.find(item[-2:])
    name = item + (head[shared + 2 :] if 0 <= shared < len(head) - 2 else head)
    entry = lexicon.by_form.get(name)
    full, kind = (entry.name, entry.type) if entry else (name, type_)
    return Completed(passage, *part, full, kind, match.span())


def _is_name(item: str, lexicon: Lexicon) -> bool:
    """Whether an item is some actor's whole name: then it has what is counted, and is none of it (甲公司、乙公司等3家孵化器)."""
    entry = lexicon.by_form.get(item)
    if entry and entry.type not in {"Region", "Technology"}:
        return True
    return bool(deciding_word(item))
