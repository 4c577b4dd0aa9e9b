"""What makes the reading of times fast changes nothing of what is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from events.dating.table import matches, rules
from events.dating.tokens import OTHER, tokenise

WORDS = (
    "the|a|in|on|of|to|and|-|,|.|\n\n|'s|May|march|3|1994|early|last|week|Monday|two|years|ago|winter|said|troops|x1|_y|1,000"
    "|p.m.|am|pm|p.m|16:30|o'clock|’94|1990s|Sept.|Sept|B.C.|Q3"
)
TEXTS = st.lists(st.sampled_from(WORDS.split("|")), max_size=12).flatmap(lambda words: st.sampled_from((" ".join(words), "".join(words))))


@given(TEXTS)
def test_the_rules_that_are_tried_at_a_word_are_all_that_could_match_there(text: str) -> None:
    tokens = tokenise(text)
    for at in range(len(tokens.codes)):
        found = sorted((each.rule.name, each.last) for each in matches(tokens, at))
        every = [(rule.name, rule.regex.match(tokens.codes, at)) for rule in rules()]
        assert found == sorted((name, match.end()) for name, match in every if match)


@given(TEXTS)
def test_tokens_cover_all_but_the_blanks_of_a_text(text: str) -> None:
    tokens = tokenise(text)
    covered = {place for start, end in tokens.spans for place in range(start, end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)
    assert len(tokens.codes) == len(tokens.spans) == len(tokens.words)


def test_a_word_is_one_token_whatever_letters_it_has_and_pm_and_bc_are_none() -> None:
    assert tokenise("exam clam Zürich naïve").words == ["exam", "clam", "zürich", "naïve"]
    assert tokenise("exam clam Zürich naïve").codes == 4 * OTHER
    for words in ("am", "5 p.m.", "44 B.C.", "Sept. 5", "five o'clock"):
        assert OTHER not in tokenise(words).codes
