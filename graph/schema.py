"""What the store sets up before the first write: unique ids, the indexes on names and text, the schema's version."""

from typing import Any

from innograph.graph.errors import StoreError
from innograph.graph.model import ontology

SCHEMA_VERSION = 1

INTERNAL_LABELS = ("Archive", "Meta")
"""Nodes of the store's own, outside the ontology: packed plans, and the schema's version."""

META = {"version": SCHEMA_VERSION}
MAKE_META = "MERGE (m:Meta {id: 'schema'}) ON CREATE SET m.version = $version, m.writes = 0, m.entities = 0"
TOLD = """
MATCH (p:Plan) RETURN count(p) AS Archive, coalesce(sum(p.sections), 0) AS Section,
       coalesce(sum(p.passages), 0) AS Passage, coalesce(sum(p.figures), 0) AS Target
"""
"""How many nodes of each label the loaded plans say there must be."""

NEO4J_FULLTEXT = "entity_search"
ENGINE_FULLTEXT = "Entity[search]"


def keyed_labels() -> tuple[str, ...]:
    """The labels under which ids are unique; every node has exactly one of them."""
    own = {"Entity" if "Entity" in node.labels else name for name, node in ontology().nodes.items()}
    return (*sorted(own), *INTERNAL_LABELS)


def engine_setup() -> tuple[str, ...]:
    """SQL for the embedded engine, which has no Cypher for full-text indexes; every statement bears repetition."""
    statements = []
    for label in keyed_labels():
        statements += [
            f"CREATE VERTEX TYPE {label} IF NOT EXISTS",
            f"CREATE PROPERTY {label}.id IF NOT EXISTS STRING",
            f"CREATE INDEX IF NOT EXISTS ON {label} (id) UNIQUE",
        ]
    statements += [
        "CREATE PROPERTY Entity.name IF NOT EXISTS STRING",
        "CREATE INDEX IF NOT EXISTS ON Entity (name) NOTUNIQUE",
        "CREATE PROPERTY Entity.search IF NOT EXISTS STRING",
        "CREATE INDEX IF NOT EXISTS ON Entity (search) FULL_TEXT",
    ]
    # Labels and edge types are made here, so that no writer changes the schema inside a transaction.
    known = set(keyed_labels())
    for label in ontology().all_labels:
        if label not in known:
            statements.append(f"CREATE VERTEX TYPE {label} IF NOT EXISTS")
    statements += [f"CREATE EDGE TYPE `{name}` IF NOT EXISTS" for name in ontology().edges]
    return tuple(statements)


def neo4j_setup() -> tuple[str, ...]:
    """Cypher for Neo4j; every statement bears repetition."""
    unique = [
        f"CREATE CONSTRAINT innograph_{label.lower()} IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in keyed_labels()
    ]
    return (
        *unique,
        "CREATE INDEX innograph_name IF NOT EXISTS FOR (n:Entity) ON (n.name)",
        f"""CREATE FULLTEXT INDEX {NEO4J_FULLTEXT} IF NOT EXISTS FOR (n:Entity) ON EACH [n.search]
        OPTIONS {{indexConfig: {{`fulltext.analyzer`: 'standard-no-stop-words'}}}}""",
        "CALL db.awaitIndexes(60)",
    )


def check_version(found: Any) -> None:
    """Raise StoreError where the graph was written under another schema."""
    if found != SCHEMA_VERSION:
        way = "innograph upgrade brings it up" if found < SCHEMA_VERSION else "install a later version of innograph"
        raise StoreError(f"the graph was written under schema {found}, this version knows {SCHEMA_VERSION}: {way}")
