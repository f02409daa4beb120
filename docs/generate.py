"""Pages of the reference, written from the code itself each time the site is built, so that they cannot go stale.

This is a hook of mkdocs (see mkdocs.yml). `python docs/generate.py [FOLDER]` writes the same pages to a folder.
"""

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from innograph.api.cli import app
from innograph.graph import errors
from innograph.graph.export import FORMATS
from innograph.graph.model import EdgeType, NodeType, ontology
from innograph.loaders.lexicon import HOME as LEXICONS
from innograph.loaders.lexicon import read_rows
from innograph.loaders.readers import readers
from innograph.queries.catalogue import Parameter, Query, catalogue

ROOT = Path(__file__).parents[1]
NOTE = "*Written from the code when this site was built.*"
MODULES = """
innograph.graph.settings innograph.graph.store innograph.graph.records innograph.graph.model innograph.graph.export
innograph.graph.views innograph.graph.analysis innograph.graph.frames innograph.graph.plots innograph.graph.report
innograph.graph.judgements innograph.graph.snapshot innograph.graph.backup innograph.graph.migrate
innograph.graph.py2neo_bridge
innograph.loaders.pipeline innograph.loaders.opinion.second innograph.loaders.exchange innograph.loaders.verification innograph.loaders.evaluation
innograph.loaders.lexicon innograph.queries.catalogue innograph.queries.running innograph.queries.ask innograph.api.app
""".split()
"""Modules whose public functions and classes the Python page tells; those that are not there are left out."""


# The pages.


def commands() -> str:
    """Every command with its arguments and options."""
    parts = ["# Commands", NOTE, "Every command is a part of `innograph`; `innograph COMMAND --help` says the same."]
    for words, command in walk(typer.main.get_command(app)):
        parts += [f"## {' '.join(words)}", _usage(words, command), plain(command.help or "")]
        rows = [(_option(p), plain(getattr(p, "help", None) or "")) for p in command.params if p.name != "help"]
        if rows:
            parts.append(table(("argument or option", "what it is"), rows))
    return page(parts)


