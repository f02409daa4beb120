"""Features of a candidate span: what it is made of, what stands around it, and what its neighbours in a list are."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from innograph.loaders.extract.spans import Candidates, candidates
from innograph.loaders.extract.vocabulary import CLASS_TYPES, CONJUNCTION, VERB, VERBS
from innograph.loaders.lexicon import Entry, Lexicon, Match

_CLAUSE = re.compile(r"[^,,。;;::!!??\t\n]+")
_HEAD = re.compile(r"等([^,,。;;、]{0,6})")
_LATIN = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")
_QUOTES = frozenset('“”《》‘’"')
_CONJUNCTIONS = frozenset({"和", "与", "及", "以及", "或"})
_BORDER_ORDER = "BDQGNCVFTlmas-"


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas: its list items, what the lexicon says of them, the head after 等, the verb before."""

    start: int
    end: int
    items: tuple[tuple[int, int], ...] = ()
    votes: Counter[str] = field(default_factory=Counter)
    head: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all spans of a sentence."""

    text: str
    kind: str
    found: Candidates
    clauses: tuple[Clause, ...]
    exact: dict[tuple[int, int], Entry]
    by_start: dict[int, list[Match]]
    by_end: dict[int, list[Match]]
    technology: list[int]
    actor: list[int]
    verbs: list[tuple[int, int]]
    verb_starts: list[int]
    places: tuple[str, ...]


def context(text: str, lexicon: Lexicon, *, kind: str = "sentence", places: tuple[str, ...] = ()) -> Context:
    """Prepare a sentence; `places` are the surface forms of the issuing region (宝山区, 宝山)."""
    found = candidates(text, lexicon)
    exact: dict[tuple[int, int], Entry] = {}
    by_start: dict[int, list[Match]] = defaultdict(list)
    by_end: dict[int, list[Match]] = defaultdict(list)
    technology, actor = [0] * (len(text) + 1), [0] * (len(text) + 1)
    for match in found.matches:
        exact.setdefault((match.start, match.end), match.entry)
        by_start[match.start].append(match)
        by_end[match.end].append(match)
        cover = technology if match.entry.type == "Technology" else actor
        for i in range(match.start, match.end):
            cover[i] = 1
    verbs = [m.span() for m in VERB.finditer(text) if len(m.group()) > 1]
    return Context(
        text,
        kind,
        found,
        tuple(_clauses(text, found.matches)),
        exact,
        by_start,
        by_end,
        technology,
        actor,
        verbs,
        [v[0] for v in verbs],
        places,
    )


def _clauses(text: str, matches: tuple[Match, ...]) -> list[Clause]:
    clauses = []
    for stretch in _CLAUSE.finditer(text):
        start, words = stretch.start(), stretch.group()
        items = _items(words, start)
        votes: Counter[str] = Counter()
        for a, b in items:
            near = [m for m in matches if a <= m.start and m.end <= b and (m.start == a or m.end == b)]
            best = max(near, key=lambda m: m.end - m.start, default=None)
            if best and (best.end - best.start) * 2 >= min(b - a, 12):
                votes[best.entry.type] += 1
        head = _HEAD.search(words, words.rfind("、") if items else 0)
        first = words[: words.find("、")] if items else words
        verbs = [v.group() for v in VERB.finditer(first) if v.group() in VERBS]
        end = stretch.end()
        clauses.append(
            Clause(start, end, tuple(items), votes, head.group(1) if head else "", verbs[-1] if verbs else "")
        )
    return clauses


def _items(words: str, start: int) -> list[tuple[int, int]]:
    if "、" not in words:
        return []
    edges = [-1, *(m.start() for m in re.finditer("、", words)), len(words)]
    return [(start + a + 1, start + b) for a, b in pairwise(edges)]


def clause_at(ctx: Context, position: int) -> Clause:
    """The clause that holds a position (the one before, where a delimiter stands there)."""
    index = bisect_right([c.start for c in ctx.clauses], position) - 1
    return ctx.clauses[max(index, 0)] if ctx.clauses else Clause(0, len(ctx.text))


def span_features(ctx: Context, start: int, end: int) -> list[str]:
    """The names of the features that hold of a span."""
    name = ctx.text[start:end]
    types = sorted({t for kind in ctx.found.right.get(end, ()) if kind[0] == "s" for t in CLASS_TYPES[kind[1:]]})
    return [
        *_border_features(ctx, start, end),
        *_word_features(ctx, name),
        *(f"S{t}" for t in types),
        *_lexicon_features(ctx, start, end, name, types),
        *_inner_features(ctx, start, end, name),
        *_list_features(ctx, start, end, types),
        *_joint_features(ctx, start, end, types),
        f"k={ctx.kind}",
    ]


def _strongest(kinds: list[str]) -> str:
    """The one letter that says most of a border: mark, list mark, quote, count, conjunction, verb, function word …"""
    return min((_border_letter(kind) for kind in kinds), key=_BORDER_ORDER.index, default="-")


def _border_letter(kind: str) -> str:
    if kind in {"bos", "eos"}:
        return "B"
    if kind == "num":
        return "N"
    if kind[0] in "pq":
        return "D" if kind[1:] == "、" else "Q" if kind[1:] in _QUOTES else "B"
    if kind[0] == "v":
        word = kind[1:]
        return "G" if word == "等" else "C" if word in _CONJUNCTIONS else "V" if len(word) > 1 else "F"
    return "T" if kind == "的" else kind[0]


def _joint_features(ctx: Context, start: int, end: int, types: list[str]) -> list[str]:
    left = _strongest(ctx.found.left.get(start, []))
    right = _strongest(ctx.found.right.get(end, []))
    first = bisect_right(ctx.verb_starts, start - 1)
    inner = sum(v[1] <= end for v in ctx.verbs[first : first + 3])
    entry = ctx.exact.get((start, end))
    length = min((end - start) // 3, 5)
    both = left + right
    return [
        f"J={both}",
        f"J={both}{inner}",
        f"J={both}X{entry.type if entry else ''}",
        f"J={left}n{length}{inner}",
        *(f"J={both}{t}" for t in types),
        *(f"J={left}{inner}{t}" for t in types),
        *(f"J={length}{t}" for t in types),
    ]


def _border_features(ctx: Context, start: int, end: int) -> list[str]:
    text = ctx.text
    return [
        *("L" + kind for kind in ctx.found.left.get(start, ())),
        *("R" + kind for kind in ctx.found.right.get(end, ())),
        f"lc={text[max(start - 2, 0) : start]}",
        f"lc1={text[start - 1 : start]}",
        f"rc={text[end : end + 2]}",
        f"rc1={text[end : end + 1]}",
    ]


def _word_features(ctx: Context, name: str) -> list[str]:
    features = [f"s1={name[0]}", f"s2={name[:2]}", f"e1={name[-1]}", f"e2={name[-2:]}", f"e3={name[-3:]}"]
    features += [f"e4={name[-4:]}", f"n={min(len(name), 16)}"]
    if len(name) <= 6:
        features.append(f"w={name}")
    for place in ctx.places:
        if name.startswith(place):
            features.append("own" if len(name) > len(place) else "place")
            break
    return features


def _lexicon_features(ctx: Context, start: int, end: int, name: str, types: list[str]) -> list[str]:
    entry = ctx.exact.get((start, end))
    ends = [m for m in ctx.by_end.get(end, ()) if m.start > start]
    starts = [m for m in ctx.by_start.get(start, ()) if m.end < end]
    if entry:
        features = ["X", f"X={entry.type}", f"Xl={min(len(name), 5)}{entry.type[:4]}", f"Xk={entry.kind}"]
    else:
        features = ["noX"]
        wider = [*ctx.by_start.get(start, ()), *ctx.by_end.get(end, ())]
        if any(m.start <= start and m.end >= end for m in wider):
            features.append("inlex")
    if ends:
        tail = min(ends, key=lambda m: m.start)
        features += [f"le={tail.entry.type}", f"leC={tail.entry.type[:3]}{4 * (tail.end - tail.start) // len(name)}"]
    if starts:
        front = max(starts, key=lambda m: m.end).entry.type
        features += [f"ls={front}", *(f"ls{front[:4]}S{t}" for t in types)]
    features.append(f"tc={4 * sum(ctx.technology[start:end]) // len(name)}")
    features.append(f"ac={4 * sum(ctx.actor[start:end]) // len(name)}")
    return features


def _inner_features(ctx: Context, start: int, end: int, name: str) -> list[str]:
    first = bisect_right(ctx.verb_starts, start - 1)
    inner = [v for v in ctx.verbs[first : first + 4] if v[1] <= end]
    features = [f"iv={min(len(inner), 3)}"]
    if inner and inner[0][0] == start:
        features += ["vfirst", "vf=" + ctx.text[start : inner[0][1]]]
    if inner and inner[-1][1] == end:
        features += ["vlast", "vl=" + ctx.text[inner[-1][0] : end]]
    if "的" in name:
        features.append("de")
    if CONJUNCTION.search(name):
        features.append("conj")
    if "“" in name:
        features += ["q", "q0" if name[0] == "“" else "q1"]
        if name[0] == "“" and name[-1] == "”":
            features.append("qq")
    if _LATIN.search(name):
        features.append("lat")
    if _DIGIT.search(name):
        features.append("dig")
    return features


def _list_features(ctx: Context, start: int, end: int, types: list[str]) -> list[str]:
    clause = clause_at(ctx, start)
    place = next((i for i, (a, b) in enumerate(clause.items) if a <= start and end <= b), None)
    if place is None:
        after = [f"h={clause.head[:2]}"] if ctx.text[end : end + 1] == "等" else []
        return ["nolist", f"v={clause.verb}", *after]
    size = len(clause.items)
    a, b = clause.items[place]
    position = "f" if place == 0 else "z" if place == size - 1 else "m"
    fit = ("A" if start == a else "B") + ("A" if end == b else "B")
    whole = (position, fit) == ("m", "AA") or (position == "f" and fit[1] == "A") or (position == "z" and fit[0] == "A")
    features = [f"P={position}{fit}", f"pn={min(size, 6)}{position}{fit}", f"H={clause.head[:2]}{whole}"]
    if whole:
        features += ["ok", f"okh={clause.head[:2]}", f"okv={clause.verb}", *(f"ok{t}" for t in types)]
        features += [f"V{t}={4 * votes // size}" for t, votes in clause.votes.items()] or ["V0"]
    return features
