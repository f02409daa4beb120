"""What the analyses read: a graph's entities, ties, figures and mentions, each with the passages behind it.

A `Corpus` is read from a store once and never changes; `without` and `only` give what fewer plans say, as if the others
had never been loaded. All analyses are functions of a corpus, and everything they return carries a `Basis`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from innograph.graph.errors import NotFoundError
from innograph.graph.merge import Key, Row, edge_properties, rows_of
from innograph.graph.model import ontology

if TYPE_CHECKING:
    from innograph.graph.export import Tables
    from innograph.graph.store import Store

SEED = 20
"""Seed of everything that draws at random."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a number was computed from.

    `plans` are those searched (not only those that said something), `passages_read` how many sentences, headings and
    table rows they hold. `edges` are ids of ties (head~TYPE~tail), `passages` ids of the sentences behind the number,
    `figures` ids of stated figures; `method` says how, where there is a choice.
    """

    data_version: str
    plans: tuple[str, ...]
    passages_read: int
    edges: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    method: str = ""

    def said(self, lang: str = "en") -> str:
        """One line for a caption or a footnote."""
        if lang == "zh":
            parts = f"{len(self.plans)}份规划、{self.passages_read}个文句;依据关系{len(self.edges)}条、文句{len(self.passages)}处"
            return f"{parts};数据版本{self.data_version}" + (f";{self.method}" if self.method else "")
        parts = f"{_count(len(self.plans), 'plan')}, {_count(self.passages_read, 'passage')} read; from "
        parts += f"{_count(len(self.edges), 'edge')} and {_count(len(self.passages), 'passage')}"
        return f"{parts}; data {self.data_version}" + (f"; {self.method}" if self.method else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Document:
    """A plan of the corpus. `region` is the id of the issuing region's node, "" where the plan names none."""

    id: str
    title: str
    region: str = ""
    region_name: str = ""
    start_year: int | None = None
    end_year: int | None = None
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """An entity or numbered task. `ancestors` are the ids of broader technologies."""

    id: str
    name: str
    type: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    plans: tuple[str, ...] = ()
    mentions: int = 0
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge with everything it was read from, in the order of plans and text."""

    head: str
    type: str
    tail: str
    readings: tuple[Row, ...]
    confidence: float = 1.0
    commitment: str = ""

    @property
    def id(self) -> str:
        """Head, type and tail, joined by "~", as everywhere."""
        return f"{self.head}~{self.type}~{self.tail}"

    @property
    def key(self) -> Key:
        """Head, type and tail."""
        return Key(self.head, self.type, self.tail)

    @property
    def passages(self) -> tuple[str, ...]:
        """The passages it was read from, each once."""
        return tuple(dict.fromkeys(reading.passage for reading in self.readings))

    @property
    def spans(self) -> tuple[tuple[str, int, int], ...]:
        """(passage, start, end) of each reading: what `innograph.graph.evidence.sentences` takes."""
        return tuple((r.passage, r.start, r.end) for r in self.readings)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an entity is named."""

    entity: str
    passage: str
    section: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Plans as read: see the module. `items` maps ids to entities and tasks; figures are rows as in `export.tables`."""

    data_version: str
    documents: tuple[Document, ...]
    items: Mapping[str, Item]
    ties: tuple[Tie, ...]
    figures: tuple[Mapping[str, Any], ...] = ()
    mentions: tuple[Mention, ...] = ()
    indicators: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, store: "Store", *, plans: Sequence[str] = ()) -> "Corpus":
        """Everything in a store, or what these plans say; raises NotFoundError for a plan not there."""
        from innograph.graph.export import tables

        content = tables(store)
        known = {plan.id: plan for plan in store.plans()}
        documents = tuple(
            Document(p.id, p.title, "", p.region, p.start_year, p.end_year, p.passages) for p in known.values()
        )
        mentions = store.read(
            "MATCH (n:Entity)-[m:MENTIONED_IN]->(p:Passage) RETURN n.id AS entity, p.id AS passage, "
            "p.section AS section, m.start AS start, m.end AS end ORDER BY passage, start, end, entity"
        )
        above = store.read("MATCH (n:Technology) RETURN n.id AS id, n.ancestors AS ancestors ORDER BY id")
        named = store.read("MATCH (i:Indicator) RETURN i.id AS id, i.name AS name ORDER BY id")
        made = cls.of(
            content,
            documents=documents,
            mentions=tuple(Mention(**{**row, "section": row["section"] or ""}) for row in mentions),
            ancestors={row["id"]: tuple(row["ancestors"] or ()) for row in above},
            indicators={row["id"]: row["name"] for row in named},
        )
        return made.only(*plans) if plans else made

    @classmethod
    def of(
        cls,
        content: "Tables",
        *,
        documents: tuple[Document, ...] = (),
        mentions: tuple[Mention, ...] = (),
        ancestors: Mapping[str, tuple[str, ...]] | None = None,
        indicators: Mapping[str, str] | None = None,
    ) -> "Corpus":
        """A corpus of tables made elsewhere (an export, frames); without `documents` the tables' own plans are taken."""
        above = ancestors or {}
        items = {row["id"]: _item(row, above.get(row["id"], ())) for row in content.nodes}
        documents = documents or tuple(
            Document(row["id"], row.get("title") or "", "", row.get("region") or "") for row in content.plans
        )
        placed = tuple(replace(each, region=_region_of(each, items.values())) for each in documents)
        return cls(
            content.data_version,
            placed,
            items,
            tuple(tie_of(Key(row["head"], row["type"], row["tail"]), rows_of(row)) for row in content.edges),
            tuple(content.figures),
            mentions,
            indicators or {},
        )

    # What is in it.

    @property
    def plans(self) -> tuple[str, ...]:
        """Ids of the plans."""
        return tuple(document.id for document in self.documents)

    @property
    def passages_read(self) -> int:
        """How many passages the plans hold."""
        return sum(document.passages for document in self.documents)

    def name(self, identity: str) -> str:
        """An entity's name; its id where there is none."""
        item = self.items.get(identity)
        return item.name if item else identity

    def item(self, identity: str) -> Item:
        """An entity by id; raises NotFoundError."""
        try:
            return self.items[identity]
        except KeyError:
            raise NotFoundError(f"no entity {identity!r} in these plans") from None

    def basis(
        self,
        ties: Iterable[Tie] = (),
        *,
        passages: Iterable[str] = (),
        figures: Iterable[Mapping[str, Any]] = (),
        method: str = "",
    ) -> Basis:
        """The basis of a number that was computed from these ties, passages and figures."""
        ties, figures = tuple(ties), tuple(figures)
        found = dict.fromkeys(p for tie in ties for p in tie.passages)
        found |= dict.fromkeys(row["passage"] for row in figures) | dict.fromkeys(passages)
        return Basis(
            self.data_version,
            self.plans,
            self.passages_read,
            tuple(dict.fromkeys(tie.id for tie in ties)),
            tuple(found),
            tuple(str(row["id"]) for row in figures),
            method,
        )

    def ties_of(self, *types: str, confidence: float = 0.0) -> tuple[Tie, ...]:
        """The ties of these types (all without one) whose surest reading is at least so sure, heads and tails known."""
        for name in types:
            ontology().edge(name)
        return tuple(
            tie
            for tie in self.ties
            if (not types or tie.type in types)
            and tie.confidence >= confidence
            and tie.head in self.items
            and tie.tail in self.items
        )

    # What fewer plans say.

    def without(self, plan: str) -> "Corpus":
        """The same as if that plan had never been loaded; raises NotFoundError where it is not there."""
        self._check(plan)
        return self.only(*(each for each in self.plans if each != plan))

    def only(self, *plans: str) -> "Corpus":
        """What these plans say; raises NotFoundError for one that is not there."""
        for plan in plans:
            self._check(plan)
        kept = set(plans)
        mentions = tuple(m for m in self.mentions if _plan_of(m.passage, self.plans) in kept)
        counted = Counter(m.entity for m in mentions)
        items = {
            identity: replace(
                item,
                plans=tuple(p for p in item.plans if p in kept),
                mentions=counted[identity] if self.mentions else item.mentions,
            )
            for identity, item in self.items.items()
            if kept & set(item.plans)
        }
        ties = ((tie.key, {row for row in tie.readings if row.plan in kept}) for tie in self.ties)
        return replace(
            self,
            documents=tuple(each for each in self.documents if each.id in kept),
            items=items,
            ties=tuple(tie_of(key, rows) for key, rows in ties if rows),
            figures=tuple(row for row in self.figures if row["plan"] in kept),
            mentions=mentions,
        )

    def _check(self, plan: str) -> None:
        if plan not in self.plans:
            raise NotFoundError(f"no plan {plan!r} in this corpus; there are: {', '.join(self.plans) or 'none'}")


