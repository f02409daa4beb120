"""The lexicons as the authority that resolution asks for official names."""

import re
from functools import cached_property

from innograph.graph.identity import Known, fold
from innograph.loaders.extract.vocabulary import CLASS_TYPES, LIGHT_NOUNS, VERBS, longest_first
from innograph.loaders.lexicon import Entry, Lexicon, departments

_PARENTS = frozenset({"University", "ResearchInstitute", "Park", "Firm", "Hospital", "Platform"})
_GENERIC_WORDS = frozenset(
    (
        "功能型",
        "公共",
        "综合",
        "创新创业",
        "国家级",
        "国家",
        "省级",
        "市级",
        "区级",
        "省部共建",
        "与",
        "和",
        "及",
        "型",
        "新",
        "区域",
        "专业",
        "高新技术",
    )
)


class LexiconAuthority:
    """Answers what `innograph.graph.identity` asks, from the lexicons."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @cached_property
    def _by_fold(self) -> dict[tuple[str, str], Entry]:
        found: dict[tuple[str, str], Entry] = {}
        for entry in self._lexicon.entries:
            found.setdefault((fold(entry.name), entry.type), entry)
        for entry in self._lexicon.entries:
            for form in entry.forms[1:]:
                found.setdefault((fold(form), entry.type), entry)
        return found

    @cached_property
    def _departments(self) -> dict[str, str]:
        full = {form: entry.name for entry in reversed(departments()) for form in entry.forms[1:]}
        return full | {entry.name: entry.name for entry in departments()}

    @cached_property
    def _generic(self) -> re.Pattern[str]:
        words = CLASS_TYPES.keys() | LIGHT_NOUNS | VERBS | _GENERIC_WORDS
        words |= {form for e in self._lexicon.entries if e.type == "Technology" for form in e.forms}
        return longest_first(words)

    def known(self, form: str, type_: str) -> Known | None:
        """The entry of this type that bears the form, or None."""
        entry = self._by_fold.get((fold(form), type_))
        return _known(entry) if entry else None

    def prefix(self, name: str) -> tuple[str, Known] | None:
        """The longest organisation's form that the name begins with, and what it stands for."""
        for length in range(len(name) - 1, 1, -1):
            for type_ in _PARENTS:
                entry = self._by_fold.get((fold(name[:length]), type_))
                if entry:
                    return name[:length], _known(entry)
        return None

    def department(self, name: str) -> str | None:
        """The full form of a local department's name without its place, or None."""
        return self._departments.get(name)

    def generic(self, name: str) -> bool:
        """Whether fields and class words make up the whole name."""
        position = 0
        for match in self._generic.finditer(name.replace("“", "").replace("”", "")):
            if match.start() != position:
                return False
            position = match.end()
        return position == len(name.replace("“", "").replace("”", ""))

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The names of broader technologies, nearest first."""
        return self._lexicon.ancestors(name)


def _known(entry: Entry) -> Known:
    return Known(entry.name, entry.type, entry.forms, entry.name_en, entry.kind, entry.region)
