"""Where a rule has matched, whether its words mean a time here. GUARDS names the question that each rule asks."""

from __future__ import annotations

from collections.abc import Callable

from events.dating.durations import is_described, is_long, is_no_age, is_no_rate, is_quarter
from events.dating.grammar import Grammar
from events.dating.hours import is_clock, is_dawn, is_moment
from events.dating.names import is_attribute, is_feast, is_lower, is_month, is_no_name, is_observed, is_own_weekend, is_season, is_typed
from events.dating.tokens import Tokens, context, lexicon
from events.dating.years import counts, is_era, is_old_year, is_year


def is_attribute_alone(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Night attacks", "the Spring Offensive", but not "Sunday night attacks"."""
    before = tokens.codes[first - 1] if first else ""
    dated = before != "" and any(before in lexicon().of(name) for name in ("WEEKDAY", "DAYWORD", "REL", "ORDINAL", "DAY"))
    return not dated and tokens.words[last : last + 1] != ["-"] and is_attribute(tokens, first, last, grammar)


def is_told_of(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "During this period", "at the time": after a word that makes it a time, not "this time he won"."""
    return tokens.words[first - 1 : first] != [] and tokens.words[first - 1] in context("BEFORE_PERIOD")


def is_part(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "The afternoon session", "that night", but not "the night watchman" nor "the Evening Standard"."""
    if not is_lower(tokens, first, last, grammar) or tokens.words[last : last + 1] == ["-"]:
        return False
    if tokens.words[last - 1] in ("morning", "afternoon", "evening"):
        return True
    return tokens.words[first : last - 1] != ["the"] or not is_attribute_alone(tokens, first, last, grammar)


def is_part_any(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "At night", "in afternoon trading", but not "in overnight shooting"."""
    return tokens.words[last - 1] != "overnight" or not is_attribute(tokens, first, last, grammar)


def is_military(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "At 1800 hours", "(1945 GMT)", but not "1800 hours of work"."""
    zoned = tokens.words[last - 1] not in ("hours", "hrs")
    return zoned or tokens.words[first].startswith("0") or (first > 0 and tokens.words[first - 1] in context("BEFORE_CLOCK"))


def is_said_year(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "In the year 79", but not "in the year 79 people died"."""
    return tokens.words[last : last + 1] not in (["-"], ["%"]) and not counts(tokens, last, grammar)


def is_past_hour(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "A quarter to four", but not "a quarter to 4 percent"."""
    return not counts(tokens, last, grammar)


def is_shift(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Not "This Week", "the last day of the trial" nor "at the end of the day, it is a game"."""
    words, before, after = tokens.words[first:last], tokens.words[max(first - 2, 0) : first], tokens.words[last : last + 1]
    if words[-2:] in (["last", "day"], ["next", "day"]) and after == ["of"]:
        return False
    return is_lower(tokens, first, last, grammar) and not ("at" in before and words[-4:] == ["end", "of", "the", "day"])


def is_after_the(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "The following Friday", but not "following Friday's vote"."""
    return tokens.words[first] != "following"


def is_whole(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "The year", but not "the Year of the Ox" or "the year-ago results"."""
    after = tokens.words[last] if last < len(tokens.words) else ""
    return after != "-" and is_lower(tokens, first, last, grammar)


def is_unit_told(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "For the week", "in the month", but not "in the week of his death" nor "the week's"."""
    if tokens.words[last - 1] not in ("week", "month") or tokens.words[max(first - 1, 0)] not in context("BEFORE_UNIT"):
        return False
    index = grammar.by_start.get(tokens.spans[last - 1][0])
    after = grammar.words[index + 1 : index + 2] if index is not None else ()
    return all(word.pos in ("PUNCT", "CCONJ", "ADV", "ADP") and word.text not in ("of", "after", "before", "since") for word in after)


def is_said_of_a_verb(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Two men were shot overnight", but no "overnight bag"; beside a day it is a part of that."""
    word = grammar.at(tokens.spans[first][0])
    return word is None or word.pos == "ADV" or tokens.words[last : last + 1] == ["on"]


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
    return before in context("BEFORE_DAY") and is_day_of_weekday(tokens, first, last, grammar)


def is_day_of_weekday(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "Tuesday the 8th", but not "Tuesday, the 8th anniversary"."""
    index = grammar.by_start.get(tokens.spans[last - 1][0])
    if index is None or index + 1 >= len(grammar.words):
        return False
    following = grammar.words[index + 1]
    if following.text in ("th", "st", "nd", "rd") and index + 2 < len(grammar.words):
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
    "clock": is_clock,
    "moment": is_moment,
    "part": is_part,
    "part-any": is_part_any,
    "part-dawn": is_dawn,
    "tomorrow-but-one": is_lower,
    "unit-before": is_lower,
    "unit-whole": is_unit_told,
    "duration-described": is_described,
    "period-alone": is_typed,
    "year-era": is_era,
    "year": is_year,
    "year-old": is_old_year,
    "year-said": is_said_year,
    "clock-past": is_past_hour,
    "clock-to": is_past_hour,
    "holiday-weekend": is_feast,
    "holiday-observed": is_observed,
    "date-day-month-old": is_old_year,
    "date-month-day-old": is_old_year,
    "season": is_season,
    "story-season": is_attribute_alone,
    "story-night": is_attribute_alone,
    "story-former": is_attribute,
    "story-time": is_told_of,
    "duration": is_long,
    "duration-bare": is_long,
    "duration-part": is_long,
    "duration-adjective": is_long,
    "shift": is_shift,
    "shift-edge": is_shift,
    "weekday-relative": is_after_the,
    "month-relative": is_after_the,
    "year-whole": is_whole,
    "quarter": is_quarter,
    "quarter-adjective": is_quarter,
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
    "date-weekday-day": is_day_of_weekday,
    "date-month-days": is_second_day,
}
