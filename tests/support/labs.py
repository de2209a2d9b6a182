"""Documents of labs: small ones made to measure, and those of the sample network."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CONTEXT = "https://w3id.org/fabcommons/context/v1"
LOIRE = Path(__file__).parents[2] / "examples" / "loire"


def base_of(slug: str) -> str:
    """The base IRI that a lab's file is registered under."""
    return f"https://{slug}.example/fablab.jsonld"


def lab(machines: int | Mapping[str, Any] = 5, **members: Any) -> dict[str, Any]:
    """A lab that is published whole, with so many machines, or these; members add to it or replace."""
    if isinstance(machines, int):
        machines = {f"#machine-{n}": machine(f"Machine {n}") for n in range(machines)}
    return {
        "@context": CONTEXT,
        "@id": "#lab",
        "@type": "FabLab",
        "nom": "FabLab d'essai",
        "statut": "ouvert",
        "miseAJour": "2026-11-20",
        "licenceDonnees": "etalab-2.0",
        "adresse": {"commune": "Firminy", "codePostal": "42700", "pays": "FR"},
        "position": {"lat": 45.38, "lon": 4.28},
        "horaires": [{"jours": ["jeudi"], "ouvre": "17:30", "ferme": "21:00", "acces": "tout-public"}],
        "machines": machines,
        **members,
    }


def machine(name: str, **members: Any) -> dict[str, Any]:
    """A machine that is published, with a blank node of its own."""
    return {
        "nom": name,
        "typeMachine": "laser-co2",
        "etat": "en-service",
        "capacites": [{"procede": "decoupe-laser", "materiau": "contreplaque", "epaisseurMaxMm": 6}],
        **members,
    }


def text(document: Mapping[str, Any]) -> bytes:
    """The bytes a lab would put online."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def loire() -> dict[str, bytes]:
    """The sample network: slug → bytes."""
    return {file.stem: file.read_bytes() for file in sorted((LOIRE / "labs").glob("*.jsonld"))}
