"""An e-mail (.eml) in, its content out: its words, or the document that it brings."""

from __future__ import annotations

import email.policy
import mimetypes
import re
from collections.abc import Callable, Iterator
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from events.reading import characters, html, office, plain
from events.reading.bounds import Bounds
from events.reading.errors import Damaged, EmptyText, ReadingError
from events.reading.plain import Content

Read = Callable[[bytes, str, Bounds], Content]

PARTS = 200  # of one message
DEEPEST = 4  # messages within messages
ATTACHED = 10  # attachments that are opened
BEFORE = 2000  # characters of covering words before a forwarded message
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST = 2000  # characters of a header field that are read: the parser's work grows with their square
COVER = 3  # an attachment so many times longer than the words it came with is the article
_HEADER = re.compile(rb"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}?", re.DOTALL)
_KNOWN = re.compile(
    rb"^(from|to|date|subject|message-id|mime-version|received|return-path|delivered-to|content-type):", re.IGNORECASE | re.MULTILINE
)
_FORWARDED = re.compile(
    r"^(?:-{2,} ?(?:forwarded message|original message) ?-{2,}|begin forwarded message:)\s*\n+"
    r"((?:[ \t>*]*(?:from|date|sent|subject|to|cc|reply-to)\**:.*\n(?:[ \t]+\S.*\n)*)+)",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(r"^[ \t>*]*(from|date|sent|subject)\**:[ \t]*\**[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_DAYS = (
    re.compile(r"(?P<m>[A-Z][a-z]{2})[a-z]*\.? (?P<d>\d{1,2}), (?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})\.? (?P<m>[A-Z][a-z]{2})[a-z]*\.? (?P<y>\d{4})"),
)
_SIGNATURE = re.compile(r"^-- ?\n.*\Z", re.DOTALL | re.MULTILINE)
_FIELDS: Callable[[str, str], Any] = HeaderRegistry()
_POLICY = email.policy.default.clone(header_factory=lambda name, value: _FIELDS(name, value[:LONGEST]))


def is_mail(source: bytes) -> bool:
    """Whether bytes begin as a message does: with header fields, and at least three that mail has."""
    head = re.split(rb"\r?\n\r?\n", source[:20_000].lstrip(b"\xef\xbb\xbf"), maxsplit=1)[0].replace(b"\r\n", b"\n") + b"\n"
    return _HEADER.match(head) is not None and len({name.lower() for name in _KNOWN.findall(head)}) >= 3


def read(source: bytes, bounds: Bounds, read_file: Read, depth: int = 0) -> Content:
    """Title, author and date are those of the message; `read_file` reads what is attached; `depth` messages are around this one."""
    try:
        if depth > DEEPEST:
            raise RecursionError
        return _message(BytesParser(EmailMessage, policy=_POLICY).parsebytes(source), bounds, read_file, 0)
    except RecursionError:
        raise Damaged("This e-mail holds parts within parts without an end. Save what it brings, and choose that file.") from None


def _message(message: EmailMessage, bounds: Bounds, read_file: Read, depth: int) -> Content:
    text = "\n\n".join(_words(message))
    content = _forwarded(Content(text, _subject(message), _day(message), _sender(message)))
    best, problem = content, None
    for attached in list(_attached(message))[:ATTACHED]:
        try:
            if attached.get_content_type() == "message/rfc822":
                found = _inner(attached, bounds, read_file, depth)
            else:
                found = read_file(_bytes(attached), _name(attached), bounds)
        except ReadingError as error:
            problem = error
            continue
        if len(found.text) > max(COVER * len(content.text), len(best.text)):
            best = found
    if problem and not re.search(r"[^\W\d_]", best.text):
        raise problem
    if best is content:
        return content
    return Content(best.text, best.title or content.title, best.published or content.published, best.author or content.author, best.url)


def _inner(part: EmailMessage, bounds: Bounds, read_file: Read, depth: int) -> Content:
    """A message that was sent on as a whole."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if depth >= DEEPEST or not isinstance(inner, EmailMessage):
        raise EmptyText("The message within this message cannot be read. Save it, and choose that file.")
    return _message(inner, bounds, read_file, depth + 1)


# ---- The parts of a message ----


def _words(part: EmailMessage, depth: int = 0) -> list[str]:
    """The texts that are shown as the message itself, in order; of the same text in two forms one."""
    if part.is_multipart():
        if part.get_content_type() == "message/rfc822" or depth > DEEPEST * 4:
            return []
        found = [_words(child, depth + 1) for child in list(_children(part))[:PARTS]]
        if part.get_content_type() != "multipart/alternative":
            return [text for texts in found for text in texts]
        found = [texts for texts in found if any(texts)]
        longest = max((sum(map(len, texts)) for texts in found), default=0)
        return next((texts for texts in found if sum(map(len, texts)) > longest / 2), [])  # the plainest comes first
    if part.is_attachment() or part.get_filename():
        return []
    kind = part.get_content_type()
    if kind == "text/html":
        return [_page(_text(part))]
    return [_plain(part)] if kind == "text/plain" or kind.startswith("multipart/") else []  # a multipart of no parts is broken


def _attached(part: EmailMessage, depth: int = 0) -> Iterator[EmailMessage]:
    """What is brought along, and may be read."""
    if part.get_content_type() == "message/rfc822":
        if depth:
            yield part
    elif part.is_multipart():
        if depth <= DEEPEST * 4:
            for child in list(_children(part))[:PARTS]:
                yield from _attached(child, depth + 1)
    elif depth and (part.is_attachment() or part.get_filename()) and part.get_content_maintype() in ("application", "text"):
        yield part


def _children(part: EmailMessage) -> Iterator[EmailMessage]:
    payload = part.get_payload()
    return (child for child in payload if isinstance(child, EmailMessage)) if isinstance(payload, list) else iter(())


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _name(part: EmailMessage) -> str:
    """The name of an attachment, by which its kind is known, else one made from what it says it is."""
    name = part.get_filename() or ""
    return name if "." in name else name + (mimetypes.guess_extension(part.get_content_type()) or "")


def _text(part: EmailMessage) -> str:
    source = _bytes(part)
    try:
        return source.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return characters.decode(source)


def _plain(part: EmailMessage) -> str:
    """Paragraphs as they were typed: flowed lines joined (RFC 3676), marks of quotation and the signature left out."""
    text = _SIGNATURE.sub("", characters.clean(_text(part)))
    if part.get_param("format", "") == "flowed":
        text = re.sub(r"(?<!^--) \n(?![^\S\n]*$)", "" if part.get_param("delsp", "") == "yes" else " ", text, flags=re.MULTILINE)
    return plain.read(re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE)).text


def _page(text: str) -> str:
    """A mail in HTML has no menus but often its text in tables: as an article where most of it is one, else whole."""
    page = html.parse(characters.clean(text))
    if page is None:
        return ""
    office.settle_tables(page)
    whole = html.join(list(html.blocks(page)))
    article = html.read(characters.clean(text)).text
    return article if len(article) > 0.6 * len(whole) else whole


# ---- What a message says of itself ----


def _subject(message: EmailMessage) -> str:
    return re.sub(r"^(?:(?:re|fwd?|aw|wg|tr) ?: ?)+", "", _header(message, "subject"), flags=re.IGNORECASE)


def _sender(message: EmailMessage) -> str:
    name, address = parseaddr(_header(message, "from"))
    return name or address


def _header(message: EmailMessage, name: str) -> str:
    """One header field as words; broken ones say nothing."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, LookupError, AttributeError, TypeError):
        return ""


def _day(message: EmailMessage) -> str | None:
    """The day it was sent, where it was sent."""
    try:
        return parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return None


def _forwarded(content: Content) -> Content:
    """A message that was sent on within the text: its own title, author and day; the words before it stay before it."""
    block = _FORWARDED.search(content.text)
    if not block or block.start() > BEFORE:
        return content
    fields = {name.lower(): value.strip() for name, value in _FIELD.findall(block[1])}
    before, after = content.text[: block.start()].strip(), content.text[block.end() :].strip()
    name, address = parseaddr(fields.get("from", "").replace("*", ""))
    return Content(
        f"{before}\n\n{after}".strip(),
        fields.get("subject", content.title),
        _typed_day(fields.get("date") or fields.get("sent") or "") or content.published,
        name or address or content.author,
    )


def _typed_day(words: str) -> str | None:
    """The day in the words of a mail program: Tue, Mar 15, 2022 at 9:03 AM, or 15 March 2022."""
    for order in _DAYS:
        found = order.search(words)
        if found and found["m"] in MONTHS:
            return f"{found['y']}-{MONTHS.index(found['m']) + 1:02}-{int(found['d']):02}"
    return None
