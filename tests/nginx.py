"""A real nginx with the project's own example configuration, on free ports of this machine."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.conftest import ROOT, Running, free_port

EXAMPLE = ROOT / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")  # where a user who is not root does not look
TOKEN = "a word for the editors"
CERTIFICATE = (
    *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
    *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
)
MAIN = """daemon off; pid {folder}/nginx.pid; error_log stderr warn; worker_processes 1;
{user}
events {{ worker_connections 256; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/spooled;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/site.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """nginx as it runs: its public address, that of its unencrypted port, its folder."""

    url: str
    plain: str
    folder: Path

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 443

    def spooled(self) -> list[str]:
        """The files in which it keeps answers for slow readers; they have no name, only an open handle."""
        processes = psutil.Process(int((self.folder / "nginx.pid").read_text())).children()
        handles = [handle for each in processes for handle in Path(f"/proc/{each.pid}/fd").iterdir()]
        return [target for handle in handles if "/spooled/" in (target := os.readlink(handle))]

    def trusting(self) -> ssl.SSLContext:
        """Believes its certificate and no other."""
        return ssl.create_default_context(cafile=self.folder / "fullchain.pem")


@dataclass(frozen=True)
class Behind:
    """A service and the nginx in front of it."""

    proxy: Proxy
    service: Running

    @property
    def url(self) -> str:
        return self.proxy.url


def configured(folder: Path, port: int, plain: int, target: int, path: str = "/", scheme: str = "http") -> str:
    """The example as an operator changes it: each change hits exactly one line."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("proxy_pass http://maps;", f"proxy_pass {scheme}://maps;"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{target};"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("https://$host$request_uri;", f"https://$host:{port}$request_uri;"),
        ("ssl_certificate /etc/nginx/certificates/", f"ssl_certificate {folder}/"),
        ("ssl_certificate_key /etc/nginx/certificates/", f"ssl_certificate_key {folder}/"),
        ("\n    location / {", f"\n    location {path} {{"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.replace("server_name maps.example;", "server_name localhost;")


@contextmanager
def proxying(folder: Path, target: int, port: int, path: str = "/", scheme: str = "http") -> Iterator[Proxy]:
    """nginx before the port `target` of this machine, which speaks `scheme`; `path` is where the service hangs."""
    if not NGINX or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed (apt install nginx openssl)")
    plain = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subprocess.run([*CERTIFICATE, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    (folder / "site.conf").write_text(configured(folder, port, plain, target, path, scheme), "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # else root's nginx gives up its rights to this folder
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), "utf-8")
    log = (folder / "error.log").open("w")
    command = [NGINX, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(process, port, folder / "error.log")
        yield Proxy(f"https://localhost:{port}{path.rstrip('/')}", f"http://localhost:{plain}{path.rstrip('/')}", folder)
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(log.read_text())


@contextmanager
def behind(start: Callable[..., Running], folder: Path, path: str = "/", **settings: str) -> Iterator[Behind]:
    """The service as an operator runs it behind nginx: known by PUBLIC_URL, with a token."""
    port = free_port()
    public = f"https://localhost:{port}{path.rstrip('/')}"
    service = start(**{"PUBLIC_URL": public, "TRUSTED_PROXIES": "1", "EDITOR_TOKEN": TOKEN, **settings})
    try:
        with proxying(folder, urlsplit(service.url).port or 0, port, path) as proxy:
            yield Behind(proxy, service)
    finally:
        service.stop()
