"""Open Know-How manifests (v1 in YAML; LOSH, 2.x in TOML; any in JSON) as members of a documented project.

Specification: https://github.com/iop-alliance/OpenKnowHow. Mapping: docs/adapters/okh.md.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import yaml

import ontology
from harvester.adapters.fragment import Fragment
from harvester.adapters.received import Adapted, Received
from harvester.errors import DocumentError
from harvester.imports.fields import links, text, unspoken, without_empty
from harvester.report import Finding
from harvester.several import each, items
from harvester.words import fold, folded_codes

_DEEPEST = 30
_MANIFEST = re.compile(rb"(?m)^(okhv|okh-manifest-version|spdx-license|licensor|documentation-home|TsDC|sBoM) *[:=]")
_NAMED = re.compile(rb"(?m)^(name|title) *[:=]")
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PERSONS = ("licensor", "owner", "contact", "contributors", "manifest-author", "documentation-home-author", "author")
#: Code of a technology-specific documentation criterion → our process (https://gitlab.com/OSEGermany/oh-tsdc).
_CRITERIA: Mapping[str, str] = {
    "3dp": "fabrication-additive", "mec": "usinage", "cnc": "fraisage-cnc", "pcb": "fabrication-pcb",
    "lsr": "decoupe-laser", "weld": "soudage-metal", "wel": "soudage-metal",
}  # fmt: skip


class Manifest:
    """A project's manifest; at a lab's address it is refused, with where its address belongs."""

    name = "okh"

    def recognises(self, received: Received) -> bool:
        """Whether this is a manifest."""
        head = received.content[:20_000]
        if received.content[:64].lstrip().startswith((b"{", b"[[", b"<")) or b'"@context"' in head:
            return b'"okhv"' in head and b'"@context"' not in head
        return bool(_MANIFEST.search(head) and _NAMED.search(head))

    def adapt(self, received: Received, base: str) -> Adapted:
        """A manifest is no lab. Errors: DocumentError F4-project."""
        raise DocumentError("F4-project")


def project(received: Received) -> Fragment:
    """The members of a project that its manifest gives.

    In: what came (TOML, YAML or JSON). Errors: DocumentError F1-form for what is no manifest, F1-large.
    """
    fields = _fields(_parsed(received))
    if not _first(fields, "name", "title"):
        raise DocumentError("F1-form", key="Open Know-How")
    findings: list[Finding] = []
    members = {
        "nom": _said(fields, "name", "title"),
        "description": _said(fields, "function", "description"),
        "depot": _address(fields, received, "repo", "design-files", "project-link"),
        "url": _address(fields, received, "release", "documentation-home"),
        "version": _first(fields, "version", "version-num"),
        "inspireDe": _address(fields, received, "fork-of", "derivative-of"),
        "image": _address(fields, received, "image"),
        "langue": _language(fields),
        "necessite": _processes(fields),
        "utiliseMateriaux": _materials(fields),
        **_licence(fields, findings),
    }
    persons = [name for name in _PERSONS if fields.get(name)]
    if persons:
        findings.append(Finding("F3-persons", None, None, None, ", ".join(persons), {}))
    return Fragment(without_empty(members), {}, tuple(findings))


def _parsed(received: Received) -> Any:
    """JSON, TOML, then YAML without anchors: aliases of aliases grow without end, and no manifest needs one."""
    if len(received.content) > received.limits.manifest_bytes:
        raise DocumentError("F1-large", key=str(received.limits.manifest_bytes))
    try:
        words = received.content.decode("utf-8-sig")
        if words.lstrip().startswith("{"):
            return json.loads(words)
        return _toml(words) or _yaml(words)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise DocumentError("F1-form", key="Open Know-How") from error


def _toml(words: str) -> Any:
    try:
        return tomllib.loads(words)
    except tomllib.TOMLDecodeError:
        return None


def _yaml(words: str) -> Any:
    words = re.sub(r"[ \t]+$", "", words, flags=re.MULTILINE)  # a tab at the end of a line is a mistake in YAML
    depth = 0
    for event in yaml.parse(words, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases are not read")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError("nested too deep")
    return yaml.load(words, _Texts)  # noqa: S506 - a safe loader, which reads nothing but texts


class _Texts(yaml.SafeLoader):
    """YAML 1.1 takes 1_000 for a number, `no` for false and 2024-13-99 for a mistake: here all are texts."""


_Texts.yaml_implicit_resolvers = {}


def _fields(found: Any) -> Mapping[str, Any]:
    """The fields by their names of 2.x, whatever their case; a manifest may stand in the table of its module."""
    if not isinstance(found, dict):
        raise DocumentError("F1-form", key="Open Know-How")
    inner = next((found[name] for name in ("MOSH", "okh", "project") if isinstance(found.get(name), dict)), None)
    return {str(name).replace("_", "-").lower(): value for name, value in (inner or found).items()}


def _first(fields: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that is a text; of a list, its first one."""
    values = (value[0] if isinstance(value, list) and value else value for value in map(fields.get, names))
    return next((found for value in values if (found := text(value))), "")


