"""The addresses: each asks, then shows."""

from __future__ import annotations

from flask import Flask

from app.routes import data, desk, files, ground, pages, reading, same


def init_app(app: Flask) -> None:
    for module in (pages, data, ground, files, reading, desk, same):
        app.register_blueprint(module.blueprint)
