"""patterns.tsv in, the rules that read a string of token codes out: the longest match of each place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from events.dating.tokens import ITEM, OTHER, Tokens, is_literal, lexicon, rows

_DASHES = re.compile(r"[-–—‑]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: a way of saying a time, what it means, and an example with the value it must get."""

    name: str
    pattern: str
    meaning: str
    arguments: tuple[str, ...]
    example: str
    value: str
    regex: re.Pattern[str]
    firsts: frozenset[str]


@dataclass(slots=True)
class Found:
    """A rule that matched tokens `[first, last)`; `groups` holds the token range of each class of its pattern."""

    rule: Rule
    tokens: Tokens
    first: int
    last: int
    groups: dict[str, tuple[int, int]]

    def word(self, name: str) -> str:
        """The words under a class, or ""."""
        if name not in self.groups:
            return ""
        first, last = self.groups[name]
        return " ".join(self.tokens.words[first:last])

    def value(self, name: str) -> str:
        """What words.tsv says of the word under a class, or ""."""
        return lexicon().values[name.rstrip("23")].get(_DASHES.sub("-", self.word(name)), "")

    def number(self, name: str) -> int:
        """The number under a class, -1 for none."""
        digits = re.sub(r"\D", "", self.word(name).partition(".")[0])
        return int(digits) if digits else -1


@dataclass(frozen=True, slots=True)
class _Node:
    regex: str
    firsts: frozenset[str]
    empty: bool  # may match nothing


class _Reader:
    """Reads one pattern: words, CLASSES, `[optional]`, `(one | other)`."""

    def __init__(self, pattern: str) -> None:
        self.items: list[str] = ITEM.findall(pattern)
        self.at = 0
        self.count = 0

    def whole(self) -> _Node:
        node = self._choice()
        if self.at != len(self.items):
            raise ValueError(f"The pattern ends before its last bracket: {' '.join(self.items)}")
        return node

    def _choice(self) -> _Node:
        nodes = [self._sequence()]
        while self.at < len(self.items) and self.items[self.at] == "|":
            self.at += 1
            nodes.append(self._sequence())
        return _Node("|".join(n.regex for n in nodes), frozenset().union(*(n.firsts for n in nodes)), any(n.empty for n in nodes))

    def _sequence(self) -> _Node:
        regex, firsts, empty = "", frozenset[str](), True
        while self.at < len(self.items) and self.items[self.at] not in ")]|":
            node = self._one()
            regex += node.regex
            firsts |= node.firsts if empty else frozenset()
            empty = empty and node.empty
        return _Node(regex, firsts, empty)

    def _one(self) -> _Node:
        item = self.items[self.at]
        self.at += 1
        if item in "([":
            node = self._choice()
            self.at += 1
            return _Node(f"(?:{node.regex}){'?' if item == '[' else ''}", node.firsts, node.empty or item == "[")
        if is_literal(item):
            code = lexicon().code(item)
            return _Node(code, frozenset(code), False)
        return self._class(item)

    def _class(self, item: str) -> _Node:
        self.count += 1
        name = item.rstrip("23")
        codes = lexicon().of(name)
        long = sorted((word.split() for word in lexicon().values.get(name, ()) if " " in word), key=len, reverse=True)
        chains = ["".join(map(lexicon().code, words)) for words in long]
        regex = "|".join([*chains, f"[{codes}]"] if codes else chains)
        return _Node(f"(?P<{item}_{self.count}>{regex})", frozenset(codes) | {chain[0] for chain in chains}, False)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule of patterns.tsv, in its order. Lines `$NAME<tab>pattern` are abbreviations for the lines below them."""
    short: dict[str, str] = {}
    made: list[Rule] = []
    for row in rows("patterns.tsv"):
        pattern = re.sub(r"\$[A-Z]+", lambda m: f"({short[m.group()]})", row[1])
        if row[0].startswith("$"):
            short[row[0]] = pattern
            continue
        name, _, meaning, example, value = row
        node = _Reader(pattern).whole()
        if node.empty:
            raise ValueError(f"The rule {name} would match nothing at all.")
        function, *arguments = meaning.split()
        made.append(Rule(name, row[1], function, tuple(arguments), example, value, re.compile(node.regex), node.firsts))
    return tuple(made)


@lru_cache(maxsize=1)
def _by_first() -> dict[str, tuple[Rule, ...]]:
    firsts = {code for rule in rules() for code in rule.firsts}
    return {code: tuple(rule for rule in rules() if code in rule.firsts) for code in firsts}


@lru_cache(maxsize=1)
def _by_lone() -> dict[str, tuple[Rule, ...]]:
    """The same where a word follows that says nothing of time, as it mostly does: few rules read one token, or any word."""
    return {
        code: tuple(rule for rule in known if OTHER in rule.regex.pattern or rule.regex.match(code + OTHER))
        for code, known in _by_first().items()
    }


def matches(tokens: Tokens, at: int) -> Iterator[Found]:
    """All rules that match from one token on, longest first; of equals the first line of the table."""
    found = []
    known = _by_lone() if tokens.codes[at + 1 : at + 2] == OTHER else _by_first()
    for rule in known.get(tokens.codes[at], ()):
        match = rule.regex.match(tokens.codes, at)
        if match:
            found.append((match.end(), rule, match))
    for _, rule, match in sorted(found, key=lambda f: -f[0]):
        groups = {name.rpartition("_")[0]: match.span(name) for name, text in match.groupdict().items() if text}
        yield Found(rule, tokens, match.start(), match.end(), groups)


@lru_cache(maxsize=1)
def starts() -> re.Pattern[str]:
    """Where a rule may begin."""
    firsts = "".join(re.escape(code) for code in _by_first())
    return re.compile(f"[{firsts}]")
