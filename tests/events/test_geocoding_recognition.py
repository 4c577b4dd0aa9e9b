"""Laws of recognition: which words name a place."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest

from events.geocoding import find_places, names_place
from events.geocoding.finding import LENIENCE, Candidates, all_candidates, winners
from events.geocoding.names import stretches
from events.geocoding.vocabulary import Weights
from events.language import Parse, parse
from events.model import Document, Mention
from geodata.gazetteer import Gazetteer, Place, open_gazetteer
from tests.growth import grows_linearly


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


def places(text: str, gazetteer: Gazetteer) -> list[Mention[Place]]:
    return find_places(Document(text), parse(text), gazetteer)


def words(text: str, gazetteer: Gazetteer) -> list[str]:
    return [mention.span.of(text) for mention in places(text, gazetteer) if names_place(mention)]


# -- names that any reader knows

FRAMES = ("{} has agreed to the plan.", "{}'s mayor and ministers were there.", "They flew to {} and Kenya.")


def best_known(gazetteer: Gazetteer, kind: str, count: int) -> list[str]:
    """Names of the most peopled places of a kind, where such a name means that place first."""
    with closing(sqlite3.connect(f"file:{gazetteer.path}?mode=ro", uri=True)) as file:
        rows = file.execute("SELECT id, name FROM place WHERE kind = ? ORDER BY population DESC LIMIT ?", (kind, 4 * count)).fetchall()
    return [name for id, name in rows if "," not in name and gazetteer.lookup(name)[0].place.id == id][:count]


def missed(names: Sequence[str], gazetteer: Gazetteer) -> set[str]:
    """Names that are not found whole in some frame; the frames of many names are one text, to save time."""
    lost = set()
    for start in range(0, len(names), 25):
        sentences = [(name, frame.format(name)) for name in names[start : start + 25] for frame in FRAMES]
        text = "\n\n".join(sentence for _, sentence in sentences)
        found = {(m.span.start, m.span.end) for m in places(text, gazetteer) if m.meaning is not None}
        at = 0
        for name, sentence in sentences:
            begin = at + sentence.index(name)
            if (begin, begin + len(name)) not in found:
                lost.add(name)
            at += len(sentence) + 2
    return lost


# What the tagger tears apart, or what also means something else.
TORN = {"country": 11, "city": 7}


@pytest.mark.parametrize(("kind", "count"), [("country", 250), ("city", 200)])
def test_countries_and_great_cities_are_found_wherever_a_sentence_names_them(kind: str, count: int, gazetteer: Gazetteer) -> None:
    lost = missed(best_known(gazetteer, kind, count), gazetteer)
    assert len(lost) <= TORN[kind], sorted(lost)


CAPITALS = (
    "Abuja Addis Ababa|Algiers|Amman|Ankara|Antananarivo|Athens|Baghdad|Bamako|Bangkok|Beijing|Beirut|Belgrade|Berlin|Bogotá|Brasília|"
    "Brussels|Bucharest|Budapest|Cairo|Canberra|Caracas|Colombo|Copenhagen|Dakar|Damascus|Dhaka|Dublin|Hanoi|Harare|Havana|"
    "Helsinki|Islamabad|Jakarta|Kabul|Kampala|Kathmandu|Khartoum|Kigali|Kinshasa|Kyiv|Lima|Lisbon|London|Luanda|Lusaka|Madrid|Managua|"
    "Manila|Maputo|Mexico City|Minsk|Mogadishu|Moscow|Nairobi|Niamey|Oslo|Ottawa|Ouagadougou|Paris|Phnom Penh|Port-au-Prince|Prague|"
    "Pretoria|Quito|Rabat|Riga|Riyadh|Rome|Santiago|Sarajevo|Seoul|Skopje|Sofia|Stockholm|Tallinn|Tashkent|Tbilisi|Tehran|Tirana|Tokyo|"
    "Tripoli|Tunis|Vienna|Vientiane|Vilnius|Warsaw|Windhoek|Yaoundé|Yerevan|Zagreb"
).replace("Abuja ", "Abuja|").split("|")  # fmt: skip


def test_capitals_are_found_wherever_a_sentence_names_them(gazetteer: Gazetteer) -> None:
    assert missed(CAPITALS, gazetteer) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He flew to Heathrow.", "Heathrow"),
        ("They waited at Gatwick for hours.", "Gatwick"),
        ("Snow fell on the Himalayas.", "Himalayas"),
        ("The climbers on Kilimanjaro were safe.", "Kilimanjaro"),
        ("Troops entered Lachin. Azerbaijan protested.", "Lachin"),
        ("In 753 BC Rome was founded.", "Rome"),
        ("In 1204 Constantinople fell.", "Constantinople"),
    ],
)
def test_what_all_the_world_knows_is_found(text: str, name: str, gazetteer: Gazetteer) -> None:
    assert name in words(text, gazetteer)


@pytest.mark.parametrize("text", ["The Commonwealth voted.", "Virginia Woolf wrote it."])
def test_an_organisation_and_a_given_name_are_no_place_however_well_known(text: str, gazetteer: Gazetteer) -> None:
    assert words(text, gazetteer) == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Prices rose in Trinidad and Tobago last year.", "Trinidad and Tobago"),
        ("They reached the capital, Port-au-Prince, by night.", "Port-au-Prince"),
        ("Cases were found in French Guiana last week.", "French Guiana"),
        ("He was born in Charleston, W.Va., in 1950.", "W.Va."),
        ("The ministers of Bosnia and Herzegovina met.", "Bosnia and Herzegovina"),
    ],
)
def test_a_name_of_several_parts_is_one_name(text: str, whole: str, gazetteer: Gazetteer) -> None:
    assert whole in words(text, gazetteer)


def test_the_possessive_of_a_name_is_no_longer_name(gazetteer: Gazetteer) -> None:
    text = "Waves hit Java's southern coast."
    (java,) = [stretch for stretch in stretches(text, parse(text), gazetteer) if stretch.name.startswith("java")]
    assert text[java.start : java.end] == "Java"
    assert not java.nested


@pytest.mark.parametrize("name", ["UK", "US", "DRC"])
def test_the_full_stop_that_ends_a_sentence_is_no_part_of_an_abbreviation(name: str, gazetteer: Gazetteer) -> None:
    text = f"They came from the {name}. It was late. They went back to the {name}."
    assert words(text, gazetteer) == [name, name]


@pytest.mark.parametrize(("whole", "parts"), [("Serbia and Montenegro", {"Serbia", "Montenegro"}), ("Papua New Guinea", {"Guinea"})])
def test_parts_of_a_countrys_name_never_outvote_it(whole: str, parts: set[str], gazetteer: Gazetteer) -> None:
    """However sure they are, if the whole is a country at all."""
    text = f"They flew to {whole}."
    candidates = all_candidates(text, parse(text), gazetteer)
    surely = [5.0 if text[s.start : s.end] in parts else 0.1 - LENIENCE for s in candidates.stretched]
    signs = [[f"score {number}"] for number in range(len(surely))]
    learnt = Weights({}, {f"score {number}": score for number, score in enumerate(surely)}, {}, {})
    kept, _ = winners(Candidates(candidates.stretched, signs), learnt)
    assert whole in {text[candidates.stretched[n].start : candidates.stretched[n].end] for n in kept}


def test_a_direction_shares_the_name_that_follows_the_next_one(gazetteer: Gazetteer) -> None:
    text = "Talks between North and South Korea failed."
    assert [(m.span.of(text), m.meaning and m.meaning.country) for m in places(text, gazetteer)] == [("North", "KP"), ("South Korea", "KR")]


def test_a_direction_in_small_letters_is_no_part_of_the_name(gazetteer: Gazetteer) -> None:
    assert words("Floods hit eastern China and northern Vietnam.", gazetteer) == ["China", "Vietnam"]


@pytest.mark.parametrize("text", ["The West condemned the attack on Goma.", "Voters in the South and the North of Kenya disagree."])
def test_a_bare_direction_is_given_no_place(text: str, gazetteer: Gazetteer) -> None:
    """It means another part of the world to each who says it."""
    assert {m.span.of(text) for m in places(text, gazetteer) if m.meaning is not None} <= {"Goma", "Kenya"}


@pytest.mark.parametrize(
    "text",
    [
        "Virginia Raggi met Paris Hilton in the lobby.", "The singer Austin Butler sat beside Sydney Sweeney.",
        "The writer Jordan Peterson spoke to Israel Gutierrez.",
    ],
)  # fmt: skip
def test_a_part_of_a_persons_name_is_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert words(text, gazetteer) == []


# -- demonyms


@pytest.mark.parametrize(
    ("text", "demonym"),
    [
        ("Syrian troops entered Aleppo.", "Syrian"),
        ("They live in the Ugandan town of Gulu.", "Ugandan"),
        ("He was standing on Bulgarian soil.", "Bulgarian"),
    ],
)
def test_a_demonym_that_stands_for_its_land_is_found(text: str, demonym: str, gazetteer: Gazetteer) -> None:
    assert (demonym, "demonym") in [(m.span.of(text), m.form) for m in places(text, gazetteer)]


@pytest.mark.parametrize(
    "text",
    [
        "He speaks Spanish at home.", "She bought two French jars of jam.", "They eat Polish sausage and drink Turkish coffee.",
        "Two Italian women won a prize.", "She learnt French cooking from books.",
    ],
)  # fmt: skip
def test_a_demonym_of_a_language_a_dish_or_a_person_is_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert words(text, gazetteer) == []


# -- names that no gazetteer knows


@pytest.mark.parametrize(
    ("text", "name", "holder"),
    [
        ("The shop is in Quarrelby, Auckland.", "Quarrelby", "Auckland"),
        ("The village of Quarrelby in Fife was cut off by snow.", "Quarrelby", "Fife"),
        ("Police searched the Quarrelby district of Baghdad.", "Quarrelby", "Baghdad"),
        ("They stayed in Quarrelby, a suburb of Nairobi.", "Quarrelby", "Nairobi"),
    ],
)
def test_an_unknown_name_lies_in_what_the_text_says_holds_it(text: str, name: str, holder: str, gazetteer: Gazetteer) -> None:
    found = {m.span.of(text): m for m in places(text, gazetteer)}
    assert found[name].form == "within"
    assert found[name].meaning == found[holder].meaning
    assert found[name].score <= found[holder].score


@pytest.mark.parametrize(
    "text",
    [
        "They took the town of Quarrelby, Aleppo and Homs.",
        "The village of Quarrelby east of Harare was cut off.",
        "The village of Quarrelby was cut off. In Fife it snowed.",
        "The village of Quarrelby in French literature is a dull one.",
    ],
)
def test_a_name_that_the_text_puts_in_nothing_stays_without_a_place(text: str, gazetteer: Gazetteer) -> None:
    assert all(m.form != "within" for m in places(text, gazetteer))


def test_the_stretches_of_a_long_list_are_found_in_linear_time(gazetteer: Gazetteer) -> None:
    def directions(count: int) -> tuple[str, Parse]:
        text = "They saw " + "North and South Korea, the village of Quarrelby, a town in Fife, " * count
        return text, parse(text)

    assert grows_linearly(directions, lambda given: stretches(*given, gazetteer), 60)
