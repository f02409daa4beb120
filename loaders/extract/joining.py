"""Surface forms of one document that are one entity.

`innograph.graph.identity` looks at each name alone, since it joins names across plans. Inside one document more can be said: who
writes 生物医药产业基地 on one page and 生物医药基地 on another means one base. Each rule here joins two names only because both stand in
the document, and gives its reason.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from innograph.graph.identity import Authority, Scope, fold, identify
from innograph.graph.records import Entity, Mention
from innograph.loaders.document import Document
from innograph.loaders.extract.places import place_forms, scope_of

Key = tuple[str, str]
"""(type, canonical form)."""
Groups = dict[Key, list[str]]
"""The surface forms of each canonical form."""

_FIELD_TAIL = re.compile(r"(?:技术|产业|服务|业|关键技术|体系|解决方案|网络)$")
_PRAISE = re.compile(r"^(?:新型|高端|高性能|高品质|低成本|现代|民用|专业|自主可控|自主|主要)(?=.{3})")
_UNITS = ("特别行政区", "自治区", "自治州", "新区", "省", "市", "区", "县")
_SIDE = re.compile(r"^(?:中?[东西南北]{1,2}|中)部(?=.{3})")
_LEVEL = re.compile(r"^(?:国家级?|省级|市级|区级|全国|中国)(?=.{4})")
_RANK = re.compile(r"国家级|省级|市级|区级")
_LOOSE = re.compile(rf"的|{_RANK.pattern}|(?<=.)产业|投资|培育|国家战略|战略$|(?<=一体化)发展|(?<=园)区$")
"""What one writer puts into a name in one place and leaves out in another."""
_LOOSE_FIELD = re.compile(r"专业|化(?=[\u4e00-\u9fff]{2})")
_LOOSE_TITLE = re.compile(r"[的和与及、]|^关于|(?<=规划)纲要$")
_FIVE_YEARS = re.compile(r"第(十[一二三四五六七八九]?)个五年")
_NAMED_LOOSELY = frozenset({"Park", "Platform", "Alliance", "Fund", "Programme", "ResearchInstitute", "Event"})
_NATIONAL = frozenset({"ResearchInstitute", "Platform", "Alliance", "Park", "Programme", "Hospital"})
_CALLED_BY_QUOTATION = frozenset({"Programme", "Event", "Fund", "Platform"})
_QUOTED_CORE = re.compile(r"[^“”]{0,8}“([^“”、]{3,12})”[^“”]{1,10}")
_OTHER_MEANINGS = ("Programme", "Technology", "Region", "Park", "Policy", "Event")
_LEGAL_NAME = re.compile(r"公司$")
_CLASS_WORD = re.compile(r"(?:园区?|[城区]|基地|中心|平台|实验室|研究院|大学|联盟|基金)$")
_AREAS = frozenset({"地区", "功能区", "片区", "新片区", "区域"})
_CLASSED = frozenset({"Park", "Region", "Platform", "Alliance", "ResearchInstitute"})
_AREA_WORD = re.compile(r"(?:[城区湾谷港]|走廊)$")
_FAR_OFTENER = 4
_PLACELESS = frozenset({"Technology", "Region", "University", "Government"})


def join_forms(
    document: Document,
    forms: Mapping[str, tuple[str, float]],
    mentions: Mapping[str, list[Mention]],
    defined: Mapping[str, str],
    authority: Authority,
) -> tuple[Entity, ...]:
    """The entities of a document, in order of first mention.

    `forms` gives each surface form's type and probability, `defined` the full form of each short form that the text defines.
    """
    scope = scope_of(document.plan, " ".join(form for form in mentions for _ in mentions[form]))
    groups: Groups = defaultdict(list)
    reasons: dict[str, str] = {}
    for form in mentions:
        full = defined.get(form, form) if defined.get(form, form) in mentions else form
        identity = identify(full, forms[full][0], scope, authority)
        groups[(identity.type, identity.canonical)].append(form)
        reasons[form] = "; ".join(identity.reasons) if full == form else f"the text defines it as short for {full}"
    places = _prefixes(document, scope)
    _join_fronts(groups, _place_fronts(places), reasons)
    _join_fronts(groups, _plain_fronts, reasons, alone=True)
    _join_units(groups, reasons)
    _join_fields(groups, authority, reasons)
    _join_loose(groups, authority, reasons)
    where = {key: {m.passage for form in names for m in mentions[form]} for key, names in groups.items()}
    _join_class_words(
        groups,
        lambda name: _place_in_front(name, places, scope, authority),
        lambda short, long: not where[short].isdisjoint(where[long]),
        authority,
        reasons,
    )
    _settle_classes(groups, lambda key: sum(len(mentions[form]) for form in groups[key]), authority, reasons)
    made = [_entity(key, names, forms, mentions, reasons) for key, names in groups.items()]
    made = [_with_quoted(entity, mentions, authority) for entity in made]
    made.sort(key=lambda e: (e.mentions[0].start, -len(e.name)))
    return tuple(replace(e, id=f"e{i}") for i, e in enumerate(made, 1))


def _prefixes(document: Document, scope: Scope) -> tuple[str, ...]:
    """The forms of the plan's own place and of the one above it, longest first."""
    above = (scope.above, scope.above.removesuffix("市")) if scope.above else ()
    return tuple(
        sorted({*place_forms(document.plan), *above, scope.above + scope.region} - {""}, key=lambda p: -len(p))
    )


