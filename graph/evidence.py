"""What an edge, a figure or a span was read from: the sentence in the plan's own text, the span marked, its headings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from innograph.graph.errors import BadParameterError, NotFoundError
from innograph.graph.model import ontology
from innograph.graph.records import PlanFacts
from innograph.graph.store import Store


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a plan with a span marked: its text is before + marked + after.

    All three are "" where only facts are at hand (a plan without text). `start` and `end` are the span's offsets in the
    plan's cleaned text. `sections` are the headings above it, outermost first.
    """

    plan: str
    plan_title: str
    passage: str
    start: int
    end: int
    before: str
    marked: str
    after: str
    sections: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return self.before + self.marked + self.after


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence that an edge was read from, by which rule and how surely (0..1)."""

    sentence: Sentence
    rule: str
    commitment: str
    confidence: float


@dataclass(frozen=True, slots=True)
class EdgeEvidence:
    """An edge with the names of its ends and all it was read from, in the order of plans and text."""

    head: str
    head_name: str
    type: str
    tail: str
    tail_name: str
    readings: tuple[Reading, ...]


def edge_evidence(store: Store, head: str, kind: str, tail: str) -> EdgeEvidence:
    """The sentences behind the edge of that type between two nodes by id (either way round for an undirected type).

    Raises BadParameterError for a type that is not read from text, NotFoundError where there is no such edge.
    """
    if kind not in ontology().relation_types:
        raise BadParameterError(f"no edge type {kind!r}; there are: {', '.join(ontology().relation_types)}")
    ends = [(head, tail), (tail, head)] if ontology().edge(kind).undirected else [(head, tail)]
    for one, other in ends:
        label = "Task" if _is_task(store, other) else "Entity"
        query = (
            f"MATCH (a:Entity {{id: $head}}) MATCH (b:{label} {{id: $tail}}) MATCH (a)-[e:{kind}]->(b) "
            "RETURN a.name AS head_name, coalesce(b.name, b.title) AS tail_name, e"
        )
        rows = store.read(query, {"head": one, "tail": other})
        if rows:
            row = rows[0]
            return EdgeEvidence(one, row["head_name"], kind, other, row["tail_name"], _readings(store, row["e"]))
    raise NotFoundError(f"no edge {head} {kind} {tail} in the plans loaded")


def _is_task(store: Store, identity: str) -> bool:
    return bool(store.read("MATCH (t:Task {id: $id}) RETURN t.id AS id", {"id": identity}))


def _readings(store: Store, edge: Mapping[str, Any]) -> tuple[Reading, ...]:
    spans = list(zip(edge["passages"], edge["starts"], edge["ends"], strict=True))
    how = zip(edge["rules"], edge["commitments"], edge["confidences"], strict=True)
    found = sentences(store, spans)
    return tuple(Reading(s, rule, said, sure) for s, (rule, said, sure) in zip(found, how, strict=True))


def sentences(store: Store, spans: Sequence[tuple[str, int, int]]) -> tuple[Sentence, ...]:
    """The sentences that hold (passage id, start, end), in the order given; raises NotFoundError for an unknown id."""
    query = (
        "UNWIND $ids AS i MATCH (p:Passage {id: i}) RETURN p.id AS id, p.plan AS plan, p.section AS section, "
        "p.start AS start, p.text AS text"
    )
    rows = {r["id"]: r for r in store.read(query, {"ids": sorted({s[0] for s in spans})})}
    titles = {p.id: p.title for p in store.plans()}
    headings = _Headings(store)
    made = []
    for passage, start, end in spans:
        if passage not in rows:
            raise NotFoundError(f"no passage {passage!r} in the plans loaded")
        row = rows[passage]
        parts = marked(row["text"] or "", start - row["start"], end - row["start"])
        above = headings.above(row["section"] or "")
        made.append(Sentence(row["plan"], titles[row["plan"]], passage, start, end, *parts, above))
    return tuple(made)


def marked(text: str, start: int, end: int) -> tuple[str, str, str]:
    """A text in three: before, inside and after a span (offsets in it, end exclusive; cut to the text)."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    return text[:start], text[start:end], text[end:]


def sentence_in(facts: PlanFacts, passage: str, start: int, end: int) -> Sentence:
    """The sentence that holds a span, from a plan's facts (`passage` is its id there)."""
    row = next(p for p in facts.passages if p.id == passage)
    sections = {s.id: s for s in facts.sections}
    path: list[str] = []
    above = sections.get(row.section)
    while above and len(path) <= len(sections):
        path.append(f"{above.number}{above.title}")
        above = sections.get(above.parent)
    parts = marked(row.text, start - row.start, end - row.start)
    return Sentence(facts.plan.id, facts.plan.title, passage, start, end, *parts, tuple(reversed(path)))


class _Headings:
    """Section paths, each section read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[str, Mapping[str, Any]] = {}

    def above(self, section: str) -> tuple[str, ...]:
        path: list[str] = []
        seen: set[str] = set()
        while section and section not in seen:
            seen.add(section)
            row = self._row(section)
            path.append(f"{row.get('number') or ''}{row.get('title') or ''}")
            section = row.get("parent") or ""
        return tuple(reversed([heading for heading in path if heading]))

    def _row(self, section: str) -> Mapping[str, Any]:
        if section not in self._rows:
            found = self._store.read("MATCH (s:Section {id: $id}) RETURN s", {"id": section})
            self._rows[section] = found[0]["s"] if found else {}
        return self._rows[section]


def lines(evidence: EdgeEvidence) -> Iterable[str]:
    """An edge's evidence for a person: the span between 【 and 】."""
    yield f"{evidence.head_name} {evidence.type} {evidence.tail_name}"
    for reading in evidence.readings:
        s = reading.sentence
        yield f"  {s.plan_title} > {' > '.join(s.sections)}"
        shown = f"{s.before}【{s.marked}】{s.after}" if s.text else "(the plan was loaded without its text)"
        yield f"    {shown}  [{s.passage} {s.start}-{s.end}; {reading.rule}, {reading.confidence:.2f}]"
