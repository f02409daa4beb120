"""Loading over the API: preview, keep, remove; and files and forms that mean harm."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from innograph.api.app import create_app
from innograph.api.reading import loading
from innograph.graph.checksum import graph_checksum
from innograph.graph.store import Store

EXAMPLE = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"


@pytest.fixture
def client(own_store: Store) -> Iterator[TestClient]:
    settings = replace(own_store.settings, upload=True, max_upload_mb=1)
    with TestClient(create_app(settings, own_store)) as made:
        yield made


def sent(client: TestClient, url: str, content: bytes, name: str, **more: Any) -> Any:
    return client.post(url, files={"file": (name, content)}, **more)


def test_preview_keep_again_remove(client: TestClient, own_store: Store) -> None:
    data = EXAMPLE.read_bytes()
    shown = sent(client, "/api/plans/preview", data, EXAMPLE.name)
    assert shown.status_code == 200, shown.text
    told = shown.json()
    assert (told["plan"], told["replaces"]) == ("yunxi-14fyp", False)
    assert told["entities"]
    assert all(each["sentence"] for each in told["relations"])
    assert told["figures"][0]["unit"]
    assert own_store.plans() == []
    kept = sent(client, "/api/plans", data, EXAMPLE.name).json()
    assert (kept["plan"], kept["status"], kept["coverage"]["plans"]) == ("yunxi-14fyp", "added", ["yunxi-14fyp"])
    assert client.get("/api/plans").json()["items"][0]["id"] == "yunxi-14fyp"
    again = sent(client, "/api/plans", data, EXAMPLE.name).json()
    assert again["status"] == "unchanged"
    other = sent(client, "/api/plans", data, "other.txt", data={"id": "second"}).json()
    assert (other["plan"], other["status"]) == ("second", "added")
    assert client.delete("/api/plans/second").json()["status"] == "removed"
    assert client.delete("/api/plans/yunxi-14fyp").json()["coverage"]["plans"] == []
    assert client.delete("/api/plans/yunxi-14fyp").status_code == 404
    assert not any(own_store.counts().values())


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:t>" + b"0" * 200_000_000)
    return buffer.getvalue()


HOSTILE: list[tuple[str, bytes]] = [
    ("empty.txt", b""),
    ("zeros.txt", b"\x00" * 5000),
    ("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40),
    ("bomb.docx", bomb()),
    ("entities.html", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    ("deep.html", b"<div>" * 60_000),
    ("program.exe", b"MZ\x90\x00"),
    ("nameless", b"text"),
    ("../../etc/cron.d/x.sh", b"* * * * * root true"),
    ("-c.pdf", b"import os"),
    ("null\x00byte.pdf", b"nothing"),
]


@pytest.mark.parametrize(("name", "data"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_hostile_files_change_nothing(client: TestClient, own_store: Store, name: str, data: bytes) -> None:
    before = graph_checksum(own_store)
    answer = sent(client, "/api/plans", data, name)
    assert answer.status_code in {413, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "root:" not in answer.text
    assert graph_checksum(own_store) == before
    assert own_store.plans() == []


def test_reading_is_ended_in_time(monkeypatch: pytest.MonkeyPatch, client: TestClient) -> None:
    facts_of = loading.facts_of
    monkeypatch.setattr(loading, "facts_of", lambda file: facts_of(file, 0.1))
    answer = sent(client, "/api/plans/preview", EXAMPLE.read_bytes(), EXAMPLE.name)
    assert answer.status_code == 422
    assert "longer than" in answer.json()["detail"]


def test_forms_that_are_none(client: TestClient) -> None:
    assert client.post("/api/plans", json={}).status_code == 422
    assert client.post("/api/plans", data={"file": "text"}, files={"x": ("a.txt", b"a")}).status_code == 422
    assert sent(client, "/api/plans", b"a", "a.txt", data={"id": "../x"}).status_code == 422
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/api/plans", content=b"--y\r\n\r\n", headers=broken).status_code == 422
    without = {"Content-Type": "multipart/form-data"}
    assert client.post("/api/plans", content=b"--y\r\n\r\n", headers=without).status_code == 422
    assert sent(client, "/api/plans", b"a" * (2 * 2**20), "a.txt").status_code == 413

    def pieces() -> Iterator[bytes]:  # without a length told
        for _ in range(64):
            yield b"a" * 2**16

    assert client.post("/api/plans", content=pieces(), headers=broken).status_code == 413


def test_pages_of_other_sites_may_not(client: TestClient, own_store: Store) -> None:
    foreign = {"Origin": "https://elsewhere.example"}
    assert sent(client, "/api/plans", b"a", "a.txt", headers=foreign).status_code == 403
    assert client.delete("/api/plans/x", headers=foreign).status_code == 403
    assert client.delete("/api/plans/x", headers={"Origin": "http://testserver"}).status_code == 404


def test_off_by_default(sample_store: Store) -> None:
    with TestClient(create_app(sample_store.settings, sample_store)) as client:
        for answer in (
            sent(client, "/api/plans", b"a", "a.txt"),
            sent(client, "/api/plans/preview", b"a", "a.txt"),
            client.delete("/api/plans/yunxi"),
        ):
            assert answer.status_code == 403
            assert "INNOGRAPH_UPLOAD" in answer.json()["detail"]
