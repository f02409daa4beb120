"""Settings, read once from the environment; docs/settings.md documents every field (a test holds them together)."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from innograph.graph.errors import SettingsError

_HOST_NAME = re.compile(r"[\w.-]+|\[?[0-9a-f:]*:[0-9a-f:.]*\]?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one process. Make one with `Settings.from_env()`; tests make their own.

    An empty `uri` means the embedded engine in the folder `data`; anything else is a Bolt address
    (bolt://, neo4j://, and their +s and +ssc forms) of a Neo4j server. `judgements` is the file of a person's
    judgements on names; empty means judgements.yaml in the folder `data`. `hosts` are the names that the server is
    known by to browsers, separated by commas; see `host_names`. An empty `endpoint` means that no second opinion can be
    asked for; nothing is sent anywhere unless a command asks for one.
    """

    data: Path = Path(".data")
    uri: str = ""
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    password_file: str = ""
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    hosts: str = ""
    upload: bool = False
    cypher: bool = False
    cypher_timeout_ms: int = 2000
    cypher_max_rows: int = 1000
    max_limit: int = 1000
    max_upload_mb: int = 20
    cors_origins: str = ""
    api_keys_file: str = ""
    rate_limit: int = 0
    log_format: str = "text"
    judgements: str = ""
    endpoint: str = ""
    endpoint_model: str = ""
    endpoint_key: str = field(default="", repr=False)
    endpoint_key_file: str = ""
    endpoint_timeout_s: int = 60
    endpoint_parallel: int = 4
    endpoint_max_requests: int = 500
    endpoint_max_s: int = 1800

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read INNOGRAPH_<FIELD> for every field; raises SettingsError naming the variable that cannot be used."""
        env = os.environ if environ is None else environ
        values: dict[str, object] = {}
        for name, default in _DEFAULTS.items():
            raw = env.get(f"INNOGRAPH_{name.upper()}")
            if raw is not None:
                values[name] = _convert(name, raw, default)
        path = values.get("password_file")
        if path and not values.get("password"):
            values["password"] = secret("password_file", str(path))
        settings = cls(**values)  # type: ignore[arg-type]
        settings.host_names()
        return settings

    def host_names(self) -> frozenset[str]:
        """What `hosts` lists, in small letters, addresses of IPv6 in brackets; raises SettingsError for what is no name."""
        names = [each.strip().lower() for each in self.hosts.split(",") if each.strip()]
        for name in names:
            if not _HOST_NAME.fullmatch(name):
                raise SettingsError(
                    f"INNOGRAPH_HOSTS={self.hosts!r}: {name!r} is not the name of a host (no scheme, no port, no *)"
                )
        return frozenset(f"[{name.strip('[]')}]" if ":" in name else name.rstrip(".") for name in names)


def _convert(name: str, raw: str, default: object) -> object:
    variable = f"INNOGRAPH_{name.upper()}"
    if isinstance(default, bool):
        if raw.lower() in {"1", "true", "yes", "on"}:
            return True
        if raw.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise SettingsError(f"{variable}={raw!r} is not a yes or no")
    if isinstance(default, int):
        if not raw.strip().isdecimal():
            raise SettingsError(f"{variable}={raw!r} is not a whole number")
        return int(raw)
    return Path(raw) if isinstance(default, Path) else raw


def secret(name: str, path: str) -> str:
    """What the file of a setting holds; raises SettingsError naming the variable where it cannot be read."""
    variable = f"INNOGRAPH_{name.upper()}"
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise SettingsError(f"{variable}={path!r} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SettingsError(f"{variable}={path!r} is not a text") from None


_DEFAULTS: dict[str, object] = {name: getattr(Settings(), name) for name in Settings.__slots__}
