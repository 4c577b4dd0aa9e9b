"""The benchmarks count what they say they count: by hand on a few mentions, and as laws."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import places, times
from benchmarks.gazetteer import sharing
from benchmarks.gold import Annotated, intervals, pairs, precision_recall_f1
from benchmarks.places import FARTHEST_KM, km
from benchmarks.reliability import Judged, binned, drawn, expected_error
from benchmarks.times import Said
from events.annotation import document_of
from events.language import Parse, parse
from events.model import Document, Mention, Span
from geodata.gazetteer import Gazetteer, Place, open_gazetteer

NOTHING = Parse((), ())
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: Span(pair[0], sum(pair))), max_size=8)
GYUMRI = Place("616635", "Gyumri", 40.79, 43.85, "city", "AM")
BAKU = Place("587084", "Baku", 40.38, 49.89, "city", "AZ")
WORDS = "Trains run from Gyumri to Baku and on to Quba."
AT = {word: Span(WORDS.index(word), WORDS.index(word) + len(word)) for word in ("Gyumri", "Baku", "Quba", "Trains", "to Baku")}


def mark(word: str, lat: float | None, lon: float | None) -> dict[str, Any]:
    return {"start": AT[word].start, "end": AT[word].end, "text": word, "lat": lat, "lon": lon}


def counted(marks: list[dict[str, Any]], found: list[Mention[Place]]) -> dict[str, float]:
    return places.figures([places.count(Annotated("1", Document(WORDS), NOTHING, tuple(marks)), found)[0]])


MARKS = [mark("Gyumri", 40.79, 43.85), mark("Baku", 40.38, 49.89), mark("Quba", None, None)]


# ---- what both count with ----


@given(SPANS, SPANS)
def test_pairs_are_one_to_one_overlap_and_hold_every_span_that_both_have(gold: list[Span], found: list[Span]) -> None:
    made = pairs(gold, found)
    assert len({one for one, *_ in made}) == len({two for _, two, _ in made}) == len(made)
    assert all(gold[one].overlaps(found[two]) and same == (gold[one] == found[two]) for one, two, same in made)
    assert sum(same for *_, same in made) == sum(min(gold.count(span), found.count(span)) for span in set(gold))
    free = [one for one in range(len(gold)) if one not in {pair[0] for pair in made}]
    left = [two for two in range(len(found)) if two not in {pair[1] for pair in made}]
    assert not any(gold[one].overlaps(found[two]) for one in free for two in left)


def test_of_two_that_overlap_the_one_that_shares_more_is_taken() -> None:
    assert pairs([Span(0, 10)], [Span(8, 12), Span(0, 7)]) == [(0, 1, False)]


def test_finding_nothing_where_nothing_is_is_perfect_and_else_worth_nothing() -> None:
    assert precision_recall_f1(0, 0, 0) == (1.0, 1.0, 1.0)
    assert precision_recall_f1(0, 0, 3) == precision_recall_f1(0, 3, 0) == (0.0, 0.0, 0.0)
    assert precision_recall_f1(1, 2, 4) == pytest.approx((0.5, 0.25, 1 / 3))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_interval_is_the_same_every_time_and_lies_within_what_was_seen(values: list[float]) -> None:
    def mean(some: Any) -> dict[str, float]:
        return {"mean": sum(some) / len(some), "nothing": math.nan}

    found = intervals(values, mean, 50)
    assert repr(found) == repr(intervals(values, mean, 50))
    low, high = found["mean"]
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
    assert math.isnan(found["nothing"][0])


# ---- places ----


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_a_distance_is_the_same_both_ways_and_round_the_antimeridian(a: float, b: float, c: float, d: float) -> None:
    assert km(a, b, c, d) == pytest.approx(km(c, d, a, b))
    assert km(a, b, c, d) == pytest.approx(km(a, b + 360, c, d), abs=1e-3)
    assert 0 <= km(a, b, c, d) <= 20016


def test_suva_lies_beside_the_line_where_the_day_changes() -> None:
    assert km(-18, 179.9, -18, -179.9) == pytest.approx(21.15, abs=0.01)
    assert km(0, 0, 0, 90) == pytest.approx(10007.6, abs=0.1)


def test_a_perfect_prediction_scores_one() -> None:
    found = [Mention(AT["Gyumri"], GYUMRI), Mention(AT["Baku"], BAKU), Mention(AT["Quba"], None)]
    told = counted(MARKS, found)
    ones = [value for name, value in told.items() if "error" not in name and "AUC" not in name]
    assert ones == [1.0] * len(ones)
    assert [value for name, value in told.items() if "error" in name or "AUC" in name] == [0.0] * 6


def test_the_figures_of_three_mentions_are_those_counted_by_hand() -> None:
    """One right, one with more words, one that nobody could place; one too many."""
    found = [Mention(AT["Trains"], BAKU), Mention(AT["Gyumri"], GYUMRI), Mention(AT["to Baku"], BAKU), Mention(AT["Quba"], BAKU)]
    told = counted(MARKS, found)
    assert (told["recognition strict precision"], told["recognition strict recall"]) == (2 / 4, 2 / 3)
    assert (told["recognition relaxed precision"], told["recognition relaxed recall"]) == (3 / 4, 3 / 3)
    assert (told["Acc@161 matched"], told["Acc@161 all"]) == (1.0, 0.5)
    assert told["mean error all, km"] == FARTHEST_KM / 2
    assert told["AUC all"] == pytest.approx(0.5, abs=1e-4)
    # Quba counts neither way: of the three others with a place two are right, and both that are marked are found.
    assert (told["end to end precision"], told["end to end recall"]) == (2 / 3, 1.0)


def test_a_place_in_the_wrong_country_is_found_and_not_right() -> None:
    told = counted(MARKS[:1], [Mention(AT["Gyumri"], BAKU)])
    assert (told["recognition strict F1"], told["Acc@161 matched"], told["end to end F1"]) == (1.0, 0.0, 0.0)
    assert 500 < told["mean error matched, km"] < 530
    assert told["mean error matched, km"] == told["median error all, km"]


def test_a_country_whose_middle_others_put_elsewhere_is_meant_all_the_same() -> None:
    """It is not right end to end, as it is far off; but its score is, and the cause says so."""
    armenia = Place("174982", "Armenia", 40.0, 45.0, "country", "AM", radius_km=200)
    given = Annotated("1", Document(WORDS), NOTHING, (mark("Gyumri", 40.0, 47.2),))
    record, judged = places.count(given, [Mention(AT["Gyumri"], armenia, 0.9)])
    assert (record.right, judged) == (0, [Judged(0.9, True)])
    causes: dict[str, list[str]] = {}
    places.judge(given, [Mention(AT["Gyumri"], armenia, 0.9)], open_gazetteer(), causes)
    assert list(causes) == ["the right country, its middle elsewhere"]


def test_every_error_has_one_cause() -> None:
    causes: dict[str, list[str]] = {}
    given = Annotated("1", Document(WORDS), NOTHING, tuple(MARKS))
    found = [Mention(AT["Trains"], BAKU, form="seat"), Mention(AT["Gyumri"], BAKU), Mention(AT["to Baku"], BAKU)]
    places.judge(given, found, open_gazetteer(), causes)
    assert set(causes) == {"extra, seat", "wrong choice", "wrong span, right place", "not found, and nobody knows where"}
    assert causes["wrong choice"] == ["Trains run from [Gyumri] to Baku and on to Quba.  ->  “Gyumri” Baku, AZ (city, 40.4 49.9) 1.00"]


def test_scores_that_say_what_they_mean_have_no_error_of_calibration() -> None:
    judged = [Judged(0.75, right) for right in (True, True, True, False)] + [Judged(1.0, True)]
    assert expected_error(judged) == 0
    assert expected_error([Judged(0.9, False), Judged(0.9, True)]) == pytest.approx(0.4)
    assert [b.size if b else 0 for b in binned(judged)] == [0, 0, 0, 0, 0, 0, 0, 4, 0, 1]


def test_the_picture_of_reliability_is_svg_with_a_bar_for_each_bin_that_holds_something() -> None:
    root = ElementTree.fromstring(drawn({"a < b": [Judged(0.75, True), Judged(0.2, False)], "empty": []}))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(root.findall(".//{*}g")) == 2
    assert [text.text for text in root.findall(".//{*}text[@font-size='9']")] == ["1", "1"]  # how many places
    assert [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")] == [
        "said 0.20, right 0.00 of 1",
        "said 0.75, right 1.00 of 1",
    ]


def test_the_peer_takes_the_most_populous_place_of_each_entity() -> None:
    text = "He went to Springfield and Paris."
    found = places.by_population(Annotated("1", Document(text), parse(text), ()), open_gazetteer())
    assert [(m.span.of(text), m.meaning and (m.meaning.name, m.meaning.admin1)) for m in found] == [
        ("Springfield", ("Springfield", "MO")),
        ("Paris", ("Paris", "11")),
    ]


# ---- times ----


def expression(start: int, end: int, type: str, value: str) -> Said:
    return Said(Span(start, end), type, value)


DAY, YEAR, SPELL = expression(0, 5, "DATE", "2021-06-15"), expression(10, 14, "DATE", "2014"), expression(20, 29, "DURATION", "P3D")


def test_times_read_as_they_are_marked_score_one() -> None:
    told = times.figures([times.count([DAY, YEAR, SPELL], [DAY, YEAR, SPELL])])
    assert list(told.values()) == [1.0] * len(told)


def test_the_figures_of_three_times_are_those_counted_by_hand() -> None:
    found = [expression(0, 5, "DATE", "2021-06-15T10:00"), expression(9, 14, "DATE", "2015"), expression(40, 44, "DATE", "1999")]
    told = times.figures([times.count([DAY, YEAR, SPELL], found)])
    assert told["extent strict F1"] == pytest.approx(1 / 3)
    assert told["extent relaxed F1"] == pytest.approx(2 / 3)
    assert (told["type accuracy"], told["type F1"]) == pytest.approx((1.0, 2 / 3))
    assert (told["value accuracy"], told["extent and value F1"]) == (0.0, 0.0)
    # Both dates are found; 10 o'clock of the day is that day, 2015 is not 2014.
    assert (told["calendar dates found"], told["calendar dates right"]) == (1.0, 0.5)


@pytest.mark.parametrize(
    ("type", "value", "cause"),
    [
        ("DATE", "2021-06-08", "value: wrong anchor"),
        ("DATE", "2021-06", "value: wrong granularity"),
        ("DATE", "2021-W24", "value: wrong granularity"),
        ("DATE", "PAST_REF", "value: other DATE"),
        ("TIME", "2021-06-15TMO", "type: TIME for DATE"),
        ("DATE", "2021-06-15", ""),
    ],
)
def test_a_wrong_value_is_wrong_by_its_anchor_its_granularity_or_otherwise(type: str, value: str, cause: str) -> None:
    causes: dict[str, list[str]] = {}
    given = Annotated("1", Document("Today is a good day."), NOTHING, ())
    times.judge(given, [DAY], [expression(0, 5, type, value)], causes)
    assert list(causes) == ([cause] if cause else [])


def test_what_is_missed_what_is_extra_and_what_has_other_words_is_told_apart() -> None:
    causes: dict[str, list[str]] = {}
    given = Annotated("1", Document("Today is a good day, in 2014 it was not."), NOTHING, ())
    times.judge(given, [DAY, SPELL], [expression(0, 8, "DATE", "2021-06-15"), YEAR], causes)
    assert set(causes) == {"extent only", "missed DURATION", "extra DATE"}


def test_the_peer_counts_from_the_day_of_publication() -> None:
    text = "It closed yesterday, and reopens on 3 May 2022."
    given = Annotated("1", document_of({"text": text, "dct": "2021-06-16"}), NOTHING, ())
    found = [(each.span.of(text), each.value) for each in times.by_dateparser(given)]
    assert [value for _, value in found] == ["2021-06-15", "2022-05-03"]


# ---- the scripts ----


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what processes share")
def test_processes_share_the_gazetteer_and_keep_no_copy_of_it(gazetteer: Gazetteer) -> None:
    (_, opened), (_, read) = sharing("From Paris to Gyumri and on to Springfield.", 2)
    size = sum(file.stat().st_size for file in gazetteer.path.parent.glob("gazetteer.*")) / 1e6
    assert 0 < opened <= read < size / 3


@pytest.fixture
def gold(tmp_path: Path, gazetteer: Gazetteer) -> Path:
    """A small set of our own sentences, one document of each part."""
    text = "Rebels captured Gyumri on 5 March 2021. They left the next day."
    row = {
        "text": text,
        "dct": "2021-03-10",
        "title": None,
        "mentions": [{"start": 16, "end": 22, "text": "Gyumri", "lat": 40.79, "lon": 43.85}],
        "timexes": [
            {"start": 26, "end": 38, "type": "DATE", "value": "2021-03-05"},
            {"start": 50, "end": 62, "type": "DATE", "value": "2021-03-06"},
        ],
    }
    path = tmp_path / "own" / "gold.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(row | {"doc_id": part, "split": part}) + "\n" for part in ("learn", "check")), encoding="utf-8")
    return path


def test_places_prints_figures_with_intervals_beside_a_peer_and_draws_its_scores(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plot = gold.with_name("plot.svg")
    places.main([str(gold), "--split", "check", "--rounds", "20", "--plot", str(plot)])
    shown = capsys.readouterr().out
    assert shown.startswith("own check: 1 documents, 1 places marked")
    assert "end to end F1                    1.000 (1.000 - 1.000)" in shown
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")
    places.main([str(gold), "--rounds", "20", "--json"])
    (found,) = json.loads(capsys.readouterr().out).values()
    assert (found["documents"], found["figures"]["Acc@161 all"], found["causes"]) == (2, 1.0, {})


def test_a_demonym_that_is_only_a_hint_is_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is measured is what `annotate` writes."""
    text = "She learnt French cooking from books in Gyumri."
    row = {
        "doc_id": "1",
        "split": "check",
        "text": text,
        "mentions": [{"start": 40, "end": 46, "text": "Gyumri", "lat": 40.79, "lon": 43.85}],
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    places.main([str(path), "--rounds", "20", "--json"])
    (found,) = json.loads(capsys.readouterr().out).values()
    assert (found["figures"]["recognition strict precision"], found["causes"]) == (1.0, {})


def test_times_prints_figures_with_intervals_beside_a_peer(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    times.main([str(gold), "--rounds", "20"])
    shown = capsys.readouterr().out
    assert shown.startswith("own all: 2 documents, 4 expressions marked")
    assert "value F1                         1.000 (1.000 - 1.000)" in shown
    times.main([str(gold), "--split", "learn", "--rounds", "20", "--json"])
    (found,) = json.loads(capsys.readouterr().out).values()
    assert (found["documents"], found["figures"]["calendar dates right"]) == (1, 1.0)


@pytest.mark.parametrize("script", [places, times])
def test_without_a_gold_file_a_script_says_what_it_needs(script: Any, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.main([])
    assert "gold.jsonl" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="no document of the part other"):
        script.main([str(gold), "--split", "other"])
