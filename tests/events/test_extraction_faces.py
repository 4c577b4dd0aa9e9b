"""Laws of the faces of an event: its kind, its title, its actors, where it moved, how much it weighs, and how it is explained."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events.__main__ import main
from events.days import from_iso
from events.extraction import extract, timed
from events.extraction.actors import actors_of
from events.extraction.candidates import Candidate
from events.extraction.company import table
from events.extraction.composing import Draft, draft
from events.extraction.explaining import Explained, explain_events, in_words
from events.extraction.lexicon import lexicon, rows, weights
from events.extraction.scoring import kind_of
from events.extraction.titles import title_of
from events.geocoding import find_places
from events.language import parse
from events.model import Document, Event, Known, PublishedBy
from geodata.gazetteer import open_gazetteer


def table_of(name: str) -> list[tuple[str, ...]]:
    """The lines of a table beside this file."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.replace("\\n", "\n").split("\t")) for line in lines if not line.startswith("#")]


# ---- kinds ----

SENTENCES = table_of("kinds.tsv")


def kinds_in(text: str) -> dict[str, str]:
    """Word -> the kind of the happening that it names."""
    drafted = draft(Document(text), parse(text), [], [], weights())
    return {drafted.tree.words[m.candidate.word].text: kind_of(one) for one in drafted.clusters for m in one.members}


@pytest.mark.parametrize(("kind", "word", "text"), SENTENCES, ids=lambda value: value[:60])
def test_a_happening_has_the_kind_that_an_editor_would_give_it(kind: str, word: str, text: str) -> None:
    """ "beat Peru 3-0" is no war, "a heart attack" no raid, a labour strike no air strike."""
    assert kinds_in(text).get(word) == kind, kinds_in(text)


def test_every_kind_is_documented() -> None:
    """kinds.tsv says of each kind what it holds and the words of ACLED and schema.org; no table uses another kind."""
    documented = {row[0]: row[1:] for row in rows("kinds.tsv")}
    words = lexicon()
    used = {sense.kind for senses in (words.verbs, words.nouns) for sense in senses.values()}
    by_company = {line.kind for lines in table().values() for line in lines}
    assert used | by_company <= set(documented)
    assert len(SENTENCES) > 100
    assert {kind for kind, *_ in SENTENCES} == set(documented)
    acled = {"Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots", "Strategic developments", "-"}
    for holds, theirs, schema in documented.values():
        assert holds
        assert set(theirs.split(",")) <= acled
        assert all(name.endswith("Event") or name == "Festival" for name in schema.split(","))


# ---- titles ----

TITLED = table_of("titles.tsv")
LOOSE = re.compile(r"(?:^|\s)(?:of|in|the|a|an|and|or|but|by|to|at|from|with|for|on|that|which|who|had|be|been)$", re.IGNORECASE)
PRONOUN = re.compile(r"(?:it|they|he|she|we|i|this|those|which|who|that)\b", re.IGNORECASE)


@lru_cache(maxsize=64)
def drafted_of(text: str) -> Draft:
    document, words = Document(text), parse(text)
    document, times = timed(document, words)
    return draft(document, words, times, [], weights())


def mention_in(text: str, word: str) -> tuple[Draft, Candidate]:
    drafted = drafted_of(text)
    found = [m.candidate for one in drafted.clusters for m in one.members if drafted.tree.words[m.candidate.word].text == word]
    assert found, [drafted.tree.words[m.candidate.word].text for one in drafted.clusters for m in one.members]
    return drafted, found[0]


def title_in(text: str, word: str) -> str:
    drafted, candidate = mention_in(text, word)
    return title_of(drafted.tree, candidate, drafted.timed)


@pytest.mark.parametrize(("title", "word", "text"), TITLED, ids=lambda value: value[:60])
def test_a_title_is_what_a_desk_editor_would_write(title: str, word: str, text: str) -> None:
    """Who did what to whom, the name for a plain "it", no heading's mark, no link."""
    assert title_in(text, word) == title


def test_titles_obey_their_law() -> None:
    """From the text's own words, at most twelve of them and 70 characters, no pronoun in front, nothing dangling, no markup."""
    assert len(TITLED) >= 60
    for _, word, text in TITLED:
        title = title_in(text, word)
        assert set(re.findall(r"\w+", title.lower())) <= set(re.findall(r"\w+", text.lower()))
        assert len(title.split()) <= 12
        assert len(title) <= 70
        assert not LOOSE.search(title)
        assert not PRONOUN.match(title)
        assert not re.search(r"[\n<>{}\[\]|*#`]|https?:|\]\(", title)


