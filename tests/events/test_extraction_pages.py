"""Laws of whole pages: what is no article tells no event, and of a long report the main events come first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import pytest

from events.__main__ import main
from events.days import from_iso
from events.extraction import extract
from events.extraction.boilerplate import comments, furniture
from events.model import Collection, Document, Event, PublishedBy, Reading
from events.query import Query
from events.storage import EventStore
from geodata.gazetteer import open_gazetteer
from tests.growth import grows_linearly

# A raw page: menu, buttons, stamps, caption, advertisement, teasers, rights, readers' comments; three sentences of it are the article.
PAGE = (
    "Home\n"
    "News\n"
    "Sports\n"
    "Crime\n"
    "Weather\n"
    "\n"
    "Skip to main content\n"
    "Sign in | Subscribe now and save 50%\n"
    "Share on Facebook\n"
    "Tweet this story\n"
    "Email\n"
    "Print\n"
    "\n"
    "Man arrested after fire at Linden warehouse\n"
    "\n"
    "By Carol Becker\n"
    "Published: March 4, 2019 at 9:14 AM EST\n"
    "Updated March 5, 2019\n"
    "\n"
    "Photo by Dan Wu: Firefighters battle the blaze in Linden on Sunday.\n"
    "\n"
    "LINDEN, N.J. – Police arrested a man on Monday after a fire destroyed a warehouse in Linden on Sunday night, officials"
    " said.\n"
    "\n"
    "ADVERTISEMENT\n"
    "\n"
    "Two firefighters were injured in the fire, which broke out shortly before 10 p.m. A neighbor called 911.\n"
    "\n"
    "Related: Three killed in Newark crash\n"
    "Read more: Woman shot in Trenton on Friday\n"
    "More stories from Linden\n"
    "Copyright 2019 Linden Post. All rights reserved. This material may not be published or broadcast.\n"
    "\n"
    "Comments (12)\n"
    "Log in to comment\n"
    "jersey_girl wrote on March 4: My cousin died in a fire in Camden in 2004, so sad\n"
    "Like Reply 3 hours ago\n"
    "Most read\n"
    "Mayor of Elizabeth resigns\n"
    "Police chase ends in crash on Route 1\n"
    "5 dead after boat sinks off Cape May\n"
    "Sign up for our newsletter\n"
    "Privacy policy\n"
    "\n"
)
TOLD = ("Police arrested a man", "Two firefighters were injured")

REPORT = (
    "KUTINA, Croatia – A dam above Kutina burst on Monday night and flooded three villages, killing nineteen people, "
    "officials said.\n"
    "\n"
    "The flood swept away houses in Repusnica and cut the road to Sisak. Rescue workers evacuated 900 people from the "
    "valley by Tuesday morning. Nineteen bodies were found in the mud, and forty people were taken to hospital in Sisak.\n"
    "\n"
    "“We heard a roar, and then the water was in the kitchen,” said Ana Horvat, a teacher from Repusnica.\n"
    "\n"
    "The government declared a state of emergency on Tuesday. Prime minister Ivan Kovac visited Kutina in the afternoon and"
    " promised aid. The European Union offered help.\n"
    "\n"
    "The dam was built in 1962. It was repaired in 1987, after an earthquake had damaged its wall. In 2009 an engineer "
    "resigned in protest over the state of the wall, and in 2014 the county council in Sisak voted against a new survey.\n"
    "\n"
    "Prosecutors in Zagreb searched the offices of the operator on Wednesday and seized documents. Two managers were "
    "arrested at Zagreb airport on Wednesday evening as they tried to board a flight to Vienna. They deny any guilt.\n"
    "\n"
    "Croatia has seen such a disaster before. In October 1964 the Sava flooded Zagreb and killed seventeen people. In May "
    "2014 floods destroyed hundreds of houses in Gunja.\n"
    "\n"
    "Football matches in the county were cancelled. A minute of silence was held in parliament on Thursday. A concert for "
    "the victims took place in Zagreb on Friday, and the national team beat Slovenia 2-0 in a charity match in Osijek on "
    "Saturday.\n"
    "\n"
    "The operator, which was founded in 1991, runs six other dams. It opened a plant in Karlovac in 2003 and bought a rival"
    " in Maribor in 2011. Its shares fell by a third in Zagreb on Tuesday. In March 2012 it signed a treaty of cooperation "
    "with a firm in Graz.\n"
    "\n"
    "The burst dam held back four million cubic metres of water. The flood reached the Lonja plain on Tuesday, where "
    "farmers lost their cattle. The funeral of the victims will be held in Kutina on Sunday.\n"
    "\n"
)


@lru_cache(maxsize=4)
def read(text: str, title: str, published: str) -> Reading:
    return extract(Document(text, title, from_iso(published), PublishedBy.GIVEN), open_gazetteer())


def report() -> Reading:
    return read(REPORT, "Dam near Kutina bursts, nineteen dead", "2019-11-16")


def by_importance() -> list[Event]:
    return sorted(report().events, key=lambda event: (-event.importance, -event.confidence))


# ---- boilerplate ----


def test_only_the_article_of_a_raw_page_tells_events() -> None:
    """No menu, button, stamp, caption, teaser, notice of rights or reader's comment becomes one, and nothing of the article is lost."""
    found = read(PAGE, "Man arrested after fire at Linden warehouse", "2019-03-05")
    assert {"arrested", "destroyed", "injured"} <= {piece.trigger.of(PAGE) for event in found.events for piece in event.evidence}
    for event in found.events:
        for piece in event.evidence:
            paragraph = PAGE[PAGE.rfind("\n", 0, piece.trigger.start) + 1 :]
            assert paragraph.startswith(("LINDEN, N.J. – ", "Two firefighters", "Man arrested after fire")), paragraph[:80]


