"""From whatever an endpoint sends to claims: nothing here trusts it, and nothing here raises."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_NAME = 60
LONGEST_QUOTE = 400
MOST_ITEMS = 300
"""Most items of one kind that are taken from one answer."""
_MOST_STARTS = 40
_KEYS = ("entities", "relations", "figures")
_OBJECT = re.compile(r'\{(?=\s*["}])')

MALFORMED = "item without what it must have, or of a wrong form"
TOO_LONG = "name or quotation too long"
TOO_MANY = "more items than an answer may hold"


@dataclass(frozen=True, slots=True)
class EntityClaim:
    """A name, said to be of a type."""

    name: str
    type: str
    quote: str


@dataclass(frozen=True, slots=True)
class RelationClaim:
    """A tie, said to hold between two names."""

    head: str
    type: str
    tail: str
    quote: str


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """A figure as it is said to be stated."""

    name: str
    value: float
    value_max: float | None
    unit: str
    year: int | None
    kind: str
    measure: str
    quote: str


Claim = EntityClaim | RelationClaim | FigureClaim


@dataclass(frozen=True, slots=True)
class Claims:
    """What one answer says, as far as it has the right form; `dropped` counts the rest by reason."""

    items: tuple[Claim, ...]
    dropped: Mapping[str, int]


def content_of(body: bytes) -> str:
    """The text of a chat completion; "" where the body is none."""
    data = _decoded(body.decode("utf-8", "replace"))
    try:
        content = data["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        return ""
    if isinstance(content, list):
        content = "".join(p["text"] for p in content if isinstance(p, dict) and isinstance(p.get("text"), str))
    return content if isinstance(content, str) else ""


def claims_of(content: str) -> Claims | None:
    """What the text of an answer says, out of code fences, prose around it or a cut end; None where it holds no JSON of ours."""
    answer = _answer_in(content)
    if answer is None:
        return None
    dropped: Counter[str] = Counter()
    items: list[Claim] = []
    for key, read in zip(_KEYS, (_entity, _relation, _figure), strict=True):
        raw = answer.get(key)
        if not isinstance(raw, list):
            dropped[MALFORMED] += raw is not None
            continue
        dropped[TOO_MANY] += max(len(raw) - MOST_ITEMS, 0)
        for item in raw[:MOST_ITEMS]:
            found = read(item) if isinstance(item, dict) else MALFORMED
            if isinstance(found, str):
                dropped[found] += 1
            else:
                items.append(found)
    return Claims(tuple(dict.fromkeys(items)), +dropped)


# JSON, wherever it is.


def _number(text: str) -> float | None:
    """A number of an answer; one of more digits than any figure has is none."""
    value = float(text) if len(text) <= 24 else math.inf
    return value if math.isfinite(value) else None


_DECODER = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=lambda _: None)


def _decoded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _answer_in(content: str) -> dict[str, Any] | None:
    """The first JSON object with one of our keys; else the whole items of one that was cut off."""
    reached = 0
    for tries, match in enumerate(_OBJECT.finditer(content)):
        if tries >= _MOST_STARTS:
            break
        if match.start() < reached:
            continue
        try:
            found, reached = _DECODER.raw_decode(content, match.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and not found.keys().isdisjoint(_KEYS):
            return found
    return _salvaged(content)


def _salvaged(content: str) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    for key in _KEYS:
        start = re.search(rf'"{key}"\s*:\s*\[', content)
        if start:
            found[key] = list(_whole_items(content, start.end()))
    return found or None


def _whole_items(content: str, at: int) -> Iterator[Any]:
    separator = re.compile(r"[\s,]*")
    for _ in range(MOST_ITEMS):
        space = separator.match(content, at)
        at = space.end() if space else at
        if not content.startswith("{", at):
            return
        try:
            item, at = _DECODER.raw_decode(content, at)
        except (ValueError, RecursionError):
            return
        yield item


# Items. Each reader gives a claim, or the reason why there is none.


def _texts(item: Mapping[str, Any], *names: str) -> list[str] | str:
    found = [item.get(name) for name in names]
    texts = [text.strip() for text in found if isinstance(text, str)]
    if len(texts) < len(names) or not all(texts):
        return MALFORMED
    if len(item["quote"]) > LONGEST_QUOTE or any(len(t) > LONGEST_NAME for t in texts[:-1]):
        return TOO_LONG
    return texts


def _entity(item: Mapping[str, Any]) -> EntityClaim | str:
    texts = _texts(item, "name", "type", "quote")
    return texts if isinstance(texts, str) else EntityClaim(*texts)


def _relation(item: Mapping[str, Any]) -> RelationClaim | str:
    texts = _texts(item, "head", "type", "tail", "quote")
    return texts if isinstance(texts, str) else RelationClaim(*texts)


def _figure(item: Mapping[str, Any]) -> FigureClaim | str:
    texts = _texts(item, "name", "kind", "quote")
    if isinstance(texts, str):
        return texts
    value, upper, year = (_amount(item.get(name)) for name in ("value", "value_max", "year"))
    unit, measure = item.get("unit") or "", item.get("measure") or "level"
    if value is None or not isinstance(unit, str) or len(unit) > 20 or measure not in ("level", "growth", "rank"):
        return MALFORMED
    if (item.get("year") is not None and year is None) or (year is not None and not year.is_integer()):
        return MALFORMED
    whole = None if year is None else int(year)
    return FigureClaim(texts[0], value, upper, unit.strip(), whole, texts[1], str(measure), texts[2])


def _amount(value: Any) -> float | None:
    if isinstance(value, str):
        text = value.strip().rstrip("%年").replace(",", "")
        return _number(text) if re.fullmatch(r"-?\d{1,20}(?:\.\d{1,6})?", text) else None
    return value if isinstance(value, float) else None
