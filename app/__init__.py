"""Settings in, the web service out."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

from app import commands, context, errors, proxies, routes, security
from app.service import Service
from app.settings import Settings

# Static files are packed already (app.assets) and pass as they are; a weak ETag holds for every coding.
COMPRESSION = {
    "COMPRESS_MIMETYPES": [
        *("text/html", "text/css", "text/csv", "text/javascript", "text/plain"),
        *("application/geo+json", "application/json", "application/problem+json"),
    ],
    "COMPRESS_MIN_SIZE": 800,  # bytes; below, an answer fits one packet anyway
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_ALGORITHM_STREAMING": ["gzip"],  # br keeps megabytes back before it says the first of them
}


def create_app(settings: Settings | None = None) -> Flask:
    """The service as a WSGI application. Without settings, the environment's."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.config.update(COMPRESSION, SETTINGS=settings)
    app.extensions["service"] = Service(settings)
    for part in (errors, context, routes, commands):
        part.init_app(app)
    Compress(app)
    security.init_app(app, settings)
    proxies.init_app(app, settings)
    return app