def test_comments_of_readers_reach_to_their_last_button() -> None:
    (span,) = comments(PAGE)
    assert span.of(PAGE).startswith("Comments (12)")
    assert "My cousin died" in span.of(PAGE)
    assert not any(words in span.of(PAGE) for words in TOLD)


@pytest.mark.parametrize("heading", ["Comments", "12 Comments", "Leave a comment", "Join the conversation"])
def test_a_heading_above_the_article_hides_nothing(heading: str) -> None:
    """Many pages have the button to their comments on top."""
    article = "A fire destroyed a mill in Linden on Sunday. " * 40
    assert comments(f"{heading}\n{article}\nMr. Li wrote: I saw it.\nReply\n") == []
    assert comments(f"{article}\n{heading}\nMr. Li wrote: I saw it.\nReply\n") != []


def test_furniture_is_found_in_linear_time() -> None:
    assert grows_linearly(lambda count: "Comments\nI saw it.\nReply\n\n" * count + "-" * count, furniture, 3000)


# ---- importance ----


def test_the_main_events_of_a_long_report_come_first() -> None:
    """The flood of the headline is the first; what the report only recalls, of other years, comes after what it is about."""
    ranked = by_importance()
    assert len(ranked) > 20
    assert (ranked[0].kind, ranked[0].title.startswith("Flood")) == ("disaster", True)
    years = [event.when.edtf[:4] for event in ranked if event.when]
    assert set(years[:8]) == {"2019"}
    assert years[-8:].count("2019") <= 3


def test_importance_is_not_confidence() -> None:
    """The flood of 2014 is as sure as any, and not what the report is about."""
    ranked = by_importance()
    old = next(event for event in ranked if event.when and event.when.edtf == "2014-05")
    assert old.confidence > 0.8
    assert ranked.index(old) > 5
    assert any(event.confidence < old.confidence for event in ranked[: ranked.index(old)])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    with closing(EventStore.open(tmp_path / "store.sqlite")) as opened:
        opened.add_collection(Collection("c", "c"))
        opened.add("c", report())
        yield opened


@pytest.mark.parametrize("most", [3, 20])
def test_a_reader_can_ask_for_the_main_events(store: EventStore, most: int) -> None:
    """As every view and export does, in the words of an address."""
    query = Query.from_args({"sort": "importance", "limit": str(most)})
    shown = [row.importance for row in store.rows("c", query)]
    assert shown == [event.importance for event in by_importance()][:most]


def test_explain_shows_the_main_events_where_it_is_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    assert main(["explain", str(path), "--published", "2019-11-16", "--main", "3"]) == 0
    weights = [float(each) for each in re.findall(r"importance ([0-9.]+)", capsys.readouterr().out)]
    assert len(weights) == 3
    assert weights == sorted(weights, reverse=True)
