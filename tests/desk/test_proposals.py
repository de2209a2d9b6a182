"""What labs propose to say of others' things: kept apart, never in the dataset, awaiting the owner (question 31)."""

from typing import Any

import pytest
from support.clock import REFERENCE
from support.commons import Commons
from support.desk import Desk
from support.labs import base_of, lab, text

from harvester.desk import proposals
from harvester.desk.moderation import By
from harvester.desk.undo import undo
from harvester.errors import ModerationError
from harvester.forget import forget
from harvester.judge import judge
from harvester.profile import profile_of
from server.settings import Settings

MODEL = "https://w3id.org/fabcommons/model/furan-laser/fl-6040"
NOTE = "http://www.w3.org/2004/02/skos/core#note"
SAID = {"#prop-1": {"@id": f"{base_of('deux')}#machine-0", "note": "La courroie est neuve."}}


def proposing(said: dict[str, Any], **members: Any) -> dict[str, Any]:
    return lab(propositions=said, nom="La Bobine", position={"lat": 45.5, "lon": 4.5}, **members)


def said_by(hub: Commons, owner: str = "") -> list[tuple[str, str, str]]:
    found = proposals.waiting(hub.hub.engine, owner)
    return [(each.slug, each.graph.partition("#")[2], each.owner) for each in found]


@pytest.fixture
def hub(commons: Commons) -> Commons:
    commons.register("un", proposing({**SAID, "#prop-2": {"@id": MODEL, "note": "Le joint se déforme."}}))
    commons.register("deux", lab())
    commons.hub.round()
    return commons


def test_proposals_wait_for_their_owner_and_stay_out_of_the_dataset(hub: Commons) -> None:
    assert said_by(hub) == [("un", "prop-1", "deux"), ("un", "prop-2", "registry")]
    assert said_by(hub, "deux") == [("un", "prop-1", "deux")]
    assert said_by(hub, "registry") == [("un", "prop-2", "registry")]
    assert said_by(hub, "un") == []
    first = proposals.waiting(hub.hub.engine)[0]
    assert first.about == f"{base_of('deux')}#machine-0"
    assert first.triples == f'<{first.about}> <{NOTE}> "La courroie est neuve."@fr .\n'
    assert first.since == hub.clock()
    assert hub.ask(f"SELECT ?s {{ ?s <{NOTE}> ?n FILTER(CONTAINS(STR(?n), 'courroie')) }}") == []
    assert hub.ask(f"SELECT ?g {{ GRAPH ?g {{ ?s <{NOTE}> ?n FILTER(CONTAINS(STR(?n), 'courroie')) }} }}") == []
    assert hub.ask("SELECT ?s { ?s <https://w3id.org/fabcommons/ns#proposal> ?o }") == []


def test_what_is_said_no_more_is_gone_and_what_changes_waits_anew(hub: Commons) -> None:
    hub.clock.pass_by(hours=7)
    hub.put("un", proposing({"#prop-1": {**SAID["#prop-1"], "note": "La courroie est usée."}}))
    hub.hub.round()
    (only,) = proposals.waiting(hub.hub.engine)
    assert "usée" in only.triples
    assert only.since == hub.clock()
    hub.put("un", proposing({}))
    hub.clock.pass_by(hours=7)
    hub.hub.round()
    assert said_by(hub) == []


def test_a_decision_has_its_trace_and_its_undo(hub: Commons) -> None:
    number = proposals.waiting(hub.hub.engine, "deux")[0].id
    by = By("lab:deux", hub.clock(), "elle est de 2024")
    with hub.hub.engine.begin() as db, pytest.raises(ModerationError, match="needs a reason"):
        proposals.decide(db, By("lab:deux", hub.clock()), number, "refused")
    with hub.hub.engine.begin() as db:
        act = proposals.decide(db, by, number, "refused")
    assert said_by(hub, "deux") == []
    with hub.hub.engine.begin() as db, pytest.raises(ModerationError, match="does not wait"):
        proposals.decide(db, by, number, "accepted")
    hub.clock.pass_by(hours=7)
    hub.hub.round()
    assert said_by(hub, "deux") == [], "the same proposal does not ask again"
    with hub.hub.engine.begin() as db:
        undo(db, by, act)
    assert len(said_by(hub, "deux")) == 1


