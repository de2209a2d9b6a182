"""The addresses of the pages, and what answers each; things of many formats have theirs in `linked/kinds.py`."""

from collections.abc import Callable

from flask import Response

from server.pages import (
    editor,
    guide_index,
    home,
    join,
    labs,
    lending,
    machines,
    maps,
    network,
    planned,
    projects,
    public,
    sheet,
    spreadsheets,
    trainings,
)
from server.pages.checking import view as checking
from server.pages.coverage import view as coverage
from server.pages.desk import begin, board, files, links, log, reported, served
from server.pages.finder import exports as finder
from server.pages.maintenance import lab as upkeep_lab
from server.pages.maintenance import model as upkeep_model
from server.pages.maintenance import network as upkeep_network
from server.pages.moderating import views as moderation
from server.pages.planning import views as planning
from server.pages.publish import views as publish
from server.pages.registering import claim, register
from server.pages.registering import state as registration
from server.pages.telling import again, badge, compared, feed, subscribing

#: Pages that take forms, too: `sender.check` comes first in each of their views.
FORMS: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("/sources/<slug>/again", "source_again", again.again),
    ("/sources/<slug>/contact", "source_contact", subscribing.form),
    ("/contacts/confirm/<secret>", "contact_confirm", subscribing.confirm),
    ("/contacts/unsubscribe/<secret>", "contact_leave", subscribing.unsubscribe),
    ("/check", "check", checking.page),
    ("/check/fablab.jsonld", "check_document", checking.document),
    ("/hosting", "hosting", begin.page),
    ("/edit", "edit_lost", links.lost),
    ("/edit/reissue/<secret>", "edit_reissue", links.reissue),
    ("/machines/<slug>/<path:thing>/fault", "fault", reported.page),
    ("/register", "register", register.page),
    ("/register/<slug>", "registration", registration.page),
    ("/register/<slug>/claim/<secret>", "claim", claim.page),
    ("/moderation", "moderation", moderation.home),
    ("/moderation/out", "moderation_out", moderation.leave),
    ("/moderation/reviews", "moderation_reviews", moderation.queue),
    ("/moderation/sources/<slug>", "moderation_source", moderation.source),
    ("/moderation/acts", "moderation_acts", moderation.log),
    ("/moderation/models", "moderation_models", moderation.models),
    ("/moderation/proposals", "moderation_proposals", moderation.proposed),
    ("/moderation/notices", "moderation_notices", moderation.told),
    ("/publish", "publish", publish.page),
)

#: What is only sent, never asked for: `sender.check` comes first in each of their views, too.
SENT: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("/desk/<slug>/file", "desk_save", files.save),
    ("/desk/<slug>/restore", "desk_restore", files.restore),
    ("/desk/<slug>/move", "desk_move", files.move),
    ("/desk/<slug>/link", "desk_link", links.renew),
    ("/desk/<slug>/out", "desk_out", links.leave),
    ("/desk/<slug>/faults", "desk_fault", reported.close),
    ("/desk/<slug>/contacts", "desk_contact", links.unlist),
    ("/machines/<slug>/<path:thing>/state", "machine_state", log.state),
    ("/machines/<slug>/<path:thing>/log", "machine_log", log.work),
    ("/machines/<slug>/<path:thing>/withdraw", "machine_withdraw", log.withdraw),
)

ROUTES: tuple[tuple[str, str, Callable[..., str | Response]], ...] = (
    ("/", "home", home.page),
    ("/find.csv", "find_csv", finder.csv),
    ("/find.geojson", "find_geojson", finder.geojson),
    ("/find.json", "places", finder.places),
    ("/map/outlines.json", "outlines", maps.outlines),
    ("/labs", "labs", labs.index),
    ("/machines", "machines", machines.index),
    ("/guides", "guides", guide_index.page),
    ("/maintenance", "upkeep_network", upkeep_network.page),
    ("/labs/<slug>/maintenance", "upkeep", upkeep_lab.page),
    ("/labs/<slug>/maintenance.ics", "upkeep_feed", upkeep_lab.feed),
    ("/labs/<slug>/labels", "sheet", sheet.page),
    ("/models/<maker>/<model>/maintenance", "upkeep_model", upkeep_model.page),
    ("/agenda", "agenda", planning.page),
    ("/agenda.ics", "agenda_ics", planning.feed),
    ("/labs/<slug>/agenda.ics", "lab_agenda", planning.lab_feed),
    ("/labs/<slug>/agenda/<path:thing>.ics", "event_ics", planning.event_feed),
    ("/projects", "projects", projects.index),
    ("/trainings", "trainings", trainings.index),
    ("/lending", "lending", lending.index),
    ("/planned", "planned", planned.index),
    ("/network", "health", network.page),
    ("/network.csv", "health_table", network.table),
    ("/sources", "sources", network.sources),
    ("/coverage", "coverage", coverage.page),
    ("/coverage.csv", "coverage_table", coverage.table),
    ("/sparql/completions.json", "completions", editor.offered),
    ("/join", "join", join.page),
    ("/templates", "templates", spreadsheets.page),
    ("/templates/fabcommons-<name>.<form>", "template", spreadsheets.template),
    ("/mentions-legales", "legal", public.legal),
    ("/confidentialite", "privacy", public.privacy),
    ("/accessibilite", "accessibility", public.accessibility),
    ("/sources/<slug>.atom", "source_feed", feed.feed),
    ("/sources/<slug>/badge.svg", "source_badge", badge.badge),
    ("/sources/<slug>/kept.nq", "source_kept", compared.kept_graph),
    ("/sources/<slug>/received", "source_received", compared.received_file),
    ("/hosting/<secret>", "edit_link", begin.link),
    ("/hosted/<slug>.jsonld", "hosted", served.file),
    ("/hosted/<slug>.json", "hosted_json", served.file),
    ("/edit/<secret>", "edit", links.enter),
    ("/desk/<slug>", "desk", board.page),
    ("/desk/<slug>/file.jsonld", "desk_file", files.as_is),
    ("/desk/<slug>/merged.jsonld", "desk_merged", files.with_log),
    ("/desk/<slug>/journal.jsonld", "desk_journal", files.journal),
    ("/desk/<slug>/versions/<number>.jsonld", "desk_version", files.version),
)
