"""Entities of one document: spans are scored, the best that do not overlap are kept, forms of one thing are joined."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import ahocorasick
import numpy as np
from numpy.typing import NDArray

from innograph.graph.identity import Authority
from innograph.graph.records import Entity, Mention, Passage
from innograph.loaders.document import Document
from innograph.loaders.extract.certain import CERTAIN, Certain, certain_names, completed_list
from innograph.loaders.extract.definitions import DEFINED, definitions, names_no_work
from innograph.loaders.extract.features import (
    Context,
    context,
    inner_features,
    left_features,
    pair_features,
    right_features,
)
from innograph.loaders.extract.filter import LOOK, NAME, Filter, Table
from innograph.loaders.extract.joining import join_forms
from innograph.loaders.extract.nested import fields_in_names
from innograph.loaders.extract.odds import sigmoid, softmax
from innograph.loaders.extract.places import is_zone, place_forms
from innograph.loaders.extract.shared_heads import completed_names
from innograph.loaders.extract.stacking import FirstLook, second_look
from innograph.loaders.extract.taggers import Tagged, Tagger
from innograph.loaders.extract.vocabulary import DECIDING, deciding_word
from innograph.loaders.lexicon import Entry, Lexicon, stands_whole

THRESHOLD = 0.42
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
_OWNERS = frozenset({"University", "Hospital"})
_OWNED = frozenset({"Platform", "ResearchInstitute"})
_PLAIN_TYPES = frozenset({"Technology", "Region", "Programme", "Event", "Policy"})
"""Types whose names in the lexicons may be plain words of a sentence, or part of another name."""
_DOUBTFUL = frozenset({"Programme", "ResearchInstitute"})
"""Types of lexicon entries whose names stand for other things as well (a named laboratory is a platform to some plans)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A kept span of a passage's text; `score` is the probability that it names something of `type`."""

    start: int
    end: int
    type: str
    score: float


@dataclass(slots=True)
class _Form:
    types: Counter[str] = field(default_factory=Counter)
    best: float = 0.0


def extract_entities(
    document: Document, *, lexicon: Lexicon, authority: Authority, model: Filter
) -> tuple[Entity, ...]:
    """The entities that a document names, each with every mention, in order of first mention."""
    forms = _accepted_forms(document, lexicon, authority, model)
    for form, type_ in _document_forms(document):
        forms[form] = (type_, 1.0)
    forms |= fields_in_names(forms, lexicon, authority, places=place_forms(document.plan))
    defined: dict[str, str] = {}
    for each in definitions(document.passages, forms, lexicon, authority):
        forms[each.full] = forms.get(each.full, (each.type, 1.0))
        forms[each.short] = (forms[each.full][0], 1.0)
        defined.setdefault(each.short, each.full)
    mentions = find_mentions(document, forms)
    _complete_lists(document, lexicon, forms, mentions)
    _mention_own_place(document, mentions)
    return join_forms(document, forms, mentions, defined, authority)


def _complete_lists(
    document: Document, lexicon: Lexicon, forms: dict[str, tuple[str, float]], mentions: dict[str, list[Mention]]
) -> None:
    """Let the items of lists that share their class word be mentions of the full names, and of nothing else."""
    items = list(completed_names(document.passages, lexicon))
    taken = {(i.passage.start + i.whole[0], i.passage.start + i.whole[1]) for i in items}
    for form, places in list(mentions.items()):
        mentions[form] = [m for m in places if not any(a < m.end and m.start < b for a, b in taken)]
        if not mentions[form]:
            del mentions[form]
    for item in items:
        forms[item.name] = forms.get(item.name, (item.type, 0.9))
        mentions.setdefault(item.name, []).append(_mention(item.passage, item.start, item.end))


def _mention_own_place(document: Document, mentions: dict[str, list[Mention]]) -> None:
    """The plan's place is named even where its name only stands inside others (its title, a policy): there, once."""
    places = place_forms(document.plan)
    if any(mentions.get(place) for place in places):
        return
    for place in places:
        for passage in document.passages:
            at = passage.text.find(place)
            if at >= 0:
                mentions[place] = [_mention(passage, at, at + len(place))]
                return


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
    chosen = []
    for look, found, features in zip(looks, sums, second_look(looks, model.types), strict=True):
        scores = (found + model.sums(features) + model.bias)[:, model.decision_columns]
        likely = list(_likely(look, softmax(scores), model.types, lexicon))
        likely += (Span(*name, CERTAIN) for name in certain_names(look.text, lexicon))
        best = best_set(_outside_titles(_without_owners(likely), look.text))
        kept = [Certain(span.start, span.end, span.type) for span in best]
        best += (Span(*name, CERTAIN) for name in completed_list(look.text, kept, lexicon))
        chosen.append(best)
    return chosen


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


