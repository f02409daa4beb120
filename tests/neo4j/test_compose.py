"""docker-compose.yml and Dockerfile, read as their tools read them: no Docker engine is needed."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from innograph.api.bodies import hosts_of
from innograph.graph.bolt import SCHEMES
from innograph.graph.settings import Settings

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::([-+])([^}]*))?\}")


def interpolated(value: Any, **environment: str) -> Any:
    """The file as compose sees it in an environment: values and defaults filled in, "$$" made one."""
    if isinstance(value, dict):
        return {key: interpolated(item, **environment) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolated(item, **environment) for item in value]

    def filled(match: re.Match[str]) -> str:
        given, otherwise = environment.get(match[1], ""), match[3] or ""
        return (otherwise if given else "") if match[2] == "+" else given or otherwise

    return VARIABLE.sub(filled, value).replace("$$", "$") if isinstance(value, str) else value


FILE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
COMPOSE: dict[str, Any] = interpolated(FILE)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APIS = {name: service for name, service in SERVICES.items() if name.startswith("api")}
SERVERS = {name: service for name, service in SERVICES.items() if name not in APIS}


def test_the_services_of_each_profile() -> None:
    by_profile = {name: service.get("profiles", []) for name, service in SERVICES.items()}
    assert [name for name, profiles in by_profile.items() if not profiles] == ["neo4j", "api"]
    assert [n for n, p in by_profile.items() if p == ["cluster"]] == ["core1", "core2", "core3", "api-cluster"]


@pytest.mark.parametrize("name", APIS)
def test_settings_of_the_api_are_settings(name: str) -> None:
    environment = APIS[name]["environment"]
    known = {f"INNOGRAPH_{field.upper()}" for field in Settings.__slots__}
    assert set(environment) <= known | {"FORWARDED_ALLOW_IPS"}  # that one is the web server's own
    assert "INNOGRAPH_PASSWORD" not in environment
    values = {key: value for key, value in environment.items() if key != "INNOGRAPH_PASSWORD_FILE"}
    settings = Settings.from_env(values)
    assert (settings.port, settings.host, settings.log_format) == (8000, "0.0.0.0", "json")  # noqa: S104
    assert not settings.api_keys_file
    assert not settings.upload
    assert not settings.cypher
    scheme, _, rest = settings.uri.partition("://")
    assert scheme in SCHEMES
    assert rest.partition(":")[0] in SERVERS
    assert environment["INNOGRAPH_PASSWORD_FILE"] == f"/run/secrets/{APIS[name]['secrets'][0]}"


@pytest.mark.parametrize("name", APIS)
def test_keys_are_asked_for_where_a_file_is_named(name: str) -> None:
    given = interpolated(FILE, INNOGRAPH_API_KEYS_FILE="./keys")
    service = given["services"][name]
    inside = service["environment"]["INNOGRAPH_API_KEYS_FILE"]
    assert inside == "/run/secrets/api_keys"
    assert "api_keys" in service["secrets"]
    assert given["secrets"]["api_keys"]["file"] == "./keys"
    # Where none is named the secret is empty, and no key is asked for.
    assert COMPOSE["secrets"]["api_keys"]["file"] == "/dev/null"
    assert APIS[name]["environment"]["INNOGRAPH_API_KEYS_FILE"] == ""


@pytest.mark.parametrize("name", APIS)
def test_the_api_goes_by_the_names_of_loopback(name: str) -> None:
    values = {key: value for key, value in APIS[name]["environment"].items() if key != "INNOGRAPH_PASSWORD_FILE"}
    assert hosts_of(Settings.from_env(values)) == {"localhost", "127.0.0.1"}
    named = interpolated(FILE, INNOGRAPH_HOSTS="graph.example.org")["services"][name]["environment"]
    assert named["INNOGRAPH_HOSTS"] == "graph.example.org"


def test_the_cluster_is_routed_and_the_single_server_is_not() -> None:
    assert APIS["api"]["environment"]["INNOGRAPH_URI"].startswith("bolt://")
    assert APIS["api-cluster"]["environment"]["INNOGRAPH_URI"].startswith("neo4j://")
    cores = [name for name in SERVERS if name.startswith("core")]
    for name in cores:
        environment = SERVERS[name]["environment"]
        assert environment["NEO4J_server_default__advertised__address"] == name
        endpoints = environment["NEO4J_dbms_cluster_discovery_v2_endpoints"].split(",")
        assert endpoints == [f"{core}:6000" for core in cores]
        assert int(environment["NEO4J_initial_dbms_default__primaries__count"]) == len(cores) == 3
        assert environment["NEO4J_ACCEPT_LICENSE_AGREEMENT"] == "no"  # a person accepts a licence, not a file


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_on_loopback(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port), port


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_by_file(name: str) -> None:
    service = SERVICES[name]
    assert service["secrets"]
    for secret in set(service["secrets"]) - {"api_keys"}:
        assert COMPOSE["secrets"][secret]["file"].startswith(".data/secrets/")  # a folder that git does not see
    for key, value in service["environment"].items():
        if re.search("PASSWORD|AUTH|KEY|SECRET", key):
            assert key.endswith("_FILE"), key
            assert not value or Path(value).name in service["secrets"]
    assert ".data/" in (ROOT / ".gitignore").read_text("utf-8").split()


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_has_a_health_check_and_waits_for_one(name: str) -> None:
    service = SERVICES[name]
    check = service["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert check["retries"] >= 3
    for needed, how in service.get("depends_on", {}).items():
        assert how == {"condition": "service_healthy"}
        assert "healthcheck" in SERVICES[needed]
        assert service.get("profiles", []) == SERVICES[needed].get("profiles", [])
    if name in APIS:
        assert service["depends_on"]
        assert "/ready" in check["test"][-1]
        compile(check["test"][-1], "healthcheck", "exec")
    else:
        assert "$(cut -d/ -f2- /run/secrets/neo4j_auth)" in check["test"][1]
        assert "-p" not in shlex.split(check["test"][1])  # a password among arguments shows in every list of processes


@pytest.mark.parametrize("name", SERVICES)
def test_volumes_are_declared(name: str) -> None:
    mounts = {path: volume for volume, _, path in (entry.partition(":") for entry in SERVICES[name]["volumes"])}
    assert "/data" in mounts
    assert set(mounts.values()) <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", SERVERS)
def test_neo4j_is_the_long_term_version(name: str) -> None:
    image, _, tag = SERVERS[name]["image"].partition(":")
    assert image == "neo4j"
    assert re.fullmatch(r"5\.26(\.\d+)?-(community|enterprise)", tag)
    assert tag.endswith("enterprise") == name.startswith("core")


@pytest.mark.parametrize("name", APIS)
def test_the_api_runs_with_little(name: str) -> None:
    service = APIS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def instructions(stage: int) -> list[tuple[str, str]]:
    """(instruction, rest) of one stage of the Dockerfile."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    starts = [at for at, line in enumerate(lines) if line[0] == "FROM"] + [len(lines)]
    return [(line[0], line[1]) for line in lines[starts[stage] : starts[stage + 1]]]


def test_the_image_is_installed_from_the_lock_with_hashes() -> None:
    build = instructions(0)
    installs = [rest for name, rest in build if name == "RUN" and "pip install" in rest]
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    for name, rest in build:
        if name == "COPY":
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert source in allowed, source
    assert "*" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()


def test_the_image_runs_as_nobody_in_particular() -> None:
    final = dict(instructions(1))
    assert final["USER"] not in {"root", "0"}
    assert final["ENTRYPOINT"] == '["innograph"]'
    assert final["CMD"] == '["serve"]'
    version = re.search(r"python:(\d+\.\d+)", instructions(0)[0][1])
    assert version
    assert f">={version[1]}" in (ROOT / "pyproject.toml").read_text("utf-8")
