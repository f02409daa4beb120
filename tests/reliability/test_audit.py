"""The audit of the lock files: what it makes of a report, and of no network."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
import audit

FAULT = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.1"], "description": "bad"}


def done(stdout: str, stderr: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, stdout, stderr)


def report(*faults: dict[str, object]) -> str:
    return json.dumps({"dependencies": [{"name": "left", "version": "2.0", "vulns": list(faults)}], "fixes": []})


def test_a_known_fault_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["a.lock"], lambda _: done(report(FAULT), code=1)) == 1
    assert "left 2.0: PYSEC-1 (fixed in 2.1)" in capsys.readouterr().out


@pytest.mark.parametrize("known", ["PYSEC-1", "CVE-1"])
def test_an_accepted_fault_does_not(monkeypatch: pytest.MonkeyPatch, known: str) -> None:
    monkeypatch.setitem(audit.ACCEPTED, known, "the function is not used")
    assert audit.main(["a.lock"], lambda _: done(report(FAULT), code=1)) == 0


def test_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["a.lock", "b.lock"], lambda _: done(report())) == 0
    assert capsys.readouterr().out == "a.lock: no known fault\nb.lock: no known fault\n"


def test_without_a_network_it_says_so_and_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["a.lock"], lambda _: done("", "Traceback\nConnectionError: no route", code=1)) == 0
    assert capsys.readouterr().out == "a.lock: not checked (ConnectionError: no route)\n"


def test_an_answer_that_never_comes_is_told_of_and_passes(capsys: pytest.CaptureFixture[str]) -> None:
    def wait(lock: Path) -> audit.Done:
        raise subprocess.TimeoutExpired(["pip_audit", str(lock)], 180.0)

    assert audit.main(["a.lock"], wait) == 0
    assert "a.lock: not checked (no answer within 180 s)" in capsys.readouterr().out


def test_the_lock_files_are_there_with_a_hash_for_every_package() -> None:
    for name in audit.LOCKS:
        text = (audit.ROOT / name).read_text("utf-8")
        pins = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
        assert len(pins) > 20
        assert all(line.rstrip().endswith("\\") for line in pins)
