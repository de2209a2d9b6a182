"""Questions of the project that the API answers and SPARQL cannot: what holds for minutes, what is no fact yet."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that answers a question: its id, method and address, the question and what it means by language."""

    id: str
    request: str
    title: Mapping[str, str] = field(hash=False)
    description: Mapping[str, str] = field(hash=False)

    @property
    def path(self) -> str:
        """The address on the hub."""
        return self.request.partition(" ")[2]


@cache
def asked() -> tuple[Asked, ...]:
    """Every question of `api_examples.toml`, by id."""
    found = tomllib.loads(files("server.queries").joinpath("api_examples.toml").read_text("utf-8"))
    return tuple(sorted((Asked(**each) for each in found["question"]), key=lambda each: each.id))
