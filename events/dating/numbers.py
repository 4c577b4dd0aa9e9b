"""Words in, the number that they begin with out: "twenty-four", "a hundred and five", "nineteen ninety-six"."""

from __future__ import annotations

_UNITS = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SMALL = {word: n for n, word in enumerate(_UNITS, 1)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
SCALES = {"hundred": 100, "thousand": 1000}
_HYPHENS = ("-", "–", "‑")


def number_in(words: list[str]) -> tuple[int, int, bool]:
    """(words used, number, is it a year for sure) of the number that the words begin with; (0, 0, False) where none does."""
    number, used = _under_thousand(words, 0)
    if used < len(words) and words[used] == "thousand":
        rest, end = _under_thousand(words, _past_and(words, used + 1))
        number, used = max(number, 1) * 1000 + rest, end if rest else used + 1
        return used, number, used > 1 and 2000 <= number < 2100
    if 10 <= number <= 20:
        rest, end = _under_hundred(words, _past_hyphen(words, used))
        if rest >= 10:  # nineteen ninety-six
            return end, number * 100 + rest, True
    return used, number, False


def _under_thousand(words: list[str], at: int) -> tuple[int, int]:
    """(number, where it ends), 0 for none. "a" is one before a scale alone."""
    if words[at : at + 1] == ["a"] and at + 1 < len(words) and words[at + 1] in SCALES:
        number, end = 1, at + 1
    else:
        number, end = _under_hundred(words, at)
    if end < len(words) and words[end] == "hundred":
        rest, after = _under_hundred(words, _past_and(words, end + 1))
        return max(number, 1) * 100 + rest, after if rest else end + 1
    return number, end


def _under_hundred(words: list[str], at: int) -> tuple[int, int]:
    number = SMALL.get(words[at], 0) if at < len(words) else 0
    if number < 20:
        return number, at + bool(number)
    unit_at = _past_hyphen(words, at + 1)
    unit = SMALL.get(words[unit_at], 0) if unit_at < len(words) else 0
    return (number + unit, unit_at + 1) if 0 < unit < 10 else (number, at + 1)


def _past_and(words: list[str], at: int) -> int:
    return at + (words[at : at + 1] == ["and"])


def _past_hyphen(words: list[str], at: int) -> int:
    return at + (at < len(words) and words[at] in _HYPHENS)
