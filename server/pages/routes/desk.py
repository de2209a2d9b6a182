"""The addresses of a lab's own desk: the file the hub keeps for it, its edit links, its machines' log book."""

from server.pages.desk import begin, board, files, links, log, reported, served
from server.pages.routes.row import Row

ROUTES: tuple[Row, ...] = (
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

FORMS: tuple[Row, ...] = (
    ("/hosting", "hosting", begin.page),
    ("/edit", "edit_lost", links.lost),
    ("/edit/reissue/<secret>", "edit_reissue", links.reissue),
    ("/machines/<slug>/<path:thing>/fault", "fault", reported.page),
)

SENT: tuple[Row, ...] = (
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
