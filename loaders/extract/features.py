"""Features of candidate spans: what they are made of, what stands around them, and what their neighbours in a list are.

`left_features` and `right_features` hang on one border alone and are made once for all spans that share it; with
`pair_features` they are what the first, cheap look at a span goes by. `inner_features` are the rest.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from innograph.loaders.extract.characters import CharacterModel, Reading, inputs
from innograph.loaders.extract.lists import STRETCH, list_items
from innograph.loaders.extract.spans import Candidates, candidates
from innograph.loaders.extract.taggers import Name, Tagged, Words
from innograph.loaders.extract.vocabulary import CLASS_TYPES, CONJUNCTION, VERBS
from innograph.loaders.lexicon import Entry, Lexicon, Match

_HEAD = re.compile(r"等([^,,。;;、]{0,10})")
_HEAD_KINDS = tuple(
    (kind, re.compile(words))
    for kind, words in {
        "firm": "企业|公司|集团|总部",
        "school": "高校|院校|大学|院所|科研机构|研发机构",
        "platform": "平台|载体|中心|实验室|设施|装置",
        "place": "园区|基地|街镇|地区|区域|城市|片区|国家",
        "office": "部门|单位|委办局",
        "programme": "计划|工程|项目|专项|奖|品牌|行动|试点",
        "event": "活动|赛|论坛|大会|展会",
        "alliance": "联盟|协会|组织",
        "paper": "政策|规划|文件|意见|办法|条例",
        "field": "技术|领域|产业|产品|材料|装备|方向|行业|工艺|药|疾病|场景|软件|设备|系统|服务|学科|环节",
    }.items()
)
_LATIN = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")
_QUOTES = frozenset('“”《》‘’"')
_CONJUNCTIONS = frozenset({"和", "与", "及", "以及", "或"})
_BORDER_ORDER = "BDQGNCVFTlmas-"
_NO_WORD = ("", "")
_RARE_INSIDE = frozenset({"v", "vd", "p", "d", "c", "r", "u", "xc"})
_FUNCTION_TAGS = frozenset({"p", "d", "c", "r", "u", "xc"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas: its list items, what the lexicon says of them, the head after 等, the verb before."""

    start: int
    end: int
    items: tuple[tuple[int, int], ...] = ()
    votes: Counter[str] = field(default_factory=Counter)
    head: str = ""
    verb: str = ""
    head_kind: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all spans of a sentence. `technology[i]`, `actor[i]`: letters before i that a lexicon covers."""

    text: str
    kind: str
    found: Candidates
    clauses: tuple[Clause, ...]
    clause_starts: list[int]
    exact: dict[tuple[int, int], Entry]
    by_start: dict[int, list[Match]]
    by_end: dict[int, list[Match]]
    technology: list[int]
    actor: list[int]
    verbs: list[tuple[int, int]]
    verb_starts: list[int]
    places: tuple[str, ...]
    generic: Callable[[str], bool]
    word_at: dict[int, tuple[str, str]]
    word_to: dict[int, tuple[str, str]]
    name_over: list[Name | None]
    reading: Reading | None
    lefts: dict[int, str] = field(default_factory=dict)
    rights: dict[int, str] = field(default_factory=dict)
    types: dict[int, list[str]] = field(default_factory=dict)


def context(
    text: str,
    lexicon: Lexicon,
    *,
    kind: str = "sentence",
    places: tuple[str, ...] = (),
    generic: Callable[[str], bool] = lambda _: False,
    tagged: Tagged | None = None,
    characters: CharacterModel | None = None,
) -> Context:
    """Prepare a sentence.

    `places` are the surface forms of the issuing region (宝山区, 宝山), `generic` tells names made of class words alone,
    `tagged` is what the taggers say, and `characters` reads it.
    """
    found = candidates(text, lexicon)
    exact: dict[tuple[int, int], Entry] = {}
    by_start: dict[int, list[Match]] = defaultdict(list)
    by_end: dict[int, list[Match]] = defaultdict(list)
    for match in found.matches:
        exact.setdefault((match.start, match.end), match.entry)
        by_start[match.start].append(match)
        by_end[match.end].append(match)
    verbs = [v for v in found.verbs if v[1] - v[0] > 1]
    clauses = tuple(_clauses(text, found.matches, verbs))
    word_at, word_to = _word_places(tagged.words if tagged else [])
    return Context(
        text,
        kind,
        found,
        clauses,
        [c.start for c in clauses],
        exact,
        by_start,
        by_end,
        _covered(text, found.matches, technology=True),
        _covered(text, found.matches, technology=False),
        verbs,
        [v[0] for v in verbs],
        places,
        generic,
        word_at,
        word_to,
        _names_over(text, tagged.names if tagged else []),
        characters(inputs(text, tagged, found.matches, characters.types)) if tagged and characters else None,
    )


def _covered(text: str, matches: tuple[Match, ...], *, technology: bool) -> list[int]:
    inside = bytearray(len(text))
    for match in matches:
        if (match.entry.type == "Technology") == technology:
            inside[match.start : match.end] = b"\x01" * (match.end - match.start)
    sums = [0]
    for bit in inside:
        sums.append(sums[-1] + bit)
    return sums


def _word_places(words: Words) -> tuple[dict[int, tuple[str, str]], dict[int, tuple[str, str]]]:
    at: dict[int, tuple[str, str]] = {}
    to: dict[int, tuple[str, str]] = {}
    place = 0
    for word in words:
        at[place] = word
        place += len(word[0])
        to[place] = word
    return at, to


def _names_over(text: str, names: list[Name]) -> list[Name | None]:
    """The tagger's name that each character belongs to, and nothing behind the last one."""
    over: list[Name | None] = [None] * (len(text) + 1)
    for name in names:
        over[name.start : name.end] = [name] * (name.end - name.start)
    return over


