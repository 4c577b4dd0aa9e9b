"""Every EDTF that is written is read back to the same interval; labels say it to people and can be typed again."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import edtf
from events.dating import read_when
from events.days import iso, month_length, to_date, to_day
from events.model import Clock, Precision, When

years = st.integers(-12_000, 14_000)
marks = st.sampled_from(["", "~", "?", "%"])
days = st.integers(to_day(-9999), to_day(9999, 12, 31))


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A date of any precision."""
    year, kind = draw(years), draw(st.integers(0, 4))
    if kind == 0:
        return edtf.write(year, mark=draw(marks))
    if kind == 1:
        return edtf.write(year, draw(st.integers(1, 12)), mark=draw(marks))
    if kind == 2:
        return edtf.write(year, draw(st.integers(21, 24)), mark=draw(marks))
    if kind == 3:
        return edtf.write_years(str(draw(st.integers(100, 199))))
    month = draw(st.integers(1, 12))
    return edtf.write(year, month, draw(st.integers(1, month_length(year, month))), draw(marks))


@given(years, st.integers(1, 12), marks)
def test_a_month_written_is_the_month_read(year: int, month: int, mark: str) -> None:
    """From its first day to its last."""
    when = edtf.parse(edtf.write(year, month, mark=mark))
    assert (when.first, when.last) == (to_day(year, month), to_day(year, month, month_length(year, month)))
    assert when.precision is Precision.MONTH


@given(years, st.sampled_from(sorted(edtf.SEASONS)))
def test_a_season_is_its_three_months(year: int, season: int) -> None:
    """24 is December to February of the next year."""
    when = edtf.parse(edtf.write(year, season))
    first, last = to_date(when.first or 0), to_date(when.last or 0)
    assert (first[1], last[1]) == {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}[season]
    assert (first[0], last[0]) == (year, year + (season == 24))


@given(days, st.one_of(st.none(), st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))))
def test_a_day_written_is_the_day_read(day: int, time: str | None) -> None:
    """With its time of day, where it has one."""
    when = edtf.parse(edtf.write_day(day, Clock(time) if time else None))
    assert (when.first, when.last, when.clock and when.clock.first) == (day, day, time)


@given(dates(), st.one_of(st.none(), dates()))
def test_an_interval_keeps_its_ends(first: str, last: str | None) -> None:
    """Joined ends are the ends of the whole; None is open."""
    one, two = edtf.parse(first), edtf.parse(last) if last else None
    if two and one.first is not None and two.last is not None and one.first > two.last:
        with pytest.raises(ValueError, match="before it begins"):
            edtf.join(one, two)
        return
    whole = edtf.join(one, two)
    assert (whole.first, whole.last) == (one.first, two.last if two else None)
    again = edtf.parse(whole.edtf)
    assert (again.first, again.last) == (whole.first, whole.last)


@given(dates(), st.sampled_from(["early", "mid", "late"]))
def test_a_third_lies_in_its_whole_and_is_read_back(text: str, part: str) -> None:
    """Early, mid and late are approximate thirds, and their precision stays that of the whole."""
    whole = edtf.parse(text)
    when = edtf.third(whole, part)
    assert whole.first is not None
    assert when.first is not None
    assert whole.last is not None
    assert when.last is not None
    assert whole.first <= when.first <= when.last <= whole.last
    assert edtf.parse(when.edtf) == when
    if when != whole:
        assert edtf.label(when).startswith("mid-" if part == "mid" else part)


@given(dates(), st.one_of(st.none(), dates()))
def test_an_approximate_time_is_read_back_to_the_same_days(first: str, last: str | None) -> None:
    """The mark moves no end, and is set once."""
    whole = edtf.parse(first)
    if last and (edtf.parse(last).last or 0) >= (whole.first or 0):
        whole = edtf.join(whole, edtf.parse(last))
    when = edtf.approximate(whole)
    again = edtf.parse(when.edtf)
    assert (again.first, again.last) == (when.first, when.last) == (whole.first, whole.last)
    assert when.edtf.endswith(("~", "?", "%"))
    assert edtf.approximate(when) == when


