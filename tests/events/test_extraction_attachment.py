"""Laws of attachment: the day and the place of what a text tells, and what its page as a whole says of them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.dating import find_times
from events.days import from_iso, iso
from events.edtf import parse as edtf
from events.extraction import _with_main, compose, extract
from events.extraction.attachment import anchors, by_the_clock, is_bare
from events.extraction.boilerplate import stamps
from events.extraction.composing import draft
from events.extraction.lexicon import weights
from events.extraction.scoring import importances
from events.extraction.settling import choices, home_of, homes, open_question, settled
from events.extraction.standins import general_words
from events.extraction.tree import Tree
from events.language import parse
from events.model import Document, Event, Mention, PublishedBy, Reading, Span
from events.storage.rows import rows_of
from geodata.gazetteer import Place, open_gazetteer
from tests.growth import grows_linearly


@lru_cache(maxsize=64)
def events_of(text: str, published: str | None = None, title: str = "") -> tuple[Event, ...]:
    day = from_iso(published) if published else None
    return extract(Document(text, title, day, PublishedBy.GIVEN if day else PublishedBy.UNKNOWN), open_gazetteer()).events


def named(text: str, found: tuple[Event, ...], word: str) -> Event:
    """The event that a word of the text names."""
    told = [e for e in found if any(piece.trigger.of(text) == word for piece in e.evidence)]
    assert told, [(e.title, [piece.trigger.of(text) for piece in e.evidence]) for e in found]
    return told[0]


def day_of(event: Event) -> str:
    assert event.when is not None
    assert event.when.first is not None
    assert event.when.first == event.when.last, event.when
    return iso(event.when.first)


@pytest.mark.parametrize(
    ("text", "word", "where"),
    [
        ("The minister visited Ljubljana in May 2011. In June 2011 protesters clashed with the police there.", "clashed", "Ljubljana"),
        (
            "The minister visited Ljubljana in May 2011. In June 2011 protesters clashed with the police in the city.",
            "clashed",
            "Ljubljana",
        ),
        ("Ljubljana is the capital of Slovenia. In June 2011 a storm killed two people in the country.", "storm", "Slovenia"),
        ("Slovenian singers are known abroad. In June 2011 a storm killed two people in the country.", "storm", "Slovenia"),
    ],
)
def test_general_words_stand_for_the_place_named_before(text: str, word: str, where: str) -> None:
    found = named(text, events_of(text), word)
    assert [located.place.name for located in found.where][:1] == [where]


@pytest.mark.parametrize("words", ["the old city", "the city of Maribor", "the city council", "a city", "there were protests"])
def test_a_word_with_a_name_of_its_own_stands_for_no_other_place(words: str) -> None:
    text = f"The minister visited Ljubljana. They spoke about {words}."
    tree, start = Tree(parse(text)), text.index("Ljubljana")
    mention = Mention(Span(start, start + 9), HALIFAX)
    assert general_words(tree, [mention], anchors(tree, [mention])) == {}


HALIFAX = Place("6324729", "Halifax", 44.65, -63.57, "city", "CA", "07", 400_000)
TRURO = Place("6942553", "Truro", 45.37, -63.27, "city", "CA", "07", 20_000)
BEDFORD = Place("2655942", "Bedford", 52.13, -0.47, "city", "GB", "ENG", 90_000)
PAGE = """HALIFAX - A bakery burned down on Tuesday night. The fire began in the kitchen in Bedford, the police said.

