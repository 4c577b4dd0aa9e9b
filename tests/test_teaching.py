"""What the finder of places is taught with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.teaching import Article, articles, heeded, unsaid
from events.geocoding.finding import all_candidates
from events.language import parse
from events.model import Document
from geodata.gazetteer import Gazetteer, open_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def article(text: str, *names: str, silent: bool = False) -> Article:
    """Each name marked where it first stands after those before it."""
    marks, at = [], 0
    for name in names:
        at = text.index(name, at)
        marks.append({"start": at, "end": at + len(name), "lat": 0.0, "lon": 0.0})
        at += len(name)
    return Article(Document(text), parse(text), marks, silent)


def marked(given_: Article) -> list[str]:
    return [given_.document.text[m["start"] : m["end"]] for m in given_.mentions]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "own" / "gold.jsonl"
    path.parent.mkdir()
    rows = [
        {"doc_id": part, "split": part, "text": f"They came to {name} by the night train.", "mentions": [{"start": 13, "end": end}]}
        for part, name, end in (("learn", "Kenya", 18), ("check", "Uganda", 19))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_nothing_of_what_is_kept_to_check_is_learnt(gold: Path) -> None:
    read = articles(gold, None)
    assert [marked(each) for each in read] == [["Kenya"]]


def test_a_set_that_marks_few_demonyms_is_silent_on_them(gazetteer: Gazetteer) -> None:
    """Of its demonyms those that stand for the land are doubted, as the annotators would not say so; of no other set."""
    text = "Syrian troops entered Aleppo, and she bought French jars."
    plain, telling = article(text, "Aleppo"), article(text, "Syrian", "Aleppo", "French")
    assert [each.silent for each in (*heeded([plain], gazetteer), *heeded([telling], gazetteer))] == [True, False]
    found = all_candidates(text, plain.parse, gazetteer)
    pairs = list(zip(found.stretched, found.signs, strict=True))
    (silent,) = heeded([plain], gazetteer)
    assert {text[s.start : s.end] for s, signs in pairs if unsaid(silent, s, signs)} == {"Syrian"}
    assert not any(unsaid(replace(silent, silent=False), s, signs) for s, signs in pairs)