def _into(groups: Groups, source: Key, target: Key, reasons: dict[str, str], why: str) -> None:
    for form in groups[source]:
        reasons[form] = why
    groups[target] += groups.pop(source)


Fronts = Callable[[Key], Iterable[str]]
"""The beginnings of a name that one and the same thing may be named without."""


def _place_fronts(prefixes: tuple[str, ...]) -> Fronts:
    folded = tuple(map(fold, prefixes))
    return lambda key: () if key[0] in _PLACELESS else (p for p in folded if key[1].startswith(p))


def _plain_fronts(key: Key) -> Iterator[str]:
    """The side of a place, and the rank of what a nation or a city may have its own of."""
    patterns = [_SIDE] if key[0] in {"Park", "Region"} else []
    for pattern in [*patterns, _LEVEL] if key[0] in _NATIONAL else patterns:
        if front := pattern.match(key[1]):
            yield front[0]


def _join_fronts(groups: Groups, fronts: Fronts, reasons: dict[str, str], *, alone: bool = False) -> None:
    """Join 上海石墨烯平台 with 石墨烯平台: one type, and a place or a rank in front of one of them; `alone` where no other name has another."""
    ambiguous = {
        bare
        for bare, n in Counter(_without(k, front) for k in groups for front in fronts(k)).items()
        if alone and n > 1
    }
    for key in sorted(groups):
        for name in sorted({key[1], *map(fold, groups[key])}) if key in groups else ():
            for front in fronts((key[0], name)):
                bare = _without((key[0], name), front)
                if bare in groups and bare != key and bare not in ambiguous and len(bare[1]) > 3:
                    _into(groups, bare, key, reasons, f"{name} without {front} in front, in the same document")


def _without(key: Key, front: str) -> Key:
    return key[0], key[1].removeprefix(front)


def _join_units(groups: Groups, reasons: dict[str, str]) -> None:
    """Join 云溪 with 云溪区, where no other unit of the name is spoken of."""
    for key in [k for k in sorted(groups) if k[0] == "Region" and len(k[1]) >= 2]:
        full = [(key[0], key[1] + unit) for unit in _UNITS if (key[0], key[1] + unit) in groups]
        if len(full) == 1:
            _into(groups, key, full[0], reasons, f"short form of {full[0][1]} in the same document")


def _join_fields(groups: Groups, authority: Authority, reasons: dict[str, str]) -> None:
    """Join 隐私计算技术 with 隐私计算 and 高性能医疗器械 with 医疗器械: nothing but a word for field behind the shorter form, or praise before.

    Praise that makes a field of its own (新型储能) does so in the lexicon.
    """
    for key in sorted(groups, key=lambda k: (-len(k[1]), k)):
        if key[0] != "Technology":
            continue
        tail, praise = _FIELD_TAIL.search(key[1]), _PRAISE.search(key[1])
        bare = (key[0], key[1][: tail.start()]) if tail else key
        if tail and len(bare[1]) >= 3 and bare in groups:
            _into(groups, key, bare, reasons, f"{bare[1]} with a word for field behind it, in the same document")
            continue
        bare = (key[0], key[1][praise.end() :]) if praise else key
        if praise and bare in groups and not any(authority.known(f, key[0], Scope()) for f in groups[key]):
            _into(groups, key, bare, reasons, f"{bare[1]} with praise in front, in the same document")


