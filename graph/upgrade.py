"""Bring a graph that was written under an earlier schema up to this version's.

The archives of the plans are what lasts: a step turns the JSON of an archived plan of one schema into that of the next, and the
graph is written anew from the archives. To raise `schema.SCHEMA_VERSION` from N to N+1, put a step under N into `STEPS`.
"""

import gzip
import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import neo4j
from pydantic import ValidationError

from innograph.graph import merge, schema
from innograph.graph.bolt import Bolt
from innograph.graph.errors import StoreError
from innograph.graph.model import ontology
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.settings import Settings
from innograph.graph.writer import Writer

Archive = dict[str, Any]

STEPS: dict[int, Callable[[Archive], Archive]] = {}
"""{schema version: what makes an archived plan of it one of the next version}. There has been one version so far."""

_BATCH = 2000


@dataclass(frozen=True, slots=True)
class UpgradeReport:
    """From which schema to which, and how many plans were written anew (0 where there was nothing to do)."""

    before: int
    after: int
    plans: int


def upgrade(settings: Settings, *, step: Callable[[str], None] = lambda _: None) -> UpgradeReport:
    """Upgrade the graph that the settings name; where it is up to date, nothing happens.

    May be cut short at any point and run again: the archives stay until their plans are written. Raises StoreError for a
    graph of a later schema, or where no way leads up from its own.
    """
    bolt = Bolt(settings)
    try:
        if not bolt.embedded:
            for statement in schema.neo4j_setup():
                bolt.autocommit(statement)
        with bolt.writing():
            return _upgrade(bolt, step)
    finally:
        bolt.close()


def _upgrade(bolt: Bolt, step: Callable[[str], None]) -> UpgradeReport:
    found = _rows(bolt, "MATCH (m:Meta {id: 'schema'}) RETURN m.version AS version, m.upgrading AS upgrading")
    if not found or found[0]["version"] == schema.SCHEMA_VERSION:
        return UpgradeReport(schema.SCHEMA_VERSION, schema.SCHEMA_VERSION, 0)
    before, stage = found[0]["version"], found[0]["upgrading"]
    steps = steps_from(before)
    plans = [row["id"] for row in _rows(bolt, "MATCH (a:Archive) RETURN a.id AS id ORDER BY id")]
    for plan in plans if stage is None else ():
        _read(bolt, plan, steps)  # every archive is understood before anything is touched
    if stage in {None, "clearing"}:
        _set(bolt, "m.upgrading = 'clearing'")
        _clear(bolt, step)
        _set(bolt, "m.upgrading = 'writing', m.entities = 0")
    done = {row["id"] for row in _rows(bolt, "MATCH (p:Plan) RETURN p.id AS id")}
    for plan in plans:
        if plan not in done:
            step(f"writing {plan}")
            _rewrite(bolt, plan, _read(bolt, plan, steps))
    _set(bolt, f"m.version = {schema.SCHEMA_VERSION}, m.upgrading = NULL, m.writes = m.writes + 1")
    return UpgradeReport(before, schema.SCHEMA_VERSION, len(plans))


def steps_from(version: int) -> list[Callable[[Archive], Archive]]:
    """The steps from a version to this one's; raises StoreError where one is missing."""
    if version > schema.SCHEMA_VERSION:
        raise StoreError(f"the graph was written under schema {version}, by a later version of innograph: install that")
    missing = [each for each in range(version, schema.SCHEMA_VERSION) if each not in STEPS]
    if missing:
        raise StoreError(f"no way leads from schema {missing[0]} to {missing[0] + 1}: load the plans afresh")
    return [STEPS[each] for each in range(version, schema.SCHEMA_VERSION)]


def _read(bolt: Bolt, plan: str, steps: list[Callable[[Archive], Archive]]) -> ResolvedPlan:
    row = _rows(bolt, "MATCH (a:Archive {id: $id}) RETURN a.packed AS packed", {"id": plan})[0]
    try:
        data = json.loads(gzip.decompress(b64decode(row["packed"])))
        for each in steps:
            data = each(data)
        return merge.resolved_from_json(json.dumps(data))
    except (ValidationError, ValueError, KeyError, TypeError, OSError) as error:
        raise StoreError(f"the archive of plan {plan!r} cannot be brought up: {type(error).__name__}") from error


def _clear(bolt: Bolt, step: Callable[[str], None]) -> None:
    """Take everything out but the archives, a batch a transaction; other applications' nodes on a server stay."""
    for label in schema.keyed_labels():
        if label in schema.INTERNAL_LABELS:
            continue
        query = f"MATCH (n:{label}) WITH n LIMIT {_BATCH} DETACH DELETE n RETURN count(*) AS gone"
        while gone := _deleted(bolt, query):
            step(f"cleared {gone}")


def _deleted(bolt: Bolt, query: str) -> int:
    return int(bolt.run(lambda tx: tx.run(query).data(), write=True)[0]["gone"])


def _rewrite(bolt: Bolt, plan: str, resolved: ResolvedPlan) -> None:
    packed = merge.pack(resolved)

    def work(tx: neo4j.ManagedTransaction) -> None:
        tx.run("MATCH (a:Archive {id: $id}) DETACH DELETE a", id=plan).consume()
        change = Writer(tx, ontology()).replace(None, resolved, packed)
        more = "MATCH (m:Meta {id: 'schema'}) SET m.entities = m.entities + $more"
        tx.run(more, more=change.entities_added).consume()

    bolt.run(work, write=True)


def _set(bolt: Bolt, what: str) -> None:
    bolt.run(lambda tx: tx.run(f"MATCH (m:Meta {{id: 'schema'}}) SET {what}").consume(), write=True)


def _rows(bolt: Bolt, query: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    return bolt.run(lambda tx: tx.run(query, dict(parameters or {})).data(), write=False)
