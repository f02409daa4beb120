"""The graph store: one interface over Bolt to the embedded engine or to a Neo4j server."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import neo4j

from innograph.graph import merge, schema
from innograph.graph.bolt import Bolt
from innograph.graph.check import check_plan
from innograph.graph.engine import MARKER
from innograph.graph.errors import BadParameterError, InnographError, NotFoundError, QueryTimeoutError, StoreError
from innograph.graph.guard import refuse_unsafe
from innograph.graph.model import ontology
from innograph.graph.records import PlanFacts
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.search import fulltext_query, ranked
from innograph.graph.settings import Settings
from innograph.graph.values import known_ids, plain_rows
from innograph.graph.watchdog import Watchdog
from innograph.graph.writer import Change, Writer

Rows = list[dict[str, Any]]

_TURN = "MATCH (m:Meta {id: 'schema'}) SET m.writes = m.writes + 1"
"""The first statement of every writer sets this node, so that two at once collide here and one is retried."""
_COUNTED = "MATCH (m:Meta {id: 'schema'}) SET m.entities = m.entities + $more"
_CANDIDATES = 400
_SCANNED = 20_000
_FOUND = (
    "n.id AS id, n.name AS name, labels(n) AS labels, n.name_en AS name_en, n.pinyin AS pinyin, "
    "n.aliases AS aliases, n.kind AS kind, n.mentions AS mentions, n.plans AS plans"
)


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """A loaded plan. `has_text` says whether the passages' text came along; `content_hash` names what was loaded."""

    id: str
    title: str
    issuer: str
    region: str
    start_year: int | None
    end_year: int | None
    published: str
    path: str
    sha256: str
    text_sha256: str
    extractor: str
    content_hash: str
    sections: int
    passages: int
    entities: int
    relations: int
    figures: int
    has_text: bool