def _join_loose(groups: Groups, authority: Authority, reasons: dict[str, str]) -> None:
    """Join names that differ by words which writers put in or leave out: 生物医药产业基地 and 生物医药基地."""
    alike: dict[Key, list[Key]] = defaultdict(list)
    for key in sorted(groups, key=lambda k: (-len(k[1]), k)):
        bare = _bare(*key)
        if len(bare) >= 4:
            alike[(key[0], bare)].append(key)
    for (type_, _), keys in alike.items():
        known = [k for k in keys if any(authority.known(f, type_, Scope()) for f in groups[k])]
        ranks = {rank[0] for key in keys if (rank := _RANK.search(key[1]))}
        if len(known) > 1 or len(ranks) > 1:
            continue
        first = known[0] if known else keys[0]
        for key in keys:
            loose = type_ in _NAMED_LOOSELY
            if key != first and (not loose or _says_no_other(_RANK.sub("", key[1]), _RANK.sub("", first[1]))):
                _into(groups, key, first, reasons, f"{first[1]} in other words, in the same document")


def _says_no_other(name: str, other: str) -> bool:
    """Whether one of two names is the other with words left out (not 产业基金 and 投资基金, which both have one of their own)."""
    shorter, longer = sorted((name, other), key=len)
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


def _bare(type_: str, name: str) -> str:
    """A name without what its writers may leave out; "" for types whose names have nothing of the kind."""
    if type_ == "Policy":
        return _LOOSE_TITLE.sub("", _FIVE_YEARS.sub(r"\1五", name))
    if type_ == "Technology":
        return _LOOSE_FIELD.sub("", name)
    return _LOOSE.sub("", name) if type_ in _NAMED_LOOSELY else ""


def _place_in_front(name: str, own: tuple[str, ...], scope: Scope, authority: Authority) -> str:
    """The place that a name begins with: one of the plan's own, or one on the map; "" where it begins with none."""
    found = authority.place_prefix(name, scope)
    return next((place for place in own if name.startswith(place)), found[0] if found else "")


def _join_class_words(
    groups: Groups,
    place_of: Callable[[str], str],
    together: Callable[[Key, Key], bool],
    authority: Authority,
    reasons: dict[str, str],
) -> None:
    """Join 零号湾 with 零号湾创新创业集聚区: one document, one type, nothing but class words behind the short form.

    Of firms the longer name may be the one in full, and a place before it is no hindrance (澄光 with 青岚澄光数控机床有限公司), unless one
    sentence speaks of both, as of a group and its daughter.
    """
    for key in sorted(groups, key=lambda k: len(k[1])):
        if key[0] in {"Technology", "Government"} or len(key[1]) < 2:
            continue
        if authority.generic(key[1]):
            continue
        apart = _complete(key) or _known_apart(key, groups, authority)
        longer = [(k, _behind(key, k, place_of)) for k in groups if k[0] == key[0] and key[1] in k[1][:-1]]
        fits = [
            k for k, rest in longer if rest in _AREAS or (rest and not apart and _only_class(key[0], rest, authority))
        ]
        legal = [
            k
            for k, rest in longer
            if len(rest) >= 2
            and not apart
            and key[0] == "Firm"
            and any(map(_LEGAL_NAME.search, groups[k]))
            and not together(key, k)
        ]
        if len(fits) == 1 or len(fits or legal) == len(longer) == 1:
            fits = fits or legal
            _into(groups, key, fits[0], reasons, f"short form of {fits[0][1]} in the same document")


