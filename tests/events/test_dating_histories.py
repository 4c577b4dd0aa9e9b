"""Times in histories, explicit dates, feasts and eras; each line of the table of patterns by the example beside it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import edtf, language
from events.dating import find_times, read_when
from events.dating.feasts import feast
from events.dating.table import Rule, rules
from events.dating.tokens import rows
from events.days import from_iso, iso, to_date, weekday
from events.language import Parse
from events.model import Document, Mention, PublishedBy, Timex
from tests.growth import grows_linearly

# Three sentences make a history of what follows them: old years, told in the past tense.
HISTORY = "In 1900 the harvest failed. In 1910 the river rose. In 1920 the town burned. "


def told(text: str) -> list[Mention[Timex]]:
    """The times of a history without a date of its own, after those of its first sentences."""
    whole = HISTORY + text
    return [m for m in find_times(Document(whole), language.parse(whole)) if m.span.start >= len(HISTORY)]


def reported(text: str) -> list[Mention[Timex]]:
    """The times of news of Wednesday 16 June 2021."""
    return find_times(Document(text, published=from_iso("2021-06-16"), published_by=PublishedBy.GIVEN), language.parse(text))


def written(mentions: list[Mention[Timex]]) -> list[str]:
    """The EDTF of each that names days."""
    return [m.meaning.when.edtf for m in mentions if m.meaning and m.meaning.when]


def values(mentions: list[Mention[Timex]]) -> list[str]:
    return [m.meaning.value for m in mentions if m.meaning]


# ---- the table ----


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.value], ids=lambda rule: rule.name)
def test_each_line_of_the_table_reads_its_own_example(rule: Rule) -> None:
    """The value beside an example is what this line, and no other, reads in it; "evening" alone counts only beside a day."""
    found = told(rule.example) if rule.name.startswith("story-") else reported(rule.example)
    by = "weekday" if rule.name == "part-bare" else rule.name
    assert (by, rule.value.strip("-")) in [(m.meaning.rule, m.meaning.value) for m in found if m.meaning]


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.name.startswith("story-")], ids=lambda rule: rule.name)
def test_what_only_a_history_says_is_no_time_in_news(rule: Rule) -> None:
    """ "The former king" is no time on the front page."""
    assert rule.name not in [m.meaning.rule for m in reported(rule.example) if m.meaning]


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.name.startswith("news-")], ids=lambda rule: rule.name)
def test_what_only_news_says_is_no_time_in_a_history(rule: Rule) -> None:
    """ "Soon" is no time to come where all is past."""
    assert rule.name not in [m.meaning.rule for m in told(rule.example) if m.meaning]


def test_the_first_text_that_is_read_is_read_as_the_second() -> None:
    """Every word of the tables has its code before a text is cut: a process may read one text alone."""
    program = (
        "from events.dating import find_times; from events.language import Parse; from events.model import Document;"
        "print([m.meaning.value for m in find_times(Document('On Boxing Day 2019 and on D--Day.'), Parse((), ()))])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['2019-12-26', '1944-06-06']"


def test_each_meaning_is_said_in_the_table() -> None:
    """No function waits for a line that is gone."""
    from events.dating.senses import MEANINGS

    used = {rule.meaning for rule in rules()}
    assert used <= MEANINGS.keys()
    assert MEANINGS.keys() - used == MEANINGS.keys() & {"period"}


# ---- the time that a history has reached ----


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "On 7 December 1941 the fleet was struck. All of 1941 had been bad. In January the war went on.",
            ["1941-12-07", "1941", "1942-01"],
        ),
        ("In May 1792 he fled. The August 1790 rising had failed. In June he came back.", ["1792-05", "1790-08", "1792-06"]),
        ("In March 1918 they attacked. The council was made in May 1917. In July they lost.", ["1918-03", "1917-05", "1918-07"]),
        ("In March 1918 they attacked. In May 1917 the council was made. In July it met.", ["1918-03", "1917-05", "1917-07"]),
        ("In 1942 they held the town. They kept what they had won the previous year. In May they left.", ["1942", "1941", "1942-05"]),
        ("In 1942 they came. The town (built in 1660) was rich. In May they left.", ["1942", "1660", "1942-05"]),
        ("In 1942 they came. A man who had been born in May 1910 led them. In June they left.", ["1942", "1910-05", "1942-06"]),
        ("In 1942 they came. The war was lost by 1940. In August of that year a treaty was made.", ["1942", "1940", "1940-08"]),
        ("On 3 May 1940 it fell. The same day the king fled. Three days later he died.", ["1940-05-03", "1940-05-03", "1940-05-06"]),
        ("In May 1940 it fell. In the same month the king fled. Two months earlier he had ruled.", ["1940-05", "1940-05", "1940-03"]),
        ("In October 1777 they withdrew. In May they came back.", ["1777-10", "1777-05"]),
        ("In 1939 it began.\n\nThe war at sea (1942-1945)\n\nIn May the fleet sailed.", ["1939", "1942", "1945", "1942-05"]),
        ("In 1942 British forces lost the island. In May the garrison left.", ["1942", "1942-05"]),
        ("In 1940 they came. In April 1942 war was declared; on 10 August it began.", ["1940", "1942-04", "1942-08-10"]),
        ("In October 1947 it came. By the end of 1948 it had passed. The next winter was mild.", ["1947-10", "1948", "1948-WI"]),
        (
            "On 6 June 1944 they landed. The night before, scouts had come. At 6:30 a.m. it began.",
            ["1944-06-06", "1944-06-05TNI", "1944-06-06T06:30"],
        ),
        (
            "In the third century BC they fought. The first war began in 264 BC. They sailed in 218 BC. Two years later they won.",
            ["BC02", "BC0264", "BC0218", "BC0216"],
        ),
        (
            "In 1944 he spoke. A raid was planned for 1946. In 1945 he fled. A raid was planned for 1946. In May he died.",
            ["1944", "1946", "1945", "1946", "1945-05"],
        ),
        ("On Sunday, 3 July 1940 it fell. On Sunday, 10 July they fled.", ["1940-07-03", "1940-07-10"]),
    ],
)
def test_what_is_told_in_passing_does_not_move_the_story(text: str, found: list[str]) -> None:
    """Brackets, attributes, relative clauses and steps back within a paragraph leave it where it is; a sentence's first words do not."""
    assert values(told(text)) == found


