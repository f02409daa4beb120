"""Identity of names: which surface forms are one entity, and for what stated reason.

A name is rewritten to its canonical form by rules that each look at this one name (and the issuing region), never at
other names. Two names are one entity if and only if their canonical forms and types agree, so identity does not depend
on which plans are loaded or in what order, and containment or edit distance never merges anything.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from innograph.graph.model import ontology

_TIDY = str.maketrans(dict.fromkeys(" \t\u3000“”\"'‘’「」《》〈〉·") | {"—": "-", "–": "-", "-": "-"})

_HAN_RUN = re.compile(r"[\u3007\u3400-\u9fff]+|[^\u3007\u3400-\u9fff]+")
_LEGAL = re.compile(r"(?:有限责任公司|股份有限公司|有限公司|股份公司|总公司|(?<![分子])公司)$")
_HOLDING = re.compile(r"(?:\((集团|控股)\)|(?<=集团)股份|(?<=.{2}集团)控股)")

_ZONES = (
    (re.compile(r"(?:国家级?)?(?:高新技术产业开发区|高新区)"), "高新区"),
    (re.compile(r"(?:国家级?)?(?:高新技术产业园区?|高新园区)"), "高新园区"),
    (re.compile(r"(?:国家级?)?(?:经济技术开发区|经开区)"), "经开区"),
    (re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<!国家)(?:国家)?(?:自主创新示范区|自创区)"), "自创区"),
    (re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<!城)市(?=高新区|高新园区|经开区|自创区)"), ""),
)
_ZONED = frozenset({"Park", "Government", "Region", "Firm"})

_CLASSES = (
    (re.compile(r"全国重点实验室"), "国家重点实验室"),
    (re.compile(r"工程\(技术\)"), "工程技术"),
    (re.compile(r"(?<=大学)国家大学科技园$"), "科技园"),
    (re.compile(r"创新战略联盟$"), "创新联盟"),
)
_CLASSED = frozenset({"Platform", "Park", "Alliance", "ResearchInstitute"})

_FIELD_TAIL = re.compile(r"(?:技术|产业|领域|行业|制造业|材料)$")
_AREA_TAIL = re.compile(r"(?:地区|区域)$")

_UNIT = re.compile(r"(?:本|我|全)?(自治区|省|市|区|县)(?=.)")
_OFFICE = re.compile(r"^委|(?:委|局|办|厅|院|会|中心|部|公司|集团|所)$")
_DIVISION = re.compile(r"(?:省|市|区|县|旗|州|盟)$")

_DISTRICT_WORD = re.compile(r"(?:本|我|全)?(?:区(?![块域间位划])|县(?!域))")
_NATIONAL = re.compile(r"国家(?!级)|中国|全国|国际|世界|全球|亚洲|欧洲|中[欧美英德法日韩瑞以]")

_LOCALLY_NAMED = frozenset(
    {"Platform", "Park", "Alliance", "Fund", "Event", "Programme", "ResearchInstitute", "Hospital", "Firm"}
)
_PLACED = _LOCALLY_NAMED | {"Policy"}
_CALLED_BY_PLACE = _LOCALLY_NAMED - {"Firm"}
"""Types whose names may begin with a place's short form and mean the place; a firm's 松柏科技 is a brand, which nobody completes."""
_CALLED_LOCALLY = frozenset({"Platform", "Park", "Alliance", "Event", "ResearchInstitute"})
"""Types of which a short form that says nothing but field and class means another thing in every place."""
_PARENTED = frozenset({"Platform", "Park", "ResearchInstitute", "Firm", "Hospital"})
_FRONTED = _PARENTED | {"Region", "Alliance", "Event", "Fund"}


@dataclass(frozen=True, slots=True)
class Known:
    """What an authority knows of a form: the official name, its type, and how the form relates to it.

    `key` tells the thing apart where the name alone does not (上海市宝山区 for 宝山区); "" where the name does.
    `region` is the short name of the province-level division it lies in, "" where it is national or not known.
    """

    name: str
    type: str
    forms: tuple[str, ...] = ()
    name_en: str = ""
    kind: str = ""
    region: str = ""
    key: str = ""

    @property
    def full(self) -> str:
        """The name that no other thing of the type bears."""
        return self.key or self.name


@dataclass(frozen=True, slots=True)
class Scope:
    """The place that a plan speaks of: its own region and the city or province above it ("" where not known)."""

    region: str = ""
    above: str = ""

    @property
    def full(self) -> str:
        """The region's name with the one above in front."""
        return self.above + self.region if self.region else ""