def _clauses(text: str, matches: tuple[Match, ...], verbs: list[tuple[int, int]]) -> list[Clause]:
    clauses = []
    for stretch in STRETCH.finditer(text):
        start, words = stretch.start(), stretch.group()
        items = list_items(words, start) if "、" in words else []
        votes: Counter[str] = Counter()
        for a, b in items:
            near = (m for m in matches if a <= m.start and m.end <= b and (m.start == a or m.end == b))
            best = max(near, key=lambda m: m.end - m.start, default=None)
            if best and (best.end - best.start) * 2 >= min(b - a, 12):
                votes[best.entry.type] += 1
        head = _HEAD.search(words, words.rfind("、") if items else 0)
        end = stretch.end()
        limit = items[0][1] if items else end
        last = next((text[a:b] for a, b in reversed(verbs) if start <= a and b <= limit and text[a:b] in VERBS), "")
        words_after = head.group(1) if head else ""
        clauses.append(Clause(start, end, tuple(items), votes, words_after[:6], last, _head_kind(words_after)))
    return clauses


def _head_kind(words: str) -> str:
    """What a list's head calls its items: the kind whose word comes first."""
    found = [(m.start(), kind) for kind, pattern in _HEAD_KINDS if (m := pattern.search(words))]
    return min(found)[1] if found else ""


def clause_at(ctx: Context, position: int) -> Clause:
    """The clause that holds a position (the one before, where a delimiter stands there)."""
    index = bisect_right(ctx.clause_starts, position) - 1
    return ctx.clauses[max(index, 0)] if ctx.clauses else Clause(0, len(ctx.text))


def left_features(ctx: Context, start: int) -> list[str]:
    """What stands before a span that begins at `start`, and how it begins."""
    text = ctx.text
    features = ["L" + kind for kind in ctx.found.left.get(start, ())]
    features += [f"lc={text[max(start - 2, 0) : start]}", f"lc1={text[start - 1 : start] if start else ''}"]
    features += [f"s1={text[start]}", f"s2={text[start : start + 2]}"]
    if ctx.word_at:
        word, tag = ctx.word_to.get(start, _NO_WORD)
        features += [f"tp={tag}", f"tpw={word}"]
        if start in ctx.word_at:
            word, tag = ctx.word_at[start]
            features += ["t[", f"tf={tag}", f"tfw={word}"]
        features += _name_border(ctx, start, ctx.name_over[start], "[")
    if ctx.reading:
        features.append(f"d[={ctx.reading.starts[start]}")
    return features


