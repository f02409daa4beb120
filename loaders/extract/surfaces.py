"""Other surface forms of an entity that its document shows around its mentions.

A reading has to stop somewhere: at 固态电池 in 固态电池技术, at 青岚机器人大赛 in 第三届青岚机器人大赛, before the bracket of 云帆码头(YunPort). What stands
there is another form of the same name, and who searches for it, or writes it in another plan, means the same thing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from innograph.graph.identity import Authority, Scope
from innograph.graph.records import Entity, Passage

FIELD_BEHIND = "with or without a word for field behind it"
EDITION = "with or without its edition"
BRACKETED = "with or without what stands in brackets"
AREA = "with or without a word for area"

_FIELD_WORD = re.compile(r"技术|产业")
_FIELD_TAIL = re.compile(r"(?<=.{2})(?<![与和及、])(?:技术|产业|领域)$")
_EDITION = r"(?:(?:第[一二三四五六七八九十百\d]+|首)届|20\d\d年?(?:度|第[一二三四五六七八九十\d]+届)?)"
_EDITION_FRONT = re.compile(rf"^{_EDITION}(?=.{{4}})")
_EDITION_BEFORE = re.compile(rf"{_EDITION}$")
_BRACKET_BEHIND = re.compile(r"[(]([^()、,;。]{2,14})[)]")
_BRACKET = re.compile(rf"{_BRACKET_BEHIND.pattern}$")
_ABBREVIATION = re.compile(
    r"(?!(?:IPO|GDP|[kMGT]Wh?|pH|PPP|ETF|REITs?|CEO|EPC|ESG|QS|Top|TOP)\d*$)[A-Za-z][A-Za-z\d&./-]{1,13}(?<!\d{2})"
)
"""No unit, rank or business word."""
_AREA_TAIL = re.compile(r"(?<=.{2})(?:地区|区域)$")
_LONGEST_EDITION = 12
_OWN_WORDS = 4
"""Letters of a field that no lexicon knows which say enough without a word for field."""
_BRANCHED = frozenset({"Platform", "ResearchInstitute", "Park", "Alliance"})
"""Types whose names may have the place of a branch behind them, in brackets."""
_TOLD_APART = _BRANCHED | {"Policy", "Event"}
"""Types that are also named without what stands in brackets behind (the years of a plan, the place of a branch)."""

Form = tuple[str, str]
"""A surface form and the reason why it is one of the entity's."""


def with_surfaces(entities: Sequence[Entity], passages: Sequence[Passage], authority: Authority) -> tuple[Entity, ...]:
    """The entities with the further forms that the text shows; a form that is another entity's own stays with that one."""
    texts = {p.id: p for p in passages}
    owned = {form for entity in entities for form in (entity.name, *entity.aliases)}
    return tuple(_widened(entity, texts, owned, authority) for entity in entities)


def _widened(entity: Entity, passages: Mapping[str, Passage], owned: set[str], authority: Authority) -> Entity:
    field = entity.type == "Technology"
    new = {
        form: why
        for form, why in _forms(entity, passages, authority)
        if form not in owned
        and (field or not authority.generic(form))
        and not _known_apart(form, why, entity, authority)
    }
    if not new:
        return entity
    owned.update(new)
    reasons = {**entity.reasons, **new}
    return replace(
        entity,
        aliases=tuple(sorted({*entity.aliases, *new})),
        reasons=dict(sorted(reasons.items())),
    )


def _known_apart(form: str, why: str, entity: Entity, authority: Authority) -> bool:
    """Whether an abbreviation is that of another thing, which then the entity would become (PLC of 光分路器(PLC))."""
    if why != BRACKETED or not form.isascii():
        return False
    known, own = (authority.known(name, entity.type, Scope()) for name in (form, entity.name))
    return known is not None and (own is None or own.full != known.full)


def _forms(entity: Entity, passages: Mapping[str, Passage], authority: Authority) -> Iterator[Form]:
    for name in (entity.name, *entity.aliases):
        yield from _from_name(name, entity.type, authority)
    for mention in entity.mentions:
        passage = passages[mention.passage]
        start, end = mention.start - passage.start, mention.end - passage.start
        if passage.text[start:end] == mention.surface:
            yield from _from_text(passage.text, start, end, entity.type, authority)


def _from_name(name: str, type_: str, authority: Authority) -> Iterator[Form]:
    """Shorter forms that the name itself tells."""
    if type_ == "Technology" and (tail := _FIELD_TAIL.search(name)) and _stands_alone(name, tail.start(), authority):
        yield name[: tail.start()], FIELD_BEHIND
    if type_ == "Event" and (edition := _EDITION_FRONT.match(name)):
        yield name[edition.end() :], EDITION
    if (
        type_ == "Region"
        and (area := _AREA_TAIL.search(name))
        and authority.known(name[: area.start()], type_, Scope())
    ):
        yield name[: area.start()], AREA
    bracket = _BRACKET.search(name)
    abbreviation = bracket is not None and _ABBREVIATION.fullmatch(bracket[1])
    if bracket and (abbreviation or type_ in _TOLD_APART):
        yield name[: bracket.start()], BRACKETED
    if bracket and abbreviation:
        yield bracket[1], BRACKETED


def _stands_alone(name: str, length: int, authority: Authority) -> bool:
    """Whether a field is still one without the word for field behind it: 氢能 and 固态电池 are, 信息 and 新一代信息 are not."""
    bare = name[:length]
    if authority.known(bare, "Technology", Scope()):
        return True
    return length >= _OWN_WORDS and not authority.known(name, "Technology", Scope())


def _from_text(text: str, start: int, end: int, type_: str, authority: Authority) -> Iterator[Form]:
    """Longer forms that the text has at this place."""
    name = text[start:end]
    if type_ == "Technology" and not _FIELD_TAIL.search(name) and (word := _FIELD_WORD.match(text, end)):
        yield name + word[0], FIELD_BEHIND
    if type_ == "Event" and (edition := _EDITION_BEFORE.search(text, max(0, start - _LONGEST_EDITION), start)):
        yield edition[0] + name, EDITION
    bracket = _BRACKET_BEHIND.match(text, end)
    if bracket and _ABBREVIATION.fullmatch(bracket[1]):
        yield bracket[1], BRACKETED
    elif bracket and type_ in _BRANCHED and authority.known(bracket[1], "Region", Scope()):
        yield name + bracket[0], BRACKETED
