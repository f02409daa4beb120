"""Build the sdist, the wheel from it, install it alone, and run the main job from an empty folder.

Run by `make wheel-check`; prints a line a step and exits 1 at the first that fails.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command; its output, or the end of this script with what it printed."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(out: Path) -> Path:
    """The wheel, built from the sdist as a distributor would."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT), cwd=out)
    wheel = next(out.glob("*.whl"))
    print(f"built {wheel.name}, {wheel.stat().st_size:,} bytes")
    return wheel


def install(wheel: Path, home: Path) -> Path:
    """A fresh environment with the locked dependencies and the wheel; the path of its `innograph`."""
    venv.create(home, with_pip=True)
    python = str(home / "bin" / "python")
    run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(ROOT / "requirements.lock"), cwd=home)
    run(python, "-m", "pip", "install", "-q", "--no-deps", str(wheel), cwd=home)
    return home / "bin" / "innograph"


def main_job(command: Path, empty: Path) -> None:
    """Load the example plan, ask the graph, verify the evidence, remove the plan."""
    env = {"PATH": "/usr/bin:/bin", "INNOGRAPH_DATA": str(empty / "data"), "LANG": "C.UTF-8", "HOME": str(empty)}
    example = next((ROOT / "examples").glob("*.txt"))
    loaded = json.loads(run(str(command), "load", str(example), "--json", cwd=empty, env=env))
    print(f"loaded {loaded['plans'][0]['title']}: {loaded['plans'][0]['relations']} relations")
    asked = ("query", "platforms-by-technology", "technology=graphene", "--json")
    answer = json.loads(run(str(command), *asked, cwd=empty, env=env))
    if not answer["rows"] or not answer["rows"][0]["evidence"]:
        sys.exit("the example plan names a graphene platform, and the query does not find it with its evidence")
    print(f"platforms that involve graphene: {', '.join(row['platform'] for row in answer['rows'])}")
    run(str(command), "verify", cwd=empty, env=env)
    run(str(command), "remove", loaded["plans"][0]["plan"], cwd=empty, env=env)
    left = json.loads(run(str(command), "status", "--json", cwd=empty, env=env))["counts"]
    if left["Entity"]:
        sys.exit(f"{left['Entity']} entities are left after the only plan was removed")
    print("verified, removed, nothing left")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "dist").mkdir()
        (Path(folder) / "empty").mkdir()
        main_job(install(build(Path(folder) / "dist"), Path(folder) / "env"), Path(folder) / "empty")