def test_a_history_counts_from_what_it_has_told_and_not_from_its_publication() -> None:
    """Though it has a day of publication, and tells of that year in passing."""
    text = (
        HISTORY
        + "In 1940 they came. The house (built in 1930) was empty. That year it burned. In May they left. At noon on 3 June it fell."
    )
    text += " That night it rained."
    document = Document(text, published=from_iso("1930-10-30"), published_by=PublishedBy.GIVEN)
    found = {m.span.of(text): m.meaning.anchor for m in find_times(document, language.parse(text)) if m.meaning and m.meaning.anchor}
    assert found == {"That year": "told 1940", "May": "told 1940", "noon on 3 June": "told 1940-05", "That night": "told 1940-06-03"}


def test_a_winter_without_a_year_is_that_of_its_january_and_keeps_its_days() -> None:
    """The winter after December 1777 is called 1778 and begins in 1777; May after it is of 1778."""
    found = told("In December 1777 they camped in the valley. Many died over the winter. In May they left.")
    assert values(found) == ["1777-12", "1778-WI", "1778-05"]
    assert written(found)[1] == "1777-24"


def test_at_night_is_any_night_and_that_night_is_one() -> None:
    """No time is more exact than the words."""
    text = "On 3 May 1940 it fell. They moved only at night. That night they fled."
    assert values(told(text)) == ["1940-05-03", "XXXX-XX-XXTNI", "1940-05-03TNI"]


# ---- explicit dates ----


@pytest.mark.parametrize(
    ("words", "edtf_of_words"),
    [
        ("on 15.03.22", ["2022-03-15"]),
        ("on 3/4/99", ["1999-03-04"]),
        ("on the third of March, 1922", ["1922-03-03"]),
        ("on Thursday the 4th of July 1776", ["1776-07-04"]),
        ("from 3 to 8 May 1940", ["1940-05-03/1940-05-08"] * 2),
        ("from 3 May to 8 June 1940", ["1940-05-03/1940-06-08"] * 2),
        ("from May 3 through June 8, 1940", ["1940-05-03/1940-06-08"] * 2),
        ("in June-July 1917", ["1917-06/1917-07"] * 2),
        ("in May, June and July 1922", ["1922-05", "1922-06/1922-07", "1922-06/1922-07"]),
        ("in 1994-96", ["1994/1996"] * 2),
        ("in the years 1920-1925", ["1920/1925"] * 2),
        ("between March and June 1921", ["1921-03/1921-06"] * 2),
        ("in the winter of 1941-42", ["1941-24"]),
        ("in the summer and autumn of 1918", ["1918-22/1918-23"] * 2),
        ("on the night of 3/4 July 1943", ["1943-07-03"]),
        ("on 3, 4 and 6 May 1922", ["1922-05-03", "1922-05-04", "1922-05-06"]),
        ("in early to mid August 1939", ["1939-08-01~/1939-08-20~"]),
        ("in the first half of the 19th century", ["1800/1849"]),
        ("in the last decade of the 18th century", ["1790/1799"]),
        ("in the early 3rd century BC", ["-0299~/-0267~"]),
        ("from the 16th to the 18th century", ["15XX/17XX"] * 2),
        ("in the 4th millennium BC", ["-3XXX"]),
        ("in the 1800s", ["18XX"]),
        ("in the 1850s", ["185X"]),
        ("at the turn of the 20th century", ["1895~/1904~"]),
        ("in the mid-1980s", ["1984~/1986~"]),
        ("in AD 36", ["0036"]),
        ("in AD36", ["0036"]),
        ("in 36 CE", ["0036"]),
        ("in 500 BCE", ["-0499"]),
        ("c. 1200", ["1200~"]),
        ("(fl. 1200)", ["1200~"]),
        ("(b. 1028)", ["1028"]),
        ("no later than 1920", ["../1920"]),
        ("no earlier than 1920", ["1920/.."]),
        ("prior to 1920", ["../1919"]),
        ("up to 1920", ["../1920"]),
        ("at 05:30 on 3 May 1940", ["1940-05-03T05:30:00"]),
        ("at 1800 hours on 3 May 1940", ["1940-05-03T18:00:00"]),
        ("between 14:00 and 16:30 on 2 May 1940", ["1940-05-02T14:00:00/1940-05-02T16:30:00"] * 2),
        ("on 2 May 1940 from 14:00 to 16:30", ["1940-05-02T14:00:00/1940-05-02T16:30:00"] * 2),
        ("on D-Day", ["1944-06-06"]),
        ("after 9/11", ["2001-09-11/.."]),
        ("in the Victorian era", ["1837/1901"]),
        ("since the Middle Ages", ["1500~/.."]),
        ("during the Cold War", ["1947/1991"]),
        ("in Ramadan 2020", ["2020-04-24~/2020-05-23~"]),
    ],
)
def test_an_explicit_date_in_any_form_is_read(words: str, edtf_of_words: list[str]) -> None:
    """As exactly as it is said, and no more."""
    assert written(reported(f"It was seen {words}.")) == edtf_of_words


