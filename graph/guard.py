"""What a statement that a client wrote may not do, beside writing: read files, or call what does more than look.

On the embedded engine the read-only principal is the lock, and this a second one. Neo4j Community knows one role only, so
there the server is also asked, by EXPLAIN, what the statement would do.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from innograph.graph.bolt import Bolt
from innograph.graph.errors import ForbiddenError

_PROCEDURES = re.compile(
    r"(?:db\.(?:labels|relationshipTypes|propertyKeys|index\.fulltext\.query(?:Nodes|Relationships))|dbms\.components)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:``|[^`])*`|/\*.*?\*/|//[^\n]*""",
    re.DOTALL,
)
"""Strings, identifiers in backticks, and comments: in each of them, marks of the others mean nothing."""
_WORD = r"(?<![^\W\d])"
"""Where a word may begin: behind a number, too."""
_LOAD_CSV = re.compile(rf"{_WORD}LOAD\s+CSV\b", re.IGNORECASE)
_CALL = re.compile(rf"{_WORD}CALL\b\s*(?![\s{{(])([^\s(]+)", re.IGNORECASE)


def refuse_unsafe(bolt: Bolt, cypher: str, parameters: Mapping[str, Any] | None) -> None:
    """Raise ForbiddenError for a statement that does anything but read the graph; QueryError for one that is wrong."""
    if "\\u" in cypher:
        raise ForbiddenError("\\u escapes are not allowed here")  # servers resolve them before they see words
    if re.search(r"\r(?!\n)", cypher):
        raise ForbiddenError("a carriage return alone is not allowed here")  # for some servers it ends a comment
    bare, identifiers = _bare(cypher)
    if not re.match(r"\s*(?:MATCH|OPTIONAL|UNWIND|WITH|RETURN|CALL)\b", bare, re.IGNORECASE):
        raise ForbiddenError(
            "only statements that begin with MATCH, OPTIONAL, UNWIND, WITH, RETURN or CALL are allowed here"
        )
    if _LOAD_CSV.search(bare):
        raise ForbiddenError("LOAD CSV is not allowed here")
    for name in _CALL.findall(bare):
        _check_procedure(re.sub(r"`(\d+)`", lambda match: identifiers[int(match[1])], name))
    if bolt.embedded:
        return
    summary = bolt.run(lambda tx: tx.run(f"EXPLAIN {cypher}", dict(parameters or {})).consume(), write=False)
    if summary.query_type != "r":
        raise ForbiddenError("only statements that read the graph are allowed here")
    for operator, details in _operators(summary.plan):
        if operator == "LoadCSV":
            raise ForbiddenError("only statements that read the graph are allowed here")
        if operator == "ProcedureCall":
            _check_procedure(re.split(r"[\s(]", details, maxsplit=1)[0].replace("`", ""))


def _check_procedure(name: str) -> None:
    if not _PROCEDURES.fullmatch(name):
        raise ForbiddenError(f"the procedure {name} is not allowed here")


def _bare(cypher: str) -> tuple[str, list[str]]:
    """A statement with empty strings, no comments, and the numbers of identifiers in backticks for their text; and these."""
    identifiers: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        if match[0][0] in "'\"":
            return "''"
        if match[0][0] == "`":
            identifiers.append(match[0][1:-1].replace("``", "`"))
            return f"`{len(identifiers) - 1}`"
        return " "

    return _QUOTED.sub(replaced, cypher), identifiers


def _operators(plan: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """The name and details of all operators of a plan ("LoadCSV@neo4j" counts as "LoadCSV")."""
    if plan is None:
        return
    yield str(plan["operatorType"]).partition("@")[0], str(plan.get("args", {}).get("Details", ""))
    for child in plan.get("children", ()):
        yield from _operators(child)
