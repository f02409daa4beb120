"""Entity linking: which entities, plans, indicators, types, years and numbers a question names, and where.

All names of the graph and all words of words.yaml stand in one Aho-Corasick automaton, made once for each version of
the data. Of overlapping entities the longest is taken.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import ahocorasick

from innograph.graph.shipped import read_yaml
from innograph.graph.store import PlanInfo, Store
from innograph.queries.ask.text import bounded, is_latin, normalise
from innograph.queries.indicators import Indicator, concepts
from innograph.queries.view import Named, View

_HOME = Path(__file__).parent
_REGION_TAIL = re.compile(r"(?:特别行政区|自治区|新区|省|市|区|县)$")
_REGION_TAIL_EN = re.compile(r" (?:district|city|province|municipality|county|new area)$")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_DIGITS = re.compile(r"(?<![\da-z])(\d{1,3})(?![\d%a-z])")
_SHORT_PINYIN = 5
_FEW = 5
_DESCRIBED = 0.3


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the question that stands for something.

    `kind` is "entity", "plan", "indicator", "type", "actors", "year", "number", "kind", "commitment", "change" or "unit";
    `value` is what a query parameter takes, `name` what to call it; an entity mention has its `candidates` instead, the
    likeliest first. `cost` counts against a reading that uses it: above 0 for what is described, not named.
    """

    kind: str
    start: int
    end: int
    value: str = ""
    name: str = ""
    candidates: tuple[Named, ...] = ()
    cost: float = 0.0

    def covers(self, other: "Mention") -> bool:
        """Whether the other lies in this one and is shorter."""
        return self.start <= other.start and other.end <= self.end and self.length > other.length

    @property
    def length(self) -> int:
        """Characters of the normalised question."""
        return self.end - self.start


@cache
def words() -> dict[str, Any]:
    """The words of words.yaml."""
    loaded: dict[str, Any] = read_yaml(_HOME / "words.yaml")
    return loaded


class Linker:
    """Finds mentions in normalised questions; holds the names of one version of one graph."""

    def __init__(self, entities: Iterable[Named], plans: Iterable[PlanInfo], indicators: Iterable[Indicator]) -> None:
        self._plans = {normalise(plan.region): plan for plan in plans if plan.region}
        self._titles = [(normalise(plan.title), plan) for plan in plans]
        self._automaton = ahocorasick.Automaton()
        self._found: dict[str, list[Mention]] = {}
        self._names: dict[str, list[tuple[int, Named]]] = {}
        self._by_type: dict[str, list[Named]] = {}
        common = _common_words()
        for entity in entities:
            self._by_type.setdefault(entity.type, []).append(entity)
            for rank, key in _keys(entity):
                if key not in common:
                    self._names.setdefault(key, []).append((rank, entity))
        for phrase, name in words()["synonyms"].items():
            for variant in _variants(normalise(str(phrase))):
                known = self._names.get(normalise(name))
                if known:
                    self._names.setdefault(variant, known)
        for mention_of in (_word_mentions(), _indicator_mentions(indicators), _plan_mentions(plans)):
            for key, kind, value, name in mention_of:
                for variant in _variants(key):
                    self._found.setdefault(variant, []).append(Mention(kind, 0, 0, value, name))
        for key in {*self._names, *self._found}:
            self._automaton.add_word(key, key)
        self._automaton.make_automaton()

    def link(self, text: str) -> list[Mention]:
        """The mentions of a normalised question, in order of their start."""
        entities: list[Mention] = []
        others: list[Mention] = []
        for last, key in self._automaton.iter(text) if len(self._automaton) else ():
            start, end = last + 1 - len(key), last + 1
            if not bounded(text, start, end):
                continue
            if key in self._names:
                entities.append(Mention("entity", start, end, candidates=_ordered(self._names[key])))
            others += [replace(found, start=start, end=end) for found in self._found.get(key, ())]
        entities = _longest(entities)
        others = [*_per_kind(others), *_numbers(text)]
        plans = list(self._local_plans(text, entities))
        others = [*(o for o in others if not any(p.covers(o) and o.kind != "entity" for p in plans)), *plans]
        kept = [o for o in others if not any(e.covers(o) for e in entities)]
        described = list(self._described(text, entities, kept))
        return sorted([*entities, *described, *kept], key=lambda m: (m.start, -m.end, m.kind))

    def _described(self, text: str, entities: Iterable[Mention], others: Iterable[Mention]) -> Iterator[Mention]:
        """Entities that are described by field and type ("the graphene platform", "石墨烯平台") where few fit."""
        types = {m.start: m for m in others if m.kind == "type"}
        for field in entities:
            gap = re.match(r" ?的?", text[field.end :])
            found = types.get(field.end + gap.end()) if gap else None
            if found is None or field.candidates[0].type != "Technology":
                continue
            name = field.candidates[0].name
            fitting = [e for e in self._by_type.get(found.value, ()) if name in e.name]
            if 0 < len(fitting) <= _FEW:
                fitting.sort(key=lambda e: (-e.ties, -e.mentions, e.id))
                yield Mention("entity", field.start, found.end, candidates=tuple(fitting), cost=_DESCRIBED)

    def plan_of(self, region: str) -> PlanInfo | None:
        """The one plan of a region of that name, where there is one."""
        return self._plans.get(normalise(region))

    def _local_plans(self, text: str, entities: Iterable[Mention]) -> Iterator[Mention]:
        """Plans that are named by their region ("宝山规划", "the Baoshan plan"), or by the title of their policy."""
        after, before = _plan_patterns()
        for entity in entities:
            for each in entity.candidates:
                plan = self.plan_of(each.name) if each.type == "Region" else self._titled(each)
                if plan is None:
                    continue
                tail = after.match(text, entity.end) if each.type == "Region" else None
                head = before.search(text, 0, entity.start) if each.type == "Region" else None
                if tail or head or each.type == "Policy":
                    start = head.start() if head else entity.start
                    yield Mention("plan", start, tail.end() if tail else entity.end, plan.id, plan.title)
                    break

    def _titled(self, entity: Named) -> PlanInfo | None:
        if entity.type != "Policy":
            return None
        name = normalise(entity.name)
        return next((p for title, p in self._titles if title == name or title.startswith(name)), None)


