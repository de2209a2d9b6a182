"""Lab files made up at will: as many machines, of such classes, with names as long as real ones, about 480 quads each.

The same seed and number give the same file. People, guides, maintenance and agenda are ours: the records of the real
network say nothing of them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import ontology
from bench.chance import TODAY, Chance

#: Weight at which a document is large enough: lists and types weigh a little more as quads than here.
_ENOUGH = 445

#: Class of the directory → types of ours that a lab would name.
_TYPES: Mapping[str, Sequence[str]] = {
    "three_d_printer": ("imprimante-3d-fff", "imprimante-3d-fff", "imprimante-3d-fff", "imprimante-3d-resine"),
    "cnc_milling": ("defonceuse-cnc", "fraiseuse-cnc"),
    "laser": ("laser-co2", "laser-co2", "laser-diode", "laser-fibre"),
    "precision_milling": ("fraiseuse-precision",),
    "vinyl_cutting": ("decoupeuse-vinyle",),
    "scanner": ("scanner-3d",),
    "circuit_production": ("poste-soudage-electronique",),
    "other": ("machine-a-coudre", "brodeuse", "presse-a-chaud", "thermoformeuse", "oscilloscope", "scie-a-ruban"),
}
_STATES = ("en-service",) * 8 + ("degrade", "en-panne", "inconnu")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")


@dataclass(frozen=True, slots=True)
class Distributions:
    """How real records are spread: weights of values, and lengths of names by percentile."""

    machines: Mapping[str, int]
    classes: Mapping[str, int]
    lengths: Mapping[str, float]

    @classmethod
    def read(cls, file: Path) -> "Distributions":
        """From `distributions.json` of the shared data."""
        found = json.loads(file.read_text(encoding="utf-8"))
        return cls(found["machines_per_lab_hist"], found["machine_class"], found["lab_name_len"])


def write_all(folder: Path, numbers: Iterable[int], like: Distributions, *, changed: bool = False) -> None:
    """Write the files of these labs, `<number>.jsonld`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number}.jsonld").write_bytes(document(number, like, changed=changed))


def document(number: int, like: Distributions, *, changed: bool = False) -> bytes:
    """The file of lab `number`; `changed`, as its lab would have edited it since."""
    maker = _Maker(number, like)
    made = maker.lab()
    if changed:
        made["miseAJour"] = TODAY.isoformat()
        next(iter(made["machines"].values()))["etat"] = "en-entretien"
        made["agenda"]["#nouveau"] = maker.event()
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _weight(value: Any) -> int:
    """About how many quads a value makes: one for each text, number and link."""
    if isinstance(value, dict):
        return 1 + sum(map(_weight, value.values()))
    return sum(map(_weight, value)) if isinstance(value, list) else 1