def walk(command: Any, words: tuple[str, ...] = ("innograph",)) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(words, command) of every command and group below, the outermost left out."""
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield (*words, name), inner
        yield from walk(inner, (*words, name))


def _usage(words: Iterable[str], command: Any) -> str:
    parts = list(words)
    if any(p.param_type_name == "option" for p in command.params):
        parts.append("[OPTIONS]")
    if getattr(command, "commands", None):
        parts.append("COMMAND …")
    for p in command.params:
        if p.param_type_name == "argument":
            name = p.name.upper() + ("…" if p.nargs == -1 else "")
            parts.append(name if p.required else f"[{name}]")
    return f"```text\n{' '.join(parts)}\n```"


def _option(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name.upper()}`"
    return ", ".join(f"`{name}`" for name in parameter.opts)


def queries() -> str:
    """Every named query with its parameters, columns, example and Cypher."""
    found = catalogue()
    parts = [
        "# Named queries",
        NOTE,
        (
            f"There are {len(found)}. Run one with `innograph query NAME key=value …` or `GET /api/queries/NAME?key=value`. "
            "A value of the kind *entity* is any name: Chinese, an alias, English, pinyin, or an id. "
            "How to add one: [Add a query](../how-to/add-a-query.md)."
        ),
        table(
            ("query", "what it answers", "中文"), [(f"[{q.name}](#{q.name})", q.title_en, q.title_zh) for q in found]
        ),
    ]
    for query in found:
        parts += _query(query)
    return page(parts)


def _query(query: Query) -> list[str]:
    given = " ".join(f"{k}='{v}'" if " " in v else f"{k}={v}" for k, v in query.example.items())
    parts = [f"## {query.name}", f"{query.description_en}.", f"{query.title_zh}:{query.description_zh}。"]
    if query.parameters:
        rows = [(f"`{p.name}`", _kind(p), _default(p), p.title_en, p.title_zh) for p in query.parameters]
        parts.append(table(("parameter", "kind", "default", "what it is", "中文"), rows))
    rows = [(f"`{c.name}`", c.type, c.title_en, c.title_zh) for c in query.columns]
    parts.append(table(("column", "type", "what it holds", "中文"), rows))
    parts.append(f"```sh\n{f'innograph query {query.name} {given}'.strip()}\n```")
    cypher = "\n".join(f"    {line}".rstrip() for line in query.cypher.splitlines())
    return [*parts, f'??? note "Cypher"\n    ```cypher\n{cypher}\n    ```']


def _kind(parameter: Parameter) -> str:
    if parameter.types:
        return f"{parameter.kind}: {', '.join(parameter.types)}"
    if parameter.choices:
        return "one of " + ", ".join(f"`{choice}`" for choice in parameter.choices)
    return f"{parameter.kind} {parameter.least} to {parameter.most}" if parameter.most else parameter.kind


def _default(parameter: Parameter) -> str:
    return "**required**" if parameter.required else f"`{parameter.default}`" if parameter.default else ""


def nodes() -> str:
    """Every node type of the ontology."""
    parts = ["# Node types", NOTE, "One file of `graph/ontology/` each. What they mean: [Concepts](../concepts.md)."]
    for name, node in ontology().nodes.items():
        origin = "Read from the text of plans." if node.extracted else "Made by the loader from the document."
        labels = " ".join(f"`:{label}`" for label in node.labels)
        parts += [f"## {name}", f"{node.description.en} {origin}", f"{node.label.zh}:{node.description.zh}。"]
        parts += [f"Labels: {labels}", _properties(node)]
    return page(parts)


def edges() -> str:
    """Every edge type of the ontology."""
    parts = ["# Edge types", NOTE, "One file of `graph/ontology/` each. What they mean: [Concepts](../concepts.md)."]
    for name, edge in ontology().edges.items():
        origin = "Read from the text of plans." if edge.extracted else "Made by the loader from the document."
        ends = f"From {', '.join(edge.source)} to {', '.join(edge.to)}"
        direction = "; it has no direction, and is stored in one." if edge.undirected else "."
        parts += [f"## {name}", f"{edge.description.en} {origin}", f"{edge.label.zh}:{edge.description.zh}。"]
        parts += [ends + direction, _properties(edge)]
    return page(parts)


def _properties(item: NodeType | EdgeType) -> str:
    rows = [(f"`{name}`", p.type, "yes" if p.required else "") for name, p in item.properties.items()]
    return table(("property", "type", "always there"), rows) if rows else "It has no properties."


def python() -> str:
    """Public functions and classes of the modules that other programs use."""
    parts = ["# Python", NOTE, "What a program that imports innograph uses. All errors: [Errors](errors.md)."]
    for name in MODULES:
        if importlib.util.find_spec(name):
            parts += _module(importlib.import_module(name))
    return page(parts)


def _module(module: ModuleType) -> list[str]:
    parts = [f"## {module.__name__}", plain(inspect.getdoc(module) or "")]
    for name, item in sorted(public(module).items()):
        parts += [f"### {name}", f"```text\n{_signature(name, item)}\n```", plain(inspect.getdoc(item) or "")]
        if inspect.isclass(item):
            parts += [_member(n, m) for n, m in sorted(vars(item).items()) if not n.startswith("_") and _told(m)]
    return parts


def public(module: ModuleType) -> Mapping[str, Any]:
    """{name: function or class} of what a module defines, or of what it lists in `__all__`."""
    listed = getattr(module, "__all__", None)
    return {
        name: item
        for name, item in vars(module).items()
        if (inspect.isfunction(item) or inspect.isclass(item) or hasattr(item, "__wrapped__"))
        and (name in listed if listed is not None else not name.startswith("_") and item.__module__ == module.__name__)
    }


def _told(member: Any) -> bool:
    bare = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
    return (inspect.isfunction(bare) or isinstance(bare, property)) and bool(inspect.getdoc(bare))


def _member(name: str, member: Any) -> str:
    bare = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
    head = name if isinstance(bare, property) else _signature(name, bare)
    text = plain(inspect.getdoc(bare) or "").replace("\n", "\n    ")
    return f"- `{head}`\n\n    {text}"


def _signature(name: str, item: Any) -> str:
    try:
        text = f"{name}{inspect.signature(item)}"
    except (TypeError, ValueError):
        return name
    text = re.sub(r"<(?:function|object|factory)[^>]*>", "…", text).replace("typing.", "")
    return re.sub(r"(?:innograph|collections|pathlib|networkx)\.[\w.]*\.?(?=[A-Z])", "", text)


def errors_page() -> str:
    """Every error with its exit code and HTTP status."""
    found = [errors.InnographError, *_below(errors.InnographError)]
    rows = [(f"`{e.__name__}`", e.exit_code, e.status, plain(inspect.getdoc(e) or "").split("\n\n")[0]) for e in found]
    return page(
        [
            "# Errors",
            NOTE,
            (
                "A command that fails prints one line on standard error and ends with the exit code; the API answers with "
                "the HTTP status as `application/problem+json`. Bad usage of a command ends with exit code 2."
            ),
            table(("error", "exit code", "HTTP status", "meaning"), rows),
        ]
    )


def _below(kind: type[errors.InnographError]) -> Iterator[type[errors.InnographError]]:
    for inner in kind.__subclasses__():
        if inner.__module__.startswith("innograph."):
            yield inner
            yield from _below(inner)


def formats() -> str:
    """Files that are read, and files that are written."""
    read = [(r.FORMAT, " ".join(f"`{s}`" for s in r.SUFFIXES), _doc(r)) for r in readers()]
    return page(
        [
            "# File formats",
            NOTE,
            "## Read",
            "A file is known by its content; the suffix does not matter for a single file.",
            table(("format", "suffixes", "how it is read"), read),
            "## Written",
            "`innograph export FILE` chooses by the suffix of FILE, or by `--format`.",
            table(("format", "what it is"), [(f"`{n}`", _doc(f) or EXPORTS.get(n, "")) for n, f in FORMATS.items()]),
        ]
    )


EXPORTS = {
    "json": "plans, nodes, edges and figures, as one JSON object",
    "graphml": "for Gephi, yEd, Cytoscape, igraph, networkx",
    "gexf": "for Gephi",
    "csv": "a zip of one CSV file a table",
    "xlsx": "for Excel, a sheet a table",
    "jsonld": "linked data",
    "cypher": "statements that write the graph into an empty Neo4j",
}


def _doc(item: Any) -> str:
    """The first paragraph of a docstring of the item's own on one line."""
    return " ".join((inspect.getdoc(item) or "").split("\n\n")[0].split())


