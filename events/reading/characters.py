"""Bytes in, clean characters out: encodings, line ends, invisible characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

from events.reading.errors import BinaryFile, WrongEncoding

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The web's (WHATWG, Encoding Standard) by Python's names: other codecs take minutes over a megabyte, or are no charsets at all.
_CHARSETS = frozenset(
    ["utf-8", "utf-16-le", "utf-16-be", "koi8-r", "koi8-u", "mac-roman", "gbk", "gb2312", "gb18030", "big5"]
    + ["euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949", "cp866", "cp874"]
    + [f"iso8859-{number}" for number in (*range(2, 9), *range(10, 12), *range(13, 17))]
    + [f"cp{number}" for number in range(1250, 1259)]
)
# What web pages call Latin-1 or ASCII is Windows-1252 (4.2).
_WEB_NAMES = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "utf-16": "utf-16-le"}
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w:.-]+)""", re.IGNORECASE)
_HEAD = 2048  # bytes in which a page must say its encoding; the standard asks for the first 1024

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028]")
_SPACES = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Controls, soft hyphens, zero-width and direction marks: nobody sees them and they cut words in two.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_MARKS = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
BINARY = "This is not a text but a file for a program. Open it there, copy its text and paste it."
_UNREADABLE = "The characters of this file cannot be read{}. Save it as UTF-8 and try again, or paste its text."


def decode(source: bytes) -> str:
    """The characters of a file: by its byte order mark, its HTML declaration, as UTF-8, else by the likeliest old encoding."""
    for mark, encoding in BOMS:
        if source.startswith(mark):
            return _exactly(source[len(mark) :], encoding)
    if source.count(0) * 100 > len(source):  # a stray one is dropped later
        raise BinaryFile(BINARY)
    declared = _declared(source)
    if declared and declared != "utf-8":
        return _exactly(source, declared)
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError:
        return _damaged(source) or _old(source)


def charset(label: str) -> str | None:
    """Python's name of the charset that the web calls so; None where it is none of the web's."""
    try:
        known = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    name = _WEB_NAMES.get(known, known)
    return name if name in _CHARSETS else None


def clean(text: str) -> str:
    """The same words with `\\n` line ends and plain spaces, composed (NFC), without invisible characters; clean(clean(x)) == clean(x)."""
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    text = _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", _SPACES.sub(" ", text)))
    return unicodedata.normalize("NFC", text)


def mask(text: str) -> str:
    """As many characters, so that offsets stay: spaces made plain; controls, broken characters and marks about words blanked."""
    return _SURROGATES.sub("\ufffd", _MARKS.sub(_blank_about_words, _CONTROLS.sub(" ", _SPACES.sub(" ", text))))


def _blank_about_words(marks: re.Match[str]) -> str:
    """Blanks for zero-width and direction marks, but none inside a word, which would become two."""
    start, end = marks.span()
    inside = marks.string[start - 1 : start].isalnum() and marks.string[end : end + 1].isalnum()
    return marks[0] if inside else " " * len(marks[0])


def is_noise(text: str) -> bool:
    """Whether decoded characters are no writing: many controls, or hardly a letter among symbols."""
    sample = text[:20_000]
    controls = sum(1 for c in sample if unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\t\n\r\f\v")
    return controls * 50 > len(sample) + 100


def _exactly(source: bytes, encoding: str) -> str:
    try:
        return source.decode(encoding)
    except UnicodeDecodeError:
        raise WrongEncoding(_UNREADABLE.format(f": it says that it is {encoding.upper()}, and is not")) from None


def _declared(source: bytes) -> str | None:
    """The encoding that a page or XML file says it has, by Python's name; None where it says none of the web's."""
    match = _DECLARED.search(source[:_HEAD])
    name = charset((match[1] or match[2]).decode("ascii")) if match else None
    # Read as bytes of ASCII so far, the page cannot be UTF-16 whatever it says.
    return "utf-8" if name and name.startswith("utf") else name


def _damaged(source: bytes) -> str | None:
    """UTF-8 with a few broken bytes (cut off, glued together): more characters beyond ASCII are whole than broken."""
    text = source.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - broken
    return text if whole > 2 * broken else None


def _old(source: bytes) -> str:
    """Windows-1252 for what is nearly all ASCII: so is English, and guessers take its quotation marks for other letters.

    charset-normalizer for the rest: small, without dependencies, kept up, and right for Cyrillic, Greek, Japanese and their like,
    which are then named as another language instead of being refused as unreadable.
    """
    high = sum(1 for byte in source if byte > 127)
    if high * 10 <= len(source):
        try:
            return source.decode("cp1252")
        except UnicodeDecodeError:
            pass
    import charset_normalizer  # only rare files need it

    guess = charset_normalizer.from_bytes(source).best()
    if guess is None:
        raise WrongEncoding(_UNREADABLE.format(""))
    return str(guess)
