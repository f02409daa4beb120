"""The command line: `innograph --help`."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from innograph.api import cli_admin, cli_opinion, cli_resolve, jobs
from innograph.api.cli_ask import ask
from innograph.api.cli_diff import diff
from innograph.api.cli_mcp import mcp
from innograph.api.cli_report import report
from innograph.api.speaking import Json, note, out, progress, show
from innograph.api.starting import hurry, open_store
from innograph.graph.errors import AmbiguousNameError, BadParameterError, InnographError
from innograph.graph.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Turn science-and-technology plans into a knowledge graph of innovation actors, and ask it.\n\n"
    "The graph lives in the folder INNOGRAPH_DATA (an embedded engine), or on the Neo4j server INNOGRAPH_URI. "
    "Every fact in it leads to the sentence it was read from.",
)
app.add_typer(cli_resolve.app, name="resolve")
app.command()(diff)
cli_admin.register(app)
app.command()(ask)
app.command()(mcp)
app.command()(report)


def main() -> None:
    """Entry point: every error of innograph's own is one line on standard error and its exit code."""
    hurry()
    try:
        app()
    except AmbiguousNameError as error:
        note.print(str(error), style="red", highlight=False, markup=False)
        for candidate in error.candidates:
            note.print(f"  {candidate['id']}  {candidate['name']} ({candidate['type']})", highlight=False, markup=False)
        sys.exit(error.exit_code)
    except InnographError as error:
        note.print(str(error), style="red", highlight=False, markup=False)
        sys.exit(error.exit_code)


@app.command()
def load(
    paths: Annotated[list[Path], typer.Argument(help="Plans (txt, HTML, PDF, DOCX), or folders of them.")],
    plan_id: Annotated[
        str | None, typer.Option("--id", help="Id of the plan, for a single file; default: from the file's name.")
    ] = None,
    jobs_: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="For many plans: read with this many processes, write as they come."),
    ] = None,
    ray: Annotated[
        str | None, typer.Option(help="Read on a Ray cluster instead: its address, auto, or local (extra ray).")
    ] = None,
    second_opinion: cli_opinion.Wanted = False,
    fresh: cli_opinion.Fresh = False,
    as_json: Json = False,
) -> None:
    """Read plans and put them into the graph.

    Each plan goes in whole or not at all. A plan whose id is there already is replaced, and nothing changes if it says
    the same. Every file is read before the first is written; a file that is no plan stops the command with one line.
    With --jobs or --ray, files loaded before and unchanged are skipped, so that a stopped load carries on; a file that is no
    plan is told and left out, with exit status 3 at the end.
    """
    files = jobs.plan_files(paths)
    if plan_id and len(files) > 1:
        raise BadParameterError("--id goes with a single file")
    if jobs_ is not None or ray is not None:
        if plan_id:
            raise BadParameterError("--id does not go with --jobs or --ray")
        if second_opinion and (ray is not None or (jobs_ or 0) > 1):
            raise BadParameterError(
                "--second-opinion goes with --jobs 1, and not with --ray: one process asks the endpoint"
            )
        opinion = cli_opinion.second_opinion(wanted=second_opinion, fresh=fresh)
        cli_admin.load_many(files, jobs=jobs_, ray=ray, opinion=opinion, as_json=as_json)
        return
    from innograph.graph.judgements import judgements_of

    settings = Settings.from_env()
    opinion = cli_opinion.second_opinion(wanted=second_opinion, fresh=fresh)
    judgements = judgements_of(settings)
    with progress(2 * len(files), "reading") as step:
        ready = jobs.read_all(files, plan_id=plan_id, step=step, judgements=judgements, extractor=opinion)
        with open_store(settings) as store:
            reports = jobs.write_all(store, ready, step=step)
            counts = store.counts()
    cli_opinion.tell(opinion)

    def lines() -> Iterator[str]:
        for r in reports:
            yield f"{r['plan']}: {r['status']}; {r['entities']} entities, {r['relations']} relations, {r['figures']} figures"
        yield f"the graph holds {counts['Plan']} plans, {counts['Entity']} entities, {counts['Target']} figures"

    show({"plans": reports, "counts": counts, **cli_opinion.field(opinion)}, as_json, lines)


