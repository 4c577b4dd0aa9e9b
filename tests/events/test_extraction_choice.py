"""Laws of choice: what is only imagined is no event, and what a text tells twice is one."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from benchmarks.learn_events import event_examples
from benchmarks.learning import Example, left_out
from events.dating import find_times
from events.days import from_iso, to_day
from events.extraction import _once, extract
from events.extraction.candidates import find_candidates
from events.extraction.clusters import Attached, Cluster, _likeliest
from events.extraction.composing import draft
from events.extraction.lexicon import weights
from events.extraction.tree import Tree
from events.geocoding import find_places
from events.language import parse
from events.model import Document, Event, PublishedBy
from geodata.gazetteer import open_gazetteer


@lru_cache(maxsize=16)
def events_of(text: str, published: str | None = None, title: str = "") -> tuple[Event, ...]:
    day = from_iso(published) if published else None
    return extract(Document(text, title, day, PublishedBy.GIVEN if day else PublishedBy.UNKNOWN), open_gazetteer()).events


def words_of(text: str, event: Event) -> set[str]:
    return {piece.trigger.of(text) for piece in event.evidence}


def happenings(text: str) -> list[set[str]]:
    """The words of each happening of a text without times and places."""
    drafted = draft(Document(text), parse(text), [], [], weights())
    return [{drafted.tree.words[m.candidate.word].text for m in one.members} for one in drafted.clusters]


@pytest.mark.parametrize(
    ("text", "word", "unreal"),
    [
        ("The garrison would have surrendered.", "surrendered", True),
        ("The garrison could have surrendered.", "surrendered", True),
        ("If the garrison had surrendered, the king would have fled.", "surrendered", True),
        ("The king would resign if his party lost the vote.", "lost", True),
        ("The garrison surrendered.", "surrendered", False),
        ("The garrison had surrendered.", "surrendered", False),
        ("The garrison would surrender the next day.", "surrendered", False),
        ("The garrison must have surrendered.", "surrendered", False),
        ("The king asked if the garrison had surrendered.", "surrendered", False),
    ],
)
def test_what_would_have_been_did_not_happen(text: str, word: str, unreal: bool) -> None:
    tree = Tree(parse(text))
    told = [c for c in find_candidates(tree, [], text) if tree.words[c.word].lemma == Tree(parse(word)).words[0].lemma]
    assert told or not unreal
    assert all(c.negated is unreal for c in told)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Hundreds of weavers marched to demand higher wages.", {"marched", "demand"}),
        ("The swimmer beat her rival to win the cup.", {"beat", "win"}),
        ("Floods swept through the valley, killing ten people.", {"Floods", "swept", "killing"}),
        ("A bomb exploded in the market, killing ten people.", {"exploded", "killing"}),
    ],
)
def test_purpose_and_harm_are_of_the_act_itself(text: str, one: set[str]) -> None:
    """What somebody did something for, and the harm that it did, is no second happening."""
    assert any(one <= words for words in happenings(text)), happenings(text)


def test_harm_is_not_joined_to_what_does_none() -> None:
    """The visit did not kill: a verb that does no harm takes none in."""
    assert not any({"visit", "killing"} <= words for words in happenings("The visit took a week, killing all hope."))


def test_what_is_done_by_doing_is_one_wherever_it_is_told_to_lie() -> None:
    """ "Intervened in the Baltics by invading Estonia": one happening, in the country rather than in the part of the world."""
    text = "In May 1803 the king intervened in Scandinavia by invading Norway."
    told = [e for e in events_of(text) if {"intervened", "invading"} & words_of(text, e)]
    assert [words_of(text, e) for e in told] == [{"intervened", "invading"}]
    assert told[0].where[0].place.name == "Norway"


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("Police arrested Ann Ashby.", "Police arrested Carl Birch.", False),
        ("Police arrested Ann Ashby.", "Police arrested Ashby at home.", True),
        ("Ann Ashby resigned.", "Carl Birch resigned.", False),
        ("Ann Ashby resigned.", "Ashby resigned.", True),
        ("Hitler invaded Poland.", "Germany invaded Poland.", True),
    ],
)
def test_an_act_done_to_another_by_name_is_another_act(first: str, second: str, together: bool) -> None:
    """Two arrests of two people; who did it may be told by several names."""
    drafted = draft(Document(f"{first} {second}"), parse(f"{first} {second}"), [], [], weights())
    assert (len([c for c in drafted.clusters if c.members[0].candidate.known]) == 1) is together


def _attacks() -> tuple[Attached, Attached, Attached]:
    """Three mentions: of 2011 in one place, of 1985 in another, and one of 2011 in the first whose sentence says neither."""
    text = "On 3 May 2011 an attack in Graz killed two. On 4 June 1985 an attack in Vienna had killed nine. The attack was filmed."
    words = parse(text)
    document = Document(text)
    drafted = draft(document, words, find_times(document, words), find_places(document, words, open_gazetteer()), weights())
    told = [m for one in drafted.clusters for m in one.members if drafted.tree.words[m.candidate.word].text == "attack"]
    graz, vienna, last = sorted(told, key=lambda m: m.candidate.word)
    assert (graz.own_time, vienna.own_time, last.own_time) == (True, True, False)
    return graz, vienna, last


@pytest.mark.parametrize("which", [0, 1])
def test_a_bare_mention_means_the_happening_of_its_time_and_place_before_the_latest(which: int) -> None:
    graz, vienna, last = _attacks()
    meant = (graz, vienna)[which]
    clusters = [Cluster([vienna]), Cluster([graz])] if meant is graz else [Cluster([graz]), Cluster([vienna])]
    bare = replace(last, when=meant.when, place=meant.place)
    assert _likeliest(clusters, bare, story=False) is clusters[1]
    elsewhere = replace(bare, when=None, place=None)
    assert _likeliest(clusters, elsewhere, story=False) is clusters[0], "the first in order, which is the latest told"


def test_what_reads_the_same_is_listed_once() -> None:
    """Of two with one title, time and place the surest stays, with the greater importance; another day is another event."""
    text = "On 3 May 2011 rebels captured Graz."
    (event,) = events_of(text)
    doubtful = replace(event, confidence=event.confidence / 2, importance=1.0)
    for told in ([event, doubtful], [doubtful, event]):
        (kept,) = _once(told)
        assert (kept.confidence, kept.importance, kept.evidence) == (event.confidence, 1.0, event.evidence)
    assert event.when is not None
    other = replace(event, where=())
    assert _once([event, other]) == [event, other]


def test_each_annotated_event_is_right_once() -> None:
    """The learner counts as the scorer does: a second happening of the same event is no second one right."""
    text = "On 3 May 2011 rebels captured Graz. The capture of Graz on 3 May 2011 ended a siege."
    words, document = parse(text), Document(text)
    drafted = draft(document, words, find_times(document, words), find_places(document, words, open_gazetteer()), weights())
    place = next(m.place for one in drafted.clusters for m in one.members if m.place is not None)
    mentions = [
        {"start": text.rfind(".", 0, at) + 1, "end": text.index(".", at), "trigger": [at, at + 7]}
        for at in (text.index("captured"), text.index("capture of"))
    ]
    where = [{"lat": place.latitude, "lon": place.longitude, "kind": place.kind, "country": place.country}]
    event = {"core": True, "mentions": mentions, "when": {"start": "2011-05-03", "end": "2011-05-03"}, "where": where}
    examples = event_examples({"doc_id": "a", "text": text, "events": [event]}, drafted)
    assert sum(e.right for e in examples) == 1
    assert sum(e.core for e in examples) == 1
    assert [e.right for e in examples] != [e.told for e in examples] or len(examples) == 1


def test_a_document_is_judged_by_a_model_that_has_not_seen_it() -> None:
    """Where the mark of every document is its own feature, a model that has not seen it can say nothing of it."""
    marked = [
        Example(f"d{n}", {"bias": 1.0, f"own {n}": 1.0}, bool(n % 2), bool(n % 2), told=bool(n % 2)) for n in range(20) for _ in "abcde"
    ]
    for folding in range(3):
        assert all(0.2 < sure < 0.8 for sure in left_out(marked, 1.0, folding))
    assert left_out(marked, 1.0, 0) == left_out(marked, 1.0, 0)


PLAIN = """The shipping line Merivik closed its yard in Turku on Tuesday and dismissed 340 workers.

