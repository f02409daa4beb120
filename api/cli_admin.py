"""Commands for those who keep a graph: backup, restore, migrate, upgrade, and `load --jobs`."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innograph.api import cli_opinion
from innograph.api.speaking import Json, note, show
from innograph.api.starting import open_store
from innograph.graph.errors import BadParameterError
from innograph.graph.settings import Settings

if TYPE_CHECKING:
    from innograph.graph.backup import BackupReport
    from innograph.loaders.bulk import Outcome, Report
    from innograph.loaders.bulk import Progress as Loading
    from innograph.loaders.opinion.second import SecondOpinion


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (backup, restore, migrate, upgrade):
        app.command()(command)


def backup(
    output: Annotated[Path, typer.Argument(help="File to write (zip).")],
    as_json: Json = False,
) -> None:
    """Save the graph in one file: every plan as it was loaded, sentences included, and the judgements on names."""
    settings = Settings.from_env()
    with open_store(settings) as store, _steps() as step:
        from innograph.graph.backup import backup as write_backup
        from innograph.graph.judgements import judgements_path

        report = write_backup(store, output, judgements=judgements_path(settings), step=step)
    show(asdict(report), as_json, lambda: _backup_lines(report, "saved"))


def restore(
    source: Annotated[Path | None, typer.Argument(metavar="BACKUP", help="File that `innograph backup` wrote.")] = None,
    replace_all: Annotated[
        bool, typer.Option("--replace", help="Take out what the graph holds; also finishes a restore cut short.")
    ] = False,
    aside: Annotated[
        bool, typer.Option("--aside", help="Move the graph there now, which may be damaged, aside first (not deleted).")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a backup's graph back, and prove it: data version, counts and checksum must be those that were saved.

    With --aside and no file, a damaged graph is moved aside and an empty one begun, to load the plans again.
    """
    from innograph.graph.backup import read_manifest
    from innograph.graph.backup import restore as read_backup
    from innograph.graph.engine import set_aside
    from innograph.graph.judgements import judgements_path

    settings = Settings.from_env()
    if source:
        read_manifest(source)  # a wrong file must not cost the graph its place
    elif not aside:
        raise BadParameterError("name the file that `innograph backup` wrote (or --aside to begin an empty graph)")
    if aside:
        if settings.uri:
            raise BadParameterError("--aside is for the embedded engine's folder; a server has its own tools")
        moved = set_aside(settings.data)
        if moved:
            note.print(f"the graph that was there is in {moved} now", highlight=False, markup=False)
    with open_store(settings) as store, _steps() as step:
        if source is None:
            return
        report = read_backup(store, source, judgements=judgements_path(settings), replace=replace_all, step=step)
    show(asdict(report), as_json, lambda: _backup_lines(report, "restored and proven"))


def migrate(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Data folder, or Bolt address of a Neo4j server.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The same; it is empty, or half of this migration.")],
    as_json: Json = False,
) -> None:
    """Move a graph between engines, plan by plan, and prove it: data version, counts and checksum must be the same.

    The source is left as it is. Users and passwords come from INNOGRAPH_USER and INNOGRAPH_PASSWORD(_FILE); where both
    ends are servers, INNOGRAPH_FROM_USER and INNOGRAPH_FROM_PASSWORD(_FILE) go for the first.
    """
    from innograph.graph.migrate import migrate as move

    one, two = _end(source, source=True), _end(target, source=False)
    if one == two:
        raise BadParameterError("FROM and TO are the same graph")
    with open_store(one) as old, open_store(two) as new, _steps() as step:
        report = move(old, new, step=step)
    kept = _judgements_along(one, two)

    def lines() -> Iterator[str]:
        yield f"{report.plans} plans moved ({report.written} written), data version {report.data_version}"
        yield f"proven: {_counts(report.counts)}, checksum {report.checksum[:16]}…"
        if kept:
            yield kept

    show(asdict(report) | {"judgements": kept}, as_json, lines)


def upgrade(as_json: Json = False) -> None:
    """Bring a graph written by an earlier version up to this one's schema, from the plans' archives."""
    from innograph.graph.upgrade import upgrade as bring_up

    with _steps() as step:
        report = bring_up(Settings.from_env(), step=step)

    def lines() -> Iterator[str]:
        if report.plans or report.before != report.after:
            yield f"schema {report.before} to {report.after}: {report.plans} plans written anew"
        else:
            yield f"schema {report.after}: up to date"

    show(asdict(report), as_json, lines)


