"""A rich text file (.rtf) in, its content out: as it reads with all changes accepted.

By the RTF specification 1.9.1: striprtf gives back what was deleted and what is hidden, drops notes, adds the addresses of links, and its
expressions take minutes over a file made to that end.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from events.reading import html
from events.reading.bounds import Bounds
from events.reading.errors import Damaged
from events.reading.plain import Content

_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\")
_DEEPEST = 2000  # groups within groups

# Groups whose words are not the article's. Those that begin with \* are left out, too, unless KEPT.
_LEFT_OUT = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "fldinst", "annotation", "atnid", "atnauthor", "xe", "tc", "rxe", "nonshppict", "listtable",
    "listoverridetable", "revtbl", "rsidtbl", "generator", "themedata", "datastore", "latentstyles", "filetbl", "falt", "fname",
    "fontemb", "template", "private", "bkmkstart", "bkmkend", "pntext", "listtext", "pntxta", "pntxtb", "sn", "sv", "sp", "do",
    "nesttableprops", "userprops", "xmlnstbl", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "mmathPr", "ffname",
    "ffdeftext", "ffl", "docvar", "background",
))  # fmt: skip
_KEPT = frozenset(("shpinst", "shptxt", "footnote", "fldrslt", "ud"))
_TEXT = {
    "tab": " ", "line": "\n", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "cell": " | ", "nestcell": " | ", "softline": "\n",
}  # fmt: skip
_ENDS = frozenset(("par", "sect", "page", "row", "nestrow"))
_SIGNS = {b"~": " ", b"_": "-", b"-": "", b"\n": "\f", b"\r": "\f", b"{": "{", b"}": "}", b"\\": "\\"}
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside one pair of braces."""

    into: str = "text"  # text, note, info, fonts, or nowhere
    encoding: str = "cp1252"
    skip: int = 1  # bytes that stand for a Unicode character in programs that know none
    hidden: bool = False
    opening: bool = True  # nothing has been said in it yet
    starred: bool = False
    field: str = ""  # of the information about the file


@dataclass(slots=True)
class _Writer:
    """The paragraphs as they come."""

    parts: dict[str, list[str]] = field(default_factory=lambda: {"text": [], "note": []})
    about: dict[str, str] = field(default_factory=dict)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    size: int = 0

    def put(self, group: _Group, text: str) -> None:
        if group.hidden or group.into not in ("text", "note", "info"):
            return
        if group.into == "info":
            self.about[group.field] = self.about.get(group.field, "") + text
        else:
            self.parts[group.into].append(text)
            self.size += len(text)


def read(source: bytes, bounds: Bounds) -> Content:
    """Headers, footers, comments, deleted and hidden words are left out; notes follow the text."""
    writer = _Writer()
    stack: list[_Group] = []
    group = _Group(into="nowhere")
    waiting = bytearray()  # bytes of one encoding, together: a character may take two
    skip = at = 0
    while match := _TOKEN.match(source, at):
        at = match.end()
        word, number, byte, sign, brace, plain = match.groups()
        data = bytes.fromhex(byte.decode()) if byte else plain or b""
        if data:
            waiting += data[skip:]
            skip = max(0, skip - len(data))
            continue
        if waiting:
            writer.put(group, waiting.decode(group.encoding, "replace"))
            waiting.clear()
            group = replace(group, opening=False)
            bounds.check(writer.size)
        if brace == b"{":
            stack.append(group)
            group = replace(group, opening=True, starred=False)
            if len(stack) > _DEEPEST:
                raise Damaged("This RTF file is damaged: its parts never end. Open it in the program it comes from and save it again.")
        elif brace:
            group = _close(writer, group, stack)
            if not stack:
                break
        elif word == b"bin":
            at += max(0, int(number or 0))
        elif word == b"u" and number:
            writer.put(group, chr(int(number) % 65536))
            skip = group.skip
        elif word:
            group = _control(writer, group, word.decode(), int(number) if number else None, len(stack))
            skip = 0
        elif sign == b"*":
            group = replace(group, starred=True)
        elif sign:
            writer.put(group, _SIGNS.get(sign, ""))
    writer.put(group, waiting.decode(group.encoding, "replace"))  # of a file that is cut off
    return _content(writer)


def _close(writer: _Writer, group: _Group, stack: list[_Group]) -> _Group:
    outer = stack.pop() if stack else _Group(into="nowhere")
    if group.into == "note" and outer.into != "note":
        writer.put(group, "\f")
    return outer


def _control(writer: _Writer, group: _Group, word: str, number: int | None, depth: int) -> _Group:
    """What a control word changes; what it shows goes to the writer."""
    if group.opening and not group.field:
        group = _destination(replace(group, opening=False), word, depth)
    if word in _ENDS:
        writer.put(group, "\f")
    elif word in _TEXT:
        writer.put(group, _TEXT[word])
    elif word in ("deleted", "v"):
        group = replace(group, hidden=number != 0)
    elif word == "plain":
        group = replace(group, hidden=False)
    elif word == "uc":
        group = replace(group, skip=min(max(number or 0, 0), 10))
    elif word == "ansicpg":
        group = replace(group, encoding=_encoding(f"cp{number}"))
    elif word == "f" and group.into == "fonts":
        writer.font = number or 0
    elif word == "fcharset" and group.into == "fonts":
        writer.fonts[writer.font] = _CHARSETS.get(number or 0, "")
    elif word == "f" and writer.fonts.get(number or 0):
        group = replace(group, encoding=_encoding(writer.fonts[number or 0]))
    return group


def _destination(group: _Group, word: str, depth: int) -> _Group:
    """Where the words of a group go, by what it begins with."""
    if word == "rtf" and depth == 1:
        return replace(group, into="text")
    if group.into in ("nowhere", "fonts"):
        return group
    if word == "fonttbl":
        return replace(group, into="fonts")
    if word in ("title", "author") and group.into == "about":
        return replace(group, into="info", field=word)
    if word == "info":
        return replace(group, into="about")
    if word == "footnote":
        return replace(group, into="note")
    unseen = word in _LEFT_OUT or (group.starred and word not in _KEPT) or group.into == "about"
    return replace(group, into="nowhere") if unseen else group


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _content(writer: _Writer) -> Content:
    paragraphs = [
        " ".join(paragraph.replace("\n", "\v").split(" ")).strip(" |\v\n").replace("\v", "\n")
        for part in ("text", "note")
        for paragraph in _whole("".join(writer.parts[part])).split("\f")
    ]
    about = {name: " ".join(_whole(value).split()) for name, value in writer.about.items()}
    title = about.get("title", "")
    text = "\n\n".join(html.without(title, [re.sub(r" {2,}", " ", each) for each in paragraphs if each]))
    return Content(text, title, None, about.get("author", ""))


def _whole(text: str) -> str:
    """Characters beyond the first 65,536, which RTF writes in two halves, whole again."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