Merivik employs 5,000 people and makes pumps. Demand for pumps often falls in winter. The union had wanted to save the yard. It would
have bought the yard if the bank had agreed. Workers marched through Turku on Wednesday to demand their wages.

Share this story. Follow us on Facebook."""


@pytest.mark.parametrize("idle", ["employs", "makes", "falls", "wanted", "save", "bought", "agreed", "Share", "Follow"])
def test_states_habits_wishes_and_buttons_are_not_listed(idle: str) -> None:
    assert not any(idle in words_of(PLAIN, e) for e in events_of(PLAIN, "2010-03-04"))


@pytest.mark.parametrize(("word", "day"), [("closed", "2010-03-02"), ("marched", "2010-03-03")])
def test_what_happened_is_listed(word: str, day: str) -> None:
    (event,) = (e for e in events_of(PLAIN, "2010-03-04") if word in words_of(PLAIN, e))
    assert event.when is not None
    assert event.when.first == event.when.last == from_iso(day)
    assert event.where[0].place.name == "Turku"
    assert event.when.first > to_day(2010)


def test_who_condemns_an_attack_makes_news_of_its_own() -> None:
    """It has the day and the land of those who condemn, and the attack keeps its own place."""
    text = "On Monday Canada condemned the attack in Ankara, which killed ten people on Saturday."
    told = {trigger: event for event in events_of(text, "2021-05-05") for trigger in words_of(text, event)}
    condemned = told["condemned"]
    assert (condemned.kind, condemned.where[0].place.country) == ("diplomacy", "CA")
    assert condemned.when
    assert condemned.when.edtf == "2021-05-03"
    assert told["killed"].where[0].place.country == "TR"