def right_features(ctx: Context, end: int) -> list[str]:
    """What stands behind a span that ends at `end`, and how it ends."""
    text = ctx.text
    features = ["R" + kind for kind in ctx.found.right.get(end, ())]
    features += [f"rc={text[end : end + 2]}", f"rc1={text[end : end + 1]}"]
    features += [f"e1={text[end - 1]}", f"e2={text[end - 2 : end]}", f"e3={text[max(end - 3, 0) : end]}"]
    features += [f"e4={text[max(end - 4, 0) : end]}", *(f"S{t}" for t in types_at(ctx, end))]
    if ctx.word_at:
        word, tag = ctx.word_at.get(end, _NO_WORD)
        features += [f"tn={tag}", f"tnw={word}"]
        if end in ctx.word_to:
            word, tag = ctx.word_to[end]
            features += ["t]", f"tl={tag}", f"tlw={word}"]
        features += _name_border(ctx, end, ctx.name_over[end - 1], "]")
    if ctx.reading:
        features.append(f"d]={ctx.reading.ends[end - 1]}")
    return features


def _name_border(ctx: Context, place: int, name: Name | None, side: str) -> list[str]:
    """Whether the tagger's name at the inner side of a border begins or ends there, or goes on; what stands outside."""
    other = ctx.name_over[place - 1] if side == "[" and place else ctx.name_over[place] if side == "]" else None
    if name is None:
        return [f"m{side}0", f"m{side}0{other.label if other else ''}"]
    fits = (name.start if side == "[" else name.end) == place
    return [f"m{side}{'' if fits else '~'}={name.label}", f"m{side}{int(fits)}"]


def types_at(ctx: Context, end: int) -> list[str]:
    """The types whose class words end at a place."""
    if end not in ctx.types:
        words = [kind[1:] for kind in ctx.found.right.get(end, ()) if kind[0] == "s"]
        ctx.types[end] = sorted({t for word in words for t in CLASS_TYPES[word]})
    return ctx.types[end]


def pair_features(ctx: Context, spans: Sequence[tuple[int, int]]) -> list[list[str]]:
    """The cheap features of both borders together, of each span."""
    found = [_pair_features(ctx, start, end) for start, end in spans]
    if ctx.reading:
        for features, more in zip(found, ctx.reading.border_features(spans), strict=True):
            features.append(more)
    return found


def _pair_features(ctx: Context, start: int, end: int) -> list[str]:
    left, right = _letters(ctx, start, end)
    entry = ctx.exact.get((start, end))
    verbs = bisect_left(ctx.verb_starts, end) - bisect_left(ctx.verb_starts, start)
    size = end - start
    technology = 4 * (ctx.technology[end] - ctx.technology[start]) // size
    actor = 4 * (ctx.actor[end] - ctx.actor[start]) // size
    found = entry.type if entry else ""
    return [
        f"J={left}{right}{min(verbs, 3)}",
        f"J={left}{right}X{found}",
        f"n={min(size, 16)}",
        f"c={technology}{actor}",
    ]


def inner_features(ctx: Context, spans: Sequence[tuple[int, int]]) -> list[list[str]]:
    """All other features of each span."""
    found = [_all_inner_features(ctx, start, end) for start, end in spans]
    if ctx.reading:
        types = [types_at(ctx, end) for _, end in spans]
        for features, more in zip(found, ctx.reading.features(spans, types), strict=True):
            features.extend(more)
    return found


def _all_inner_features(ctx: Context, start: int, end: int) -> list[str]:
    name = ctx.text[start:end]
    types = types_at(ctx, end)
    return [
        *_joint_features(ctx, start, end, types),
        *_word_features(ctx, name),
        *_lexicon_features(ctx, start, end, name, types),
        *_inner_features(ctx, start, end, name),
        *_list_features(ctx, start, end, types),
        *(_tag_features(ctx, start, end) if ctx.word_at else ()),
        *(_name_features(ctx, start, end, types) if ctx.word_at else ()),
        f"k={ctx.kind}",
        *(f"k={ctx.kind}{t}" for t in types),
        f"k={ctx.kind}{''.join(_letters(ctx, start, end))}",
    ]


def span_features(ctx: Context, start: int, end: int) -> list[str]:
    """The names of all features that hold of a span."""
    return [
        *left_features(ctx, start),
        *right_features(ctx, end),
        *pair_features(ctx, [(start, end)])[0],
        *inner_features(ctx, [(start, end)])[0],
    ]


