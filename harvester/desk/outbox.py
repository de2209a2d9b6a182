"""E-mails to be sent, written in the transaction of what they tell: what happened and what is told never differ."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from harvester.desk.tables import mails


def put(
    db: Connection, now: datetime, kind: str, to: str, subject: str, body: str, headers: Mapping[str, str] | None = None
) -> None:
    """Leave an e-mail to be sent. In: its kind, the address, subject and body as plain text, more headers."""
    values = {"kind": kind, "to": to, "subject": subject, "body": body, "headers": dict(headers or {})}
    db.execute(insert(mails).values(**values, written_at=now, next_at=now))
