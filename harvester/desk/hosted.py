"""Files that the hub keeps for labs without hosting: saved with every version, read by the harvest like any other."""

from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from harvester.desk.asks import ask
from harvester.desk.tables import hosted_files
from harvester.failures import Failure
from harvester.fetch import Document


def save(db: Connection, source: int, content: str, who: str, now: datetime) -> None:
    """Keep a new version of a lab's file, and ask for a visit."""
    db.execute(insert(hosted_files).values(source=source, content=content, saved_at=now, who=who))
    ask(db, source, now, "saved")


def newest(engine: Engine, source: int) -> str | None:
    """The file as it was saved last, if the hub keeps one for that source."""
    query = select(hosted_files.c.content).where(hosted_files.c.source == source).order_by(hosted_files.c.id.desc())
    with engine.connect() as db:
        return db.scalars(query.limit(1)).first()


def document(engine: Engine, source: int, url: str) -> Document | Failure:
    """What the harvest gets of a file that the hub keeps itself."""
    content = newest(engine, source)
    return Document(content.encode(), url, "application/ld+json") if content else Failure("T-empty")