@app.command()
def extract(
    path: Annotated[Path, typer.Argument(help="A plan (txt, HTML, PDF, DOCX).")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; default: standard output.")
    ] = None,
    second_opinion: cli_opinion.Wanted = False,
    fresh: cli_opinion.Fresh = False,
) -> None:
    """Read one plan and write what it says as JSON (the exchange format), without touching the graph."""
    opinion = cli_opinion.second_opinion(wanted=second_opinion, fresh=fresh)
    found = jobs.extract(path, extractor=opinion) | cli_opinion.field(opinion)
    cli_opinion.tell(opinion)
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="Name of a query; without one, all are listed.")] = None,
    values: Annotated[list[str] | None, typer.Argument(help="Parameters as key=value.")] = None,
    as_json: Json = False,
) -> None:
    """Run a named query, for example: innograph query platforms-by-technology technology=graphene."""
    if name is None:
        listed = jobs.query_list()
        show(listed, as_json, lambda: (f"{q['name']:34} {q['title_en']}  {q['title_zh']}" for q in listed))
        return
    given = dict(jobs.key_value(text) for text in values or [])
    with open_store() as store:
        answer = jobs.run_named(store, name, given)
    show(answer, as_json, lambda: jobs.answer_lines(answer))


@app.command()
def verify(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders to look in; default: the files recorded at load.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find every piece of evidence again in the plans' own files.

    Exit status 0 if all of it stands where it was read, 1 if some has moved or changed, 4 if a plan's file is missing.
    """
    with open_store() as store, progress(len(store.plans()), "verifying") as step:
        results = jobs.verify(store, paths or [], step=step)
    show(results, as_json, lambda: jobs.verify_lines(results))
    missing, faults = any(r["missing"] for r in results), any(r["faults"] for r in results)
    raise typer.Exit(1 if faults else 4 if missing else 0)


@app.command()
def status(as_json: Json = False) -> None:
    """Say what the graph holds: plans, nodes and edges by type, data version, where it is kept."""
    settings = Settings.from_env()
    with open_store(settings) as store:
        state = jobs.status(store, settings)
    show(state, as_json, lambda: jobs.status_lines(state))


@app.command()
def remove(plan: Annotated[str, typer.Argument(help="Id of a plan (see status).")], as_json: Json = False) -> None:
    """Take a plan out of the graph: exactly what it alone said goes."""
    with open_store() as store:
        report = store.remove_plan(plan)
    show({"plan": plan, "status": report.status}, as_json, lambda: iter([f"{plan}: {report.status}"]))


@app.command()
def export(
    output: Annotated[Path, typer.Argument(help="File to write.")],
    form: Annotated[str | None, typer.Option("--format", help="One of those listed below; default: by suffix.")] = None,
    plan: Annotated[str | None, typer.Option(help="Only what this plan says.")] = None,
) -> None:
    """Write the graph to a file: json, graphml, gexf, csv (a zip), xlsx, jsonld or cypher."""
    with open_store() as store:
        written = jobs.export(store, output, form=form, plan=plan)
    out.print(f"{output}: {written['nodes']} nodes, {written['edges']} edges", highlight=False)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: INNOGRAPH_HOST, 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default: INNOGRAPH_PORT, 8000; 0 picks a free one.")] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Do not fill an empty graph with the bundled snapshot.")
    ] = False,
) -> None:
    """Serve the web page and the API; an empty graph is filled with the bundled snapshot of five plans first."""
    jobs.serve(
        Settings.from_env(), host=host, port=port, fill=not empty, say=lambda text: note.print(text, highlight=False)
    )


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="A gold file or a folder of them (exchange format).")],
    plans: Annotated[Path, typer.Argument(help="The plan's file, or the folder that holds one for each gold file.")],
    misses: Annotated[
        bool, typer.Option("--misses", help="List what was missed and what was found in excess.")
    ] = False,
    second_opinion: cli_opinion.Wanted = False,
    fresh: cli_opinion.Fresh = False,
    as_json: Json = False,
) -> None:
    """Score extraction against annotated plans: per document, per type and per relation.

    With --second-opinion the tables are those with it, and the macro F1 without it stands beside.
    """
    opinion = cli_opinion.second_opinion(wanted=second_opinion, fresh=fresh)
    result = jobs.evaluate(gold, plans)
    if opinion is None:
        show(asdict(result), as_json, lambda: jobs.evaluation_lines(result, misses=misses))
        return
    from innograph.loaders.evaluation import macro_line

    both = jobs.evaluate(gold, plans, extractor=opinion)
    cli_opinion.tell(opinion)

    def lines() -> Iterator[str]:
        yield from jobs.evaluation_lines(both, misses=misses)
        yield f"without the second opinion: {macro_line(result)}"

    show({"with": asdict(both), "without": asdict(result), **cli_opinion.field(opinion)}, as_json, lines)


if __name__ == "__main__":
    main()
