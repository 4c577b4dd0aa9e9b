"""The ways in which English texts say a time: forms of dates, spans that a date bounds, weeks and quarters, feasts, ages of the Earth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dateutil.easter import easter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from events import edtf, language
from events.__main__ import main
from events.dating import find_times, read_when
from events.dating.feasts import feast
from events.days import first_monday, from_iso, iso, to_day, weekday
from events.language import Parse
from events.model import Document, PublishedBy, When
from tests.growth import grows_linearly

TODAY = "2021-06-16"  # a Wednesday


def whens(text: str, published: str = TODAY) -> list[When]:
    """The days of each expression that has some."""
    document = Document(text, published=from_iso(published), published_by=PublishedBy.GIVEN)
    return [m.meaning.when for m in find_times(document, language.parse(text)) if m.meaning and m.meaning.when]


def written(text: str, published: str = TODAY) -> list[str]:
    """Their EDTF."""
    return [when.edtf for when in whens(text, published)]


# ---- dates ----


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on 2021-6-3", "2021-06-03"),
        ("on 2021.06.03", "2021-06-03"),
        ("on 3.VI.2021", "2021-06-03"),
        ("on 3. XII. 1989", "1989-12-03"),
        ("on 3-Jun-2021", "2021-06-03"),
        ("on 3-Jun-94", "1994-06-03"),
        ("on Thu, 3 Jun 2021", "2021-06-03"),
        ("on Thu, Jun 3, 2021", "2021-06-03"),
        ("on the third day of June 2021", "2021-06-03"),
        ("on the last day of February 2020", "2020-02-29"),
        ("on Tuesday the 8th", "2021-06-08"),
        ("at 20210603T1430Z", "2021-06-03T14:30:00Z"),
        ("at 2021-06-03T14:30:00+02:00", "2021-06-03T14:30:00+02:00"),
        ("at 14h30 on 3 June 2021", "2021-06-03T14:30:00"),
        ("at a quarter past nine on 3 June 2021", "2021-06-03T09:15:00"),
        ("at ten minutes to nine in the evening on 3 June 2021", "2021-06-03T20:50:00"),
        ("at 6 a.m. EST on 3 June 2021", "2021-06-03T06:00:00-05:00"),
        ("in the year 79", "0079"),
        ("in the year 12,000", "Y12000"),
        ("in the nineteen-eighties", "198X"),
        ("in the noughties", "200X"),
        ("in mid- to late 2014", "2014-05~/2014-12~"),
        ("in the late 2nd millennium BC", "-1333~/-1000~"),
        ("in the third quarter of the 19th century", "1850/1874"),
        ("in the twenty-first century", "20XX"),
        ("on the twenty-third of May 1940", "1940-05-23"),
        ("in the summer months of 1940", "1940-22"),
        ("at end-2020", "2020-12"),
        ("the Sunday before last", "2021-06-06"),
        ("at the turn of the millennium", "1995~/2004~"),
        ("in midsummer 1940", "1940-22"),
        ("two and a half years ago", "2018-12"),
        ("the year before last", "2019"),
        ("the week before last", "2021-05-31/2021-06-06"),
        ("some 66 million years ago", "Y-65999999~"),
        ("4.5 billion years ago", "Y-4499999999~"),
    ],
)
def test_a_date_in_any_form_is_read_in_a_sentence(words: str, day: str) -> None:
    """Those of offices, letters, almanacs and other tongues too; no more exact than the words."""
    assert written(f"It was seen {words}.") == [day]


@pytest.mark.parametrize(
    "text",
    [
        "The score was 14/15 at the end.",
        "They read The Sun, 2 pages long.",
        "Profit grew by a quarter to four million pounds.",
        "The file is version 2021.6.3 of the program.",
        "They called 973-321-1120 from the shop.",
        "In the year 79 people died of it.",
        "The Good Friday Agreement was hailed by both.",
        "The Yom Kippur War was lost by both.",
        "He lent them all his money.",
        "A focus of theirs is fine: International Women's Day.",
    ],
)
def test_what_looks_like_a_form_of_a_date_names_no_day(text: str) -> None:
    """Scores, papers, sums, versions, telephones, counts, wars and verbs."""
    assert [when for when in whens(text) if (when.last or 0) - (when.first or 0) < 300] == []


@pytest.mark.parametrize("apposition", ["the 8th anniversary of the fire", "the first day of the fair", "the 8th regiment"])
def test_a_number_behind_a_week_day_that_counts_something_is_no_day(apposition: str) -> None:
    """ "Tuesday the 8th" is one, "Tuesday, the 8th anniversary" another."""
    assert written(f"They met on Tuesday, {apposition}, in the hall.") == ["2021-06-15"]


@given(st.integers(1, 3000), st.integers(1, 52))
def test_a_numbered_week_begins_on_a_monday_and_follows_the_one_before(year: int, week: int) -> None:
    """ISO 8601: the first week of a year holds 4 January."""
    monday = first_monday(year) + 7 * (week - 1)
    assert weekday(first_monday(year)) == 0
    assert first_monday(year) <= to_day(year, 1, 4) < first_monday(year) + 7
    if 1000 <= year < 2200:
        assert read_when(f"week {week} of {year}").first == read_when(f"{year}-W{week:02}").first == monday


# ---- ranges ----


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("in the years 1914–18", "1914/1918"),
        ("in 1946-7", "1946/1947"),
        ("in fiscal 2020-21", "2020/2021"),
        ("in AD 43–84", "0043/0084"),
        ("between c. 1350 and 1400", "1350~/1400"),
        ("in the late 20th and early 21st centuries", "1966~/2032~"),
        ("for three days from 14 June 2020", "2020-06-14/2020-06-16"),
        ("for the six months beginning on 1 April 2020", "2020-04/2020-09"),
        ("from October 2019 to March", "2019-10/2020-03"),
        ("from October to March", "2020-10/2021-03"),
        ("between October and December last year", "2020-10/2020-12"),
        ("from the 1st to the 3rd of May", "2021-05-01/2021-05-03"),
        ("on 14/15 June 2020", "2020-06-14/2020-06-15"),
        ("in the first and second quarters of 2020", "2020-01/2020-06"),
        ("in the week ended 9 May 2021", "2021-05-03/2021-05-09"),
        ("in the fortnight to 14 May 2021", "2021-05-01/2021-05-14"),
        ("in the month to 14 May 2021", "2021-04-15/2021-05-14"),
        ("in the year to 31 March 2021", "2020-04/2021-03"),
        ("in the 12 months to March 2021", "2020-04/2021-03"),
        ("in the three months ended 30 June 2020", "2020-04/2020-06"),
        ("in the first three months of 2020", "2020-01/2020-03"),
        ("in the last six weeks of 2020", "2020-11-20/2020-12-31"),
        ("in the first ten days of May 2020", "2020-05-01/2020-05-10"),
        ("in the closing months of 1944", "1944-09~/1944-12~"),
    ],
)
def test_both_ends_of_a_span_and_a_date_that_bounds_it_hold_the_whole(words: str, interval: str) -> None:
    """The first end takes what it lacks from the second, or the other way round."""
    assert written(f"It was seen {words}.") == [interval] * 2


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("It was built not before 1920.", "1920/.."),
        ("It was paid on or before 14 June 2020.", "../2020-06-14"),
        ("It was paid on or after 14 June 2020.", "2020-06-14/.."),
        ("It runs through 20 June.", "../2021-06-20"),
        ("It was closed in the week beginning 3 May.", "2021-05-03/2021-05-09"),
        ("It was closed in week 20 of 2021.", "2021-05-17/2021-05-23"),
        ("It was closed in FY2020.", "2020"),
        ("It was closed in 3Q 2020.", "2020-07/2020-09"),
        ("It was closed in the first two quarters of 2020.", "2020-01/2020-06"),
        ("It was closed in the first week of last month.", "2021-05-01~/2021-05-07~"),
    ],
)
def test_a_span_with_one_end_or_a_number_is_read(words: str, interval: str) -> None:
    """Open ends, weeks, fiscal years and quarters by their codes."""
    assert written(words) == [interval]


@given(st.integers(1, 36), st.sampled_from(["days", "weeks", "months", "years"]), st.integers(to_day(1500), to_day(2100)))
def test_a_span_ends_with_the_day_that_it_is_said_to_end_with(count: int, unit: str, day: int) -> None:
    """However long it is and whatever the month."""
    year, month, of_month = map(int, iso(day).split("-"))
    text = f"It grew in the {count} {unit} to {of_month} {edtf.label(edtf.parse(f'{year}-{month:02}'))}."
    found = find_times(Document(text), Parse((), ()))
    (when,) = {m.meaning.when for m in found if m.meaning and m.meaning.when}
    assert when.last == day
    assert when.first is not None
    assert when.first <= day
    if unit in ("days", "weeks"):
        assert day - when.first + 1 == count * (7 if unit == "weeks" else 1)


# ---- what a person types ----


@pytest.mark.parametrize(
    ("words", "interval"),
    [
        ("no later than 3 May 2021", "../2021-05-03"),
        ("prior to 1920", "../1919"),
        ("as early as 1920", "1920"),
        ("as of March 2021", "2021-03"),
        ("during World War II", "1939/1945"),
        ("Monday morning", "2021-06-14"),
        ("June and July 2020", "2020-06/2020-07"),
        ("June/July 2020", "2020-06/2020-07"),
        ("in 1999/2000", "1999/2000"),
        ("the first three months of 2020", "2020-01/2020-03"),
        ("15 mars 2022", "2022-03-15"),
        ("15. März 2022", "2022-03-15"),
        ("15 de marzo de 2022", "2022-03-15"),
        ("15 марта 2022", "2022-03-15"),
        ("mars 2022", "2022-03"),
        ("’94", "1994"),
    ],
)
def test_what_a_person_types_is_read(words: str, interval: str) -> None:
    """With its prepositions; dates of other languages as a first step, and no more exactly than they are typed."""
    when = read_when(words, from_iso(TODAY))
    assert (when.edtf if "X" in interval or "/" in interval else when.edtf[: len(interval)]) == interval


@pytest.mark.parametrize("words", ["mars", "printemps 2022", "15 mars", "au milieu de 1994", "35 mars 2022"])
def test_what_dateparser_would_have_to_guess_is_refused(words: str) -> None:
    """A year that nobody typed is no year; the words say so."""
    with pytest.raises(ValueError, match="time"):
        read_when(words)


# ---- feasts ----


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("on Orthodox Christmas 2020", "2020-01-07"),
        ("on Good Friday 1998", "1998-04-10"),
        ("in Holy Week 2020", "2020-04-05/2020-04-11"),
        ("in Lent 2020", "2020-02-26/2020-04-11"),
        ("during Diwali 2020", "2020-11-14~"),
        ("on Nowruz 2021", "2021-03-21~"),
        ("on Eid al-Fitr 2021", "2021-05-13~"),
        ("on Eid al-Adha 2021", "2021-07-20~"),
        ("on St. Patrick's Day 2020", "2020-03-17"),
        ("on Mother's Day 2021", "2021-05-09"),
        ("on International Women's Day 2020", "2020-03-08"),
        ("over the Memorial Day weekend", "2021-05-29/2021-05-31"),
        ("over Easter weekend 2020", "2020-04-11/2020-04-12"),
        ("on Bastille Day 2016", "2016-07-14"),
    ],
)
def test_a_feast_names_its_days(words: str, days: str) -> None:
    """Approximate where the moon or the country decides; a weekend takes in a Monday that is the feast."""
    assert written(f"They met {words}.") == [days]


@pytest.mark.parametrize(
    ("code", "year", "day"),
    [
        ("ramadan+0", 2017, "2017-05-27"),
        ("ramadan+0", 2023, "2023-03-23"),
        ("shawwal+0", 2019, "2019-06-04"),
        ("hijja+9", 2022, "2022-07-09"),
        ("hijja+9", 2024, "2024-06-16"),
        ("muharram+9", 2021, "2021-08-19"),
        ("diwali+0", 2015, "2015-11-11"),
        ("diwali+0", 2021, "2021-11-04"),
        ("nowruz+0", 2016, "2016-03-20"),
        ("nowruz+0", 2021, "2021-03-21"),
        ("last-day-02", 2020, "2020-02-29"),
    ],
)
def test_a_feast_of_the_moon_or_the_sun_falls_on_its_day(code: str, year: int, day: str) -> None:
    """Days that the almanacs of those years give, within one where a sighting decides."""
    found = feast(code, year)
    assert found
    assert abs(found.first - from_iso(day)) <= found.about


@given(st.integers(2, 3998), st.sampled_from(["muharram", "rabi", "ramadan", "shawwal", "hijja"]))
def test_an_islamic_feast_goes_through_the_seasons(year: int, month: str) -> None:
    """Twelve moons are some eleven days shorter than a year: a year has the feast at least once, and the first falls earlier the next."""
    one, two = feast(f"{month}+0", year), feast(f"{month}+0", year + 1)
    assert one
    assert two
    assert two.first - one.first in (353, 354, 355, 356, 707, 708, 709, 710)


@given(st.integers(1583, 4099))
def test_another_reckoner_of_easter_agrees(year: int) -> None:
    """dateutil's, by the western and by the Julian rule."""
    for code, method in (("easter+0", 3), ("orthodox+0", 2)):
        found = feast(code, year)
        assert found
        assert found.first == easter(year, method).toordinal()