def linker_of(store: Store, view: View) -> Linker:
    """The linker of the graph as the view shows it."""
    entities, indicators = view.entities(store), view.indicators(store)
    return view.keep("linker", lambda: Linker(entities, view.plans, indicators))


def _keys(entity: Named) -> Iterator[tuple[int, str]]:
    """(rank, key): 0 for the Chinese name, 1 for the others."""
    own = normalise(entity.name)
    seen = {own}
    yield 0, own
    for other in (*entity.others, entity.name_en):
        text = normalise(other)
        if len(text) < 2 or (text.isascii() and text.isalpha() and " " not in text and _weak(text, entity, other)):
            continue
        for variant in _variants(text):
            if variant not in seen:
                seen.add(variant)
                yield 1, variant
    if entity.type == "Region":
        for pattern, text in ((_REGION_TAIL, own), (_REGION_TAIL_EN, normalise(entity.name_en))):
            short = pattern.sub("", text)
            if len(short) >= 2 and short not in seen:
                seen.add(short)
                yield 1, short


def _weak(text: str, entity: Named, written: str) -> bool:
    """Whether a single Latin word is too short to be told from other words: pinyin, or an abbreviation in lower case."""
    is_english = normalise(entity.name_en) == text
    return not is_english and not written.isupper() and len(text) < _SHORT_PINYIN


def _variants(key: str) -> tuple[str, ...]:
    """The key, and for words of Latin letters its other grammatical number."""
    if len(key) < 3 or not key[-1].isascii() or not key[-1].isalpha() or not key.isascii():
        return (key,) if key else ()
    if key.endswith("s") and not key.endswith("ss"):
        return (key, key[:-1])
    return (key, f"{key[:-1]}ies") if key.endswith("y") else (key, f"{key}s")


def _ordered(found: list[tuple[int, Named]]) -> tuple[Named, ...]:
    order = sorted(found, key=lambda pair: (pair[0], -pair[1].ties, -pair[1].mentions, pair[1].id))
    return tuple(dict.fromkeys(entity for _, entity in order))


