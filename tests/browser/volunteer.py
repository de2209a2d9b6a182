"""A person at work in a browser, whose steps are counted, and what they write of their lab."""

import os
import re
import time
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

#: Seconds before each step and for each sign, to measure as a person goes; nothing in tests.
PACE, SIGN = (float(os.environ.get(name, "0")) for name in ("VOLUNTEER_PACE", "VOLUNTEER_SIGN"))


@dataclass
class Steps:
    """Fields filled in, boxes and lists chosen from, buttons and links pressed, signs typed; and the time it takes."""

    page: Page
    fields: int = 0
    choices: int = 0
    buttons: int = 0
    signs: int = 0
    began: float = field(default_factory=time.perf_counter)

    def type(self, place: Locator, text: str) -> None:
        """Write into a field."""
        self._writes(text)
        place.press_sequentially(text, delay=SIGN * 1000) if SIGN else place.fill(text)

    def hour(self, place: Locator, text: str) -> None:
        """Write a time into its field: the colon is there already."""
        self._writes(text.replace(":", ""))
        place.fill(text)

    def elsewhere(self, *texts: str) -> None:
        """Write into cells of another program: counted, and paced, like fields."""
        for text in texts:
            self._writes(text)
            if SIGN:
                self.page.wait_for_timeout(len(text) * SIGN * 1000)

    def choose(self, place: Locator, value: str) -> None:
        """Choose from a list."""
        self.choices += 1
        self._think()
        place.select_option(value)

    def pick(self, times: int) -> None:
        """Choose from lists of another program."""
        for _ in range(times):
            self.choices += 1
            self._think()

    def tick(self, place: Locator) -> None:
        """Tick a box."""
        self.choices += 1
        self._think()
        place.check()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button."""
        self._click((within or self.page.locator("body")).get_by_role("button", name=name).first)

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Follow a link."""
        self._click((within or self.page.locator("main")).get_by_role("link", name=name).first)

    def unfold(self, name: str) -> None:
        """Open a part that is folded."""
        self._click(self.page.locator("summary").filter(has_text=name).first)

    @property
    def row(self) -> tuple[int, int, int, int]:
        """Fields, choices, buttons, signs."""
        return self.fields, self.choices, self.buttons, self.signs

    @property
    def seconds(self) -> float:
        """Since the first page."""
        return time.perf_counter() - self.began

    def _click(self, place: Locator) -> None:
        self.buttons += 1
        self._think()
        place.click()

    def _writes(self, text: str) -> None:
        self.fields, self.signs = self.fields + 1, self.signs + len(text)
        self._think()

    def _think(self) -> None:
        if PACE:
            self.page.wait_for_timeout(PACE * 1000)


NAME = "FabLab de Valrouge"
MACHINES = (("Grande laser", "laser-co2"), ("Imprimante 3D", "imprimante-3d-fff"), ("Brodeuse", "brodeuse"))


def short_form(steps: Steps, name: str = NAME) -> None:
    """Name, commune, hours, contact, three machines."""
    page = steps.page
    steps.type(page.get_by_label(re.compile("^Nom nécessaire")), name)
    steps.type(page.get_by_label("Rue"), "3 rue du Modèle")
    steps.type(page.get_by_label("Commune"), "99120")
    slot = page.get_by_role("group", name="créneau 1")
    for day in ("mardi", "jeudi"):
        steps.tick(slot.get_by_label(day))
    steps.hour(slot.get_by_label("Ouvre"), "17:30")
    steps.hour(slot.get_by_label("Ferme"), "21:00")
    steps.type(page.get_by_label(re.compile("^Courriel")), "bonjour@valrouge.example")
    steps.type(page.get_by_label("Téléphone"), "+33477000000")
    steps.type(page.get_by_label("Site", exact=True), "valrouge.example")
    for number, (called, kind) in enumerate(MACHINES, 1):
        machine = page.get_by_role("group", name=f"machine {number}")
        steps.type(machine.get_by_label("Nom"), called)
        steps.choose(machine.get_by_label("Type de machine"), kind)
        steps.choose(machine.get_by_label("État"), "en-service")
