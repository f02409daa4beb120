"""Scoring of extraction against annotated plans, by the rules of the annotation guidelines.

Printed for each document: entity (any type), typed, actor (typed, fields of technology left out), relation, pair (relation
of any type) and indicator; then typed entities by type and relations by type. Optional gold items count neither way.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innograph.graph.errors import ReadError
from innograph.loaders.exchange import to_exchange
from innograph.loaders.pipeline import LOADERS_ALONE, Extractor, read_plan

Item = dict[str, Any]
Triple = tuple[str, str, str]

_FOLD = str.maketrans({"(": "(", ")": ")"} | dict.fromkeys('“”"‘’《》「」·'))
RESEMBLANCE = 0.3
"""Least share of common character pairs for two indicator names to be the same."""


@dataclass(frozen=True, slots=True)
class Score:
    """Hits among what was found and what was to be found."""

    hits: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was to be found that was; 0 where there was nothing."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """The scores of one document, the same by type, and the misses by heading."""

    name: str
    table: Mapping[str, Score]
    by_type: Mapping[str, Score]
    by_relation: Mapping[str, Score]
    misses: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of all documents; `macro` is the mean F1 of each row of the table."""

    documents: tuple[DocumentScore, ...]
    macro: Mapping[str, float]


def evaluate_paths(gold: Path, plans: Path, *, extractor: Extractor = LOADERS_ALONE) -> Evaluation:
    """Extract every plan that a gold file is there for, and score it; raises ReadError where there is none."""
    files = sorted(gold.glob("*.json")) if gold.is_dir() else [gold]
    scores = []
    for path in files:
        plan = plans if plans.is_file() else next(iter(sorted(plans.glob(f"{path.stem}.*"))), None)
        if plan:
            found = to_exchange(read_plan(plan, extractor=extractor))
            scores.append(score_document(path.stem, json.loads(path.read_text("utf-8")), found))
    if not scores:
        raise ReadError(f"{gold}: no gold file has its plan in {plans}")
    rows = scores[0].table.keys()
    return Evaluation(tuple(scores), {r: sum(s.table[r].f1 for s in scores) / len(scores) for r in rows})


def normal(form: str) -> str:
    """A surface form as the scorer compares it."""
    return re.sub(r"\s", "", form).translate(_FOLD).lower()


def _forms(entity: Item) -> list[str]:
    return [normal(form) for form in (entity["name"], *entity.get("aliases", ()))]


def align(gold: list[Item], found: list[Item]) -> dict[str, str]:
    """{extracted id: gold id}, one to one, by name first and by alias after."""
    by_form = {form: g["id"] for g in gold for form in _forms(g)}
    taken: set[str] = set()
    mapping: dict[str, str] = {}
    for by_name in (True, False):
        for entity in found:
            if entity["id"] in mapping:
                continue
            forms = _forms(entity)[:1] if by_name else _forms(entity)[1:]
            match = next((by_form[f] for f in forms if f in by_form and by_form[f] not in taken), None)
            if match:
                taken.add(match)
                mapping[entity["id"]] = match
    return mapping


@dataclass(frozen=True, slots=True)
class _Aligned:
    """Entities of both sides, matched; `found` leaves out what matched an optional gold entity."""

    gold: Mapping[str, Item]
    found: Mapping[str, Item]
    mapping: Mapping[str, str]
    optional: frozenset[str]

    @property
    def matched(self) -> dict[str, str]:
        return {e: g for e, g in self.mapping.items() if g not in self.optional}

    def typed(self, entity: str) -> bool:
        gold = self.gold[self.mapping[entity]]
        return self.found[entity]["type"] in gold.get("types", [gold["type"]])

    def place(self, end: str) -> str:
        return self.mapping.get(end, end if end.startswith("task:") else f"?{end}")


def score_document(name: str, gold: Item, found: Item) -> DocumentScore:
    """Score one extracted document (exchange format) against its gold annotation."""
    mapping = align(gold["entities"], found["entities"])
    optional = frozenset(g["id"] for g in gold["entities"] if g.get("optional"))
    neutral = {e for e, g in mapping.items() if g in optional}
    aligned = _Aligned(
        {g["id"]: g for g in gold["entities"]},
        {e["id"]: e for e in found["entities"] if e["id"] not in neutral},
        mapping,
        optional,
    )
    right, wanted, got = _triples(aligned, gold["relations"], found["relations"])
    hits, lost, extra = _match_figures(gold["indicators"], found["indicators"])
    table = {
        **_entity_table(aligned),
        "relation": Score(len(right), len(got), len(wanted)),
        "pair": _pair_score(aligned, gold["relations"], found["relations"]),
        "indicator": Score(hits, hits + len(extra), hits + len(lost)),
    }
    say = _Speaker(aligned, found["entities"])
    misses = {
        **_entity_misses(aligned),
        "relations not found": tuple(sorted(map(say, wanted - got))),
        "relations not in gold": tuple(sorted(map(say, got - wanted))),
        "indicators not found": tuple(map(_figure_words, lost)),
        "indicators not in gold": tuple(map(_figure_words, extra)),
    }
    by_relation = {
        kind: Score(*(sum(t[1] == kind for t in side) for side in (right, got, wanted)))
        for kind in sorted({t[1] for t in wanted | got})
    }
    return DocumentScore(name, table, _type_table(aligned), by_relation, misses)


