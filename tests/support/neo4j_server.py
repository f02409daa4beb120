"""A Neo4j server for tests: jars from Maven Central (tests/neo4j/pom.xml), started on a free loopback port."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

POM = Path(__file__).parents[1] / "neo4j" / "pom.xml"
OPENS = ("java.base/java.nio", "java.base/java.lang", "java.base/sun.nio.ch", "java.base/java.util.concurrent")


class UnavailableError(Exception):
    """No Neo4j can be had here; the message says why."""


def classpath() -> str:
    """The class path of the server; resolved by Maven once, and kept in the temporary folder."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise UnavailableError(f"no NEO4J_URI, and {tool} is not installed")
    kept = Path(tempfile.gettempdir()) / f"innograph-neo4j-{os.getuid()}-{POM.stat().st_mtime_ns}.classpath"
    if kept.exists() and all(Path(jar).exists() for jar in kept.read_text("utf-8").split(":")):
        return kept.read_text("utf-8")
    partial = kept.with_suffix(f".{os.getpid()}")
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:build-classpath", f"-Dmdep.outputFile={partial}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise UnavailableError(f"Maven could not fetch Neo4j: {(done.stdout + done.stderr)[-300:]}")
    partial.replace(kept)
    return kept.read_text("utf-8")


class Server:
    """One server process in a folder of its own; `uri` answers between `start` and `stop`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.uri = f"bolt://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until Bolt answers; raises UnavailableError with the end of the log if it never does."""
        jars = classpath()
        (self._folder / "conf").mkdir(parents=True, exist_ok=True)
        (self._folder / "conf" / "neo4j.conf").write_text(self._settings(), "utf-8")
        opens = [f"--add-opens={name}=ALL-UNNAMED" for name in OPENS]
        main = "org.neo4j.server.CommunityEntryPoint"
        command = ["java", "-Xmx512m", *opens, "-cp", jars, main, f"--home-dir={self._folder}"]
        with (self._folder / "out.log").open("wb") as log:
            self._process = subprocess.Popen(
                [*command, f"--config-dir={self._folder / 'conf'}"], stdout=log, stderr=log
            )
        self._wait()

    def _settings(self) -> str:
        return f"""
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{self._port}
server.http.enabled=false
server.https.enabled=false
server.directories.data={self._folder / "data"}
server.directories.logs={self._folder / "logs"}
server.memory.heap.initial_size=256m
server.memory.heap.max_size=512m
server.memory.pagecache.size=64m
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
"""

    def _wait(self) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            if self._process and self._process.poll() is not None:
                break
            try:
                with neo4j.GraphDatabase.driver(self.uri, connection_timeout=2, max_transaction_retry_time=0) as driver:
                    driver.execute_query("RETURN 1")
                    return
            except (DriverError, Neo4jError, OSError):
                time.sleep(0.3)
        log = (self._folder / "out.log").read_text("utf-8", "replace")[-300:]
        self.stop()
        raise UnavailableError(f"Neo4j did not start: {log}")

    def kill(self) -> None:
        """End this server's own process as a power cut would; `start` brings it back on the same data."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End this server's own process."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
