"""`innograph mcp`: the graph as tools for language models."""

from innograph.graph.settings import Settings


def mcp() -> None:
    """Serve the graph to language models over standard input and output (Model Context Protocol).

    Tools: search, entity, neighbours, path, named_queries, run_query, ask; each answers with evidence. Needs the extra
    `mcp` (pip install 'innograph[mcp]'). In a client's configuration the command is `innograph` and its argument `mcp`.
    """
    from innograph.api.mcp_server import serve

    serve(Settings.from_env())