def load_many(
    files: list[Path], *, jobs: int | None, ray: str | None, opinion: "SecondOpinion | None" = None, as_json: bool
) -> None:
    """`innograph load --jobs N`: read with several processes (or on a cluster), skip what is loaded, carry on after faults."""
    from innograph.graph.judgements import judgements_of
    from innograph.loaders import bulk
    from innograph.loaders.pipeline import LOADERS_ALONE

    settings = Settings.from_env()
    judgements = judgements_of(settings)
    jobs = jobs or bulk.default_jobs()
    with open_store(settings) as store, _bar(len(files)) as report:
        outcomes = bulk.load_files(
            store,
            files,
            jobs=jobs,
            judgements=judgements,
            reader=_ray_reader(ray, jobs, judgements),
            extractor=opinion or LOADERS_ALONE,
            report=report,
        )
        counts = store.counts()
    cli_opinion.tell(opinion)
    failed = [each for each in outcomes if each.status == "failed"]

    def lines() -> Iterator[str]:
        for status in ("added", "replaced", "unchanged", "skipped", "failed"):
            number = sum(each.status == status for each in outcomes)
            if number:
                yield f"{number} {status}"
        yield from (each.error for each in failed)
        yield f"the graph holds {counts['Plan']} plans, {counts['Entity']} entities, {counts['Target']} figures"

    plans = [asdict(each) for each in outcomes]
    show({"plans": plans, "counts": counts, **cli_opinion.field(opinion)}, as_json, lines)
    if failed:
        raise typer.Exit(3)


def _ray_reader(address: str | None, jobs: int, judgements: Any) -> Any:
    if address is None:
        return None
    from innograph.loaders.cluster import RayReader

    return RayReader(address="" if address == "local" else address, workers=jobs, judgements=judgements)


def _end(text: str, *, source: bool) -> Settings:
    """The settings of one end of a migration."""
    from innograph.graph.bolt import SCHEMES

    own = Settings.from_env()
    if text.partition("://")[0] not in SCHEMES:
        if "://" in text:
            raise BadParameterError(f"{text!r} is neither a folder nor a Bolt address ({', '.join(SCHEMES)})")
        return replace(own, data=Path(text).resolve(), uri="")
    if source and any(name.startswith("INNOGRAPH_FROM_") for name in os.environ):
        renamed = {name.replace("_FROM_", "_"): value for name, value in os.environ.items() if "_FROM_" in name}
        own = Settings.from_env(renamed)
    return replace(own, uri=text)


def _judgements_along(one: Settings, two: Settings) -> str:
    """Judgements act at load and stand in a file: that in force at the source goes along, but replaces none at the target.

    A server has no folder of its own, so that nothing is copied for it: what is in force there is told.
    """
    from innograph.graph.judgements import judgements_path

    here, there = (judgements_path(each).resolve() for each in (one, two))
    if here == there or not (here.exists() or there.exists()):
        return ""
    if there.exists():
        if here.exists() and here.read_bytes() == there.read_bytes():
            return ""
        source = f"those of the source are in {here}" if here.exists() else "the source has none"
        return f"the judgements on names at the target stay as they are, in {there}; {source}"
    if two.uri:
        return f"the judgements on names stand in {here}: set INNOGRAPH_JUDGEMENTS to it where the server is used"
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(here.read_bytes())
    return f"the judgements on names were copied to {there}"


def _backup_lines(report: "BackupReport", done: str) -> Iterator[str]:
    size = f"{report.bytes / 1e6:.1f} MB"
    names = " and the judgements on names" if report.judgements else ""
    yield f"{report.path}: {report.plans} plans{names} {done}, {size}, data version {report.data_version}"
    yield f"{_counts(report.counts)}, checksum {report.checksum[:16]}…"
    if report.judgements_aside:
        yield f"the judgements on names that were there are in {report.judgements_aside} now"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{counts.get(name, 0)} {name}" for name in ("Plan", "Entity", "Passage", "Target"))


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being done; silent where that is no terminal."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=note, transient=True, disable=not note.is_terminal) as bar:
        task = bar.add_task("opening", total=None)
        yield lambda now: bar.update(task, description=now)


@contextmanager
def _bar(total: int) -> Iterator["Report"]:
    """A bar with rate and time left; where that is no terminal, a line every ten seconds."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    told = 0.0
    with Progress(*columns, console=note, transient=True, disable=not note.is_terminal) as bar:
        task = bar.add_task("opening", total=total)

        def report(outcome: "Outcome", progress: "Loading") -> None:
            nonlocal told
            bar.update(task, completed=progress.done, description=progress.line)
            if outcome.error:
                note.print(outcome.error, style="red", highlight=False, markup=False)
            if not note.is_terminal and progress.seconds - told >= 10:
                told = progress.seconds
                note.print(progress.line, highlight=False, markup=False)

        yield report
