"""What stands in front of the service: whose headers are believed, and the path under which others reach it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def init_app(app: Flask, settings: Settings) -> None:
    """PUBLIC_URL alone says under which name and path the service is known; without it, the proxies do."""
    count, prefix = settings.trusted_proxies, prefix_of(settings.public_url)
    if prefix:
        app.wsgi_app = Mounted(app.wsgi_app, prefix)  # type: ignore[method-assign]
    if count:
        named = 0 if settings.public_url else count  # what a proxy forgets to set is its visitor's to choose
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=named, x_prefix=named)  # type: ignore[method-assign]
    app.session_interface = _Session()
    app.after_request(_without_host)


def prefix_of(public_url: str) -> str:
    """The path of the public address, "" where it has none: /maps of https://news.example/maps/."""
    return urlsplit(public_url).path.rstrip("/")


class Mounted:
    """An application under a path, whether the proxy in front leaves that path in the address or takes it away."""

    def __init__(self, application: WSGIApplication, prefix: str) -> None:
        self.application = application
        self.prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == self.prefix or path.startswith(self.prefix + "/"):
            environ["PATH_INFO"] = path[len(self.prefix) :] or "/"
        environ["SCRIPT_NAME"] = self.prefix
        return self.application(environ, start_response)


class _Session(SecureCookieSessionInterface):
    """Other programs under the same name neither get our cookies nor give us theirs."""

    def get_cookie_path(self, app: Flask) -> str:
        return request.script_root or "/"


def _without_host(response: Response) -> Response:
    """A redirect within the service names a path alone: by which scheme and name it was asked, only the proxy knows for sure."""
    location = response.headers.get("Location", "")
    if location.startswith(request.host_url):
        response.headers["Location"] = "/" + location.removeprefix(request.host_url).lstrip("/")  # “//” would be another host
    return response
