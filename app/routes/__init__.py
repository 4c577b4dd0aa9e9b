"""The addresses: each asks, then shows."""

from __future__ import annotations

from flask import Flask

from app.routes import data, desk, files, pages, reading


def init_app(app: Flask) -> None:
    for module in (pages, data, files, reading, desk):
        app.register_blueprint(module.blueprint)