def _settle_classes(groups: Groups, count: Callable[[Key], int], authority: Authority, reasons: dict[str, str]) -> None:
    """Join 科学城 with 青岚科学城 where one name of the document ends so, or one far oftener than the others.

    Where several do, or the word is for no area (实验室), it speaks of a class, and is no name.
    """
    for key in sorted(groups, key=lambda k: (-len(k[1]), k)):
        if key[0] not in _CLASSED or not all(_is_class_word(form, key[0], authority) for form in groups[key]):
            continue
        short = fold(max(groups[key], key=len))
        longer = sorted((k for k in groups if k != key and k[0] in _CLASSED and _ends(groups, k, short)), key=count)
        if not longer:
            continue
        alone = len(longer) == 1 or count(longer[-1]) >= _FAR_OFTENER * count(longer[-2])
        if alone and _AREA_WORD.search(short):
            _into(groups, key, longer[-1], reasons, f"short form of {longer[-1][1]} in the same document")
        else:
            del groups[key]


def _ends(groups: Groups, key: Key, short: str) -> bool:
    """Whether a name that is not that class word alone ends with it, in any of its forms."""
    return any(form.endswith(short) and form != short for form in (key[1], *map(fold, groups[key])))


def _is_class_word(form: str, type_: str, authority: Authority) -> bool:
    return len(form) >= 3 and authority.generic(fold(form)) and authority.known(form, type_, Scope()) is None


def _known_apart(key: Key, groups: Groups, authority: Authority) -> bool:
    """Whether a short form is the name of something that the lexicons have (中国科学院, 一带一路)."""
    known = (authority.known(form, key[0], Scope()) for form in groups[key])
    return any(k and fold(k.name) == key[1] for k in known)


def _only_class(type_: str, rest: str, authority: Authority) -> bool:
    """Whether what stands behind a short form says no more than its kind; of places only `_AREAS` do (大宁地区)."""
    return type_ != "Region" and authority.generic(rest)


def _complete(key: Key) -> bool:
    """Whether a form has a class word of its own: it is no short form, and a longer name is a part of it (云帆园 and 云帆园科技广场)."""
    return key[0] != "Firm" and _CLASS_WORD.search(key[1]) is not None


def _behind(short: Key, long: Key, place_of: Callable[[str], str]) -> str:
    """What stands behind the short form in a name that begins with it, "" where it does not; before a firm's a place may stand."""
    name = long[1]
    if not name.startswith(short[1]) and short[0] == "Firm":
        name = name.removeprefix(place_of(name))
    return name[len(short[1]) :] if name.startswith(short[1]) else ""


def _with_quoted(entity: Entity, mentions: Mapping[str, list[Mention]], authority: Authority) -> Entity:
    """The entity with what stands between the marks of its name as a short form (“云帆” of “云帆”计划), where it means nothing else."""
    if entity.type not in _CALLED_BY_QUOTATION:
        return entity
    cores = {match[1] for form in (entity.name, *entity.aliases) if (match := _QUOTED_CORE.fullmatch(form))}
    own = {core for core in cores if core not in mentions and not authority.generic(core)}
    own = {core for core in own if not any(authority.known(core, type_, Scope()) for type_ in _OTHER_MEANINGS)}
    if not own:
        return entity
    reasons = dict.fromkeys(sorted(own), "what stands between the marks of its name")
    return replace(entity, aliases=tuple(sorted({*entity.aliases, *own})), reasons={**entity.reasons, **reasons})


def _entity(
    key: Key,
    names: list[str],
    forms: Mapping[str, tuple[str, float]],
    mentions: Mapping[str, list[Mention]],
    reasons: Mapping[str, str],
) -> Entity:
    # A field goes by its plain name (石墨烯, not 低成本石墨烯), all else by the fullest.
    plain = [name for name in names if key[0] == "Technology" and fold(name) == key[1]]
    full = max(plain or names, key=lambda n: (len(fold(n)), n))
    places = sorted((m for n in names for m in mentions[n]), key=lambda m: (m.start, m.end))
    return Entity(
        id="",
        name=full,
        type=forms[full][0],
        mentions=tuple(places),
        aliases=tuple(sorted(set(names) - {full})),
        reasons={n: reasons[n] for n in sorted(names) if reasons.get(n)},
        confidence=round(max(forms[n][1] for n in names), 3),
    )
