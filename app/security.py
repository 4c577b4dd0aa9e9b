"""Who may write, and the headers that keep a page to itself."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from filelock import FileLock
from flask import Flask, Response, current_app, g, request, session

from app.background import online
from app.errors import MayNotWrite
from app.settings import Settings, is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LOCAL_NAME = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE | re.ASCII)
SAFE = ("GET", "HEAD", "OPTIONS")
SIGNING = ("pages.sign_in", "pages.sign_out")  # all that somebody who may not write can send
LONGEST_SIGNING = 10_000  # bytes of such a form
# What proxies add; the last two of common ones that add nothing else.
PROXIED = re.compile("HTTP_(FORWARDED|X_FORWARDED.*|X_REAL_IP|VIA)")

# {} is where pictures may come from beside our own: the hosts of TILES, none without it.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{}; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask, settings: Settings) -> None:
    app.secret_key = secret(settings.data_dir / "secret")
    app.config.update(
        SESSION_COOKIE_NAME=f"session-{settings.port}",  # cookies know no ports: two services on one machine must not share
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        MAX_CONTENT_LENGTH=settings.upload_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=settings.upload_mb * 1_000_000,
        MAX_FORM_PARTS=1000,  # whoever chooses too many files is told so, and not that they are too large
    )
    app.config["CONTENT_POLICY"] = content_policy(settings)
    app.before_request(_guard)
    app.after_request(_headers)


def content_policy(settings: Settings) -> str:
    """What a page of ours may load: nothing from elsewhere but the tiles of the provider that an operator chose."""
    hosts = online(settings.tiles).hosts if settings.tiles else ()
    return CONTENT_POLICY.format("".join(f" {host}" for host in hosts))


def secret(path: Path) -> bytes:
    """The key that signs cookies, made at the first start; every process finds all of it or makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        if not path.exists():
            unfinished = path.with_name(f"{path.name}.partial")
            unfinished.unlink(missing_ok=True)
            unfinished.touch(0o600)
            unfinished.write_bytes(secrets.token_bytes(32))
            unfinished.replace(path)
    return path.read_bytes()


def may_write() -> bool:
    """Whether this request comes from somebody who may write."""
    if "may_write" not in g:
        settings: Settings = current_app.config["SETTINGS"]
        g.may_write = _has_token(settings.editor_token) if settings.editor_token else is_at_this_machine(request.environ, settings)
    return bool(g.may_write)


def is_at_this_machine(environ: WSGIEnvironment, settings: Settings) -> bool:
    """Whether the service listens for this machine alone and the request was made at it, under its own name, through no proxy.

    Where TRUSTED_PROXIES says that there is one, nobody is: a proxy that adds no headers looks like a browser of this machine.
    """
    forwarded = any(map(PROXIED.fullmatch, environ))
    peer = environ.get("werkzeug.proxy_fix.orig", environ).get("REMOTE_ADDR") or ""
    named = LOCAL_NAME.fullmatch(environ.get("HTTP_HOST", ""))
    return settings.is_local and not settings.trusted_proxies and not forwarded and is_loopback(peer) and named is not None


def require_writer() -> None:
    """Raises MayNotWrite where the request comes from somebody who may not."""
    if not may_write():
        raise MayNotWrite("Only those who may write here can do this. Sign in first.")


def is_token(words: str) -> bool:
    """Whether these are the words of EDITOR_TOKEN, compared in constant time."""
    token: str = current_app.config["SETTINGS"].editor_token
    return bool(token) and hmac.compare_digest(words.encode(), token.encode())


def sign_in() -> None:
    session.clear()
    session["editor"] = _mark(current_app.config["SETTINGS"].editor_token)


def sign_out() -> None:
    session.clear()


def csrf_token() -> str:
    """The word that a form of ours brings back, so that no other site's form is taken for ours."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def _guard() -> None:
    """No request changes anything unless it is from somebody who may, and from our own page. Signing in needs only the latter."""
    if request.method in SAFE:
        return
    if request.endpoint in SIGNING:
        request.max_content_length = LONGEST_SIGNING
    else:
        require_writer()
    if not _brought_token() and not _is_own():
        raise MayNotWrite("This form is too old or not ours. Load the page again and repeat.")


def _is_own() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is not None and not _is_ours(origin):
        return False
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    return "csrf" in session and hmac.compare_digest(given.encode(), str(session["csrf"]).encode())


def _is_ours(origin: str) -> bool:
    """Whether a page of this service, or of its public address, sent the request."""
    public: str = current_app.config["SETTINGS"].public_url
    try:
        site = urlsplit(origin)
    except ValueError:
        return False
    return site.netloc == request.host or (bool(public) and site[:2] == urlsplit(public)[:2])


def _brought_token() -> bool:
    """A program's own header, which no browser adds by itself."""
    kind, _, words = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and is_token(words.strip())


def _has_token(token: str) -> bool:
    return _brought_token() or ("editor" in session and hmac.compare_digest(str(session["editor"]), _mark(token)))


def _mark(token: str) -> str:
    """What the cookie holds instead of the token: another token signs everybody out."""
    key = current_app.secret_key
    return hmac.new(key if isinstance(key, bytes) else str(key).encode(), token.encode(), hashlib.sha256).hexdigest()


def _headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    framed = g.get("framed", False)
    # For a page opened from disk even “frame-ancestors *” is too narrow: whoever may be anybody is not named at all.
    ancestors = current_app.config["SETTINGS"].frame_ancestors if framed else "'self'"
    policy = current_app.config["CONTENT_POLICY"]
    response.headers["Content-Security-Policy"] = policy + (f"; frame-ancestors {ancestors}" if ancestors else "")
    if g.get("open_to_all", False):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "Content-Disposition, ETag, Link"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    else:
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not framed:
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store" if may_write() else "no-cache"
    return response
