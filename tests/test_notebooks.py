"""The notebooks: built from their sources, run from a fresh graph, and without a sentence of a plan in their output."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from innograph.api import jobs
from innograph.graph.settings import Settings
from innograph.graph.snapshot import snapshot_facts
from innograph.graph.store import Store

HOME = Path(__file__).parents[1] / "notebooks"
PLANS = HOME.parents[1] / "shared" / "plans"
NAMES = sorted(path.stem for path in (HOME / "sources").glob("*.py"))
ON_THE_GRAPH = [name for name in NAMES if not name.startswith(("01", "05"))]
"""The others make a graph of their own from the example."""


def builder() -> ModuleType:
    """notebooks/build.py, which is in no package."""
    spec = importlib.util.spec_from_file_location("notebooks_build", HOME / "build.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


build = builder()


def stored(name: str) -> Any:
    return nbformat.read(HOME / f"{name}.ipynb", as_version=4)


def printed(notebook: Any) -> Iterator[str]:
    """All text of all outputs."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            yield from (data.get(kind, "") for kind in ("text/plain", "text/html", "image/svg+xml"))
            yield output.get("text", "")


def test_there_are_seven() -> None:
    assert [name[:2] for name in NAMES] == ["01", "02", "03", "04", "05", "06", "07"]
    assert build.names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_what_its_source_says(name: str) -> None:
    made = build.notebook_of((HOME / "sources" / f"{name}.py").read_text("utf-8"))
    assert [(c.cell_type, c.source) for c in stored(name).cells] == [(c.cell_type, c.source) for c in made.cells], (
        "run: python notebooks/build.py --run"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_teaches_in_both_languages_and_shows_output(name: str) -> None:
    notebook = stored(name)
    first = notebook.cells[0].source
    assert re.match(r"# \d\. ", first)
    assert re.search(r"\*\*[\u4e00-\u9fff]", first)
    texts = [c for c in notebook.cells if c.cell_type == "markdown"]
    codes = [c for c in notebook.cells if c.cell_type == "code"]
    assert len(texts) >= 5
    assert sum(bool(c.outputs) for c in codes) >= len(codes) / 2
    assert not [o for c in codes for o in c.outputs if o.output_type == "error"]
    assert (HOME / f"{name}.ipynb").stat().st_size < 800_000


def test_no_output_holds_a_sentence_of_the_plans() -> None:
    if not PLANS.is_dir():
        pytest.skip("the plans are not beside the repository (../shared/plans)")
    prose = "\n".join(path.read_text("utf-8") for path in sorted(PLANS.glob("*.txt")))
    for name in sorted(known_names(), key=len, reverse=True):
        prose = prose.replace(name, "\n")
    pieces = [line[i : i + 20] for line in prose.split("\n") for i in range(len(line) - 19)]
    runs = {piece for piece in pieces if len(re.findall(r"[\u4e00-\u9fff]", piece)) > 5}
    assert len(runs) > 10_000
    for name in NAMES:
        for text in printed(stored(name)):
            found = [text[i : i + 20] for i in range(len(text) - 19) if text[i : i + 20] in runs]
            assert not found, (name, found[:3])


def known_names() -> set[str]:
    """Names, which are facts and may be told: of entities, figures, plans and sections."""
    found: set[str] = set()
    for facts in snapshot_facts():
        found |= {facts.plan.title, facts.plan.issuer} | {s.title for s in facts.sections}
        found |= {name for e in facts.entities for name in (e.name, *e.aliases, *(m.surface for m in e.mentions))}
        found |= {figure.name for figure in facts.figures}
    return {name for name in found if len(name) > 3}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder: the first notebook that uses it fills it with the bundled snapshot."""
    return tmp_path_factory.mktemp("notebooks") / "graph"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of the five plans with their text."""
    if not PLANS.is_dir():
        pytest.skip("the plans are not beside the repository (../shared/plans)")
    data = tmp_path_factory.mktemp("notebooks-plans") / "graph"
    with Store.open(Settings(data=data)) as store:
        jobs.load(store, jobs.plan_files([PLANS]))
    return data


def run(name: str, data: Path) -> Any:
    return build.run(build.notebook_of((HOME / "sources" / f"{name}.py").read_text("utf-8")), data=data)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_on_the_snapshot(name: str, snapshot: Path) -> None:
    done = run(name, snapshot)
    codes = [c for c in done.cells if c.cell_type == "code"]
    assert all(c.execution_count for c in codes if c.source)
    assert not [o for c in codes for o in c.outputs if o.output_type == "error"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_THE_GRAPH)
def test_a_notebook_runs_on_the_plans_with_their_text(name: str, plans: Path) -> None:
    done = run(name, plans)
    if name.startswith(("02", "04")):
        assert "(loaded without text)" not in json.dumps([dict(o) for c in done.cells for o in c.get("outputs", ())])
