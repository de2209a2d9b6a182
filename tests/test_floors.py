"""The house: four floors, imports one way; who may open sockets, query the engine, write the hub's memory.

Every import counts, late and type-only ones too.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("ontology", "shapes", "harvester", "server")
FILES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
NAMES = [str(path.relative_to(ROOT)) for path in FILES]

#: Modules through which a program reaches the network.
NETWORK = frozenset(
    {"socket", "ssl", "requests", "urllib3", "http", "urllib.request", "httpx", "aiohttp", "asyncio", "ftplib",
     "SPARQLWrapper", "socketserver", "waitress", "selectors", "smtplib", "xmlrpc", "dns"}
)  # fmt: skip
#: Who may, and why.
ON_THE_NETWORK: Mapping[str, str] = {
    "harvester/fetch.py": "asks sources",
    "harvester/addresses.py": "connects to sources, at allowed addresses only",
    "harvester/watchdog.py": "shuts the sockets of fetches that are over time",
    "harvester/desk/post.py": "hands e-mails to the operator's mail server, by smtplib",
    "harvester/desk/dns.py": "reads the TXT records by which labs prove what is theirs, by dnspython",
    "server/store/sandbox.py": "makes sure that no socket can be opened",
    "server/cli/ask.py": "asks another hub, by SPARQLWrapper",
    "server/web/listen.py": "listens, by waitress",
    "server/demo/labs.py": "serves the sample labs",
}
#: Who may touch what, by the words that do it.
WRITING = frozenset({"insert", "update", "delete", "text", "exec_driver_sql"})


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def package_of(name: str) -> list[str]:
    parts = list(Path(name).with_suffix("").parts)
    return parts if parts[-1] == "__init__" else parts[:-1]


def module_of(name: str) -> str:
    return ".".join(part for part in Path(name).with_suffix("").parts if part != "__init__")


@cache
def imported(name: str) -> frozenset[str]:
    """Everything a file imports, anywhere in it, as absolute dotted names; `from a import b` gives `a` and `a.b`."""
    return frozenset(found for node in ast.walk(tree(name)) for found in _imports(node, name))


def _imports(node: ast.AST, name: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = [part for part in package_of(name) if part != "__init__"]
        prefix = above[: len(above) - node.level + 1] if node.level else []
        module = ".".join([*prefix, *([node.module] if node.module else [])])
        yield module
        yield from (f"{module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in ("import_module", "__import__"):
            yield str(node.args[0].value)


def words(name: str) -> set[str]:
    """Names and attributes that a file uses or imports."""
    found = {node.attr for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)}
    return found | {node.id for node in ast.walk(tree(name)) if isinstance(node, ast.Name)}


def test_imports_go_down_only() -> None:
    assert not [(name, found) for name in NAMES for found in imported(name) if found.split(".")[0] in above(name)]


def above(name: str) -> tuple[str, ...]:
    """What a file must not know: the floors above its own, and what stands beside the house."""
    return (*FLOORS[FLOORS.index(Path(name).parts[0]) + 1 :], "tests", "bench", "support")


def test_no_import_goes_round() -> None:
    modules = {module_of(name): name for name in NAMES}
    links = {
        module: {found for found in imported(name) if found in modules} - {module} for module, name in modules.items()
    }
    for module, found in links.items():  # `from package import module` is a link to the module, not to the package
        links[module] = {f for f in found if not any(other.startswith(f"{f}.") for other in found)}
    try:
        list(TopologicalSorter(links).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_network_is_for_few() -> None:
    reaching = {name for name in NAMES for word in NETWORK if any(is_in(word, found) for found in imported(name))}
    assert reaching == set(ON_THE_NETWORK)


def is_in(module: str, found: str) -> bool:
    return found == module or found.startswith(f"{module}.")


def test_only_the_store_has_the_engine() -> None:
    """Everybody may parse and serialise, answers too; stores and queries are the store's alone."""
    others = [name for name in NAMES if not name.startswith("server/store/")]
    assert not [name for name in others if {"Store", "bulk_load"} & words(name) or "pyoxigraph.Store" in imported(name)]
    assert [name for name in others if "query" in called(name)] == ["server/cli/ask.py"]  # SPARQLWrapper's word too


def called(name: str) -> set[str]:
    """The methods that a file calls."""
    functions = [node.func for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    return {function.attr for function in functions if isinstance(function, ast.Attribute)}


def test_only_the_harvester_writes_its_memory() -> None:
    """Others read `hub.sqlite`, and ask the harvester to write it; the rate limit has a file of its own."""
    writing = {f"sqlalchemy.{word}" for word in WRITING}
    others = [name for name in NAMES if not name.startswith("harvester/")]
    assert [name for name in others if "sqlite3" in imported(name)] == ["server/web/rate.py"]
    assert not [name for name in others if writing & imported(name) or "exec_driver_sql" in words(name)]


def test_only_the_store_writes_the_index() -> None:
    """`restore` clears it away, for it shows another hub than the one restored."""
    others = [name for name in NAMES if not name.startswith("server/store/")]
    assert [name for name in others if "index" in folders(name)] == ["harvester/backup.py"]


def folders(name: str) -> set[str]:
    """The last parts of the paths that a file writes as `… / "index"`."""
    steps = [
        node.right for node in ast.walk(tree(name)) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    ]
    return {str(step.value) for step in steps if isinstance(step, ast.Constant)}


def test_first_line_says_what_the_file_is_for() -> None:
    first = {name: (ast.get_docstring(tree(name)) or "").split("\n")[0] for name in NAMES}
    assert not [name for name, told in first.items() if len(told) < 20]
