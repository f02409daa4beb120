"""How every command speaks: lines for a person, JSON for a program, progress on standard error."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console

# Names may hold what Rich takes for an emoji (endpoint:gemini).
out = Console(soft_wrap=True, emoji=False)
note = Console(stderr=True, soft_wrap=True, emoji=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program instead of lines for a person.")]


def show(value: Any, as_json: bool, lines: Callable[[], Iterator[str]], *, indent: int = 2) -> None:
    """Print a value as JSON, or the lines for a person."""
    if as_json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent, default=str) + "\n")
        return
    for line in lines():
        out.print(line, highlight=False, markup=False)


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being done; silent where that is no terminal."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=note, transient=True, disable=not note.is_terminal) as bar:
        task = bar.add_task(what, total=total)

        def step(now: str) -> None:
            bar.update(task, description=now, advance=1)

        yield step