Two cooks were hurt. They were taken to a clinic in Truro. Halifax police asked for witnesses."""


def local_page(text: str, *named_: tuple[str, Place], title: str = "") -> tuple[Document, list[Mention[Place]]]:
    """A page published in 2019 and its places, wherever their names stand."""
    places = [Mention(Span(*m.span()), place) for name, place in named_ for m in re.finditer(name, text)]
    return Document(text, title, from_iso("2019-05-15"), PublishedBy.GIVEN), sorted(places, key=lambda m: m.span)


@pytest.mark.parametrize("hour", ["shortly before 5:30 p.m.", "just after 5:30 p.m.", "after 5:30 p.m.", "about 5:30 p.m."])
def test_what_happened_before_or_after_an_hour_happened_on_its_day(hour: str) -> None:
    text = f"A warehouse collapsed {hour} on Friday in Adelaide."
    assert day_of(named(text, events_of(text, "2019-05-15"), "collapsed")) == "2019-05-10"


@pytest.mark.parametrize("preposition", ["since", "until", "till", "from"])
def test_what_went_on_since_or_until_an_hour_stays_open(preposition: str) -> None:
    assert by_the_clock(edtf("2019-05-10T17:30:00/.."), preposition) is None


@given(
    st.sampled_from(["2019-05-10/..", "../2019-05-10", "2019", "2019-05-10T17:30:00", "1990/1999"]),
    st.sampled_from(["", "after", "before", "in"]),
)
@settings(deadline=None)
def test_only_an_open_hour_is_read_as_the_hour_itself(written: str, preposition: str) -> None:
    assert by_the_clock(edtf(written), preposition) is None


@pytest.mark.parametrize(("words", "bare"), [("5:30 p.m. EST", True), ("noon", True), ("last night", False), ("just past noon", True)])
def test_last_night_is_no_bare_hour(words: str, bare: bool) -> None:
    text = f"A barn burned down {words}."
    start = text.index(words)
    assert is_bare(Tree(parse(text)), Mention(Span(start, start + len(words)), None)) == bare


@pytest.mark.parametrize(
    "stamp",
    [
        "Posted: Monday, May 13, 2019 4:20 PM EST Updated: Monday, May 13, 2019 4:59 PM EST",
        "Last updated: Monday, May 13, 2019, 11:12 AM",
        "(Published Monday, May 13, 2019)",
        "Published: Monday, 5/13/2019",
    ],
)
def test_no_event_has_the_time_of_its_pages_update(stamp: str) -> None:
    text = f"Warehouse burned down in Adelaide {stamp}\n\nA warehouse burned down in Adelaide. Nobody was hurt in the fire."
    assert [span.of(text) for span in stamps(text)]
    found = events_of(text, "2019-05-15")
    assert found
    assert not any(e.when is not None and e.when.edtf.startswith("2019-05-13") for e in found)


def test_a_report_published_on_a_day_keeps_it() -> None:
    text = "The commission published on Monday, May 13, 2019 a report on the fire in Adelaide."
    assert stamps(text) == []
    assert day_of(named(text, events_of(text, "2019-05-15"), "published")) == "2019-05-13"


def test_what_it_happened_says_dates_and_places_what_was_told_before() -> None:
    text = "A gas main exploded under a school. It happened on Thursday in Ljubljana. Nobody was hurt."
    found = named(text, events_of(text, "2019-05-15"), "exploded")
    assert day_of(found) == "2019-05-09"
    assert found.where[0].place.name == "Ljubljana"


def test_a_town_of_another_country_does_not_take_an_event_from_the_town_of_the_page() -> None:
    """A part of the town bears the name of a town far away, and the gazetteer takes it for that one."""
    document, places = local_page(
        PAGE, ("HALIFAX|Halifax", HALIFAX), ("Truro", TRURO), ("Bedford", BEDFORD), title="Bakery fire in Halifax"
    )
    words = parse(document.text)
    for place, model in ((BEDFORD, {**weights(), "place": {}}), (HALIFAX, weights())):
        clusters = draft(document, words, [], places, model).clusters
        fire = next(c for c in clusters if "fire" in {words.words[m.candidate.word].text for m in c.members})
        assert fire.best_place().place == place


def test_a_place_named_in_the_clause_and_in_the_province_of_the_page_stays() -> None:
    text = "HALIFAX - The mayor of Halifax spoke. A bridge collapsed in Truro on Monday. Halifax police closed the road."
    document, places = local_page(text, ("HALIFAX|Halifax", HALIFAX), ("Truro", TRURO))
    drafted = draft(document, parse(text), [], places, weights())
    collapse = next(c for c in drafted.clusters if any(drafted.tree.words[m.candidate.word].text == "collapsed" for m in c.members))
    assert drafted.page is not None
    assert not open_question(collapse, drafted.page)
    assert collapse.best_place().place == TRURO


def test_a_page_of_many_provinces_is_at_home_in_none() -> None:
    assert home_of({("CA", "07"): 0.4, ("GB", "ENG"): 0.3, ("US", "NY"): 0.3}) is None
    assert home_of({("CA", "07"): 0.5, ("GB", "ENG"): 0.5}) == ("CA", "07")
    assert home_of({}) is None


def test_the_dateline_and_the_police_tell_more_of_a_pages_home_than_a_name_said_again_and_again() -> None:
    text = "HALIFAX - A man was hurt in Bedford. A house in Bedford burned down. Halifax police searched Bedford. Bedford was closed."
    _, places = local_page(text, ("HALIFAX", HALIFAX), ("Halifax", HALIFAX), ("Bedford", BEDFORD))
    police = [replace(m, form="associative") if m.span.of(text) == "Halifax" else m for m in places]
    assert home_of(homes(police, police[0])) == ("CA", "07")
    assert home_of(homes([m for m in places if m.meaning == BEDFORD])) == ("GB", "ENG")


@given(st.lists(st.sampled_from([HALIFAX, TRURO, BEDFORD]), min_size=1))
def test_shares_of_provinces_sum_to_one(given_: list[Place]) -> None:
    places = [Mention(Span(i, i + 1), place) for i, place in enumerate(given_)]
    assert sum(homes(places).values()) == pytest.approx(1)


def test_without_weights_the_rules_decide() -> None:
    document, places = local_page(PAGE, ("HALIFAX|Halifax", HALIFAX), ("Truro", TRURO), ("Bedford", BEDFORD))
    ruled = draft(document, parse(PAGE), [], places, {**weights(), "place": {}})
    assert ruled.page is not None
    assert all(settled(one, ruled.page, {}) is one for one in ruled.clusters)


def test_the_main_event_of_a_local_page_is_told_however_doubtful() -> None:
    text = "HALIFAX - Halifax police are looking into a stabbing. A man was hurt on Tuesday night. Two streets were closed."
    model = weights()
    document, places = local_page(text, ("HALIFAX|Halifax", HALIFAX))
    drafted = draft(document, parse(text), [], places, model)
    scored = [(model["limits"]["last"], one) for one in drafted.clusters]
    assert drafted.page is not None
    told = _with_main([], scored, drafted.about, model)
    assert len(told) == 1
    assert importances(scored, drafted.about, model["importance"])[scored.index(told[0])] == max(
        importances(scored, drafted.about, model["importance"])
    )
    assert _with_main([], [(0.0, one) for one in drafted.clusters], drafted.about, model) == []


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2))
@settings(deadline=None, max_examples=20)
def test_of_two_like_events_the_surer_is_no_less_important(sures: list[float]) -> None:
    text = "HALIFAX - A man was stabbed."
    document, places = local_page(text, ("HALIFAX", HALIFAX))
    drafted = draft(document, parse(text), [], places, weights())
    one, two = importances([(sure, drafted.clusters[0]) for sure in sures], drafted.about, weights()["importance"])
    assert (one - two) * (sures[0] - sures[1]) >= 0


def test_no_feature_of_a_place_names_it() -> None:
    document, places = local_page(PAGE, ("HALIFAX|Halifax", HALIFAX), ("Truro", TRURO), ("Bedford", BEDFORD))
    ruled = draft(document, parse(PAGE), [], places, {**weights(), "place": {}})
    assert ruled.page is not None
    names = {name for one in ruled.clusters for _, found in choices(one, ruled.page) for name in found}
    assert names
    assert not any(place in name for name in names for place in ("Halifax", "Truro", "Bedford", "CA", "07"))


def test_a_long_page_is_settled_in_linear_time() -> None:
    def page(size: int) -> Document:
        text = "HALIFAX - " + "A bakery in Halifax burned down. Two cooks were hurt near Truro. The police searched a house. " * size
        return local_page(text, title="Fire")[0]

    def work(document: Document) -> None:
        _, places = local_page(document.text, ("HALIFAX|Halifax", HALIFAX), ("Truro", TRURO))
        draft(document, parse(document.text), [], places, weights())

    assert grows_linearly(page, work, 40)


AUCKLAND = Place("2193733", "Auckland", -36.85, 174.76, "city", "NZ", "E7", 1_600_000, 20.0)
HELD = (("Wekanui", "within"), ("Auckland", "name"))


@pytest.mark.parametrize(
    "text", ["Rebels attacked Wekanui, Auckland.", "Rebels attacked Wekanui in Auckland.", "In Wekanui, Auckland, rebels attacked."]
)
def test_a_place_that_no_gazetteer_knows_lies_somewhere_in_what_holds_it(text: str) -> None:
    """It has the article's own name, and the point of what holds it is not taken for its own."""
    places = [Mention(Span(text.index(name), text.index(name) + len(name)), AUCKLAND, 1.0, (), form) for name, form in HELD]
    document = Document(text)
    (event,) = compose(document, parse(text), [], places)
    (row,) = rows_of(Reading(document, (), tuple(places), (event,)))
    assert (row.place, row.place_kind, row.radius_km, row.geonameid) == ("Wekanui, Auckland", "region", 20.0, None)
    assert [each["id"] for each in row.places] == ["2193733:Wekanui, Auckland"]


def test_a_place_that_no_gazetteer_knows_is_known_again_when_it_is_named_alone() -> None:
    text = "Rebels attacked Wekanui, Auckland, on 2 May 2021. On 4 May 2021 the rebels fought in Wekanui."
    places = [Mention(Span(text.index(name), text.index(name) + len(name)), AUCKLAND, 1.0, (), form) for name, form in HELD]
    found = compose(Document(text), parse(text), find_times(Document(text), parse(text)), places)
    assert [where.place.name for where in named(text, tuple(found), "fought").where] == ["Wekanui, Auckland"]
