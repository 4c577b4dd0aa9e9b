"""Laws of the time of a happening: governed by its clause, counted from another's, or carried on by the text."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from events import edtf
from events.days import from_iso, to_date
from events.extraction import timed
from events.extraction.clusters import Attached
from events.extraction.composing import Draft, draft
from events.extraction.frames import until_next
from events.extraction.lengths import counted
from events.extraction.lexicon import weights
from events.geocoding import find_places
from events.language import parse
from events.model import Document, Known, PublishedBy, When
from geodata.gazetteer import open_gazetteer


@lru_cache(maxsize=64)
def drafted(text: str, published: str | None = None) -> Draft:
    day = from_iso(published) if published else None
    document = Document(text, "", day, PublishedBy.GIVEN if published else PublishedBy.UNKNOWN)
    words = parse(text)
    document, times = timed(document, words)
    return draft(document, words, times, find_places(document, words, open_gazetteer()), weights())


def told(word: str, text: str, published: str | None = None) -> Attached:
    """The mention that dates the happening of a word, the last of that word in the text."""
    found = drafted(text, published)
    holding = [one for one in found.clusters if any(found.tree.words[m.candidate.word].text == word for m in one.members)]
    assert holding, f"“{word}” names no happening."
    return holding[-1].best_time()


def when(word: str, text: str, published: str | None = None) -> str | None:
    time = told(word, text, published).when
    return time.edtf if time is not None else None


# ---- counted from another happening ----


def test_a_length_of_time_after_a_dated_happening_counts_from_its_day() -> None:
    text = "A peace treaty was signed in Utrecht on 3 June 1675. Two days after the treaty was signed, the garrison left Trier."
    assert when("left", text) == "1675-06-05"


def test_a_length_of_time_counts_from_the_date_in_its_own_clause() -> None:
    assert when("found", "Three days after the collapse of the mine on 4 May 2010, miners were found alive near Copiapo.") == "2010-05-07"
    assert when("exploded", "Two days before the vote of 12 June 1996, a bomb exploded in Cairo.") == "1996-06-10"


def test_what_a_dated_happening_came_so_long_after_lies_so_long_before() -> None:
    text = "Inspectors resumed work in Basra on Friday, two months after the team was expelled from the port."
    assert when("resumed", text, "1998-03-06") == "1998-03-06"
    assert when("expelled", text, "1998-03-06") == "1998-01"
    assert when("explosion", "Crews searched the port of Beirut on Thursday, two days after an explosion.", "2020-08-06") == "2020-08-04"


def test_a_length_of_time_is_never_counted_more_exactly_than_its_unit() -> None:
    text = "The bridge in Riga was rebuilt on 5 May 1950. Two years after the bridge was rebuilt, it collapsed."
    assert when("collapsed", text) == "1952"


def test_a_length_of_days_before_today_is_not_guessed_for_a_happening_without_a_date() -> None:
    text = "A girl was rescued in Iquique three days after the landslide."
    assert told("landslide", text, "2011-03-20").when_known is not Known.EXPLICIT


def test_a_happening_of_a_known_length_lasts_from_its_beginning_to_its_end() -> None:
    assert when("festival", "The ten-day festival in Arles began on 4 July 2015.") == "2015-07-04/2015-07-13"
    assert when("strike", "The ten-day strike that ended on 20 May 2021 paralysed Lyon.") == "2021-05-11/2021-05-20"


@given(st.integers(-400_000, 900_000), st.integers(0, 3_000))
def test_days_counted_on_and_back_come_home(day: int, days: int) -> None:
    start = edtf.parse(edtf.write_day(day))
    on = counted(start, days, "D")
    assert on is not None
    assert on.first == day + days
    assert counted(on, -days, "D") == start


@given(st.integers(1, 900_000), st.integers(-120, 120), st.sampled_from("MY"))
def test_months_and_years_counted_hold_the_same_day_of_the_calendar(day: int, number: int, unit: str) -> None:
    found = counted(edtf.parse(edtf.write_day(day)), number, unit)
    year, month, _ = to_date(day)
    months = 12 * year + month - 1 + number * (1 if unit == "M" else 12)
    assert found is not None
    assert found.first is not None
    assert found.last is not None
    assume(months // 12 > 0)
    assert to_date(found.first)[0] == months // 12
    assert unit == "Y" or to_date(found.first)[1] == months % 12 + 1
    assert found.last - found.first < (31 if unit == "M" else 366)


def test_nothing_is_counted_from_a_time_vaguer_than_the_unit() -> None:
    assert counted(edtf.parse("1998"), 3, "D") is None
    assert counted(edtf.parse("1998"), 2, "M") is None
    assert counted(edtf.parse("199X"), 2, "Y") is None


def test_news_of_what_has_gone_on_so_long_reaches_to_its_day() -> None:
    assert when("based", "Troops have been based in Gyumri for six years.", "1998-03-22") == "1992/1998-03-22"
    assert when("killed", "Shelling has killed 40 people in Donetsk in the last two months.", "1998-03-22") == "1998-01/1998-03-22"
    assert when("based", "Troops were based in Gyumri for six years.", "1998-03-22") != "1992/1998-03-22"


# ---- governed by its clause ----


def test_what_goes_on_since_a_dated_happening_begins_with_it() -> None:
    text = "The army has patrolled Iquique since looting broke out on March 15."
    assert when("patrolled", text, "2011-03-20") == "2011-03-15/.."
    assert when("looting", text, "2011-03-20") == "2011-03-15"


def test_an_event_noun_has_the_time_of_the_clause_that_tells_of_it() -> None:
    text = "The mayor of Boise spoke of the floods that hit towns in November in Nampa."
    assert when("floods", text, "1999-05-06") == "1998-11"
    assert when("agreement", "The agreement signed in Oslo in 1993 failed.") == "1993"


def test_the_day_of_a_charge_is_not_that_of_the_deed() -> None:
    text = "A man was charged Tuesday with the murder of a clerk in Toledo. The clerk was shot on Saturday in a store."
    assert when("charged", text, "2015-03-18") == "2015-03-17"
    assert when("murder", text, "2015-03-18") != "2015-03-17"
    assert when("shot", text, "2015-03-18") == "2015-03-14"


def test_what_people_do_at_a_happening_is_on_its_day() -> None:
    assert when("rally", "The victims were mourned at a rally in Bergen on Tuesday.", "2015-03-18") == "2015-03-17"


def test_what_is_told_as_past_does_not_take_a_day_to_come() -> None:
    text = "The premier promised a vote in Canberra next year after delegates met in Hobart."
    assert when("met", text, "1998-02-13") != "1999"
    assert when("vote", text, "1998-02-13") == "1999"


def test_what_was_scheduled_for_a_day_to_come_keeps_it() -> None:
    assert when("trial", "The trial in Bergen was scheduled for Monday.", "2019-09-05") == "2019-09-09"


def test_a_total_since_a_year_is_not_one_with_a_happening_of_a_later_year() -> None:
    text = "In 2013, 52 people were killed in a crash near Cusco. Since 2010, more than 300 people have been killed in Cusco."
    assert when("killed", text, "2016-05-12") == "2010/.."


# ---- carried on by the text ----


def test_brackets_and_the_pluperfect_do_not_move_a_story() -> None:
    text = "In 1905 she moved to Paris. She had been crowned in Aachen in 1881. She fell ill in Lyon."
    assert when("crowned", text) == "1881"
    assert (told("fell", text).when or edtf.parse("1881")).first == from_iso("1905-01-01")
    text = "In 1905 she moved to Paris. A canal was dug near Suez (a fleet had been lost there in 1881). She fell ill in Lyon."
    assert (told("fell", text).when or edtf.parse("1881")).first == from_iso("1905-01-01")


def test_a_heading_dates_what_stands_under_it_and_no_more() -> None:
    text = "2014: Rebels seized Donetsk. Troops withdrew to Kharkiv.\n\n2015: A ceasefire was signed in Minsk.\n"
    assert when("withdrew", text) == "2014"
    assert when("ceasefire", text) == "2015"
    days = "March 3, 2011\nAn earthquake struck Sendai. Fires broke out in Chiba.\n\nMarch 4\nThe government evacuated Okuma.\n"
    assert when("Fires", days) == "2011-03-03"
    assert when("evacuated", days) == "2011-03-04"


def test_a_sentence_that_begins_with_a_time_lies_in_it_whole() -> None:
    text = "In 1905 she moved to Paris. By early April 1941, after a coup, troops forced the garrison to evacuate Athens."
    assert when("evacuate", text) == "1941-04-01~/1941-04-10~"


def test_from_then_on_is_open() -> None:
    assert when("ruled", "In 1680 Speyer was burned. From then on the heirs ruled from Koblenz.") == "1680/.."


def test_news_stays_for_a_sentence_with_a_time_long_past() -> None:
    text = "Police arrested a man in Oslo on Monday. In 1994 he robbed a bank in Bergen. He fled to Malmo."
    assert when("robbed", text, "2003-05-07") == "1994"
    assert when("fled", text, "2003-05-07") == "1994"


def test_news_of_days_long_before_its_publication_tells_of_those_days() -> None:
    text = "Climbers went missing near Mestia on August 4. Guards searched the valley on August 5. Backpacks were found in Mestia."
    found = told("found", text, "2009-03-15").when
    assert found is not None
    assert found.first == from_iso("2008-08-05")


def test_the_day_on_which_police_spoke_is_not_the_day_of_an_hour() -> None:
    text = "A clerk was shot in Toledo on Thursday. Police spoke to witnesses, they said on Friday. The gunman fled around 5 p.m."
    assert when("fled", text, "2016-05-20") == "2016-05-19T17:00:00"


MONTH = st.builds(edtf.write, st.integers(1500, 2020), st.integers(1, 12))
YEAR = st.builds(edtf.write, st.integers(-300, 2020))
TIMES = st.one_of(MONTH, YEAR, st.builds(edtf.write_day, st.integers(1, 730_000))).map(edtf.parse)


@given(TIMES, st.one_of(st.none(), TIMES))
def test_a_time_carried_on_begins_where_the_story_stands_and_stays_near(current: When, following: When | None) -> None:
    found = until_next(current, following)
    assert current.first is not None
    assert current.last is not None
    assert found.first == current.first
    assert found.last is not None
    assert current.last <= found.last <= current.last + max(7, 3 * (current.last - current.first + 1))
    assert found.precision is current.precision
    assert edtf.parse(found.edtf).last == found.last


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("born", "1881-03-04"),
        ("enrolled", "1901"),
        ("worked", "1914/1918"),
        ("returned", "1919"),
        ("travelled", "1919"),
        ("death", "1952-05"),
    ],
)
def test_a_life_is_told_in_its_years(word: str, expected: str) -> None:
    text = (
        "Ana Ferreira was born in Porto on 4 March 1881. In 1901 she enrolled at the university in Coimbra. "
        "During the First World War she worked in a hospital in Lyon. In 1919 she returned to Lisbon. "
        "The couple travelled to Brazil the same year. "
        "She was buried in Porto on 9 November 1952, six months after her husband's death in Lisbon."
    )
    assert when(word, text) == expected
