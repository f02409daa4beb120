"""What a statement that a client wrote may not do, beside writing: read files, or call what does more than look.

On the embedded engine the read-only principal is the lock, and this a second one. Neo4j Community knows one role only, so
there the server is also asked, by EXPLAIN, what the statement would do.
"""

import re
from collections.abc import Mapping
from typing import Any

from innograph.graph.bolt import Bolt
from innograph.graph.errors import ForbiddenError

_PROCEDURES = re.compile(
    r"(?:db\.(?:labels|relationshipTypes|propertyKeys|index\.fulltext\.query(?:Nodes|Relationships))|dbms\.components)$",
    re.IGNORECASE,
)
_STRING_OR_COMMENT = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|/\*.*?\*/|//[^\n]*""",
    re.DOTALL,
)


def refuse_unsafe(bolt: Bolt, cypher: str, parameters: Mapping[str, Any] | None) -> None:
    """Raise ForbiddenError for a statement that does anything but read the graph; QueryError for one that is wrong."""
    if "\\u" in cypher:
        raise ForbiddenError("\\u escapes are not allowed here")  # servers resolve them before they see words
    bare = _STRING_OR_COMMENT.sub(lambda match: "''" if match[0][0] in "'\"" else " ", cypher)
    if not re.match(r"\s*(?:MATCH|OPTIONAL|UNWIND|WITH|RETURN|CALL)\b", bare, re.IGNORECASE):
        raise ForbiddenError(
            "only statements that begin with MATCH, OPTIONAL, UNWIND, WITH, RETURN or CALL are allowed here"
        )
    if re.search(r"\bLOAD\s+CSV\b", bare, re.IGNORECASE):
        raise ForbiddenError("LOAD CSV is not allowed here")
    for name in re.findall(r"\bCALL\b\s*(?![\s{(])([^\s(]+)", bare, re.IGNORECASE):
        if not _PROCEDURES.match(name.replace("`", "")):
            raise ForbiddenError(f"the procedure {name} is not allowed here")
    if bolt.embedded:
        return
    summary = bolt.run(lambda tx: tx.run(f"EXPLAIN {cypher}", dict(parameters or {})).consume(), write=False)
    if summary.query_type != "r" or "LoadCSV" in _operators(summary.plan):
        raise ForbiddenError("only statements that read the graph are allowed here")


def _operators(plan: Mapping[str, Any] | None) -> set[str]:
    """The names of all operators of a plan ("LoadCSV@neo4j" counts as "LoadCSV")."""
    if plan is None:
        return set()
    below = (_operators(child) for child in plan.get("children", ()))
    return {str(plan["operatorType"]).partition("@")[0]}.union(*below)