REFUSED: dict[str, dict[str, Any]] = {
    "of one's own things": {"#p": {"@id": "#lab", "note": "x"}},
    "of persons": {"#p": {"@id": f"{base_of('deux')}#zoe", "prenom": "Zoé"}},
    "with persons in it": {"#p": {"@id": f"{base_of('deux')}#zoe-lab", "equipe": [{"prenom": "Zoé"}]}},
    "too long": {"#p": {"@id": f"{base_of('deux')}#lab", "note": "m" * 60_000}},
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_proposal_is_not_kept(commons: Commons, name: str) -> None:
    verdict = judge(text(proposing(REFUSED[name])), base_of("un"), profile_of(commons.settings, commons.clock()))
    assert not [
        each for each in verdict.proposals if "zoe" in each.about or "m" * 99 in each.triples or "un." in each.about
    ]


def test_a_file_makes_no_more_than_so_many() -> None:
    said = {f"#p{n}": {"@id": f"{base_of('deux')}#m{n}", "note": "x"} for n in range(250)}
    verdict = judge(text(proposing(said)), base_of("un"), profile_of(Settings.read(), REFERENCE))
    assert (verdict.outcome, len(verdict.proposals)) == ("LOADED", 200)


def test_what_is_forgotten_is_no_longer_proposed(hub: Commons) -> None:
    forget(hub.hub.engine, hub.data, f"{base_of('deux')}#machine-0", hub.clock())
    assert said_by(hub) == [("un", "prop-2", "registry")]
    hub.clock.pass_by(hours=7)
    hub.hub.round()
    assert said_by(hub) == [("un", "prop-2", "registry")]


def test_the_api_tells_an_owner_what_waits(desk: Desk) -> None:
    hub = desk.commons
    hub.register("un", proposing(SAID))
    hub.register("deux", lab())
    hub.hub.round()
    client = desk.browser()
    for owner in ("deux", base_of("deux"), f"{base_of('deux')}#machine-0"):
        (one,) = client.get(f"/api/v1/proposals?owner={owner.replace('#', '%23')}").json["proposals"]  # type: ignore[index]
        assert (one["owner"], one["about"]) == ("deux", f"{base_of('deux')}#machine-0")
        assert one["proposedBy"] == {"slug": "un", "source": f"{desk.base}/sources/un"}
        assert one["since"] == "2026-11-26T11:00:00Z"
        assert one["statements"][0][NOTE] == [{"@language": "fr", "@value": "La courroie est neuve."}]
    for owner in (f"{base_of('deux')}%23lab", "registry", "un"):
        assert client.get(f"/api/v1/proposals?owner={owner}").json == {"proposals": []}
    assert len(client.get("/api/v1/proposals").json["proposals"]) == 1  # type: ignore[index]
    lost = client.get("/api/v1/proposals?owner=nulle-part")
    assert (lost.status_code, lost.mimetype) == (404, "application/problem+json")


def test_moderators_decide_on_a_page(desk: Desk) -> None:
    hub = desk.commons
    hub.register("un", proposing(SAID))
    hub.register("deux", lab())
    hub.hub.round()
    browser = desk.moderator()
    assert "La courroie est neuve." in browser.get("/moderation/proposals").text
    number = proposals.waiting(hub.hub.engine)[0].id
    assert browser.post("/moderation/proposals", {"act": "proposal-refused", "number": number}).status_code == 409
    sent = browser.post("/moderation/proposals", {"act": "proposal-accepted", "number": number})
    assert "Aucune proposition n'attend" in browser.follow(sent).text.replace("\u00a0", " ")
