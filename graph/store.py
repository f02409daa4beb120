"""The graph store: one interface over Bolt to the embedded engine or to a Neo4j server."""

import hashlib
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from innograph.graph import merge, schema
from innograph.graph.engine import DATABASE, Engine, write_lock
from innograph.graph.errors import (
    BadParameterError,
    ForbiddenError,
    InnographError,
    NotFoundError,
    QueryError,
    QueryTimeoutError,
    StoreError,
)
from innograph.graph.model import ontology
from innograph.graph.records import PlanFacts
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.search import fulltext_query, ranked
from innograph.graph.settings import Settings
from innograph.graph.values import known_ids, plain_rows
from innograph.graph.writer import Change, Writer

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

Rows = list[dict[str, Any]]

_CANDIDATES = 400
_FOUND = (
    "n.id AS id, n.name AS name, labels(n) AS labels, n.name_en AS name_en, n.pinyin AS pinyin, "
    "n.aliases AS aliases, n.kind AS kind, n.mentions AS mentions, n.plans AS plans"
)
_SAFE_PROCEDURES = re.compile(
    r"(?:db\.(?:labels|relationshipTypes|propertyKeys|schema\.\w+|index\.fulltext\.query(?:Nodes|Relationships))|dbms\.components)$",
    re.IGNORECASE,
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
        self._lock = threading.RLock()
        self._drivers: dict[tuple[str, str] | None, neo4j.Driver] = {}
        self._engine: Engine | None = None
        self._closed = False

    @classmethod
    def open(cls, settings: Settings) -> "Store":
        """Open the graph that the settings name: the engine in the folder `data`, or the Neo4j server at `uri`.

        Raises StoreError where it cannot be reached or used.
        """
        store = cls(settings)
        try:
            store._connect()
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
        with self._lock:
            self._closed = True
            self._disconnect()

    @property
    def embedded(self) -> bool:
        """Whether the embedded engine is used, not a Neo4j server."""
        return not self._settings.uri

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

        A node is a dict of its properties plus `labels`; a relationship of its own plus `type`, `start` and `end` (ids
        of nodes); a path is {nodes, relationships}. Properties that start with "_" are the store's own and left out.
        `timeout_ms` bounds the time, `max_rows` the rows that are fetched. With `untrusted`, files and procedures that
        do more than look are refused as well. Raises QueryError, QueryTimeoutError, ForbiddenError or StoreError.
        """
        if untrusted:
            self._refuse_unsafe(cypher, parameters)

        def work(tx: neo4j.ManagedTransaction) -> Rows:
            result = tx.run(cypher, dict(parameters or {}))
            records = list(result) if max_rows is None else result.fetch(max_rows)
            known, missing = known_ids(records)
            if missing:
                query = "UNWIND $ids AS i MATCH (n) WHERE elementId(n) = i RETURN i, n.id AS id"
                known |= {row["i"]: row["id"] for row in tx.run(query, ids=sorted(missing))}
            return plain_rows(records, known)

        return self._run(work, write=False, timeout_ms=timeout_ms)

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
        parts = [f"MATCH (n:{name}) RETURN '{name}' AS name, count(n) AS n" for name in ontology().all_labels]
        parts += [f"MATCH ()-[e:{name}]->() RETURN '{name}' AS name, count(e) AS n" for name in ontology().edges]
        return {row["name"]: row["n"] for part in sorted(parts) for row in self.read(part)}

    def data_version(self) -> str:
        """16 hex digits that change when, and only when, the set of loaded plans or what they say changes."""
        rows = self.read("MATCH (p:Plan) RETURN p.id AS id, p.hash AS hash ORDER BY p.id")
        text = json.dumps([[row["id"], row["hash"]] for row in rows], ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]

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

        A plan of the same id is replaced: what it alone said goes, what others say as well stays.
        """
        return self._write(resolved.facts.plan.id, resolved)

    def remove_plan(self, plan_id: str) -> WriteReport:
        """Take a plan out, and exactly what it alone said; raises NotFoundError where there is none of that id."""
        return self._write(plan_id, None)

    def _write(self, plan_id: str, new: ResolvedPlan | None) -> WriteReport:
        started = time.monotonic()
        packed = merge.pack(new) if new else ""

        def work(tx: neo4j.ManagedTransaction) -> tuple[str, Change]:
            # The first statement of every writer sets this node, so that two at once collide here and one is retried.
            tx.run("MATCH (m:Meta {id: 'schema'}) SET m.writes = m.writes + 1").consume()
            row = tx.run("MATCH (a:Archive {id: $id}) RETURN a.packed AS packed", id=plan_id).single()
            if new is None and row is None:
                raise NotFoundError(f"no plan {plan_id!r} is loaded")
            if row and new and merge.content_hash(row["packed"]) == merge.content_hash(packed):
                return "unchanged", Change()
            old = merge.unpack(row["packed"]) if row else None
            change = Writer(tx, ontology()).replace(old, new, packed)
            return "removed" if new is None else "replaced" if old else "added", change

        with self._writing():
            status, change = self._run(work, write=True)
        return WriteReport(plan_id, status, change, round(time.monotonic() - started, 3))

    def _writing(self) -> AbstractContextManager[object]:
        """Writers of one data folder take turns; a server has its own locks."""
        return write_lock(self._engine.folder) if self._engine else nullcontext()

    # Connections.

    def _connect(self) -> None:
        if self.embedded:
            self._engine = Engine.open(
                self._settings.data, setup=schema.engine_setup(), timeout_ms=self._settings.cypher_timeout_ms
            )

    def _disconnect(self) -> None:
        for driver in self._drivers.values():
            driver.close()
        self._drivers.clear()
        if self._engine:
            self._engine.close()
            self._engine = None

    def _prepare(self) -> None:
        """Set up indexes on a server (the engine's are set up as it starts) and check the schema's version."""
        if not self.embedded:
            for statement in schema.neo4j_setup():
                self._autocommit(statement)
        version = {"version": schema.SCHEMA_VERSION}
        query = (
            "MERGE (m:Meta {id: 'schema'}) ON CREATE SET m.version = $version, m.writes = 0 "
            "RETURN m.version AS version, m.writes AS writes"
        )
        found = self._run(lambda tx: tx.run("MATCH (m:Meta {id: 'schema'}) RETURN m.version AS v").data(), write=False)
        if not found:
            with self._writing():
                found = self._run(lambda tx: [{"v": row["version"]} for row in tx.run(query, version)], write=True)
        schema.check_version(found[0]["v"])

    def _autocommit(self, statement: str) -> None:
        try:
            with self._session(write=True, timeout_ms=None) as session:
                session.run(statement).consume()
        except (Neo4jError, DriverError) as error:
            raise _translated(error) from error

    def _session(self, *, write: bool, timeout_ms: int | None) -> neo4j.Session:
        database = DATABASE if self.embedded else self._settings.database or None
        mode = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        return self._driver(write=write, timeout_ms=timeout_ms).session(database=database, default_access_mode=mode)

    def _driver(self, *, write: bool, timeout_ms: int | None) -> neo4j.Driver:
        with self._lock:
            if self._closed:
                raise StoreError("the store is closed")
            if self._engine is None and self.embedded:
                self._connect()
            if self._engine:
                address = self._engine.address
                uri, auth = address.uri, address.owner_auth if write else address.reader_auth(timeout_ms)
            else:
                uri, auth = self._settings.uri, (self._settings.user, self._settings.password)
            if auth not in self._drivers:
                self._drivers[auth] = _new_driver(uri, auth)
            return self._drivers[auth]

    def _run(self, work: Callable[[neo4j.ManagedTransaction], _T], *, write: bool, timeout_ms: int | None = None) -> _T:
        """Run a unit of work in a managed transaction, retried where the engine says that this may help."""
        timeout = None if timeout_ms is None else timeout_ms / 1000
        unit = neo4j.unit_of_work(timeout=timeout)(work)
        for attempt in (1, 2):
            try:
                with self._session(write=write, timeout_ms=timeout_ms) as session:
                    return session.execute_write(unit) if write else session.execute_read(unit)
            except (ServiceUnavailable, SessionExpired) as error:
                # The process that ran the engine has ended: become its successor, or find it.
                if not self.embedded or attempt == 2:
                    raise _translated(error) from error
                _log.info("the engine went away, opening the graph again: %s", error)
                with self._lock:
                    self._disconnect()
            except (Neo4jError, DriverError) as error:
                raise _translated(error) from error
        raise AssertionError("unreachable")

    def _refuse_unsafe(self, cypher: str, parameters: Mapping[str, Any] | None) -> None:
        """Ask the engine for the statement's plan, and refuse what reads files or calls what may do more than look."""
        bare = _bare(cypher)
        if re.search(r"\bLOAD\s+CSV\b", bare, re.IGNORECASE):
            raise ForbiddenError("LOAD CSV is not allowed here")
        called = re.findall(r"\bCALL\s+(?!\{|\()`?([\w.`]+)", bare, re.IGNORECASE)
        for name in called:
            if not _SAFE_PROCEDURES.match(name.replace("`", "")):
                raise ForbiddenError(f"the procedure {name} is not allowed here")
        if self.embedded:
            return
        if re.match(r"\s*(?:EXPLAIN|PROFILE)\b", bare, re.IGNORECASE):
            raise ForbiddenError("EXPLAIN and PROFILE are not allowed here")

        def work(tx: neo4j.ManagedTransaction) -> str | None:
            return tx.run(f"EXPLAIN {cypher}", dict(parameters or {})).consume().query_type

        if self._run(work, write=False) != "r":
            raise ForbiddenError("only statements that read are allowed here")


def _bare(cypher: str) -> str:
    """A statement without its comments and string literals, so that words inside them do not count."""
    pattern = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|/\*.*?\*/|//[^\n]*"
    return re.sub(pattern, lambda match: "''" if match[0][0] in "'\"" else " ", cypher, flags=re.DOTALL)


def _typed(rows: Iterable[dict[str, Any]], types: Sequence[str]) -> Rows:
    found = []
    for row in rows:
        kind = next(name for name in ontology().entity_types if name in row["labels"])
        if not types or kind in types:
            found.append({**{key: value for key, value in row.items() if key != "labels"}, "type": kind})
    return found


def _new_driver(uri: str, auth: tuple[str, str]) -> neo4j.Driver:
    try:
        driver = neo4j.GraphDatabase.driver(uri, auth=auth if auth[1] else None, connection_timeout=10)
    except (ConfigurationError, ValueError) as error:
        raise StoreError(f"{uri} is not a Bolt address that can be used: {error}") from error
    try:
        driver.verify_connectivity()
    except (DriverError, Neo4jError) as error:
        driver.close()
        raise _translated(error) from error
    return driver


def _translated(error: Exception) -> InnographError:
    """The error of ours that says what the driver's says, in one line."""
    code = getattr(error, "code", None) or ""
    text = " ".join((getattr(error, "message", None) or str(error)).split())
    if "TransactionTimedOut" in code or code.endswith("Transaction.Terminated"):
        return QueryTimeoutError("the query ran longer than it may")
    if isinstance(error, AuthError) and not code.endswith("Security.Forbidden"):
        return StoreError(f"the graph store refused user and password: {text}")
    if code.endswith(("Security.Forbidden", "Statement.AccessMode")):
        return ForbiddenError(f"refused: {text}")
    if code.startswith(("Neo.ClientError.Statement.", "Neo.ClientError.Procedure.")):
        return QueryError(text)
    return StoreError(f"the graph store failed: {text}")
