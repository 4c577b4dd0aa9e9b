"""Times as local news, forecasts, notices and short histories tell them in passing."""

from __future__ import annotations

import pytest

from events import language
from events.dating import find_times
from events.days import from_iso
from events.model import Document, PublishedBy, Timex

FRIDAY = "2024-03-15"


def times(text: str, published: str | None = FRIDAY) -> dict[str, Timex]:
    """Words -> what they mean, in news of Friday 15 March 2024, or in a history."""
    document = (
        Document(text, published=from_iso(published), published_by=PublishedBy.GIVEN)
        if published
        else Document(text, published_by=PublishedBy.UNKNOWN)
    )
    return {m.span.of(text): m.meaning for m in find_times(document, language.parse(text)) if m.meaning}


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Police had warned of ice two weeks ago Friday.", "two weeks ago Friday", "2024-03-01"),
        ("Police had warned of ice a week ago Sunday.", "a week ago Sunday", "2024-03-03"),
        ("The trial will begin a week from Friday.", "a week from Friday", "2024-03-22"),
        ("The trial will begin two weeks from Monday.", "two weeks from Monday", "2024-04-01"),
        ("The council meets again at 9 tomorrow morning.", "9 tomorrow morning", "2024-03-16T09:00"),
        ("She will speak at 8 on Monday night.", "8 on Monday night", "2024-03-18T20:00"),
        ("A similar crash killed nine in the same month last year.", "the same month last year", "2023-03"),
        ("The town fell on this day in 1940.", "this day in 1940", "1940-03-15"),
        ("Kickoff is at 7:45 p.m. (1945 GMT).", "1945 GMT", "2024-03-15T19:45"),
    ],
)
def test_a_time_is_read_whole(text: str, words: str, value: str) -> None:
    assert times(text)[words].value == value


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("Sunday looks dry, with highs on Monday of 12 C.", "Sunday", "2024-03-17"),
        ("Sunday looks dry, with highs on Monday of 12 C.", "Monday", "2024-03-18"),
        ("Frost is likely early Thursday.", "early Thursday", "2024-03-21"),
        ("They travel to City on Wednesday.", "Wednesday", "2024-03-20"),
        ("Frost covered the fields early Thursday.", "early Thursday", "2024-03-14"),
    ],
)
def test_a_forecast_looks_ahead(text: str, words: str, day: str) -> None:
    assert times(text)[words].value == day


def test_hours_of_opening_are_of_one_half_of_the_day_where_that_is_possible() -> None:
    def ends(text: str) -> list[str]:
        return [meaning.value[-5:] for meaning in times(text).values()]

    assert ends("Visitors may come from 5-8 p.m. on Friday.") == ["17:00", "20:00"]
    assert ends("They met between 2 and 4 p.m. on Friday.") == ["14:00", "16:00"]
    assert ends("The shop is open from 11 to 2 p.m. on Friday.") == ["11:00", "14:00"]
    assert ends("Doors open from 6:30 to 8 p.m. on Friday.") == ["18:30", "20:00"]
    (when,) = {meaning.when for meaning in times("Visitors may come from 5-8 p.m. on Friday.").values()}
    assert when is not None
    assert when.edtf == "2024-03-15T17:00:00/2024-03-15T20:00:00"


def test_two_hours_that_no_word_opens_are_no_hours_of_opening() -> None:
    assert "9" not in times("He beat 9 and 10 p.m. came.")


def test_both_clocks_of_a_time_have_its_day() -> None:
    found = times("The governor spoke at 10:35 a.m. (0735 GMT) Thursday.")
    assert found["10:35 a.m."].value == "2024-03-14T10:35"
    assert found["0735 GMT"].value == "2024-03-14T07:35"


def test_hours_later_is_of_the_day_that_is_told() -> None:
    assert times("A truck overturned on Thursday. Hours later, a second one hit a wall.")["Hours later"].value == "2024-03-14"
    assert times("A truck overturned on Thursday. Years later, it was found.")["Years later"].value == "FUTURE_REF"


def test_a_day_that_nobody_names_has_no_date() -> None:
    assert times("One Sunday she found a baby on the steps.")["Sunday"].when is None
    assert times("One Thursday meeting was cut short.")["Thursday"].value == "2024-03-14"


def test_sunday_school_is_no_day() -> None:
    assert not times("She was a Sunday school teacher.")
    assert "Sunday" in times("She taught on Sunday at a school.")


def test_two_weeks_from_a_day_are_as_long_where_they_last() -> None:
    assert times("The bridge will close for two weeks from Friday.")["two weeks"].value == "P2W"


def test_a_day_of_two_calendars_is_of_the_year_behind_both() -> None:
    found = times("The rising began on 25 October (7 November) 1917. The palace fell.", published=None)
    assert (found["25 October"].value, found["7 November"].value) == ("1917-10-25", "1917-11-07")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("In 1650 the town grew. The 1684 flood destroyed the bridge, which was rebuilt the next year.", "1685"),
        ("In 1650 the town grew. The 1614 rules were harsh, and the next year it rebelled.", "1651"),
    ],
)
def test_what_happened_in_a_year_leads_on_and_what_is_only_called_by_one_does_not(text: str, year: str) -> None:
    assert times(text, published=None)["the next year"].value == year
