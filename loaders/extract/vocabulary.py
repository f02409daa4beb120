"""Closed classes of plan language: words at the borders of names, and the class words that end a name of each type.

The words are data (lexicon/words); here they become patterns.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import ahocorasick

from innograph.graph.shipped import read_yaml

WORDS = Path(__file__).parents[1] / "lexicon" / "words"


def read_words(name: str) -> frozenset[str]:
    """The words of one list, comment lines left out."""
    lines = (WORDS / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def read_class_words() -> dict[str, tuple[str, ...]]:
    """{class word: the types whose names it may end}. Nothing is decided by it; the filter weighs it."""
    types: dict[str, tuple[str, ...]] = {}
    for type_, words in read_yaml(WORDS / "class_words.yaml").items():
        for word in words.split():
            types[word] = (*types.get(word, ()), type_)
    return types


class WordFinder:
    """Several word lists, looked for in one pass over a text."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._kinds = tuple(lists)
        kinds: dict[str, str] = {}
        for kind, words in lists.items():
            for word in words:
                kinds[word] = kinds.get(word, "") + kind
        self._automaton = ahocorasick.Automaton()
        for word, found in kinds.items():
            self._automaton.add_word(word, (len(word), found))
        self._automaton.make_automaton()

    def longest(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """{list: (start, end) of the longest of its words at every place where one begins}, in order of start."""
        found: dict[str, dict[int, int]] = {kind: {} for kind in self._kinds}
        for last, (length, kinds) in self._automaton.iter(text):
            for kind in kinds:
                found[kind][last + 1 - length] = last + 1
        return {kind: sorted(places.items()) for kind, places in found.items()}


VERBS = read_words("verbs")
LIGHT_NOUNS = read_words("light_nouns")
CLASS_TYPES = read_class_words()
DECIDING = {word: type_ for type_, words in read_yaml(WORDS / "deciding_words.yaml").items() for word in words.split()}
"""{class word: the one type of names that end with it}; none of them ends with another."""
CLOSED = WordFinder({"v": VERBS | read_words("function_words"), "l": LIGHT_NOUNS, "s": CLASS_TYPES})
"""Verbs and function words (v), class nouns that are no part of a name (l), class words that end a name (s)."""
DELIMITER = re.compile(r"[,,。;;::!!??\t\n、…—·]|[“”\"‘’《》<>()()\[\]【】]")
HARD_DELIMITER = re.compile(r"[,,。;;::!!??\t\n]")
CONJUNCTION = re.compile(r"和|与|及|或")
COUNTED = re.compile(
    r"\d+(?:\.\d+)?[余多]?[万亿]?(?:家|个|项|名|人|座|台|条|件|所|支|位|次|类|大|种|届|元|平方米|平方公里|公里|亩)"
    r"|[一二三四五六七八九十百千两]+(?:家|个|项|名|座|条|所|支|类|批|大|届)"
)


def deciding_word(name: str) -> str:
    """The class word of DECIDING that a name ends with, "" where it ends with none."""
    return next((word for word in DECIDING if name.endswith(word)), "")