def _item(row: Mapping[str, Any], ancestors: tuple[str, ...]) -> Item:
    return Item(
        row["id"],
        row.get("name") or row["id"],
        row["type"],
        row.get("name_en") or "",
        tuple(row.get("aliases") or ()),
        row.get("kind") or "",
        tuple(row.get("plans") or ()),
        int(row.get("mentions") or 0),
        ancestors,
    )


def tie_of(key: Key, rows: Iterable[Row]) -> Tie:
    """A tie from everything that was read of it."""
    rows = sorted(set(rows))
    found = edge_properties(rows)
    return Tie(*key, tuple(rows), found["confidence"], found["commitment"])


def _plan_of(passage: str, plans: Iterable[str]) -> str:
    """Passage ids begin with their plan's; of two that fit ("a", "a.b") the longer is meant."""
    return max((plan for plan in plans if passage.startswith(f"{plan}.")), key=len, default="")


def _region_of(document: Document, items: Iterable[Item]) -> str:
    """The node of the plan's region: of its name, named by the plan itself, the most often named of several."""
    if not document.region_name:
        return ""
    wanted = document.region_name
    found = [i for i in items if i.type == "Region" and wanted in (i.name, *i.aliases)]
    best = min(found, key=lambda i: (document.id not in i.plans, i.name != wanted, -i.mentions, i.id), default=None)
    return best.id if best else ""
