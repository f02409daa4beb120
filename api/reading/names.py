"""Names as they are typed: completion, pinyin, and near misses; and search with its facets."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from innograph.api.deps import Edition
from innograph.api.reading.common import Row, type_label
from innograph.api.reading.entities import LINE, line_values
from innograph.api.schemas import Facet, Facets, SearchHit, Suggestion, Text
from innograph.graph.identity import english
from innograph.graph.model import ontology

Match = Literal["exact", "prefix", "sound", "part", "near"]
ORDER: tuple[Match, ...] = ("exact", "prefix", "sound", "part", "near")

MOST_HITS = 2000
MOST_SEARCHED = 8
"""Of what a search finds, how much stands in for suggestions where there are none."""
NEAR = 0.7
NEAR_BY_SOUND = 0.85


@dataclass(frozen=True, slots=True)
class _Names:
    """All names of all entities as they are compared, side by side: `owners[i]` bears `shown[i]`.

    `forms` are names, English and pinyin as written; `sounds` the pinyin of names and aliases, by `sound_owners`.
    """

    entities: Sequence[Row]
    shown: Sequence[str]
    forms: Sequence[str]
    owners: Sequence[int]
    sounds: Sequence[str]
    sound_shown: Sequence[str]
    sound_owners: Sequence[int]


def folded(text: str) -> str:
    """Width, case and white space do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _names(edition: Edition) -> _Names:
    return edition.keep("names", lambda: _read_names(edition.read(f"MATCH (n:Entity) RETURN {LINE} ORDER BY n.id")))


def _read_names(rows: Sequence[Row]) -> _Names:
    shown: list[str] = []
    owners: list[int] = []
    sounds: list[str] = []
    sound_shown: list[str] = []
    sound_owners: list[int] = []
    for number, row in enumerate(rows):
        chinese = [row["name"], *(row["aliases"] or [])]
        for name in chinese:
            sounds += _spoken(name)
            sound_shown += [name, name]
            sound_owners += [number, number]
        names = list(dict.fromkeys([*chinese, row["name_en"] or "", row["pinyin"] or ""]))
        names = [name for name in names if folded(name)]
        shown += names
        owners += [number] * len(names)
    return _Names(rows, shown, [folded(name) for name in shown], owners, sounds, sound_shown, sound_owners)


def _spoken(text: str) -> tuple[str, str]:
    """Pinyin without tones, and its initials; runs of Latin letters and digits stand whole in both."""
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(unicodedata.normalize("NFKC", text).upper(), style=Style.NORMAL)
    initials = (each[0] if each.islower() else each for each in syllables)
    return folded("".join(syllables)), folded("".join(initials))


def warm(edition: Edition) -> None:
    """Read the names, so that the first who types need not wait for them."""
    _names(edition)


def english_names(edition: Edition) -> Mapping[str, str]:
    """{id or Chinese name: English name} of the entities that have one; a transliteration is none."""
    return edition.keep("english-names", lambda: _english_names(_names(edition).entities))


def _english_names(rows: Sequence[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row["mentions"]):
        name = english(row["name"], row["name_en"] or "")
        if name:
            found[row["id"]] = found[row["name"]] = name
    return found


def suggestions(edition: Edition, text: str, types: Sequence[str] = ()) -> list[Suggestion]:
    """Entities whose names complete what was typed, sound like it or nearly are it, the best first.

    Where none does, those that a search finds: their names have every character and word of it, in whatever order.
    """
    key = ("suggest", text, tuple(types))
    return edition.keep(
        key, lambda: _suggestions(_names(edition), folded(text), types) or _searched(edition, text, types)
    )


def _searched(edition: Edition, text: str, types: Sequence[str]) -> list[Suggestion]:
    rows = edition.search(text, types=tuple(types), limit=MOST_SEARCHED) if folded(text) else []
    return [
        Suggestion(
            **{name: values[name] for name in ("id", "name", "name_en", "type", "kind", "mentions")},
            form=_bearing(row, text),
            match="part",
        )
        for row, values in ((row, line_values(row)) for row in rows)
    ]


def _bearing(row: Row, text: str) -> str:
    """The name that has every character of a text, else the first."""
    wanted = set(folded(text))
    names: list[str] = [row["name"], *(row["aliases"] or ())]
    return next((name for name in names if wanted <= set(folded(name))), names[0])


def _suggestions(names: _Names, wanted: str, types: Sequence[str]) -> list[Suggestion]:
    best: dict[int, tuple[int, float, str]] = {}
    for owner, match, distance, form in _found(names, wanted):
        found = (ORDER.index(match), distance, form)
        if owner not in best or found < best[owner]:
            best[owner] = found
    made = [(rank, distance, names.entities[owner], form) for owner, (rank, distance, form) in best.items()]
    made.sort(key=lambda item: (item[0], item[1], -item[2]["mentions"], len(item[2]["name"]), item[2]["id"]))
    found_all = [(line_values(row), rank, form) for rank, _, row, form in made]
    return [
        Suggestion(
            **{name: values[name] for name in ("id", "name", "name_en", "type", "kind", "mentions")},
            form=form,
            match=ORDER[rank],
        )
        for values, rank, form in found_all
        if not types or values["type"] in types
    ]


def _found(names: _Names, wanted: str) -> Iterable[tuple[int, Match, float, str]]:
    """(owner, match, distance, form) of every name that fits."""
    if not wanted:
        return
    for form, owner, shown in zip(names.forms, names.owners, names.shown, strict=True):
        if wanted in form:
            yield owner, "exact" if form == wanted else "prefix" if form.startswith(wanted) else "part", 0.0, shown
    latin = wanted.isascii()
    sound = wanted if latin else _spoken(wanted)[0]
    if len(sound) < 2:
        return
    for form, owner, shown in zip(names.sounds, names.sound_owners, names.sound_shown, strict=True):
        if form.startswith(sound):
            yield owner, "prefix" if latin else "sound", 0.0, shown
    if len(wanted) > 1:
        yield from _near(wanted, names.forms, names.owners, names.shown, NEAR if len(wanted) > 2 else 0.5)
    yield from _near(sound, names.sounds, names.sound_owners, names.sound_shown, NEAR_BY_SOUND)


def _near(
    wanted: str, forms: Sequence[str], owners: Sequence[int], shown: Sequence[str], least: float
) -> Iterable[tuple[int, Match, float, str]]:
    scorer = OSA.normalized_similarity
    for _, score, number in process.extract(wanted, forms, scorer=scorer, score_cutoff=least, limit=20):
        yield owners[number], "near", round(1 - score, 3), shown[number]


def search(edition: Edition, query: str, types: Sequence[str], plan: str) -> tuple[list[SearchHit], Facets]:
    """All hits (at most MOST_HITS) under both filters, and what each filter would leave under the other."""
    rows = edition.search(query, types=ontology().entity_types, limit=MOST_HITS)
    by_plan = [row for row in rows if not plan or plan in row["plans"]]
    by_type = [row for row in rows if not types or row["type"] in types]
    hits = [row for row in by_plan if not types or row["type"] in types]
    facets = Facets(
        types=_facets(Counter(row["type"] for row in by_plan), {}),
        plans=_facets(
            Counter(each for row in by_type for each in row["plans"]), {p.id: p.title for p in edition.plans()}
        ),
    )
    return [SearchHit(**line_values(row), match=row["match"]) for row in hits], facets


def _facets(counted: Counter[str], titles: dict[str, str]) -> list[Facet]:
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        Facet(
            value=value,
            label=Text(zh=titles[value], en=titles[value]) if value in titles else type_label(value),
            count=count,
        )
        for value, count in order
    ]
