"""Which stretches of a passage are names: spans are looked at three times, and the best that do not overlap are kept."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innograph.graph.identity import Authority
from innograph.graph.records import Passage
from innograph.loaders.extract.certain import CERTAIN, Certain, certain_names, headed_campaigns
from innograph.loaders.extract.completing import completed_list
from innograph.loaders.extract.definitions import DEFINED
from innograph.loaders.extract.features import (
    Context,
    context,
    inner_features,
    left_features,
    pair_features,
    right_features,
)
from innograph.loaders.extract.filter import LOOK, NAME, Filter, Table
from innograph.loaders.extract.odds import sigmoid, softmax
from innograph.loaders.extract.parting import parted
from innograph.loaders.extract.stacking import FirstLook, second_look
from innograph.loaders.extract.taggers import Tagged, Tagger
from innograph.loaders.lexicon import Entry, Lexicon

THRESHOLD = 0.38
"""Least probability of a span that is kept."""
FIRST_LOOK = -5.0
"""Least log odds, by its borders alone, of a span that is looked at."""
SECOND_LOOK = 0.02
"""Least probability of a span that is looked at again in the light of the document."""
SURE_LENGTH = 6
"""Letters of an actor's name in the lexicons that is a name wherever it stands alone."""
SURE = 0.6
"""Least probability of such a name."""
TOGETHER = 256
"""Passages that are tagged at once."""
_LENGTH_BONUS = 0.15
_LONG_ENOUGH = 12
"""Characters beyond which a longer name is worth no more: a verb and the next name may have come in."""
_OF_ALL = re.compile(r"(?:[区市省县园]内|境内|区域内|[区市省县]其他|其他|相关|各类)(?!蒙)")
"""What begins a phrase about a class of things (区内国家重点实验室)."""
_LEVELLED = re.compile(
    r"(?:国家级?|省部?级|市级|区级|县级|全国|高水平|世界一流|[和与及、])*"
    r"(?:(?:重点|工程|联合|企业)?实验室|(?:企业)?(?:工程)?技术(?:研究)?中心|工程(?:技术|\(技术\))?研究中心|大学科技园|(?:高新|经济)技术(?:产业)?开发区|孵化器|众创空间"
    r"|协同创新(?:中心|研究院)|概念验证中心|研发服务平台|企业技术创新平台)"
)
"""A class of platforms or parks of some level, and no one of them."""
_TORN = re.compile(r"[^“]*”.*“|[^(]*\).*\(")
"""Marks that close before they open: two names, and what stands between them."""
_IN = re.compile(r"在(?!线|轨|役|体|位|研|环)")
_AFFAIRS = frozenset("科技 金融 经济 产业 教育 文化 制造 服务 商务 交通 创新".split())
"""What the name of a place and one of these words speak of is the place's affairs (云溪科技), and no firm in its own plan."""
_OWNERS = frozenset({"University", "Hospital"})
_OWNED = frozenset({"Platform", "ResearchInstitute"})
_PLAIN_TYPES = frozenset({"Technology", "Region", "Programme", "Event", "Policy"})
"""Types whose names in the lexicons may be plain words of a sentence, or part of another name."""


@dataclass(frozen=True, slots=True)
class Span:
    """A kept span of a passage's text; `score` is the probability that it names something of `type`."""

    start: int
    end: int
    type: str
    score: float


def first_look(
    passages: Sequence[Passage], lexicon: Lexicon, authority: Authority, model: Filter, places: tuple[str, ...]
) -> tuple[list[FirstLook], list[Table]]:
    """The spans of each passage that pass the first look, and the sums of their weights."""
    looks, sums = [], []
    for passage, tagged in zip(passages, _tagged([p.text for p in passages], model.tagger), strict=True):
        ctx = context(
            passage.text,
            lexicon,
            kind=passage.kind,
            places=places,
            generic=authority.generic,
            tagged=tagged,
            characters=model.characters,
        )
        spans, found = _pruned(ctx, model)
        scores = found + model.bias
        name = sigmoid(scores[:, NAME])
        kept = np.flatnonzero((name >= SECOND_LOOK) | _sure(ctx, spans))
        spans = [spans[i] for i in kept]
        generic = tuple(authority.generic(passage.text[a:b]) for a, b in spans)
        types = softmax(scores[kept, model.type_columns])
        looks.append(FirstLook(passage.text, tuple(spans), name[kept], types, generic))
        sums.append(found[kept])
    return looks, sums


def _tagged(texts: Sequence[str], tagger: Tagger | None) -> Iterator[Tagged | None]:
    """What the taggers say of each text, some texts at a time: it takes a kilobyte a character."""
    if tagger is None:
        yield from (None for _ in texts)
        return
    for first in range(0, len(texts), TOGETHER):
        yield from tagger(texts[first : first + TOGETHER])


def _pruned(ctx: Context, model: Filter) -> tuple[list[tuple[int, int]], Table]:
    """The spans that are worth a look, with the sums of the weights of all their features."""
    spans: Sequence[tuple[int, int]] = ctx.found.spans
    if ctx.reading:
        possible = ctx.reading.possible(spans)
        spans = [span for span, told in zip(spans, possible, strict=True) if told or span in ctx.exact]
    starts, ends = sorted({a for a, _ in spans}), sorted({b for _, b in spans})
    left = model.sums([left_features(ctx, a) for a in starts])
    right = model.sums([right_features(ctx, b) for b in ends])
    at_left, at_right = {a: i for i, a in enumerate(starts)}, {b: i for i, b in enumerate(ends)}
    of_left, of_right = [at_left[a] for a, _ in spans], [at_right[b] for _, b in spans]
    pairs = pair_features(ctx, spans)
    look = left[of_left, LOOK] + right[of_right, LOOK] + model.looks(pairs)
    worth = np.flatnonzero((look + model.bias[LOOK] >= FIRST_LOOK) | _sure(ctx, spans)).tolist()
    kept = [spans[i] for i in worth]
    rest = model.sums([pairs[i] + inner for i, inner in zip(worth, inner_features(ctx, kept), strict=True)])
    return kept, left[[of_left[i] for i in worth]] + right[[of_right[i] for i in worth]] + rest


