"""A real mail server on loopback that remembers what it took; it can be told to refuse, and to be away."""
# ruff: noqa: ARG002 - aiosmtpd calls its handlers with all of these

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope


@dataclass
class Mailbox:
    """What was taken, oldest first. `refusing`: the answer to the next recipients, such as `450 later`."""

    taken: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    connections: int = 0
    refusing: str = ""
    password: str = ""
    port: int = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's word
        self, server: Any, session: Any, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusing:
            return self.refusing
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        content = cast(bytes, envelope.content)
        self.taken.append(cast(EmailMessage, message_from_bytes(content, policy=default)))
        self.to.append(list(envelope.rcpt_tos))
        return "250 taken"

    @property
    def subjects(self) -> list[str]:
        return [str(each["Subject"]) for each in self.taken]

    def text(self, number: int = -1) -> str:
        return str(self.taken[number].get_content())


@contextmanager
def mail_server(box: Mailbox, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Mailbox]:
    """Take e-mails into `box` until the end of the block; port 0 takes a free one, told by `box.port`."""
    login = {"authenticator": _Login(box.password), "auth_required": True, "auth_require_tls": False}
    more: dict[str, Any] = {**(login if box.password else {}), **({"tls_context": tls} if tls else {})}
    controller = _Anywhere(box, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False, **more)
    controller.start()
    try:
        box.port = controller.server.sockets[0].getsockname()[1]
        yield box
    finally:
        controller.stop()


@dataclass
class _Login:
    """Lets in who knows the password."""

    password: str

    def __call__(self, server: Any, session: Any, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == self.password.encode())


class _Anywhere(Controller):
    """At a free port: aiosmtpd tries the port it was given, not the one it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
