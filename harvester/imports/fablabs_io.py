"""Being written."""
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_fablabs_io(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Stub."""
    raise NotImplementedError
