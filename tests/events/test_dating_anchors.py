"""What a relative time of news counts from, and which way it points."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import language
from events.dating import find_times
from events.dating.leaning import Lean, is_later, is_to_come
from events.days import from_iso
from events.model import Document, PublishedBy, Timex

SUNDAY = "2009-03-29"


def times(text: str, published: str = SUNDAY) -> dict[str, Timex]:
    """Words -> what they mean."""
    document = Document(text, published=from_iso(published), published_by=PublishedBy.GIVEN)
    return {m.span.of(text): m.meaning for m in find_times(document, language.parse(text)) if m.meaning}


def day(text: str, weekday: str, published: str = SUNDAY) -> str:
    return next(meaning.value for words, meaning in times(text, published).items() if weekday in words)[:10]


@pytest.mark.parametrize(
    ("text", "weekday", "expected"),
    [
        ("He drifts off to sleep Saturday on the sofa.", "Saturday", "2009-03-28"),
        ("A service planned for Saturday was canceled after a threat.", "Saturday", "2009-03-28"),
        ("A service planned for Tuesday was canceled after a threat.", "Tuesday", "2009-03-31"),
        ("The president, who was to address the nation Saturday, cancelled his speech.", "Saturday", "2009-03-28"),
        ("The suspect was originally scheduled to appear Thursday in court.", "Thursday", "2009-03-26"),
        ("The suspect is scheduled to appear Thursday in court.", "Thursday", "2009-04-02"),
        ("She is accused of trying to rob a bank Friday.", "Friday", "2009-03-27"),
        ("A boy was getting ready to go to sleep Thursday when he was shot.", "Thursday", "2009-03-26"),
        ("Workers remember the attack on Tuesday as the worst of the war.", "Tuesday", "2009-03-24"),
        ("The mayor attended Monday's council meeting.", "Monday", "2009-03-23"),
        ("More rain is forecast for Monday.", "Monday", "2009-03-30"),
        ("He completes his prison sentence Tuesday.", "Tuesday", "2009-03-31"),
        ("The minister, ahead of Tuesday's vote, met the unions.", "Tuesday", "2009-03-31"),
        ("Stores to open Friday.", "Friday", "2009-04-03"),
        ("The game was postponed to Tuesday.", "Tuesday", "2009-03-31"),
        ("Until Saturday, they had not fired a shot.", "Saturday", "2009-03-28"),
        ("They may be sentenced Saturday.", "Saturday", "2009-04-04"),
        ("They will be sentenced Saturday.", "Saturday", "2009-04-04"),
        ("They agreed to meet Saturday.", "Saturday", "2009-03-28"),
        ("They agreed to meet Tuesday.", "Tuesday", "2009-03-31"),
    ],
)
def test_the_grammar_and_the_distance_together_say_which_week_day_is_meant(text: str, weekday: str, expected: str) -> None:
    """Yesterday is likelier than six days ahead, unless the words leave no doubt."""
    assert day(text, weekday) == expected


@given(st.integers(1, 6), st.sampled_from(list(Lean)), st.sampled_from(list(Lean)))
def test_a_verb_that_looks_further_ahead_never_turns_a_day_back(back: int, one: Lean, two: Lean) -> None:
    """The future stays the past of no day that a weaker word had made future; a timetable weighs as much as a plan."""
    weaker, stronger = sorted((one, two))
    if stronger is not Lean.TIMETABLE:
        assert is_to_come(back, weaker) <= is_to_come(back, stronger)


@given(st.sampled_from(list(Lean)), st.integers(1, 5))
def test_the_longer_ago_a_week_day_is_the_sooner_the_next_one_is_meant(lean: Lean, back: int) -> None:
    """Nobody says "on Monday" of the day six days ago if the verb leaves it open."""
    assert is_to_come(back, lean) <= is_to_come(back + 1, lean)


@pytest.mark.parametrize(
    ("text", "month", "expected"),
    [
        ("The bank extended the loan through May.", "May", "2009-05"),
        ("The shop was closed through February.", "February", "2009-02"),
        ("The offer was extended to 14 May.", "14 May", "2009-05-14"),
        ("The firm changed its auditors in May.", "May", "2008-05"),
        ("The firm completes the purchase in January.", "January", "2010-01"),
        ("He announced that he would retire in January.", "January", "2010-01"),
        ("She is running for governor in November.", "November", "2009-11"),
        ("She lost the race for governor in November.", "November", "2008-11"),
    ],
)
def test_a_month_is_the_next_of_its_name_or_the_one_just_past(text: str, month: str, expected: str) -> None:
    """ "Through May" says how long, not when it was told."""
    assert times(text)[month].value == expected


@pytest.mark.parametrize(
    "head",
    [
        "BUDAPEST, March 28 (Agency) -- ",
        "NEW YORK, N.Y., March 28 - ",
        "Budget agreed\n\nKabul, 28 March (Agency) – ",
        "OSLO, 28 March 2009 — ",
    ],
)
def test_the_date_of_the_place_of_writing_is_today(head: str) -> None:
    """Wire reports are printed a day or two later."""
    said = times(f"{head}Lawmakers approved the budget on Saturday. They met yesterday and will meet tomorrow.")
    assert [said[words].value for words in ("Saturday", "yesterday", "tomorrow")] == ["2009-03-28", "2009-03-27", "2009-03-29"]


@pytest.mark.parametrize(
    "head", ["", "BUDAPEST, March 9 (Agency) -- ", "In Budapest, the site of the March 28 (Saturday) talks, ", "Paris, March 30 - "]
)
def test_another_date_near_the_head_is_not(head: str) -> None:
    """Nor one of weeks ago or of the future."""
    assert times(f"{head}lawmakers met yesterday.")["yesterday"].value == "2009-03-28"


def test_today_in_a_quotation_is_the_day_on_which_it_was_said() -> None:
    """Where the text tells it beside the quotation; the speech may go on."""
    said = times(
        'Speaking on Tuesday, the minister said: "I will leave for Geneva tomorrow." '
        '"It rained yesterday," the guide said on Friday. "But today is fine." The pass closed today.'
    )
    assert {words: said[words].value for words in ("tomorrow", "yesterday", "today")} == {
        "tomorrow": "2009-03-25",
        "yesterday": "2009-03-26",
        "today": "2009-03-29",
    }
    assert said["tomorrow"].anchor == "told 2009-03-24"
    speech = times('"We leave tomorrow," the coach said on Tuesday. "Today we rest."')
    assert (speech["tomorrow"].value, speech["Today"].value) == ("2009-03-25", "2009-03-24")
    assert times('"We leave tomorrow," the coach said. On Tuesday he said nothing.')["tomorrow"].value == "2009-03-30"


def test_the_entries_of_a_running_report_are_of_its_day() -> None:
    """Whatever day the entry before told; after midnight the next one begins, and it was written by its publication."""
    said = times(
        "10:15 a.m.: One lane reopens. The crack was first seen at 11 p.m. Friday.\n"
        "1:40 p.m.: The bridge will stay shut. It closed at 7 a.m.\n11:50 p.m.: Crews leave.\n12:20 a.m.: It rains."
    )
    values = [said[words].value for words in ("10:15 a.m.", "1:40 p.m.", "7 a.m.", "12:20 a.m.")]
    assert values == ["2009-03-28T10:15", "2009-03-28T13:40", "2009-03-28T07:00", "2009-03-29T00:20"]


def test_the_entries_of_a_running_report_are_of_the_day_in_the_heading_or_the_one_told_first() -> None:
    """A latest entry that stands first goes back past midnight."""
    headed = times("Friday, March 27\n\n2 p.m. - Calm.\n\n3 p.m. - Fire.\n\nSaturday, March 28\n\n7 a.m. - It is out.\n\n8 a.m. - Rain.")
    assert [headed[words].value for words in ("3 p.m.", "8 a.m.")] == ["2009-03-27T15:00", "2009-03-28T08:00"]
    told = times(
        "The mill burned down on Thursday. How it went:\n14:05 - Smoke is seen.\n14:10 - Crews arrive.\n14:30 - It spreads.\n15:00 - Rain."
    )
    assert told["15:00"].value == "2009-03-26T15:00"
    latest = times("2:10 a.m.: Snow.\n1:05 a.m.: All is quiet.\n12:20 a.m.: It rains.\n11:50 p.m.: Crews leave.")
    assert [latest[words].value for words in ("12:20 a.m.", "11:50 p.m.")] == ["2009-03-29T00:20", "2009-03-28T23:50"]


def test_a_day_is_that_of_the_deed_if_only_a_comma_leads_to_the_saying() -> None:
    """The time of day after it is of the same day."""
    said = times("A man was found dead in his home on Mill Lane Friday night, police said. Officers were called at 9:40 p.m.")
    assert said["9:40 p.m."].value == "2009-03-27T21:40"


def test_a_time_of_day_belongs_to_the_day_told_in_the_sentence_before_however_long_ago() -> None:
    """Or, where nothing else is told, to the day on which it was said."""
    assert times("On 3 May 1940 the troops landed. At 14:05 the bridge fell.")["14:05"].value == "1940-05-03T14:05"
    assert times("Police said on Friday that a man fell at 9 p.m.")["9 p.m."].value == "2009-03-27T21:00"
    assert times("Police said a man fell at 9 p.m.")["9 p.m."].value == "2009-03-29T21:00"


def test_two_years_later_the_story_goes_on_from_there() -> None:
    """What follows counts from it; a comparison goes nowhere."""
    said = times("The shop opened in 1998. Two years later it moved. The following spring it burned down.", "2014-06-22")
    assert said["The following spring"].value == "2001-SP"
    said = times("The shop opened in 1998, two years earlier than its rival. The following spring it burned down.", "2014-06-22")
    assert said["The following spring"].value == "1999-SP"


def test_following_without_the_is_no_next_week() -> None:
    """But "after"."""
    assert day("He spoke following Saturday's vote.", "Saturday") == "2009-03-28"
    assert day("They met on the following Saturday.", "Saturday", "2009-03-30") == "2009-04-04"


@pytest.mark.parametrize(("weekday", "expected"), [("Sunday", "2022-05-08"), ("Monday", "2022-05-09"), ("Friday", "2022-05-06")])
def test_where_the_day_of_writing_is_unknown_the_nearest_to_the_day_told_is_meant(weekday: str, expected: str) -> None:
    """As the tense tells nothing of it."""
    text = f"The flood began on Saturday, May 7, 2022. The dam broke on {weekday}."
    found = find_times(Document(text), language.parse(text))
    assert [m.meaning.value for m in found if m.meaning] == ["2022-05-07", expected]
    assert found[1].score < 0.5


def edtf_of(text: str, words: str, published: str) -> str:
    when = times(text, published)[words].when
    return when.edtf if when else ""


def test_a_quarter_that_ended_on_a_day_is_the_three_months_before_it() -> None:
    """Whatever number the firm gives it; so was that of a year before."""
    text = "Net rose for its fourth quarter ended Sept. 30. A year earlier it lost money."
    assert (times(text, "1995-11-15")["fourth quarter"].value, edtf_of(text, "fourth quarter", "1995-11-15")) == (
        "1995-Q4",
        "1995-07/1995-09",
    )
    assert edtf_of(text, "A year earlier", "1995-11-15") == "1994-07/1994-09"
    text = "Sales fell for the quarter ended Aug. 31. In the second quarter they rose."
    assert (edtf_of(text, "the quarter", "1995-11-15"), edtf_of(text, "the second quarter", "1995-11-15")) == (
        "1995-06/1995-08",
        "1995-04/1995-06",
    )
    assert edtf_of("Sales fell for the quarter ended Oct. 1.", "the quarter", "1995-11-15") == "1995-07/1995-09"
    assert edtf_of("Sales fell for the quarter ended Jan. 31.", "the quarter", "1995-03-15") == "1994-11/1995-01"


def test_the_quarter_is_the_latest_that_is_told() -> None:
    """One told for comparison is meant in its own sentence alone, one to come not at all."""
    text = (
        "Profit rose in the third quarter. The second quarter was weak, and worse than the year-earlier period. "
        "Costs may rise before the fourth quarter ends. Sales in the latest quarter fell from a year ago."
    )
    said = times(text, "1995-11-15")
    assert said["the year-earlier period"].value == "1994-Q2"
    assert (said["the latest quarter"].value, said["a year ago"].value) == ("1995-Q3", "1994-Q3")


def test_the_same_quarter_of_last_year_is_the_one_told_a_year_before() -> None:
    """One expression, not two."""
    text = "Profit fell in the first quarter. In the same quarter last year it rose; in the same period a year earlier it fell."
    said = times(text, "2013-04-25")
    assert [m.value for m in said.values()] == ["2013-Q1", "2012-Q1", "2012-Q1"]


def test_a_text_may_go_on_after_the_day_that_is_given_for_it() -> None:
    """Several past days named like tomorrow, or one on which somebody spoke, are no days of last week; one deed alone may be."""
    text = "A man was shot on Sunday. On Tuesday, deputies said he had died. Crews searched the house Tuesday. It burned Monday."
    said = times(text, "2015-11-02")
    assert [said[words].value for words in ("Sunday", "Tuesday", "Monday")] == ["2015-11-01", "2015-11-03", "2015-11-02"]
    assert day("The mill burned down on Tuesday.", "Tuesday", "2015-11-02") == "2015-10-27"
    assert day("The mill burned down on Tuesday. The chief said on Friday it was arson.", "Tuesday", "2015-11-02") == "2015-10-27"
    assert day("Deputies said last Tuesday that he had died.", "Tuesday", "2015-11-02") == "2015-10-27"
    assert day("OSLO, Nov. 2 (Agency) - Deputies said Tuesday that he had died.", "Tuesday", "2015-11-02") == "2015-10-27"


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans())))
def test_days_of_this_week_never_speak_for_a_later_writing(told: list[tuple[int, bool]]) -> None:
    """Only what would be six days old does."""
    assert not is_later(told)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("He spoke the day before Tuesday's hearing.", "the day before", "2009-03-23"),
        ("He spoke the day after Christmas.", "the day after", "2008-12-26"),
        ("It snowed the week before Christmas.", "the week before", "2008-W51"),
        ("It snowed the week after 25 December 2011.", "the week after", "2011-W52"),
        ("It snowed the day after the vote.", "the day after", "XXXX-XX-XX"),
    ],
)
def test_the_day_before_a_named_day_counts_from_that_day(text: str, words: str, expected: str) -> None:
    """Of an event whose day nobody tells, nobody knows it."""
    assert times(text)[words].value == expected


def test_the_next_morning_is_that_after_the_day_told() -> None:
    """And what follows counts from it."""
    said = times("The bomb exploded on Friday. The next morning the port opened. Two days later, a man was held.", "2012-06-13")
    assert (said["The next morning"].value, said["Two days later"].value) == ("2012-06-09TMO", "2012-06-11")


def test_a_step_back_from_an_interval_goes_from_its_beginning() -> None:
    """A step on from its end."""
    text = "Between 1845 and 1852 a million died. {} the crop was good."
    assert times(text.format("Two years earlier"))["Two years earlier"].value == "1843"
    assert times(text.format("Two years later"))["Two years later"].value == "1854"


# Short news items of several kinds; a time is marked up with what it means.
ITEMS = {
    "wire": (
        "2013-03-13",
        "BUDAPEST, [March 12|2013-03-12] (Agency) -- Lawmakers [Tuesday|2013-03-12] approved a revised budget after [two "
        "days|P2D] of debate. The finance minister told reporters [today|2013-03-12] that talks with lenders would resume "
        "[Friday|2013-03-15]. A delegation arrived [Monday|2013-03-11] and is due to leave [Thursday|2013-03-14]. The parties had"
        " refused to meet [last week|2013-W10]. The bill was first put forward [three weeks ago|2013-W08]. [Next month|2013-04], "
        "the government wants to sell bonds, the first such sale since [January|2013-01].",
    ),
    "wire2": (
        "2011-08-25",
        "TRIPOLI, [Aug. 25|2011-08-25] (Agency) - Fighters entered the port on [Thursday|2011-08-25], a day after heavy shelling,"
        " residents said. Attempts to evacuate the wounded on [Wednesday|2011-08-24] failed. Two ships are expected to dock on ["
        "Saturday|2011-08-27]. The rebels, forced to retreat [Sunday|2011-08-21], have vowed to take the town by "
        "[Friday|2011-08-26]. Until [Thursday|2011-08-25], they had not fired a shot. Since [Monday|2011-08-22] some 40 people "
        "have died.",
    ),
    "local": (
        "2019-05-07",
        "A 34-year-old man was found dead in his home on Mill Lane [Monday night|2019-05-06TNI], police said. Officers were "
        "called to check on him at [9:40 p.m.|2019-05-06T21:40] after neighbours had not seen him since [Saturday|2019-05-04]. "
        "Detectives, asked to comment [Tuesday|2019-05-07], declined to name a suspect. A neighbour, Ann Field, said she saw a "
        'van leave the street [Sunday evening|2019-05-05TEV]. "I thought nothing of it, and the next morning I went to work," she'
        " said. An autopsy is set for [Wednesday|2019-05-08]. A vigil is planned for [7 p.m. Friday|2019-05-10T19:00] at the "
        "church. The man had moved to the town [two months ago|2019-03].",
    ),
    "business": (
        "1997-07-24",
        "Acme Steel Co. said profit rose 12% in [the second quarter|1997-Q2] on higher sales. Net income for the quarter ended "
        "[June 30|1997-06-30] was $14 million, compared with $12.5 million [a year earlier|1996-Q2]. Revenue in [the "
        "quarter|1997-Q2] grew 8%. The company completes the purchase of its rival in [January|1998-01]. Shares, which reached a "
        "high in [March|1997-03], closed [yesterday|1997-07-23] at $31. [Last year|1996], the company cut 400 jobs. It will "
        "report [third-quarter|1997-Q3] results in [October|1997-10].",
    ),
    "live": (
        "2018-11-09",
        "[7:05 a.m.|2018-11-09T07:05]: The bridge is closed in both directions.\n"
        "[8:30 a.m.|2018-11-09T08:30]: Engineers arrive. The mayor will speak at [noon|2018-11-09T12:00].\n"
        "[10:15 a.m.|2018-11-09T10:15]: One lane reopens. Police say it was first seen at [11 p.m. Thursday|2018-11-08T23:00].\n"
        "[1:40 p.m.|2018-11-09T13:40]: The bridge will stay shut overnight and open at [6 a.m. tomorrow|2018-11-10T06:00].",
    ),
    "trial": (
        "2012-02-16",
        "A jury found the former mayor guilty [Wednesday|2012-02-15] of taking bribes. The judge ordered him to return to court "
        "on [March 30|2012-03-30] for sentencing. He was arrested in [October 2010|2010-10]; [two months later|2010-12] he "
        "resigned. The trial began [Jan. 9|2012-01-09]. Prosecutors rested their case [last Friday|2012-02-10], and the defence "
        "called its only witness on [Monday|2012-02-13]. Jurors began to deliberate [Tuesday afternoon|2012-02-14TAF]. The "
        'verdict came [the next day|2012-02-15]. His lawyer said [Thursday|2012-02-16] he would appeal. "We will file [next '
        'week|2012-W08]," she said.',
    ),
    "attack": (
        "2015-09-10",
        "Gunmen stormed a hotel on [September 3|2015-09-03], killing six guests. Three days after the attack, on "
        "[Sunday|2015-09-06], the government closed the border. [That day|2015-09-06], thousands marched in the capital. [The "
        "same day|2015-09-06] two suspects were held. The hotel reopened [this week|2015-W37]. Soldiers will guard it until "
        "[Friday|2015-09-11]. The attack came [two weeks|P2W] before an election. Talks on [Tuesday|2015-09-08] failed to end the"
        " strike. The president, who was to address the nation [Wednesday|2015-09-09], cancelled his speech.",
    ),
    "fire": (
        "2013-02-19",
        "CITYVILLE, Ohio (AP) — Two firefighters were hurt [early Tuesday|2013-02-19] battling a blaze at a warehouse, officials "
        "say. The fire was reported at [about 2:15 a.m.|2013-02-19T02:15] and was brought under control by [6 "
        "a.m.|2013-02-19T06:00] A third firefighter was treated [Monday|2013-02-18] after a fall in training. The building had "
        "been empty since [last summer|2012-SU]. It is the third large fire in the district [this month|2013-02] and the worst "
        "since [December|2012-12]. Crews were expected to remain at the scene through [Wednesday|2013-02-20]. Inspectors will "
        "visit [later this week|2013-W08]. The cause was not known [Tuesday afternoon|2013-02-19TAF].",
    ),
    "politics": (
        "2013-03-28",
        "The Senate voted [Thursday|2013-03-28] to delay the bill until after the holidays. Lawmakers return to Washington on "
        "[April 8|2013-04-08]. The president signed a similar bill [two years ago|2011] and vetoed one in [2009|2009]. [Last "
        'week|2013-W12], the House passed its own plan; a committee meets [next week|2013-W14]. "[This year|2013] we have a '
        'chance," the senator said in a speech [Wednesday night|2013-03-27TNI]. She is running for governor in '
        "[November|2013-11]. She lost the [November|2012-11] race for attorney general. Her rival announced [last month|2013-02] "
        "that he would retire in [January|2014-01]. The vote came a day before a recess. The court is to hear the case on "
        "[Monday|2013-04-01]; a ruling is expected in [June|2013-06].",
    ),
    "market": (
        "2013-01-31",
        "Stocks fell [Thursday|2013-01-31], but ended [January|2013-01] with their best start to a year since [1997|1997]. The "
        "index rose 5 percent [this month|2013-01]. The government reported [Wednesday|2013-01-30] that the economy shrank in "
        "[the fourth quarter|2012-Q4]. Orders rose 4.6 percent in [December|2012-12] from [November|2012-11]. The January jobs "
        "report comes out [Friday|2013-02-01]. Shares of the retailer fell after it forecast lower profit for [the first "
        "quarter|2013-Q1]. In [the same quarter last year|2012-Q1] it earned $2 billion. The central bank has kept rates near "
        "zero since [late 2008|2008] and expects to do so until [mid-2015|2015]. On [Monday|2013-01-28] oil had closed at a "
        "four-month high.",
    ),
    "sport2": (
        "2014-05-04",
        "The Hawks won 4-2 [Saturday night|2014-05-03TNI] to even the series; Game 3 is [Tuesday|2014-05-06] in Boston. "
        "[Thursday|2014-05-01]'s opener went to overtime. The goalie, who missed [Friday|2014-05-02]'s practice, made 30 saves. "
        "The teams have not met in the playoffs since [2009|2009]. The winner faces the Kings, who won [Friday|2014-05-02]. The "
        'coach, hired [last June|2013-06], said [Sunday|2014-05-04] that his team rested. "We\'ll be ready [Tuesday|2014-05-06]," '
        "he said. The season ended in [April|2014-04] for the other side. Tickets go on sale at [10 a.m. "
        "Monday|2014-05-05T10:00].",
    ),
    "world": (
        "2011-11-15",
        "Monitors will arrive in the capital by [the end of the week|2011-W46], the minister said on [Tuesday|2011-11-15]. The "
        "League suspended the country on [Saturday|2011-11-12] and gave it [three days|P3D] to stop the killing. The king, in an "
        "interview broadcast on [Monday|2011-11-14], urged the president to step down. He had refused to do so in ["
        "August|2011-08]. Protests began in [March|2011-03]. Activists said 40 people were killed on [Monday|2011-11-14] alone, "
        "one of the bloodiest days since then. The European Union on [Monday|2011-11-14] added 18 people to its list. Ministers "
        "meet on [Wednesday|2011-11-16] in Rabat. [Last Thursday|2011-11-10], tanks entered the town; [the following "
        "day|2011-11-11] they left. Aid is to be flown in from [Thursday|2011-11-17].",
    ),
    "school": (
        "2012-08-27",
        "Classes begin [Wednesday|2012-08-29] at the new school on Elm Street, which cost $12 million. Workers spent [the "
        'weekend|2012-W34-WE] moving desks. On [Friday|2012-08-24], the principal walked the halls with parents. "We broke ground'
        ' in [June 2011|2011-06] and [a year ago|2011] there was nothing here," she said. "[Today|2012-08-27] it\'s ready." The '
        "school board meets [Tuesday|2012-08-28] to vote on bus routes. It had put off the vote [last Tuesday|2012-08-21]. An "
        "open house is scheduled for [6 p.m. Thursday|2012-08-30T18:00]. The gym will not open until [October|2012-10].",
    ),
}


@pytest.mark.parametrize("name", ITEMS)
def test_every_time_of_a_news_item_is_read(name: str) -> None:
    """Wire, local, sport, business, a running report, a trial, an attack."""
    published, marked = ITEMS[name]
    text, expected = "", []
    for before, words, meant in re.findall(r"([^\[]*)(?:\[([^|]*)\|([^\]]*)\])?", marked):
        text += before
        if words:
            expected.append((len(text), words, meant))
        text += words
    document = Document(text, published=from_iso(published), published_by=PublishedBy.GIVEN)
    found = {m.span.start: m.meaning.value for m in find_times(document, language.parse(text)) if m.meaning}
    wanted = {start: meant for start, _, meant in expected}
    assert {start: value for start, value in found.items() if start in wanted} == wanted
