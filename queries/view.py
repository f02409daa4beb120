"""What is kept of a graph between queries: its plans, names and indicators, read afresh when its data change."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from innograph.graph.search import folded
from innograph.graph.store import PlanInfo, Store
from innograph.queries.indicators import Indicator

NAMES_AT_MOST = 50_000
"""Graphs with more entities than this are not held in memory; their names are looked up in the full-text index."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Named:
    """An entity with all its names: `official` is the Chinese name, `others` are aliases, English and pinyin."""

    id: str
    name: str
    type: str
    name_en: str
    others: tuple[str, ...]
    mentions: int
    ties: int


class View:
    """What one version of a graph holds. Everything but the plans is read when first asked for."""

    def __init__(self, store: Store, version: str) -> None:
        self.version = version
        self.plans: tuple[PlanInfo, ...] = tuple(store.plans())
        self._lock = threading.Lock()
        self._kept: dict[str, Any] = {}

    def keep(self, key: str, make: Callable[[], _T]) -> _T:
        """What `make` gives, made once for this version of the graph."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            kept: _T = self._kept[key]
            return kept

    def entities(self, store: Store) -> tuple[Named, ...]:
        """Every entity by id; () where there are more than NAMES_AT_MOST."""
        if sum(plan.entities for plan in self.plans) > NAMES_AT_MOST:
            return ()
        return self.keep("entities", lambda: _entities(store))

    def exact(self, store: Store) -> dict[str, tuple[list[Named], list[Named]]]:
        """{folded name: (entities of that Chinese name, entities with that other name)}."""
        entities = self.entities(store)
        return self.keep("exact", lambda: _exact(entities))

    def indicators(self, store: Store) -> tuple[Indicator, ...]:
        """Every indicator, by id."""
        return self.keep("indicators", lambda: _indicators(store))


_views: "WeakKeyDictionary[Store, View]" = WeakKeyDictionary()
_lock = threading.Lock()


def view_of(store: Store) -> View:
    """The view of the graph as it is now; costs one small query where nothing changed."""
    version = store.data_version()
    with _lock:
        view = _views.get(store)
    if view is None or view.version != version:
        view = View(store, version)
        with _lock:
            _views[store] = view
    return view


def entity_type(labels: list[str]) -> str:
    """The type among a node's labels (the one that is neither Entity nor Actor)."""
    return next((label for label in labels if label not in {"Entity", "Actor"}), "Entity")


def _entities(store: Store) -> tuple[Named, ...]:
    rows = store.read(
        "MATCH (n:Entity) OPTIONAL MATCH (n)-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF|REFERENCES|RESPONSIBLE_FOR]-() "
        "WITH n, count(e) AS ties RETURN n.id AS id, n.name AS name, labels(n) AS labels, n.name_en AS name_en, "
        "n.name_en_source AS source, n.pinyin AS pinyin, n.aliases AS aliases, n.mentions AS mentions, ties ORDER BY id"
    )
    return tuple(_named(row) for row in rows)


def _named(row: dict[str, Any]) -> Named:
    # English made of pinyin is no more than the pinyin over again.
    english = row["name_en"] or "" if row["source"] != "transliteration" else ""
    others = dict.fromkeys(text for text in (*(row["aliases"] or ()), english, row["pinyin"] or "") if text)
    return Named(
        row["id"],
        row["name"],
        entity_type(row["labels"]),
        english,
        tuple(others),
        row["mentions"] or 0,
        row["ties"],
    )


def _exact(entities: tuple[Named, ...]) -> dict[str, tuple[list[Named], list[Named]]]:
    found: dict[str, tuple[list[Named], list[Named]]] = {}
    for entity in entities:
        own = folded(entity.name)
        found.setdefault(own, ([], []))[0].append(entity)
        for other in {folded(text) for text in entity.others} - {own, ""}:
            found.setdefault(other, ([], []))[1].append(entity)
    return found


def _indicators(store: Store) -> tuple[Indicator, ...]:
    query = "MATCH (i:Indicator) RETURN i.id AS id, i.name AS name, i.unit AS unit, i.plans AS plans ORDER BY id"
    return tuple(Indicator(r["id"], r["name"], r["unit"] or "", tuple(r["plans"])) for r in store.read(query))
