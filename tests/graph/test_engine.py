"""The embedded engine: one owner, any number of guests, and every way to die."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest
from graph_dump import dump, orphans
from plan_builder import luoshi, yunxi

from innograph.api.jobs import fill_empty
from innograph.graph import engine
from innograph.graph.engine import Engine, FileLock
from innograph.graph.errors import ForbiddenError, StoreError
from innograph.graph.settings import Settings
from innograph.graph.store import Store

SUPPORT = Path(__file__).parents[1] / "support"
PRELUDE = f"""
import os, sys, time
from pathlib import Path
sys.path.insert(0, {str(SUPPORT)!r})
import plan_builder
from innograph.graph.settings import Settings
from innograph.graph.store import Store
settings = Settings(data=Path(sys.argv[1]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(folder: Path) -> Iterator[object]:
    """Runs Python code in processes of their own, on the test's folder; what is left of them is killed afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + code, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> str:
    """The next line that a process prints."""
    assert process.stdout
    found = process.stdout.readline().strip()
    assert found, process.stderr.read() if process.stderr else ""
    return found


SERVE = """
with Store.open(settings) as store:
    print("open", flush=True)
    sys.stdin.read() if sys.argv[2:] else time.sleep(60)
"""


def test_files_and_their_modes(folder: Path) -> None:
    with Store.open(Settings(data=folder)) as store:
        told = folder / "engine.json"
        assert stat.S_IMODE(told.stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "engine").stat().st_mode) == 0o700
        address = json.loads(told.read_text("utf-8"))
        assert address["pid"] == os.getpid()
        assert len(address["password"]) >= 32
        assert address["password"] != address["reader_password"]
        users = (folder / "engine" / "config" / "server-users.jsonl").read_text("utf-8")
        assert address["password"] not in users
        assert address["reader_password"] not in users
        store.write_plan(yunxi())
    assert not told.exists()


def test_passwords_differ_from_start_to_start(folder: Path) -> None:
    seen = set()
    for _ in range(2):
        hold = Engine.open(folder)
        seen.add(hold.address.password)
        hold.close()
    assert len(seen) == 2


def test_it_listens_on_loopback_alone(folder: Path) -> None:
    hold = Engine.open(folder)
    try:
        listening = [
            row.split()
            for name in ("tcp", "tcp6")
            for row in Path(f"/proc/self/net/{name}").read_text("ascii").splitlines()[1:]
        ]
        mine = {Path(f"/proc/self/fd/{fd}").readlink().name for fd in _sockets()}
        local = [row[1] for row in listening if row[3] == "0A" and f"socket:[{row[9]}]" in mine]
        assert len(local) >= 2
        assert all(_is_loopback(address) for address in local), local
    finally:
        hold.close()


def _sockets() -> list[str]:
    found = []
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
        try:
            if os.readlink(f"/proc/self/fd/{name}").startswith("socket:"):  # noqa: PTH115
                found.append(name)
        except OSError:
            continue
    return found


def _is_loopback(address: str) -> bool:
    host = address.partition(":")[0]
    return host in {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


def test_nothing_is_printed(run, folder: Path) -> None:
    done = run("with Store.open(settings) as store: store.write_plan(plan_builder.yunxi())")
    out, err = done.communicate(timeout=60)
    assert (done.returncode, out, err) == (0, "", "")
    assert (folder / "log" / "arcadedb.log.0").stat().st_size > 0


def test_a_second_process_attaches(run, folder: Path) -> None:
    first = run(SERVE)
    assert line(first) == "open"
    with Store.open(Settings(data=folder)) as store:
        assert json.loads((folder / "engine.json").read_text("utf-8"))["pid"] == first.pid
        store.write_plan(yunxi())
        other = run("with Store.open(settings) as store: print([plan.id for plan in store.plans()])")
        assert line(other) == "['yunxi']"
        with pytest.raises(ForbiddenError):
            store.read("CREATE (n:Entity {id: 'x'})")
    assert first.poll() is None


def test_two_holds_in_one_process(folder: Path) -> None:
    one, two = Store.open(Settings(data=folder)), Store.open(Settings(data=folder))
    one.write_plan(yunxi())
    one.close()
    assert len(two.plans()) == 1
    two.close()
    assert not (folder / "engine.json").exists()


def test_simultaneous_starters(run) -> None:
    crowd = [
        run(f"with Store.open(settings) as s: s.write_plan(plan_builder.large('p{number}', entities=20, passages=10,"
            " mentions=30, relations=20)); print(len(s.plans()) >= 1, flush=True); time.sleep(1)")
        for number in range(3)
    ]  # fmt: skip
    for process in crowd:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
    last = run("with Store.open(settings) as s: print([plan.id for plan in s.plans()])")
    assert line(last) == "['p0', 'p1', 'p2']"


def test_after_kill_9_the_next_one_takes_over(run, folder: Path) -> None:
    first = run(SERVE)
    assert line(first) == "open"
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (folder / "engine.json").exists()
    with Store.open(Settings(data=folder)) as store:
        store.write_plan(yunxi())
        assert json.loads((folder / "engine.json").read_text("utf-8"))["pid"] == os.getpid()


def test_a_guest_survives_its_host(run, folder: Path) -> None:
    first = run(SERVE)
    assert line(first) == "open"
    with Store.open(Settings(data=folder)) as store:
        store.write_plan(yunxi())
        before = dump(store)
        first.kill()
        first.wait()
        assert dump(store) == before
        store.write_plan(luoshi())
        assert len(store.plans()) == 2


LOAD = """
store = Store.open(settings)
store.write_plan(plan_builder.yunxi())
print("loaded", flush=True)
for number in range(1000):
    store.write_plan(plan_builder.large(f"p{number}", entities=200, passages=100, mentions=600, relations=400))
    print(f"p{number}", flush=True)
"""


@pytest.mark.parametrize("delay", [0.05, 0.3, 0.7])
def test_kill_9_during_a_load_leaves_whole_plans(run, folder: Path, delay: float) -> None:
    process = run(LOAD)
    assert line(process) == "loaded"
    acknowledged = [line(process)]
    time.sleep(delay)
    process.kill()
    process.wait()
    acknowledged += process.stdout.read().split()
    with Store.open(Settings(data=folder)) as store:
        loaded = [plan.id for plan in store.plans()]
        assert {"yunxi", *acknowledged} <= set(loaded)
        assert len(loaded) <= len(acknowledged) + 2  # one more may have been committed and not told
        assert orphans(store) == []
        survived = dump(store)
        plans = [store.resolved(plan) for plan in loaded]
        for plan in loaded:
            store.remove_plan(plan)
        assert not any(store.counts().values())
        for plan in plans:
            assert plan
            store.write_plan(plan)
        assert dump(store) == survived


FILL = """
from innograph.api.jobs import fill_empty
store = Store.open(settings)
print("open", flush=True)
fill_empty(store)
print("filled", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("delay", [0.2, 0.5, 0.8, 1.1, None])
def test_kill_9_while_the_snapshot_goes_in_leaves_all_or_nothing(run, folder: Path, delay: float | None) -> None:
    process = run(FILL)
    assert line(process) == "open"
    if delay is None:
        assert line(process) == "filled"
    else:
        time.sleep(delay)
    process.kill()
    process.wait()
    told = delay is None or "filled" in process.stdout.read()
    with Store.open(Settings(data=folder)) as store:
        plans = len(store.plans())
        assert plans == 5 if told else plans in {0, 5}
        assert any(store.counts().values()) == bool(plans)
        assert orphans(store) == []
        assert fill_empty(store) == 5 - plans
        survived = store.data_version()
    with Store.open(Settings(data=folder.with_name("another"))) as store:
        fill_empty(store)
        assert store.data_version() == survived


def test_servers_that_fill_one_folder_at_once(run, folder: Path) -> None:
    """Every one of them answers with five plans, and one of them has filled the graph."""
    code = FILL.replace("fill_empty(store)\n", "count = fill_empty(store)\n").replace(
        '"filled"', "count, len(store.plans())"
    )
    crowd = [run(code) for _ in range(3)]
    assert [line(process) for process in crowd] == ["open"] * 3
    assert sorted(line(process) for process in crowd) == ["0 5", "0 5", "5 5"]


def test_a_holder_that_does_not_answer_is_named(run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_ANSWER_S", 0.3)
    first = run(SERVE)
    assert line(first) == "open"
    first.send_signal(signal.SIGSTOP)
    with pytest.raises(StoreError, match=f"held by process {first.pid}, which does not answer"):
        Engine.open(folder, wait_s=1)


def test_a_lock_without_an_engine_is_told(folder: Path) -> None:
    folder.mkdir()
    with FileLock(folder / "engine.lock"), pytest.raises(StoreError, match="held by another process"):
        Engine.open(folder, wait_s=0.2)


def test_a_taken_port_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        right = engine._free_ports
        offers = iter([(right()[0], port), (port, right()[1])])
        monkeypatch.setattr(engine, "_free_ports", lambda: next(offers, None) or right())
        hold = Engine.open(folder)
        assert hold.address.port != port
        hold.close()
        assert next(offers, None) is None


@pytest.mark.parametrize("kind", ["file", "below a file"])
def test_a_folder_that_cannot_be(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "data"
    path.write_text("not a folder", "utf-8")
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(Settings(data=path if kind == "file" else path / "below"))


@pytest.mark.parametrize("damage", ["schema", "dictionary", "entities", "passages", "gone"])
def test_a_damaged_graph_is_not_taken_for_an_empty_one(folder: Path, damage: str) -> None:
    with Store.open(Settings(data=folder)) as store:
        store.write_plan(yunxi())
    database = folder / "engine" / "databases" / "innograph"
    if damage == "gone":
        for path in database.iterdir():
            path.unlink()
    else:
        pattern = {"schema": "schema*.json", "dictionary": "*.dict", "entities": "Entity%7E*.bucket"}
        for path in database.glob(pattern.get(damage, "Passage_0.*.bucket")):
            path.write_bytes(os.urandom(path.stat().st_size))
    with pytest.raises(StoreError) as caught:
        Store.open(Settings(data=folder))
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_another_schema_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(Settings(data=folder)).close()
    monkeypatch.setattr("innograph.graph.schema.SCHEMA_VERSION", 2)
    with pytest.raises(StoreError, match="under schema 1"):
        Store.open(Settings(data=folder))


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:1", "http://127.0.0.1:1", "nonsense"])
def test_a_server_that_is_not_there(uri: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(Settings(uri=uri, password="secret-word"))
    assert "secret-word" not in str(caught.value)


def test_the_reader_cannot_become_more(folder: Path) -> None:
    hold = Engine.open(folder)
    user, password = hold.address.reader_auth
    try:
        with neo4j.GraphDatabase.driver(hold.address.uri, auth=(user, password)) as driver:
            for statement in (
                "CREATE USER x SET PASSWORD 'yyyyyyyyy'",
                "DROP USER root",
                "SHOW USERS",
                "CREATE (n:Nothing)",
                "PROFILE CREATE (n:Nothing)",
                "CREATE INDEX x FOR (n:Entity) ON (n.x)",
            ):
                with pytest.raises(neo4j.exceptions.Neo4jError):
                    driver.execute_query(statement, database_=engine.DATABASE)
        for wrong in (("root", password), ("reader", ""), ("root", "root"), None):
            with (
                neo4j.GraphDatabase.driver(hold.address.uri, auth=wrong) as driver,
                pytest.raises((neo4j.exceptions.AuthError, neo4j.exceptions.Neo4jError)),
            ):
                driver.execute_query("RETURN 1", database_=engine.DATABASE)
    finally:
        hold.close()


def test_event_logs_do_not_pile_up(folder: Path) -> None:
    for _ in range(8):
        Engine.open(folder).close()
    assert len(list((folder / "engine" / "log").glob("server-event-log-*"))) <= engine._EVENT_LOGS + 1
