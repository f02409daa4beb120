"""Pairs of nodes that may be one: found by shared rare characters, scored with reasons that a person can read.

Nothing here merges anything; it only says where a person's look is worth the while.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from innograph.graph.identity import fold, transliterate
from innograph.graph.store import Store

_NUMBER = re.compile(r"\d+|第?[一二三四五六七八九十百]+")
_MOST_IN_BLOCK = 60
"""A pair of characters that more names than this share says nothing."""


@dataclass(frozen=True, slots=True)
class Record:
    """A node with all names it bears."""

    id: str
    name: str
    type: str
    names: tuple[str, ...]
    plans: tuple[str, ...] = ()
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes with a score from 0 to 1 and what makes it up, as (points, reason)."""

    a: Record
    b: Record
    score: float
    reasons: tuple[tuple[float, str], ...]

    @property
    def explained(self) -> str:
        """The score's parts in one line."""
        return "; ".join(f"{points:+.2f} {reason}" for points, reason in self.reasons)


def records(store: Store, *, types: Sequence[str] = ()) -> list[Record]:
    """All entities of the graph (of these types), by id."""
    rows = store.read(
        "MATCH (n:Entity) RETURN n.id AS id, n.name AS name, labels(n) AS labels, n.aliases AS aliases, "
        "n.plans AS plans, n.mentions AS mentions ORDER BY id"
    )
    found = []
    for row in rows:
        kind = next(label for label in row["labels"] if label not in {"Entity", "Actor"})
        if not types or kind in types:
            names = tuple(dict.fromkeys((row["name"], *row["aliases"])))
            found.append(Record(row["id"], row["name"], kind, names, tuple(row["plans"]), row["mentions"]))
    return found


def candidate_pairs(found: Iterable[Record]) -> Iterator[tuple[Record, Record]]:
    """Pairs of one type that share a rare pair of characters, or the sound of the whole name; each pair once."""
    blocks: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in found:
        for key in {key for name in record.names for key in _keys(name)}:
            blocks[(record.type, key)].append(record)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        if len(block) > _MOST_IN_BLOCK:
            continue
        for i, a in enumerate(block):
            for b in block[i + 1 :]:
                pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
                if a.id != b.id and pair not in seen:
                    seen.add(pair)
                    yield (a, b) if a.id < b.id else (b, a)


def _keys(name: str) -> set[str]:
    text = fold(name)
    return {text[i : i + 2] for i in range(len(text) - 1)} | {"sound:" + transliterate(text)}


def doubtful_pairs(found: Sequence[Record], *, least: float = 0.5) -> list[Pair]:
    """Scored pairs from `least` on, the likeliest first."""
    rarity = _rarity(found)
    pairs = (score_pair(a, b, rarity) for a, b in candidate_pairs(found))
    return sorted((p for p in pairs if p.score >= least), key=lambda p: (-p.score, p.a.id, p.b.id))


def _rarity(found: Iterable[Record]) -> Mapping[str, float]:
    """{pair of characters: 1 for one that a single name has, less the more have it}."""
    counts = Counter(key for record in found for key in {k for n in record.names for k in _keys(n)})
    return {key: 1 / count**0.5 for key, count in counts.items()}


def score_pair(a: Record, b: Record, rarity: Mapping[str, float] | None = None) -> Pair:
    """How likely two nodes are one, with the reasons; the two names that are most alike count."""
    local = {fold(x) for x in a.names} & {fold(y) for y in b.names}
    names = [(x, y) for x in _telling(a, local) for y in _telling(b, local)]
    one, other = max(names or [(a.name, b.name)], key=lambda p: (fuzz.ratio(fold(p[0]), fold(p[1])), p))
    x, y = fold(one), fold(other)
    alike = fuzz.ratio(x, y) / 100
    parts = [(0.55 * alike, f"{round(100 * alike)} % of the characters of {one} / {other} agree in order")]
    parts += _for(x, y, rarity or {}) + _against(x, y, a, b)
    if local:
        parts.append((-0.4, f"both are called {min(local)}, which the rules tell apart by the place of the plan"))
    score = max(0.0, min(1.0, sum(points for points, _ in parts)))
    return Pair(a, b, round(score, 3), tuple(parts))


def _telling(record: Record, local: set[str]) -> list[str]:
    """A record's names that are more than one character and not names that the other has as well."""
    return [name for name in record.names if len(fold(name)) > 1 and fold(name) not in local]


def _for(x: str, y: str, rarity: Mapping[str, float]) -> list[tuple[float, str]]:
    parts = []
    short, long = sorted((x, y), key=len)
    if short in long:
        parts.append((0.15, "one name holds the other"))
    elif _subsequence(short, long):
        parts.append((0.2, "the short name's characters stand in the long one in order, as in an abbreviation"))
    if transliterate(x) == transliterate(y):
        parts.append((0.2, "they sound the same"))
    shared = _keys(x) & _keys(y)
    if shared and rarity:
        rare = max(shared, key=lambda key: (rarity.get(key, 0), key))
        parts.append((0.2 * rarity.get(rare, 0), f"few names share {rare!r}"))
    return parts


def _against(x: str, y: str, a: Record, b: Record) -> list[tuple[float, str]]:
    parts = []
    numbers = [sorted(_NUMBER.findall(text)) for text in (x, y)]
    if numbers[0] != numbers[1]:
        parts.append((-0.4, f"numbers differ: {'、'.join(numbers[0]) or 'none'} / {'、'.join(numbers[1]) or 'none'}"))
    short, long = sorted((x, y), key=len)
    if len(short) == len(long) and short not in long and x[-2:] == y[-2:]:
        parts.append((-0.15, "same length and class word, other characters, as sister bodies have"))
    if short in long and not long.endswith(short) and not long.startswith(short):
        parts.append((-0.1, "the short name stands in the middle of the long one"))
    both = sorted(set(a.plans) & set(b.plans))
    if both:
        parts.append((-0.15, f"{both[0]} names both"))
    return parts


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)
