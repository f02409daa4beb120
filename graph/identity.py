"""Identity of names: which surface forms are one entity, and for what stated reason.

A name is rewritten to its canonical form by rules that each look at this one name (and the issuing region), never at
other names. Two names are one entity if and only if their canonical forms and types agree, so identity does not depend
on which plans are loaded or in what order, and containment or edit distance never merges anything.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pypinyin import Style, lazy_pinyin

_FOLD = str.maketrans(
    dict.fromkeys(" \t\u3000“”\"'‘’「」《》〈〉·") | {"(": "(", ")": ")", "—": "-", "–": "-", "-": "-"}
)
_LEGAL = re.compile(r"(?:\([^()]{2,6}\))?(?:集团)?(?:股份|控股)?(?:有限责任公司|有限公司|股份公司|总公司)$")
_ZONE = (
    ("国家级高新技术产业开发区", "高新区"),
    ("国家高新技术产业开发区", "高新区"),
    ("高新技术产业开发区", "高新区"),
    ("国家级高新区", "高新区"),
    ("国家高新区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("高新技术产业园", "高新区"),
    ("国家级经济技术开发区", "经开区"),
    ("国家经济技术开发区", "经开区"),
    ("经济技术开发区", "经开区"),
)
_FIELD_TAIL = re.compile(r"(?:技术|产业|领域|行业|制造业|材料)$")
_LOCAL = re.compile(
    r"^(?:本|我|全)?(省|市|区|县|自治区)(?=委|政府|[\u4e00-\u9fff]{1,12}(?:委|局|办|厅|院|会|中心|部|公司|集团|所))"
)
_LOCALLY_NAMED = {
    "Platform",
    "Park",
    "Alliance",
    "Fund",
    "Event",
    "Programme",
    "ResearchInstitute",
    "Hospital",
    "Government",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What an authority knows of a form: the official name, its type, and how the form relates to it."""

    name: str
    type: str
    forms: tuple[str, ...] = ()
    name_en: str = ""
    kind: str = ""
    region: str = ""


class Authority(Protocol):
    """Where official names come from (the lexicons)."""

    def known(self, form: str, type_: str) -> Known | None:
        """The entry of this type that bears the form, or None."""

    def prefix(self, name: str) -> tuple[str, Known] | None:
        """The longest organisation's form that the name begins with, and what it stands for."""

    def department(self, name: str) -> str | None:
        """The full form of a local department's name without its place (科委 -> 科学技术委员会), or None."""

    def generic(self, name: str) -> bool:
        """Whether the name holds nothing but fields and class words, so that another place may have one of its own."""

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The names of broader technologies, nearest first."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The place that a plan speaks of: its own region and the city or province above it ("" where not known)."""

    region: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """A name's canonical form with the reasons that led to it, in order; `known` where an authority has it."""

    canonical: str
    type: str
    reasons: tuple[str, ...] = ()
    known: Known | None = None

    @property
    def id(self) -> str:
        """URL-safe and stable: type, readable pinyin, and a digest of type and canonical form."""
        digest = hashlib.sha256(f"{self.type}|{self.canonical}".encode()).hexdigest()[:8]
        return f"{_kebab(self.type)}-{slug(self.canonical, 40)}-{digest}"


def fold(name: str) -> str:
    """Width, case, spaces and quotation marks do not tell names apart."""
    return unicodedata.normalize("NFKC", name).translate(_FOLD).casefold()


def slug(name: str, length: int) -> str:
    """Lower-case ASCII words of the name's pinyin, joined by hyphens, at most `length` characters."""
    words = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(name, style=Style.NORMAL)).lower())
    return "-".join(words)[:length].strip("-") or "x"


def _kebab(type_: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type_).lower()


def identify(name: str, type_: str, scope: Scope, authority: Authority) -> Identity:
    """The identity of one name of one type in a plan of one place."""
    reasons: list[str] = []
    known = authority.known(name, type_)
    if known is None:
        name, reasons = _rewrite(name, type_, scope, authority)
        known = authority.known(name, type_)
    if known is not None:
        if fold(known.name) != fold(name):
            reasons = [*reasons, f"lexicon alias of {known.name}"]
        return Identity(fold(known.name), type_, tuple(reasons), known)
    return Identity(fold(name), type_, tuple(reasons))


