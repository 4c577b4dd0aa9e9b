"""Settings in, the first zooms of the background drawn: a process that gives way to every other one, and ends when it is done."""

from __future__ import annotations

import os
import sys

from app.processes import die_with_parent
from app.settings import Settings
from geodata.basemap import Tiles

AHEAD = 4  # zooms 0 to 4: what almost every first view of a map shows


def run(settings: Settings) -> None:
    """Draws what nobody has asked for yet, so that few readers ever wait for a tile."""
    die_with_parent()
    give_way()
    if not settings.tiles:
        Tiles(settings.gazetteer, settings.boundary_view, settings.tile_cache, settings.tile_cache_mb).draw_ahead(AHEAD)


def give_way() -> None:
    """This process works only while no other one wants to."""
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(19)
