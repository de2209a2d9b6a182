"""A lab's address comes in: known already, sent away, waiting for a moderator, or accepted and visited at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, or_, select
from sqlalchemy.exc import IntegrityError

from harvester import registry
from harvester.authority import normalise
from harvester.desk import acts, bans, contacts, proofs, recognise, reviews
from harvester.desk.acts import Done
from harvester.desk.asks import ask
from harvester.desk.moderation import By, ask_again
from harvester.desk.tables import reviews as waiting
from harvester.desk.traits import Traits, commune, traits
from harvester.hub import sources
from harvester.registry import Source

#: The name under which somebody registers a lab by the page or the API.
VISITOR = "visitor"
#: Twins that moderators are asked about, for one registration; tries when two register at once.
_TWINS, _TRIES = 5, 3


@dataclass(frozen=True, slots=True)
class Policy:
    """What becomes of a new source: `accept`, `review` or `closed`; hosts that are accepted under `review` too."""

    rule: str
    trusted: Sequence[str] = ()
    most: int = 1000

    def status(self, url: str) -> str:
        """`accepted` or `pending`."""
        host = bans.host_of(url)
        known = any(host == name or host.endswith(f".{name}") for name in self.trusted)
        return "accepted" if self.rule == "accept" or known else "pending"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody sent: the address of a file, where to write (may be empty), a word for the moderators."""

    url: str
    email: str = ""
    note: str = ""
    lang: str = "fr"


def known(engine: Engine, url: str) -> Source | None:
    """The source that has this address, or whose things are named by it. Errors: ValueError for what is no address."""
    with engine.connect() as db:
        return _known(db, normalise(url))


def _known(db: Connection, name: str) -> Source | None:
    row = db.execute(select(sources).where(or_(sources.c.base == name, sources.c.url == name))).first()
    if row is None:  # an address may be written in many ways
        rows = db.execute(select(sources.c.id, sources.c.url).where(sources.c.url != sources.c.base)).all()
        same = next((each.id for each in rows if _normal(each.url) == name), None)
        row = db.execute(select(sources).where(sources.c.id == same)).first() if same is not None else None
    return Source(**row._mapping) if row else None


def is_banned(engine: Engine, *urls: str) -> bool:
    """Whether one of these was sent away."""
    standing = bans.read(engine)
    return any(standing.stop(url) for url in urls if url)


def is_full(engine: Engine, policy: Policy) -> bool:
    """Whether as many registrations wait as may."""
    query = select(func.count()).select_from(waiting)
    with engine.connect() as db:
        found = db.execute(query.where(waiting.c.kind == "registration", waiting.c.closed_at.is_(None)))
        return int(found.scalar_one()) >= policy.most


def register(engine: Engine, asked: Asked, graph: bytes, policy: Policy, now: datetime) -> tuple[Source, bool]:
    """Add a source whose file was checked and may be published.

    In: what was sent, the graph that its file gives (N-Quads), the policy. Out: the source, and whether it is new: of
    two who register one address at once, one does. Whatever the policy, a moderator decides on what lies under a prefix
    that another lab proved, and on what is likely another lab's.
    """
    found, place = traits(graph, normalise(asked.url)), commune(graph, normalise(asked.url))
    for _ in range(_TRIES):
        try:
            with engine.begin() as db:
                before = _known(db, normalise(asked.url))
                return (before, False) if before else (_add(db, asked, found, place, policy, now), True)
        except IntegrityError:
            continue
    raise RuntimeError(f"{asked.url} cannot be registered")


def again(engine: Engine, asked: Asked, slug: str, now: datetime) -> None:
    """Ask once more for a source that was refused; a moderator decides, whatever the policy."""
    with engine.begin() as db:
        ask_again(db, By(VISITOR, now), slug, {"note": asked.note})


def _add(db: Connection, asked: Asked, found: Traits, place: str, policy: Policy, now: datetime) -> Source:
    twins = recognise.likely(db, found)[:_TWINS]
    above = next(iter(proofs.over(db, normalise(asked.url))), None)
    doubtful = above is not None or any(how.sure and not twin.seeded for twin, how in twins)
    status = "pending" if doubtful else policy.status(asked.url)
    name = next(iter(found.names), "")
    slug = registry.free_slug(db, name)
    source = registry.add_all(db, [(asked.url.strip(), slug, None)], now, status=status)[0]
    acts.note(db, now, Done(VISITOR, "register", source.slug), before={"status": status, "url": asked.url})
    if asked.email:
        contacts.add(db, source.id, asked.email, asked.lang, now)
    if status == "pending":
        why = {"note": asked.note, "name": name, "place": place} | ({"prefix": above.prefix} if above else {})
        reviews.ask(db, source.id, "registration", now, other=above.source if above else None, why=why)
        for twin, how in twins:
            reviews.ask(db, source.id, "duplicate", now, other=twin.id, why=asdict(how))
    ask(db, source.id, now, "registered")
    return source


def _normal(url: str) -> str:
    try:
        return normalise(url)
    except ValueError:
        return url
