"""A small server on loopback that speaks chat completions, well or badly, for tests of the second opinion."""

import json
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Item = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One request as it came in; `text` is the part of the plan that it asks about."""

    path: str
    headers: Mapping[str, str]
    body: Item

    @property
    def text(self) -> str:
        return str(self.body["messages"][-1]["content"])


Behaviour = Callable[[BaseHTTPRequestHandler, Request, int], None]
"""What the server does with a request, the number of which (from 0) is given."""


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
    """Send a whole answer."""
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(content: Any) -> bytes:
    """A chat completion that holds a text."""
    message = {"role": "assistant", "content": content}
    return json.dumps({"object": "chat.completion", "choices": [{"index": 0, "message": message}]}).encode()


def says(content: Any) -> Behaviour:
    """Always the same text (an object is sent as its JSON)."""
    text = json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else content
    return lambda handler, _, __: reply(handler, 200, completion(text))


def reads(claims: Mapping[str, Sequence[Item]], *, wrap: str = "{}") -> Behaviour:
    """Those of the claims whose quotation stands in the text asked about, as a careful model would."""

    def behave(handler: BaseHTTPRequestHandler, request: Request, _: int) -> None:
        asked = re.sub(r"\s", "", request.text)
        found = {k: [c for c in items if re.sub(r"\s", "", c["quote"]) in asked] for k, items in claims.items()}
        reply(handler, 200, completion(wrap.replace("{}", json.dumps(found, ensure_ascii=False))))

    return behave


def status(code: int, headers: Mapping[str, str] | None = None, body: bytes = b"<html>oops</html>") -> Behaviour:
    """Always this status."""
    return lambda handler, _, __: reply(handler, code, body, headers)


def first(times: int, behaviour: Behaviour, then: Behaviour) -> Behaviour:
    """One thing for the first requests, another from then on."""
    return lambda handler, request, n: (behaviour if n < times else then)(handler, request, n)


def body(data: bytes, headers: Mapping[str, str] | None = None) -> Behaviour:
    """Always these bytes as the body of a good answer."""
    return lambda handler, _, __: reply(handler, 200, data, headers)


def hangs(handler: BaseHTTPRequestHandler, _: Request, __: int) -> None:
    """Say nothing until the client goes away."""
    with suppress(OSError):
        handler.connection.recv(1)


def closes(handler: BaseHTTPRequestHandler, _: Request, __: int) -> None:
    """Close the line without an answer."""
    handler.close_connection = True


def resets(handler: BaseHTTPRequestHandler, _: Request, __: int) -> None:
    """Break the line in the middle of an answer."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def drips(handler: BaseHTTPRequestHandler, _: Request, __: int) -> None:
    """A byte of a never-ending header at a time, so that no single wait is long."""
    with suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _n in range(1000):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.02)


def waits(seconds: float, then: Behaviour) -> Behaviour:
    """The same, later."""

    def behave(handler: BaseHTTPRequestHandler, request: Request, n: int) -> None:
        time.sleep(seconds)
        then(handler, request, n)

    return behave


def self_signed(path: Path) -> Path:
    """Write a key and a certificate for 127.0.0.1 that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@dataclass
class CompletionsServer:
    """Listens on a free port of 127.0.0.1 while the `with` block lasts; `requests` are those that came in."""

    behaviour: Behaviour
    requests: list[Request] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    peak: int = 0
    certificate: Path | None = None

    def __enter__(self) -> "CompletionsServer":
        outer, lock, active = self, threading.Lock(), [0]

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def do_POST(self) -> None:
                data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                request = Request(self.path, dict(self.headers), data)
                with lock:
                    number = len(outer.requests)
                    outer.requests.append(request)
                    outer.times.append(time.monotonic())
                    active[0] += 1
                    outer.peak = max(outer.peak, active[0])
                try:
                    with suppress(OSError):
                        outer.behaviour(self, request, number)
                finally:
                    with lock:
                        active[0] -= 1
                    self.close_connection = True

            do_GET = do_POST  # noqa: N815

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """Clients that go away are what is tested."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http{'s' if self.certificate else ''}://127.0.0.1:{self._server.server_address[1]}/v1"