def _letters(ctx: Context, start: int, end: int) -> tuple[str, str]:
    left = ctx.lefts.get(start)
    if left is None:
        left = ctx.lefts[start] = _strongest(ctx.found.left.get(start, []))
    right = ctx.rights.get(end)
    if right is None:
        right = ctx.rights[end] = _strongest(ctx.found.right.get(end, []))
    return left, right


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
    left, right = _letters(ctx, start, end)
    first = bisect_left(ctx.verb_starts, start)
    inner = sum(v[1] <= end for v in ctx.verbs[first : first + 3])
    length = min((end - start) // 3, 5)
    both = left + right
    return [
        f"J={both}",
        f"J={left}n{length}{inner}",
        *(f"J={both}{t}" for t in types),
        *(f"J={left}{inner}{t}" for t in types),
        *(f"J={length}{t}" for t in types),
    ]


def _word_features(ctx: Context, name: str) -> list[str]:
    features = [f"w={name}"] if len(name) <= 6 else []
    if ctx.generic(name):
        features += ["gen", f"gen{name[-2:]}"]
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
    return features


def _inner_features(ctx: Context, start: int, end: int, name: str) -> list[str]:
    first = bisect_left(ctx.verb_starts, start)
    inner = [v for v in ctx.verbs[first : first + 4] if v[1] <= end]
    features = [f"iv={min(len(inner), 3)}"]
    for a, b in inner:
        if start < a and b < end:
            features.append("ivw=" + ctx.text[a:b])
            if any(kind[0] == "s" for kind in ctx.found.right.get(a, ())):
                features.append("ivs")
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
        heads = ctx.text[end : end + 1] == "等"
        after = [f"h={clause.head[:2]}", f"hk={clause.head_kind}"] if heads else []
        return ["nolist", f"v={clause.verb}", *after]
    size = len(clause.items)
    a, b = clause.items[place]
    position = "f" if place == 0 else "z" if place == size - 1 else "m"
    fit = ("A" if start == a else "B") + ("A" if end == b else "B")
    whole = (position, fit) == ("m", "AA") or (position == "f" and fit[1] == "A") or (position == "z" and fit[0] == "A")
    features = [f"P={position}{fit}", f"pn={min(size, 6)}{position}{fit}", f"H={clause.head[:2]}{whole}"]
    features.append(f"Hk={clause.head_kind}{position}{fit}")
    if whole:
        features += [
            "ok",
            f"okk={clause.head_kind}",
            f"okh={clause.head[:2]}",
            f"okv={clause.verb}",
            *(f"ok{t}" for t in types),
        ]
        features += [f"V{t}={4 * votes // size}" for t, votes in clause.votes.items()] or ["V0"]
    return features


def _tag_features(ctx: Context, start: int, end: int) -> list[str]:
    features = [f"tb={int(start in ctx.word_at)}{int(end in ctx.word_to)}"]
    tags = []
    place = start
    while place < end and place in ctx.word_at:
        word, tag = ctx.word_at[place]
        if tag in _RARE_INSIDE and place > start:
            features.append(f"tiw={word}")
        tags.append(tag)
        place += len(word)
    if place != end:
        return features
    before, after = ctx.word_to.get(start, _NO_WORD)[1], ctx.word_at.get(end, _NO_WORD)[1]
    features += [f"tq={'-'.join(tags[:6])}", f"tc={min(len(tags), 7)}", f"tpn={before}{after}"]
    if any(tag in {"v", "vd"} for tag in tags[:-1]):
        features.append("tiv")
    if not _FUNCTION_TAGS.isdisjoint(tags):
        features.append("tfx")
    return features


def _name_features(ctx: Context, start: int, end: int, types: list[str]) -> list[str]:
    """How a span lies to the names that the tagger sees."""
    first, last = ctx.name_over[start], ctx.name_over[end - 1]
    if first and first is last:
        fit = f"{int(first.start == start)}{int(first.end == end)}"
        return [f"M={fit}{first.label}", *(f"M={fit}{first.label}{t}" for t in types), f"M={fit}{end - start}"]
    crossed = int(bool(first and first.start < start)), int(bool(last and last.end > end))
    inside = list(dict.fromkeys(ctx.name_over[start:end]))
    labels = [name.label if name else "-" for name in inside]
    covered = sum(name is not None for name in ctx.name_over[start:end])
    return [
        f"Mx={crossed[0]}{crossed[1]}",
        f"Mc={4 * covered // (end - start)}",
        f"Ml={'.'.join(labels[:4])}",
        *(f"Ms={first.label}{t}" for t in types if first),
        *(f"Me={last.label}{t}" for t in types if last),
    ]