class Authority(Protocol):
    """Where official names come from (the lexicons)."""

    def known(self, form: str, type_: str, scope: Scope) -> Known | None:
        """The entry of this type that bears the form (of several, the one in the scope's province), or None."""

    def prefix(self, name: str) -> tuple[str, Known] | None:
        """The longest organisation's form that the name begins with, and what it stands for."""

    def place(self, form: str, scope: Scope) -> Known | None:
        """The city, district or county that the form names in a plan of this scope; None where it may be several."""

    def place_prefix(self, name: str, scope: Scope) -> tuple[str, Known] | None:
        """The longest form of a place that the name begins with (and goes on behind), and the place."""

    def province(self, scope: Scope) -> str:
        """The full name of the province-level division that the scope lies in, or ""."""

    def department(self, name: str) -> str | None:
        """The full form of a local department's name without its place (科委 -> 科学技术委员会), or None."""

    def generic(self, name: str) -> bool:
        """Whether the name holds nothing but fields and class words, so that another place may have one of its own."""

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The names of broader technologies, nearest first."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A name's canonical form with the reasons that led to it, in order; `known` where an authority has it.

    `name` is the full name that the rules made out ("" where the name stands for itself and plans may vote on it).
    """

    canonical: str
    type: str
    reasons: tuple[str, ...] = ()
    known: Known | None = None
    name: str = ""

    @property
    def id(self) -> str:
        """URL-safe and stable: type, readable pinyin, and a digest of type and canonical form."""
        return make_id(self.type, self.canonical)


def make_id(type_: str, canonical: str, *, apart: str = "") -> str:
    """The id of a canonical form; `apart` sets a form that a person told apart beside what the rules make of it."""
    digest = hashlib.sha256(f"{type_}|{canonical}{apart and '|' + apart}".encode()).hexdigest()[:8]
    return f"{_kebab(type_)}-{slug(apart or canonical, 40)}-{digest}"


def tidy(name: str) -> str:
    """A name without what only typesetting adds: width, spaces, quotation and title marks; one kind of dash."""
    return unicodedata.normalize("NFKC", name).translate(_TIDY)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Width, case, spaces and quotation marks do not tell names apart."""
    return tidy(name).casefold()


def _syllables(name: str) -> Iterator[str]:
    """What `lazy_pinyin` gives, word by word, so that the words of names, which are few, are looked up once."""
    from pypinyin.seg import mmseg  # its dictionaries take a third of a second, and reading a graph needs none

    for run in _HAN_RUN.findall(name):
        if run[0] == "\u3007" or "\u3400" <= run[0] <= "\u9fff":
            for word in mmseg.seg.cut(run):
                yield from _spelled(word)
        else:
            yield run


@lru_cache(maxsize=65536)
def _spelled(word: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.NORMAL))


@lru_cache(maxsize=65536)
def slug(name: str, length: int) -> str:
    """Lower-case ASCII words of the name's pinyin, joined by hyphens, at most `length` characters."""
    words = re.findall(r"[a-z0-9]+", " ".join(_syllables(name)).lower())
    return "-".join(words)[:length].strip("-") or "x"


def pinyin(name: str) -> str:
    """Syllables without tones, one space between, Latin letters and digits as they stand ("shi mo xi")."""
    return " ".join(" ".join(_syllables(tidy(name))).lower().split())


def transliterate(name: str) -> str:
    """Pinyin without tones or spaces ("shimoxi"): a stand-in for an English name, to be marked as such."""
    return pinyin(name).replace(" ", "")


@lru_cache(maxsize=65536)
def english(name: str, name_en: str) -> str:
    """An English name that is one; empty where it is the transliteration that stands in for it ("shimoxi")."""
    if " " in name_en or not name_en.islower():
        return name_en
    return "" if name_en == transliterate(name) else name_en


def _kebab(type_: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type_).lower()


def is_entity_id(text: str) -> bool:
    """Whether a text has the form of an entity's id (its type, ResearchInstitute in one word or two, and a hyphen)."""
    return text.startswith(_beginnings())


@cache
def _beginnings() -> tuple[str, ...]:
    kinds = ontology().entity_types
    return tuple(f"{begin}-" for kind in kinds for begin in {kind.lower(), _kebab(kind)})


def identify(name: str, type_: str, scope: Scope, authority: Authority) -> Identity:
    """The identity of one name of one type in a plan of one place."""
    text = tidy(name)
    known = _known(text, type_, scope, authority)
    reasons: list[str] = []
    placed = False
    for rule, reason, places in () if known else _RULES:
        new = rule(text, type_, scope, authority)
        if not new or new == text:
            continue
        text, placed = new, placed or places
        reasons.append(reason)
        known = _known(text, type_, scope, authority)
        if known:
            break
    if known is None:
        return Identity(text.casefold(), type_, tuple(reasons), None, _shown(name, text) if placed else "")
    if text.casefold() not in {fold(known.name), fold(known.full)}:
        reasons.append(f"lexicon alias of {known.full}")
    elif known.key and text.casefold() != fold(known.key):
        reasons.append(f"district in full: {known.key}")
    return Identity(fold(known.full), type_, tuple(reasons), known, known.name)


