"""E-mails about notices of contents: a new one, to who answers for the hub; its decision, to who left an address."""

from dataclasses import dataclass

from sqlalchemy import Connection

from harvester.desk import outbox, wording
from harvester.desk.contacts import is_address
from harvester.notices import Notice
from harvester.telling_settings import TellingSettings


@dataclass(frozen=True, slots=True)
class NoticeLetters:
    """Writes them in the transaction of what they tell; without a mail server, none. `publisher` may be empty."""

    settings: TellingSettings
    publisher: str

    def received(self, db: Connection, notice: Notice) -> None:
        """A notice came in."""
        self._put(db, "notice", notice, self.publisher, "fr")

    def decided(self, db: Connection, notice: Notice) -> None:
        """It was decided."""
        self._put(db, "decision", notice, notice.email, notice.lang if notice.lang == "en" else "fr")

    def _put(self, db: Connection, kind: str, notice: Notice, to: str, lang: str) -> None:
        if not self.settings.smtp_host or not is_address(to):
            return
        subject, body = wording.written(kind, lang, **self._values(notice, lang))
        outbox.put(db, notice.decided_at or notice.received_at, kind, to, subject, body)

    def _values(self, notice: Notice, lang: str) -> dict[str, object]:
        hub = self.settings.public_base_url
        return {
            "number": notice.id,
            "at": wording.moment(notice.received_at, self.settings, lang),
            "page": wording.one_line(f"{hub}{notice.page}", 2100),
            "reason": notice.reason,
            "decision": notice.decision,
            "grounds": "\n".join(wording.one_line(line, 2000) for line in notice.grounds.splitlines()),
            "receipt": f"{hub}/signaler/{notice.receipt}",
            "hub": hub,
            "host": wording.host(hub),
        }
