"""A connection in, its tables brought up to date by Alembic."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def config(connection: sa.Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))  # % begins an interpolation
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: sa.Connection, target: str = "head") -> None:
    """Runs inside the transaction of the connection: killed in the middle, nothing has changed."""
    command.upgrade(config(connection), target)