def version_of(plans: Iterable[tuple[str, str]]) -> str:
    """The data version of plans given as (id, content hash), by id; see `Store.data_version`."""
    text = json.dumps([list(each) for each in plans], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a write did. `status` is "added", "replaced", "unchanged" or "removed"; `seconds` is wall-clock time."""

    plan: str
    status: str
    change: Change
    seconds: float


class Store:
    """The graph. Make one with `Store.open`; it may be shared by threads, and is a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bolt = Bolt(settings)
        self._counted: tuple[int, dict[str, int]] | None = None

    @classmethod
    def open(cls, settings: Settings) -> "Store":
        """Open the graph that the settings name: the engine in the folder `data`, or the Neo4j server at `uri`.

        Raises StoreError where it cannot be reached or used.
        """
        store = cls(settings)
        try:
            store._prepare()
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections, and the engine if this process runs it and nothing else here uses it."""
        self._bolt.close()

    @property
    def settings(self) -> Settings:
        """What the store was opened with."""
        return self._settings

    @property
    def embedded(self) -> bool:
        """Whether the embedded engine is used, not a Neo4j server."""
        return self._bolt.embedded

    @property
    def fulltext_index(self) -> str:
        """The name of the full-text index on entities, for db.index.fulltext.queryNodes."""
        return schema.ENGINE_FULLTEXT if self.embedded else schema.NEO4J_FULLTEXT

    # Reading.

    def read(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout_ms: int | None = None,
        max_rows: int | None = None,
        untrusted: bool = False,
    ) -> Rows:
        """Run a statement that only reads, as a principal that cannot write; rows as dicts of plain values.

        A node is a dict of its properties plus `labels`; a path is {nodes, relationships}; a relationship is a dict of
        its properties plus `type`, `source` and `target`, the ids of its nodes, which are also `start` and `end` where it
        has no properties of these names. Properties that start with "_" are the store's own and left out.
        `timeout_ms` bounds the time, `max_rows` the rows that are fetched. With `untrusted`, files and procedures that
        do more than look are refused as well. Raises QueryError, QueryTimeoutError, ForbiddenError or StoreError.
        """
        if untrusted:
            refuse_unsafe(self._bolt, cypher, parameters)
        if not self.embedded or timeout_ms is None:
            return self._bolt.read(_reading(cypher, parameters, max_rows, timeout_ms), timeout_ms=timeout_ms)
        with Watchdog(lambda: self._bolt.session(write=True), timeout_ms) as watchdog:
            try:
                work = _reading(f"{cypher}\n{watchdog.mark}", parameters, max_rows)
                return self._bolt.read(work, timeout_ms=timeout_ms)
            except InnographError as error:
                if watchdog.fired:
                    raise QueryTimeoutError(f"the query ran longer than {timeout_ms} ms") from error
                raise

    def plans(self) -> list[PlanInfo]:
        """The loaded plans, by id."""
        rows = self.read("MATCH (p:Plan) RETURN p ORDER BY p.id")
        names = [name for name in PlanInfo.__slots__ if name != "content_hash"]
        empty: dict[str, Any] = {"start_year": None, "end_year": None}
        return [PlanInfo(content_hash=row["p"]["hash"], **{n: (empty | row["p"])[n] for n in names}) for row in rows]

    def facts(self, plan_id: str) -> PlanFacts | None:
        """What was loaded of a plan, its passages' text included where it came along; None for a plan not there."""
        resolved = self.resolved(plan_id)
        return resolved.facts if resolved else None

    def resolved(self, plan_id: str) -> ResolvedPlan | None:
        """A loaded plan as it was resolved; None for a plan not there."""
        rows = self.read("MATCH (a:Archive {id: $id}) RETURN a.packed AS packed", {"id": plan_id})
        return merge.unpack(rows[0]["packed"]) if rows else None

    def counts(self) -> dict[str, int]:
        """How many nodes each label and how many edges each type has, by name; those that have none included."""
        writes = self.read("MATCH (m:Meta {id: 'schema'}) RETURN m.writes AS writes")[0]["writes"]
        if self._counted is None or self._counted[0] != writes:
            queries = {name: f"MATCH (:{name}) RETURN count(*) AS n" for name in ontology().all_labels}
            queries |= {name: f"MATCH ()-[:{name}]->() RETURN count(*) AS n" for name in ontology().edges}
            self._counted = writes, {name: self.read(query)[0]["n"] for name, query in sorted(queries.items())}
        return dict(self._counted[1])

    def data_version(self) -> str:
        """16 hex digits that change when, and only when, the set of loaded plans or what they say changes."""
        rows = self.read("MATCH (p:Plan) RETURN p.id AS id, p.hash AS hash ORDER BY p.id")
        return version_of((row["id"], row["hash"]) for row in rows)

    def search(self, query: str, *, types: Sequence[str] = (), limit: int = 20) -> Rows:
        """Entities by any of their names: Chinese, alias, English, pinyin (with or without spaces, or initials).

        Rows are {id, name, type, name_en, pinyin, aliases, kind, mentions, plans, match}, exact names first, then
        names that begin so, then the rest; `match` says which. `types` narrows to these types of the ontology.
        """
        unknown = [name for name in types if name not in ontology().entity_types]
        if unknown:
            raise BadParameterError(f"no entity type {unknown[0]!r}; there are {', '.join(ontology().entity_types)}")
        text = query.strip()
        lucene = fulltext_query(text)
        if not lucene:
            return []
        wanted = f"MATCH (n:Entity) WHERE n.name STARTS WITH $text RETURN {_FOUND} LIMIT {_CANDIDATES}"
        rows = self.read(wanted, {"text": text})
        # Types are filtered here: inside the call they would be filtered after the limit all the same.
        matched = (
            f"CALL db.index.fulltext.queryNodes($index, $lucene) YIELD node AS n, score "
            f"RETURN {_FOUND} ORDER BY score DESC LIMIT {_CANDIDATES * (4 if types else 1)}"
        )
        rows += self.read(matched, {"index": self.fulltext_index, "lucene": lucene})
        return ranked(_typed(rows, types), text, limit)

    # Writing.

    def write_plan(self, resolved: ResolvedPlan) -> WriteReport:
        """Put a plan in, in one transaction or not at all; the same plan again changes nothing.

        A plan of the same id is replaced: what it alone said goes, what others say as well stays. Raises StoreError for a
        plan that does not hold together (see `check`), or where the store fails.
        """
        check_plan(resolved, ontology())
        return self._write(resolved.facts.plan.id, resolved)

    def fill(self, plans: Iterable[ResolvedPlan]) -> int:
        """Put plans into an empty graph, all in one transaction or none; how many went in: 0 where it is not empty.

        The graph is what `write_plan` makes of the same plans, sooner: nothing is looked up, and what several plans say of
        one node is written once. Raises StoreError as that does.
        """
        checked = []
        for resolved in plans:
            check_plan(resolved, ontology())
            checked.append((resolved, merge.pack(resolved)))

        def work(tx: neo4j.ManagedTransaction) -> int:
            tx.run(_TURN).consume()
            if tx.run("MATCH (p:Plan) RETURN p.id AS id LIMIT 1").single():
                return 0
            entities = Writer(tx, ontology()).fill(checked)
            tx.run(_COUNTED, more=entities).consume()
            return len(checked)

        with self._bolt.writing():
            return self._bolt.run(work, write=True)

    def remove_plan(self, plan_id: str) -> WriteReport:
        """Take a plan out, and exactly what it alone said; raises NotFoundError where there is none of that id."""
        return self._write(plan_id, None)

    def _write(self, plan_id: str, new: ResolvedPlan | None) -> WriteReport:
        started = time.monotonic()
        packed = merge.pack(new) if new else ""

        def work(tx: neo4j.ManagedTransaction) -> tuple[str, Change]:
            tx.run(_TURN).consume()
            row = tx.run("MATCH (a:Archive {id: $id}) RETURN a.packed AS packed", id=plan_id).single()
            if new is None and row is None:
                raise NotFoundError(f"no plan {plan_id!r} is loaded")
            if row and new and merge.content_hash(row["packed"]) == merge.content_hash(packed):
                return "unchanged", Change()
            old = merge.unpack(row["packed"]) if row else None
            change = Writer(tx, ontology()).replace(old, new, packed)
            more = change.entities_added - change.entities_removed
            tx.run(_COUNTED, more=more).consume()
            return "removed" if new is None else "replaced" if old else "added", change

        with self._bolt.writing():
            status, change = self._bolt.run(work, write=True)
        return WriteReport(plan_id, status, change, round(time.monotonic() - started, 3))

    def _prepare(self) -> None:
        """Set up indexes on a server (the engine's are set up as it starts); check version and wholeness."""
        if not self.embedded:
            for statement in schema.neo4j_setup():
                self._bolt.autocommit(statement)
        found = self._first_meta()
        if not found and not self._marker_found():
            with self._bolt.writing():
                self._bolt.run(lambda tx: tx.run(schema.MAKE_META, schema.META).consume(), write=True)
            self._leave_marker()
            found = self._meta()
        if not found:
            raise StoreError(self._damaged("nothing is left of it"))
        schema.check_version(found[0]["version"])
        engine = self._bolt.engine
        if engine and engine.owned:
            self._check_whole(found[0])

    def _first_meta(self) -> Rows:
        """What the store's own node holds; raises StoreError with the way back where its record cannot be read."""
        try:
            return self._meta()
        except InnographError as error:
            engine = self._bolt.engine
            if engine and engine.owned and self._marker_found():
                raise StoreError(self._damaged(str(error))) from error
            raise

    def _meta(self) -> Rows:
        return self.read("MATCH (m:Meta {id: 'schema'}) RETURN m.version AS version, m.entities AS entities")

    def _marker_found(self) -> bool:
        engine = self._bolt.engine
        return engine is not None and (engine.folder / MARKER).exists()

    def _leave_marker(self) -> None:
        engine = self._bolt.engine
        if engine:
            (engine.folder / MARKER).touch()

    def _check_whole(self, meta: Mapping[str, Any]) -> None:
        """The engine starts over damaged files without a word, so what is there is counted against what was written."""
        try:
            faults = self._missing(meta)
        except InnographError as error:
            faults = [str(error)]
        if faults:
            raise StoreError(self._damaged(faults[0]))

    def _missing(self, meta: Mapping[str, Any]) -> list[str]:
        told = self.read(schema.TOLD)[0] | {"Entity": meta["entities"]}
        faults = []
        for label, number in told.items():
            # Without a condition the engine answers from a number it keeps; with one it looks.
            looked = " WHERE n.id >= ''" if number <= _SCANNED else ""
            found = self.read(f"MATCH (n:{label}){looked} RETURN count(n) AS n")[0]["n"]
            if found != number:
                faults.append(f"{found} of {number} {label} nodes are left")
        return faults

    def _damaged(self, why: str) -> str:
        return (
            f"the graph in {self._settings.data} is damaged ({why}): innograph restore BACKUP --aside puts a backup in its "
            "place, and innograph restore --aside makes room to load the plans again"
        )


def _reading(
    cypher: str, parameters: Mapping[str, Any] | None, max_rows: int | None, timeout_ms: int | None = None
) -> Callable[[neo4j.Session], Rows]:
    query = neo4j.Query(cypher, timeout=None if timeout_ms is None else timeout_ms / 1000)

    def work(session: neo4j.Session) -> Rows:
        result = session.run(query, dict(parameters or {}))
        records = list(result) if max_rows is None else result.fetch(max_rows)
        if max_rows is not None:
            result.consume()
        known, missing = known_ids(records)
        if missing:
            ends = "UNWIND $ids AS i MATCH (n) WHERE elementId(n) = i RETURN i, n.id AS id"
            known |= {row["i"]: row["id"] for row in session.run(ends, ids=sorted(missing))}
        return plain_rows(records, known)

    return work


def _typed(rows: Iterable[dict[str, Any]], types: Sequence[str]) -> Rows:
    found = []
    for row in rows:
        kind = next((name for name in ontology().entity_types if name in row["labels"]), "")
        # A node that was deleted while the query ran comes without its labels.
        if kind and (not types or kind in types):
            found.append({**{key: value for key, value in row.items() if key != "labels"}, "type": kind})
    return found