def lexicons() -> str:
    """Every lexicon with its scope, source and size."""
    rows, total, forms = [], 0, 0
    for path in sorted(LEXICONS.rglob("*.csv")):
        found = read_rows(path)
        total += len(found)
        forms += sum(_forms(row) for row in found)
        head = dict(
            line[2:].split(": ", 1) for line in path.read_text("utf-8").splitlines()[:3] if line.startswith("# ")
        )
        rows.append((f"`{path.relative_to(LEXICONS)}`", len(found), head.get("scope", ""), head.get("source", "")))
    return page(
        [
            "# Lexicon files",
            NOTE,
            (
                f"{total} rows with {forms} names in {len(rows)} files of `loaders/lexicon/`. What they are good for, and how "
                "far they can be trusted: [Lexicons](../lexicons.md)."
            ),
            table(("file", "rows", "scope", "source"), rows),
        ]
    )


def _forms(row: Mapping[str, str]) -> int:
    return 1 + sum(bool(f) for f in (row.get("synonyms") or row.get("aliases") or "").split("|"))


def from_root(name: str) -> Callable[[], str]:
    """A page that is a file of the project's root folder, its links set to where the site has the pages."""

    def make() -> str:
        text = (ROOT / name).read_text("utf-8")
        return re.sub(r"\]\(docs/([^)]+)\)", r"](\1)", text)

    return make


PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/queries.md": queries,
    "reference/nodes.md": nodes,
    "reference/edges.md": edges,
    "reference/python.md": python,
    "reference/errors.md": errors_page,
    "reference/formats.md": formats,
    "reference/lexicons.md": lexicons,
    "changelog.md": from_root("CHANGELOG.md"),
    "contributing.md": from_root("CONTRIBUTING.md"),
}


# Helpers.


def page(parts: Iterable[str]) -> str:
    """Paragraphs as a page."""
    return "\n\n".join(part.rstrip() for part in parts if part) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(c) for c in line) + " |" for line in lines)


def _cell(value: Any) -> str:
    return " ".join(str(value).replace("|", "\\|").split())


def plain(text: str) -> str:
    """Help or docstring as Markdown: brackets and angles of plain prose are no markup."""
    pieces = re.split(r"(`[^`]*`)", inspect.cleandoc(text))
    return "".join(p if p.startswith("`") else re.sub(r"([<>\[\]*_])", r"\\\1", p) for p in pieces)


# Hooks of mkdocs.


def on_config(config: Any) -> Any:
    """Leave out of the nav what is neither a file nor made here."""
    folder = Path(config["docs_dir"])
    config["nav"] = _present(config["nav"], lambda name: name in PAGES or (folder / name).exists())
    return config


def _present(items: list[Any], known: Callable[[str], bool]) -> list[Any]:
    kept = []
    for item in items:
        if isinstance(item, dict):
            (title, inner), *_ = item.items()
            inner = _present(inner, known) if isinstance(inner, list) else inner if known(inner) else None
            if inner:
                kept.append({title: inner})
        elif known(item):
            kept.append(item)
    return kept


def on_files(files: Any, config: Any) -> Any:
    """Add the pages made here."""
    from mkdocs.structure.files import File

    for name, make in PAGES.items():
        files.append(File.generated(config, name, content=make()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """End the reference's start page with the list of the pages made here."""
    if page.file.src_uri != "reference/index.md":
        return markdown
    names = [Path(name).name for name in PAGES if name.startswith("reference/")]
    listed = (f"- [{make().splitlines()[0][2:]}]({name})" for name, make in zip(names, PAGES.values(), strict=False))
    return markdown + "\n" + "\n".join(listed) + "\n"


def main() -> None:
    """Write the pages to a folder (default: site/pages)."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site" / "pages"
    for name, make in PAGES.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(make(), "utf-8")
        print(target)


if __name__ == "__main__":
    main()
