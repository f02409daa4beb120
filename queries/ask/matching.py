"""Weighing the intents against a question: slots are filled with its mentions, what is left over counts against."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from innograph.queries.ask.intents import Intent, Slot, intents, slot_types
from innograph.queries.ask.linker import Linker, Mention, latin_words, words

_SLOT_GAIN = {"type": 0.4, "year": 0.35, "number": 0.35, "kind": 0.35, "commitment": 0.4, "change": 0.35, "unit": 0.4}
_LOSS = {"entity": 1.2, "plan": 0.8, "indicator": 0.5, "year": 0.6, "number": 0.4, "type": 0.4, "kind": 0.3}
_AT_A_PINCH = 0.25
_OPEN_CUE = 1.1
_PER_CHARACTER, _PER_WORD = 0.15, 0.6
_MOST_LEFT = 0.95
_REGION_LAST = frozenset({"Actor", "Located", "Entity", "Organisation"})


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a slot: the value for the parameter and its name for people."""

    value: str
    name: str
    mention: Mention
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """An intent with its slots filled; `weight` orders matches, `left` is the weight of what was not understood."""

    intent: Intent
    fillings: Mapping[str, Filling]
    weight: float
    left: float

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters of the query as `run_query` takes them."""
        return {**self.intent.fixed, **{key: f.value for key, f in self.fillings.items() if key[0] != "_"}}


def matches(text: str, mentions: Sequence[Mention], linker: Linker) -> list[Match]:
    """Every intent that fits a normalised question, the best first, each query with the same parameters once."""
    found = [m for intent in intents() for m in _of_intent(intent, text, mentions, linker)]
    best: dict[tuple[str, tuple[tuple[str, str], ...]], Match] = {}
    for match in sorted(found, key=lambda m: -m.weight):
        best.setdefault((match.intent.query, tuple(sorted(match.parameters.items()))), match)
    return list(best.values())


def _of_intent(intent: Intent, text: str, mentions: Sequence[Mention], linker: Linker) -> Iterator[Match]:
    cue = _cue_weight(intent, text)
    if cue is None or any(pattern.search(text) for pattern in intent.unless):
        return
    words_of_type = [m for m in mentions if m.kind == "type" and m.value == intent.type]
    if intent.type and not words_of_type:
        return
    free = [m for m in mentions if m not in words_of_type]
    options = [_options(slot, free, linker) for slot in intent.slots]
    for chosen in product(*options):
        used = [f.mention for f in chosen if f]
        if _twice(used) or _disordered(intent.slots, chosen):
            continue
        yield _weighed(intent, text, mentions, [*used, *words_of_type], chosen, cue)


def _cue_weight(intent: Intent, text: str) -> float | None:
    if not intent.cues:
        return _OPEN_CUE
    weights = [cue.weight for cue in intent.cues if cue.pattern.search(text)]
    return max(weights) if weights else None


def _options(slot: Slot, mentions: Sequence[Mention], linker: Linker) -> list[Filling | None]:
    found: list[Filling | None] = [f for m in mentions for f in _fillings(slot, m, linker)]
    return found if slot.required else [*found, None]


def _fillings(slot: Slot, mention: Mention, linker: Linker) -> Iterator[Filling]:
    types = slot_types(slot)
    if mention.kind == "entity" and types:
        fitting = [each for each in mention.candidates if each.type in types]
        for place, entity in enumerate(fitting[:3]):
            cost = _AT_A_PINCH if entity.type == "Region" and slot.kind in _REGION_LAST else 0.0
            yield Filling(entity.id, entity.name, mention, cost + mention.cost + 0.3 * place)
    elif slot.kind in {"plan", "planlike"} and mention.kind == "plan":
        yield Filling(mention.value, mention.name, mention)
    elif slot.kind == "planlike" and mention.kind == "entity":
        for entity in mention.candidates[:1]:
            plan = linker.plan_of(entity.name) if entity.type == "Region" else None
            if plan:
                yield Filling(plan.id, plan.title, mention, _AT_A_PINCH)
    elif mention.kind == slot.kind and (not slot.among or mention.value in slot.among):
        yield Filling(mention.value, mention.name, mention)


def _twice(used: Sequence[Mention]) -> bool:
    """Whether one place of the question, or one entity, would fill two slots; a word for two types may."""
    for place, one in enumerate(used):
        for other in used[place + 1 :]:
            if _overlap(one, other) and not (one.kind == other.kind == "type" and one.value != other.value):
                return True
            if one.kind == "entity" == other.kind and one.candidates[:1] == other.candidates[:1]:
                return True
    return False


def _disordered(slots: Sequence[Slot], chosen: Sequence[Filling | None]) -> bool:
    """Slots of one kind are filled in the order of the question."""
    last: dict[str, int] = {}
    for slot, filling in zip(slots, chosen, strict=True):
        if filling is None:
            continue
        if filling.mention.start < last.get(slot.kind, -1):
            return True
        last[slot.kind] = filling.mention.start
    return False


def _weighed(
    intent: Intent,
    text: str,
    mentions: Sequence[Mention],
    used: list[Mention],
    chosen: Sequence[Filling | None],
    cue: float,
) -> Match:
    fillings = {slot.parameter: f for slot, f in zip(intent.slots, chosen, strict=True) if f}
    weight = cue + (0.5 if intent.type else 0.0)
    for slot in intent.slots:
        if slot.parameter in fillings:
            gain = _SLOT_GAIN.get(slot.kind, 0.6)
            weight += gain - (0.0 if slot.required else 0.05) - fillings[slot.parameter].cost
    idle = [m for m in mentions if not any(_overlap(m, u) or _echoes(m, u) for u in used)]
    welcome = [m for m in idle if m.kind == "actors" or (m.kind == "type" and m.value in intent.any_type)]
    weight += 0.1 if welcome and intent.any_type else 0.0
    weight -= _losses([m for m in idle if m not in welcome], text, intent)
    around = [m for m in mentions if m.kind == "plan" and any(_overlap(m, u) for u in used)]
    left = _left(text, [*used, *welcome, *around], intent)
    if left > (0.0 if intent.strict else _MOST_LEFT):
        weight -= 10
    return Match(intent, fillings, weight - left, left)


def _overlap(a: Mention, b: Mention) -> bool:
    return a.start < b.end and b.start < a.end


def _echoes(mention: Mention, used: Mention) -> bool:
    """Whether a mention only says again what a used name says ("the graphene platform 石墨烯…平台")."""
    return any(e.name in u.name for e in mention.candidates[:1] for u in used.candidates[:1])


def _losses(idle: Iterable[Mention], text: str, intent: Intent) -> float:
    """What idle mentions count against an intent; a word of the intent's own cues is not idle."""
    spans: dict[tuple[int, int], float] = {}
    for mention in idle:
        loss = _LOSS.get(mention.kind, 0.2)
        if mention.kind != "entity" and text[mention.start : mention.end] in intent.vocabulary:
            loss = 0.0
        key = (mention.start, mention.end)
        spans[key] = min(loss, spans[key]) if key in spans and mention.kind != "entity" else loss
    return sum(spans.values())


