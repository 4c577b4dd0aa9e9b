"""What the README says can be typed works as it stands there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from events.__main__ import main
from events.reading import SAMPLE
from geodata.gazetteer import Gazetteer

README = Path(__file__).parents[1] / "README.md"
COMMANDS = re.findall(r"^python -m events (.+?)(?:\s+#.*)?$", README.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def folder(gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README names."""
    monkeypatch.setenv("DATA_DIR", str(gazetteer.path.parent.resolve()))
    monkeypatch.chdir(tmp_path)
    text = SAMPLE.read_text(encoding="utf-8")
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    Path("article.txt").write_text(text, encoding="utf-8")
    Path("article.html").write_text(f"<title>Sample</title><article>{paragraphs}</article>", encoding="utf-8")
    Path("documents.jsonl").write_text(json.dumps({"doc_id": "1", "text": text, "dct": None, "title": None}) + "\n")
    return tmp_path


def test_the_readme_shows_every_command() -> None:
    assert {command.split()[0] for command in COMMANDS} == {"extract", "times", "places", "explain", "annotate"}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_prints_what_it_says(folder: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command)
    arguments = words[: words.index(">")] if ">" in words else words
    assert main(arguments) == 0
    written = "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("tables/*")))
    printed = capsys.readouterr().out + written
    if "--main" in arguments:
        assert printed.count("\n  read ") == int(arguments[arguments.index("--main") + 1])
        assert "\nleft out\n" in printed
    else:
        assert ("2014" if arguments[0] == "times" else "Crimea") in printed