def _likely(look: FirstLook, probabilities: Table, types: Sequence[str], lexicon: Lexicon) -> Iterable[Span]:
    """The spans likely enough; for one that the text gives a short form of, the first look's word is enough, and for a long
    name of an actor that of the lexicons."""
    defined = {m.start() for m in DEFINED.finditer(look.text)}
    for (start, end), name, row in zip(look.spans, look.name, probabilities, strict=True):
        score = 1 - float(row[0])
        if end in defined:
            score = max(score, float(name))
        if _is_sure(lexicon.by_form.get(look.text[start:end]), end - start):
            score = max(score, SURE)
        if score >= THRESHOLD:
            yield Span(start, end, types[int(row[1:].argmax())], score)


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


def _accepted_forms(
    document: Document, lexicon: Lexicon, authority: Authority, model: Filter
) -> dict[str, tuple[str, float]]:
    found: dict[str, _Form] = defaultdict(_Form)
    scored = score_passages(document.passages, lexicon, authority, model, place_forms(document.plan))
    for passage, spans in zip(document.passages, scored, strict=True):
        for span in spans:
            if names_no_work(passage.text[span.start : span.end]):
                continue
            form = found[passage.text[span.start : span.end]]
            form.types[span.type] += span.score  # type: ignore[assignment]
            form.best = max(form.best, span.score)
    return {name: (_type_of(name, form, lexicon), form.best) for name, form in found.items()}


def _type_of(name: str, form: _Form, lexicon: Lexicon) -> str:
    """What the lexicons say of exactly this name, where they can be trusted; else its class word, if that is of one type
    alone; else what the filter says most often."""
    entry = lexicon.by_form.get(name)
    if entry and entry.type not in _DOUBTFUL:
        return entry.type
    word = deciding_word(name)
    return DECIDING[word] if word and word != name else form.types.most_common(1)[0][0]


def _document_forms(document: Document) -> Iterable[tuple[str, str]]:
    """What the document's own head names: its title, issuers and region."""
    plan = document.plan
    if plan.title:
        yield plan.title, "Policy"
    for issuer in re.split(r"[、,, ]", plan.issuer):
        if issuer:
            yield issuer, "Government"
    for place in place_forms(plan):
        yield place, "Park" if is_zone(place) else "Region"


def find_mentions(document: Document, forms: Mapping[str, tuple[str, float]]) -> dict[str, list[Mention]]:
    """Every place where an accepted form stands: the longest form wins, fields inside an actor's name count too."""
    automaton = ahocorasick.Automaton()
    for form in forms:
        automaton.add_word(form, form)
    found: dict[str, list[Mention]] = defaultdict(list)
    if not forms:
        return found
    automaton.make_automaton()
    for passage in document.passages:
        hits = [(last - len(form) + 1, last + 1, form) for last, form in automaton.iter(passage.text)]
        for start, end, form in _outermost(hits, forms, passage.text):
            found[form].append(_mention(passage, start, end))
    return found


def _outermost(
    hits: list[tuple[int, int, str]], forms: Mapping[str, tuple[str, float]], text: str
) -> Iterable[tuple[int, int, str]]:
    ordered = sorted(hits, key=lambda h: (h[0] - h[1], h[0]))
    taken: list[tuple[int, int, str]] = []
    for start, end, form in ordered:
        if not stands_whole(text, start, end):
            continue
        over = [t for t in taken if t[0] < end and start < t[1]]
        inside = all(a <= start and end <= b and forms[f][0] != forms[form][0] for a, b, f in over)
        if not over or (inside and forms[form][0] == "Technology"):
            taken.append((start, end, form))
    return sorted(taken)


def _mention(passage: Passage, start: int, end: int) -> Mention:
    return Mention(passage.id, passage.start + start, passage.start + end, passage.text[start:end])