MARKS = ("**", "<b>", "</b>", "[", "](https://example.org/a/b)", "# ", "* ", "| ", "`", "1. ", "“", "(")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.sampled_from(MARKS)), max_size=6))
@example([(0, "**"), (0, "**"), (0, "](https://example.org/a/b)")])
def test_no_mark_of_a_page_gets_into_a_title(places: list[tuple[int, str]]) -> None:
    words = ["The", "rebels", "of", "the", "old", "town", "stormed", "the", "fort", "near", "the", "river", "."]
    for at, mark in places:
        words[at] = mark + words[at]
    text = " ".join(words)
    drafted = drafted_of(text)
    for one in drafted.clusters:
        for member in one.members:
            assert not re.search(r"[<>{}\[\]|*#`]|https?:|\]\(", title_of(drafted.tree, member.candidate, drafted.timed))


# ---- actors ----


@pytest.mark.parametrize(
    ("text", "word", "names"),
    [
        ("Russia annexed Crimea in 2014.", "annexed", ("Russia",)),
        ("Crimea was annexed by Russia in 2014.", "annexed", ("Russia",)),
        ("The annexation of Crimea by Russia shocked Europe.", "annexation", ("Russia",)),
        ("Germany's invasion of Poland began the war.", "invasion", ("Germany",)),
        ("Turkey and Russia signed the treaty in Kars.", "treaty", ("Turkey", "Russia")),
        ("Police in Lyon arrested Paul Girard on Monday.", "arrested", ("Paul Girard",)),
        ("Paul Girard was arrested in Lyon.", "arrested", ("Paul Girard",)),
        ("Angela Merkel met Emmanuel Macron in Berlin.", "met", ("Angela Merkel", "Emmanuel Macron")),
        ("Talks between Iran and Iraq were held in Geneva.", "Talks", ("Iran", "Iraq")),
        ("Maria Lopez opened a school in Quito in 1970. In 1980 Lopez founded a museum.", "founded", ("Maria Lopez",)),
        ("Maria Lopez moved to Quito in 1970. She founded a museum there.", "founded", ("Maria Lopez",)),
        ("The mayor of Ghent, Luc Peeters, opened a library.", "opened", ("Luc Peeters",)),
        ("The assassination of Olof Palme in 1986 shocked Sweden.", "assassination", ("Olof Palme",)),
        ("The Red Cross sent doctors to Haiti.", "sent", ("Red Cross",)),
        ("Snow blocked the road to Zermatt.", "blocked", ()),
        ("They occupied the town of Narva.", "occupied", ()),
        ("The Swedes besieged Riga.", "besieged", ("Swedes",)),
        ("The United Nations condemned Israel and Hamas.", "condemned", ("United Nations", "Hamas")),
        ("The flood destroyed Valencia.", "destroyed", ()),
        ("Nokia bought Siemens in 2010.", "bought", ("Nokia", "Siemens")),
        ("The treaty was signed by France.", "treaty", ("France",)),
        ("Anna Novak and Peter Novak left Prague. Novak returned in 1990.", "returned", ("Novak",)),
        ("The court sentenced Ivan Petrov, a banker, to nine years.", "sentenced", ("Ivan Petrov",)),
        ("The talks, which Norway hosted, ended in June.", "talks", ()),
    ],
)
def test_actors_are_who_did_it_and_to_whom(text: str, word: str, names: tuple[str, ...]) -> None:
    """Persons, organisations, peoples and states, by their full names; no pronoun, and no state as the object of an act."""
    drafted, candidate = mention_in(text, word)
    assert actors_of(drafted.tree, candidate) == names


# ---- movement ----


