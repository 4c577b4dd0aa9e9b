"""What docs/operating.md says can be typed works as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import Settings, documented
from tests.conftest import ROOT, Running, copied
from tests.nginx import EXAMPLE

GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```sh\n(.+?)^```", GUIDE, re.MULTILINE | re.DOTALL)
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
ARTICLE = "The old bridge in Gyumri collapsed on 4 May 2011. Nobody was hurt. A new one was opened in Yerevan in June 2013."
TOKEN = "a word for the editors"
# The first is tried below, the second in tests/app/test_proxy.py; no containers run here.
ELSEWHERE = ("make setup", "nginx -t", "docker compose up")


def block(part: str) -> str:
    """The only block of the guide that holds these words."""
    found = [each for each in BLOCKS if part in each]
    assert len(found) == 1, part
    return found[0]


def typed(commands: str, folder: Path, **environment: str) -> str:
    """What a shell in that folder prints."""
    known = {name: value for name, value in os.environ.items() if name.lower() not in Settings.__dataclass_fields__}
    done = subprocess.run(["bash", "-ec", commands], cwd=folder, env=known | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def checkout(sample_dir: Path, tmp_path: Path) -> Path:
    """A folder in which the guide's commands can be typed."""
    for name in (".venv", "app", "events", "geodata", "Makefile", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).symlink_to(ROOT / name)
    copied(sample_dir, tmp_path / "var")
    (tmp_path / "report.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "letter.html").write_text("<title>A letter</title><p>On 3 April 1999 a flood hit Novi Sad in Serbia.", encoding="utf-8")
    return tmp_path


def test_every_command_of_the_guide_is_tried() -> None:
    """A block that is added here and nowhere below fails."""
    names = re.findall(r'block\("([^"]+)"\)', Path(__file__).read_text(encoding="utf-8"))
    assert [each for each in BLOCKS if not any(part in each for part in (*names, *ELSEWHERE))] == []


def test_the_guide_speaks_of_every_setting_and_of_no_other() -> None:
    names = {name for name, _, _ in documented()}
    assert names - set(re.findall(r"`([A-Z_]+)`", GUIDE)) == set()
    assert set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)[=`]", GUIDE)) - names == set()


def test_links_of_the_guide_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)", GUIDE):
        assert (ROOT / "docs" / target).exists(), target
    headings = {re.sub("[^a-z -]", "", line.lower()).replace(" ", "-") for line in re.findall("^#+ (.+)$", GUIDE, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= headings


def test_setting_up_is_a_target_of_make(checkout: Path) -> None:
    assert [each for each in BLOCKS if each == "make setup\n"] == ["make setup\n"] * 2
    assert "geodata build" in typed("make --dry-run setup", checkout)


def test_a_word_for_the_editors_is_long_and_fits_into_a_header(checkout: Path) -> None:
    word = typed(block("secrets.token_urlsafe"), checkout).strip()
    assert len(word) >= 32
    assert Settings(editor_token=word)


def test_what_the_containers_need_is_made(tmp_path: Path) -> None:
    typed(block("openssl req"), tmp_path)
    given = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text().splitlines())
    assert set(given) == set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    assert Settings(public_url=given["PUBLIC_URL"], editor_token=given["EDITOR_TOKEN"]).editor_token
    ssl.create_default_context().load_cert_chain(tmp_path / "certificates/fullchain.pem", tmp_path / "certificates/privkey.pem")


def test_nginx_in_its_container_finds_the_service_and_its_certificates() -> None:
    """The line that adapts the configuration hits what it should, and the folders of both files agree."""
    change = re.search(r"sed 's/(.+?)/(.+?)/'", COMPOSE)
    assert change
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count(change[1]) == 1
    assert change[2].split(":") == ["maps", "8000"]
    assert re.search("^  maps:$", COMPOSE, re.MULTILINE)
    folder = re.search(r"\./certificates:([^:]+):ro", COMPOSE)
    assert folder
    assert re.findall(r"ssl_certificate\w* ([^;]+)/\w+\.pem;", text) == [folder[1]] * 2


def test_it_starts_as_the_guide_says_and_articles_are_read_in_beside_it(start: Callable[..., Running], checkout: Path) -> None:
    words = shlex.split(block(".venv/bin/python -m app"))
    assert words[-3:] == [".venv/bin/python", "-m", "app"]
    service = start(DATA_DIR=str(checkout / "var"), **dict(word.split("=", 1) for word in words[:-3]))
    said = typed(block("flask read"), checkout)
    assert re.findall(r"^(\S+): \d+ events?$", said, re.MULTILINE) == ["report.txt", "letter.html"]
    events = service.get("/c/archive/events.csv").decode()
    assert "Gyumri" in events
    assert "Novi Sad" in events
    service.stop()


def test_a_site_is_published_by_two_words(checkout: Path) -> None:
    """tests/app/test_publishing.py publishes for real, which takes a while."""
    command = shlex.split(block("flask publish"))
    usage = typed(f"{shlex.join(command[:2])} --help", checkout)
    assert re.search(r"Usage: flask publish \[OPTIONS\] COLLECTION FOLDER$", usage, re.MULTILINE)
    assert len(command) == 4


def test_a_backup_brings_everything_back(start: Callable[..., Running], checkout: Path) -> None:
    """Made while the service runs and what was decided last is not in the file yet; restored over what came after."""
    service = start(DATA_DIR=str(checkout / "var"), EDITOR_TOKEN=TOKEN)
    address = {"PUBLIC_URL": service.url, "EDITOR_TOKEN": TOKEN}
    assert json.loads(typed(block("/desk/sample/publish"), checkout, **address)) == {"visibility": "public"}
    assert typed(block("/healthz"), checkout, **address) == "ok"
    event = json.loads(service.get("/c/sample/events.geojson"))["features"][0]["id"]
    decide(service, f"/desk/sample/events/{event}", title="Corrected")
    typed(block("mkdir -p backup"), checkout)
    decide(service, "/desk/sample/delete")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        service.get("/c/sample/")
    key = (checkout / "var/secret").read_bytes()
    service.stop()
    (checkout / "var/secret").unlink()
    typed(block("rm -f var/events.sqlite-wal"), checkout)
    again = start(DATA_DIR=str(checkout / "var"), EDITOR_TOKEN=TOKEN)
    assert b"Corrected" in again.get(f"/c/sample/e/{event}")
    decide(again, f"/desk/sample/events/{event}/undo")
    assert b"Corrected" not in again.get(f"/c/sample/e/{event}")
    assert (checkout / "var/secret").read_bytes() == key
    again.stop()


def decide(service: Running, address: str, **fields: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(service.url + address, json.dumps(fields).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status in (200, 204)
