"""The lexicons as the authority that resolution asks for official names."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import ahocorasick

from innograph.graph.identity import Known, Scope, fold, normal
from innograph.loaders.extract.vocabulary import CLASS_TYPES, LIGHT_NOUNS, VERBS
from innograph.loaders.lexicon import HOME, Entry, Lexicon, departments, read_rows
from innograph.loaders.lexicon.gazetteer import Gazetteer, province_short

_PARENTS = frozenset({"University", "ResearchInstitute", "Park", "Firm", "Hospital", "Platform"})
_GENERIC_WORDS = frozenset(
    "功能型 公共 综合 创新创业 国家级 国家 省级 市级 区级 县级 省部共建 与 和 及 型 新 区域 专业 高新技术 科学技术 科技 "
    "技术 产业 创新 创业 生产力 促进 大型 共享 人才 街道 办事处 镇 乡 中心 基地".split()
)


class LexiconAuthority:
    """Answers what `innograph.graph.identity` asks, from the lexicons."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._gazetteer = Gazetteer(lexicon)
        self._generic_names: dict[str, bool] = {}

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        """The lexicon's entries, with more forms and entries that only a whole name is compared with."""
        entries = {(entry.name, entry.type): entry for entry in self._lexicon.entries}
        for row in read_rows(HOME / "names" / "aliases.csv"):
            key = (row["name"], row["type"])
            more = tuple(row["aliases"].split("|"))
            old = entries.get(key) or Entry(row["name"], row["type"], (row["name"],), region=row["region"])
            entries[key] = replace(old, forms=(*old.forms, *(form for form in more if form not in old.forms)))
        return tuple(entries.values())

    @cached_property
    def _by_fold(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        """{(folded form, type): entries}: those whose name it is, else those that list it, else those it is made of."""
        layers: list[dict[tuple[str, str], dict[str, Entry]]] = [defaultdict(dict) for _ in range(4)]
        for entry in self._entries:
            listed = [entry.forms[:1], entry.forms[1:], (entry.name_en,) if len(entry.name_en) > 1 else ()]
            for layer, forms in zip(layers, listed, strict=False):
                for form in forms:
                    layer[(fold(form), entry.type)][entry.name] = entry
            for form in entry.forms:
                layers[3][(normal(form, entry.type).casefold(), entry.type)][entry.name] = entry
        merged: dict[tuple[str, str], tuple[Entry, ...]] = {}
        for layer in layers:
            for key, entries in layer.items():
                merged.setdefault(key, tuple(entries.values()))
        return merged

    @cached_property
    def _parent_lengths(self) -> Mapping[str, tuple[int, ...]]:
        lengths: dict[str, set[int]] = defaultdict(set)
        for form, type_ in self._by_fold:
            if type_ in _PARENTS and len(form) >= 2:
                lengths[form[:2]].add(len(form))
        return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    @cached_property
    def _departments(self) -> dict[str, str]:
        full = {form: entry.name for entry in reversed(departments()) for form in entry.forms[1:]}
        return full | {entry.name: entry.name for entry in departments()}

    @cached_property
    def _generic(self) -> ahocorasick.Automaton:
        words = set(CLASS_TYPES) | LIGHT_NOUNS | VERBS | _GENERIC_WORDS
        words |= {form for e in self._lexicon.entries if e.type == "Technology" for form in e.forms}
        automaton = ahocorasick.Automaton()
        for word in {fold(word) for word in words} - {""}:
            automaton.add_word(word, len(word))
        automaton.make_automaton()
        return automaton

    def known(self, form: str, type_: str, scope: Scope = Scope()) -> Known | None:  # noqa: B008 (immutable)
        """The entry of this type that bears the form; of several, the only one in the scope's province."""
        entries = self._by_fold.get((fold(form), type_), ())
        if len(entries) > 1 and type_ != "Technology":
            province = province_short(self._gazetteer.province(scope))
            entries = tuple(e for e in entries if province and e.region == province)
            if len(entries) > 1:
                return None
        return _known(entries[0]) if entries else None

    def prefix(self, name: str) -> tuple[str, Known] | None:
        """The longest organisation's form that the name begins with, and what it stands for."""
        folded = fold(name)
        if len(folded) != len(name):
            return None
        for length in self._parent_lengths.get(folded[:2], ()):
            if length >= len(name):
                continue
            for type_ in _PARENTS_IN_ORDER:
                entries = self._by_fold.get((folded[:length], type_), ())
                if len(entries) == 1:
                    return name[:length], _known(entries[0])
        return None

    def place(self, form: str, scope: Scope) -> Known | None:
        """The city, district or county that the form names in a plan of this scope."""
        return self._gazetteer.place(form, scope)

    def place_prefix(self, name: str, scope: Scope) -> tuple[str, Known] | None:
        """The longest form of a place that the name begins with, and the place."""
        return self._gazetteer.prefix(name, scope)

    def province(self, scope: Scope) -> str:
        """The full name of the province-level division that the scope lies in, or ""."""
        return self._gazetteer.province(scope)

    def department(self, name: str) -> str | None:
        """The full form of a local department's name without its place, or None."""
        return self._departments.get(name)

    def generic(self, name: str) -> bool:
        """Whether fields and class words make up the whole name."""
        text = fold(name)
        if text not in self._generic_names:
            reached = {0}
            for last, length in self._generic.iter(text):
                if last + 1 - length in reached:
                    reached.add(last + 1)
            self._generic_names[text] = len(text) in reached
        return self._generic_names[text]

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The names of broader technologies, nearest first."""
        return self._lexicon.ancestors(name)


_PARENTS_IN_ORDER = tuple(sorted(_PARENTS))


def _known(entry: Entry) -> Known:
    return Known(entry.name, entry.type, entry.forms, entry.name_en, entry.kind, entry.region)
