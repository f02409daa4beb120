"""`--second-opinion` as a person and as a program uses it, against a server on loopback."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from completions_server import CompletionsServer, reads, says, status

from innograph.api import cli
from innograph.loaders import pipeline

EXAMPLE = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"
KEY = "sk-very-secret-0123456789"
SPACES = "办好溪畔众创空间和云溪留学人员创业园"
CLAIMS = {
    "entities": [
        {"name": "溪畔众创空间", "type": "Park", "quote": SPACES},
        {"name": "火星集团", "type": "Firm", "quote": SPACES},
    ],
    "relations": [{"head": "云溪区", "type": "HOSTS", "tail": "溪畔众创空间", "quote": SPACES}],
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a folder of its own: (exit status, standard output, standard error)."""
    monkeypatch.setenv("INNOGRAPH_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        pipeline, "release", lambda: None
    )  # nothing but memory, and loading it again for each command is slow

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["innograph", *map(str, words)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        printed = capsys.readouterr()
        assert KEY not in printed.out + printed.err
        return int(stop.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[CompletionsServer]:
    with CompletionsServer(reads(CLAIMS)) as server:
        monkeypatch.setenv("INNOGRAPH_ENDPOINT", server.address)
        monkeypatch.setenv("INNOGRAPH_ENDPOINT_MODEL", "m")
        monkeypatch.setenv("INNOGRAPH_ENDPOINT_KEY", KEY)
        yield server


def as_json(run: Run, *words: object) -> dict[str, Any]:
    code, out, _ = run(*words, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_its_name_is_printed_as_it_is(run: Run, served: CompletionsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOGRAPH_ENDPOINT_MODEL", "gemini")
    assert "endpoint:gemini:" in run("extract", EXAMPLE, "--second-opinion")[2]


def test_load_adds_it_once_and_remembers_the_answers(run: Run, served: CompletionsServer) -> None:
    code, out, err = run("load", EXAMPLE, "--second-opinion")
    assert code == 0
    assert "yunxi-14fyp: added" in out
    assert "questions with" in err
    assert "127.0.0.1" in err
    assert "kept: 1 mentions, 1 relations, 0 figures" in err
    assert "1 name does not stand in its quotation" in err
    sent = len(served.requests)
    again = as_json(run, "load", EXAMPLE, "--second-opinion")
    assert again["plans"][0]["status"] == "unchanged"
    assert again["second_opinion"][0]["remembered"] == sent == len(served.requests)
    assert as_json(run, "load", EXAMPLE, "--second-opinion", "--fresh")["plans"][0]["status"] == "unchanged"
    assert len(served.requests) == 2 * sent
    assert "endpoint:m" in run("status", "--json")[1]
    assert run("verify")[0] == 0


def test_it_is_not_asked_unless_the_command_says_so(run: Run, served: CompletionsServer) -> None:
    assert "second_opinion" not in as_json(run, "load", EXAMPLE)
    assert run("extract", EXAMPLE)[0] == 0
    assert served.requests == []


def test_without_a_setting_it_is_one_line(run: Run) -> None:
    for words in (("load", EXAMPLE), ("extract", EXAMPLE), ("evaluate", EXAMPLE, EXAMPLE)):
        code, out, err = run(*words, "--second-opinion")
        assert (code, out) == (2, "")
        assert len(err.strip().splitlines()) == 1
        assert "INNOGRAPH_ENDPOINT" in err


def test_a_failure_is_told_and_the_plan_is_there(run: Run, served: CompletionsServer) -> None:
    served.behaviour = status(401)
    before = as_json(run, "load", EXAMPLE)
    code, out, err = run("load", EXAMPLE, "--second-opinion")
    assert code == 0
    assert "unchanged" in out
    assert "no second opinion" in err
    assert "(401)" in err
    after = as_json(run, "load", EXAMPLE, "--second-opinion")
    assert after["counts"] == before["counts"]
    assert after["second_opinion"][0]["status"] == "failed"
    assert "(401)" in after["second_opinion"][0]["error"]


def test_many_plans_carry_on_where_it_failed(run: Run, served: CompletionsServer) -> None:
    served.behaviour = status(401)
    assert as_json(run, "load", EXAMPLE, "--jobs", 1, "--second-opinion")["plans"][0]["status"] == "added"
    served.behaviour = reads(CLAIMS)
    assert as_json(run, "load", EXAMPLE, "--jobs", 1, "--second-opinion")["plans"][0]["status"] == "replaced"
    assert as_json(run, "load", EXAMPLE, "--jobs", 1, "--second-opinion")["plans"][0]["status"] == "skipped"
    assert as_json(run, "load", EXAMPLE, "--jobs", 1)["plans"][0]["status"] == "replaced"


@pytest.mark.parametrize(
    "words",
    [("load", EXAMPLE, "--jobs", 2, "--second-opinion"), ("load", EXAMPLE, "--fresh"), ("extract", EXAMPLE, "--fresh")],
)
def test_what_does_not_go_together_is_told(run: Run, served: CompletionsServer, words: tuple[object, ...]) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert "--second-opinion" in err
    assert served.requests == []


def test_extract_marks_what_it_read(run: Run, served: CompletionsServer, tmp_path: Path) -> None:
    assert run("extract", EXAMPLE, "--second-opinion", "-o", tmp_path / "out.json")[0] == 0
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [e["name"] for e in found["entities"] if e.get("readers") == ["endpoint:m"]] == ["溪畔众创空间"]
    assert [r["type"] for r in found["relations"] if r.get("readers") == ["endpoint:m"]] == ["HOSTS"]
    assert found["second_opinion"][0]["dropped"] == {"name does not stand in its quotation": 1}


def test_evaluate_shows_whether_it_helps(run: Run, served: CompletionsServer, tmp_path: Path) -> None:
    assert run("extract", EXAMPLE, "--second-opinion", "-o", tmp_path / "yunxi-14fyp.json")[0] == 0
    scores = as_json(run, "evaluate", tmp_path / "yunxi-14fyp.json", EXAMPLE, "--second-opinion")
    assert scores["with"]["macro"]["relation"] == 1.0
    assert scores["without"]["macro"]["relation"] < 1.0
    assert scores["second_opinion"][0]["kept"]["relations"] == 1
    code, out, err = run("evaluate", tmp_path / "yunxi-14fyp.json", EXAMPLE, "--second-opinion")
    assert code == 0
    assert "without the second opinion: macro F1" in out
    assert "kept: 1 mentions" in err
    plain = as_json(run, "evaluate", tmp_path / "yunxi-14fyp.json", EXAMPLE)
    assert plain == scores["without"]


def test_answers_of_no_use_are_a_failure(run: Run, served: CompletionsServer) -> None:
    served.behaviour = says("<script>alert(1)</script>")
    code, _, err = run("load", EXAMPLE, "--second-opinion")
    assert code == 0
    assert "none of its answers" in err
    assert "script" not in err
