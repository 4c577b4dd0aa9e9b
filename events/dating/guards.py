"""Where a rule has matched, whether its words mean a time here: a season or a name, a duration or a rate."""

from __future__ import annotations

from collections.abc import Callable

from events.dating.grammar import Grammar
from events.dating.tokens import Tokens, context, lexicon
from events.dating.years import is_era, is_far_year, is_old_year, is_year


def is_typed(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """In a text, the name of a war or a style; typed alone, a time."""
    return False


def is_season(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """A bare season counts after "the" or a preposition, and not in "spring water" or "the Prague Spring"."""
    before = tokens.words[first - 1] if first else ""
    paired = tokens.words[last : last + 1] in (["and"], ["or"]) and tokens.codes[last + 1 : last + 2] in tuple(lexicon().of("SEASON"))
    if first == last - 1 and before not in context("BEFORE_SEASON") and not paired:
        return False
    start, end = tokens.spans[last - 1]
    token = grammar.at(start)
    if tokens.words[last : last + 1] == ["of"]:  # the fall of the city
        return False
    if token is None:
        return True
    if token.text[0].isupper() and token.pos == "PROPN" and first == last - 1 and before not in ("in", "during", "by", "since", "until"):
        return False
    compound = token.dep in ("compound", "nmod") and grammar.words[token.head].start > end
    return not compound or (first < last - 1 and grammar.words[token.head].pos != "PROPN")


def is_long(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "$5 a year" is a rate, "for a year" a duration."""
    if tokens.words[last - 1] == "quarters" and tokens.words[last : last + 1] == ["of"]:
        return False  # three quarters of the army
    if _is_title(tokens, first, last, grammar):
        return False
    if tokens.words[first] == "many" and tokens.words[first - 1 : first] == ["as"]:
        return False
    if tokens.words[first] not in ("a", "an") or last - first > 2:
        return not (
            tokens.words[last - 1].startswith("quarter")
            and tokens.codes[last - 2 : last - 1] != tokens.codes[last - 1 : last]
            and "-" in tokens.words[first:last]
        )
    before = tokens.words[first - 1] if first else ""
    if before in context("BEFORE_LONG") or (not before.isalpha() and not before.isdigit() and before != "%"):
        return True
    if tokens.words[last : last + 1] and tokens.words[last] in ("after", "before"):
        return True
    word = grammar.at(tokens.spans[last - 1][0])
    return word is not None and word.dep in ("dobj", "npadvmod") and grammar.words[word.head].lemma in context("LASTING")


def _is_title(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "60 Minutes" is a programme, "in 25 Years" in a headline a time."""
    number = first if last - first > 1 else first - 1
    if number < 0 or not tokens.text[tokens.spans[number][0]].isdigit() or is_lower(tokens, first, last, grammar):
        return False
    return number == 0 or tokens.words[number - 1] not in (*context("BEFORE_LONG"), "last", "past", "next", "the")


def is_attribute(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Whether a word stands before the noun that it tells more of: "winter quarters", "the former king"."""
    index = grammar.by_start.get(tokens.spans[last - 1][0])
    if index is None or index + 1 >= len(grammar.words):
        return False
    word, following = grammar.words[index], grammar.words[index + 1]
    return word.dep in ("compound", "amod", "nmod") and word.head > index and following.pos in ("NOUN", "PROPN", "ADJ", "PUNCT")


def is_attribute_alone(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Night attacks", "the Spring Offensive", but not "Sunday night attacks"."""
    before = tokens.codes[first - 1] if first else ""
    dated = before != "" and any(before in lexicon().of(name) for name in ("WEEKDAY", "DAYWORD", "REL", "ORDINAL", "DAY"))
    return not dated and tokens.words[last : last + 1] != ["-"] and is_attribute(tokens, first, last, grammar)


def is_told_of(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "During this period", "at the time": after a word that makes it a time, not "this time he won"."""
    return tokens.words[first - 1 : first] != [] and tokens.words[first - 1] in context("BEFORE_PERIOD")


def is_feast(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "Easter Island" nor the song "White Christmas"."""
    if tokens.words[last : last + 1] in (["island"], ["islands"]):
        return False
    index = grammar.by_start.get(tokens.spans[first][0])
    before = grammar.words[index - 1] if index else None
    if before is None or not before.text[0].isupper() or not before.text.isalpha() or tokens.codes[first] in lexicon().of("REL"):
        return True
    return before.pos not in ("ADJ", "NOUN", "PROPN") or before.entity == "DATE"


def is_military(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "At 1800 hours", but not "1800 hours of work"."""
    return tokens.words[first].startswith("0") or (first > 0 and tokens.words[first - 1] in context("BEFORE_CLOCK"))


def is_described(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Ten bloody months": an adjective stands between."""
    word = grammar.at(tokens.spans[last - 2][0])
    return word is not None and word.pos == "ADJ" and word.head > grammar.by_start[word.start]


def is_lower(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "This Week" in the middle of a sentence is a programme, "this week" a time."""
    start, end = tokens.spans[last - 1]
    return not tokens.text[start].isupper() or tokens.text[start:end].isupper()


def is_whole(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "The year", but not "the Year of the Ox" or "the year-ago results"."""
    after = tokens.words[last] if last < len(tokens.words) else ""
    return after != "-" and is_lower(tokens, first, last, grammar)


def is_adverb(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """The "annual meeting" is a name of a thing, "daily" and "annually" say how often."""
    word = grammar.at(tokens.spans[first][0])
    if not is_lower(tokens, first, last, grammar) and word is not None and word.pos == "PROPN":
        return False
    return tokens.words[first] in ("daily", "hourly", "nightly") or word is None or word.pos == "ADV"


def is_no_name(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "Black Friday" nor the "Today" show."""
    start, end = tokens.spans[first]
    before = tokens.words[first - 1] if first else "\n\n"
    if before in context("NAMED_DAYS") and tokens.text[tokens.spans[first - 1][0]].isupper():
        return False
    quoted = tokens.text[end : end + 1] in ('"', "”", "'", "’") and tokens.text[start - 1 : start] in ('"', "“", "'", "‘")
    return not (tokens.words[first] in ("today", "tomorrow") and tokens.text[start].isupper() and (quoted or before.isalpha()))


def is_month(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "March Lane", nor the "March for Life"."""
    after = tokens.words[last] if last < len(tokens.words) else ""
    if after in context("STREETS") and tokens.text[tokens.spans[last][0]].isupper():
        return False
    if last - first > 1 or tokens.words[first] != "march" or after not in ("of", "for", "against"):
        return True
    before = tokens.words[first - 1] if first else "\n\n"
    return tokens.codes[last + 1 : last + 2] == "Y" or before in (
        "in",
        "since",
        "until",
        "till",
        "by",
        "from",
        "to",
        "through",
        "of",
        "during",
    )


def is_said_of_a_verb(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Two men were shot overnight", but no "overnight bag"; beside a day it is a part of that."""
    word = grammar.at(tokens.spans[first][0])
    return word is None or word.pos == "ADV" or tokens.words[last : last + 1] == ["on"]


def is_own_weekend(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not the weekend of a feast or a show: "Labor Day weekend"."""
    before = first and tokens.text[tokens.spans[first - 1][0]].isupper() and grammar.at(tokens.spans[first - 1][0])
    return last - first > 1 or not before or before.pos != "PROPN"


def is_no_age(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "2 1/2-year-old"."""
    return "old" not in tokens.words[last : last + 2]


def is_no_rate(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Weekly", but not "8.5% annually" nor "10,000 units annually", and no "annual meeting"."""
    words = tokens.words[max(first - 3, 0) : first] if tokens.words[first] != "daily" else []
    counted = any(word[:1].isdigit() or word in ("%", "percent") for word in words)
    return not counted and is_adverb(tokens, first, last, grammar)


def is_alone(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "In the future", but not "the future king", "the past three summers"."""
    word = grammar.at(tokens.spans[last - 1][0])
    return word is None or word.dep not in ("amod", "compound", "nmod") or grammar.words[word.head].start < word.start


def is_soon(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "soon after", "as soon as", "until now that"."""
    after = tokens.words[last] if last < len(tokens.words) else ""
    return tokens.words[last - 1] != "soon" or after not in ("after", "as", "afterwards", "enough", "became")


def is_day_alone(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "On the 20th it": a day of the month where no noun follows."""
    before = tokens.words[first - 1] if first else ""
    index = grammar.by_start.get(tokens.spans[last - 1][0])
    if before not in context("BEFORE_DAY") or index is None or index + 2 >= len(grammar.words):
        return False
    following = grammar.words[index + 1]
    if following.text in ("th", "st", "nd", "rd"):
        following = grammar.words[index + 2]
    return following.pos in ("PUNCT", "VERB", "AUX", "ADP", "PRON", "CCONJ", "DET", "SPACE")


def is_second_day(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "June 2 and 3" are two days, "since June 2 and 19 killed" is one."""
    if tokens.words[first - 1] not in ("and", "or") or last >= len(tokens.words):
        return True
    following = grammar.at(tokens.spans[last][0])
    return following is None or following.pos in ("PUNCT", "ADP", "SPACE", "CCONJ", "ADV", "DET", "PRON")


GUARDS: dict[str, Callable[[Tokens, int, int, Grammar], bool]] = {
    "holiday": is_feast,
    "clock-military": is_military,
    "duration-described": is_described,
    "period-alone": is_typed,
    "year-era": is_era,
    "year": is_year,
    "year-old": is_old_year,
    "year-far": is_far_year,
    "date-day-month-old": is_old_year,
    "date-month-day-old": is_old_year,
    "season": is_season,
    "story-season": is_attribute_alone,
    "story-night": is_attribute_alone,
    "story-former": is_attribute,
    "story-time": is_told_of,
    "duration": is_long,
    "duration-bare": is_long,
    "duration-adjective": is_long,
    "shift": is_lower,
    "year-whole": is_whole,
    "quarter-the": is_whole,
    "news-soon": is_soon,
    "set-frequency": is_no_rate,
    "duration-fraction": is_no_age,
    "month": is_month,
    "overnight": is_said_of_a_verb,
    "weekend": is_own_weekend,
    "weekday": is_no_name,
    "day-word": is_no_name,
    "ref-past": is_alone,
    "ref-future": is_alone,
    "ref-present": is_alone,
    "ref-word": is_soon,
    "date-day-alone": is_day_alone,
    "date-month-days": is_second_day,
}