def _is_sure(entry: Entry | None, length: int) -> bool:
    """Whether a form of some letters is a name that the lexicons know of an actor, long enough to mean nothing else."""
    return entry is not None and length >= SURE_LENGTH and entry.type not in _PLAIN_TYPES


def _sure(ctx: Context, spans: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    return np.array([_is_sure(ctx.exact.get(span), span[1] - span[0]) for span in spans], dtype=bool)


def score_passages(
    passages: Sequence[Passage], lexicon: Lexicon, authority: Authority, model: Filter, places: tuple[str, ...]
) -> list[list[Span]]:
    """The best set of non-overlapping spans of every passage."""
    looks, sums = first_look(passages, lexicon, authority, model, places)
    headed = headed_campaigns([(p.text, p.kind == "heading") for p in passages])
    seen = zip(looks, sums, second_look(looks, model.types), headed, strict=True)
    chosen = []
    for look, found, features, programme in seen:
        scores = (found + model.sums(features) + model.bias)[:, model.decision_columns]
        likely = list(_likely(look, softmax(scores), model.types, lexicon, places))
        likely += (Span(*name, CERTAIN) for name in certain_names(look.text, lexicon))
        likely += [Span(*programme, CERTAIN)] if programme else []
        best = list(_parted(best_set(_outside_titles(_without_owners(likely), look.text)), look.text, lexicon))
        kept = [Certain(span.start, span.end, span.type) for span in best]
        best += (Span(*name, CERTAIN) for name in completed_list(look.text, kept, lexicon))
        chosen.append(best)
    return chosen


def _is_class(text: str, type_: str, places: tuple[str, ...]) -> bool:
    """Whether words read as a name speak of a class of things or of a part of the plan's own affairs, whoever reads them so."""
    if (
        _OF_ALL.match(text)
        or _LEVELLED.fullmatch(text)
        or _TORN.match(text)
        or (type_ == "Technology" and _IN.search(text))
    ):
        return True
    return type_ == "Firm" and any(text.removeprefix(place) in _AFFAIRS for place in places if text.startswith(place))


def _outside_titles(spans: Iterable[Span], text: str) -> Iterator[Span]:
    """The spans without those inside the title of a work that is one of them: the names of a title are not what it speaks of."""
    spans = list(spans)
    titles = [
        s
        for s in spans
        if s.type == "Policy" and text[s.start - 1 : s.start] == "《" and text[s.end : s.end + 1] == "》"
    ]
    for span in spans:
        if not any(t.start <= span.start and span.end <= t.end and t is not span for t in titles):
            yield span


def _without_owners(spans: Sequence[Span]) -> Iterable[Span]:
    """The spans without those that only tell whose the longer one is that begins with them (青岚大学 in 青岚大学超导研究中心)."""
    owned = {s.start: s.end for s in sorted(spans, key=lambda s: s.end) if s.type in _OWNED}
    return (s for s in spans if s.type not in _OWNERS or owned.get(s.start, 0) <= s.end)


def _parted(spans: Iterable[Span], text: str, lexicon: Lexicon) -> Iterable[Span]:
    """The spans, fields that are two taken apart."""
    for span in spans:
        if span.type == "Technology":
            parts = parted(text[span.start : span.end], lexicon)
            yield from (Span(span.start + a, span.start + b, span.type, span.score) for a, b in parts)
        else:
            yield span


def _likely(
    look: FirstLook, probabilities: Table, types: Sequence[str], lexicon: Lexicon, places: tuple[str, ...]
) -> Iterable[Span]:
    """The spans likely enough; for one that the text gives a short form of, the first look's word is enough, and for a long
    name of an actor that of the lexicons."""
    defined = {m.start() for m in DEFINED.finditer(look.text)}
    for (start, end), name, row in zip(look.spans, look.name, probabilities, strict=True):
        score = 1 - float(row[0])
        if end in defined:
            score = max(score, float(name))
        if _is_sure(lexicon.by_form.get(look.text[start:end]), end - start):
            score = max(score, SURE)
        type_ = types[int(row[1:].argmax())]
        if score >= THRESHOLD and not _is_class(look.text[start:end], type_, places):
            yield Span(start, end, type_, score)


def span_weight(span: Span) -> float:
    """What a span adds to a set: its probability above a floor, more for a longer name."""
    return (span.score - THRESHOLD * 0.6) * (1 + _LENGTH_BONUS * min(span.end - span.start, _LONG_ENOUGH))


def best_set(spans: Iterable[Span]) -> list[Span]:
    """Weighted interval scheduling: the non-overlapping spans of greatest total weight, longer names preferred."""
    ordered = sorted(spans, key=lambda s: (s.end, s.start))
    ends = [s.end for s in ordered]
    best: list[tuple[float, list[Span]]] = [(0.0, [])]
    for i, span in enumerate(ordered):
        before = best[bisect_right(ends, span.start, 0, i)]
        taken = (before[0] + span_weight(span), [*before[1], span])
        best.append(taken if taken[0] > best[-1][0] else best[-1])
    return best[-1][1]