def _rewrite(name: str, type_: str, scope: Scope, authority: Authority) -> tuple[str, list[str]]:
    reasons: list[str] = []
    for rule, reason in _RULES:
        new = rule(name, type_, scope, authority)
        if new and new != name:
            name = new
            reasons.append(reason)
    return name, reasons


def _local_government(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    if type_ != "Government":
        return name
    if name.startswith("中共") and len(name) > 4:
        name = name[2:]
    place, rest = _place_of(name, scope)
    return place + (authority.department(rest) or rest)


def _place_of(name: str, scope: Scope) -> tuple[str, str]:
    """Split 区科委 or 静安区科委 into the full place and the department; ("", name) where no place is named."""
    for place in (scope.above + scope.region, scope.region, scope.above):
        if place and name.startswith(place) and len(name) > len(place):
            return _full_place(place, scope), name[len(place) :]
    local = _LOCAL.match(name)
    if not local:
        return "", name
    unit = local.group(1)
    place = scope.region if scope.region.endswith(unit) else scope.above if scope.above.endswith(unit) else ""
    if not place:
        # the city above an unknown district: tie it to the district, so that no other plan's 市科委 becomes the same
        return (f"{scope.region}所属{unit}" if scope.region else ""), name[local.end(1) :]
    return _full_place(place, scope), name[local.end(1) :]


def _full_place(place: str, scope: Scope) -> str:
    return scope.above + scope.region if place == scope.region and scope.above else place


def _legal_form(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ != "Firm":
        return name
    match = _LEGAL.search(name)
    if not match or match.start() < 2:
        return name
    return name[: match.start()] + ("集团" if "集团" in match.group() else "")


def _institute(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ != "ResearchInstitute":
        return name
    name = re.sub(r"^中科院", "中国科学院", name)
    return re.sub(r"(?<!研究)(?<!事务)所$", "研究所", name) if len(name) > 4 else name


def _zone(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ == "Park":
        for long, short in _ZONE:
            name = name.replace(long, short)
    return name


def _parent(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ not in {"Platform", "Park", "ResearchInstitute", "Firm", "Hospital"}:
        return name
    found = authority.prefix(name)
    if not found or len(name) - len(found[0]) < 2:
        return name
    return found[1].name + name[len(found[0]) :]


def _field(name: str, type_: str, scope: Scope, authority: Authority) -> str:  # noqa: ARG001
    if type_ != "Technology":
        return name
    stem = _FIELD_TAIL.sub("", name)
    return stem if len(stem) >= 2 and stem != name and authority.known(stem, type_) else name


def _own_place(name: str, type_: str, scope: Scope, authority: Authority) -> str:
    if type_ not in _LOCALLY_NAMED or not scope.region:
        return name
    for place in (scope.above + scope.region, scope.region):
        if place and name.startswith(place):
            return scope.region + name[len(place) :]
    return scope.region + name if authority.generic(name) else name


_RULES = (
    (_local_government, "local short form of a government body"),
    (_legal_form, "legal form of a firm's name left out"),
    (_institute, "official abbreviation of an institute's name"),
    (_zone, "official abbreviation of a zone's name"),
    (_parent, "short form of the parent organisation in front"),
    (_field, "class word after a field's name"),
    (_own_place, "a name of fields and class words, told apart by the plan's place"),
)


def transliterate(name: str) -> str:
    """Pinyin without tones or spaces, Latin letters and digits as they stand ("shimoxi")."""
    return "".join(lazy_pinyin(name, style=Style.NORMAL)).lower()


def reasons_of(identity: Identity, name: str) -> Mapping[str, str]:
    """{surface form: why it is this entity}, empty where the form is the canonical one."""
    return {name: "; ".join(identity.reasons)} if identity.reasons else {}
