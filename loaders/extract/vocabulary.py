"""Closed classes of plan language: words at the borders of names, and the class words that end a name of each type.

The words are data (lexicon/words); here they become patterns.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

WORDS = Path(__file__).parents[1] / "lexicon" / "words"


def read_words(name: str) -> frozenset[str]:
    """The words of one list, comment lines left out."""
    lines = (WORDS / f"{name}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def read_class_words() -> dict[str, tuple[str, ...]]:
    """{class word: the types whose names it may end}. Nothing is decided by it; the filter weighs it."""
    types: dict[str, tuple[str, ...]] = {}
    for type_, words in yaml.safe_load((WORDS / "class_words.yaml").read_text("utf-8")).items():
        for word in words.split():
            types[word] = (*types.get(word, ()), type_)
    return types


def longest_first(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that matches any of the words, the longest where several begin at one place."""
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))))


VERBS = read_words("verbs")
LIGHT_NOUNS = read_words("light_nouns")
CLASS_TYPES = read_class_words()
VERB = longest_first(VERBS | read_words("function_words"))
CLASS_WORD = longest_first(CLASS_TYPES)
LIGHT_NOUN = longest_first(LIGHT_NOUNS)
DELIMITER = re.compile(r"[,,。;;::!!??\t\n、…—·]|[“”\"‘’《》<>()()\[\]【】]")
HARD_DELIMITER = re.compile(r"[,,。;;::!!??\t\n]")
CONJUNCTION = re.compile(r"和|与|及|或")
COUNTED = re.compile(
    r"\d+(?:\.\d+)?[余多]?[万亿]?(?:家|个|项|名|人|座|台|条|件|所|支|位|次|类|大|种)"
    r"|[一二三四五六七八九十百千两]+(?:家|个|项|名|座|条|所|支|类|批|大)"
)