@given(dates())
def test_what_is_before_a_time_ends_where_it_begins(text: str) -> None:
    """The last day is the one before, and the beginning is open."""
    when, whole = edtf.before(edtf.parse(text)), edtf.parse(text)
    assert whole.first is not None
    assert (when.first, when.last) == (None, whole.first - 1)
    assert edtf.parse(when.edtf) == when


@settings(max_examples=60, deadline=None)
@given(dates())
def test_a_label_can_be_typed_again(text: str) -> None:
    """What we say to people, people can say to us."""
    when = edtf.parse(text)
    again = read_when(edtf.label(when))
    assert (again.first, again.last) == (when.first, when.last), edtf.label(when)


@pytest.mark.parametrize(
    ("text", "label", "first", "last"),
    [
        ("2014", "2014", "2014-01-01", "2014-12-31"),
        ("2021-03", "March 2021", "2021-03-01", "2021-03-31"),
        ("2022-03-15T16:30:00", "15 March 2022, 16:30", "2022-03-15", "2022-03-15"),
        ("198X", "1980s", "1980-01-01", "1989-12-31"),
        ("19XX", "20th century", "1900-01-01", "1999-12-31"),
        ("1XXX", "2nd millennium", "1000-01-01", "1999-12-31"),
        ("-0043", "44 BC", "-0043-01-01", "-0043-12-31"),
        ("-04XX", "5th century BC", "-0499-01-01", "-0400-12-31"),
        ("1941-24", "winter 1941–42", "1941-12-01", "1942-02-28"),
        ("1990~/1993~", "early 1990s", "1990-01-01", "1993-12-31"),
        ("1940-05-03/1940-05-08", "3–8 May 1940", "1940-05-03", "1940-05-08"),
        ("1940-04-30/1940-05-08", "30 April – 8 May 1940", "1940-04-30", "1940-05-08"),
        ("1994-03/1994-06", "March–June 1994", "1994-03-01", "1994-06-30"),
        ("1994/1996", "1994–96", "1994-01-01", "1996-12-31"),
        ("1850~", "around 1850", "1850-01-01", "1850-12-31"),
        ("1850?", "perhaps 1850", "1850-01-01", "1850-12-31"),
        ("Y12000", "AD 12000", "+12000-01-01", "+12000-12-31"),
        ("1918-09-24~/1918-09-30~", "around 24–30 September 1918", "1918-09-24", "1918-09-30"),
        ("1989-35", "third quarter of 1989", "1989-07-01", "1989-09-30"),
        ("2014/..", "since 2014", "2014-01-01", None),
        ("../1991", "until 1991", None, "1991-12-31"),
        ("2014/", "since 2014", "2014-01-01", None),
        ("/1991", "until 1991", None, "1991-12-31"),
        ("2014-XX-XX", "2014", "2014-01-01", "2014-12-31"),
        ("2014-03-XX", "March 2014", "2014-03-01", "2014-03-31"),
    ],
)
def test_what_each_form_means(text: str, label: str, first: str | None, last: str | None) -> None:
    """The interval, and its name."""
    when = edtf.parse(text)
    assert edtf.label(when) == label
    assert (when.first and iso(when.first), when.last and iso(when.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "..", "/", "../..", "2014-13", "2014-02-30", "12000", "201", "2014/2012", "2014/15/16", "199X-03", "May 2014", "２０１４"]
)
def test_what_is_no_edtf_is_refused_in_words(text: str) -> None:
    """With a message fit to show."""
    with pytest.raises(ValueError, match=r"\w{3,}"):
        edtf.parse(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9999), st.integers(1, 12), st.integers(0, 2))
def test_another_reader_of_edtf_agrees(year: int, month: int, kind: int) -> None:
    """The edtf package is the oracle for what it does well: years, months, days and plain intervals."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = pytest.importorskip("edtf")
    text = [edtf.write(year), edtf.write(year, month), edtf.write(year, month, 28)][kind]
    theirs, ours = oracle.parse_edtf(text), edtf.parse(text)
    for struct, day in ((theirs.lower_strict(), ours.first), (theirs.upper_strict(), ours.last)):
        assert (struct.tm_year, struct.tm_mon, struct.tm_mday) == to_date(day or 0)


def test_a_when_is_never_backwards() -> None:
    """Wrong values cannot be made."""
    with pytest.raises(ValueError, match="before it begins"):
        When(5, 4, Precision.DAY, "0001-01-05/0001-01-04")
