"""Laws of an editor's eye: what is kept apart, what is left out, and titles that a person would write."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from events.days import from_iso
from events.extraction import extract
from events.extraction.antecedents import antecedent
from events.extraction.polarity import denied
from events.extraction.tree import Tree
from events.language import parse
from events.model import Document, Event, Known, PublishedBy
from geodata.gazetteer import open_gazetteer


@lru_cache(maxsize=64)
def events_of(text: str, published: str | None = None) -> tuple[Event, ...]:
    day = from_iso(published) if published else None
    return extract(Document(text, "", day, PublishedBy.GIVEN if day else PublishedBy.UNKNOWN), open_gazetteer()).events


def told(text: str, word: str) -> Event:
    """The event whose first evidence names it by a word."""
    found = events_of(text)
    named = [e for e in found if any(piece.trigger.of(text) == word for piece in e.evidence)]
    assert named, [(e.title, [piece.trigger.of(text) for piece in e.evidence]) for e in found]
    return named[0]


def place(event: Event) -> str:
    return event.where[0].place.name if event.where else ""


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Rotterdam was bombed on 14 May 1940, and in the same month much of Dunkirk was destroyed.", "Rotterdam", "Dunkirk"),
        ("On 30 November 1939 troops attacked Finland. On the same day Helsinki was bombed.", "Finland", "Helsinki"),
    ],
)
def test_happenings_in_different_places_are_different(text: str, first: str, second: str) -> None:
    """Two acts in two places are two events, each with the place that its own words name."""
    shown = {place(event): " ".join(piece.quote.of(text) for piece in event.evidence) for event in events_of(text)}
    assert {first, second} <= set(shown)
    assert all(name in words for name, words in shown.items())


def test_old_happening_is_not_part_of_the_news() -> None:
    """An earthquake of decades ago is another than the one that the news is about."""
    old = "An earthquake in May 1970 killed thousands in Huaraz."
    text = f"LIMA - A strong earthquake shook Arequipa on Sunday. The quake was felt in Cusco. {old}"
    found = events_of(text, "2021-11-29")
    assert "1970-05" in {e.when.edtf for e in found if e.when}
    assert all(e.when and e.when.edtf == "1970-05" for e in found if any(piece.quote.of(text) == old for piece in e.evidence))


@pytest.mark.parametrize(
    ("text", "word", "truth"),
    [
        ("Sweden sent no troops to Finland in 1939.", "sent", True),
        ("Neither Sweden nor Norway sent troops in 1939.", "sent", True),
        ("The army never entered the city in 1940.", "entered", True),
        ("Nobody was injured in the crash in 1940.", "injured", True),
        ("The general refused to attack the town.", "attack", True),
        ("The police dispersed the crowd without violence.", "violence", True),
        ("The bridge was not rebuilt until 1946.", "rebuilt", False),
        ("The army not only entered the city but burned it.", "entered", False),
        ("The army entered the city in 1940.", "entered", False),
    ],
)
def test_denial_is_heard(text: str, word: str, truth: bool) -> None:
    """ "no", "neither", "never", "nobody", "refused to" and "without" deny; "not until" and "not only" do not."""
    tree = Tree(parse(text))
    index = next(i for i, token in enumerate(tree.words) if token.text == word)
    clause = next((i for i in tree.ancestors(index) if tree.words[i].pos == "VERB"), None)
    assert denied(tree, index, clause) is truth


@pytest.mark.parametrize(
    ("denied_", "told_"),
    [
        ("Norway never invaded Iceland.", "Norway invaded Iceland in 1672."),
        ("Portugal joined neither league.", "Portugal joined the league in 1972."),
    ],
)
def test_denied_happenings_are_not_listed(denied_: str, told_: str) -> None:
    """Beside something that happened, what did not is no event."""
    text = f"Sweden invaded Denmark on 5 May 1658. {denied_}"
    assert not any(e.title.startswith(denied_.split(maxsplit=1)[0]) for e in events_of(text))
    assert any(e.title.startswith(told_.split(maxsplit=1)[0]) for e in events_of(f"Sweden invaded Denmark on 5 May 1658. {told_}"))


def test_where_means_the_place_just_named() -> None:
    """ "to Hungary, from where ..." happened in Hungary, not in the place told before."""
    losses = "The losses were compared with those in Vietnam during the 1960s, from where the last troops had withdrawn in 1973."
    text = f"They guarded Budapest. {losses}"
    event = told(text, "withdrawn")
    assert place(event) == "Vietnam"
    assert event.title == "Last troops withdrew"


def test_pronoun_is_the_country_it_stands_for() -> None:
    """ "it joined" happened in the country that the sentence is about, and the title says so."""
    joining = "Greece applied in June 1975 and waited; in January 1981 it joined the European Community."
    text = f"Portugal signed a treaty in Stockholm on 4 January 1960. {joining}"
    event = told(text, "joined")
    assert (place(event), event.title.split()[0]) == ("Greece", "Greece")


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Spanish troops entered Naples, and later they entered Capua.", "troops"),
        ("Denmark and Sweden signed a treaty. In May they met in Kiel.", "Denmark"),
        ("Police arrested two men. They were charged.", None),
        ("Norway signed a treaty. It was kept.", None),
    ],
)
def test_pronoun_is_resolved_only_where_one_noun_can_be_meant(text: str, noun: str | None) -> None:
    tree = Tree(parse(text))
    pronoun = next(i for i, word in enumerate(tree.words) if word.text in ("they", "They", "It"))
    found = antecedent(tree, pronoun)
    assert (tree.words[found].text if found is not None else None) == noun


def test_end_of_a_happening_has_its_own_time() -> None:
    """ "ended with a truce on ..." is one event at that day and does not date the fighting itself."""
    text = "Heavy fighting raged in Slovenia in June 1991. The fighting ended with a ceasefire on 7 July 1991."
    event = told(text, "ceasefire")
    assert (event.when and event.when.edtf, event.title) == ("1991-07-07", "Fighting ended with a ceasefire")
    assert all(e.when and e.when.edtf == "1991-06" for e in events_of(text) if e is not event)


def test_what_went_on_for_weeks_ends_at_the_date() -> None:
    """ "After weeks of protests ... on 9 June": the office was taken that day, the protests ended by then."""
    text = "After weeks of protests in Prague, Marta Novak became prime minister of Slovakia on 9 June 1992."
    protests, office = told(text, "protests").when, told(text, "became").when
    assert (protests and protests.edtf, office and office.edtf) == ("../1992-06-09", "1992-06-09")


def test_not_until_is_at_that_time() -> None:
    """ "did not surrender until May 1945" happened in May 1945, and so did what "when" adds."""
    text = "The garrison of Dunkirk did not surrender until May 1945, when a document was signed in Reims."
    assert {e.when.edtf for e in events_of(text) if e.when} == {"1945-05"}


def test_since_a_year_before_a_plural_is_open() -> None:
    """ "Since 1995 foreign engineers have ...": the year is no number of engineers."""
    text = "Since 1995 foreign engineers have built bridges in Bosnia."
    assert [e.when.edtf for e in events_of(text) if e.when] == ["1995/.."]


@pytest.mark.parametrize(
    ("text", "word", "title"),
    [
        ("In May 1921 these same ships had been seized by Norway.", "seized", "Ships seized by Norway"),
        ("The 1908 annexation of Bosnia and Austria's 1914 invasion of Serbia shocked Europe.", "annexation", "Annexation of Bosnia"),
        ("By October 1935 war had broken out in Ethiopia.", "war", "War broke out in Ethiopia"),
        (
            "On 2 June 1960 the assembly in Geneva demanded that Belgium withdraw.",
            "demanded",
            "Assembly in Geneva demanded that Belgium withdraw",
        ),
        ("In 1941 the officers allowed Hamburg to be shelled.", "shelled", "Officers allowed Hamburg to be shelled"),
        ("On 3 March 1950 a man was found dead in a park in Vienna.", "found", "Man was found dead in a park in Vienna"),
        ("Some refugees, many of them from Hungary, reached Vienna in 1956.", "reached", "Refugees reached Vienna"),
        ("In 1970 a fire killed ten people in Grenoble.", "killed", "Fire killed ten people in Grenoble"),
        (
            "Poland became a full-fledged member of the alliance in March 1999.",
            "became",
            "Poland became a full-fledged member of the alliance",
        ),
    ],
)
def test_titles_are_what_a_person_would_write(text: str, word: str, title: str) -> None:
    assert told(text, word).title == title


ODD = re.compile(
    r"^(?:It|They|He|She|We|I|Those|Which|Who|That|Same|Had|Be|Been)\b"
    r"|\b(?:be|been|had|which|who|that|of|in|the|to|by|with|and|or)$"
)
PAGE = """Those hurt by the flood in Dresden in 2002 were many. Many linked to the company left Leipzig in 2003. It had been feared
that in 2004 the dam of Halle, from which they drew water, would be misused. She moved to Bremen in 2005 and has since been elected to
the council of the city, which had never before in its long and eventful history chosen a woman for the office of the mayor."""


def test_titles_do_not_dangle() -> None:
    """A title begins with a capital or a figure, not with a pronoun, and no auxiliary, preposition or relative is left at its ends."""
    for event in events_of(PAGE):
        assert not ODD.search(event.title), event.title
        assert len(event.title) <= 70
        assert event.title[0].isupper() or event.title[0].isdigit()


def test_place_that_nobody_knows_is_not_the_one_before() -> None:
    """ "entered X, and later they entered Y": where Y is unknown, X is only a guess for it."""
    text = "Swedish troops entered Riga on 25 May 1621, and on 1 June 1621 they entered Zorkumdal."
    assert all(place.known is not Known.EXPLICIT for e in events_of(text) if "Zorkumdal" in e.title for place in e.where)
    assert any("Riga" in e.title and e.where[0].known is Known.EXPLICIT for e in events_of(text))
