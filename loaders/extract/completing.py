"""Lists of fields completed from those of their items that are read.

Who takes one item of a list for a field takes the next one too, so an item that nothing has read is a field beside others that are; and where
a list says what it lists (…等关键技术) all its items are.
"""

import re
from collections.abc import Iterator, Sequence

from innograph.loaders.extract.certain import LONGEST_FIELD, Certain, is_field
from innograph.loaders.extract.lists import list_items, lists_in
from innograph.loaders.extract.vocabulary import CLOSED
from innograph.loaders.lexicon import Lexicon

_CLOSING = re.compile(
    r"、[^、]*?等[\u4e00-\u9fff]{0,6}?(?:(?P<sure>技术|材料|装备|产品|产业|工艺|器件)|应用|业态)(?!环节|要素|发展(?:需|要素)|需|政策|瓶颈|难题|标准|园|人才|企业)"
)
_NO_FIELD = re.compile(r"(?:建设|支持|培养|培训|制定|转化|交流|合作|保障|引进|集聚|需求|要素|政策|资金|人才)$")
_AND = re.compile(r"[与和及]")
_SHORTEST_ITEM, _LONGEST_ITEM = 2, 14
_LEAD = re.compile(
    r"在|围绕|聚焦|面向|发展|培育|壮大|布局|推动|促进|加快|加强|支持|鼓励|提升|涵盖|包括|覆盖|突破|攻克|掌握|开展|研究|研发|做大|做强|改造|拓展"
)


def completed_list(text: str, kept: Sequence[Certain], lexicon: Lexicon) -> Iterator[Certain]:
    """Fields that stand in a list beside fields that are kept: who takes one item for a name takes the next one too.

    A list that says what it lists (…等关键技术) is completed with whatever it holds, another with fields that the lexicons know.
    """
    fields = {(name.start, name.end) for name in kept if name.type == "Technology"}
    covered = {place for name in kept for place in range(name.start, name.end)}
    others = {place for name in kept if name.type != "Technology" for place in range(name.start, name.end)}
    for match in lists_in(text):
        items = list_items(match.group(), match.start())
        taken = [_has_field(item, number, len(items), fields) for number, item in enumerate(items)]
        told = others.isdisjoint(range(*match.span())) and _told_fields(match.group(), sum(taken))
        for number, (start, end) in enumerate(items):
            first = _behind_lead(text, start, end) if number == 0 else start
            stop = _end_of_last(text, start, end, told, lexicon) if number == len(items) - 1 else end
            beside = any(taken[max(0, number - 1) : number] + taken[number + 1 : number + 2])
            whatever = told and (number > 0 or sum(taken) > 1) and _may_be_field(text[first:stop], number)
            if covered.isdisjoint(range(start, end)) and (whatever or (beside and is_field(text[first:stop], lexicon))):
                yield Certain(first, stop, "Technology")


def _may_be_field(item: str, number: int) -> bool:
    """Whether an item is short and begins with no verb; before the first one, of a list, another name may stand and an "and"."""
    if number == 0 and _AND.search(item):
        return False
    return (
        _SHORTEST_ITEM <= len(item) <= _LONGEST_ITEM
        and not _NO_FIELD.search(item)
        and not any(start == 0 for start, _ in CLOSED.longest(item)["v"])
    )


def _told_fields(words: str, taken: int) -> bool:
    """Whether what closes a list says that its items are fields, and enough of them are kept as such."""
    closing = _CLOSING.search(words)
    return bool(closing and taken >= (1 if closing["sure"] else 2))


def _has_field(item: tuple[int, int], number: int, count: int, fields: set[tuple[int, int]]) -> bool:
    """Whether a kept field is the whole item; before the first one a verb may stand, behind the last what it is a list of."""
    start, end = item
    if number == 0:
        return any((place, end) in fields for place in range(start, end))
    if number == count - 1:
        return any((start, place) in fields for place in range(start + 1, end + 1))
    return item in fields


def _behind_lead(text: str, start: int, end: int) -> int:
    """Where the first item of a list begins: behind the last word that leads into it."""
    return max((m.end() for m in _LEAD.finditer(text, start, end) if m.end() < end), default=start)


def _end_of_last(text: str, start: int, end: int, told: bool, lexicon: Lexicon) -> int:
    """Where the name ends that is a list's last item: before 等 where that tells of fields, else where a known field does."""
    more = text.find("等", start, end)
    if told and more >= 0:
        return more
    return next(
        (n for n in range(min(end, start + LONGEST_FIELD), start + 1, -1) if is_field(text[start:n], lexicon)), start
    )
