"""Every page of the site, at its address on the sample network: one line adds a page to all tests of the browser."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address, its name in the screenshots, what axe holds against software of others in it, its status.

    `ready` is what is visible once its scripts have done their work.
    """

    address: str
    name: str
    forgiven: tuple[str, ...] = ()
    status: int = 200
    ready: str = "main"

    @property
    def path(self) -> str:
        """The address without its parameters."""
        return self.address.partition("?")[0]


#: YASGUI's list of tabs holds the button that adds one; the part of it that scrolls is focused by the field in it.
_YASGUI_S = ("aria-required-children", "scrollable-region-focusable")

PAGES = (
    Page("/", "home"),
    Page("/?procede=decoupe-laser&materiau=contreplaque&lieu=Saint-Étienne&rayon=20", "found"),
    Page("/?q=zeppelin", "found-nothing"),
    Page("/?heure=25:00", "search-refused", status=400),
    Page("/labs", "labs"),
    Page("/labs/gier", "lab"),
    Page("/labs/chambon", "lab-planned"),
    Page("/labs/gier/maintenance", "lab-maintenance"),
    Page("/labs/gier/labels", "lab-labels"),
    Page("/machines", "machines"),
    Page("/machines?type=laser-co2", "machines-of-type"),
    Page("/machines/gier/laser-1", "machine"),
    Page("/models/furan-laser/fl-6040", "model"),
    Page("/models/furan-laser/fl-6040/maintenance", "model-maintenance"),
    Page("/maintenance", "maintenance"),
    Page("/guides", "guides"),
    Page("/guides/gier/guide-laser", "guide"),
    Page("/projects", "projects"),
    Page("/projects/gier/lampe", "project"),
    Page("/agenda", "agenda"),
    Page("/agenda?vue=mois", "agenda-month"),
    Page("/events/roanne/3d-samedi", "event"),
    Page("/trainings", "trainings"),
    Page("/trainings/gier/formation-laser", "training"),
    Page("/credentials/gier/hab-laser", "credential"),
    Page("/lending", "lending"),
    Page("/offers/gier/imp-nomade", "offer"),
    Page("/planned", "planned"),
    Page("/network", "network"),
    Page("/coverage", "coverage"),
    Page("/coverage?type=laser-co2", "coverage-of-type"),
    Page("/sources/charlieu", "source"),
    Page("/sparql", "sparql", _YASGUI_S, ready="#editor[data-ready]"),
    Page("/catalog", "catalog"),
    Page("/catalog/gier", "dataset"),
    Page("/dump/", "dumps"),
    Page("/graph/registry", "registry"),
    Page("/network/loire", "network-thing"),
    Page("/maker/furan-laser", "maker"),
    Page("/org/metropole-du-furan", "organisation"),
    Page("/context/v1", "context"),
    Page("/exports/", "exports"),
    Page("/ns", "terms"),
    Page("/vocab", "lists"),
    Page("/vocab/status", "scheme"),
    Page("/vocab/status/en-service", "concept"),
    Page("/shapes/v1", "shapes"),
    Page("/join", "join"),
    Page("/templates", "templates"),
    Page("/mentions-legales", "legal"),
    Page("/confidentialite", "privacy"),
    Page("/accessibilite", "accessibility"),
    Page("/signaler?page=/labs/gier", "report"),
    Page("/check", "check"),
    Page("/publish", "publish"),
    Page("/labs/nulle-part", "error-404", status=404),
    Page("/sources/gier", "source-well"),
    Page("/sources/gier?ok=asked", "source-asked"),
    Page("/sources/gier/contact", "source-contact"),
    Page("/register", "register"),
    Page("/register/gier", "registration"),
    Page("/moderation", "moderation-sign"),
    Page("/moderation/acts", "moderation-for-others", status=403),
    Page("/hosting", "hosting"),
    Page("/edit", "edit-lost"),
    Page("/machines/gier/laser-1/fault", "fault"),
    Page("/desk/gier", "desk-for-others", status=403),
)
#: Those on which more is tried than on all: zoom, keyboard, dark pictures.
FEW = ("home", "labs", "lab", "machine", "guide", "agenda", "network", "report", "accessibility", "found")
