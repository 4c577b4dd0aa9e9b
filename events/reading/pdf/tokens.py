"""A PDF's content stream in, its operations one by one out (ISO 32000-2, 7.8.2).

pypdf keeps all operations of a page at once, and takes ten times as long to part them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    rb"(?:[\0\t\n\f\r ]+|%[^\r\n]*)*"
    rb"(?:(?P<number>[+-]*(?:\d+\.?\d*|\.\d+))(?:-\d+)?"
    rb"|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|\((?P<string>[^()\\]*+)\)"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*)>"
    rb"|(?P<operator>[A-Za-z'\"][A-Za-z0-9*'\"]*)"
    rb"|(?P<nested>\()|(?P<other>.))",
    re.DOTALL,
)
_STRING = re.compile(rb"[^()\\]+|\\(?:[0-7]{1,3}|\r\n|.)|[()]", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_IMAGE_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ][\t\n\r -~]{0,10}|$)")
_MOST_OPERANDS, _DEEPEST = 100_000, 50

Operand = float | str | bytes | list[Any]


def operations(data: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Each operator with its operands: numbers, names as str, strings as bytes, arrays and dictionaries as flat lists."""
    operands: list[Any] = []
    stack: list[list[Any]] = [operands]
    at, length = 0, len(data)
    token = _TOKEN.match
    while at < length and (match := token(data, at)):
        at = match.end()
        kind = match.lastgroup
        if kind == "number":
            stack[-1].append(_number(match["number"]))
        elif kind == "operator":
            operator = match["operator"]
            if operator in (b"true", b"false", b"null"):
                stack[-1].append(0.0)
                continue
            if operator == b"ID":
                end = _IMAGE_END.search(data, at)
                at = end.end() if end else length
            yield operator, operands
            operands = []
            stack = [operands]
        elif kind == "string":
            stack[-1].append(match["string"])
        elif kind == "hex":
            digits = b"".join(match["hex"].replace(b"\0", b" ").split())
            stack[-1].append(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))
        elif kind == "name":
            stack[-1].append("/" + match["name"].decode("latin-1"))
        elif kind == "open":
            inner: list[Any] = []
            if len(stack) < _DEEPEST:
                stack[-1].append(inner)
                stack.append(inner)
        elif kind == "close":
            if len(stack) > 1:
                stack.pop()
        elif kind == "nested":
            string, at = _nested(data, at)
            stack[-1].append(string)
        if len(stack[-1]) > _MOST_OPERANDS:
            stack[-1].clear()


def _number(digits: bytes) -> float:
    try:
        return float(digits)
    except ValueError:  # --5, which some programs write
        return float(digits.lstrip(b"+-") or 0)


def _nested(data: bytes, at: int) -> tuple[bytes, int]:
    """A string with escapes or parentheses in it, and where it ends."""
    parts, depth = [], 1
    while match := _STRING.match(data, at):
        at = match.end()
        part = match[0]
        depth += (part == b"(") - (part == b")")
        if not depth:
            break
        parts.append(_ESCAPE.sub(_unescape, part) if part[:1] == b"\\" else part)
    return b"".join(parts), at


def _unescape(match: re.Match[bytes]) -> bytes:
    sign = match[1]
    return bytes((int(sign, 8) & 255,)) if sign[0] in b"01234567" else _ESCAPES.get(sign, sign)
