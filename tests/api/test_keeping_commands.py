"""The commands of those who keep a graph: what becomes of the judgements on names, which stand in a file beside it."""

from dataclasses import replace
from pathlib import Path

import pytest
from plan_builder import yunxi
from typer.testing import CliRunner

from innograph.api.cli import app
from innograph.api.cli_admin import _judgements_along
from innograph.graph.backup import backup
from innograph.graph.settings import Settings
from innograph.graph.store import Store

FOLDER, SERVER = "folder", "server"


def ends(tmp_path: Path, source: str, target: str) -> tuple[Settings, Settings]:
    """The settings of both ends; a server's judgements stand in the data folder of who uses it."""
    own = Settings(data=tmp_path / "own")
    made = {
        FOLDER: lambda name: replace(own, data=tmp_path / name),
        SERVER: lambda name: replace(own, uri=f"bolt://{name}"),
    }
    return made[source]("from"), made[target]("to")


def judge(settings: Settings, text: str) -> Path:
    settings.data.mkdir(exist_ok=True)
    path = settings.data / "judgements.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("source", [FOLDER, SERVER])
def test_judgements_go_along_to_a_folder(tmp_path: Path, source: str) -> None:
    one, two = ends(tmp_path, source, FOLDER)
    assert _judgements_along(one, two) == ""
    judge(one, "one")
    assert _judgements_along(one, two).endswith(f"were copied to {tmp_path / 'to' / 'judgements.yaml'}")
    assert (tmp_path / "to" / "judgements.yaml").read_text("utf-8") == "one"
    assert _judgements_along(one, two) == ""


@pytest.mark.parametrize("source", [FOLDER, SERVER])
def test_judgements_at_the_target_stay_and_that_is_told(tmp_path: Path, source: str) -> None:
    one, two = ends(tmp_path, source, FOLDER)
    kept = judge(two, "two")
    assert _judgements_along(one, two).endswith(f"stay as they are, in {kept}; the source has none")
    here = judge(one, "one")
    assert _judgements_along(one, two).endswith(f"stay as they are, in {kept}; those of the source are in {here}")
    assert kept.read_text("utf-8") == "two"


def test_for_a_server_it_is_told_where_they_stand(tmp_path: Path) -> None:
    one, two = ends(tmp_path, FOLDER, SERVER)
    here = judge(one, "one")
    assert f"stand in {here}: set INNOGRAPH_JUDGEMENTS" in _judgements_along(one, two)
    assert not (tmp_path / "own").exists()


def test_one_file_for_both_ends_is_left_alone(tmp_path: Path) -> None:
    one, two = ends(tmp_path, SERVER, FOLDER)
    file = tmp_path / "mine.yaml"
    file.write_text("mine", "utf-8")
    assert _judgements_along(replace(one, judgements=str(file)), replace(two, judgements=str(file))) == ""
    assert not two.data.exists()


def test_restore_tells_of_judgements_moved_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(Settings(data=tmp_path / "old")) as store:
        store.write_plan(yunxi())
        backup(store, tmp_path / "graph.zip")
    data = tmp_path / "data"
    judge(Settings(data=data), "[]\n")
    monkeypatch.setenv("INNOGRAPH_DATA", str(data))
    done = CliRunner().invoke(app, ["restore", str(tmp_path / "graph.zip")], catch_exceptions=False)
    assert done.exit_code == 0
    told = " ".join(done.output.split())
    assert "restored and proven" in told
    assert "judgements-aside-1.yaml now" in told
    assert not (data / "judgements.yaml").exists()
    assert (data / "judgements-aside-1.yaml").read_text("utf-8") == "[]\n"
