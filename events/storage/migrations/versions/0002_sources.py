"""The sources of jobs in a table of their own; a job may come from an address, and several may share a collection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("job", sa.Integer, sa.ForeignKey("jobs.pk", ondelete="CASCADE"), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.execute("INSERT INTO sources (job, content) SELECT pk, source FROM jobs WHERE length(source) > 0")
    op.drop_column("jobs", "source")
    for name in ("address", "heading"):
        op.add_column("jobs", sa.Column(name, sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.add_column("jobs", sa.Column("source", sa.LargeBinary, nullable=False, server_default=sa.text("x''")))
    op.execute("UPDATE jobs SET source = (SELECT content FROM sources WHERE job = pk) WHERE pk IN (SELECT job FROM sources)")
    for name in ("address", "heading"):
        op.drop_column("jobs", name)
    op.drop_table("sources")