class _Maker:
    """Makes one lab, one thing after the other."""

    def __init__(self, number: int, like: Distributions) -> None:
        self.number, self.like, self.chance = number, like, Chance(f"lab {number}")

    def lab(self) -> dict[str, Any]:
        """A whole lab: the usual fields and machines first, then agenda, guides and projects up to the size."""
        made = {**self._usual_fields(), **self._place()}
        machines = range(1, int(self.chance.weighed(self.like.machines)) + 1)
        made |= {"machines": {f"#m-{i}": self.machine(f"#m-{i}") for i in machines}}
        return self._filled({**made, "guides": {}, "agenda": {}, "projets": {}})

    def _usual_fields(self) -> dict[str, Any]:
        site = f"lab-{self.number}.example"
        return {
            "@context": ontology.CONTEXT_URL, "@id": "#lab", "@type": "FabLab",
            "nom": {"fr": self._name(), "en": self._name()}, "statut": "ouvert", "miseAJour": self.chance.day(400),
            "licenceDonnees": "etalab-2.0", "description": self.chance.sentence(20), "acces": ["tout-public"],
            "contact": {"courriel": f"contact@{site}", "site": f"https://{site}/"},
            "horaires": [self.hours() for _ in range(3)], "equipe": [self.person(i) for i in range(2)],
            "habilitations": {"#hab": {"nom": self.chance.sentence(2), "valablePendant": "P24M"}},
            "formations": {"#formation": {"nom": self.chance.sentence(3), "delivre": "#hab", "duree": "PT3H"}},
        }  # fmt: skip

    def _place(self) -> dict[str, Any]:
        postcode = f"{self.chance.randint(1000, 95999):05d}"
        address = {"rue": self._name(), "commune": self._name(), "codePostal": postcode, "codeInsee": "42218"}
        lat, lon = self.chance.uniform(43, 50), self.chance.uniform(-1, 7)
        return {"adresse": {**address, "pays": "FR"}, "position": {"lat": round(lat, 5), "lon": round(lon, 5)}}

    def _filled(self, made: dict[str, Any]) -> dict[str, Any]:
        size, number = _weight(made), 0
        while size < _ENOUGH:
            group, make = (("agenda", self.event), ("guides", self.guide), ("projets", self.project))[number % 3]
            number += 1
            made[group][f"#{group}-{number}"] = thing = make()
            size += _weight(thing)
        return made

    def machine(self, name: str) -> dict[str, Any]:
        """A machine with what it takes, its maintenance plan and two records of it."""
        kind = self.chance.choice(_TYPES[self.chance.weighed(self.like.classes)])
        processes, materials = _usual(kind)
        record = {"tacheRealisee": f"{name}-entretien", "faitLe": f"{self.chance.day(120)}T18:00"}
        return {
            "nom": self._name(), "typeMachine": kind, "procedes": processes, "materiaux": materials,
            "modele": f"fabrique-{self.chance.randint(1, 40)}/modele-{self.chance.randint(1, 12)}",
            "numeroSerie": f"{self.chance.randrange(10**8):08d}", "acheteLe": self.chance.day(2000),
            "etat": self.chance.choice(_STATES), "etatDepuis": self.chance.day(200), "habilitationRequise": ["#hab"],
            "largeurUtileMm": self.chance.randint(100, 1200), "profondeurUtileMm": self.chance.randint(100, 900),
            "capacites": [{"procede": process, "epaisseurMaxMm": 6} for process in processes[:1]],
            "entretien": {f"{name}-entretien": {"nom": self.chance.sentence(3), "intervalleJours": 30}},
            "interventions": {f"{name}-fait-{i}": {**record, "constat": self.chance.sentence(6)} for i in (1, 2)},
        }  # fmt: skip

    def guide(self) -> dict[str, Any]:
        """A guide of four steps."""
        return {
            "nom": self.chance.sentence(5), "typeGuide": "prise-en-main", "pourTypes": ["machine-laser"],
            "langue": "fr", "licence": "CC-BY-SA-4.0", "reviseLe": self.chance.day(300), "duree": "PT45M",
            "securite": self.chance.sentence(8), "etapes": [{"texte": self.chance.sentence(8)} for _ in range(4)],
        }  # fmt: skip

    def event(self) -> dict[str, Any]:
        """A workshop some day of the coming months."""
        day = (TODAY + timedelta(days=self.chance.randint(1, 90))).isoformat()
        return {
            "@type": "Atelier", "nom": self.chance.sentence(4), "debut": f"{day}T18:00", "fin": f"{day}T20:00",
            "lieu": "#lab", "seanceDe": "#formation", "placesMax": self.chance.randint(4, 20), "gratuit": True,
        }  # fmt: skip

    def project(self) -> dict[str, Any]:
        """A documented project."""
        return {
            "nom": self.chance.sentence(4), "description": self.chance.sentence(15), "licence": "CC-BY-4.0",
            "necessite": ["decoupe-laser"], "utiliseMateriaux": ["contreplaque"],
            "depot": f"https://git.example/{self.chance.randrange(10**6)}",
        }  # fmt: skip

    def person(self, number: int) -> dict[str, Any]:
        """Somebody who agreed to be named."""
        who = {"@id": f"#p-{number}", "prenom": self.chance.word().capitalize(), "role": self.chance.sentence(3)}
        return {**who, "habilitationsObtenues": ["#hab"], "consentementPublication": self.chance.day(300)}

    def hours(self) -> dict[str, Any]:
        """A slot of the week."""
        return {"jours": self.chance.sample(_DAYS, 2), "ouvre": "17:00", "ferme": "21:00", "acces": "tout-public"}

    def _name(self) -> str:
        return self.chance.name(self.like.lengths)


@cache
def _usual(kind: str) -> tuple[list[str], list[str]]:
    """Codes of the processes and materials that machines of a type usually know."""
    concept = ontology.schemes()["type"].concepts[kind]
    processes, materials = (
        [iri.rpartition("/")[2] for iri in some] for some in (concept.typical_processes, concept.typical_materials)
    )
    return processes[:3], materials[:4]