def _longest(mentions: list[Mention]) -> list[Mention]:
    """Those that overlap no longer one (the first of equals)."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (-m.length, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return kept


def _per_kind(mentions: list[Mention]) -> list[Mention]:
    kinds: dict[tuple[str, str], list[Mention]] = {}
    for mention in dict.fromkeys(mentions):
        # One word may stand for two types, so values are told apart at the same place only.
        kinds.setdefault((mention.kind, mention.value if mention.kind == "type" else ""), []).append(mention)
    kept = [m for group in kinds.values() for m in _longest(group)]
    return [m for m in kept if not any(o.kind == m.kind and o.covers(m) for o in kept)]


def _numbers(text: str) -> Iterator[Mention]:
    for found in _YEAR.finditer(text):
        yield Mention("year", found.start(), found.end(), found[1], found[1])
    for found in _DIGITS.finditer(text):
        yield Mention("number", found.start(), found.end(), found[1], found[1])
    for found in _number_words().finditer(text):
        if bounded(text, found.start(), found.end()):
            value = str(words()["numbers"][found[0]])
            if found[0] != "一":
                yield Mention("number", found.start(), found.end(), value, value)


@cache
def _number_words() -> re.Pattern[str]:
    zh = sorted((w for w in words()["numbers"] if not w.isascii()), key=len, reverse=True)
    en = sorted((w for w in words()["numbers"] if w.isascii()), key=len, reverse=True)
    # A Chinese numeral counts only before a measure word: 一 stands in too many other words.
    return re.compile(
        rf"(?:{'|'.join(zh)})(?=份|个|部|步|项|条|跳|号|种|家|所|名(?!称|字))|\b(?:{'|'.join(en)})\b", re.ASCII
    )


@cache
def _plan_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    plan_words = sorted({normalise(w) for w in words()["plan_words"]}, key=len, reverse=True)
    zh = "|".join(w for w in plan_words if not w.isascii())
    en = "|".join(f"{w}s?" for w in plan_words if w.isascii())
    after = re.compile(
        rf"的?(?:{zh})|(?: s| district| city)* (?:(?:innovation|science|technology|and) )*(?:{en})\b", re.ASCII
    )
    before = re.compile(rf"\b(?:{en}) (?:of|for|by|from)(?: the)? $", re.ASCII)
    return after, before


def _word_mentions() -> Iterator[tuple[str, str, str, str]]:
    held = words()
    for section, kind in (
        ("types", "type"),
        ("kinds", "kind"),
        ("commitments", "commitment"),
        ("changes", "change"),
        ("units", "unit"),
    ):
        for value, forms in held[section].items():
            for form in forms:
                yield normalise(str(form)), kind, str(value), str(value)
    for form in held["actors"]:
        yield normalise(form), "actors", "", ""
    for form, types in held["pairs"].items():
        for value in types:
            yield normalise(form), "type", value, value


def _indicator_mentions(indicators: Iterable[Indicator]) -> Iterator[tuple[str, str, str, str]]:
    for concept in concepts():
        for name in concept.names:
            yield normalise(name), "indicator", concept.zh, concept.zh
    known = {normalise(name) for concept in concepts() for name in concept.names}
    for indicator in indicators:
        key = normalise(indicator.name)
        if len(key) >= 4 and key not in known:
            yield key, "indicator", indicator.name, indicator.name


def _plan_mentions(plans: Iterable[PlanInfo]) -> Iterator[tuple[str, str, str, str]]:
    for plan in plans:
        for key in (normalise(plan.id), normalise(plan.title)):
            yield key, "plan", plan.id, plan.title


@cache
def _common_words() -> frozenset[str]:
    """Words that are no names, whatever a plan may call by them."""
    held = words()
    forms: Mapping[str, Any] = {
        **held["types"],
        **held["kinds"],
        **held["commitments"],
        **held["changes"],
        **held["units"],
    }
    found = {normalise(str(form)) for group in forms.values() for form in group}
    found |= {normalise(str(word)) for key in ("actors", "plan_words", "empty_zh", "empty_en") for word in held[key]}
    return frozenset(variant for key in found for variant in _variants(key))


def latin_words(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the Latin words of a normalised text."""
    for found in re.finditer(r"[a-z0-9]+", text):
        if is_latin(text[found.start()]):
            yield found.span()
