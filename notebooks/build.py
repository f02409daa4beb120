"""Build the notebooks from their sources: `python notebooks/build.py [--run] [NAME ...]`.

A source is a Python file in cells: `# %%` starts code, `# %% [markdown]` text (each line behind "# "). With `--run`
the notebooks are executed and their output kept, on a graph of their own that holds the bundled snapshot: no sentence
of a plan can come into an output. Without it, only cells that changed lose their output.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HOME = Path(__file__).parent
SOURCES = HOME / "sources"
TIMEOUT = 300
"""Seconds that one cell may take."""


def names() -> list[str]:
    """Names of the notebooks, in order."""
    return [path.stem for path in sorted(SOURCES.glob("*.py"))]


def cells(text: str) -> list[tuple[str, str]]:
    """(kind, content) of each cell of a source; what stands before the first mark is left out."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("# %%"):
            found.append(("markdown" if "[markdown]" in line else "code", []))
        elif found:
            found[-1][1].append(line)
    return [(kind, _content(kind, lines)) for kind, lines in found]


def _content(kind: str, lines: list[str]) -> str:
    if kind == "markdown":
        lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
    return "\n".join(lines).strip("\n")


def notebook_of(text: str) -> NotebookNode:
    """A notebook of a source, without output; the same source gives the same notebook."""
    made = new_notebook()
    for number, (kind, content) in enumerate(cells(text), 1):
        new = new_markdown_cell if kind == "markdown" else new_code_cell
        made.cells.append(new(content, id=f"cell-{number:02}"))
    made.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return made


def run(notebook: NotebookNode, *, data: Path) -> NotebookNode:
    """Execute a notebook on the graph in the folder `data`; raises nbclient.exceptions.CellExecutionError.

    Times are taken out of the result, so that the same graph gives the same file.
    """
    before = os.environ.get("INNOGRAPH_DATA")
    os.environ["INNOGRAPH_DATA"] = str(data)
    try:
        NotebookClient(
            notebook, timeout=TIMEOUT, kernel_name="python3", resources={"metadata": {"path": HOME}}
        ).execute()
    finally:
        if before is None:
            os.environ.pop("INNOGRAPH_DATA")
        else:
            os.environ["INNOGRAPH_DATA"] = before
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


def keep_outputs(new: NotebookNode, path: Path) -> NotebookNode:
    """Give unchanged code cells the outputs that the file on disk has for them."""
    old = nbformat.read(path, as_version=4).cells if path.exists() else []
    known: dict[str, Any] = {cell.source: cell for cell in old if cell.cell_type == "code"}
    for cell in new.cells:
        if cell.cell_type == "code" and cell.source in known:
            cell.outputs = known[cell.source].outputs
            cell.execution_count = known[cell.source].execution_count
    return new


def main() -> None:
    """Build those that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", action="store_true", help="execute them and keep their output")
    parser.add_argument("names", nargs="*", help="names of notebooks; default: all")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in given.names or names():
            path = HOME / f"{name}.ipynb"
            made = notebook_of((SOURCES / f"{name}.py").read_text("utf-8"))
            made = run(made, data=Path(folder) / "graph") if given.run else keep_outputs(made, path)
            nbformat.write(made, path)
            sys.stdout.write(f"{path.name}: {len(made.cells)} cells\n")


if __name__ == "__main__":
    main()
