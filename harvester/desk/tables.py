"""Tables of the labs' desk in `hub.sqlite`. Times are UTC without offset; only this floor writes them."""

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

from harvester.metadata import metadata


def _source(**options: bool) -> Column[int]:
    """The source that a row belongs to; the row goes with it."""
    return Column("source", ForeignKey("sources.id", ondelete="CASCADE"), **options)  # type: ignore[arg-type]


#: Secrets that open something, kept as SHA-256 only (they are 256 random bits: no dictionary finds them).
keys = Table(
    "keys",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("hash", String, nullable=False, unique=True),
    Column("purpose", String, nullable=False),  # one of `harvester.desk.keys.PURPOSES`
    _source(nullable=True),
    Column("subject", String, nullable=False, default=""),  # whom it was given to: a name, or an e-mail address
    Column("parent", ForeignKey("keys.id", ondelete="CASCADE")),  # the key that a session was opened with
    Column("made_at", DateTime, nullable=False),
    Column("expires_at", DateTime),
    Column("used_at", DateTime),  # of a key that works once
    Column("revoked_at", DateTime),
    Index("keys_of_source", "source", "purpose"),
    sqlite_autoincrement=True,
)

#: What moderators and labs did, for ever; `before` holds what an undo needs.
acts = Table(
    "acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),  # a moderator's name, `lab:<slug>`, a login, or `hub`
    Column("act", String, nullable=False),
    Column("subject", String, nullable=False),  # a slug or an IRI
    Column("reason", String, nullable=False, default=""),
    Column("before", JSON(none_as_null=True)),
    Column("undoes", ForeignKey("acts.id")),
    Index("acts_on_subject", "subject"),
    sqlite_autoincrement=True,
)

