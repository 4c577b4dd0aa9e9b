"""Times in histories, and the table of the ways of saying them: each line is tested by the example that stands beside it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from events import language
from events.dating import find_times
from events.dating.table import Rule, rules
from events.days import from_iso
from events.model import Document, Mention, PublishedBy, Timex

# Three sentences make a history of what follows them: old years, told in the past tense.
HISTORY = "In 1900 the harvest failed. In 1910 the river rose. In 1920 the town burned. "


def told(text: str) -> list[Mention[Timex]]:
    """The times of a history without a date of its own, after those of its first sentences."""
    whole = HISTORY + text
    return [m for m in find_times(Document(whole), language.parse(whole)) if m.span.start >= len(HISTORY)]


def reported(text: str) -> list[Mention[Timex]]:
    """The times of news of Wednesday 16 June 2021."""
    return find_times(Document(text, published=from_iso("2021-06-16"), published_by=PublishedBy.GIVEN), language.parse(text))


def values(mentions: list[Mention[Timex]]) -> list[str]:
    return [m.meaning.value for m in mentions if m.meaning]


# ---- the table ----


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.value], ids=lambda rule: rule.name)
def test_each_line_of_the_table_reads_its_own_example(rule: Rule) -> None:
    """The value beside an example is what this line, and no other, reads in it; "evening" alone counts only beside a day."""
    found = told(rule.example) if rule.name.startswith("story-") else reported(rule.example)
    by = "weekday" if rule.name == "part-bare" else rule.name
    assert (by, rule.value.strip("-")) in [(m.meaning.rule, m.meaning.value) for m in found if m.meaning]


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.name.startswith("story-")], ids=lambda rule: rule.name)
def test_what_only_a_history_says_is_no_time_in_news(rule: Rule) -> None:
    """ "The former king" is no time on the front page."""
    assert rule.name not in [m.meaning.rule for m in reported(rule.example) if m.meaning]


@pytest.mark.parametrize("rule", [rule for rule in rules() if rule.name.startswith("news-")], ids=lambda rule: rule.name)
def test_what_only_news_says_is_no_time_in_a_history(rule: Rule) -> None:
    """ "Soon" is no time to come where all is past."""
    assert rule.name not in [m.meaning.rule for m in told(rule.example) if m.meaning]


def test_the_first_text_that_is_read_is_read_as_the_second() -> None:
    """Every word of the tables has its code before a text is cut: a process may read one text alone."""
    program = (
        "from events.dating import find_times; from events.language import Parse; from events.model import Document;"
        "print([m.meaning.value for m in find_times(Document('On Boxing Day 2019 and on D--Day.'), Parse((), ()))])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['2019-12-26', '1944-06-06']"
