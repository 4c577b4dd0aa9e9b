"""Settings in, the web service out."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import commands, compression, context, errors, routes, security
from app.service import Service
from app.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The service as a WSGI application. Without settings, the environment's."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.config["SETTINGS"] = settings
    app.extensions["service"] = Service(settings)
    for part in (errors, context, routes, compression, commands):
        part.init_app(app)
    security.init_app(app, settings)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]
    return app