#: Sources to be visited before their time: somebody asked (a ping, «look again», a registration, a hosted file saved).
asks = Table(
    "asks",
    metadata,
    Column("source", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("why", String, nullable=False),
    Column("times", Integer, nullable=False, default=1, server_default="1"),  # how often since the last visit began
)

#: Files that the hub keeps for labs without hosting: every version, the newest is served.
hosted_files = Table(
    "hosted_files",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("content", Text, nullable=False),
    Column("saved_at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Index("hosted_files_of_source", "source", "id"),
    sqlite_autoincrement=True,
)

#: Prefixes that a source wants to speak of, and whether it proved that it holds them. The token is public by nature.
proofs = Table(
    "proofs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("prefix", String, nullable=False),
    Column("token", String, nullable=False),
    Column("asked_at", DateTime, nullable=False),
    Column("method", String, nullable=False, default=""),  # file, well-known or dns, once proved
    Column("proved_at", DateTime),
    Column("checked_at", DateTime),
    Column("revoked_at", DateTime),
    Column("claim", Integer),  # the key of who asked: what a proof opens is for them alone
    Column("wanted_at", DateTime),  # somebody asked that it be looked at now
    Column("found_at", DateTime),  # the token was found; where another holds the prefix, a moderator decides
    Column("lost_at", DateTime),  # since when the token is not found any more
    Index("proofs_of_source", "source", "prefix"),
    sqlite_autoincrement=True,
)

#: Questions that wait for a moderator: a registration, a possible duplicate.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("kind", String, nullable=False),
    Column("other", Integer),  # the source it may be a duplicate of
    Column("why", JSON, nullable=False, default=dict),
    Column("opened_at", DateTime, nullable=False),
    Column("closed_at", DateTime),
    Column("decision", String, nullable=False, default=""),
    Index("reviews_of_source", "source", "kind"),
    sqlite_autoincrement=True,
)

#: The log book of a lab: what was said of a machine after the file was written. Nothing is changed, only withdrawn.
log_entries = Table(
    "log_entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("machine", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("kind", String, nullable=False),  # state, record
    Column("value", JSON, nullable=False),
    Column("who", String, nullable=False),
    Column("withdrawn_at", DateTime),
    Index("log_entries_of_source", "source", "machine", "at"),
    sqlite_autoincrement=True,
)

#: Faults of machines that anybody reported; the lab alone sees them.
faults = Table(
    "faults",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("machine", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("words", String, nullable=False),
    Column("contact", String, nullable=False, default=""),
    Column("lang", String, nullable=False, default="fr"),
    Column("closed_at", DateTime),
    Column("answer", String, nullable=False, default=""),
    Index("faults_of_source", "source", "closed_at"),
    sqlite_autoincrement=True,
)

#: What a lab's file links to and is gathered with it: calendars, SpaceAPI, Open Know-How manifests.
feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("kind", String, nullable=False),
    Column("url", String, nullable=False),
    Column("subject", String, nullable=False, default="", server_default=""),  # IRI of what links to it
    Column("zone", String, nullable=False, default="", server_default=""),  # the lab's time zone, if it states one
    Column("etag", String, nullable=False, default=""),
    Column("last_modified", String, nullable=False, default=""),
    Column("sha256", String, nullable=False, default=""),
    Column("pipeline", String, nullable=False, default="", server_default=""),  # version of what read it
    Column("failure", JSON(none_as_null=True)),  # rule and reason, while it cannot be read
    Column("failures", Integer, nullable=False, default=0, server_default="0"),  # in a row
    Column("checked_at", DateTime),
    Column("read_at", DateTime),  # when it could last be read
    Column("made_at", DateTime),  # when `content` was made
    Column("next_at", DateTime),
    Column("content", Text, nullable=False, default="", server_default=""),  # what the adapter made of it last, as JSON
    Index("feeds_of_source", "source", "kind", "url", unique=True),
    sqlite_autoincrement=True,
)

#: Whether labs are open now, as they say by SpaceAPI; true for some minutes only.
live = Table(
    "live",
    metadata,
    Column("source", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("url", String, nullable=False),
    Column("open", Boolean),
    Column("message", String, nullable=False, default=""),
    Column("changed_at", DateTime),
    Column("checked_at", DateTime, nullable=False),
    Column("failure", JSON(none_as_null=True)),
    Column("failures", Integer, nullable=False, default=0, server_default="0"),  # in a row
    Column("next_at", DateTime),
)

#: Who wants to be told of a source by e-mail, once the address was confirmed.
contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("email", String, nullable=False),
    Column("lang", String, nullable=False, default="fr"),
    Column("added_at", DateTime, nullable=False),
    Column("confirmed_at", DateTime),
    Column("unsubscribed_at", DateTime),
    Column("troubled_at", DateTime),  # when it was told of a trouble that goes on
    Column("digest_at", DateTime),
    Column("asked_at", DateTime),  # when the confirmation was written
    Column("fault_at", DateTime),  # when it was told of reported faults
    Column("by_lab", Boolean, nullable=False, default=False, server_default="0"),  # named by who holds the edit link
    Column("wished_at", DateTime),  # when somebody asked for it last; written each time, see `contacts.add`
    Index("contacts_of_source", "source", "email", unique=True),
    sqlite_autoincrement=True,
)

#: Lost edit links that somebody asks for by an address, until the e-mails are written, a moment later.
lost_links = Table(
    "lost_links",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("email", String, nullable=False),
    Column("slug", String, nullable=False),  # of one lab, or empty for every lab that has that address
    Column("at", DateTime, nullable=False),
    sqlite_autoincrement=True,
)

#: E-mails to be sent, and those that were; a row is written in the transaction of what it tells.
mails = Table(
    "mails",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("to", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("headers", JSON, nullable=False, default=dict),
    Column("written_at", DateTime, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_at", DateTime),
    Column("sent_at", DateTime),
    Column("given_up_at", DateTime),
    Column("error", String, nullable=False, default=""),
    Column("contact", Integer),  # whom it is for, if it is one of `contacts`
    Index("mails_waiting", "sent_at", "given_up_at", "next_at"),
    sqlite_autoincrement=True,
)

#: How often the pages of a thing were read, and how often it was in an answer, by day; of nobody in particular.
usage = Table(
    "usage",
    metadata,
    Column("day", Date, primary_key=True),
    Column("thing", String, primary_key=True),  # an IRI
    _source(nullable=False),
    Column("views", Integer, nullable=False, default=0),
    Column("hits", Integer, nullable=False, default=0),
    Index("usage_of_source", "source", "day"),
)

#: What happened to a source that its people want to know; of things it holds numbers only, so that nothing is named.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("at", DateTime, nullable=False),
    Column("kind", String, nullable=False),  # one of `harvester.desk.events.KINDS`
    Column("findings", JSON, nullable=False, default=list),  # the first ones, as rows
    Column("numbers", JSON, nullable=False, default=dict),
    Index("events_of_source", "source", "id"),
    sqlite_autoincrement=True,
)

#: Hosts and bases that may not be registered, nor answer for a source, until the ban is lifted.
bans = Table(
    "bans",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),  # host or base
    Column("what", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("reason", String, nullable=False, default=""),
    Column("lifted_at", DateTime),
    Index("bans_on", "kind", "what"),
    sqlite_autoincrement=True,
)

#: What moderators say of shared subjects, one link each; laid over `registry.ttl`, so that loading it loses nothing.
statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("subject", String, nullable=False),
    Column("predicate", String, nullable=False),
    Column("object", String, nullable=False),  # an IRI
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("withdrawn_at", DateTime),
    Column("composed", Boolean, nullable=False, default=False),  # the registry graph shows it, or its withdrawal
    Index("statements_on", "subject", "predicate"),
    sqlite_autoincrement=True,
)

#: What labs' files propose to say of things that belong to others; never in the dataset.
proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _source(nullable=False),
    Column("graph", String, nullable=False),  # `<base>#prop-1`
    Column("about", String, nullable=False, index=True),  # the IRI it speaks of
    Column("triples", Text, nullable=False),  # N-Triples
    Column("since", DateTime, nullable=False),
    Column("gone_at", DateTime),  # the file says it no more
    Column("decision", String, nullable=False, default=""),  # accepted or refused, by the owner
    Column("reason", String, nullable=False, default=""),
    Column("decided_at", DateTime),
    Column("who", String, nullable=False, default=""),
    Index("proposals_of_source", "source", "graph", "about", unique=True),
    sqlite_autoincrement=True,
)

#: By what two sources are found to be one lab, read from the graph that is kept of each.
identities = Table(
    "identities",
    metadata,
    Column("source", ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("graph", String, nullable=False),  # the graph it was read from
    Column("traits", JSON, nullable=False),
)
