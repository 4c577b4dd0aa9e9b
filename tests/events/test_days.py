"""Days are integers without bounds: laws against the standard library, and beyond its range."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.days import from_iso, iso, month_length, to_date, to_day, weekday

any_day = st.integers(-4_000_000_000, 4_000_000_000)


@given(st.dates())
def test_a_day_is_pythons_ordinal_where_python_has_one(day: date) -> None:
    """1 = 0001-01-01, and the week day too."""
    number = to_day(day.year, day.month, day.day)
    assert (number, weekday(number), to_date(number)) == (day.toordinal(), day.weekday(), (day.year, day.month, day.day))


@given(any_day)
def test_a_day_goes_to_its_date_and_to_iso_and_back(day: int) -> None:
    """In both directions, thousands of years before and after our era."""
    assert to_day(*to_date(day)) == day == from_iso(iso(day))


@given(any_day)
def test_the_next_day_is_the_next_date(day: int) -> None:
    """Days follow each other without gaps, and the calendar repeats every 400 years."""
    (year, month, of_month), (next_year, next_month, next_of_month) = to_date(day), to_date(day + 1)
    if of_month < month_length(year, month):
        assert (next_year, next_month, next_of_month) == (year, month, of_month + 1)
    else:
        assert (next_of_month, next_month) == (1, month % 12 + 1)
    assert to_date(day + 146_097) == (year + 400, month, of_month)


def test_years_before_ours_are_astronomical() -> None:
    """44 BC is -0043; the year 0 is 1 BC and a leap year."""
    assert iso(to_day(-43, 3, 15)) == "-0043-03-15"
    assert iso(to_day(0, 2, 29)) == "0000-02-29"
    assert iso(to_day(12000)) == "+12000-01-01"


@pytest.mark.parametrize("text", ["2014", "2014-02-30", "2014-13-01", "14-02-03", "", "2014-2-3", "2014-02-03T10:00"])
def test_what_is_no_day_is_refused(text: str) -> None:
    """Only full dates of days that exist."""
    with pytest.raises(ValueError, match=r"no full date|no day"):
        from_iso(text)
