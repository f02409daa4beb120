"""Asking in words: a question is read as a named query with its parameters, and run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from re import Match as Found
from re import findall, sub

from innograph.graph.errors import OntologyError
from innograph.graph.model import ontology
from innograph.graph.shipped import read_yaml
from innograph.graph.store import Store
from innograph.queries.ask.linker import linker_of
from innograph.queries.ask.matching import Match, matches
from innograph.queries.ask.text import language_of, normalise
from innograph.queries.catalogue import catalogue, find_query
from innograph.queries.running import Answer, run_query
from innograph.queries.view import view_of

LEAST_WEIGHT = 1.25
CLEAR_MARGIN = 0.3
MOST_GUESSES = 3
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Guess:
    """One way to understand a question. `parameters` are what `run_query` takes; `score` is in 0..1."""

    query: str
    parameters: Mapping[str, str]
    understood: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood, and what came of it.

    `understood` says it in the question's language ("zh" or "en"). `query` is None where nothing fits; then, and where
    the reading is not `sure`, `alternatives` are the nearest other readings, the best first. `names` are the values of
    the parameters for people.
    """

    question: str
    language: str
    understood: str
    query: str | None
    parameters: Mapping[str, str]
    names: Mapping[str, str]
    score: float
    sure: bool
    alternatives: tuple[Guess, ...]
    answer: Answer | None


def ask(store: Store, question: str, *, run: bool = True, max_rows: int = 1000) -> Reading:
    """Read a question in Chinese or English as a named query, and run it unless `run` is False.

    A question that nothing fits gives a reading with `query` None that says so; this raises only what `run_query` does.
    """
    text = normalise(question[:_LONGEST])
    linker = linker_of(store, view_of(store))
    mentions = linker.link(text)
    language = language_of(_around(text, [(m.start, m.end) for m in mentions if m.kind == "entity"]))
    found = matches(text, mentions, linker)
    good = [m for m in found if m.weight >= LEAST_WEIGHT]
    near = [m for m in found if m.weight > 0][: MOST_GUESSES + 1]
    if not good:
        guesses = tuple(_guess(m, language) for m in near[:MOST_GUESSES])
        return Reading(question, language, _cannot_tell(language), None, {}, {}, 0.0, False, guesses, None)
    best = good[0]
    sure = len(good) == 1 or best.weight - good[1].weight >= CLEAR_MARGIN
    guess = _guess(best, language)
    answer = run_query(store, find_query(best.intent.query), guess.parameters, max_rows=max_rows) if run else None
    return Reading(
        question=question,
        language=language,
        understood=guess.understood,
        query=guess.query,
        parameters=guess.parameters,
        names={key: f.name for key, f in best.fillings.items() if key[0] != "_"},
        score=guess.score,
        sure=sure,
        alternatives=() if sure else tuple(_guess(m, language) for m in good[1 : MOST_GUESSES + 1]),
        answer=answer,
    )


def _around(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without the names in it."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _guess(match: Match, language: str) -> Guess:
    # The weight of a question that is understood to the last word lies between two and four.
    score = round(1 / (1 + exp(-2 * (match.weight - LEAST_WEIGHT))), 2)
    return Guess(match.intent.query, match.parameters, _in_words(match, language), score)


def _cannot_tell(language: str) -> str:
    if language == "zh":
        return "无法判断:这个问题没有对应的查询,或其中的名称不在已载入的规划里。"
    return "I cannot tell: no query fits this question, or it names nothing that the loaded plans speak of."


def _in_words(match: Match, language: str) -> str:
    """The query's own words with its parameters put in; parts in [brackets] stand only where their values do."""
    names = {key: _named(f.value, f.name, language) for key, f in match.fillings.items()}

    def part(found: Found[str]) -> str:
        return found[1].format(**names) if all(key in names for key in findall(r"\{(\w+)\}", found[1])) else ""

    return sub(r"\[([^\[\]]*)\]", part, says()[match.intent.query][language]).format(**names)


_VALUES = {
    "zh": {
        "target": "目标",
        "actual": "实际值",
        "previous_target": "上期目标",
        "built": "已建成",
        "under_way": "在建",
        "supported": "获支持",
        "envisaged": "设想中",
        "added": "新增",
        "dropped": "不再提及",
        "kept": "保留",
    },
    "en": {"previous_target": "previous target", "under_way": "under way"},
}


def _named(value: str, name: str, language: str) -> str:
    """What to call a value: a type by its label, a code by its words, all else by its name."""
    node = ontology().nodes.get(value)
    if node:
        return node.label.zh if language == "zh" else node.label.en
    return _VALUES[language].get(value, name)


@cache
def says() -> Mapping[str, Mapping[str, str]]:
    """What each query is in words; raises OntologyError where one has none."""
    held: Mapping[str, Mapping[str, str]] = read_yaml(Path(__file__).parent / "says.yaml")
    lacking = {query.name for query in catalogue()} ^ held.keys()
    if lacking:
        raise OntologyError(f"says.yaml: {min(lacking)!r} has no words, or is no query")
    return held
