"""The tables of the store. The migrations make them, and a test compares; indexes of SQLite alone live in the migrations."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"})

# Every write takes the next number, also across collections: a collection that is made again never shows an old revision.
revisions = sa.Table("revisions", metadata, sa.Column("newest", sa.BigInteger, nullable=False))

collections = sa.Table(
    "collections",
    metadata,
    sa.Column("pk", sa.Integer, primary_key=True),
    sa.Column("slug", sa.Text, nullable=False, unique=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("visibility", sa.Text, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.CheckConstraint("visibility IN ('public', 'private')", name="visibility"),
)


def _collection() -> sa.Column[int]:
    return sa.Column("collection", sa.ForeignKey("collections.pk"), nullable=False)


documents = sa.Table(
    "documents",
    metadata,
    sa.Column("pk", sa.Integer, primary_key=True),
    _collection(),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("published", sa.BigInteger),
    sa.Column("published_by", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.UniqueConstraint("collection", "id"),
)

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("document", sa.ForeignKey("documents.pk"), primary_key=True),
    sa.Column("of", sa.Text, primary_key=True),  # time, place
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("meaning", sa.Text),  # JSON
    sa.Column("alternatives", sa.Text, nullable=False),  # JSON, best first
    sa.CheckConstraint("\"of\" IN ('time', 'place')", name="of"),
    sa.CheckConstraint('0 <= start AND start <= "end"', name="span"),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("pk", sa.Integer, primary_key=True),
    _collection(),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("document", sa.ForeignKey("documents.pk")),  # of the first evidence
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("first_day", sa.BigInteger),
    sa.Column("last_day", sa.BigInteger),
    sa.Column("time_start", sa.Text),
    sa.Column("time_end", sa.Text),
    sa.Column("zone", sa.Text),
    sa.Column("edtf", sa.Text),
    sa.Column("precision", sa.Text),
    sa.Column("known", sa.Text),
    sa.Column("place_id", sa.Text),  # this and the next: of the main place
    sa.Column("place", sa.Text),
    sa.Column("place_known", sa.Text),
    sa.Column("country", sa.Text),
    sa.Column("geonameid", sa.BigInteger),
    sa.Column("place_kind", sa.Text),
    sa.Column("radius_km", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.Column("latitude", sa.Float),
    sa.Column("actors", sa.Text, nullable=False),  # JSON
    sa.Column("places", sa.Text, nullable=False),  # JSON, the main one first
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("importance", sa.Float, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("quote", sa.Text),
    sa.Column("marks", sa.Text, nullable=False),  # JSON
    sa.Column("words", sa.Text, nullable=False),  # folded, for q
    sa.Column("order_start", sa.BigInteger, nullable=False),  # minutes; an event without a time comes last
    sa.Column("order_last", sa.BigInteger, nullable=False),
    sa.Column("order_back", sa.BigInteger, nullable=False),  # the latest first, and again those without a time last
    sa.Column("order_importance", sa.Float, nullable=False),
    sa.Column("order_position", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("collection", "id"),
    sa.CheckConstraint("first_day <= last_day", name="time"),
    sa.CheckConstraint("(first_day IS NULL AND last_day IS NULL) = (known IS NULL)", name="known"),
    sa.CheckConstraint("longitude BETWEEN -180 AND 180 AND latitude BETWEEN -90 AND 90", name="on_earth"),
    sa.CheckConstraint("(longitude IS NULL) = (place_id IS NULL) AND (latitude IS NULL) = (place_id IS NULL)", name="place"),
    sa.CheckConstraint("confidence BETWEEN 0 AND 1 AND importance BETWEEN 0 AND 1", name="scores"),
    sa.CheckConstraint("state IN ('found', 'confirmed', 'edited', 'rejected')", name="state"),
    sa.CheckConstraint("origin IN ('text', 'editor', 'import')", name="origin"),
    sa.CheckConstraint("origin <> 'text' OR document IS NOT NULL", name="words"),
)
sa.Index("ix_events_time", events.c.collection, events.c.order_start, events.c.order_last, events.c.order_position, events.c.id)
sa.Index("ix_events_back", events.c.collection, events.c.order_back, events.c.order_position, events.c.id)
sa.Index("ix_events_importance", events.c.collection, events.c.order_importance, events.c.order_start, events.c.id)
sa.Index("ix_events_state", events.c.collection, events.c.state)  # counts
sa.Index("ix_events_document", events.c.document, events.c.order_position, events.c.id)

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("event", sa.ForeignKey("events.pk"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("document", sa.ForeignKey("documents.pk"), nullable=False),
    sa.Column("quote_start", sa.Integer, nullable=False),
    sa.Column("quote_end", sa.Integer, nullable=False),
    sa.Column("trigger_start", sa.Integer, nullable=False),
    sa.Column("trigger_end", sa.Integer, nullable=False),
    sa.Column("time_start", sa.Integer),
    sa.Column("time_end", sa.Integer),
    sa.Column("places", sa.Text, nullable=False),  # JSON: [[start, end], ...]
    sa.CheckConstraint("0 <= quote_start AND quote_start <= quote_end", name="quote"),
    sa.CheckConstraint("0 <= trigger_start AND trigger_start <= trigger_end", name="trigger"),
    sa.CheckConstraint("0 <= time_start AND time_start <= time_end", name="time"),
)
sa.Index("ix_evidence_document", evidence.c.document)

event_actors = sa.Table(
    "event_actors",
    metadata,
    sa.Column("event", sa.ForeignKey("events.pk"), primary_key=True),
    sa.Column("actor", sa.Text, primary_key=True),
)
sa.Index("ix_event_actors_actor", event_actors.c.actor)

# Decisions hang on the event's id, not on its row: they outlive a row that a new reading replaces.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("pk", sa.Integer, primary_key=True),
    _collection(),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),  # JSON
    sa.Column("after", sa.Text, nullable=False),  # JSON
    sa.Column("undoes", sa.ForeignKey("decisions.pk"), unique=True),
)
sa.Index("ix_decisions_event", decisions.c.collection, decisions.c.event)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("pk", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("collection", sa.Text, nullable=False),  # a slug: the collection may come into being when the job is done
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("published", sa.BigInteger),
    sa.Column("language_ok", sa.Boolean, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("progress", sa.Float, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("document", sa.Text),
    sa.Column("created", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False, server_default=""),  # where the source comes from, or is to be fetched
    sa.Column("heading", sa.Text, nullable=False, server_default=""),  # of the collection, where several articles make one
    sa.CheckConstraint("state IN ('waiting', 'reading', 'done', 'failed')", name="state"),
    sa.CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
)
sa.Index("ix_jobs_state", jobs.c.state)
sa.Index("ix_jobs_collection", jobs.c.collection)

# What a job reads, apart from its row: that one is written ten times a second, and this may have megabytes.
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("job", sa.ForeignKey("jobs.pk", ondelete="CASCADE"), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

# Indexes of SQLite, kept by triggers: an R*Tree (a place and a time that are missing lie outside of every box and interval)
# and the words of FTS5.
boxes = sa.table("events_box", *(sa.column(name) for name in ("pk", "west", "east", "south", "north", "first", "last", "low", "high")))
words = sa.table("events_words", sa.column("rowid"), sa.column("events_words"))
