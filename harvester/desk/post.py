"""Sends the e-mails that wait, over one connection a round; what fails is tried again later, and given up at last.

An e-mail is marked once the mail server took it: after a crash between the two it goes twice rather than never, with
the same Message-ID, by which mail programs show it once.
"""

import logging
import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import Engine

from harvester.desk import outbox
from harvester.desk.outbox import Mail
from harvester.telling_settings import TellingSettings

log = logging.getLogger("fabcommons")


def send(engine: Engine, settings: TellingSettings, sender: str, now: datetime) -> int:
    """Send what waits; out: how many were taken. In: the address they come from. Nothing is raised."""
    waiting = outbox.due(engine, now) if settings.smtp_host else []
    if not waiting:
        return 0
    try:
        with _connected(settings) as server:
            return _send_all(engine, settings, sender, server, waiting, now)
    except (OSError, smtplib.SMTPException) as error:  # nobody answers, or refuses the login
        log.warning("no e-mail can be sent by %s: %s", settings.smtp_host, _said(error))
        for mail in waiting:
            _later(engine, settings, mail, error, now)
        return 0


def _connected(settings: TellingSettings) -> smtplib.SMTP:
    seconds = settings.smtp_time.total_seconds()
    where = settings.smtp_host, settings.smtp_port
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=seconds, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(*where, timeout=seconds)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _send_all(
    engine: Engine, settings: TellingSettings, sender: str, server: smtplib.SMTP, waiting: Sequence[Mail], now: datetime
) -> int:
    taken = 0
    for mail in waiting:
        try:
            server.send_message(message(mail, sender, settings.public_base_url), sender, [mail.to])
        except smtplib.SMTPServerDisconnected as error:
            _later(engine, settings, mail, error, now)
            return taken  # the others wait for the next round, a few seconds
        except (smtplib.SMTPException, OSError, ValueError, UnicodeError) as error:
            _refused(engine, settings, mail, error, now)
        else:
            outbox.sent(engine, mail, now)
            taken += 1
    return taken


def message(mail: Mail, sender: str, hub: str) -> EmailMessage:
    """The e-mail as it goes out. Errors: ValueError for a header with an end of line, which ours never have."""
    made = EmailMessage(policy=SMTP)
    host = urlsplit(hub).hostname or "localhost"
    made["From"] = Address("fabcommons", addr_spec=sender)
    made["To"] = mail.to
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(mail.written_at.replace(tzinfo=UTC))
    made["Message-ID"] = f"<{mail.kind}-{mail.id}-{mail.written_at:%Y%m%d%H%M%S}@{host}>"
    made["Auto-Submitted"] = "auto-generated"  # https://www.rfc-editor.org/rfc/rfc3834
    for name, value in mail.headers.items():
        made[name] = value
    made.set_content(mail.body)
    return made


def sender_of(settings: TellingSettings, publisher: str) -> str:
    """The address that e-mails come from."""
    return settings.mail_from or publisher or f"fabcommons@{urlsplit(settings.public_base_url).hostname}"


def _refused(engine: Engine, settings: TellingSettings, mail: Mail, error: Exception, now: datetime) -> None:
    """For good when the mail server says so (5xx), or when there is no way to write it; else for now."""
    codes = [code for code, _ in error.recipients.values()] if isinstance(error, smtplib.SMTPRecipientsRefused) else []
    codes += [error.smtp_code] if isinstance(error, smtplib.SMTPDataError) else []
    unfit = isinstance(error, ValueError | smtplib.SMTPNotSupportedError)
    for_good = unfit or (bool(codes) and min(codes) >= 500)
    if for_good:
        outbox.give_up(engine, mail, _said(error), now)
    else:
        _later(engine, settings, mail, error, now)


def _later(engine: Engine, settings: TellingSettings, mail: Mail, error: Exception, now: datetime) -> None:
    if now - mail.written_at >= settings.mail_given_up:
        outbox.give_up(engine, mail, _said(error), now)
        return
    waits = settings.mail_back_off
    outbox.failed(engine, mail, _said(error), now + waits[min(mail.tries, len(waits) - 1)])


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
