"""How a search in words is put to the full-text index of either engine, and how its answers are ranked."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[^\W_\u3400-\u9fff]+")

EXACT_NAME, EXACT_OTHER, PREFIX_NAME, PREFIX_OTHER, PART, WORDS = range(6)
MATCHES = ("name", "alias", "name prefix", "alias prefix", "part", "words")
"""What the ranks are called in an answer, the best first."""


def folded(text: str) -> str:
    """A name as it is compared: full-width forms, case and white space do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def fulltext_query(text: str) -> str:
    """Lucene syntax for entities that have every Chinese character and every word (or its beginning); "" for no word.

    Words may also be one pinyin run: "shi mo xi" finds what "shimoxi" finds.
    """
    normal = unicodedata.normalize("NFKC", text).casefold()
    characters = [f"+{character}" for character in dict.fromkeys(_CJK.findall(normal))]
    words = _LATIN.findall(normal)
    every = " ".join([*characters, *(f"+{word}*" for word in words)])
    if not characters and len(words) > 1:
        return f"({every}) {''.join(words)}*"
    return every


def rank(row: Mapping[str, Any], wanted: str) -> int:
    """How well an entity's names fit a folded text: 0 is the best."""
    name = folded(row["name"])
    spelled = row.get("pinyin") or ""
    initials = "".join(syllable[0] for syllable in spelled.split())
    others = [
        folded(other) for other in (*row.get("aliases", ()), row.get("name_en") or "", spelled, initials) if other
    ]
    if name == wanted:
        return EXACT_NAME
    if wanted in others:
        return EXACT_OTHER
    if name.startswith(wanted):
        return PREFIX_NAME
    if any(other.startswith(wanted) for other in others):
        return PREFIX_OTHER
    if wanted in name or any(wanted in other for other in others):
        return PART
    return WORDS


def ranked(rows: Iterable[Mapping[str, Any]], text: str, limit: int) -> list[dict[str, Any]]:
    """The best rows first, each with `match` saying why; more mentions, then shorter names, go first among equals."""
    wanted = folded(text)
    keyed = [((rank(row, wanted), -row["mentions"], len(row["name"]), row["id"]), row) for row in _distinct(rows)]
    order = sorted(keyed, key=lambda pair: pair[0])
    return [{**row, "match": MATCHES[key[0]]} for key, row in order[:limit]]


def _distinct(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({row["id"]: row for row in rows}.values())
