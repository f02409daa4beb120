"""Nothing is left undocumented: settings, queries, commands, types, edges, errors, lexicons."""

import importlib
import importlib.util
import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import typer

from innograph.api.cli import app
from innograph.graph.model import ontology
from innograph.graph.settings import Settings
from innograph.loaders.lexicon import HOME
from innograph.queries.catalogue import catalogue

DOCS = Path(__file__).parents[2] / "docs"


def _section(text: str, heading: str) -> str:
    """What stands under a heading of the second level, up to the next."""
    match = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert match, f"no section {heading!r}"
    return match[1]


def test_every_setting_is_told_with_variable_and_default() -> None:
    rows = re.findall(r"^\| `(INNOGRAPH_\w+)` \| (.*?) \| (.*?) \|$", (DOCS / "settings.md").read_text("utf-8"), re.M)
    told = {variable: (default, meaning) for variable, default, meaning in rows}
    defaults = {f"INNOGRAPH_{name.upper()}": getattr(Settings(), name) for name in Settings.__slots__}
    assert told.keys() == defaults.keys()
    for variable, default in defaults.items():
        shown = {True: "yes", False: "no"}[default] if isinstance(default, bool) else str(default)
        assert told[variable][0] == (f"`{shown}`" if shown else "empty"), variable
        assert len(told[variable][1]) > 20, f"{variable} is not explained"


def test_every_query_is_told(generated: Mapping[str, str]) -> None:
    text = generated["reference/queries.md"]
    assert len(catalogue()) > 0
    for query in catalogue():
        section = _section(text, query.name)
        assert query.description_en in section
        assert query.description_zh in section
        assert f"innograph query {query.name}" in section
        assert all(f"| `{p.name}` |" in section for p in query.parameters), query.name
        assert all(f"| `{c.name}` |" in section for c in query.columns), query.name


def test_every_command_is_told(generated: Mapping[str, str], generator: ModuleType) -> None:
    found = list(generator.walk(typer.main.get_command(app)))
    assert len(found) > 5
    for words, command in found:
        section = _section(generated["reference/commands.md"], " ".join(words))
        assert len(command.help or "") > 20, f"{words} says nothing of itself"
        for parameter in command.params:
            if parameter.name != "help":
                name = parameter.opts[-1] if parameter.param_type_name == "option" else parameter.name.upper()
                assert f"`{name}`" in section, f"{words}: {name}"
                assert parameter.help, f"{words}: {name} is not explained"


def test_every_type_and_edge_is_told(generated: Mapping[str, str]) -> None:
    for page, items in (("nodes", ontology().nodes), ("edges", ontology().edges)):
        for name, item in items.items():
            section = _section(generated[f"reference/{page}.md"], name)
            assert item.description.en in section
            assert item.description.zh in section
            assert all(f"| `{p}` |" in section for p in item.properties), name


def test_every_lexicon_is_told(generated: Mapping[str, str]) -> None:
    for path in HOME.rglob("*.csv"):
        row = re.search(
            rf"^\| `{path.relative_to(HOME)}` \| (\d+) \| (.+) \| (.+) \|$", generated["reference/lexicons.md"], re.M
        )
        assert row, path.name
        assert int(row[1]) > 0


def test_every_module_of_the_python_reference_is_there(generated: Mapping[str, str], generator: ModuleType) -> None:
    for name in generator.MODULES:
        if importlib.util.find_spec(name):
            assert _section(generated["reference/python.md"], name).count("\n### ") > 0, f"{name} has nothing public"


def test_everything_public_says_what_it_is(generator: ModuleType) -> None:
    for name in filter(importlib.util.find_spec, generator.MODULES):
        for each, item in generator.public(importlib.import_module(name)).items():
            assert inspect.getdoc(item), f"{name}.{each} has no docstring"
