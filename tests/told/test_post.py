"""Sending: nothing is lost, nothing goes twice, a mail server may be away, refuse, want TLS or a login."""

import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from support.labs import lab, text
from support.mail import Mailbox, mail_server
from telling_kit import Town

from harvester.desk import outbox, post
from server.cli import cli

CERTIFICATE = Path(__file__).parents[1] / "harvester" / "samples" / "self-signed.pem"


def put(town: Town, to: str = "a@b.example", subject: str = "Bonjour", body: str = "Tout va bien.\n") -> None:
    with town.commons.hub.engine.begin() as db:
        outbox.put(db, town.commons.clock(), "trouble", to, subject, body, {"List-Unsubscribe": "<https://x.example>"})


def states(town: Town) -> list[str]:
    found = outbox.every(town.commons.hub.engine)
    return ["sent" if m.sent_at else "given up" if m.given_up_at else f"waits {m.tries}" for m in found]


def test_one_connection_a_round_and_the_text_is_erased(town: Town) -> None:
    for number in range(3):
        put(town, f"a{number}@b.example")
    assert town.commons.hub.post() == 3
    assert town.box.connections == 1
    assert [(m.body, m.headers) for m in outbox.every(town.commons.hub.engine)] == [("", {})] * 3
    assert town.commons.hub.post() == 0
    assert len(town.box.taken) == 3


def test_message_as_it_goes_out(town: Town) -> None:
    put(town, subject="Été : « réparé »", body="Déjà vu.\n.\nFin\n")
    town.commons.hub.post()
    mail = town.box.taken[0]
    assert mail["Subject"] == "Été : « réparé »"
    assert mail["From"] == "fabcommons <hub@commons.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://x.example>"
    assert mail["Message-ID"] == "<trouble-1-20261126110000@commons.example>"
    assert town.box.text() == "Déjà vu.\r\n.\r\nFin\r\n"


def test_nothing_is_lost_while_the_mail_server_is_away(make_town: Callable[..., Town]) -> None:
    town = make_town(mail_back_off=(timedelta(minutes=1), timedelta(hours=1)))
    with mail_server(Mailbox()) as gone:
        away = gone.port
    town.commons.hub.settings = town.commons.settings.model_copy(update={"smtp_port": away})
    for number in range(2):
        put(town, f"a{number}@b.example")
    waits = []
    for _ in range(130):  # every minute for two hours
        town.commons.hub.post()
        waits.append(states(town)[0])
        town.commons.clock.pass_by(minutes=1)
    assert waits[:3] == ["waits 1", "waits 2", "waits 2"]
    assert waits[-1] == "waits 4"  # at 0, 1, 61 and 121 minutes
    with mail_server(Mailbox(), away) as back:
        town.live(hours=3, step=0.5)
        assert [to for (to,) in back.to] == ["a0@b.example", "a1@b.example"]
    assert states(town) == ["sent", "sent"]


def test_given_up_after_its_time(make_town: Callable[..., Town]) -> None:
    town = make_town(mail_given_up=timedelta(days=2))
    town.box.refusing = "451 4.7.1 greylisted"
    put(town)
    town.live(days=1)
    assert states(town)[0].startswith("waits")
    town.live(days=2)
    assert states(town) == ["given up"]
    town.box.refusing = ""
    town.live(days=1)
    assert town.box.taken == []


def test_refused_for_good_is_given_up_at_once_and_others_go(town: Town) -> None:
    put(town, "née@b.example")  # this server takes no such address
    put(town)
    town.commons.hub.post()
    assert states(town) == ["given up", "sent"]
    town.box.refusing = "550 no such user"
    put(town)
    town.commons.hub.post()
    assert states(town) == ["given up", "sent", "given up"]


def test_a_time_to_wait_grows_by_a_setting(make_town: Callable[..., Town]) -> None:
    town = make_town(mail_back_off=(timedelta(minutes=5),))
    town.box.refusing = "450 later"
    put(town)
    for _ in range(3):
        town.commons.hub.post()
        town.commons.clock.pass_by(minutes=5)
    assert states(town) == ["waits 3"]


