"""Where one goes from a page: back to one's desk, on to what is at hand, and what to think of a record grown old."""

from collections.abc import Callable
from datetime import timedelta

from desk_kit import Desk, text
from pages_kit import Answering, Outline, valid

from harvester.desk import contacts

Make = Callable[..., Desk]


def links(site: Answering, path: str) -> dict[str, str]:
    answer = site.get(path)
    valid(answer.text)
    return Outline(answer.text).links


def words(site: Answering, path: str) -> str:
    return " ".join(Outline(site.get(path).text).text.split())


def test_who_holds_a_key_comes_back_to_their_desk_from_every_page(desk: Desk) -> None:
    assert "/desk/gier" not in links(desk, "/labs")
    desk.enter(desk.link("gier"))
    for path in ("/labs", "/labs/ondaine", "/machines/gier/laser-1", "/join"):
        assert "/desk/gier" in links(desk, path)
    desk.session = desk.held_by()
    assert "/moderation" in links(desk, "/labs/ondaine")


def test_a_fault_is_reported_from_the_top_of_the_machine_s_page(desk: Desk) -> None:
    page = desk.get("/machines/gier/laser-1").text
    assert page.index("/machines/gier/laser-1/fault") < page.index("</header>", page.index("<main"))


def test_a_record_grown_old_says_so_to_who_would_travel(desk: Desk) -> None:
    told = "vérifiez auprès du lab avant de vous déplacer"
    assert told not in words(desk, "/labs/gier")
    desk.now += timedelta(days=4)
    for path in ("/labs/gier", "/machines/gier/laser-1"):
        assert f"depuis le 26 novembre 2026 à 10 h : {told}" in words(desk, path).replace("\u00a0", " ")
        assert "/sources/gier" in links(desk, path)


def test_a_new_record_says_when_it_will_be_seen(desk: Desk) -> None:
    answer = desk.post("/hosting", document=text())
    desk.enter(answer.headers["Location"].rpartition("/")[2])
    mine = f"/desk/{desk.small.source('l-atelier-de-la-cote').slug}"
    assert "elle sera visible dans quelques secondes" in words(desk, mine)
    assert f"/publish?desk={mine.rpartition('/')[2]}" in links(desk, mine)
    desk.gather("l-atelier-de-la-cote")
    assert "elle sera visible dans quelques secondes" not in words(desk, mine)


def test_a_desk_says_whom_it_can_write_to(desk: Desk) -> None:
    desk.enter(desk.link("gier"))
    assert "Aucune : si le lien se perd" in words(desk, "/desk/gier")
    with desk.small.engine.begin() as db:
        contacts.add(db, desk.small.source("gier").id, "bonjour@gier.example", "fr", desk.now, by_lab=True)
    assert "bonjour@gier.example à confirmer" in words(desk, "/desk/gier")
    with desk.small.engine.begin() as db:
        db.execute(contacts.contacts.update().values(confirmed_at=desk.now))
    assert "à confirmer" not in words(desk, "/desk/gier")
    assert "/sources/gier/contact" in links(desk, "/desk/gier")
