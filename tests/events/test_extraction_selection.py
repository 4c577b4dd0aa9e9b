"""Laws of selection: which words name a happening, which of them name the same one, what kind it is and what it is called."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.learn_events import event_examples
from benchmarks.learning import Example, chance, fit, fit_confidence, names_of
from events.extraction.candidates import Candidate, find_candidates
from events.extraction.composing import draft
from events.extraction.lexicon import lexicon, weights
from events.extraction.scoring import confidence, features, kind_of
from events.extraction.titles import title_of
from events.extraction.tree import Tree
from events.language import parse
from events.model import Document


def told(text: str) -> tuple[Tree, dict[str, Candidate]]:
    tree = Tree(parse(text))
    return tree, {tree.words[c.word].text: c for c in find_candidates(tree, [], text)}


def happenings(text: str) -> list[set[str]]:
    """The words of each happening of a text without times and places."""
    drafted = draft(Document(text), parse(text), [], [], weights())
    return [{drafted.tree.words[m.candidate.word].text for m in one.members} for one in drafted.clusters]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("The rebels crushed the revolt.", {"crushed", "revolt"}),
        ("Two miners were killed in an explosion.", {"killed", "explosion"}),
        ("The fleet was beaten at the battle of the strait.", {"beaten", "battle"}),
        ("The truce signed by both generals lasted.", {"truce", "signed"}),
        ("The bomb attack shook the town.", {"bomb", "attack"}),
        ("The parties agreed to form a government.", {"agreed", "form"}),
        ("The navy won the day by sinking the flagship.", {"won", "sinking"}),
        ("Hurricane Olga reached the coast.", {"Hurricane", "reached"}),
    ],
)
def test_noun_and_the_verb_that_carries_it_are_one(text: str, one: set[str]) -> None:
    """What is fought, signed or suffered is the fighting, signing and suffering itself."""
    assert any(one <= words for words in happenings(text)), happenings(text)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("A baker was charged in the murder.", "charged", "murder"),
        ("The minister condemned the attack.", "condemned", "attack"),
        ("The council announced an election.", "announced", "election"),
        ("The mayor resigned and the council elected a baker.", "resigned", "elected"),
    ],
)
def test_what_is_done_about_a_happening_is_another(text: str, first: str, second: str) -> None:
    """A charge is not the murder, a condemnation not the attack."""
    assert not any({first, second} <= words for words in happenings(text))


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("The ferry sank in a storm.", "sank", "accident"),
        ("A submarine sank the ferry.", "sank", "conflict"),
        ("The ferry was sunk by a submarine.", "sunk", "conflict"),
        ("The general landed 900 men on the beach.", "landed", "other"),
        ("The rocket lifted off.", "lifted", "science"),
        ("The poet died in her sleep.", "died", "other"),
    ],
)
def test_kind_is_what_happened(text: str, word: str, kind: str) -> None:
    """A ferry that sinks is an accident, one that is sunk is not."""
    assert told(text)[1][word].sense.kind == kind


def test_a_word_that_says_the_kind_goes_before_one_that_does_not() -> None:
    """Who died in a shooting died in a crime."""
    text = "Three men died in a shooting."
    drafted = draft(Document(text), parse(text), [], [], weights())
    assert [kind_of(one) for one in drafted.clusters] == ["crime"]


@pytest.mark.parametrize(
    ("text", "word", "title"),
    [
        (
            "The delegates of eleven northern provinces agreed to form a provisional government of national unity.",
            "agreed",
            "Delegates agreed to form a provisional government",
        ),
        (
            "Police and angry dockworkers clashed in a crowded part of the old northern harbour district.",
            "clashed",
            "Police and angry dockworkers clashed",
        ),
    ],
)
def test_title_ends_where_sense_ends(text: str, word: str, title: str) -> None:
    """What does not fit whole is left out whole: no "agreed to form", no "in a crowded part"."""
    tree, found = told(text)
    assert title_of(tree, found[word], frozenset()) == title


@pytest.mark.parametrize(
    ("text", "word", "title"),
    [
        ("The defenders were pushed back.", "pushed", "Defenders were pushed back"),
        ("The ship ran out and came home.", "came", "Ship came home"),
        ("In 1709 the king had raised an army and withdrawn his fleet from the bay.", "withdrawn", "King withdrew his fleet from the bay"),
    ],
)
def test_title_tells_which_way_and_in_the_past(text: str, word: str, title: str) -> None:
    """ "pushed back" is not "pushed", and no title begins with a bare participle that has an object."""
    tree, found = told(text)
    assert title_of(tree, found[word], frozenset()) == title


@pytest.mark.parametrize(
    ("text", "word", "title"),
    [
        ("LISBON (Wire) - Mayor Ana Costa opened the bridge.", "opened", "Mayor Ana Costa opened the bridge"),
        ("The last mine was shut down in 1990.", "shut", "Last mine was shut down"),
        ("Hurricane Olga reached the coast.", "Hurricane", "Hurricane Olga reached the coast"),
    ],
)
def test_title_has_its_subject_and_its_particle(text: str, word: str, title: str) -> None:
    """Neither a dateline nor a cut takes away what the sentence is about."""
    tree, found = told(text)
    assert title_of(tree, found[word], frozenset()) == title


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("Three convicts broke out.", "broke", "crime"),
        ("Uruguay won the cup.", "won", "culture"),
        ("The liberals won a majority.", "won", "politics"),
        ("The rebels won the day.", "won", "conflict"),
        ("Students marched in protest.", "marched", "protest"),
        ("The poisoner was executed.", "executed", "crime"),
    ],
)
def test_what_a_verb_goes_with_says_its_kind(text: str, word: str, kind: str) -> None:
    """ "won the cup" is no war."""
    assert told(text)[1][word].sense.kind == kind


def test_what_breaks_out_is_what_happens() -> None:
    """A fire that breaks out does not escape from prison."""
    tree, found = told("A fire broke out in a mill.")
    assert set(found) == {"fire"}
    assert found["fire"].joined is not None
    assert tree.words[found["fire"].joined].text == "broke"


def test_every_word_of_a_line_has_a_kind_and_a_family() -> None:
    """The marks of the table never become part of a word."""
    words = lexicon()
    entries = list(itertools.chain(words.verbs.items(), words.nouns.items()))
    assert all(sense.families and sense.kind for _, sense in entries)
    assert not [word for word, _ in entries if "?" in word or "_" in word or word.strip() != word]
    assert [word for word, _ in entries if word.endswith(" +")] == ["sink +"]


def test_a_habit_is_less_sure_than_a_happening() -> None:
    """ "often" beside a verb says that it tells of no single time."""
    sure = []
    for text in ("The miners struck.", "The miners often struck."):
        drafted = draft(Document(text), parse(text), [], [], weights())
        values = [features(one, drafted.about) for one in drafted.clusters]
        sure.append(max(confidence(found, weights()["confidence"]) for found in values))
    assert sure[1] < sure[0]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from(("Rebels", "attacked", "the", "town", "revolt", "in", "a", "battle", "signed", "to", "by", ".")), max_size=25)
)
def test_any_words_can_be_told(words: list[str]) -> None:
    """Every candidate stands in exactly one happening, and every happening has features and a title."""
    text = " ".join(words)
    drafted = draft(Document(text), parse(text), [], [], weights())
    members = [m.candidate.word for one in drafted.clusters for m in one.members]
    assert sorted(members) == sorted(c.word for c in find_candidates(drafted.tree, [], text))
    for one in drafted.clusters:
        assert 0 < confidence(features(one, drafted.about), weights()["confidence"]) < 1
        assert title_of(drafted.tree, one.members[0].candidate, frozenset())


def test_an_event_told_with_a_wrong_place_is_told_all_the_same() -> None:
    """It teaches what an event is, though not which are right."""
    text = "Rebels attacked the town on 5 March 2021. The mayor smiled."
    drafted = draft(Document(text), parse(text), [], [], weights())
    mention = {"start": 0, "end": 40, "trigger": [7, 15]}
    event = {"core": True, "mentions": [mention], "when": {"start": "2021-03-05", "end": "2021-03-05"}, "where": []}
    examples = event_examples({"doc_id": "one", "dct": None, "events": [event]}, drafted)
    assert [(e.right, e.told) for e in examples if "kind conflict" in e.values] == [(False, True)]
    assert not any(e.told for e in examples if "kind conflict" not in e.values)


def test_learnt_weights_decide_nothing_alone() -> None:
    """A model that did not settle has weights beyond all measure, and a cut-off that keeps all or nothing."""
    learnt = weights()
    assert all(abs(weight) < 10 for part in ("confidence", "importance", "place") for weight in learnt[part].values())
    assert 0.02 < learnt["limits"]["keep"] < 0.5


def test_what_is_an_event_at_all_teaches_which_are_right() -> None:
    """Few right examples are read in the light of the many that only tell of an event."""
    rng = random.Random(1)
    examples = []
    for number in range(400):
        event = number % 4 == 0
        values = {"bias": 1.0, "tells": float(rng.random() < (0.9 if event else 0.2)), "noise": float(rng.random() < 0.5)}
        examples.append(Example(f"d{number % 20}", values, event and number % 40 == 0, False, told=event))
    names = names_of(examples)
    alone = fit([(e.values, float(e.right)) for e in examples], 8.0, names)
    taught = fit_confidence(examples, 8.0)
    assert taught["tells"] > alone["tells"] > 0
    assert sum(chance(e.values, taught) for e in examples) == pytest.approx(sum(e.right for e in examples), abs=0.5)
