"""Collections, documents, mentions, events, evidence, decisions, jobs; the R*Tree and the words, kept by triggers."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Places and days that are missing lie outside of every box and interval; open ends reach beyond all days.
_BOX = """
    NEW.pk, coalesce(NEW.longitude, 1000), coalesce(NEW.longitude, 1000), coalesce(NEW.latitude, 1000), coalesce(NEW.latitude, 1000),
    CASE WHEN NEW.known IS NULL THEN 9e18 ELSE coalesce(NEW.first_day, -8e18) END,
    CASE WHEN NEW.known IS NULL THEN 9e18 ELSE coalesce(NEW.last_day, 8e18) END,
    NEW.collection, NEW.collection
"""
_INDEXED = "longitude, latitude, first_day, last_day, known, collection"

_SQLITE = (
    "CREATE VIRTUAL TABLE events_box USING rtree(pk, west, east, south, north, first, last, low, high)",
    """CREATE VIRTUAL TABLE events_words USING fts5(
        words, content='events', content_rowid='pk', columnsize=0, prefix='3', tokenize='unicode61 remove_diacritics 2')""",
    f"""CREATE TRIGGER events_inserted AFTER INSERT ON events BEGIN
        INSERT INTO events_box VALUES ({_BOX});
        INSERT INTO events_words (rowid, words) VALUES (NEW.pk, NEW.words);
    END""",
    """CREATE TRIGGER events_deleted AFTER DELETE ON events BEGIN
        DELETE FROM events_box WHERE pk = OLD.pk;
        INSERT INTO events_words (events_words, rowid, words) VALUES ('delete', OLD.pk, OLD.words);
    END""",
    f"""CREATE TRIGGER events_moved AFTER UPDATE OF {_INDEXED} ON events BEGIN
        DELETE FROM events_box WHERE pk = OLD.pk;
        INSERT INTO events_box VALUES ({_BOX});
    END""",
    """CREATE TRIGGER events_reworded AFTER UPDATE OF words ON events BEGIN
        INSERT INTO events_words (events_words, rowid, words) VALUES ('delete', OLD.pk, OLD.words);
        INSERT INTO events_words (rowid, words) VALUES (NEW.pk, NEW.words);
    END""",
)


def upgrade() -> None:
    _collections()
    _documents()
    _events()
    _evidence()
    _decisions()
    _jobs()
    for statement in _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    for name in ("events_words", "events_box"):
        op.execute(f"DROP TABLE {name}")
    for name in ("jobs", "decisions", "event_actors", "evidence", "events", "mentions", "documents", "collections", "revisions"):
        op.drop_table(name)


def _collections() -> None:
    op.create_table("revisions", sa.Column("newest", sa.BigInteger, nullable=False))
    # A new store begins anywhere, so that a browser does not take it for the one that it knew at the same address.
    op.execute(f"INSERT INTO revisions VALUES ({secrets.randbits(40)})")
    op.create_table(
        "collections",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.CheckConstraint("visibility IN ('public', 'private')", name=op.f("ck_collections_visibility")),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("collection", sa.Integer, sa.ForeignKey("collections.pk"), nullable=False),
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
    op.create_table(
        "mentions",
        sa.Column("document", sa.Integer, sa.ForeignKey("documents.pk"), primary_key=True),
        sa.Column("of", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("meaning", sa.Text),
        sa.Column("alternatives", sa.Text, nullable=False),
        sa.CheckConstraint("\"of\" IN ('time', 'place')", name=op.f("ck_mentions_of")),
        sa.CheckConstraint('0 <= start AND start <= "end"', name=op.f("ck_mentions_span")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("collection", sa.Integer, sa.ForeignKey("collections.pk"), nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("document", sa.Integer, sa.ForeignKey("documents.pk")),
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
        sa.Column("place_id", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("place_known", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("geonameid", sa.BigInteger),
        sa.Column("place_kind", sa.Text),
        sa.Column("radius_km", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
        sa.Column("actors", sa.Text, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("importance", sa.Float, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("quote", sa.Text),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("order_start", sa.BigInteger, nullable=False),
        sa.Column("order_last", sa.BigInteger, nullable=False),
        sa.Column("order_back", sa.BigInteger, nullable=False),
        sa.Column("order_importance", sa.Float, nullable=False),
        sa.Column("order_position", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("collection", "id"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_events_time")),
        sa.CheckConstraint("(first_day IS NULL AND last_day IS NULL) = (known IS NULL)", name=op.f("ck_events_known")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180 AND latitude BETWEEN -90 AND 90", name=op.f("ck_events_on_earth")),
        sa.CheckConstraint(
            "(longitude IS NULL) = (place_id IS NULL) AND (latitude IS NULL) = (place_id IS NULL)", name=op.f("ck_events_place")
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1 AND importance BETWEEN 0 AND 1", name=op.f("ck_events_scores")),
        sa.CheckConstraint("state IN ('found', 'confirmed', 'edited', 'rejected')", name=op.f("ck_events_state")),
        sa.CheckConstraint("origin IN ('text', 'editor', 'import')", name=op.f("ck_events_origin")),
        sa.CheckConstraint("origin <> 'text' OR document IS NOT NULL", name=op.f("ck_events_words")),
    )
    op.create_index("ix_events_time", "events", ["collection", "order_start", "order_last", "order_position", "id"])
    op.create_index("ix_events_back", "events", ["collection", "order_back", "order_position", "id"])
    op.create_index("ix_events_importance", "events", ["collection", "order_importance", "order_start", "id"])
    op.create_index("ix_events_state", "events", ["collection", "state"])
    op.create_index("ix_events_document", "events", ["document", "order_position", "id"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("event", sa.Integer, sa.ForeignKey("events.pk"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("document", sa.Integer, sa.ForeignKey("documents.pk"), nullable=False),
        sa.Column("quote_start", sa.Integer, nullable=False),
        sa.Column("quote_end", sa.Integer, nullable=False),
        sa.Column("trigger_start", sa.Integer, nullable=False),
        sa.Column("trigger_end", sa.Integer, nullable=False),
        sa.Column("time_start", sa.Integer),
        sa.Column("time_end", sa.Integer),
        sa.Column("places", sa.Text, nullable=False),
        sa.CheckConstraint("0 <= quote_start AND quote_start <= quote_end", name=op.f("ck_evidence_quote")),
        sa.CheckConstraint("0 <= trigger_start AND trigger_start <= trigger_end", name=op.f("ck_evidence_trigger")),
        sa.CheckConstraint("0 <= time_start AND time_start <= time_end", name=op.f("ck_evidence_time")),
    )
    op.create_index("ix_evidence_document", "evidence", ["document"])
    op.create_table(
        "event_actors",
        sa.Column("event", sa.Integer, sa.ForeignKey("events.pk"), primary_key=True),
        sa.Column("actor", sa.Text, primary_key=True),
    )
    op.create_index("ix_event_actors_actor", "event_actors", ["actor"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("collection", sa.Integer, sa.ForeignKey("collections.pk"), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("decisions.pk"), unique=True),
    )
    op.create_index("ix_decisions_event", "decisions", ["collection", "event"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("pk", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("collection", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.LargeBinary, nullable=False),
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
        sa.CheckConstraint("state IN ('waiting', 'reading', 'done', 'failed')", name=op.f("ck_jobs_state")),
        sa.CheckConstraint("progress BETWEEN 0 AND 1", name=op.f("ck_jobs_progress")),
    )
    op.create_index("ix_jobs_state", "jobs", ["state"])
    op.create_index("ix_jobs_collection", "jobs", ["collection"])