@pytest.mark.parametrize(
    "text",
    [
        "See page 1984 and pp. 1066-1087 of the book.",
        "The carbon-14 and the uranium-235 were tested.",
        "A Boeing 747 flew over the T-1990 tank.",
        "The AD36 engine ran for hours.",
        "He fell into spring water.",
        "He worked and paid 1800 dollars.",
        "In 1433 AH it began.",
        "They sang White Christmas on Easter Island.",
        "The renaissance of jazz began in the Renaissance Hotel.",
        "The veterans of World War II met.",
        "The Women's March went on.",
        "They lost three quarters of the army.",
    ],
)
def test_numbers_and_names_of_other_things_name_no_days(text: str) -> None:
    """Pages, machines, waters, songs, islands and wars."""
    assert written(reported(text)) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 99_999), st.sampled_from(["BC", "AD"]))
def test_a_year_of_any_age_is_that_year(year: int, era: str) -> None:
    """Before 1 and after 9999 too; 1 BC is the year 0."""
    words = f"{year} BC" if era == "BC" else f"AD {year}"
    (mention,) = find_times(Document(f"In {words} it rained."), Parse((), ()))
    assert mention.meaning
    assert mention.meaning.when
    assert mention.meaning.when.edtf == edtf.write(1 - year if era == "BC" else year)
    assert to_date(mention.meaning.when.first or 0)[0] == (1 - year if era == "BC" else year)


# ---- feasts and eras ----


@pytest.mark.parametrize(
    ("code", "year", "day"),
    [
        ("easter+0", 1916, "1916-04-23"),
        ("orthodox+0", 2024, "2024-05-05"),
        ("rosh+9", 1973, "1973-10-06"),
        ("passover+0", 2024, "2024-04-23"),
        ("hanukkah+0", 2019, "2019-12-23"),
        ("ramadan+0", 2020, "2020-04-24"),
        ("ramadan+30", 2000, "2000-01-08"),
        ("lunar+0", 1985, "1985-02-20"),
        ("lunar+0", 2023, "2023-01-22"),
        ("4th-thursday-11", 2019, "2019-11-28"),
    ],
)
def test_a_feast_that_moves_falls_on_its_day(code: str, year: int, day: str) -> None:
    """Days that the almanacs of those years give."""
    found = feast(code, year)
    assert found
    assert iso(found.first) == day


@given(st.integers(1, 3999))
def test_the_feasts_keep_the_rules_of_their_calendars(year: int) -> None:
    """Easter is a Sunday of spring; no Hebrew year begins on a Sunday, Wednesday or Friday; the lunar year begins before March."""
    easter, orthodox, rosh, lunar = (feast(code, year) for code in ("easter+0", "orthodox+0", "rosh+0", "lunar+0"))
    assert easter
    assert orthodox
    assert rosh
    assert lunar
    assert weekday(easter.first) == weekday(orthodox.first) == 6
    assert (3, 22) <= to_date(easter.first)[1:] <= (4, 25)
    assert weekday(rosh.first) not in (6, 2, 4)
    assert to_date(lunar.first)[1] <= 2


def test_every_era_can_be_typed_and_begins_before_it_ends() -> None:
    """A line of periods.tsv holds what it promises."""
    for _, name, first, last in rows("periods.tsv"):
        when, begin, end = read_when(name), edtf.parse(first), edtf.parse(last)
        assert (when.first, when.last) == (begin.first, end.last), name


# ---- any text ----


@pytest.mark.parametrize("unit", ["(1990 ", "5 and ", "early to mid ", "the turn of the ", "1990-", "in the ", "a long ", "On D--"])
def test_a_long_line_of_anything_takes_linear_time(unit: str) -> None:
    assert grows_linearly(lambda size: Document((unit * size)[:size]), lambda text: find_times(text, Parse((), ())), 8_000)