def _left(text: str, used: Iterable[Mention], intent: Intent) -> float:
    """The weight of what neither the mentions used, nor cues, nor empty words account for."""
    seen = [False] * len(text)
    for mention in used:
        seen[mention.start : mention.end] = [True] * mention.length
    zh = () if intent.bare else _empty()[0]
    for word in (*zh, *(w for w in intent.vocabulary if not w.isascii())):
        start = text.find(word)
        while start >= 0:
            seen[start : start + len(word)] = [True] * len(word)
            start = text.find(word, start + 1)
    left = 0.0
    for start, end in latin_words(text):
        if not any(seen[start:end]) and not _empty_word(text[start:end], intent):
            left += _PER_WORD
        seen[start:end] = [True] * (end - start)
    return left + _PER_CHARACTER * sum(1 for at, c in enumerate(text) if not seen[at] and c != " ")


def _empty_word(word: str, intent: Intent) -> bool:
    if (word in _empty()[1] and not intent.bare) or word in intent.vocabulary or word.isdigit():
        return True
    stems = [stem for stem in intent.vocabulary if stem.isascii() and len(stem) >= 4]
    return len(word) >= 4 and any(word.startswith(stem) or stem.startswith(word) for stem in stems)


@cache
def _empty() -> tuple[tuple[str, ...], frozenset[str]]:
    held = words()
    return tuple(held["empty_zh"]), frozenset(re.split(r"\s+", " ".join(held["empty_en"])))
