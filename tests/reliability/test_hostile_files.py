"""Files made to do harm: each is read as what it is, or refused in one line, soon, without the network and other files."""

import io
import re
import socket
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from innograph.graph.errors import ReadError
from innograph.loaders.meta import plan_id_of
from innograph.loaders.reading import document_from_bytes

PROSE = "云溪区科技创新规划提出,到2025年各项指标达到预期,全区创新能力明显提升,支持企业与高校共建研发平台。" * 3
SECRET = "innograph-secret-content"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a reader used the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def word(change: Callable[[dict[str, bytes]], None], *, text: str = PROSE) -> bytes:
    """A Word document whose parts were changed."""
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return changed.getvalue()


def outside_entity(tmp_path: Path) -> bytes:
    """XXE: an entity that stands for a file of this machine."""
    target = tmp_path / "secret.txt"
    target.write_text(SECRET, "utf-8")

    def change(parts: dict[str, bytes]) -> None:
        head, _, rest = parts["word/document.xml"].partition(b"?>")
        declared = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{target.as_uri()}">]>'.encode()
        rest = rest.replace("云溪区科技".encode(), "&s;云溪区科技".encode(), 1)
        parts["word/document.xml"] = head + b"?>" + declared + rest

    return word(change)


def outside_target(tmp_path: Path) -> bytes:
    """A relationship whose target lies outside the archive, on the network and on the disk."""

    def change(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
        more = "".join(
            f'<Relationship Id="x{i}" Type="{kind}" Target="{target}" TargetMode="External"/>'
            for i, target in enumerate(("http://127.0.0.1:9/x.dotm", "file:///etc/hostname", "../../../etc/hostname"))
        )
        parts[name] = parts[name].replace(b"</Relationships>", more.encode() + b"</Relationships>")

    return word(change)


def climbing_names(tmp_path: Path) -> bytes:
    """Zip slip: parts that would be written outside, were the archive unpacked."""
    return word(lambda parts: parts.update({"../../climbed.txt": b"x", "/tmp/climbed.txt": b"x"}))  # noqa: S108


def style_loop(tmp_path: Path) -> bytes:
    """Styles that are based on each other in a circle."""
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(PROSE)
    for one, two in (("Heading 1", "Heading2"), ("Heading 2", "Heading1")):
        element = document.styles[one].element
        for old in element.findall(qn("w:basedOn")):
            element.remove(old)
        based = OxmlElement("w:basedOn")
        based.set(qn("w:val"), two)
        element.insert(1, based)
    document.add_paragraph("云溪区发展目标", style="Heading 1")
    document.save(out)
    return out.getvalue()


def page_loop(tmp_path: Path) -> bytes:
    """A PDF whose page tree leads back to itself."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 1000000>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 1000000>>",
    ]
    return pdf(objects)


def stream_bomb(tmp_path: Path) -> bytes:
    """A PDF whose page unpacks to very much more than it weighs."""
    import zlib

    content = zlib.compress(b"BT /F1 1 Tf (x) Tj ET " * 300_000)
    stream = f"<</Length {len(content)}/Filter/FlateDecode>>stream\n".encode() + content + b"\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream])


def pdf(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj".encode() + content + b"endobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return bytes(out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>startxref\n{start}\n%%EOF".encode())


def deep_html(tmp_path: Path) -> bytes:
    return (b"<html><body>" + b"<div>" * 200_000 + PROSE.encode() + b"</body></html>")  # fmt: skip


def html_that_calls_home(tmp_path: Path) -> bytes:
    head = '<link rel=stylesheet href="http://127.0.0.1:9/x.css"><base href="http://127.0.0.1:9/">'
    frame = (
        '<iframe src="file:///etc/hostname"></iframe><img src="http://127.0.0.1:9/x.png"><script src="/x.js"></script>'
    )
    return f"<html><head>{head}</head><body>{frame}<p>{PROSE}</p></body></html>".encode()


def html_with_entities(tmp_path: Path) -> bytes:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    return f'<!DOCTYPE html [<!ENTITY e0 "ha">{entities}]><html><body><p>{PROSE}&e11;</p></body></html>'.encode()


def endless_line(tmp_path: Path) -> bytes:
    return ("(" * 200_000 + "、" * 200_000 + "依托" * 100_000).encode() + PROSE.encode()


FILES = {
    "outside-entity.docx": outside_entity,
    "outside-target.docx": outside_target,
    "climbing-names.docx": climbing_names,
    "style-loop.docx": style_loop,
    "page-loop.pdf": page_loop,
    "stream-bomb.pdf": stream_bomb,
    "deep.html": deep_html,
    "calls-home.html": html_that_calls_home,
    "entities.html": html_with_entities,
    "endless.txt": endless_line,
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.timeout(120)
def test_a_hostile_file_is_read_or_refused(name: str, tmp_path: Path) -> None:
    data = FILES[name](tmp_path)
    before = {path.name for path in tmp_path.parent.iterdir()}
    started = time.process_time()
    try:
        document, told = document_from_bytes(data, name), ""
    except ReadError as error:
        told = str(error)
    else:
        assert SECRET not in document.text
        assert len(document.text) < 2_000_000
    assert not told or re.fullmatch(rf"{re.escape(name)}: [^\n]+", told)
    assert time.process_time() - started < 60
    assert {path.name for path in tmp_path.parent.iterdir()} == before
    assert not Path("/tmp/climbed.txt").exists()  # noqa: S108


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "..\\..\\x.txt", "/abs/x.txt", "a\x00b.txt", "-rf.txt", "....txt", "规划'; DROP.txt"],
)
def test_a_file_name_never_leads_anywhere(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9_][a-z0-9_-]*", plan_id_of(name))
