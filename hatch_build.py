"""Build hook: an editable install finds `innograph.graph` through `.dev/innograph/graph -> ../../graph`.

hatchling's `sources` renames folders in a wheel but refuses to do so for an editable install;
links in one folder on the path do the same there.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = ("graph", "loaders", "queries", "api")


class LinkPackages(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if version != "editable":
            return
        home = Path(self.root, ".dev", "innograph")
        home.mkdir(parents=True, exist_ok=True)
        for name in PACKAGES:
            link = home / name
            if not link.is_symlink():
                link.symlink_to(Path("..", "..", name), target_is_directory=True)
