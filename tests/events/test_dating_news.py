"""Times in news: the day of publication, the tense and the thing told decide which day, month or quarter is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from events import language
from events.dating import date_and_find, find_times
from events.days import from_iso
from events.model import Document, PublishedBy, Timex

FRIDAY = "2013-03-22"


def times(text: str, published: str = FRIDAY) -> dict[str, Timex]:
    """Words -> what they mean, in news of Friday 22 March 2013."""
    document = Document(text, published=from_iso(published), published_by=PublishedBy.GIVEN)
    return {m.span.of(text): m.meaning for m in find_times(document, language.parse(text)) if m.meaning}


def value(text: str, words: str) -> str:
    return times(text)[words].value


def days(text: str, words: str) -> str:
    when = times(text)[words].when
    return when.edtf if when else ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Police are investigating two shootings on Tuesday that killed one man.", "2013-03-19"),
        ("A girl is recovering after being shot at a party on Tuesday.", "2013-03-19"),
        ("The senate voted to support the bill on Tuesday, after a week of debate.", "2013-03-19"),
        ("The minister declined to discuss the case on Tuesday.", "2013-03-19"),
        ("The mayor could not be reached for comment on Tuesday.", "2013-03-19"),
        ("A spokesman would not comment on Tuesday.", "2013-03-19"),
        ("The offer had been due to expire on Tuesday.", "2013-03-19"),
        ("The residents agreed to meet the mayor on Tuesday.", "2013-03-26"),
        ("Protesters planned a large march on Tuesday.", "2013-03-26"),
        ("The trial is set to resume on Tuesday.", "2013-03-26"),
        ("The trial begins on Tuesday.", "2013-03-26"),
        ("The next game is on Tuesday.", "2013-03-26"),
        ("He said Tuesday's meeting would be the right time.", "2013-03-26"),
        ("He said Tuesday's attack would be investigated.", "2013-03-19"),
        ("The president will travel to Paris on Tuesday.", "2013-03-26"),
    ],
)
def test_what_governs_a_week_day_says_whether_it_has_been(text: str, day: str) -> None:
    """A refusal, a search that goes on and a wound tell of the past; a plan, a meeting and a timetable of what is to come."""
    assert value(text, "Tuesday") == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("The company bought its rival in December.", "2012-12"),
        ("The new road will open in December.", "2013-12"),
        ("He plans to run in the November election.", "2013-11"),
        ("He leads the polls after the November election.", "2012-11"),
    ],
)
def test_tense_decides_the_year_of_a_month(text: str, month: str) -> None:
    """The nearest counts, unless the verb is clear."""
    assert month in [meaning.value for meaning in times(text).values()]


def test_a_time_of_day_belongs_to_the_day_that_is_told() -> None:
    """Not to the day of writing, nor to the day on which somebody spoke."""
    text = "Two men died in a fire on Wednesday. The alarm came at 11:45 p.m., police said on Thursday. It burned until 4 a.m."
    assert value(text, "11:45 p.m.") == "2013-03-20T23:45"
    assert value(text, "4 a.m.") == "2013-03-20T04:00"


def test_what_a_time_of_day_counts_from_is_the_day_that_is_told_or_that_of_publication() -> None:
    """The anchor is where the day comes from."""
    said = times("Fire broke out in the mill on Tuesday. Crews arrived at 9:15 p.m. The mayor spoke this morning.")
    assert said["9:15 p.m."].value == "2013-03-19T21:15"
    assert said["9:15 p.m."].anchor == "told 2013-03-19"
    assert (said["Tuesday"].anchor, said["this morning"].anchor) == ("published 2013-03-22", "published 2013-03-22")


def test_the_small_hours_after_a_night_are_of_the_day_after() -> None:
    """Friday night ends on Saturday."""
    assert value("Tanks came on Tuesday night. Just after midnight the president spoke.", "midnight") == "2013-03-20T00:00"
    assert value("Shots were fired on Tuesday night. A man died at 2:30 a.m.", "2:30 a.m.") == "2013-03-20T02:30"
    assert value("Shots were fired on Tuesday. A man died at 2:30 a.m.", "2:30 a.m.") == "2013-03-19T02:30"
    assert value("Shots were fired on Tuesday night. A man died at 11:30 p.m.", "11:30 p.m.") == "2013-03-19T23:30"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 1979 another pact was signed, on June 18.", "1979-06-18"),
        ("In 1979 a pact was signed. It was renewed on June 18.", "2012-06-18"),
        ("In 1979 a pact was signed, and on June 18 it will expire.", "2013-06-18"),
        ("On Jan. 5, 2013, the mayor, elected on June 18, took office.", "2012-06-18"),
    ],
)
def test_a_sentence_that_begins_with_a_past_year_tells_of_that_year(text: str, expected: str) -> None:
    """News counts from its own day again with the next sentence, and for what is to come."""
    assert value(text, "June 18") == expected


@pytest.mark.parametrize("title", ["“1984”", '"1984"'])
def test_a_year_that_is_a_title_is_none(title: str) -> None:
    """The book came out in another."""
    assert [*times(f"{title} was published in 1949.")] == ["1949"]


def test_a_round_number_of_millennia_is_no_exact_year() -> None:
    """Eleven thousand years ago is about then; nine years ago is the year."""
    assert days("The ice melted 11,000 years ago.", "11,000 years ago") == "-8987~"
    assert days("The mill closed nine years ago.", "nine years ago") == "2004"


def test_what_has_lasted_since_a_week_day_began_before_today() -> None:
    """Though a verb in the present may speak of what is to come."""
    assert days("The fighting goes on since Thursday.", "Thursday") == "2013-03-21/.."


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("9:45 Thursday night", "21:45"),
        ("9:45 Thursday morning", "09:45"),
        ("2:30 Thursday afternoon", "14:30"),
        ("1:30 Thursday night", "01:30"),
    ],
)
def test_the_part_of_a_day_behind_it_says_which_half_an_hour_is_of(words: str, clock: str) -> None:
    """ "At 9:45 Thursday night" is no morning."""
    assert value(f"The crash was reported at {words}.", words) == f"2013-03-21T{clock}"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("the last weekend in August", "2013-08-25~/2013-08-31~"), ("The first weekend of May", "2013-05-01~/2013-05-07~")],
)
def test_a_weekend_of_a_month_is_none_of_this_week(words: str, expected: str) -> None:
    """It is in the month that is named."""
    assert days(f"{words} will be free." if words[0] == "T" else f"The fair will open on {words}.", words) == expected


def test_a_feast_that_each_country_has_on_a_day_of_its_own_names_no_day() -> None:
    """Independence Day is in July, in August, in March."""
    assert times("Fireworks marked Independence Day in the capital.") == {}


def test_a_time_of_day_belongs_to_the_day_that_follows_it() -> None:
    """As far as its clause goes."""
    text = "It went off at 9:30 a.m. (0530 GMT) in a market on Saturday. At 4 p.m. the mayor came and left, and on Monday it opened."
    assert value(text, "9:30 a.m.") == "2013-03-16T09:30"
    assert value(text, "0530 GMT") == "2013-03-16T05:30"
    assert value(text, "4 p.m.") == "2013-03-16T16:00"


def test_a_day_said_to_be_before_something_is_itself() -> None:
    """In apposition to a day; alone, nobody knows it here."""
    assert value("He left on Tuesday, the day before the vote.", "the day before") == "2013-03-19"
    assert value("He left the day before the vote.", "the day before") == "XXXX-XX-XX"


def test_any_week_day_is_none() -> None:
    """Nobody says which."""
    assert value("He died on a Thursday.", "Thursday") == "XXXX-WXX-4"
    assert days("He died on a Thursday.", "Thursday") == ""


def test_a_time_of_day_to_come_is_not_put_into_the_past() -> None:
    """A past day told before does not draw it back."""
    text = "Two men died in a fire on Wednesday. The chief will speak at 3 p.m. in the city hall."
    assert value(text, "3 p.m.") == "2013-03-22T15:00"


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("The economy shrank in the final quarter of 2012.", "the final quarter of 2012", "2012-Q4"),
        ("The attack came a day after the vote.", "a day", "P1D"),
        ("She spent a year in prison.", "a year", "P1Y"),
        ("The talks took an hour and a half.", "an hour and a half", "PT1H30M"),
        ("The flight took 5 1/2 hours.", "5 1/2 hours", "PT5H30M"),
        ("It lasted two and a half years.", "two and a half years", "P2.5Y"),
        ("Every few years the river floods.", "Every few years", "PXY"),
        ("On 5 March the rains began; the night before, it had been dry.", "the night before", "2013-03-04TNI"),
        ("In the year to March, profits fell.", "the year", "P1Y"),
        ("It will cut taxes in future years.", "future years", "FUTURE_REF"),
        ("He was shot to death last Oct. 23 at home.", "last Oct. 23", "2012-10-23"),
        ("The data for the fourth quarter of last year were revised.", "the fourth quarter of last year", "2012-Q4"),
        ("Half an hour later, the fire was out.", "Half an hour later", "PT30M"),
        ("Half a century ago it had ten mills.", "Half a century ago", "1963"),
        ("Forty years ago this month, the last troops left.", "Forty years ago this month", "1973-03"),
        ("They will meet on the first Monday in May.", "the first Monday in May", "2013-05-06"),
        ("The day after the election he left the town.", "The day after", "XXXX-XX-XX"),
        ("Between Friday and Sunday, forty people died.", "Friday", "2013-03-15"),
        ("He leaves office in January.", "January", "2014-01"),
        ("The fire broke out just after midnight on Tuesday.", "midnight on Tuesday", "2013-03-19T00:00"),
        ("The ceasefire ended at midnight on Tuesday.", "midnight on Tuesday", "2013-03-19T24:00"),
        ("He moved there in March for good.", "March", "2013-03"),
        ("He left on Tuesday; that night the house burned.", "that night", "2013-03-19TNI"),
        ("Profit rose in the fiscal first quarter.", "the fiscal first quarter", "2013-Q1"),
    ],
)
def test_news_has_its_own_ways_of_saying_it(text: str, words: str, expected: str) -> None:
    """Quarters, spans and parts of days."""
    assert value(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It makes $5 a year on each.", "a year"),
        ("Sales will rise 8.5% annually.", "annually"),
        ("His 2 1/2-year-old son was unhurt.", "2 1/2-year"),
        ("A recent poll shows a lead.", "recent"),
        ("They drove to the lake for the Labor Day weekend.", "weekend"),
        ("Two boys were shot on March Lane.", "March"),
        ("She walked in the March for Hope.", "March"),
        ("Shoppers lined up on Black Friday.", "Friday"),
        ('She told the "Today" show that it was true.', "Today"),
        ("He was interviewed by 60 Minutes in Boston.", "60 Minutes"),
        ("They meet on the first Tuesday of each month.", "Tuesday"),
        ("The future king was born in London.", "The future"),
    ],
)
def test_a_rate_an_age_and_an_adjective_are_no_times(text: str, words: str) -> None:
    """What they count or tell apart is not when."""
    assert words not in times(text)


@pytest.mark.parametrize("words", ["just before", "shortly after", "a little before", "moments after"])
def test_just_before_an_hour_is_that_hour(words: str) -> None:
    """It leaves no end open."""
    assert days(f"The alarm came {words} 3 p.m. on Wednesday.", "3 p.m. on Wednesday") == "2013-03-20T15:00:00"


def test_news_that_tells_of_many_years_is_still_news() -> None:
    """A week day without a date is one of this week."""
    past = " ".join(f"In {year} he led the office in May." for year in range(1993, 2000))
    assert value(f"Police said the man was shot on Tuesday. {past}", "Tuesday") == "2013-03-19"


def test_the_value_may_be_wider_than_the_days() -> None:
    """Year-end is a year in TIMEX3, but its days are those of December."""
    text = "The sale should close by year-end."
    assert value(text, "year-end") == "2013"
    assert days(text, "year-end").endswith("2013-12")


@pytest.mark.parametrize(
    ("words", "published", "season"),
    [
        ("this winter", "2013-02-10", "2012-WI"),
        ("last winter", "2013-02-10", "2011-WI"),
        ("last winter", "2013-06-10", "2012-WI"),
        ("this winter", "2013-11-10", "2013-WI"),
        ("this summer", "2013-02-10", "2013-SU"),
        ("last summer", "2013-02-10", "2012-SU"),
    ],
)
def test_a_winter_has_the_year_in_which_it_begins(words: str, published: str, season: str) -> None:
    """In February this winter is that of the year before."""
    assert times(f"It was cold {words} in the hills.", published)[words].value == season


def test_overnight_is_the_night_between_two_days() -> None:
    """The last one, or the next where the verb looks ahead."""
    assert days("Two men were shot overnight, police said.", "overnight") == "2013-03-21/2013-03-22"
    assert days("The rain will end overnight.", "overnight") == "2013-03-22/2013-03-23"
    assert "overnight" not in times("He carried an overnight bag.")


def test_the_past_year_ends_today() -> None:
    """In TIMEX3 it is a year of the calendar; what happened in it may have happened this year."""
    text = "The town has grown over the past year. He came last year."
    assert days(text, "the past year") == "2012-03-22~/2013-03-22~"
    assert days(text, "last year") == "2012"


def test_the_halves_of_an_hour_are_the_same_however_said() -> None:
    """A reader of both sees one length."""
    spoken = {value(f"It lasted {words}.", words) for words in ("two and a half hours", "two hours and a half", "2 1/2 hours", "2½ hours")}
    assert spoken == {"PT2H30M"}


def test_what_counts_from_an_inferred_day_carries_its_doubt() -> None:
    """A day that stands at the head is likely, not sure; a date that names its year does not depend on it."""
    text = "GENEVA, 22 March 2013 - The talks began on Tuesday, the ministry said.\n\nThe war began on 5 May 2011."
    parse = language.parse(text)
    dated, found = date_and_find(Document(text), parse, enough=0.6)
    scores = {m.span.of(text): m.score for m in found}
    given = {m.span.of(text): m.score for m in find_times(replace(dated, published_by=PublishedBy.GIVEN), parse)}
    assert dated.published == from_iso(FRIDAY)
    assert dated.published_by is PublishedBy.INFERRED
    assert scores["Tuesday"] < given["Tuesday"]
    assert scores["5 May 2011"] == given["5 May 2011"]


@pytest.mark.parametrize("text", ["Could he", "not could", "He would n't", "to to to to", "be is", "Friday's", "is on", "set to"])
def test_a_broken_sentence_is_no_error(text: str) -> None:
    """Helping verbs at the very end, and nothing that they help."""
    for words in (text, f"{text} Friday", f"Friday {text}", f"on Friday {text}"):
        times(words)