def listed(text: str, title: str = "") -> tuple[Event, ...]:
    """All events that are not out of the question."""
    limits = weights()["limits"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(limits, "keep", limits["last"])
        return extract(Document(text, title), open_gazetteer()).events


def test_a_town_is_no_actor() -> None:
    assert not any("Berlin" in event.actors for event in listed("Berlin hosted a summit on 3 May 1994."))


@pytest.mark.parametrize(
    ("text", "word", "ends"),
    [
        ("Russian troops moved from Gyumri to Ukraine in March 2022.", "moved", {("Gyumri", "from"), ("Ukraine", "to")}),
        ("In September 2023 thousands of refugees fled to Goris from Shusha.", "fled", {("Goris", "to"), ("Shusha", "from")}),
        ("The ship left Odesa for Istanbul on 1 August 2022.", "left", {("Istanbul", "to"), ("Odesa", "from")}),
        ("On 5 May 1936 the emperor flew from Addis Ababa to Djibouti.", "flew", {("Addis Ababa", "from"), ("Djibouti", "to")}),
        ("In 1944 the Tatars were deported from Crimea to Uzbekistan.", "deported", {("Crimea", "from"), ("Uzbekistan", "to")}),
        ("The convoy set out from Lagos to Kano in May 1967.", "set", {("Kano", "to"), ("Lagos", "from")}),
        ("In 1940 the prince was exiled from Albania to London.", "exiled", {("Albania", "from"), ("London", "to")}),
        ("The government moved to Vichy from Paris in June 1940.", "moved", {("Paris", "from"), ("Vichy", "to")}),
        ("The refugees crossed from Sudan into Chad in 2003.", "crossed", {("Chad", "to"), ("Sudan", "from")}),
        ("In 1812 the army retreated from Moscow to Vilnius.", "retreated", {("Moscow", "from"), ("Vilnius", "to")}),
        ("The withdrawal of troops from Afghanistan ended in August 2021.", "withdrawal", {("Afghanistan", "from")}),
        ("The army sent reinforcements from Kabul to Kandahar in 2006.", "sent", {("Kabul", "from"), ("Kandahar", "to")}),
        ("The fleet sailed from Plymouth for Lisbon in 1589.", "sailed", {("Lisbon", "to"), ("Plymouth", "from")}),
        ("She emigrated from Norway to Canada in 1923.", "emigrated", {("Canada", "to"), ("Norway", "from")}),
        ("The train departed Zagreb for Vienna on 3 March 1995.", "departed", {("Vienna", "to"), ("Zagreb", "from")}),
        ("The rebels marched on Tripoli from Benghazi in August 2011.", "marched", {("Benghazi", "from"), ("Tripoli", "to")}),
        ("The plane took off from Nairobi on 4 June 1998 and landed in Cairo.", "landed", {("Cairo", "to"), ("Nairobi", "from")}),
        ("Soldiers were transferred from Germany to Kuwait in 1990.", "transferred", {("Germany", "from"), ("Kuwait", "to")}),
        ("The exodus from Hungary to Austria began in November 1956.", "exodus", {("Austria", "to"), ("Hungary", "from")}),
        ("The troops arrived in Pristina from Skopje on 12 June 1999.", "arrived", {("Pristina", "to"), ("Skopje", "from")}),
    ],
)
def test_what_went_somewhere_has_both_ends(text: str, word: str, ends: set[tuple[str, str]]) -> None:
    """ "left Odesa for Istanbul" is from Odesa and to Istanbul, whatever the preposition."""
    found = [e for e in listed(text) if any(piece.trigger.of(text) == word for piece in e.evidence)]
    assert [{(located.place.name, located.role) for located in event.where} for event in found] == [ends]


def test_what_does_not_move_has_no_ends() -> None:
    text = "In 1938 the army besieged Vienna."
    assert {located.role for event in listed(text) for located in event.where} == {"at"}


# ---- explaining ----

PAGE = (
    "TOLEDO, Ohio – A man was shot at a bar in Toledo on Sunday. Toledo police said a gun was found near Boston Place. The victim, a"
    " student from Chicago, was treated at a hospital in Columbus. A suspect was arrested at his home in Oregon on Monday, and Toledo"
    " detectives searched a car that was stolen in Detroit."
)


@lru_cache(maxsize=16)
def explained(text: str, title: str = "", published: str | None = None) -> Explained:
    day = from_iso(published) if published else None
    document, words = Document(text, title, day, PublishedBy.GIVEN if day else PublishedBy.UNKNOWN), parse(text)
    document, times = timed(document, words)
    return explain_events(document, words, times, find_places(document, words, open_gazetteer()))


@pytest.mark.parametrize(
    ("text", "word", "time", "place"),
    [
        (
            "Rebels captured Gyumri on 5 March 2021.",
            "captured",
            "“5 March 2021” belongs to “captured”",
            "“captured” is what was done to “Gyumri”",
        ),
        (
            "A bridge collapsed in Graz on 3 March 1974.",
            "collapsed",
            "“3 March 1974” belongs to “collapsed”",
            "“in Graz” stands with “collapsed”",
        ),
        (
            "In 1967 Norway banned the sale of seals.",
            "banned",
            "“1967” belongs to “banned”",
            "“Norway” is who did it, and no other place is named",
        ),
        (
            "On 3 May 1955 fighting raged in Graz. Soldiers stormed the station.",
            "stormed",
            "carried on from “3 May 1955”",
            "carried on from “Graz”",
        ),
        ("Soldiers stormed a palace.", "stormed", "nothing near it tells a time", "nothing near it names a place"),
    ],
)
def test_explain_says_why_this_time_and_this_place(text: str, word: str, time: str, place: str) -> None:
    limits = weights()["limits"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(limits, "keep", 0.0)
        found = explained(text).events
    grounds = next(each for each in found if any(piece.trigger.of(text) == word for piece in each.event.evidence))
    assert (grounds.time, grounds.place) == (time, place)


def test_explain_says_where_the_page_as_a_whole_moved_a_place() -> None:
    """The clause names Detroit, the page is about Toledo: whoever asks why is told from where and for what reasons."""
    moved = [each for each in explained(PAGE, "Man shot in Toledo", "2018-12-04").events if each.moved]
    assert moved
    for each in moved:
        (words, reasons) = each.moved.split(": ", 1)
        assert words.startswith("the page as a whole moved it here from ")
        assert each.event.where[0].place.name not in words
        assert re.search(r" [+]\d", reasons)


def test_news_without_a_time_says_that_it_counts_as_of_the_day_of_publication() -> None:
    found = explained("OSLO – Police arrested a banker in Oslo.", "", "2018-12-04").events
    assert [each.time for each in found if each.event.when_known is Known.DOCUMENT] == [
        "its sentence tells no time: “arrested” is told as news of the day of publication, as given"
    ]


def test_explain_shows_the_events_of_extract_and_leaves_nothing_out_unsaid() -> None:
    """The same events in the same order; every other happening of the text is left out with a reason, and none is both."""
    found = explained(PAGE, "Man shot in Toledo", "2018-12-04")
    document = Document(PAGE, "Man shot in Toledo", from_iso("2018-12-04"), PublishedBy.GIVEN)
    assert tuple(each.event for each in found.events) == extract(document, open_gazetteer()).events
    shown = {piece.trigger for each in found.events for piece in each.event.evidence}
    for rest in found.left_out:
        assert rest.words not in shown
        assert (rest.reason == "below the cut-off") == (rest.confidence < found.cut_off)


def test_signs_add_up_to_the_confidence() -> None:
    found = explained(PAGE, "Man shot in Toledo", "2018-12-04").events
    for each in found:
        total = sum(weight for _, weight in each.signs)
        assert 1 / (1 + math.exp(-total)) == pytest.approx(each.event.confidence, abs=0.01)


@pytest.mark.parametrize(("part", "model"), [("event", "confidence"), ("place", "place")])
def test_every_sign_has_words(part: str, model: str) -> None:
    bare = [sign for sign in weights()[model] if sign != "bias" and in_words(part, sign) == sign and " " in sign]
    assert bare == []


def test_the_command_shows_what_was_left_out_where_it_is_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mill.txt"
    path.write_text(
        "2018-12-03\n\nPolice arrested a man in Toledo on Sunday morning. The mill in Dayton would have burned if the wind had turned."
    )
    assert main(["explain", str(path)]) == 0
    assert "left out" not in capsys.readouterr().out
    assert main(["explain", str(path), "--left-out"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"“Sunday morning” belongs to “arrested”, which\s+counts from published 2018-12-03", shown)
    assert re.search(r"left out\ntitle +trigger +confidence +why\n.* burned .*below the cut-off", shown)
    assert main(["explain", str(path), "--left-out", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["events"][0]["why"]["signs"]
    assert {"title", "start", "trigger", "confidence", "reason", "signs"} == set(found["left_out"][0])