def test_what_was_sent_is_forgotten_after_its_time(make_town: Callable[..., Town]) -> None:
    town = make_town(mail_kept=timedelta(days=3))
    put(town)
    town.live(days=2)
    assert states(town) == ["sent"]
    town.live(days=2)
    assert states(town) == []


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(make_town: Callable[..., Town]) -> None:
    box = Mailbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with mail_server(box, tls=context):
        town = make_town(smtp_port=box.port, smtp_security="starttls")
        put(town)
        town.commons.hub.post()
    assert box.taken == []
    assert "certificate" in outbox.every(town.commons.hub.engine)[0].error.lower()


def test_a_mail_server_that_says_nothing_holds_nobody_up(make_town: Callable[..., Town]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        town = make_town(smtp_port=silent.getsockname()[1], smtp_time=timedelta(milliseconds=100))
        put(town)
        assert town.commons.hub.post() == 0
    assert "timed out" in outbox.every(town.commons.hub.engine)[0].error
    assert states(town) == ["waits 1"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # on loopback
def test_login(make_town: Callable[..., Town]) -> None:
    box = Mailbox(password="secret of the hub")
    with mail_server(box):
        town = make_town(smtp_port=box.port, smtp_user="hub", smtp_password="wrong")
        put(town)
        town.commons.hub.post()
        assert states(town) == ["waits 1"]
        right = town.commons.settings.model_copy(update={"smtp_password": SecretStr("secret of the hub")})
        town.commons.clock.pass_by(minutes=2)
        post.send(town.commons.hub.engine, right, "hub@commons.example", town.commons.clock())
        assert states(town) == ["sent"]
    assert "secret of the hub" not in repr(right) + right.model_dump_json()


@pytest.mark.parametrize("name", [
    "Lab\r\nBcc: all@world.example\r\n\r\nBuy", "Lab\nTo: x@y.example", "Lab\u2028\u0085\x00\x1b[31m", "L" * 5000,
    "\u202egier\u202c <script>", "=?utf-8?q?Bcc:_x?=", "{{ 7 * 7 }} {% include 'x' %}",
])  # fmt: skip
def test_no_name_of_a_lab_gets_out_of_its_header(town: Town, name: str) -> None:
    town.commons.register("gier", lab(nom=name))
    town.turn()
    town.contact("gier", "bureau@gier.example")
    town.commons.put("gier", text(lab(nom=name, machines=0))[:-40])
    town.live(hours=6)
    mail = town.box.taken[0]
    assert town.box.to[-1] == ["bureau@gier.example"]
    assert mail["To"] == "bureau@gier.example"
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject") or []) == 1
    assert not set("\r\n\x00\x1b\u2028\u202e") & set(str(mail["Subject"]))
    assert len(str(mail["Subject"])) < 200
    assert "49" not in str(mail["Subject"])


def test_an_end_of_line_in_a_header_is_refused_for_good(town: Town) -> None:
    put(town, subject="Bonjour\r\nBcc: all@world.example")
    put(town)
    town.commons.hub.post()
    assert states(town) == ["given up", "sent"]


def test_command_tells_of_mails_but_not_their_text(town: Town) -> None:
    put(town, subject="[bold]", body="https://x.example/contacts/unsubscribe/SECRET")
    run = CliRunner().invoke
    asked = ["mails", "--data", str(town.commons.data)]
    for found in (run(cli, asked), run(cli, [*asked, "--json"])):
        assert found.exit_code == 0, found.output
        assert "[bold]" in found.output
        assert "SECRET" not in found.output
    town.commons.hub.post()
    assert '"state": "sent"' in run(cli, [*asked, "--json"]).output
    assert run(cli, [*asked, "--json", "--waiting"]).output == ""
