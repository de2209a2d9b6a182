"""The hub's memory, `hub.sqlite`: its tables, and how it is opened. Only this floor writes it."""

from pathlib import Path

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.schema import CreateColumn

from harvester.desk import tables as _desk
from harvester.metadata import metadata

#: A source: a lab's file at an address. `base` names its things for ever; only `url` may change.
sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String, nullable=False, unique=True),
    Column("base", String, nullable=False, unique=True),
    Column("url", String, nullable=False),
    Column("status", String, nullable=False, default="accepted"),  # pending, accepted, refused, banned, superseded
    Column("kind", String, nullable=False, default="", server_default=""),  # what its file was last: an adapter's name
    Column("seeded", Boolean, nullable=False, default=False, server_default="0"),  # a directory's record, not the lab's
    Column("hosted", Boolean, nullable=False, default=False, server_default="0"),  # the hub keeps the file for the lab
    Column("successor", Integer),  # the source that took its place
    Column("supplements", String, nullable=False, default="", server_default=""),  # mark of its feeds' last contents
    Column("log", String),  # SHA-256 of the graph of its log book, when there is something in it
    Column("log_mark", String, nullable=False, default="", server_default=""),  # what that graph was made of
    Column("registered_at", DateTime, nullable=False),
    Column("etag", String, nullable=False, default=""),
    Column("last_modified", String, nullable=False, default=""),
    Column("receipt", String),  # SHA-256 of the bytes judged last
    Column(
        "pipeline", String, nullable=False, default=""
    ),  # version of context, shapes and settings they were judged by
    Column(
        "judged_on", String, nullable=False, default=""
    ),  # local date of that judgement, for rules that depend on it
    Column("outcome", String),  # of the last visit
    Column("verdict", String),  # on the last bytes judged; UNCHANGED repeats it
    Column("report", JSON(none_as_null=True)),  # findings of the last verdict
    Column("failure", JSON(none_as_null=True)),  # the finding of the last visit, when it failed
    Column("graph", String),  # SHA-256 of the graph now kept, the name of its file
    Column("entities", JSON, nullable=False, default=dict),  # IRI → hash, of the graph now kept
    Column("withheld", JSON, nullable=False, default=list),
    Column("quads", Integer, nullable=False, default=0),
    Column("held", Boolean, nullable=False, default=False),  # the shrink guard waits for a confirmation
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("last_visit_at", DateTime),
    Column("last_success_at", DateTime),
    Column("next_visit_at", DateTime),
    Column("gone_at", DateTime),
)

#: Each time we asked.
visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("outcome", String, nullable=False),
    Column("rule", String),
    Column("status", Integer),
    Column("bytes", Integer),
    Column("seconds", Float, nullable=False),
    Index("visits_of_source", "source", "at"),
)

#: Files as received, the last few of each source; the bytes are under `raw/`.
receipts = Table(
    "receipts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("content_type", String, nullable=False, default=""),
    Column("url", String, nullable=False, default=""),
    Index("receipts_of_source", "source", "id"),
)

#: Every graph ever kept or withdrawn, in order; `seq` drives the publisher. `file` is empty for a withdrawal.
versions = Table(
    "versions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("graph", String, nullable=False),
    Column("source", Integer),
    Column("file", String),
    Column("url", String, nullable=False, default=""),
    Column("sha256", String),
    Column("fetched_at", DateTime),
    Column("kept_at", DateTime, nullable=False),
    Column("generation", Integer),
    Index("versions_of_graph", "graph", "seq"),
    sqlite_autoincrement=True,
)

#: What happened to each thing: created, updated, withheld or deleted. Feeds and newsletters read it.
changes = Table(
    "changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("seq", ForeignKey("versions.seq", ondelete="CASCADE"), nullable=False),
    Column("entity", String, nullable=False),
    Column("action", String, nullable=False),
    Index("changes_of_version", "seq"),
    Index("changes_of_entity", "entity"),
    sqlite_autoincrement=True,
)

#: What must never come back: SHA-256 of the IRIs that were asked to be forgotten.
forgotten = Table(
    "forgotten",
    metadata,
    Column("mark", String, primary_key=True),
    Column("at", DateTime, nullable=False),
)

#: What visitors told of a content, illegal or wrong; `decision` is empty until there is one.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String, nullable=False, unique=True),
    Column("received_at", DateTime, nullable=False),
    Column("page", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("explanation", String, nullable=False),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("lang", String, nullable=False),
    Column("decision", String, nullable=False, index=True),
    Column("grounds", String, nullable=False),
    Column("decided_at", DateTime),
    Column("erased_at", DateTime),
    sqlite_autoincrement=True,
)

#: What was done with each notice, by whom.
notice_acts = Table(
    "notice_acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("notice", ForeignKey("notices.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("act", String, nullable=False),
    Column("who", String, nullable=False),
    Column("grounds", String, nullable=False),
    sqlite_autoincrement=True,
)


def open_hub(data: Path) -> Engine:
    """Open (or make) `hub.sqlite` in the data folder, in WAL mode.

    In: the data folder. Out: an engine to be passed down; its errors, which logs keep, do not tell what was written
    (e-mails, secret links). Times in it are UTC without offset.
    """
    data.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{data / 'hub.sqlite'}", connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _pragmas)
    assert _desk.keys.metadata is metadata
    metadata.create_all(engine)
    _add_columns(engine)
    return engine


def _add_columns(engine: Engine) -> None:
    """A memory that an older release made gets the columns that came since; each has a default of the database."""
    known = inspect(engine)
    for table in metadata.sorted_tables:
        had = {column["name"] for column in known.get_columns(table.name)}
        for column in table.columns:
            if column.name not in had:
                described = CreateColumn(column).compile(dialect=engine.dialect)
                with engine.begin() as db:
                    db.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {described}"))


def _pragmas(connection, _record) -> None:  # type: ignore[no-untyped-def]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
