"""What a report is made of: the part of a corpus that concerns its subject, and the tables of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from innograph.graph.analysis.bridges import bridges
from innograph.graph.analysis.corpus import Basis, Corpus, Item, Tie
from innograph.graph.analysis.gaps import Gap, platforms_without_partners, technologies_without_host
from innograph.graph.analysis.networks import actor_types
from innograph.graph.analysis.places import districts, homes
from innograph.graph.errors import NotFoundError
from innograph.graph.model import ontology

Text = Mapping[str, str]
LISTED = 6
"""Names told in one cell for one kind of tie; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `notes` are numbers of notes, in step with `passages`."""

    cells: tuple[Any, ...]
    passages: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `id` is its anchor in the page."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Line, ...]
    basis: Basis
    remark: str = ""

    @property
    def cited(self) -> bool:
        """Whether any row leads to a sentence."""
        return any(row.notes for row in self.rows)

    def numbered(self, numbers: Mapping[str, int]) -> "Table":
        """The same with the numbers of the notes."""
        rows = (replace(row, notes=tuple(sorted(numbers[p] for p in row.passages))) for row in self.rows)
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot in a report; `data` is its SVG in base64, `basis` a line on what it was computed from."""

    title: str
    data: str
    basis: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a corpus that concerns a subject. `items` are the ends of the ties, and what a plan names besides.

    `regions` are the ids of the regions that stand for the subject (a plan's issuing region), `()` for a technology.
    """

    kind: str
    id: str
    whole: Corpus
    ties: tuple[Tie, ...]
    items: tuple[Item, ...]
    figures: tuple[Mapping[str, Any], ...]
    regions: tuple[str, ...]
    basis: Basis

    def spans(self) -> Iterable[tuple[str, int, int]]:
        """Where everything was read: ties, figures, and mentions for passages that neither of them names."""
        for tie in self.ties:
            yield from tie.spans
        for row in self.figures:
            yield row["passage"], row["start"], row["end"]
        for mention in self.whole.mentions:
            yield mention.passage, mention.start, mention.end

    def passages_naming(self, identity: str) -> tuple[str, ...]:
        """The passages that name an entity."""
        return tuple(dict.fromkeys(m.passage for m in self.whole.mentions if m.entity == identity))


def select(corpus: Corpus, kind: str, identity: str) -> Selection:
    """What concerns a region, a plan or a technology; raises NotFoundError where the id is not there.

    A region: the ties of the region and of what is at home in it. A plan: all it says. A technology: the ties of it and
    of narrower ones, and the other ties of those who target them.
    """
    if kind == "plan":
        return _plan(corpus, identity)
    corpus.item(identity)
    return _region(corpus, identity) if kind == "region" else _technology(corpus, identity)


def _made(corpus: Corpus, kind: str, identity: str, ties: Sequence[Tie], **rest: Any) -> Selection:
    ends = {end for tie in ties for end in (tie.head, tie.tail)} | set(rest.pop("named", ()))
    figures = tuple(rest.pop("figures", ()))
    items = tuple(corpus.items[end] for end in sorted(ends) if end in corpus.items)
    basis = corpus.basis(ties, figures=figures)
    return Selection(kind, identity, corpus, tuple(ties), items, figures, tuple(rest.pop("regions", ())), basis)


def _plan(corpus: Corpus, identity: str) -> Selection:
    document = next((d for d in corpus.documents if d.id == identity), None)
    if document is None:
        raise NotFoundError(f"no plan {identity!r} is loaded")
    part = corpus.only(identity)
    regions = [document.region] if document.region else []
    made = _made(part, "plan", identity, part.ties, figures=part.figures, regions=regions, named=part.items)
    return replace(made, whole=part)


def _region(corpus: Corpus, identity: str) -> Selection:
    others = [region for region in districts(corpus) if region != identity]
    members = {item for item, places in homes(corpus, [identity, *others]).items() if identity in places}
    ties = [tie for tie in corpus.ties if tie.head in members or tie.tail in members]
    issued = {document.id for document in corpus.documents if document.region == identity}
    figures = [
        row for row in corpus.figures if row["region"] == identity or (not row["region"] and row["plan"] in issued)
    ]
    return _made(corpus, "region", identity, ties, figures=figures, regions=[identity], named=members)


def _technology(corpus: Corpus, identity: str) -> Selection:
    fields = {identity} | {item.id for item in corpus.items.values() if identity in item.ancestors}
    direct = [tie for tie in corpus.ties if tie.head in fields or tie.tail in fields]
    actors = set(actor_types())
    heads = {tie.head for tie in direct if tie.type == "TARGETS" and corpus.items[tie.head].type in actors}
    known = set(direct)
    around = [
        tie
        for tie in corpus.ties
        if tie not in known and tie.type != "TARGETS" and (tie.head in heads or tie.tail in heads)
    ]
    return _made(corpus, "technology", identity, [*direct, *around], named=[identity])


def tables_of(chosen: Selection, text: Text, lang: str) -> tuple[Table, ...]:
    """The tables of a report, those without a row left out save for the overview and the gaps."""
    actors = [item for item in chosen.items if item.type in actor_types()]
    fields = [item for item in chosen.items if item.type == "Technology"]
    others = [item for item in chosen.items if item.type not in (*actor_types(), "Technology", "Task")]
    made = [_glance(chosen, text, lang), _entities(chosen, actors, text, lang, "actors")]
    made += [
        _fields(chosen, fields, text, lang),
        _figures(chosen, text),
        _entities(chosen, others, text, lang, "others"),
    ]
    if chosen.kind == "region":
        made.append(_bridges(chosen, text, lang))
    made.append(_gaps(chosen, text, lang))
    return tuple(table for table in made if table.rows or table.id in {"glance", "gaps"})


def type_label(name: str, lang: str) -> str:
    """A type of node or edge in a language."""
    found = ontology().nodes.get(name) or ontology().edges.get(name)
    if found is None:
        return name
    return found.label.zh if lang == "zh" else found.label.en


def _glance(chosen: Selection, text: Text, lang: str) -> Table:
    of_items = Counter(item.type for item in chosen.items)
    of_ties = Counter(tie.type for tie in chosen.ties)
    rows = [Line((text["entities"], type_label(name, lang), count)) for name, count in of_items.most_common()]
    rows += [Line((text["ties"], type_label(name, lang), count)) for name, count in of_ties.most_common()]
    kinds = Counter(row["kind"] for row in chosen.figures)
    rows += [Line((text["figures"], text[name], count)) for name, count in kinds.most_common()]
    return Table("glance", text["glance"], (text["what"], text["type"], text["count"]), tuple(rows), chosen.basis)


def _entities(chosen: Selection, items: Sequence[Item], text: Text, lang: str, name: str) -> Table:
    ties = _ties_by_end(chosen)
    rows = []
    for item in sorted(items, key=lambda i: (-len(ties.get(i.id, ())), i.name, i.id)):
        own = ties.get(item.id, [])
        passages = _passages(own) or chosen.passages_naming(item.id)
        rows.append(Line((item.name, type_label(item.type, lang), _told(chosen, item.id, own, text, lang)), passages))
    used = (tie for item in items for tie in ties.get(item.id, ()))
    basis = chosen.whole.basis(used, passages=(p for row in rows for p in row.passages))
    return Table(name, text[name], (text["name"], text["type"], text["said_of_it"]), tuple(rows), basis)


def _ties_by_end(chosen: Selection) -> dict[str, list[Tie]]:
    found: dict[str, list[Tie]] = {}
    for tie in chosen.ties:
        found.setdefault(tie.head, []).append(tie)
        found.setdefault(tie.tail, []).append(tie)
    return found


def _passages(ties: Iterable[Tie]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage for tie in ties for passage in tie.passages))


def _told(chosen: Selection, identity: str, ties: Sequence[Tie], text: Text, lang: str) -> str:
    """An entity's ties in short: kind of tie, then the names at the other end with how firm it is."""
    groups: dict[str, list[str]] = {}
    for tie in ties:
        back = tie.tail == identity and not ontology().edge(tie.type).undirected
        label = text[f"{tie.type}_back"] if back else type_label(tie.type, lang)
        other = chosen.whole.name(tie.tail if tie.head == identity else tie.head)
        firm = text.get(tie.commitment, "") if tie.commitment else ""
        groups.setdefault(label, []).append(f"{other} ({firm})" if firm else other)
    return "; ".join(f"{label}: {_listed(names)}" for label, names in groups.items())


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(names[:LISTED])
    return shown if len(names) <= LISTED else f"{shown} +{len(names) - LISTED}"


def _fields(chosen: Selection, items: Sequence[Item], text: Text, lang: str) -> Table:
    ties = _ties_by_end(chosen)
    rows = []
    for item in items:
        own = [tie for tie in ties.get(item.id, ()) if tie.type == "TARGETS"]
        names = [chosen.whole.name(tie.head) for tie in own]
        firm = Counter(text[tie.commitment or "unstated"] for tie in own).most_common()
        said = "、".join(f"{name} {count}" for name, count in firm)
        passages = _passages(own) or chosen.passages_naming(item.id)
        rows.append(Line((item.name, _listed(names), said), passages))
    rows.sort(key=lambda row: (-len(row.passages), row.cells[0]))
    basis = chosen.whole.basis(tie for item in items for tie in ties.get(item.id, ()) if tie.type == "TARGETS")
    columns = text["name"], text["by_whom"], type_label("TARGETS", lang)
    return Table("technologies", text["technologies"], columns, tuple(rows), basis)


def _figures(chosen: Selection, text: Text) -> Table:
    order = {"target": 0, "actual": 1, "previous_target": 2}
    found = sorted(chosen.figures, key=lambda r: (order.get(r["kind"], 3), r["name"], r["year"] or 0, str(r["id"])))
    rows = [
        Line(
            (row["name"], figure_text(row), row["year"] or "", text[row["kind"]], row["hedge"] or ""), (row["passage"],)
        )
        for row in found
    ]
    columns = tuple(text[name] for name in ("indicator", "value", "year", "kind", "hedge"))
    return Table("figures", text["figures"], columns, tuple(rows), chosen.whole.basis(figures=found))


def figure_text(row: Mapping[str, Any]) -> str:
    """A figure's value with its unit as stated: "3-5家", "4.2%", "第3位"."""
    upper = f"-{row['value_max']:g}" if row.get("value_max") is not None else ""
    number = f"{row['value']:,.10g}{upper}"
    return f"第{number}位" if row["measure"] == "rank" and row["unit"] == "位" else f"{number}{row['unit'] or ''}"


def _bridges(chosen: Selection, text: Text, lang: str) -> Table:
    regions = tuple(dict.fromkeys([*chosen.regions, *districts(chosen.whole)]))
    found = bridges(chosen.whole, regions)
    rows = []
    for actor in found.actors:
        if any(side.region in chosen.regions for side in actor.sides):
            reach = "、".join(side.name for side in actor.sides if side.region not in chosen.regions)
            if reach:
                cells = actor.name, type_label(actor.type, lang), reach
                rows.append(Line(cells, actor.basis.passages))
    columns = text["name"], text["type"], text["reach"]
    return Table("bridges", text["bridges"], columns, tuple(rows), found.basis)


def _gaps(chosen: Selection, text: Text, lang: str) -> Table:
    corpus = chosen.whole
    inside = {item.id for item in chosen.items}
    found: list[Gap] = []
    if chosen.regions:
        found += technologies_without_host(corpus, chosen.regions).gaps
    found += [gap for gap in platforms_without_partners(corpus).gaps if gap.id in inside and _own(chosen, gap)]
    rows = [
        Line((gap.name, type_label(gap.type, lang), gap.said_zh if lang == "zh" else gap.said_en), gap.basis.passages)
        for gap in found
    ]
    columns = text["name"], text["type"], text["gap"]
    basis = corpus.basis(passages=(p for gap in found for p in gap.basis.passages))
    return Table("gaps", text["gaps"], columns, tuple(rows), basis, text["gaps_note"])


def _own(chosen: Selection, gap: Gap) -> bool:
    return chosen.kind != "region" or gap.region in chosen.regions
