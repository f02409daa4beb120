"""The command line, as a person and as a program uses it, on the example plan and the bundled snapshot."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from innograph.api import cli, jobs
from innograph.graph.errors import StoreError

EXAMPLE = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in an empty folder: (exit status, standard output, standard error)."""
    monkeypatch.setenv("INNOGRAPH_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["innograph", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        printed = capsys.readouterr()
        return int(stop.value.code or 0), printed.out, printed.err

    return command


def loaded(run: Run) -> dict[str, Any]:
    status, out, _ = run("load", EXAMPLE, "--json")
    assert status == 0
    result: dict[str, Any] = json.loads(out)
    return result


def test_load_query_verify_remove(run: Run) -> None:
    first = loaded(run)
    assert first["plans"][0]["status"] == "added"
    again = loaded(run)
    assert again["plans"][0]["status"] == "unchanged"
    assert again["counts"] == first["counts"]
    status, out, _ = run("query", "platforms-by-technology", "technology=graphene", "--json")
    answer = json.loads(out)
    assert status == 0
    assert answer["rows"]
    evidence = answer["rows"][0]["evidence"][0]
    assert evidence["plan"] == "yunxi-14fyp"
    assert "石墨烯" in evidence["text"]
    assert answer["coverage"]["plans"] == ["yunxi-14fyp"]
    assert run("verify")[0] == 0
    assert run("remove", "yunxi-14fyp")[0] == 0
    left = json.loads(run("status", "--json")[1])
    assert not any(left["counts"].values())


def test_verify_fails_when_the_source_changes(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "yunxi-14fyp.txt"
    text = EXAMPLE.read_text("utf-8")
    copy.write_text(text, encoding="utf-8")
    assert run("load", copy)[0] == 0
    at = text.index("石墨烯")
    copy.write_text(text[:at] + "铁" + text[at + 1 :], encoding="utf-8")
    status, out, _ = run("verify")
    assert status == 1
    assert "edge" in out
    copy.unlink()
    status, out, _ = run("verify")
    assert status == 4
    assert "yunxi-14fyp.txt" in out


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 40),
        ("english.txt", b"Nothing of a plan in here. " * 50),
        ("broken.pdf", b"%PDF-1.7\nnot really"),
        ("broken.docx", b"PK\x03\x04 no archive"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(run: Run, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    status, out, err = run("load", EXAMPLE, tmp_path / name)
    assert status == 3
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert name in err
    assert not json.loads(run("status", "--json")[1])["plans"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("query", "no-such-query"), 4, "no query"),
        (("query", "platforms-by-technology"), 2, "technology"),
        (("query", "platforms-by-technology", "technology"), 2, "key=value"),
        (("query", "platforms-by-technology", "tech=x"), 2, "tech"),
        (("remove", "nothing-here"), 4, "nothing-here"),
        (("load", "/nonexistent/plan.txt"), 3, "plan.txt"),
        (("export", "graph.doc"), 2, "doc"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_mistakes_are_told(run: Run, words: tuple[str, ...], status: int, said: str) -> None:
    code, _, err = run(*words)
    assert code == status
    assert said in err


def test_extract_writes_the_exchange_format(run: Run, tmp_path: Path) -> None:
    assert run("extract", EXAMPLE, "-o", tmp_path / "out.json")[0] == 0
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert found["plan"]["region"] == "云溪区"
    assert {"entities", "relations", "indicators"} <= found.keys()
    text = "".join(EXAMPLE.read_text("utf-8").split())
    assert all(0 < len(e["evidence"]) <= 120 for key in ("entities", "relations", "indicators") for e in found[key])
    assert sum("".join(e["name"].split()) in text for e in found["entities"]) > 0.9 * len(found["entities"])


@pytest.mark.parametrize("name", ["g.json", "g.graphml", "g.gexf", "g.zip", "g.xlsx", "g.jsonld", "g.cypher"])
def test_exports_are_written_whole(run: Run, tmp_path: Path, name: str) -> None:
    loaded(run)
    assert run("export", tmp_path / name)[0] == 0
    assert (tmp_path / name).stat().st_size > 1000
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".g.")] == []


def test_help_documents_every_command(run: Run) -> None:
    status, out, _ = run("--help")
    assert status == 0
    for name in ("load", "extract", "query", "verify", "status", "remove", "export", "serve", "evaluate"):
        assert name in out
        assert run(name, "--help")[0] == 0


def test_a_folder_gives_its_plans_and_not_its_readme(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "yunxi-14fyp.txt").write_bytes(EXAMPLE.read_bytes())
    (folder / "README.md").write_text("# 说明\n\n" + EXAMPLE.read_text("utf-8"), encoding="utf-8")
    status, out, _ = run("load", folder, "--json")
    assert status == 0
    assert [plan["plan"] for plan in json.loads(out)["plans"]] == ["yunxi-14fyp"]


HEAVY = "innograph.graph.store innograph.loaders.pipeline neo4j arcadedb numpy pandas pypinyin networkx openpyxl fastapi".split()
"""Packages that a command must not import unless it needs them; they take longer than the command."""


GRAPH = ("innograph.graph.store", "neo4j", "arcadedb", "numpy")
"""What every look into a graph needs; numpy comes with the engine's package."""


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ("--help", ()),
        ("load --help", ()),
        ("resolve list", ()),
        ("query", ("innograph.graph.store", "neo4j")),
        ("status --json", GRAPH),
        ("query actors-by-technology technology=graphene --json", GRAPH),
    ],
)
def test_a_command_imports_only_what_it_needs(tmp_path: Path, words: str, needed: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom innograph.api.cli import main\n"
        "try:\n    main()\nfinally:\n    print('\\n', *(n for n, m in sys.modules.items() if m), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words.split()],
        env={**os.environ, "INNOGRAPH_DATA": str(tmp_path / "data"), "INNOGRAPH_URI": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert set(done.stderr.split()) & set(HEAVY) == set(needed), done.stdout[-2000:]


def test_serve_fills_an_empty_folder_before_it_is_ready(tmp_path: Path) -> None:
    """The first that answers at all has all five plans; the second server on the folder finds them and fills nothing."""
    command = [sys.executable, "-m", "innograph.api.cli", "serve", "--port", "0"]
    environment = {**os.environ, "INNOGRAPH_DATA": str(tmp_path / "data"), "INNOGRAPH_URI": "", "COLUMNS": "200"}
    for filled in (True, False):
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr
            try:
                said = ""
                while "http://" not in said:
                    said += process.stderr.readline()
                    assert process.poll() is None, said
                assert ("filled the empty graph with the bundled snapshot of 5 plans" in said) == filled
                address = next(word for word in said.split() if word.startswith("http://"))
                with urlopen(f"{address}ready", timeout=30) as answer:  # noqa: S310
                    ready = json.load(answer)
                assert ready["status"] == "ready"
                assert len(ready["coverage"]["plans"]) == 5
            finally:
                process.send_signal(signal.SIGINT)
                process.stderr.read()
        assert process.returncode == 130  # as a shell says of what Ctrl-C ended


def test_two_servers_on_one_port_are_told_apart() -> None:
    """Both may be bound until one listens; the other hears of it in one line."""
    first = jobs._bound("127.0.0.1", 0)
    second = jobs._bound("127.0.0.1", first.getsockname()[1])
    with first, second:
        jobs._listen(first)
        with pytest.raises(StoreError, match=f"cannot listen on 127.0.0.1:{first.getsockname()[1]}"):
            jobs._listen(second)
