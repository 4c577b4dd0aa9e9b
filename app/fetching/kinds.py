"""An answer in; whether it is something to read, its file name and its bytes unpacked out."""

from __future__ import annotations

import codecs
import re
import zlib
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote

from app.fetching.address import Address
from app.fetching.asking import Head
from app.fetching.errors import FetchError, too_large
from events.reading import characters

# Media types that may hold an article, with the extension by which reading knows them.
KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "xhtml",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/x-markdown": "md",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/epub+zip": "epub",
    "message/rfc822": "eml",
}
# Types that say nothing, or are said of several kinds: the bytes will tell.
UNSAID = (
    *("", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/force-download"),
    *("application/zip", "application/x-zip-compressed", "application/msword"),
)
ALIKE = {"html": ("htm", "xhtml"), "xhtml": ("html", "htm"), "txt": ("text", "md", "markdown", "mkd")}
TEXTS = ("html", "xhtml", "txt", "md")
_OTHERS = {"image": "a picture", "video": "a film", "audio": "a recording", "font": "a typeface", "multipart": "several files in one"}


def media_type(head: Head) -> str:
    """What the server says it is; "" where it says nothing. Raises FetchError where that is nothing to read."""
    kind = _content_type(head).get_content_type() if head.header("content-type").strip() else ""
    if kind not in KINDS and kind not in UNSAID:
        words = _OTHERS.get(kind.partition("/")[0], "data for programs")
        raise FetchError(f"There is no article at this address but {words} ({_shown(kind)}).")
    return kind


def named(here: Address, head: Head) -> str:
    """A file name whose extension says the kind: by the server's word, else by the address."""
    disposition = Message()
    disposition["Content-Disposition"] = _line(head.header("content-disposition"))
    path = disposition.get_filename() or unquote(here.target.partition("?")[0])
    name = PurePosixPath("".join(filter(str.isprintable, path.replace("\\", "/"))).strip("/.")).name[-120:]
    kind = KINDS.get(media_type(head))
    if kind is None or name.lower().rpartition(".")[2] in (kind, *ALIKE.get(kind, ())):
        return name or here.host
    return f"{PurePosixPath(name).stem or here.host}.{kind}"


def unpacked(head: Head, body: bytes, most: int) -> bytes:
    """The bytes as the site's author saved them; a text that the server says the charset of, in UTF-8 with its mark."""
    coding = head.header("content-encoding").strip().lower()
    if coding in ("gzip", "x-gzip"):
        body = _inflated(body, most)
    elif coding not in ("", "identity"):
        raise FetchError(f"The site packs its answer in a way that nobody asked for ({_shown(coding)}).")
    return _recoded(body, _content_type(head)) if KINDS.get(media_type(head)) in TEXTS else body


def _inflated(packed: bytes, most: int) -> bytes:
    """At most so much: a bomb is put down before it has unfolded."""
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = unpacking.decompress(packed, most + 1)
    except zlib.error:
        raise FetchError("The site's answer is damaged: it cannot be unpacked.") from None
    if len(plain) > most:
        raise too_large(most)
    if not unpacking.eof:
        raise FetchError("The site's answer broke off.")
    return plain


def _recoded(body: bytes, content_type: Message) -> bytes:
    """What the server says of the charset goes before what the page says (HTML Standard, 13.2.3), and travels as a byte order mark."""
    said = content_type.get_param("charset")
    charset = characters.charset(said) if isinstance(said, str) else None
    if charset is None or body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    try:
        return codecs.BOM_UTF8 + body.decode(charset).encode()
    except ValueError:  # not the charset of the text: reading finds out
        return body


def _content_type(head: Head) -> Message:
    message = Message()
    message["Content-Type"] = _line(head.header("content-type"))
    return message


def _shown(value: str) -> str:
    """A site's own word in a message of ours: without signs that would make the rest of it look otherwise."""
    return re.sub(r"[^\w.+/;, -]", "", value, flags=re.ASCII)[:80]


def _line(value: str) -> str:
    """A header as email's parser may have it, which takes long over long ones."""
    return " ".join(value.split())[:1000]