def _shown(name: str, text: str) -> str:
    """A name that a place completed, with the marks that stand in it; "" where they would be lost."""
    bare = tidy(name)
    if text.endswith(bare):
        return text.removesuffix(bare) + name
    return text if bare == unicodedata.normalize("NFKC", name) else ""


def _known(text: str, type_: str, scope: Scope, authority: Authority) -> Known | None:
    if type_ == "Region":
        place = authority.place(text, scope)
        if place:
            return place
    known = authority.known(text, type_, scope)
    return None if known and type_ in _CALLED_LOCALLY and _says_less(text, known, authority) else known


def _says_less(text: str, known: Known, authority: Authority) -> bool:
    """Whether a form is the end of the official name and no more than field and class: any place may have its own."""
    name = tidy(known.name)
    return text != name and name.endswith(text) and authority.generic(text)


# The rules. Each gives the name rewritten, or as it was.


def _state(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    rest = name.removeprefix("中华人民共和国")
    return rest if rest != name and authority.known(rest, type_, scope) else name


def _government(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    if type_ != "Government":
        return name
    bare = name[2:] if name.startswith("中共") and len(name) > 4 else name
    found = authority.place_prefix(bare, scope)
    if found:
        form, place = found
        rest = bare[len(form) :]
        office = authority.department(rest)
        if office or _DIVISION.search(form):
            return place.full + (office or rest)
        return name
    for own in (scope.full, scope.region):
        # a region that is on no map
        if own and bare.startswith(own) and len(bare) > len(own):
            rest = bare[len(own) :]
            return _own(scope, authority) + (authority.department(rest) or rest)
    return _local_office(bare, scope, authority) or bare


def _local_office(name: str, scope: Scope, authority: Authority) -> str:
    """区科委 with its place; a department or a class of offices without any place is the plan's own region's."""
    if not scope.region:
        return ""
    office = authority.department(name)
    if office:
        return _own(scope, authority) + office
    unit = _UNIT.match(name)
    if unit:
        rest = name[unit.end() :]
        office = authority.department(rest)
        if office or _OFFICE.search(rest):
            return _level(unit.group(1), scope, authority) + (office or rest)
    return _own(scope, authority) + name if name.startswith("各") or authority.generic(name) else ""


def _own(scope: Scope, authority: Authority) -> str:
    place = _own_known(scope, authority)
    return place.full if place else scope.full


def _own_known(scope: Scope, authority: Authority) -> Known | None:
    """The plan's own region on the map; what is said to lie above it must agree."""
    return authority.place(scope.full if scope.above else scope.region, scope)


def _level(unit: str, scope: Scope, authority: Authority) -> str:
    """The place of the plan at the level that a unit word names: its own region, the city or province above."""
    if scope.region.endswith(unit):
        return _own(scope, authority)
    if scope.above.endswith(unit):
        return scope.above
    province = authority.province(scope)
    if province.endswith(unit):
        return province
    own = _own_known(scope, authority)
    if own and own.key and own.key.removesuffix(own.name).endswith(unit):
        return own.key.removesuffix(own.name)
    # the city above an unknown district: tied to the district, so that no other plan's 市科委 becomes the same
    return f"{scope.full}所属{unit}"


def _legal_form(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ != "Firm":
        return name
    stem = name
    while (match := _LEGAL.search(stem)) and match.start() >= 2:
        stem = stem[: match.start()]
    return _HOLDING.sub(lambda m: m.group(1) or "", stem)


def _group(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    stem = name.removesuffix("集团")
    return stem if type_ == "Firm" and stem != name and authority.known(stem, type_, scope) else name


def _institute(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ != "ResearchInstitute":
        return name
    name = re.sub(r"^中科院", "中国科学院", name)
    return re.sub(r"(?<!研究)(?<!事务)所$", "研究所", name) if len(name) > 4 else name


def _zone(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ in _ZONED:
        for long, short in _ZONES:
            name = long.sub(short, name)
    return name


def _class_words(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ in _CLASSED:
        for long, short in _CLASSES:
            name = long.sub(short, name)
    return name


def _fronted(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    """上海张江科学城 -> 张江科学城: a place in front of a name that the lexicon has in that very place."""
    found = authority.place_prefix(name, scope) if type_ in _FRONTED else None
    if not found or len(name) - len(found[0]) < 3:
        return name
    rest = name[len(found[0]) :]
    for tail in ("", "集团") if type_ == "Firm" else ("",):
        known = _known(rest.removesuffix(tail), type_, scope, authority)
        if known and known.region and known.region == found[1].region:
            return rest.removesuffix(tail)
    return name


def _parent(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ not in _PARENTED:
        return name
    found = authority.prefix(name)
    if not found or len(name) - len(found[0]) < 2:
        return name
    rest, full = name[len(found[0]) :], tidy(found[1].name)
    # where the short form was cut out of the middle of a longer name, its rest says the same again
    return name if full.endswith(rest[:2]) else full + rest


def _tail(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    pattern = _FIELD_TAIL if type_ == "Technology" else _AREA_TAIL if type_ == "Region" else None
    stem = name
    while pattern and pattern.search(stem) and len(stem) >= 4:
        stem = pattern.sub("", stem)
        if authority.known(stem, type_, scope):
            return stem
    return name


def _own_place(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    """Names that any place may have one of begin with their place in full."""
    if type_ not in _PLACED:
        return name
    for own in (scope.full, scope.region):
        if own and name.startswith(own) and len(name) > len(own):
            return _own(scope, authority) + name[len(own) :]
    found = authority.place_prefix(name, scope)
    parent = authority.prefix(name)
    if parent and len(parent[0]) > len(found[0] if found else ""):
        # 上海大学超导中心 begins with a university, not with a place
        return name
    if found:
        rest = name[len(found[0]) :]
        full = _DIVISION.search(found[0]) or (type_ in _CALLED_BY_PLACE and authority.generic(rest))
        return found[1].full + rest if full else name
    if type_ not in _LOCALLY_NAMED or not scope.region:
        return name
    short = _DIVISION.sub("", scope.region)
    called = type_ in _CALLED_BY_PLACE and len(short) >= 2 and name.startswith(short)
    if called and authority.generic(name[len(short) :]):
        return _own(scope, authority) + name[len(short) :]
    unit = _UNIT.match(name)
    if unit and (_DISTRICT_WORD.match(name) or authority.generic(name[unit.end() :])):
        return _level(unit.group(1), scope, authority) + name[unit.end() :]
    local = type_ != "Firm" and not _NATIONAL.match(name) and authority.generic(name)
    return _own(scope, authority) + name if local else name


Rule = Callable[[str, str, Scope, Authority], str]

_RULES: tuple[tuple[Rule, str, bool], ...] = (
    (_state, "the state's name in front left out", False),
    (_government, "local short form of a government body", True),
    (_legal_form, "legal form of a firm's name left out", False),
    (_group, "a firm's name with and without 集团", False),
    (_institute, "official abbreviation of an institute's name", False),
    (_zone, "official abbreviation of a zone's name", False),
    (_class_words, "official change or abbreviation of a class word", False),
    (_fronted, "place in front of a name that is known there", False),
    (_parent, "short form of the parent organisation in front", False),
    (_tail, "class word after a name that is known without it", False),
    (_own_place, "a name of fields and class words, told apart by its place", True),
    # Once more: with its place written out a name may be seen to be one that is known there.
    (_fronted, "place in front of a name that is known there", False),
)
"""Each rule with its reason, and whether it completes a name (so that the completed name is shown)."""

_PURE = (_legal_form, _institute, _zone, _class_words)


def normal(name: str, type_: str) -> str:
    """The name as the rules that need no authority leave it; an authority indexes its forms by it as well."""
    text = tidy(name)
    for rule in _PURE:
        text = rule(text, type_, Scope(), _NOBODY)
    return text


def reasons_of(identity: Identity, name: str) -> Mapping[str, str]:
    """{surface form: why it is this entity}, empty where the form is the canonical one."""
    return {name: "; ".join(identity.reasons)} if identity.reasons else {}


class _Nobody:
    """An authority that knows nothing."""

    def known(self, form: str, type_: str, scope: Scope) -> Known | None:  # noqa: ARG002
        return None

    def prefix(self, name: str) -> tuple[str, Known] | None:  # noqa: ARG002
        return None

    def place(self, form: str, scope: Scope) -> Known | None:  # noqa: ARG002
        return None

    def place_prefix(self, name: str, scope: Scope) -> tuple[str, Known] | None:  # noqa: ARG002
        return None

    def province(self, scope: Scope) -> str:  # noqa: ARG002
        return ""

    def department(self, name: str) -> str | None:  # noqa: ARG002
        return None

    def generic(self, name: str) -> bool:  # noqa: ARG002
        return False

    def ancestors(self, name: str) -> tuple[str, ...]:  # noqa: ARG002
        return ()


_NOBODY: Authority = _Nobody()