# ---- what is shown of each ----


def test_each_time_is_shown_with_its_span_type_value_edtf_and_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON and, one line each, as a table."""
    path = tmp_path / "article.txt"
    text = "The dam broke in the three months to June 2020. It took years to mend, and on Mondays it is shut."
    path.write_text(text, encoding="utf-8")
    assert main(["times", str(path), "--published", TODAY, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["type"], each["value"], each["rule"]) for each in told] == [
        ("DURATION", "P3M", "duration"),
        ("DATE", "2020-06", "month-year"),
        ("DURATION", "PXY", "duration-bare"),
        ("SET", "XXXX-WXX-1", "weekdays"),
    ]
    assert [text[each["start"] : each["end"]] for each in told] == ["the three months", "June 2020", "years", "Mondays"]
    assert [each["when"] and each["when"]["edtf"] for each in told] == ["2020-04/2020-06"] * 2 + [None] * 2
    assert main(["times", str(path), "--published", TODAY]) == 0
    lines = capsys.readouterr().out.splitlines()[-len(told) :]
    for each, line in zip(told, lines, strict=True):
        assert all(str(each[name]) in line for name in ("start", "end", "type", "value", "rule"))


# ---- how long it takes ----


@pytest.mark.parametrize(
    "unit", ["16-Jun-", "the 1 and 2 quarters ", "a quarter past ", "2021-W24-", "3.XII.", "in the week of the ", "the last day of "]
)
def test_a_long_line_of_any_of_these_ways_takes_linear_time(unit: str) -> None:
    assert grows_linearly(lambda size: Document((unit * size)[:size]), lambda text: find_times(text, Parse((), ())), 20_000)
