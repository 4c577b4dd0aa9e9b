"""Times in texts: what is said is found, means what it says, and nothing else is a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import edtf, language
from events.dating import find_times, infer_published
from events.dating.table import Rule, rules
from events.dating.tokens import lexicon, tokenise
from events.days import from_iso, iso
from events.language import Parse
from events.model import Document, Mention, Precision, PublishedBy, Timex
from tests.growth import grows_linearly

NOTHING = Parse((), ())
ARTICLE = Path(__file__).parents[3] / "shared" / "articles" / "kuzio-2022.txt"
EXAMPLES = [rule for rule in rules() if rule.value and not rule.name.startswith("story-")]


def document(text: str, published: str | None = "2021-06-16") -> Document:
    """16 June 2021 is a Wednesday."""
    if published is None:
        return Document(text)
    return Document(text, published=from_iso(published), published_by=PublishedBy.GIVEN)


def times(text: str, published: str | None = "2021-06-16") -> list[Mention[Timex]]:
    return find_times(document(text, published), language.parse(text))


def values(text: str, published: str | None = "2021-06-16") -> list[tuple[str, str]]:
    """(words, TIMEX3 value) of each expression."""
    return [(m.span.of(text), m.meaning.value) for m in times(text, published) if m.meaning]


def labels(text: str, published: str | None = "2021-06-16") -> list[str]:
    """What a person is shown of each expression that names days."""
    return [edtf.label(m.meaning.when) for m in times(text, published) if m.meaning and m.meaning.when]


@pytest.mark.parametrize("rule", EXAMPLES, ids=[rule.name for rule in EXAMPLES])
def test_every_way_of_saying_it_is_read_in_its_own_example(rule: Rule) -> None:
    """A line of patterns.tsv holds what it promises."""
    assert rule.value in [value for _, value in values(rule.example)]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        *(
            ("twenty-four", "24"),
            ("a hundred and five", "105"),
            ("nineteen ninety-six", "1996"),
            ("two thousand", "2000"),
            ("two thousand and six", "2006"),
        ),
        *(
            ("three hundred thousand", "300000"),
            ("nineteen", "19"),
            ("twenty one", "21"),
            ("thousand", "1000"),
            ("a thousand two hundred", "1200"),
        ),
        *(
            ("one and two", "1 and 2"),
            ("two three", "2 3"),
            ("hundred and", "100 and"),
            ("twenty - twenty", "2020"),
            ("seventy-nine and a", "79 and a"),
        ),
    ],
)
def test_numbers_in_words_become_digits(words: str, number: str) -> None:
    """One token each."""
    assert " ".join(tokenise(words).words) == number


def test_every_name_in_the_table_is_used_once() -> None:
    """Names tell rules apart, and each says what it means."""
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", [rule for rule in rules() if not rule.value], ids=lambda rule: rule.name)
def test_words_that_only_look_like_a_time_hold_none(rule: Rule) -> None:
    """The lines without a value."""
    assert not values(rule.example)


@pytest.mark.parametrize(
    "text",
    [
        "You may march in an august hall for a second.",
        "Prices fall when new talks spring up.",
        "They spring to action and may fall.",
        "Some 1,500 people came, and 2000 soldiers marched.",
        "Under Resolution 2758, the seat changed hands.",
        "They drove down Route 66 to Flight 1549.",
        "He lives at 1600 Pennsylvania Avenue.",
        "It weighs 1950 kg and costs $2000.",
        "Theresa May met Mr March.",
        "The 1600-man garrison gave up.",
        "He paid 5 dollars a year and ran 1990 metres.",
        "The sun shone on the bench.",
    ],
)
def test_words_and_numbers_of_other_kinds_are_no_times(text: str) -> None:
    """Verbs, names, counts, streets and numbers of things."""
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He died on 15 March 44 BC.", [("15 March 44 BC", "BC0044-03-15")]),
        ("The 2020 Karabakh War ended.", [("2020", "2020")]),
        ("Fighting went on from 3 to 8 May 1940.", [("3", "1940-05-03"), ("8 May 1940", "1940-05-08")]),
        ("It lasted between March and June 1994.", [("March", "1994-03"), ("June 1994", "1994-06")]),
        ("It was signed on 1 June 1990 at 10:30 a.m.", [("1 June 1990 at 10:30 a.m.", "1990-06-01T10:30")]),
        ("They met on the morning of 3 May 1945.", [("the morning of 3 May 1945", "1945-05-03TMO")]),
        ("They met on Tuesday night.", [("Tuesday night", "2021-06-15TNI")]),
        ("They will meet on Friday.", [("Friday", "2021-06-18")]),
        ("They met on Friday.", [("Friday", "2021-06-11")]),
        ("They met last month.", [("last month", "2021-05")]),
        ("The bridge fell ten days ago.", [("ten days ago", "2021-06-06")]),
        ("The law was passed in December.", [("December", "2020-12")]),
        ("The law will be passed in December.", [("December", "2021-12")]),
        ("Nineteen ninety-six was wet.", [("Nineteen ninety-six", "1996")]),
        ("He stayed for twenty-four years.", [("twenty-four years", "P24Y")]),
        ("It was a six-hour walk.", [("six-hour", "PT6H")]),
        ("Sales began in fiscal 1989.", [("fiscal 1989", "1989")]),
        ("Chapter 3 of the 1990s-era law.", [("the 1990s", "199")]),
    ],
)
def test_a_sentence_of_news_holds_just_these(text: str, found: list[tuple[str, str]]) -> None:
    """Extents and values as TimeML has them."""
    assert values(text) == found


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Between 1941 and 1945 the town was besieged.", ["1941/1945", "1941/1945"]),
        ("Between 3 March and 9 April 2022 it rained.", ["2022-03-03/2022-04-09"] * 2),
        ("In 1941 and 1942 it rained.", ["1941/1942", "1941/1942"]),
        ("In 1941 and 1945 it rained.", ["1941", "1945"]),
        ("Since 2014 foreign volunteers have fought there.", ["2014/.."]),
    ],
)
def test_between_two_times_lies_all_that_is_between_them(text: str, ends: list[str]) -> None:
    """Two years joined by "and" alone are one time only where they follow each other."""
    assert [m.meaning.when.edtf for m in times(text) if m.meaning and m.meaning.when] == ends


def test_a_history_goes_on_in_its_own_time() -> None:
    """Months and days without a year belong to the year told, "the next day" to the last day."""
    text = (
        "The war began in September 1939. In April 1940 the army landed in the north. On 10 May it crossed the river. Three days later "
        "the town fell. The following spring the fleet sailed south. That year the harvest failed. In December the siege was lifted. "
        "In January the army marched east."
    )
    assert [value for _, value in values(text, None)] == [
        *("1939-09", "1940-04", "1940-05-10", "1940-05-13", "1941-SP", "1941", "1941-12", "1942-01"),
    ]


def test_a_year_told_in_passing_does_not_move_the_story() -> None:
    """A relative clause or a noun with a year of its own is an aside."""
    text = "In 1789 the king called the estates, which had not met since 1614. On 5 May they came. The mob burned the fort in July."
    assert [value for _, value in values(text, None)] == ["1789", "1614", "1789-05-05", "1789-07"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("They have fought since 2014.", "since 2014"),
        ("It stood until 1991.", "until 1991"),
        ("It will open by 2030.", "until 2030"),
        ("It was banned in April 2021.", "April 2021"),
        ("They lost many men in the 1980s.", "1980s"),
        ("It grew in the early 1990s.", "early 1990s"),
        ("They froze in the winter of 1941-42.", "winter 1941–42"),
        ("They fought from 3 to 8 May 1940.", "3–8 May 1940"),
        ("It changed in the late 19th century.", "late 19th century"),
        ("It happened on 15 March 2022 at 16:30.", "15 March 2022, 16:30"),
        ("It happened on 15 March 2022 in the evening.", "15 March 2022, evening"),
        ("It fell in late 2014.", "late 2014"),
        ("After the 2020 ceasefire it was calm.", "2020"),
        ("The plan ran from 1994 to 1996.", "1994–96"),
        ("They fought in the last week of May 1918.", "around 25–31 May 1918"),
        ("They fought last week.", "week of 7 June 2021"),
        ("They fought in the summer and autumn of 1918.", "summer 1918 – autumn 1918"),
        ("They fought in April and June 1955.", "April 1955"),
        ("Police have searched since the Oct. 3 fire.", "3 October 2020"),
        ("Profit fell in the third quarter of 2020.", "third quarter of 2020"),
    ],
)
def test_a_time_is_as_exact_as_the_text_and_no_more(text: str, label: str) -> None:
    """What a person is shown."""
    assert labels(text)[0] == label


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("On 11 May 330 Constantine dedicated the city.", "0330-05-11"),
        ("On 11 May 330, the city was dedicated.", "0330-05-11"),
        ("In 44 BC Caesar was murdered. On 11 May 330 Constantine dedicated the city.", "0330-05-11"),
        ("On 11 May 330 people were killed.", "2021-05-11"),
        ("On 11 May 330 British soldiers landed.", "2021-05-11"),
        ("On May 11, 330 soldiers died.", "2021-05-11"),
        ("On May 11, 330 died.", "2021-05-11"),
        ("On 11 May 330 were killed.", "2021-05-11"),
        ("The city, which on 11 May 330 became the capital, was rich.", "0330-05-11"),
    ],
)
def test_three_digits_after_day_and_month_are_their_year_unless_they_count(text: str, value: str) -> None:
    """A name, a verb or a comma follows a year; what is counted follows a number."""
    assert values(text)[-1][1] == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Avars besieged the city in 626. It fell in 1453.", ["0626", "1453"]),
        ("In 626 the Avars besieged the city. It fell in 1453.", ["0626", "1453"]),
        ("By 717, the Arabs had come. It fell in 1453.", ["0717", "1453"]),
        ("He ruled until 641. It fell in 1453.", ["0641", "1453"]),
        ("He stayed in 626 houses. It fell in 1453.", ["1453"]),
        ("It grew by 300. It fell in 1453.", ["1453"]),
        ("The index closed in 626 on Tuesday.", ["XXXX-WXX-2"]),
        ("They widened the road to S.C. 161.", []),
    ],
)
def test_three_digits_are_a_year_in_a_history_only(text: str, found: list[str]) -> None:
    """After a preposition of time, where the text speaks of other years and nothing is counted."""
    assert [value for _, value in values(text, None)] == found


@pytest.mark.parametrize(
    ("text", "written", "label"),
    [
        ("After 12 March 2020 schools closed.", "2020-03-12/..", "since 12 March 2020"),
        ("He died soon after. 2014 was a bad year.", "2014", "2014"),
        ("Before 1940 the city was rich.", "../1939", "until 1939"),
        ("Before 1 March 2020 it was calm.", "../2020-02-29", "until 29 February 2020"),
        ("Before January 2020 it was calm.", "../2019-12", "until December 2019"),
        ("Before the 1980s it was calm.", "../1979", "until 1979"),
        ("Before the end of 1791 it was calm.", "../1791-12~", "until around December 1791"),
        ("They bought shares before Friday's talks.", "../2021-06-11", "until 11 June 2021"),
        ("They got around Tuesday's ruling.", "2021-06-15", "15 June 2021"),
        ("Around the 1980s it closed.", "198X~", "around the 1980s"),
        ("Before about 1200 it was calm.", "../1199~", "until around 1199"),
        ("Around 660 BC the city was founded.", "-0659~", "around 660 BC"),
        ("The city was founded about 1500.", "1500~", "around 1500"),
        ("The city was founded circa 1200.", "1200~", "around 1200"),
        ("The city was founded c. 800.", "0800~", "around AD 800"),
        ("Around March 2020 it closed.", "2020-03~", "around March 2020"),
        ("It lasted from about 1500 to about 1600.", "1500~/1600~", "around 1500–1600"),
    ],
)
def test_before_after_and_about_are_kept(text: str, written: str, label: str) -> None:
    """No end that the text leaves open is closed, no time that it calls approximate is exact; the EDTF reads back to the same days."""
    when = next(m.meaning.when for m in times(text) if m.meaning and m.meaning.when)
    assert (when.edtf, edtf.label(when)) == (written, label)
    again = edtf.parse(when.edtf)
    assert (again.first, again.last) == (when.first, when.last)


def test_a_guessed_day_of_writing_makes_no_day_exact() -> None:
    """Where only the year of an undated text is known, "on Monday" is no day, and "last year" is a year."""
    text = "The fair of 2019 is open. It drew many on Monday. More had come last year."
    assert labels(text, None) == ["2019", "2018"]


def test_day_or_month_first_is_decided_by_the_document() -> None:
    """Where one date can only have the day first, all have."""
    assert values("Seen on 3/4/2020 and on 31/3/2020.")[0][1] == "2020-04-03"
    assert values("Seen on 3/4/2020 and on 3/31/2020.")[0][1] == "2020-03-04"


def test_both_ends_of_a_range_hold_the_whole() -> None:
    """The words of each end are marked, the time is the range."""
    one, two = times("Fighting went on from 28 April to 8 May 1940.")
    assert one.meaning
    assert two.meaning
    assert one.meaning.when == two.meaning.when
    assert one.meaning.when
    assert one.meaning.when.edtf == "1940-04-28/1940-05-08"


def test_clock_times_are_kept_with_their_zone() -> None:
    """Local time by the minute."""
    (mention,) = times("The gate opened at 16:30 GMT on Tuesday.")
    assert mention.meaning
    assert mention.meaning.when
    assert mention.meaning.when.clock
    assert (mention.meaning.when.clock.first, mention.meaning.when.clock.zone) == ("16:30", "Z")
    assert mention.meaning.when.edtf == "2021-06-15T16:30:00Z"


def test_an_hour_is_no_minute() -> None:
    """ "4 p.m." says the hour, "4:00 p.m." the minute."""
    precisions = [
        m.meaning.when.precision for m in times("It began at 4 p.m. on Tuesday and at 4:00 p.m. on Monday.") if m.meaning and m.meaning.when
    ]
    assert precisions == [Precision.HOUR, Precision.MINUTE]


# ---- the day of publication ----


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Published: 3 May 2021. The bridge was opened in 1990.", "2021-05-03"),
        ("The bridge was opened on 1 May 1990 and closed on 3 May 2021.", "2021-05-03"),
        ("It was built in 1990. It was closed on 3 May after a fire in 2021.", "2021-05-03"),
        ("The bridge was closed in 2021. It will open again by 2030.", "2021-12-31"),
    ],
)
def test_an_unknown_day_of_publication_is_inferred(text: str, day: str) -> None:
    """From a stamp, else the latest date that is told as past; with a confidence below certainty."""
    inferred = infer_published(document(text, None), language.parse(text))
    assert inferred is not None
    assert iso(inferred[0]) == day
    assert 0 < inferred[1] < 1


def test_a_text_without_dates_has_no_day_of_publication() -> None:
    """Nothing found is None, and "yesterday" then is a time that nobody knows."""
    text = "They met yesterday."
    assert infer_published(document(text, None), language.parse(text)) is None
    (mention,) = times(text, None)
    assert mention.meaning
    assert mention.meaning.when is None


def test_doubt_about_the_day_is_doubt_about_what_hangs_on_it() -> None:
    """Relative times of an undated text score lower than those of a dated one."""
    text = "The bridge was closed in 2021. It had burned on 3 March."
    assert times(text, None)[1].score < times(text)[1].score < times(text)[0].score == 1


# ---- any text ----

soup = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *sorted(lexicon().codes),
                "\n\n",
                "’s",
                "1994",
                "44",
                "31",
                "99",
                "3rd",
                "1980s",
                "’94",
                "12:30",
                "2014-02-31",
                "2014-02-03T99:99",
                "2014/13/01",
                "25:61",
                "31/12/1999",
                "٣ May ١٩٩٤",
            ]
        ),
        st.integers(0, 10**12).map(str),
        st.text(max_size=5),
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), soup), st.one_of(st.none(), st.integers(-1_000_000, 4_000_000)))
def test_any_text_is_read_without_error(text: str, published: int | None) -> None:
    """Sorted, inside the text, not overlapping; each EDTF is read back to its interval."""
    given_by = PublishedBy.UNKNOWN if published is None else PublishedBy.GIVEN
    found = find_times(Document(text, published=published, published_by=given_by), NOTHING)
    ends = [0]
    for mention in found:
        assert ends[-1] <= mention.span.start < mention.span.end <= len(text)
        ends.append(mention.span.end)
        when = mention.meaning and mention.meaning.when
        if when:
            again = edtf.parse(when.edtf)
            assert (again.first, again.last) == (when.first, when.last)
            assert edtf.label(when)


@settings(max_examples=25, deadline=None)
@given(soup)
def test_any_parsed_text_is_read_without_error(text: str) -> None:
    """With the grammar of the words too."""
    find_times(document(text), language.parse(text))


@pytest.mark.parametrize(
    "unit", ["1", "1,000", "nineteen ", "a hundred and ", "\n ", "from March 3 to ", "1994-", "two or ", "the early part of the ", "’90s "]
)
def test_a_long_line_takes_linear_time(unit: str) -> None:
    assert grows_linearly(lambda size: Document((unit * size)[:size]), lambda text: find_times(text, NOTHING), 20_000)


def test_a_megabyte_on_one_line_is_read() -> None:
    """Prose full of times, without one line break."""
    prose = "In May 1982 the ship came back with all its men and the rest of the treasure from the island of the old king, whole. "
    assert len(find_times(Document((prose * 9_000)[:1_000_000]), NOTHING)) > 8_000


# ---- an article ----


@pytest.mark.skipif(not ARTICLE.exists(), reason="../shared/articles/kuzio-2022.txt is absent")
def test_an_essay_without_a_date_is_read_whole() -> None:
    """Years, open ends, a decade, and a day whose year is that of the essay."""
    text = ARTICLE.read_text(encoding="utf-8")
    found = labels(text, None)
    assert {"2014", "2022", "2020", "April 2021", "1980s", "since 1991", "15 March 2022"} <= set(found)
    assert found.count("since 2014") == 2
