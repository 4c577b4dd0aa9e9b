"""Three or four digits and the words around them in, whether they are a year, and no count or number in a name, out."""

from __future__ import annotations

from events.dating.grammar import Grammar
from events.dating.tokens import OTHER, Tokens, context, lexicon


def is_year(tokens: Tokens, at: int, last: int, grammar: Grammar) -> bool:
    """Whether four bare digits are a year: neither a count of something nor a number in a name."""
    if last - at > 1:
        return True
    before = tokens.words[at - 1] if at else "\n\n"
    after = tokens.words[at + 1] if at + 1 < len(tokens.words) else "\n\n"
    if before == "than" and tokens.words[at - 2 : at - 1] in (["later"], ["earlier"]):
        return True  # "no later than 1920"
    if _is_numbered(tokens, at):
        return False
    if before in context("NO_YEAR_BEFORE") or after in context("NO_YEAR_AFTER") or (after in ("-", "–", "—") and _is_word(tokens, at + 2)):
        return False
    start, end = tokens.spans[at]
    if start and (tokens.text[start - 1].isalnum() or (tokens.text[start - 1] in ".,’'" and tokens.text[start - 2 : start - 1].isdigit())):
        return False
    if tokens.text[end : end + 1].isalpha() or (tokens.text[end : end + 1] in (".", ",", ":") and tokens.text[end + 1 : end + 2].isdigit()):
        return False
    if (
        before in ("-", "–", "—")
        and at > 1
        and start == tokens.spans[at - 1][1]
        and tokens.words[at - 2].isdigit()
        and tokens.codes[at - 2] != "Y"
    ):
        return False  # 973-321-1120
    if context("STREETS") & set(tokens.words[at + 2 : at + 4]) and tokens.text[end + 1 : end + 2].isupper():
        return False  # 1200 Grand Ave.
    if grammar.words and tokens.text[max(start - 1, 0)] in '"“‘' and tokens.text[end : end + 1] in ('"', "”", "’"):
        return False  # “1984” is a book
    year, token = int(tokens.words[at]), grammar.at(start)
    if token is not None and token.dep == "nummod" and before not in ("in", "since", "by", "during", "until", "from", "the"):
        head = grammar.words[token.head]
        if head.tag == "NNS" and head.start > start and before not in context("BEFORE_YEAR") and head.start <= end + 1:
            return False
    if before == "." and at > 1 and (tokens.words[at - 2] in context("OF_LIFE") or is_circa(tokens, at)):
        return True
    return 1900 <= year < 2100 or before in context("BEFORE_YEAR") or _begins_range(tokens, at)


def _is_numbered(tokens: Tokens, at: int) -> bool:
    """ "pp. 1066-1087", "the T-1990"."""
    words, dash = tokens.words, tokens.words[at - 1 : at] in (["-"], ["–"]) and at > 1
    begin = at - 2 if dash and tokens.codes[at - 2] == "Y" else at
    if words[max(begin - 1, 0) : begin] == ["."] and words[max(begin - 2, 0)] in context("NUMBERED"):
        return True
    glued = dash and tokens.spans[at - 2][1] == tokens.spans[at - 1][0] and tokens.spans[at - 1][1] == tokens.spans[at][0]
    return glued and tokens.codes[at - 2] == OTHER and tokens.text[tokens.spans[at - 2][0]].isupper()


def is_era(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "In AD36" is a year, "the AD36 engine" a machine."""
    glued = tokens.codes[first] in lexicon().of("ERA") and last - first > 1 and tokens.spans[first][1] == tokens.spans[first + 1][0]
    return not glued or first == 0 or tokens.words[first - 1] in context("BEFORE_GLUED")


def _begins_range(tokens: Tokens, at: int) -> bool:
    """ "He ruled 1066-1087"."""
    if tokens.codes[at + 2 : at + 3] != "Y" or tokens.words[at + 1] not in ("-", "–", "—"):
        return False
    after = tokens.words[at + 3] if at + 3 < len(tokens.words) else ""
    return int(tokens.words[at]) < int(tokens.words[at + 2]) and after not in context("NO_YEAR_AFTER") and after != "-"


def _is_word(tokens: Tokens, at: int) -> bool:
    """Whether a word is glued on by a hyphen, as in "the 1600-man garrison"."""
    return (
        at < len(tokens.words)
        and tokens.words[at].isalpha()
        and tokens.spans[at][0] == tokens.spans[at - 1][1]
        and tokens.words[at] not in ("to",)
    )


def is_old_year(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """Whether three digits are a year: after a preposition of time or a day and month, where they count nothing."""
    at = last - 1
    dated = last - first > 1
    before = tokens.words[at - 1] if at else ""
    if not dated and not is_circa(tokens, at):
        if before in ("about", "around") and at > 1:
            before = tokens.words[at - 2]
        if before not in context("BEFORE_OLD_YEAR"):
            return False
    start, end = tokens.spans[at]
    if tokens.text[end : end + 1].isalpha() or tokens.words[last : last + 1] == ["of"] or _counts(tokens, last, grammar):
        return False
    token = grammar.at(start)
    if token is None:
        return False
    following = grammar.at(tokens.spans[last][0]) if last < len(tokens.words) else None
    if dated and following is not None and following.pos in ("VERB", "AUX"):
        return before != "," and grammar.has_subject(following, start)  # not "on May 11, 330 died", "on 11 May 330 were killed"
    if not dated and before == "by" and tokens.text[tokens.spans[at - 1][0]] == "b":  # not "it rose by 300."
        return following is not None and (following.pos in ("DET", "PRON") or following.text[:1].isupper())
    return True


def is_far_year(tokens: Tokens, first: int, last: int, grammar: Grammar) -> bool:
    """ "In the year 12,000" is a year, "that year 12,000 people left" counts them."""
    return not _counts(tokens, last, grammar)


def is_circa(tokens: Tokens, at: int) -> bool:
    """Whether "circa", "c." or "ca." stands before a token."""
    if tokens.words[max(at - 1, 0) : at] in (["circa"], ["ca"]):
        return True
    if tokens.words[max(at - 2, 0) : at] not in (["c", "."], ["ca", "."], ["fl", "."]):
        return False
    start = tokens.spans[at - 2][0]
    return tokens.text[start].islower() and tokens.text[start - 1 : start] != "."  # not "S.C. 161"


def _counts(tokens: Tokens, last: int, grammar: Grammar) -> bool:
    """Whether what follows a number is counted by it: "330 people", "330 British soldiers", but not "330 Constantine dedicated"."""
    for at in range(last, min(last + 4, len(tokens.words))):
        written = tokens.text[tokens.spans[at][0]]
        word = grammar.at(tokens.spans[at][0])
        if tokens.words[at] in context("NO_YEAR_AFTER") or written.isdigit():
            return True
        if word is None or not written.isalpha():
            return at == last and written in "-–—/%"
        if written.isupper() and word.pos in ("PROPN", "ADJ", "NOUN"):
            if word.tag == "NNS":
                return True
            continue
        return word.pos in ("NOUN", "ADJ", "NUM", "PROPN") if at == last else word.pos == "NOUN" or word.tag == "NNS"
    return False