def _entity_table(aligned: _Aligned) -> dict[str, Score]:
    matched = aligned.matched
    typed = [e for e in matched if aligned.typed(e)]
    wanted = [g for g in aligned.gold if g not in aligned.optional]

    def actors(ids: Iterable[str], side: Mapping[str, Item]) -> int:
        return sum(side[i]["type"] != "Technology" for i in ids)

    return {
        "entity": Score(len(matched), len(aligned.found), len(wanted)),
        "typed": Score(len(typed), len(aligned.found), len(wanted)),
        "actor": Score(
            actors(typed, aligned.found), actors(aligned.found, aligned.found), actors(wanted, aligned.gold)
        ),
    }


def _type_table(aligned: _Aligned) -> dict[str, Score]:
    hits = Counter(aligned.found[e]["type"] for e in aligned.matched if aligned.typed(e))
    found = Counter(e["type"] for e in aligned.found.values())
    gold = Counter(g["type"] for i, g in aligned.gold.items() if i not in aligned.optional)
    return {t: Score(hits[t], found[t], gold[t]) for t in sorted(found | gold)}


def _triple(head: str, kind: str, tail: str) -> Triple:
    if kind == "PARTNERS":
        head, tail = sorted((head, tail))
    return head, kind, tail


def _triples(aligned: _Aligned, gold: list[Item], found: list[Item]) -> tuple[set[Triple], set[Triple], set[Triple]]:
    wanted = {_triple(r["head"], r["type"], r["tail"]) for r in gold if not r.get("optional")}
    spare = {_triple(r["head"], r["type"], r["tail"]) for r in gold if r.get("optional")}
    got = {_triple(aligned.place(r["head"]), r["type"], aligned.place(r["tail"])) for r in found} - spare
    return wanted & got, wanted, got


def _pair_score(aligned: _Aligned, gold: list[Item], found: list[Item]) -> Score:
    def pair(head: str, tail: str) -> tuple[str, ...]:
        return tuple(sorted((head, tail)))

    wanted = {pair(r["head"], r["tail"]) for r in gold if not r.get("optional")}
    spare = {pair(r["head"], r["tail"]) for r in gold if r.get("optional")} - wanted
    got = {pair(aligned.place(r["head"]), aligned.place(r["tail"])) for r in found} - spare
    return Score(len(wanted & got), len(got), len(wanted))


def _resemblance(a: str, b: str) -> float:
    x, y = ({s[i : i + 2] for i in range(len(s) - 1)} or {s} for s in (normal(a), normal(b)))
    return 2 * len(x & y) / (len(x) + len(y))


def _figure_key(figure: Item) -> tuple[float, str, int | None, str]:
    return round(float(figure["value"]), 4), normal(figure.get("unit") or ""), figure.get("year"), figure["kind"]


def _pair_figures(gold: list[Item], found: list[Item]) -> tuple[set[int], set[int]]:
    pairs = sorted(
        (
            (_resemblance(g["name"], f["name"]), a, b)
            for a, g in enumerate(gold)
            for b, f in enumerate(found)
            if _figure_key(g) == _figure_key(f)
        ),
        reverse=True,
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for resemblance, a, b in pairs:
        if resemblance >= RESEMBLANCE and a not in used_gold and b not in used_found:
            used_gold.add(a)
            used_found.add(b)
    return used_gold, used_found


def _match_figures(gold: list[Item], found: list[Item]) -> tuple[int, list[Item], list[Item]]:
    required = [g for g in gold if not g.get("optional")]
    hit, used = _pair_figures(required, found)
    rest = [f for i, f in enumerate(found) if i not in used]
    _, spared = _pair_figures([g for g in gold if g.get("optional")], rest)
    lost = [g for i, g in enumerate(required) if i not in hit]
    return len(hit), lost, [f for i, f in enumerate(rest) if i not in spared]


def _figure_words(figure: Item) -> str:
    return f"{figure['name']} {figure['value']}{figure.get('unit') or ''} {figure.get('year')} {figure['kind']}"


class _Speaker:
    def __init__(self, aligned: _Aligned, found: list[Item]) -> None:
        self._names = {i: g["name"] for i, g in aligned.gold.items()} | {f"?{e['id']}": e["name"] for e in found}

    def __call__(self, triple: Triple) -> str:
        return " ".join(self._names.get(part, part) for part in triple)


def _entity_misses(aligned: _Aligned) -> dict[str, tuple[str, ...]]:
    there = set(aligned.mapping.values()) | aligned.optional
    matched = aligned.matched
    return {
        "entities not found": tuple(f"{g['name']} ({g['type']})" for i, g in aligned.gold.items() if i not in there),
        "entities not in gold": tuple(
            f"{e['name']} ({e['type']})" for i, e in aligned.found.items() if i not in matched
        ),
        "wrong type": tuple(
            f"{aligned.found[e]['name']}: {aligned.found[e]['type']}, gold {aligned.gold[g]['type']}"
            for e, g in matched.items()
            if not aligned.typed(e)
        ),
    }


def table_lines(evaluation: Evaluation, *, misses: bool = False) -> Iterator[str]:
    """The tables for a person, a line each."""
    for document in evaluation.documents:
        yield document.name
        for rows in (document.table, document.by_type, document.by_relation):
            for name, s in rows.items():
                yield (
                    f"  {name:18} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}"
                    f"   ({s.hits} of {s.found} found, {s.gold} gold)"
                )
            yield ""
        for title, lines in document.misses.items() if misses else ():
            yield f"  {title}: {len(lines)}"
            yield from (f"    {line}" for line in lines)
    yield macro_line(evaluation)


def macro_line(evaluation: Evaluation) -> str:
    """The mean F1 of each row of the table over all documents."""
    return "macro F1  " + "  ".join(f"{row} {value:.3f}" for row, value in evaluation.macro.items())
