"""Who wants to be told of a source by e-mail."""

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from harvester.desk.tables import contacts


def add(db: Connection, source: int, email: str, lang: str, now: datetime) -> None:
    """Note an address, which is written to once it was confirmed; noting it twice is noting it once."""
    values = {"source": source, "email": email, "lang": lang, "added_at": now}
    db.execute(insert(contacts).values(**values).on_conflict_do_nothing())