def _said(fields: Mapping[str, Any], *names: str) -> dict[str, str]:
    """A text in the language of the documentation, which the manifest tells."""
    words, lang = _first(fields, *names), _language(fields).partition("-")[0]
    return {lang: words} if words and lang in ("fr", "en") else unspoken(words)


def _language(fields: Mapping[str, Any]) -> str:
    stated = _first(fields, "documentation-language", "language")
    main, hyphen, rest = stated.partition("-")
    return f"{main.lower()}{hyphen}{rest}" if _LANGUAGE.fullmatch(stated) else ""


def _address(fields: Mapping[str, Any], received: Received, *names: str) -> str:
    """A whole address; a relative one is taken from the manifest's own, where it leads somewhere."""
    for name in names:
        value = fields.get(name)
        stated = text(value) or _first({"": value}, "") or (text(value.get("url")) if isinstance(value, dict) else "")
        found = links([stated]) or links([_joined(received.url, stated)])
        if found:
            return found[0]
    return ""


def _joined(base: str, stated: str) -> str:
    """`/docs/a.jpg` is meant from the repository's root, which no address tells: only `docs/a.jpg` is joined."""
    if not base or not stated or stated.startswith("/") or ":" in stated or not re.search(r"\.\w{1,5}$", stated):
        return ""
    try:
        return urljoin(base, stated.replace(" ", "%20"))
    except ValueError:
        return ""


def _licence(fields: Mapping[str, Any], findings: list[Finding]) -> dict[str, Any]:
    """One SPDX code; an expression of several (`MIT OR Apache-2.0`) stays text: one code would say something else."""
    stated = fields.get("license") or fields.get("spdx-license") or fields.get("licence")
    if isinstance(stated, dict):
        stated = stated.get("hardware") or stated.get("documentation")
    words = text(stated).removeprefix("SPDX:")
    if not words or _SPDX.fullmatch(words):
        return {"licence": words}
    findings.append(Finding("F3-licence", None, None, None, words[:200], {}))
    return {"note": unspoken(f"licence: {words[:500]}")}


def _parts(fields: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The project and its parts: a process or material of a part is one of the project."""
    yield fields
    for part in items(fields.get("part")):
        if isinstance(part, dict):
            yield part


def _processes(fields: Mapping[str, Any]) -> list[str]:
    words = [word for part in _parts(fields) for word in _words(part, "tsdc", "tsdc-id", "manufacturing-process")]
    found = (_criterion(word) or _code("process", word) for word in words)
    return [code for code in dict.fromkeys(found) if code]


def _criterion(word: str) -> str:
    """`TsDC-ASM-PCB`, `ASM-MEC`, `3DP`: the last part names the technology."""
    return _CRITERIA.get(word.rpartition("-")[2].lower(), "")


def _materials(fields: Mapping[str, Any]) -> list[str]:
    words = [word for part in _parts(fields) for word in _words(part, "material", "materials")]
    return [code for code in dict.fromkeys(_code("material", word) for word in words) if code]


def _words(part: Mapping[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        value = part.get(name)
        yield from (word for one in each(value) if (word := text(one)))


def _code(scheme: str, word: str) -> str:
    """The code whose label the word is; nothing is guessed."""
    found = next(name for name in ontology.schemes() if name.rpartition("/")[2] == scheme)
    return folded_codes(found).get(fold(word), "")
