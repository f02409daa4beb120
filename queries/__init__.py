"""Named queries: each is a `.cypher` file beside this one, with a header that a program reads."""

from innograph.queries.catalogue import Query, catalogue, find_query
from innograph.queries.running import Answer, run_query

__all__ = ["Answer", "Query", "catalogue", "find_query", "run_query"]
