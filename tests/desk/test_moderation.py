"""What moderators do: what is pending or sent away is not served; each act and its undo leave a trace."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection
from support.commons import Commons
from support.labs import base_of, lab
from support.web import Exchange

from harvester import registry
from harvester.desk import acts, bans, hosting, moderation, proofs, reviews, shared_links
from harvester.desk.moderation import By
from harvester.desk.undo import unban, undo
from harvester.errors import ModerationError
from ontology import VOCAB

Act = Callable[[Connection, By], int]
MODEL = f"{VOCAB}model/furan-laser/fl-6040"
GUIDE = "#guide-un"


@pytest.fixture
def hub(commons: Commons) -> Commons:
    """Two labs that are served."""
    guides = {
        name: {
            "nom": f"Guide {name}",
            "pourModeles": ["furan-laser/fl-6040"],
            "langue": "fr",
            "licence": "CC-BY-SA-4.0",
        }
        for name in (GUIDE, "#guide-deux")
    }
    commons.register("un", lab(nom="Atelier du Furan", guides=guides))
    commons.register("deux", lab(nom="Forge de Bourges", position={"lat": 47.08, "lon": 2.39}))
    commons.hub.round()
    return commons


def done(hub: Commons, act: Act, reason: str = "parce que") -> int:
    with hub.hub.engine.begin() as db:
        number = act(db, By("Aïcha", hub.clock(), reason))
    hub.hub.round()
    return number


def status(hub: Commons, slug: str) -> str:
    return hub.source(slug).status


ACTS: dict[str, tuple[Act, str]] = {
    "refuse": (lambda db, by: moderation.refuse(db, by, "un"), "refused"),
    "ban-file": (lambda db, by: moderation.ban(db, by, "un", "base"), "banned"),
    "ban-host": (lambda db, by: moderation.ban(db, by, "un", "host"), "banned"),
    "merge": (lambda db, by: moderation.merge(db, by, "un", "deux"), "superseded"),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_sent_away_is_withdrawn_and_comes_back_with_the_undo(hub: Commons, name: str) -> None:
    act, becomes = ACTS[name]
    before = hub.source("un").graph
    number = done(hub, act)
    assert status(hub, "un") == becomes
    assert hub.graph("un") == set()
    assert hub.graph("deux")
    assert ("#lab", "deleted") in hub.log("un")
    with hub.hub.engine.begin() as db:
        assert (
            db.execute(registry.select(registry.sources.c.graph).where(registry.sources.c.slug == "un")).scalar()
            is None
        )
    asked = len(hub.web.asked_for("/un"))
    hub.clock.pass_by(days=2)
    hub.hub.round()
    assert len(hub.web.asked_for("/un")) == asked, "who was sent away is not visited"
    back = done(hub, lambda db, by: undo(db, by, number))
    assert status(hub, "un") == "accepted"
    assert hub.source("un").graph == before
    told = acts.on(hub.hub.engine, "un")
    assert [(each.id, each.who, each.undoes, each.reason) for each in told[:2]] == [
        (back, "Aïcha", number, "parce que"),
        (number, "Aïcha", None, "parce que"),
    ]
    assert told[1].before


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_undone_once(hub: Commons, name: str) -> None:
    number = done(hub, ACTS[name][0])
    done(hub, lambda db, by: undo(db, by, number))
    with pytest.raises(ModerationError, match="undone already"):
        done(hub, lambda db, by: undo(db, by, number))


def test_a_pending_source_waits_and_is_let_in(commons: Commons) -> None:
    url = commons.web.put("/neuf", b"{}")
    commons.put("neuf", lab())
    with commons.hub.engine.begin() as db:
        registry.add_all(db, [(url, "neuf", base_of("neuf"))], commons.clock(), status="pending")
    commons.hub.round()
    assert commons.harvest("neuf") == {}, "not even by name"
    assert commons.web.asked_for("/neuf") == []
    done(commons, lambda db, by: moderation.accept(db, by, "neuf"))
    assert commons.graph("neuf")


WRONG: dict[str, tuple[Act, str]] = {
    "accept what is accepted": (lambda db, by: moderation.accept(db, by, "un"), "un is accepted"),
    "an unknown source": (lambda db, by: moderation.accept(db, by, "nulle-part"), "no source is called"),
    "merge with itself": (lambda db, by: moderation.merge(db, by, "un", "un"), "cannot give way"),
    "a strange ban": (lambda db, by: moderation.ban(db, by, "un", "planet"), "is not one of"),
    "move to nowhere": (lambda db, by: moderation.move(db, by, "un", "javascript:alert(1)"), "not a plain http"),
    "move to another's": (lambda db, by: moderation.move(db, by, "un", base_of("deux")), "another source"),
    "undo of nothing": (lambda db, by: undo(db, by, 99), "no act 99"),
    "unban of nobody": (lambda db, by: unban(db, by, "good.example"), "not banned"),
    "a guide of nobody": (lambda db, by: shared_links.choose_guide(db, by, MODEL, "https://x.example/#g"), "no guide"),
    "a model of a lab": (
        lambda db, by: shared_links.choose_guide(db, by, f"{base_of('un')}#m", base_of("un") + GUIDE),
        "no model",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_changes_nothing(hub: Commons, name: str) -> None:
    act, words = WRONG[name]
    before = hub.table(acts.acts)
    with pytest.raises(ModerationError, match=words):
        done(hub, act)
    assert hub.table(acts.acts) == before
    assert status(hub, "un") == "accepted"


@pytest.mark.parametrize("name", ["refuse", "ban-file", "ban-host"])
def test_sending_away_needs_a_reason(hub: Commons, name: str) -> None:
    with pytest.raises(ModerationError, match="needs a reason"):
        done(hub, ACTS[name][0], reason=" ")


def test_of_two_moderators_the_first_decides(hub: Commons) -> None:
    """The second saw another state than there is by now."""
    with hub.hub.engine.connect() as db:
        seen = moderation.find(db, "un")
    done(hub, ACTS["refuse"][0])
    with hub.hub.engine.begin() as db, pytest.raises(ModerationError, match="changed meanwhile"):
        moderation._put(db, By("Bao", hub.clock(), "non"), seen, "banned")


def test_an_undo_does_not_cross_what_came_after(hub: Commons) -> None:
    first = done(hub, ACTS["refuse"][0])
    done(hub, lambda db, by: moderation.accept(db, by, "un"))
    with pytest.raises(ModerationError, match="by now"):
        done(hub, lambda db, by: undo(db, by, first))


def test_a_host_is_banned_with_all_its_sources(hub: Commons) -> None:
    hub.register("trois", lab(), host="un.example")
    hub.hub.round()
    number = done(hub, ACTS["ban-host"][0])
    assert (status(hub, "un"), status(hub, "trois"), status(hub, "deux")) == ("banned", "banned", "accepted")
    assert acts.on(hub.hub.engine, "un")[0].id == number
    done(hub, lambda db, by: unban(db, by, "un.example"))
    assert (status(hub, "un"), status(hub, "trois")) == ("accepted", "accepted")
    assert hub.graph("trois")


def test_two_bans_are_lifted_one_by_one(hub: Commons) -> None:
    done(hub, ACTS["ban-file"][0])
    done(hub, lambda db, by: moderation.ban(db, by, "un", "host"))
    done(hub, lambda db, by: unban(db, by, base_of("un")))
    assert status(hub, "un") == "banned", "its host still is"
    done(hub, lambda db, by: unban(db, by, "un.example"))
    assert bans.read(hub.hub.engine) == bans.Bans()
    assert status(hub, "un") == "accepted"
    assert hub.graph("un")


def test_the_undo_of_a_ban_gives_back_all_that_was_there(hub: Commons) -> None:
    """Where a source gave way to another, its pages lead there again; what waited for a decision waits again."""
    done(hub, ACTS["merge"][0])
    hub.web.put("/un/neuf", b"{}")
    with hub.hub.engine.begin() as db:
        entry = (hub.web.url("/un/neuf", "un.example"), "neuf", "https://un.example/neuf")
        new = registry.add_all(db, [entry], hub.clock(), status="pending")[0]
        reviews.ask(db, new.id, "registration", hub.clock(), why={"note": "bonjour"})
    number = done(hub, ACTS["ban-host"][0])
    assert (status(hub, "un"), status(hub, "neuf"), reviews.waiting(hub.hub.engine)) == ("banned", "banned", [])
    done(hub, lambda db, by: undo(db, by, number))
    assert (status(hub, "un"), hub.source("un").successor) == ("superseded", hub.source("deux").id)
    assert [(each.source, each.why) for each in reviews.waiting(hub.hub.engine)] == [(new.id, {"note": "bonjour"})]


def test_a_file_that_the_hub_kept_is_read_where_a_moderator_says_and_kept_again_by_the_undo(hub: Commons) -> None:
    with hub.hub.engine.begin() as db:
        text = json.dumps(lab(nom="Gardé"))
        kept = hosting.begin(db, "https://commons.example", "garde", text, "accepted", hub.clock())
    hub.hub.round()
    url = hub.web.put("/chez-eux", json.dumps(lab(nom="Chez eux")))
    number = done(hub, lambda db, by: moderation.move(db, by, "garde", url))
    assert (hub.source("garde").hosted, hub.source("garde").url) == (False, url)
    assert len(hub.web.asked_for("/chez-eux")) == 1
    done(hub, lambda db, by: undo(db, by, number))
    assert (hub.source("garde").hosted, hub.source("garde").url) == (True, kept.url)
    assert hub.ask(f"SELECT ?n {{ <{kept.base}#lab> <http://schema.org/name> ?n }}") == [("Gardé",)]


def test_a_move_keeps_names_and_is_undone(hub: Commons) -> None:
    before = hub.source("un").graph
    hub.web.put("/ailleurs", hub.web.script("/un"))
    url = hub.web.url("/ailleurs", "un.example")
    number = done(hub, lambda db, by: moderation.move(db, by, "un", url))
    assert hub.source("un").url == url
    assert hub.source("un").graph == before
    assert len(hub.web.asked_for("/ailleurs")) == 1
    done(hub, lambda db, by: undo(db, by, number))
    assert hub.source("un").url == hub.web.url("/un", "un.example")


@pytest.mark.parametrize("act", ["move", "prefix"])
def test_what_is_done_during_a_visit_is_not_undone_by_it(hub: Commons, act: str) -> None:
    """Else a new address would be asked whether the old one's file has changed, and a prefix taken away still count."""
    hub.put("un", lab(nom="Atelier du Furan", resume="Autre"))
    hub.web.put("/ailleurs", hub.web.script("/un"))
    there, usual, number = hub.web.url("/ailleurs", "un.example"), hub.web.script("/un"), hub.source("un").id

    def meanwhile(exchange: Exchange) -> None:
        with hub.hub.engine.begin() as db:
            if act == "move":
                moderation.move(db, By("Aïcha", hub.clock()), "un", there)
            else:
                proofs._judge_anew(db, number)
        usual(exchange)

    hub.web.put("/un", meanwhile)
    hub.clock.pass_by(hours=7)
    hub.hub.round()
    found = hub.source("un")
    assert (found.etag, found.last_modified, found.pipeline) == ("", "", "")
    hub.web.put("/un", usual)
    hub.clock.pass_by(hours=7)
    hub.hub.round()
    if act == "move":
        assert not any(asked.conditional for asked in hub.web.asked_for("/ailleurs")[:1])
    assert hub.source("un").pipeline


REFERENCE = f"SELECT ?g {{ <{MODEL}> <https://w3id.org/fabcommons/ns#referenceGuide> ?g }}"


def test_a_reference_guide_outlives_a_reload_of_the_registry(
    hub: Commons, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("registry") / "shared.ttl"
    one, two = base_of("un") + GUIDE, f"{base_of('un')}#guide-deux"
    file.write_text(
        f"<{MODEL}> <http://schema.org/name> 'FL-6040' ; <https://w3id.org/fabcommons/ns#referenceGuide> <{one}> ."
    )
    hub.load_registry(file)
    hub.publish()
    assert hub.ask(REFERENCE) == [(one,)]
    number = done(hub, lambda db, by: shared_links.choose_guide(db, by, MODEL, two))
    assert hub.ask(REFERENCE) == [(two,)]
    hub.load_registry(file)
    hub.publish()
    assert hub.ask(REFERENCE) == [(two,)]
    again = done(hub, lambda db, by: shared_links.choose_guide(db, by, MODEL, one))
    assert hub.ask(REFERENCE) == [(one,)]
    with pytest.raises(ModerationError, match="another guide by now"):
        done(hub, lambda db, by: undo(db, by, number))
    done(hub, lambda db, by: undo(db, by, again))
    assert hub.ask(REFERENCE) == [(two,)]
    done(hub, lambda db, by: undo(db, by, number))
    assert hub.ask(REFERENCE) == [(one,)], "what the file says"


def test_a_hub_without_a_registry_may_have_reference_guides(hub: Commons) -> None:
    done(hub, lambda db, by: shared_links.choose_guide(db, by, MODEL, base_of("un") + GUIDE))
    assert hub.ask(REFERENCE) == [(base_of("un") + GUIDE,)]
